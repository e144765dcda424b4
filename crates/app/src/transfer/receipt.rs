//! What a sender takes away: when it arrived, how much, its salted digest with the salt, and the proof that the log says so.
//! Nothing in it says what the file is: its sender has it.

use super::DropDoor;
use crate::door::token_hash;
use bailee_model::{Error, LogId, Result, UploadState};
use jiff::Timestamp;
use serde::Serialize;

/// A receipt, as it is downloaded. `bailee receipt` checks it against the file, with no network and no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DropReceipt {
    /// The version of this form: 1.
    pub bailee_receipt: u8,
    /// When the file was in custody.
    pub at: Timestamp,
    /// How many bytes.
    pub bytes: i64,
    /// What was put before the bytes when they were hashed, hexadecimal: without it the digest tells nobody anything.
    pub salt: String,
    /// SHA-256 of salt and bytes, hexadecimal.
    pub sha256: String,
    /// The log's verifier key, as C2SP notes spell it.
    pub log: String,
    /// The C2SP `.tlog-proof` that carries the entry: it holds the digest.
    pub proof: String,
}

impl DropDoor {
    /// An upload's receipt, once it is in custody; nothing before.
    ///
    /// # Errors
    /// Not found when there is no such upload, or what it brought is gone again.
    pub async fn receipt(&self, secret: &str) -> Result<Option<DropReceipt>> {
        receipt_of(self.app(), self.upload(secret).await?).await
    }
}

impl crate::App {
    /// The same for who has both addresses, until the link's date, also when the link takes nothing any more.
    ///
    /// # Errors
    /// As for [`DropDoor::receipt`].
    pub async fn drop_receipt(&self, token: &str, secret: &str, address: &str) -> Result<Option<DropReceipt>> {
        let link = self.drop_link(token, address).await?;
        let upload = self.store.drop_upload_by_token(&token_hash(secret)).await?;
        let upload = upload.filter(|upload| upload.link == link.id && upload.counts() && self.clock.now() < link.until);
        receipt_of(self, upload.ok_or_else(Error::not_found)?).await
    }
}

async fn receipt_of(app: &crate::App, upload: bailee_model::DropUpload) -> Result<Option<DropReceipt>> {
    let (UploadState::Taken, Some(event)) = (upload.state, upload.entry) else { return Ok(None) };
    let holding = app.store.get::<bailee_model::Holding>(upload.holding).await?.filter(|each| !each.salt.is_empty());
    let holding = holding.ok_or_else(Error::not_found)?;
    let log = app.store.log(LogId::Engagement(upload.engagement));
    let entry = log.entries_of(event).await?.into_iter().find(|entry| entry.name == "holding.arrived");
    let entry = entry.ok_or_else(|| Error::corrupt("An arrival is missing from its log."))?;
    let key = log.verifier_key().await?.ok_or_else(|| Error::internal("The log has no key."))?;
    Ok(Some(DropReceipt {
        bailee_receipt: 1,
        at: entry.at,
        bytes: holding.bytes,
        salt: holding.salt,
        sha256: holding.digest,
        log: key,
        proof: log.tlog_proof(entry.index).await?,
    }))
}
