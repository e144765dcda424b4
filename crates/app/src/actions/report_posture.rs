//! Take a device's report of itself. There is no session: the signature says who speaks.
//!
//! A report that repeats another, comes from a clock that is wrong, or says what nobody understands is not taken; what is
//! not taken proves nothing, and so opens nothing (invariant 8).

use crate::{
    App,
    device_key::DeviceKey,
    factors::guessing::place,
    posture::{self, Check},
};
use bailee_model::{
    Device, DeviceCheck, DeviceId, DeviceState, EntryDraft, Error, Measured, Person, PersonState, Posture,
    PostureReport, Refusal, ReportBody, ReportId, Result, posture::REPORT_CONTEXT, say,
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// A device's clock may be ahead of ours by so much.
pub(super) const AHEAD: SignedDuration = SignedDuration::from_mins(2);
/// What a device signs is on its way for so long at most.
pub(super) const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(10);
/// The longest text inside a report, in characters.
const LONGEST: usize = 400;

/// A report that was taken, and what it proves.
pub struct Reported {
    /// The report.
    pub report: PostureReport,
    /// Every check that is asked of the device.
    pub checks: Vec<Check>,
}

/// What is answered when it is not known who speaks: a device nobody knows, one that is revoked, a signature that is not
/// its own. Which of them is not told.
pub(super) fn stranger() -> Error {
    refused(
        DeviceCheck::Approved,
        "This device is not known here, or what it sent does not bear its signature.",
        "Enrol it: bailee device enrol. A device that was revoked is enrolled anew.",
    )
    .coded("unknown_device")
}

/// A refusal in the name of the clause that asks for this check.
pub(super) fn refused(check: DeviceCheck, reason: &str, lift: &str) -> Error {
    let clause = posture::clause(check);
    let promise = bailee_policy::clause(clause).map(|clause| clause.promise().name.in_language("en").to_owned());
    Error::refused(Refusal {
        clause: clause.to_owned(),
        promise: promise.unwrap_or_default(),
        reason: reason.to_owned(),
        lift: lift.to_owned(),
    })
}

impl App {
    /// Counts what a device sends without a session, before its signature is looked at. It is counted for the device at this
    /// address, so that a stranger elsewhere cannot silence it, and for the address; behind a proxy on this machine
    /// everybody has the same one, and then for the device alone.
    ///
    /// # Errors
    /// Unavailable when it was too much.
    pub fn count_machine_call(&self, device: DeviceId, address: &str) -> Result<()> {
        let now = self.clock.now();
        let (place, [of_one, of_all]) = (place(address), &self.machine_calls);
        if of_one.count(&format!("{device} {place}"), now) & (place.is_empty() || of_all.count(&place, now)) {
            return Ok(());
        }
        Err(Error::unavailable(say!("Too much was sent from here.")).hint(say!("Wait ten minutes.")))
    }

    /// A device that is trusted with speaking for itself, and its person; its signature over these bytes is its own.
    pub(super) async fn speaking(
        &self,
        id: DeviceId,
        context: &[u8],
        body: &[u8],
        signature: &[u8],
    ) -> Result<(Device, Person)> {
        let device = self.store.get::<Device>(id).await?.filter(is_trusted).ok_or_else(stranger)?;
        let person = self.store.get::<Person>(device.person).await?;
        let person = person.filter(|person| person.state == PersonState::Active).ok_or_else(stranger)?;
        if !DeviceKey::read(device.algorithm, &device.key)?.signed(context, body, signature) {
            return Err(stranger());
        }
        Ok((device, person))
    }

    /// Takes a report: `body` is the JSON of a [`ReportBody`] exactly as it was signed after
    /// [`REPORT_CONTEXT`](bailee_model::posture::REPORT_CONTEXT).
    ///
    /// # Errors
    /// Refused, with the clause: the same for an unknown or revoked device and a wrong signature; a number that is not
    /// greater than the last, a time more than two minutes ahead or ten minutes ago, another operating system than the
    /// one enrolled. Bad input for what does not read to the last field.
    pub async fn report_posture(&self, id: DeviceId, body: &[u8], signature: &[u8]) -> Result<Reported> {
        let (device, person) = self.speaking(id, REPORT_CONTEXT, body, signature).await?;
        let now = self.clock.now();
        let told = read(body)?;
        believable(&told, &device, now)?;
        let report = PostureReport {
            id: ReportId::new(self.rng.as_ref()),
            device: id,
            number: told.number,
            taken_at: told.taken_at,
            received_at: now,
            collector: told.collector,
            os_version: told.os_version,
            posture: told.posture,
            raw_digest: told.raw_digest,
        };
        let device = self.keep_report(report.clone(), hex::encode(Sha256::digest(body))).await?;
        let checks = posture::checks(&person, &device, Some(&report), self.limits(), now, &person.language);
        Ok(Reported { report, checks })
    }

    async fn keep_report(&self, report: PostureReport, digest: String) -> Result<Device> {
        let entry = EntryDraft::site("device.reported")
            .id("device", report.device)
            .digest("report", digest)
            .detail("number", report.number)
            .detail("collector", report.collector.clone());
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let device = tx.get::<Device>(report.device).await?.filter(is_trusted);
            let mut device = device.ok_or_else(stranger)?;
            in_sequence(report.number, &device)?;
            device.last_number = report.number;
            tx.save(&report).await?;
            tx.save(&device).await?;
            Ok(device)
        });
        Ok(recorded.await?.value)
    }
}

