//! The workbench: profiles, questions, mappings, loads, comparisons, long work.

use bailee_model::{
    EngagementId, HoldingId, Job, JobId, LoadMode, LoadRun, LoadRunId, Result, SystemId, engine::Rows,
    load::Reconciliation,
};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::reply::{Done, Held, LoadReport, MappingCheck, MappingView, ProfileView, Started};

impl Connection {
    /// A table's profile.
    pub async fn profile(&self, table: HoldingId) -> Result<Done<ProfileView>> {
        self.get(&format!("/holdings/{table}/profile")).await
    }

    /// Rows of a table's file that did not parse.
    pub async fn rejects(&self, table: HoldingId) -> Result<Done<Rows>> {
        self.get(&format!("/holdings/{table}/rejects")).await
    }

    /// Asks in SQL; columns that the caller's grant does not clear come masked.
    pub async fn query(&self, id: EngagementId, sql: &str, limit: usize) -> Result<Done<Rows>> {
        self.post(&format!("/engagements/{id}/query"), &json!({ "sql": sql, "limit": limit })).await
    }

    /// Checks a mapping document against the tables.
    pub async fn check_mapping(&self, id: EngagementId, text: &str) -> Result<MappingCheck> {
        self.send(Method::POST, &format!("/engagements/{id}/mapping-check"), &json!({ "text": text })).await
    }

    /// Saves a mapping document.
    pub async fn save_mapping(&self, id: EngagementId, name: &str, text: &str) -> Result<Done<Held>> {
        self.post(&format!("/engagements/{id}/mappings"), &json!({ "name": name, "text": text })).await
    }

    /// A saved mapping document.
    pub async fn mapping(&self, id: HoldingId) -> Result<Done<MappingView>> {
        self.get(&format!("/mappings/{id}")).await
    }

    /// The loads there were, newest first.
    pub async fn loads(&self, id: EngagementId) -> Result<Vec<LoadRun>> {
        self.get(&format!("/engagements/{id}/loads")).await
    }

    /// Starts a load; a system is named for every mode but files.
    pub async fn start_load(
        &self,
        id: EngagementId,
        mapping: HoldingId,
        mode: LoadMode,
        system: Option<SystemId>,
    ) -> Result<Done<Started>> {
        self.post(&format!("/engagements/{id}/loads"), &json!({ "mapping": mapping, "mode": mode, "system": system }))
            .await
    }

    /// A run with what it left out.
    pub async fn load_report(&self, id: LoadRunId) -> Result<Done<LoadReport>> {
        self.get(&format!("/loads/{id}")).await
    }

    /// The last comparison of a run with what was given, if there was one.
    pub async fn reconciliation(&self, id: LoadRunId) -> Result<Done<Option<Reconciliation>>> {
        self.get(&format!("/loads/{id}/reconciliation")).await
    }

    /// Compares a run with what was given.
    pub async fn reconcile(&self, id: LoadRunId) -> Result<Done<Reconciliation>> {
        self.ask(Method::POST, &format!("/loads/{id}/reconciliation")).await
    }

    /// Long work with its progress of this moment.
    pub async fn job(&self, id: JobId) -> Result<Job> {
        self.get(&format!("/jobs/{id}")).await
    }

    /// Asks long work to stop.
    pub async fn stop_job(&self, id: JobId) -> Result<Job> {
        self.ask(Method::DELETE, &format!("/jobs/{id}")).await
    }
}
