//! What leaves: checkouts.

use bailee_model::{CheckoutId, EngagementId, HoldingId, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::{
    reply::{CheckoutRow, Done},
    server::{Download, answer},
};

impl Connection {
    /// Asks to take a holding onto the device behind the session.
    pub async fn ask_checkout(
        &self,
        engagement: EngagementId,
        holding: HoldingId,
        reason: &str,
        hours: i64,
        region: &str,
    ) -> Result<Done<CheckoutRow>> {
        let body = json!({ "holding": holding, "reason": reason, "hours": hours, "region": region });
        self.post(&format!("/engagements/{engagement}/checkouts"), &body).await
    }

    /// The caller's own checkouts, the newest first.
    pub async fn my_checkouts(&self) -> Result<Vec<CheckoutRow>> {
        self.get("/checkouts").await
    }

    /// One checkout.
    pub async fn checkout(&self, id: CheckoutId) -> Result<CheckoutRow> {
        self.get(&format!("/checkouts/{id}")).await
    }

    /// Takes one: the JSON text of a [`bailee_model::TakeBody`], and the device's signature over
    /// [`bailee_model::exits::TAKE_CONTEXT`] and that text. It needs fresh factors. What comes is an `age` file.
    pub async fn take_checkout(&self, id: CheckoutId, body: &str, signature: &[u8]) -> Result<Download> {
        let request = self.request(Method::POST, &format!("/checkouts/{id}/taking"));
        let body = json!({ "body": body, "signature": STANDARD.encode(signature) });
        Ok(Download(answer(request.json(&body)).await?))
    }

    /// Approves another person's. It needs fresh factors.
    pub async fn approve_checkout(&self, id: CheckoutId) -> Result<Done<CheckoutRow>> {
        self.ask(Method::POST, &format!("/checkouts/{id}/approval")).await
    }

    /// Refuses another person's. It needs fresh factors.
    pub async fn refuse_checkout(&self, id: CheckoutId) -> Result<Done<CheckoutRow>> {
        self.ask(Method::POST, &format!("/checkouts/{id}/refusal")).await
    }

    /// Withdraws one's own, or ends another person's.
    pub async fn end_checkout(&self, id: CheckoutId) -> Result<Done<CheckoutRow>> {
        self.ask(Method::POST, &format!("/checkouts/{id}/end")).await
    }
}
