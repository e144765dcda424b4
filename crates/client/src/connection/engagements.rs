//! Engagements: their people's grants, their log, the client's decisions, their end.

use bailee_model::{
    Category, ColumnClass, Engagement, EngagementId, Grant, GrantId, Hold, HoldId, HoldingId, LoadRunId, Purpose,
    Result, Verification,
};
use jiff::Timestamp;
use reqwest::Method;
use serde::Serialize;
use serde_json::json;

use super::Connection;
use crate::reply::{Done, EngagementRow, LogPage, Overview};

/// A grant to be asked for.
#[derive(Clone, Debug, Serialize)]
pub struct GrantAsk {
    /// What for.
    pub purpose: Purpose,
    /// Which categories.
    pub categories: Vec<Category>,
    /// Which column classes beside open ones.
    pub classes: Vec<ColumnClass>,
    /// How many days.
    pub days: i32,
    /// Why.
    pub reason: String,
}

/// Emergency access to be asked for.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyAsk {
    /// What for.
    pub purpose: Purpose,
    /// Which categories.
    pub categories: Vec<Category>,
    /// Which column classes beside open ones.
    pub classes: Vec<ColumnClass>,
    /// Why it cannot wait.
    pub reason: String,
}

impl Connection {
    /// The engagements that the caller may know of.
    pub async fn engagements(&self) -> Result<Vec<EngagementRow>> {
        self.get("/engagements").await
    }

    /// One engagement, without opening anything of it.
    pub async fn engagement(&self, id: EngagementId) -> Result<Overview> {
        self.get(&format!("/engagements/{id}")).await
    }

    /// Asks for a grant.
    pub async fn ask_grant(&self, id: EngagementId, ask: &GrantAsk) -> Result<Done<Grant>> {
        self.post(&format!("/engagements/{id}/grants"), ask).await
    }

    /// Approves another person's grant.
    pub async fn approve_grant(&self, id: GrantId) -> Result<Done<Grant>> {
        self.ask(Method::POST, &format!("/grants/{id}/approval")).await
    }

    /// Agrees, for the client, to a grant on a category that they sealed.
    pub async fn agree_grant(&self, id: GrantId) -> Result<Done<Grant>> {
        self.ask(Method::POST, &format!("/grants/{id}/agreement")).await
    }

    /// Refuses a grant that was asked for.
    pub async fn refuse_grant(&self, id: GrantId, reason: &str) -> Result<Done<Grant>> {
        self.post(&format!("/grants/{id}/refusal"), &json!({ "reason": reason })).await
    }

    /// Takes back one's own request.
    pub async fn withdraw_grant(&self, id: GrantId) -> Result<Done<Grant>> {
        self.ask(Method::POST, &format!("/grants/{id}/withdrawal")).await
    }

    /// Asks for a grant that runs again: a request of its own, which somebody approves.
    pub async fn extend_grant(&self, id: GrantId, days: i32, reason: &str) -> Result<Done<Grant>> {
        self.post(&format!("/grants/{id}/extension"), &json!({ "days": days, "reason": reason })).await
    }

    /// Asks for emergency access: another person opens it, for an hour, and the client is told at once.
    pub async fn break_glass(&self, id: EngagementId, ask: &EmergencyAsk) -> Result<Done<Grant>> {
        self.post(&format!("/engagements/{id}/break-glass"), ask).await
    }

    /// Ends a grant, or refuses one that was asked for.
    pub async fn end_grant(&self, id: GrantId) -> Result<Done<Grant>> {
        self.ask(Method::DELETE, &format!("/grants/{id}")).await
    }

    /// The client's statement that the result is right; it starts the deletion clock.
    pub async fn verify(
        &self,
        id: EngagementId,
        run: Option<LoadRunId>,
        statement: &str,
    ) -> Result<Done<Verification>> {
        self.post(&format!("/engagements/{id}/verification"), &json!({ "run": run, "statement": statement })).await
    }

    /// Keeps one holding, or all of an engagement, longer.
    pub async fn place_hold(
        &self,
        id: EngagementId,
        holding: Option<HoldingId>,
        reason: &str,
        until: Timestamp,
    ) -> Result<Done<Hold>> {
        self.post(&format!("/engagements/{id}/holds"), &json!({ "holding": holding, "reason": reason, "until": until }))
            .await
    }

    /// Ends a hold before its date.
    pub async fn end_hold(&self, id: HoldId) -> Result<Done<Hold>> {
        self.ask(Method::DELETE, &format!("/holds/{id}")).await
    }

    /// So many entries of the log before one, or its newest; a thousand at most.
    pub async fn log(&self, id: EngagementId, before: Option<u64>, count: u64) -> Result<LogPage> {
        let before = before.map(|index| format!("&before={index}")).unwrap_or_default();
        let mut url = self.server.url(&format!("/engagements/{id}/log"));
        url.set_query(Some(&format!("count={count}{before}")));
        self.get_url(url).await
    }

    /// The proof that an entry is in the log: a `.tlog-proof`.
    pub async fn log_proof(&self, id: EngagementId, index: u64) -> Result<String> {
        self.get_text(&format!("/engagements/{id}/log/{index}/proof")).await
    }

    /// The keys that a verifier trusts, as a policy file. A client compares them with the firm by another way.
    pub async fn verifier_policy(&self, id: EngagementId) -> Result<String> {
        self.get_text(&format!("/engagements/{id}/policy.txt")).await
    }

    /// Closes an engagement of which nothing remains.
    pub async fn close(&self, id: EngagementId) -> Result<Done<Engagement>> {
        self.ask(Method::POST, &format!("/engagements/{id}/close")).await
    }
}
