//! One's own session, and one's own queue.

use bailee_model::{Purpose, Result};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::reply::{Done, Who, WorkItem};

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

    /// What waits for the caller, by due date.
    pub async fn work(&self) -> Result<Vec<WorkItem>> {
        self.get("/work").await
    }
}
