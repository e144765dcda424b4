//! The log as a witness reads it: signed heads and entries as C2SP tlog-tiles lays them out, and cosignatures sent back.

use bailee_log::tile::{Place, Resource};
use bailee_model::{EngagementId, Error, Result, Witnessing};
use reqwest::Method;
use serde_json::json;

use super::Connection;
use crate::{reply::Done, server::answer};

/// The largest file of a log that is read whole, in bytes: 256 of the longest entries, after their lengths.
const MOST: usize = 256 * (65_535 + 2);

impl Connection {
    /// The signed head of an engagement's log: a C2SP checkpoint.
    pub async fn log_checkpoint(&self, id: EngagementId) -> Result<Vec<u8>> {
        self.log_file(id, Resource::Checkpoint).await
    }

    /// A bundle of the log's entries.
    pub async fn log_entries(&self, id: EngagementId, place: Place) -> Result<Vec<u8>> {
        self.log_file(id, Resource::Entries(place)).await
    }

    async fn log_file(&self, id: EngagementId, resource: Resource) -> Result<Vec<u8>> {
        let mut response = answer(self.request(Method::GET, &format!("/engagements/{id}/log/{resource}"))).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(crate::problem::unread)? {
            if bytes.len() + chunk.len() > MOST {
                return Err(Error::corrupt("The server sent more than a file of a log can hold."));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Sends back a head that one's own key cosigned, with that key as a C2SP verifier key.
    pub async fn witness(&self, id: EngagementId, key: &str, note: &str) -> Result<Done<Witnessing>> {
        self.post(&format!("/engagements/{id}/log/cosignatures"), &json!({ "key": key, "note": note })).await
    }
}
