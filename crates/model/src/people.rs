//! The firm, its people, its clients' people, and how they sign in.

use crate::id::{ClientId, PersonId, SessionId};
use crate::words::{PersonState, Standing};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The organisation that runs Bailee; one per installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firm {
    /// The firm's name as clients read it.
    pub name: String,
    /// Where questions go (clause D8).
    pub contact: String,
    /// The name its servers answer to, as in `bailee.example`.
    pub domain: String,
    /// When this installation was made.
    pub since: Timestamp,
}

/// The organisation that stands behind a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organisation {
    /// The firm itself.
    Firm,
    /// A client.
    Client(ClientId),
}

/// Somebody who may be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Which one.
    pub id: PersonId,
    /// As they write it.
    pub name: String,
    /// Their address, in lower case; also what they sign in with.
    pub email: String,
    /// Who stands behind them.
    pub organisation: Organisation,
    /// What they are there.
    pub standing: Standing,
    /// Where they stand in time.
    pub state: PersonState,
    /// The language of their pages, `en` or `fr`.
    pub language: String,
    /// When they were invited.
    pub since: Timestamp,
}

/// How a person proves who they are. Kept apart from [`Person`], and never serialised into anything that leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Whose.
    pub person: PersonId,
    /// Argon2id in PHC form; empty until enrolment.
    pub password_hash: String,
    /// The TOTP secret, sealed under the installation's sign-in key.
    pub totp_sealed: Vec<u8>,
    /// The last TOTP step accepted, so that a code works once.
    pub totp_step: i64,
    /// SHA-256 of the one-time enrolment code; empty once used.
    pub enrolment_hash: Vec<u8>,
    /// When the enrolment code stops working.
    pub enrolment_until: Option<Timestamp>,
    /// Failed attempts since the last success.
    pub failures: i32,
    /// No attempt is looked at before this instant.
    pub locked_until: Option<Timestamp>,
}

/// A signed-in browser or command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its public name.
    pub id: SessionId,
    /// SHA-256 of the secret in the cookie.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub person: PersonId,
    /// When they did.
    pub since: Timestamp,
    /// When it was last used; idle sessions end.
    pub seen: Timestamp,
    /// When it ends whatever happens.
    pub until: Timestamp,
    /// When both factors were last shown.
    pub stepped_up: Timestamp,
    /// What the person said they are working for: the purpose in the standing line.
    pub purpose: Option<crate::words::Purpose>,
    /// When it was ended, if it was.
    pub ended: Option<Timestamp>,
}
