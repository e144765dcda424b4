//! One's own session, the others one has, tokens for programs, and one's own queue.

use bailee_model::{EngagementId, Purpose, Result, SessionId, TokenScope};
use reqwest::Method;
use serde::Serialize;
use serde_json::json;

use super::Connection;
use crate::reply::{Code, Done, SessionRow, TokenMade, Who, WorkItem};

/// A token for a program, to be made.
#[derive(Clone, Debug, Serialize)]
pub struct TokenAsk {
    /// What its owner will know it by.
    pub name: String,
    /// How far it goes.
    pub scope: TokenScope,
    /// The one engagement it is good for; none: all of its owner's.
    pub engagement: Option<EngagementId>,
    /// For how many days.
    pub days: i32,
}

impl Connection {
    /// Who is signed in, for what, until when.
    pub async fn who(&self) -> Result<Who> {
        self.get("/session").await
    }

    /// Ends the session.
    pub async fn sign_out(&self) -> Result<Done<()>> {
        self.ask(Method::DELETE, "/session").await
    }

    /// Shows both factors again.
    pub async fn step_up(&self, password: &str, code: &str) -> Result<Done<()>> {
        self.post("/session/step-up", &json!({ "password": password, "code": code })).await
    }

    /// Says what the session works for from now on.
    pub async fn set_purpose(&self, purpose: Option<Purpose>) -> Result<Done<()>> {
        self.send(Method::PUT, "/session/purpose", &json!({ "purpose": purpose })).await
    }

    /// A code with which a device confirms this session: single use, and short-lived.
    pub async fn confirmation_code(&self) -> Result<Code> {
        self.ask(Method::POST, "/session/confirmation").await
    }

    /// The caller's open sessions: browsers, command lines, and tokens.
    pub async fn sessions(&self) -> Result<Vec<SessionRow>> {
        self.get("/sessions").await
    }

    /// Ends one of the caller's sessions, or revokes a token.
    pub async fn end_session(&self, id: SessionId) -> Result<Done<()>> {
        self.ask(Method::POST, &format!("/sessions/{id}/end")).await
    }

    /// Makes a token for a program. It is told once.
    pub async fn make_token(&self, ask: &TokenAsk) -> Result<Done<TokenMade>> {
        self.post("/tokens", ask).await
    }

    /// What waits for the caller, by due date.
    pub async fn work(&self) -> Result<Vec<WorkItem>> {
        self.get("/work").await
    }
}
