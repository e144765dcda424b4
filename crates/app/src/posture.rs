//! What a device proves, check by check, in words: what was found, and how to mend it.
//!
//! Whether a check is met is the policy's answer ([`bailee_policy::missing`]); nothing is judged a second time here. What
//! was found is what the device said of itself: a signed self-report.

mod found;
mod mend;

use bailee_model::{Device, DeviceCheck, Person, PostureReport};
pub use bailee_policy::Limits;

use bailee_policy::{DeviceFacts, missing};
use jiff::Timestamp;

/// One check of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub check: DeviceCheck,
    /// Whether it is proved now.
    pub met: bool,
    /// The clause that asks for it, as in `S3.1`.
    pub clause: &'static str,
    /// What was found, in the reader's language; none when nothing is known.
    pub found: Option<String>,
    /// How to mend it on this operating system; none when nothing has to be done about this very check.
    pub mend: Option<String>,
}

/// The clause that asks for a check. That a session is confirmed and a report fresh is what all of S3 rests on; the first
/// of its clauses stands for them.
pub fn clause(check: DeviceCheck) -> &'static str {
    match check {
        DeviceCheck::Confirmed | DeviceCheck::Reported | DeviceCheck::Encrypted => "S3.1",
        DeviceCheck::Updated => "S3.2",
        DeviceCheck::Protected => "S3.3",
        DeviceCheck::Locked => "S3.4",
        DeviceCheck::Approved => "S3.5",
    }
}

/// What is asked of a device itself; that it confirmed a session is asked of the session.
pub fn asked_of_a_device() -> impl Iterator<Item = DeviceCheck> {
    DeviceCheck::ALL.iter().copied().filter(|check| *check != DeviceCheck::Confirmed)
}

/// What is asked of a device, and how it does now. `person` is whose it is.
pub fn checks(
    person: &Person,
    device: &Device,
    report: Option<&PostureReport>,
    limits: Limits,
    now: Timestamp,
    language: &str,
) -> Vec<Check> {
    let facts = DeviceFacts { device, report };
    let missing_now = missing(person, Some(facts), limits, now);
    // As of when the report came: a value that was good then is not to be mended because the report is old.
    let missing_then = report.map(|report| missing(person, Some(facts), limits, report.received_at));
    asked_of_a_device()
        .map(|check| {
            let met = !missing_now.contains(&check);
            let by_itself = match (check, &missing_then) {
                (DeviceCheck::Approved | DeviceCheck::Reported, _) => true,
                (_, Some(then)) => then.contains(&check),
                (_, None) => false,
            };
            Check {
                check,
                met,
                clause: clause(check),
                found: found::found(check, device, report, now, language),
                mend: (!met && by_itself).then(|| mend::mend(check, device, limits, language)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
