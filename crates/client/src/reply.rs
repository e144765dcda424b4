//! What the server's answers look like, where they are not nouns of [`bailee_model`] already.

use std::collections::BTreeMap;

use bailee_log::{certificate::Destruction, manifest::Item};
use bailee_model::{
    Assignment, Category, CertificateId, Client, ColumnClass, ColumnDecision, DeviceCheck, Engagement, EngagementId,
    EventId, Grant, HandoverId, Hold, HoldingId, HoldingKind, HoldingState, Job, LoadRun, Person, PersonId, Purpose,
    Receipt, Role, SessionId, System, Verification,
    engine::{MappingOutline, Mistake},
    load::Reject,
    profile::Profile,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Token;

/// Somebody signed in.
#[derive(Deserialize)]
pub struct SignedIn {
    /// The session's secret.
    pub token: Token,
    /// When the session ends whatever happens.
    pub until: Timestamp,
    /// Who it is.
    pub person: Person,
}

/// What was done, and the proof that it is in a log.
#[derive(Debug, Serialize, Deserialize)]
pub struct Done<T> {
    /// What came of it.
    pub value: T,
    /// Where it is written down; none where nothing had to be.
    pub receipt: Option<Receipt>,
}

macro_rules! replies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

mod access;
mod exits;
mod promises;
mod reviews;

pub use access::*;
pub use exits::*;
pub use promises::*;
pub use reviews::*;

replies! {
    /// A bundle that went back.
    HandedBack {
        /// Which one.
        id: HandoverId,
        /// Of which engagement.
        engagement: EngagementId,
        /// When it was made.
        at: Timestamp,
        /// Whether all of it left.
        whole: bool,
        /// When the client gave the receipt.
        receipt_at: Option<Timestamp>,
    }
    /// One's own session.
    Who {
        /// Its public name.
        id: SessionId,
        /// Whose it is.
        person: Person,
        /// What they said they are working for.
        purpose: Option<Purpose>,
        /// Since when.
        since: Timestamp,
        /// When it ends whatever happens.
        until: Timestamp,
        /// When both factors were last shown.
        stepped_up: Timestamp,
    }

    /// One thing to do.
    WorkItem {
        /// Why it waits, as in `grant_to_approve`, `quarantine` or `device_failing`.
        kind: String,
        /// By when; none: as soon as possible.
        due: Option<Timestamp>,
        /// On which engagement, if it hangs off one.
        engagement: Option<EngagementId>,
        /// The engagement's title.
        title: String,
        /// What it is about: an identifier.
        subject: String,
        /// What it is about, by name; empty where it is a number of things.
        name: String,
        /// How many of them, where it is a number of things.
        count: Option<u64>,
        /// The checks that a device does not meet.
        missing: Vec<DeviceCheck>,
        /// The page where it is done: a path on the server.
        page: String,
    }

    /// One engagement in a list.
    EngagementRow {
        /// The engagement.
        engagement: Engagement,
        /// Whose it is.
        client: Client,
        /// What the reader does there.
        role: Option<Role>,
        /// Holdings that are not destroyed.
        holdings: u64,
        /// Their size in bytes.
        bytes: i64,
    }

    /// Somebody who works, or worked, on an engagement.
    Staffed {
        /// As what.
        assignment: Assignment,
        /// Who.
        person: Person,
    }

    /// A grant and whose it is.
    Granted {
        /// The grant.
        grant: Grant,
        /// Who asked for it.
        person: Person,
    }

    /// What remains of an engagement.
    Balance {
        /// Holdings that are not destroyed, credentials aside.
        holdings: u64,
        /// Credentials in custody.
        credentials: u64,
        /// Grants that were asked for or live.
        grants: u64,
        /// Holds that run.
        holds: u64,
        /// Long work under way.
        jobs: u64,
        /// Whether nothing remains.
        zero: bool,
    }

    /// Everything about an engagement that its people may see without opening anything.
    Overview {
        /// The engagement.
        engagement: Engagement,
        /// Whose it is.
        client: Client,
        /// Who works on it, former people included.
        people: Vec<Staffed>,
        /// Grants, newest first.
        grants: Vec<Granted>,
        /// Client systems.
        systems: Vec<System>,
        /// What is held, and what was.
        holdings: Vec<Held>,
        /// Loads, newest first.
        runs: Vec<LoadRun>,
        /// Holds.
        holds: Vec<Hold>,
        /// The client's statements.
        verifications: Vec<Verification>,
        /// Long work, newest first.
        jobs: Vec<Job>,
        /// Certificates.
        certificates: Vec<Issued>,
        /// What remains.
        balance: Balance,
    }

    /// A holding as programs see it: without the salt of its digest.
    Held {
        /// Which one.
        id: HoldingId,
        /// Under which engagement.
        engagement: EngagementId,
        /// What it is.
        kind: HoldingKind,
        /// Where it stands.
        state: HoldingState,
        /// The file's name, or the table's name in queries.
        name: String,
        /// What it is about, as declared.
        category: Category,
        /// What it came for, as declared.
        purpose: Purpose,
        /// The original that a table was made from.
        source: Option<HoldingId>,
        /// Size of the plaintext in bytes.
        bytes: i64,
        /// Rows that parsed, for a table.
        rows: i64,
        /// Rows that did not, kept beside it.
        rejects: i64,
        /// Who brought it.
        brought_by: PersonId,
        /// When it arrived.
        arrived_at: Timestamp,
        /// SHA-256 over salt and plaintext, hexadecimal.
        digest: String,
        /// When its key was destroyed.
        destroyed_at: Option<Timestamp>,
    }

    /// A file in custody, and the work of making a table of it.
    Brought {
        /// The file.
        holding: Held,
        /// The work.
        job: Job,
    }

    /// A table's profile.
    ProfileView {
        /// The table.
        holding: Held,
        /// What was found; values of columns that are not cleared are gone from it.
        profile: Profile,
        /// Who may see which column, and who said so.
        decisions: Vec<ColumnDecision>,
        /// The classes that the reader sees in clear.
        cleared: Vec<ColumnClass>,
    }

    /// A mapping document, checked: an outline, or mistakes.
    MappingCheck {
        /// What it says.
        outline: Option<MappingOutline>,
        /// What is wrong with it.
        mistakes: Vec<Mistake>,
    }

    /// A saved mapping document.
    MappingView {
        /// Where it is kept.
        holding: Held,
        /// What it says.
        text: String,
    }

    /// A load under way.
    Started {
        /// The run.
        run: LoadRun,
        /// Its progress.
        job: Job,
    }

    /// What a run left out, and why.
    LoadReport {
        /// The run.
        run: LoadRun,
        /// What was not taken.
        rejects: Vec<Reject>,
        /// Whether the reader's grant lets them see the messages.
        cleared: bool,
    }

    /// A stretch of a log.
    LogPage {
        /// How many entries the log has.
        size: u64,
        /// Its signed head of this moment, a C2SP checkpoint.
        checkpoint: String,
        /// Entries, newest first.
        entries: Vec<LogLine>,
    }

    /// One entry of a log.
    LogLine {
        /// Its place, counted from 0.
        index: u64,
        /// The event recorded.
        event: EventId,
        /// What happened, as in `holding.arrived`.
        name: String,
        /// When.
        at: Timestamp,
        /// Opaque identifiers by role.
        ids: BTreeMap<String, String>,
        /// The details, if they were not erased.
        details: Option<BTreeMap<String, serde_json::Value>>,
        /// The leaf's RFC 6962 hash, hexadecimal.
        leaf: String,
        /// Who did it, by name.
        who: Option<String>,
        /// What it was about, by name.
        what: Option<String>,
    }

    /// A certificate in a list.
    Issued {
        /// Which one.
        id: CertificateId,
        /// Under which engagement.
        engagement: EngagementId,
        /// How many things it covers.
        items: i64,
        /// When it was issued.
        at: Timestamp,
    }

    /// What a certificate states. To be believed once [`crate::offline`] has judged the file itself.
    CertificateView {
        /// The certificate.
        certificate: Issued,
        /// The statement.
        destruction: Destruction,
        /// What was destroyed, item by item.
        manifest: Vec<Item>,
    }
}
