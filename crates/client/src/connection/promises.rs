//! How the promises stand, and the evidence to take out.

use bailee_model::Result;
use reqwest::Method;

use super::Connection;
use crate::{
    reply::PromiseLine,
    server::{Download, answer},
};

impl Connection {
    /// How every promise stands, the most urgent first.
    pub async fn promises(&self) -> Result<Vec<PromiseLine>> {
        self.get("/promises").await
    }

    /// The evidence of a period, given as days (`2026-11-22`), the last one included; without them the last ninety days.
    pub async fn evidence(&self, from: Option<&str>, until: Option<&str>) -> Result<Download> {
        let mut url = self.server.url("/promises/evidence.zip");
        for (name, day) in [("from", from), ("until", until)] {
            if let Some(day) = day {
                url.query_pairs_mut().append_pair(name, day);
            }
        }
        Ok(Download(answer(self.request_url(Method::GET, url)).await?))
    }

    /// The keys that evidence is judged by, as a policy file.
    pub async fn evidence_policy(&self) -> Result<String> {
        self.get_text("/promises/policy").await
    }
}
