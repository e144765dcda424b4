//! Answers about who comes in, and on what: devices and their posture, sessions, tokens.

use bailee_model::{
    CeremonyId, DeviceCheck, DeviceId, DeviceOwner, DeviceState, EngagementId, Factor, KeyHome, Os, PersonId,
    SessionId, SessionKind, TokenScope,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Token;

/// A request for a session that waits for its person.
#[derive(Deserialize)]
pub struct SessionRequest {
    /// Its name.
    pub request: CeremonyId,
    /// What the person types into their browser.
    pub code: Token,
    /// What the session is collected with.
    pub secret: Token,
    /// When it is over.
    pub until: Timestamp,
}

replies! {
    /// A device of the caller's.
    DeviceRow {
        /// Which one.
        id: DeviceId,
        /// What its person calls it.
        name: String,
        /// What runs on it.
        os: Os,
        /// Who owns it.
        owner: DeviceOwner,
        /// Where it says that it keeps its key.
        home: KeyHome,
        /// Where it stands.
        state: DeviceState,
        /// Since when it is enrolled.
        since: Timestamp,
        /// Until when it is approved.
        approved_until: Option<Timestamp>,
    }

    /// What the server knows of a device's newest report.
    ReportRow {
        /// Its number.
        number: i64,
        /// When it was measured, by the device's clock.
        taken_at: Timestamp,
        /// When it came.
        received_at: Timestamp,
        /// The collector and its version.
        collector: String,
        /// Which release of the operating system.
        os_version: String,
    }

    /// What the server makes of one check.
    CheckRow {
        /// Which one.
        check: DeviceCheck,
        /// Whether it is met.
        met: bool,
        /// The clause that asks for it.
        clause: String,
        /// What was found, in words.
        found: Option<String>,
        /// How to mend it.
        mend: Option<String>,
    }

    /// A device, and how it does.
    DeviceView {
        /// The device.
        #[serde(flatten)]
        device: DeviceRow,
        /// Its newest report.
        report: Option<ReportRow>,
        /// Every check that is asked of it.
        checks: Vec<CheckRow>,
    }

    /// A report that was believed.
    Reported {
        /// Its number.
        number: i64,
        /// When it came.
        received_at: Timestamp,
        /// What the server makes of it.
        checks: Vec<CheckRow>,
    }

    /// A session that a device confirmed.
    Confirmed {
        /// Which session.
        session: SessionId,
        /// Whose.
        person: PersonId,
    }

    /// A session of the caller's, or a token.
    SessionRow {
        /// Its public name.
        id: SessionId,
        /// What it serves.
        kind: SessionKind,
        /// What its owner knows it by.
        name: String,
        /// From which address it began.
        address: String,
        /// How they showed who they are.
        factor: Factor,
        /// Since when.
        since: Timestamp,
        /// When it was last used.
        seen: Timestamp,
        /// When it ends whatever happens.
        until: Timestamp,
        /// What its owner calls the device that confirmed it.
        device: Option<String>,
        /// How far it goes, when it is a token.
        scope: Option<TokenScope>,
        /// The one engagement it is good for, when it is a token for one.
        engagement: Option<EngagementId>,
        /// Whether it is the one that asks.
        here: bool,
    }
}

/// A code with which a device confirms a session.
#[derive(Deserialize)]
pub struct Code {
    /// The code.
    pub code: Token,
    /// When it stops working.
    pub until: Timestamp,
}

/// A token for a program, told once.
#[derive(Deserialize)]
pub struct TokenMade {
    /// Its public name, by which it is revoked.
    pub id: SessionId,
    /// Its secret.
    pub token: Token,
    /// When it stops working.
    pub until: Timestamp,
}