fn is_trusted(device: &Device) -> bool {
    device.state != DeviceState::Revoked && device.ended.is_none()
}

/// Reads a body to its last field: what is signed and not understood is not believed.
fn read(body: &[u8]) -> Result<ReportBody> {
    let unread = || {
        Error::bad_input(say!("This is not a report that is understood here."))
            .hint(say!("Use a collector of the version that belongs to this server."))
            .on_field("body")
    };
    let told: ReportBody = serde_json::from_slice(body).map_err(|_| unread())?;
    let all: serde_json::Value = serde_json::from_slice(body).map_err(|_| unread())?;
    let understood = serde_json::to_value(&told.posture).map_err(|_| unread())?;
    let digest = told.raw_digest.len() == 64 && told.raw_digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all.get("posture") != Some(&understood) || !digest || !texts(&told).all(is_plain) {
        return Err(unread());
    }
    Ok(told)
}

fn texts(told: &ReportBody) -> impl Iterator<Item = &str> {
    fn of<'a, T>(measured: &'a Measured<T>, texts: impl Fn(&'a T) -> Vec<&'a str>) -> Vec<&'a str> {
        match measured {
            Measured::Value(value) => texts(value),
            Measured::Unavailable(unavailable) => vec![&unavailable.detail],
        }
    }
    let Posture { encryption, updates, protection, screen_lock } = &told.posture;
    let inside = [
        of(encryption, |found| vec![&found.path, &found.found]),
        of(updates, |_| Vec::new()),
        of(protection, |found| vec![&found.name]),
        of(screen_lock, |_| Vec::new()),
    ];
    [told.collector.as_str(), told.os_version.as_str()].into_iter().chain(inside.into_iter().flatten())
}

fn is_plain(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

fn believable(told: &ReportBody, device: &Device, now: Timestamp) -> Result<()> {
    if told.device != device.id {
        return Err(refused(
            DeviceCheck::Reported,
            "This report is about another device.",
            "Each device reports for itself: bailee device report.",
        )
        .coded("another_device"));
    }
    if told.os != device.os {
        return Err(refused(
            DeviceCheck::Reported,
            "Another operating system runs on this device than the one that was enrolled.",
            "Enrol it anew: bailee device enrol.",
        )
        .coded("another_os"));
    }
    in_time(told.taken_at, now)?;
    in_sequence(told.number, device)
}

/// Refuses what was signed in our future, or too long ago.
pub(super) fn in_time(at: Timestamp, now: Timestamp) -> Result<()> {
    let age = now.duration_since(at);
    if age < -AHEAD {
        return Err(refused(
            DeviceCheck::Reported,
            "The device’s clock is ahead of the server’s.",
            "Set its clock by the network, then try again.",
        )
        .coded("clock_ahead"));
    }
    if age > ON_ITS_WAY {
        return Err(refused(
            DeviceCheck::Reported,
            "This was signed more than ten minutes ago, or the device’s clock is behind.",
            "Set its clock by the network, then try again.",
        )
        .coded("too_old"));
    }
    Ok(())
}

fn in_sequence(number: i64, device: &Device) -> Result<()> {
    if number > device.last_number {
        return Ok(());
    }
    Err(refused(
        DeviceCheck::Reported,
        "A report with this number was taken already.",
        "Report again: bailee device report. If it goes on, another machine uses this key: revoke the device.",
    )
    .coded("repeated_report"))
}
