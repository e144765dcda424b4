//! Somebody without an account asks something or reports a weakness, and reads the answer (clauses D8, S9).
//!
//! Nothing that they write leaves in a message: they are shown a secret link once, and the answer waits behind it. Only the
//! secret's hash is kept.

use super::text;
use crate::{
    App, Secret,
    enquiries::{lines, to_answerers, working_days_after},
    factors::{self, guessing::place},
};
use bailee_model::{Enquiry, EnquiryId, EnquiryKind, EntryDraft, Error, MailKind, Result, say};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What somebody from outside wrote.
pub struct ContactAsk {
    /// Whether it is a report of a weakness, and not a question.
    pub security: bool,
    /// How they call themselves; may be empty.
    pub name: String,
    /// Where they can be reached; may be empty.
    pub reply_to: String,
    /// What they wrote.
    pub text: String,
    /// The language of the page, `en` or `fr`.
    pub language: String,
    /// From which address; empty when it is not known.
    pub address: String,
}

/// What was received.
pub struct Contacted {
    /// Opens the answer; shown once.
    pub secret: Secret,
    /// By when there is one.
    pub due: Timestamp,
}

/// A question from outside, as its sender sees it.
#[derive(Clone, Debug)]
pub struct OwnEnquiry {
    /// What it is.
    pub kind: EnquiryKind,
    /// What they wrote.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// By when it is answered.
    pub due: Timestamp,
    /// The answer, once there is one, and when it was given.
    pub answer: Option<(String, Timestamp)>,
}

impl App {
    /// Receives what somebody without an account writes.
    ///
    /// # Errors
    /// When a text is empty or too long, or too much of its kind came from this address, or altogether, within the hour.
    pub async fn contact(self: &Arc<Self>, ask: ContactAsk) -> Result<Contacted> {
        let now = self.clock.now();
        let optional =
            |field, value: &str| if value.trim().is_empty() { Ok(String::new()) } else { text(field, value, 254) };
        let (name, reply_to) = (optional("name", &ask.name)?, optional("reply_to", &ask.reply_to)?);
        let body = lines("text", &ask.text)?;
        // One address alone fills nobody's day, and all together not more than can be read. A proxy on this machine speaks for
        // everybody: what comes through it is counted together only.
        let [from_one, from_all] = if ask.security { &self.report_tries } else { &self.contact_tries };
        let place = place(&ask.address);
        if !(place.is_empty() || from_one.count(&place, now)) || !from_all.count("", now) {
            return Err(Error::conflict(say!("Too many messages came within the hour."))
                .hint(say!("Try again later; what is urgent can be said by the firm's own address.")));
        }
        let secret = factors::fresh_code(self.rng.as_ref());
        let kind = if ask.security { EnquiryKind::SecurityReport } else { EnquiryKind::Contact };
        let enquiry = Enquiry {
            id: EnquiryId::new(self.rng.as_ref()),
            kind,
            engagement: None,
            person: None,
            about: None,
            name,
            reply_to,
            text: body,
            language: if ask.language == "fr" { "fr" } else { "en" }.to_owned(),
            secret_hash: hash(&secret),
            at: now,
            due: working_days_after(now, self.limits().answer_days),
            answered_by: None,
            answered_at: None,
            answer: String::new(),
        };
        let due = enquiry.due;
        let path = format!("/enquiries/{}", enquiry.id);
        let letters = to_answerers(self, None, None, MailKind::EnquiryArrived, &path).await?;
        let entry = EntryDraft::site("enquiry.received").id("enquiry", enquiry.id).detail("kind", kind.as_str());
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            tx.save(&enquiry).await?;
            for letter in &letters {
                tx.save(letter).await?;
            }
            Ok(())
        });
        recorded.await?;
        Ok(Contacted { secret: secret.into(), due })
    }

    /// What the sender of this secret asked, with the answer once there is one.
    ///
    /// # Errors
    /// Not found when no question has this secret.
    pub async fn contacted(&self, secret: &str) -> Result<OwnEnquiry> {
        let enquiry = self.store.enquiry_by_secret(&hash(secret)).await?.ok_or_else(Error::not_found)?;
        let Enquiry { kind, text, at, due, answer, answered_at, .. } = enquiry;
        Ok(OwnEnquiry { kind, text, at, due, answer: answered_at.map(|at| (answer, at)) })
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
