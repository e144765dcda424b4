//! Links: a way in for those who have no account, and a way out for one named person (clause S4.3).
//!
//! A drop link is a page that anybody may open who was given its address: it takes files until a date, so many of them, so
//! many bytes. The secret in that address is shown once, to who makes the link, and only its hash is kept. An out link has no
//! secret: it opens once, to the person it names, who has just shown both factors, and is not there for anybody else.

use crate::id::{DropLinkId, DropUploadId, EngagementId, EventId, HoldingId, OutLinkId, PersonId};
use crate::words::{Category, Purpose, UploadState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropLink {
    /// Which one.
    pub id: DropLinkId,
    /// Into what.
    pub engagement: EngagementId,
    /// SHA-256 of the secret in its address.
    pub token_hash: Vec<u8>,
    /// Whose page it is, as its maker wants senders to read it. It is all that a sender is told of who is behind it.
    pub label: String,
    /// What is asked for, in its maker's words.
    pub asked_for: String,
    /// What the files are declared to be about.
    pub category: Category,
    /// What they are for.
    pub purpose: Purpose,
    /// Who made it, and answers for what comes through it.
    pub made_by: PersonId,
    /// When.
    pub since: Timestamp,
    /// Until when it takes files.
    pub until: Timestamp,
    /// How many files it takes in all.
    pub max_files: i32,
    /// How many bytes it takes in all.
    pub max_bytes: i64,
    /// When it was ended before its date.
    pub ended: Option<Timestamp>,
}

impl DropLink {
    /// Neither ended nor past its date.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.until
    }
}

/// A file that comes, or came, through a drop link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropUpload {
    /// Which one.
    pub id: DropUploadId,
    /// Through which link.
    pub link: DropLinkId,
    /// Into what.
    pub engagement: EngagementId,
    /// What it becomes. It is there, still arriving, from the first byte on.
    pub holding: HoldingId,
    /// SHA-256 of the secret in its own address: other senders through the same link do not reach it.
    pub token_hash: Vec<u8>,
    /// How many bytes were announced; what has been taken in once it is whole.
    pub length: i64,
    /// What is sealed so far, in order.
    pub parts: Vec<SealedPart>,
    /// Where it stands.
    pub state: UploadState,
    /// When it began.
    pub since: Timestamp,
    /// When it is given up unless it is whole by then.
    pub until: Timestamp,
    /// When it was whole, or given up.
    pub ended: Option<Timestamp>,
    /// What the engagement's log calls its arrival, once it is in custody.
    pub entry: Option<EventId>,
}

/// A stretch of an upload, sealed as an object of its own until the whole is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPart {
    /// The object's name in the holding's store.
    pub object: String,
    /// Its bytes, unsealed.
    pub bytes: i64,
}

impl DropUpload {
    /// How many of its bytes are sealed: where it goes on from.
    pub fn received(&self) -> i64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// Whether it is neither in custody nor given up.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, UploadState::Arriving | UploadState::Whole)
    }

    /// Whether its bytes count against what its link takes.
    pub fn counts(&self) -> bool {
        self.state != UploadState::GivenUp
    }
}

/// A way out: opened once, by the person it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutLink {
    /// Which one.
    pub id: OutLinkId,
    /// Out of what.
    pub engagement: EngagementId,
    /// What leaves.
    pub holding: HoldingId,
    /// Who may open it.
    pub person: PersonId,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub since: Timestamp,
    /// Until when it opens.
    pub until: Timestamp,
    /// When it was opened: it opens once.
    pub opened_at: Option<Timestamp>,
    /// When it was ended before its date.
    pub ended: Option<Timestamp>,
}

impl OutLink {
    /// Neither opened, ended nor past its date.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.opened_at.is_none() && self.ended.is_none() && now < self.until
    }
}
