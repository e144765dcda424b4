//! Devices, and what they report of themselves (clauses S3).
//!
//! A device has a key of its own, and signs what it measures. Each check of a [`Posture`] is a value, or unavailable with
//! a reason; what an unavailable value means is the server's business and never the device's. A report is a statement
//! about oneself: who is root on a machine can make it say anything. It proves which device speaks, and when.

use crate::id::{DeviceId, PersonId, ReportId};
use crate::words::{DeviceOwner, DeviceState, KeyAlgorithm, KeyHome, Os};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a device signs before the bytes of a report, so that no other signature of its key passes for one.
pub const REPORT_CONTEXT: &[u8] = b"bailee posture report v1\n";
/// What a device signs before the bytes of a confirmation.
pub const CONFIRM_CONTEXT: &[u8] = b"bailee session confirmation v1\n";
/// What a device signs before the bytes of its own enrolment, to show that it has the key.
pub const ENROL_CONTEXT: &[u8] = b"bailee device enrolment v1\n";

/// An enrolled machine with a key of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Which one.
    pub id: DeviceId,
    /// Whose hands it is in.
    pub person: PersonId,
    /// What its person calls it.
    pub name: String,
    /// What runs on it.
    pub os: Os,
    /// Who owns it.
    pub owner: DeviceOwner,
    /// How it signs.
    pub algorithm: KeyAlgorithm,
    /// Its public key.
    pub key: Vec<u8>,
    /// Where it says that it keeps the private one.
    pub home: KeyHome,
    /// Where it stands.
    pub state: DeviceState,
    /// Since when it is enrolled.
    pub since: Timestamp,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// Until when; always there for a personal device.
    pub approved_until: Option<Timestamp>,
    /// When it was revoked.
    pub ended: Option<Timestamp>,
    /// The number of the last report; the next one is greater.
    pub last_number: i64,
}

/// A measured value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured<T> {
    /// It was measured.
    Value(T),
    /// It could not be.
    Unavailable(Unavailable),
}

impl<T> Measured<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unavailable(_) => None,
        }
    }
}

/// Why something could not be measured. Only said; the server judges what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unavailable {
    /// The kind of reason.
    pub why: Why,
    /// In a few words, for the person in front of the machine.
    pub detail: String,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The device holds that the check does not apply to it.
    NotApplicable,
    /// The collector may not look.
    NotPermitted,
    /// What would be asked is not installed.
    NotFound,
    /// It was asked and its answer made no sense.
    Failed,
}

/// Encryption of the volume that holds the person's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// Whether every part of the stack below the path is encrypted.
    pub on: bool,
    /// The path that was looked at.
    pub path: String,
    /// What was found, as in `ext4 on crypto_LUKS on partition`.
    pub found: String,
}

/// Security updates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updates {
    /// Days since the oldest security update that waits came out, or since updates were last looked for or installed;
    /// whichever is longer.
    pub age_days: i64,
    /// How many security updates wait, where that can be told.
    pub waiting: Option<i64>,
    /// Whether a restart is pending.
    pub restart_pending: bool,
}

/// Endpoint protection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// What protects, as in `ClamAV`.
    pub name: String,
    /// Whether it runs now.
    pub running: bool,
    /// Age of its signatures in days.
    pub signatures_age_days: Option<i64>,
}

/// Screen lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenLock {
    /// Whether it locks by itself.
    pub on: bool,
    /// After how many seconds without use.
    pub delay_secs: i64,
}

/// What a device measured of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posture {
    /// Clause S3.1.
    pub encryption: Measured<Encryption>,
    /// Clause S3.2.
    pub updates: Measured<Updates>,
    /// Clause S3.3.
    pub protection: Measured<Protection>,
    /// Clause S3.4.
    pub screen_lock: Measured<ScreenLock>,
}

/// What a device signs: these fields as JSON, exactly as sent, after [`REPORT_CONTEXT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    /// Which device.
    pub device: DeviceId,
    /// Greater than that of any report before it.
    pub number: i64,
    /// When it was measured, by the device's clock.
    pub taken_at: Timestamp,
    /// The collector and its version, as in `bailee 0.1.0`.
    pub collector: String,
    /// What runs on it.
    pub os: Os,
    /// Which release of it.
    pub os_version: String,
    /// What was measured.
    pub posture: Posture,
    /// SHA-256 over the raw outputs it was read from, hexadecimal.
    pub raw_digest: String,
}

/// What a device signs to confirm a session: these fields as JSON, exactly as sent, after [`CONFIRM_CONTEXT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmBody {
    /// Which device.
    pub device: DeviceId,
    /// The code that the session shows.
    pub code: String,
    /// When, by the device's clock.
    pub at: Timestamp,
}

/// A report as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostureReport {
    /// Which one.
    pub id: ReportId,
    /// Of which device.
    pub device: DeviceId,
    /// Its number.
    pub number: i64,
    /// When it was measured, by the device's clock.
    pub taken_at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
    /// The collector and its version.
    pub collector: String,
    /// Which release of the operating system.
    pub os_version: String,
    /// What was measured.
    pub posture: Posture,
    /// SHA-256 over the raw outputs, hexadecimal.
    pub raw_digest: String,
}
