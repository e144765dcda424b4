//! Access reviews.

use bailee_model::{Result, ReviewDecision, ReviewId, ReviewRow, ReviewRowId};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::{
    reply::{Done, ReviewHead, ReviewLine, ReviewView},
    server::{Download, answer},
};

impl Connection {
    /// The reviews that the caller has to do with, newest first.
    pub async fn reviews(&self) -> Result<Vec<ReviewLine>> {
        self.get("/reviews").await
    }

    /// One review and its rows, as far as they ask the caller.
    pub async fn review(&self, id: ReviewId) -> Result<ReviewView> {
        self.get(&format!("/reviews/{id}")).await
    }

    /// Opens a review before its date.
    pub async fn open_review(&self) -> Result<Done<ReviewHead>> {
        self.ask(Method::POST, "/reviews").await
    }

    /// Decides a row. What is removed ends at once.
    pub async fn decide_review(
        &self,
        id: ReviewId,
        row: ReviewRowId,
        decision: ReviewDecision,
        reason: &str,
    ) -> Result<Done<ReviewRow>> {
        self.post(&format!("/reviews/{id}/rows/{row}"), &json!({ "decision": decision, "reason": reason })).await
    }

    /// Restores what silence suspended less than two days ago.
    pub async fn restore_access(&self, id: ReviewId, row: ReviewRowId, reason: &str) -> Result<Done<ReviewRow>> {
        self.post(&format!("/reviews/{id}/rows/{row}/restore"), &json!({ "reason": reason })).await
    }

    /// The certificate of a closed review, as a file.
    pub async fn review_bundle(&self, id: ReviewId) -> Result<Download> {
        Ok(Download(answer(self.request(Method::GET, &format!("/reviews/{id}/certificate.zip"))).await?))
    }

    /// The keys that certificates of reviews are judged by, as a policy file.
    pub async fn review_policy(&self) -> Result<String> {
        self.get_text("/reviews/policy").await
    }
}
