//! The firm, its people, its clients' people, and how they sign in.

use crate::error::Error;
use crate::id::{
    CeremonyId, ClientId, DepartureId, DeviceId, EngagementId, PasskeyId, PersonId, SessionId, SupplierId,
};
use crate::words::{Factor, PersonState, Purpose, SessionKind, Standing, SupplierKind, TokenScope};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

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
    /// Where it keeps what is in custody, as an ISO 3166 code; nothing until an officer says so.
    pub region: Option<String>,
}

/// The organisation that stands behind a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organisation {
    /// The firm itself.
    Firm,
    /// A client.
    Client(ClientId),
    /// An organisation that works for the firm.
    Supplier(SupplierId),
}

impl Organisation {
    /// Whether its people work for the firm, and so owe what the firm's people owe.
    pub fn works_for_firm(self) -> bool {
        !matches!(self, Self::Client(_))
    }
}

/// `firm`, or the identifier of the client or supplier.
impl fmt::Display for Organisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Firm => f.write_str("firm"),
            Self::Client(client) => client.fmt(f),
            Self::Supplier(supplier) => supplier.fmt(f),
        }
    }
}

impl FromStr for Organisation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "firm" {
            return Ok(Self::Firm);
        }
        if text.starts_with(SupplierId::PREFIX) {
            text.parse().map(Self::Supplier)
        } else {
            text.parse().map(Self::Client)
        }
    }
}

/// An organisation that works for the firm: a subcontractor whose people are let in, or a tool that is used (clause S7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    /// Which one.
    pub id: SupplierId,
    /// What it does for the firm.
    pub kind: SupplierKind,
    /// As they write it.
    pub name: String,
    /// Where questions to it go.
    pub contact: String,
    /// Where it works, as ISO 3166 codes.
    pub regions: Vec<String>,
    /// Since when.
    pub since: Timestamp,
    /// When it stopped working for the firm.
    pub ended: Option<Timestamp>,
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

/// That somebody left, and what ended with it in the same commit (clause S2.2). Written once and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Which one.
    pub id: DepartureId,
    /// Who left.
    pub person: PersonId,
    /// Who said so.
    pub by: PersonId,
    /// From when on they were to have nothing any more.
    pub left_at: Timestamp,
    /// When everything of theirs ended here.
    pub ended_at: Timestamp,
    /// Sessions and tokens that ended.
    pub sessions: i32,
    /// Assignments that ended.
    pub assignments: i32,
    /// Grants that ended, those that were asked for included.
    pub grants: i32,
    /// Devices that are trusted no more.
    pub devices: i32,
    /// Credentials that have to be replaced in clients' systems.
    pub rotations: i32,
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
    /// No attempt from a stranger's browser is looked at before this instant.
    pub locked_until: Option<Timestamp>,
    /// SHA-256 of each recovery code that was not used yet, hexadecimal.
    pub recovery: Vec<String>,
    /// Who they are to the firm's identity provider: its issuer, a space, and the subject there.
    pub provider: Option<String>,
}

/// A passkey: a key pair in a person's authenticator, of which the public half is here (W3C WebAuthn).
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Which one.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Its public key and counter, as the library keeps them, in JSON.
    pub credential: Vec<u8>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// When it was taken away.
    pub ended: Option<Timestamp>,
}

/// What the server remembers between the two halves of a ceremony: a passkey's challenge, a provider's nonce.
#[derive(Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Which one; the browser carries it.
    pub id: CeremonyId,
    /// What it is for, as in `passkey.register`.
    pub kind: String,
    /// Whose, when it is known from the beginning.
    pub person: Option<PersonId>,
    /// What has to be remembered, sealed under the installation's sign-in key.
    pub state: Vec<u8>,
    /// When it is too late for the second half.
    pub until: Timestamp,
}

/// A signed-in browser or command line, or a program with a token: whoever comes through the door has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its public name.
    pub id: SessionId,
    /// SHA-256 of the secret in the cookie.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub person: PersonId,
    /// What it serves.
    pub kind: SessionKind,
    /// What its owner knows it by: the browser's own words, or the name they gave a token.
    pub name: String,
    /// From which address it began.
    pub address: String,
    /// How they showed who they are.
    pub factor: Factor,
    /// When they did.
    pub since: Timestamp,
    /// When it was last used; idle sessions end, tokens do not.
    pub seen: Timestamp,
    /// When it ends whatever happens.
    pub until: Timestamp,
    /// When both factors were last shown.
    pub stepped_up: Timestamp,
    /// What the person said they are working for: the purpose in the standing line.
    pub purpose: Option<Purpose>,
    /// The device that confirmed it.
    pub device: Option<DeviceId>,
    /// SHA-256 of the code that a device may confirm it with; empty when there is none.
    pub confirm_hash: Vec<u8>,
    /// When that code stops working.
    pub confirm_until: Option<Timestamp>,
    /// How far it goes, when it is a token.
    pub scope: Option<TokenScope>,
    /// The one engagement it is good for, when it is a token for one.
    pub engagement: Option<EngagementId>,
    /// When it was ended, if it was.
    pub ended: Option<Timestamp>,
}
