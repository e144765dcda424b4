//! From what an action says happened to the bytes that stay for ever.
//!
//! Identifiers and digests go into the entry in clear. Every detail becomes a salted commitment in the entry and a sealed
//! disclosure beside it, which can be forgotten without touching a proof.

use crate::error::not_an_entry;
use crate::keys;
use crate::store::Context;
use bailee_log::Hash;
use bailee_log::entry::{Body, Disclosure, leaf};
use bailee_model::clock::random;
use bailee_model::entry::LogId;
use bailee_model::{EntryDraft, Error, EventId, Result, say};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The identifier under which an entry names its event; the drafts may not use it.
pub(crate) const EVENT: &str = "event";

/// An entry that is ready to be appended.
pub(super) struct Line {
    pub(super) log: LogId,
    pub(super) part: i32,
    pub(super) body: Vec<u8>,
    pub(super) leaf: Hash,
    /// The sealed details, if it has any.
    pub(super) sealed: Option<Vec<u8>>,
}

/// Makes the lines of one event, all at the same instant.
pub(super) fn write_down(context: &Context, event: EventId, drafts: &[EntryDraft]) -> Result<Vec<Line>> {
    let at = instant(context.clock.now())?;
    let parts = 0..i32::MAX;
    drafts.iter().zip(parts).map(|(draft, part)| line(context, event, part, draft, &at)).collect()
}

fn line(context: &Context, event: EventId, part: i32, draft: &EntryDraft, at: &str) -> Result<Line> {
    let disclosures = disclose(context, draft)?;
    let body = body(event, draft, at, &disclosures)?.encode().map_err(|source| not_an_entry(draft.event, source))?;
    let sealed = if disclosures.is_empty() { None } else { Some(seal(context, event, part, draft.log, &disclosures)?) };
    Ok(Line { log: draft.log, part, leaf: leaf(&body), body, sealed })
}

fn disclose(context: &Context, draft: &EntryDraft) -> Result<Vec<Disclosure>> {
    let one = |(name, value): (&&str, &serde_json::Value)| Disclosure::new(random(&*context.rng), name, value);
    draft.details.iter().map(one).collect::<Result<_, _>>().map_err(|source| not_an_entry(draft.event, source))
}

fn body(event: EventId, draft: &EntryDraft, at: &str, disclosures: &[Disclosure]) -> Result<Body> {
    if draft.ids.contains_key(EVENT) {
        return Err(Error::internal(format!(
            "What happened ({}) names an event, which the ledger does itself.",
            draft.event
        )));
    }
    let body = Body::new(draft.event, at).id(EVENT, event.to_string());
    let body = draft.ids.iter().fold(body, |body, (name, id)| body.id(*name, id));
    let body = disclosures.iter().fold(body, Body::seal);
    draft.digests.iter().try_fold(body, |body, (name, digest)| {
        let digest = Hash::from_hex(digest)
            .ok_or_else(|| Error::internal(format!("The digest {name} is no SHA-256 in hexadecimal.")))?;
        Ok(body.digest(*name, digest))
    })
}

fn seal(context: &Context, event: EventId, part: i32, log: LogId, disclosures: &[Disclosure]) -> Result<Vec<u8>> {
    let key = context.keys.detail_key(log).ok_or_else(|| {
        Error::unavailable(say!("The key for the details of this engagement's log is not there."))
            .hint(say!("Is the vault open, and the engagement not destroyed?"))
    })?;
    let spelled: Vec<&str> = disclosures.iter().map(Disclosure::as_str).collect();
    keys::seal(&key, &*context.rng, &place(event, part), serde_json::to_vec(&spelled).map_err(spelling)?)
}

/// The details of an entry, by name, or nothing when their key is gone or the bytes are not those that were sealed.
pub(crate) fn disclosures(key: &keys::Key, event: EventId, part: i32, sealed: &[u8]) -> Option<Vec<Disclosure>> {
    let plain = keys::open(key, &place(event, part), sealed)?;
    let spelled: Vec<String> = serde_json::from_slice(&plain).ok()?;
    spelled.iter().map(|one| Disclosure::parse(one).ok()).collect()
}

/// Disclosures as names and values.
pub(crate) fn named(disclosures: &[Disclosure]) -> Option<BTreeMap<String, serde_json::Value>> {
    disclosures.iter().map(|one| one.open().ok()).collect()
}

fn place(event: EventId, part: i32) -> String {
    format!("{event}/{part}")
}

fn instant(now: Timestamp) -> Result<String> {
    Timestamp::from_millisecond(now.as_millisecond())
        .map(|at| at.to_string())
        .map_err(|source| Error::internal("The clock is beyond all time.").because(source))
}

fn spelling(source: serde_json::Error) -> Error {
    Error::internal("The details of an entry cannot be spelled.").because(source)
}
