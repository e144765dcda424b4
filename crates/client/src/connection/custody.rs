//! Custody: bring in, decide, give back, destroy, prove.

use std::io;

use bailee_model::{Category, CertificateId, Client, EngagementId, HandoverId, HoldingId, Purpose, Result};
use bytes::Bytes;
use futures::Stream;
use reqwest::{Body, Method, header};
use serde_json::json;

use super::Connection;
use crate::{
    reply::{Brought, CertificateView, Done, HandedBack, Held, Issued},
    server::{Download, answer, read},
};

/// What is declared of a file that is brought.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its name as its owner knows it.
    pub file_name: String,
    /// What it is about.
    pub category: Category,
    /// What it is for.
    pub purpose: Purpose,
    /// How many bytes follow: fewer are an upload that broke off.
    pub bytes: u64,
}

impl Connection {
    /// What is in custody, and what was.
    pub async fn holdings(&self, id: EngagementId) -> Result<Vec<Held>> {
        self.get(&format!("/engagements/{id}/holdings")).await
    }

    /// One holding, from outside.
    pub async fn holding(&self, id: HoldingId) -> Result<Held> {
        self.get(&format!("/holdings/{id}")).await
    }

    /// Brings a file into custody, streaming it.
    pub async fn bring<S>(&self, id: EngagementId, declared: &Declared, content: S) -> Result<Done<Brought>>
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let mut url = self.server.url(&format!("/engagements/{id}/holdings"));
        url.query_pairs_mut()
            .append_pair("file_name", &declared.file_name)
            .append_pair("category", declared.category.as_str())
            .append_pair("purpose", declared.purpose.as_str());
        let request = self
            .request_url(Method::POST, url)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, declared.bytes)
            .body(Body::wrap_stream(content));
        read(answer(request).await?).await
    }

    /// Agrees to what arrived undeclared, or has it destroyed.
    pub async fn decide_quarantine(&self, id: HoldingId, agree: bool) -> Result<Done<Vec<Held>>> {
        self.post(&format!("/holdings/{id}/quarantine"), &json!({ "agree": agree })).await
    }

    /// Has holdings handed over with all certificates, in one archive sealed to the client's recipient (a tar in an `age`
    /// file); without any named, everything.
    pub async fn hand_over(&self, engagement: EngagementId, holdings: &[HoldingId]) -> Result<Download> {
        let request = self.request(Method::POST, &format!("/engagements/{engagement}/hand-over"));
        Ok(Download(answer(request.json(&json!({ "holdings": holdings }))).await?))
    }

    /// Names the age recipient that what goes back to the client is sealed to.
    pub async fn change_recipient(&self, engagement: EngagementId, recipient: &str) -> Result<Done<Client>> {
        self.send(Method::PUT, &format!("/engagements/{engagement}/recipient"), &json!({ "recipient": recipient }))
            .await
    }

    /// States, for the client, that a bundle has arrived and that its list has this SHA-256. `checked` says that every hash
    /// was found right by a program.
    pub async fn confirm_receipt(&self, id: HandoverId, manifest: &str, checked: bool) -> Result<Done<HandedBack>> {
        self.post(&format!("/handovers/{id}/receipt"), &json!({ "manifest": manifest, "checked": checked })).await
    }

    /// Destroys holdings. There is no way back.
    pub async fn destroy(&self, id: EngagementId, holdings: &[HoldingId]) -> Result<Done<Issued>> {
        self.post(&format!("/engagements/{id}/destruction"), &json!({ "holdings": holdings })).await
    }

    /// What a certificate states.
    pub async fn certificate(&self, id: CertificateId) -> Result<CertificateView> {
        self.get(&format!("/certificates/{id}")).await
    }

    /// `certificate.zip`, to be judged by [`crate::offline`].
    pub async fn certificate_bundle(&self, id: CertificateId) -> Result<Download> {
        Ok(Download(answer(self.request(Method::GET, &format!("/certificates/{id}/certificate.zip"))).await?))
    }
}
