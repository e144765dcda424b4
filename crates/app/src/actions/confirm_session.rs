//! Confirm a session from a device: the page shows a code, the device signs it. From then on the session has the device
//! behind it, and the gate looks at that device's posture at each request.
//!
//! The code is bound to its session, is good for five minutes and once, and only from a device of the same person. It is made
//! from the installation's secret, the session and the instant at which it ends, so that a page can show it again while
//! nothing but its hash is kept.

use super::report_posture::{in_time, refused};
use crate::{App, Door, watch::is_over};
use bailee_model::{
    ConfirmBody, Device, DeviceCheck, DeviceId, EntryDraft, Error, Person, PersonId, PersonState, Result, Session,
    SessionId, posture::CONFIRM_CONTEXT, say,
};
use bailee_policy::DeviceFacts;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A code works for this long.
const RUNS: SignedDuration = SignedDuration::from_mins(5);
/// A code that runs for less than this is not shown again: there would be no time to type it.
const WORTH_SHOWING: SignedDuration = SignedDuration::from_secs(10);
/// Digits and capital letters without those that are misread (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Five bits each.
const LETTERS: usize = 8;
/// The word of the error for a code that confirms nothing.
const UNKNOWN_CODE: &str = "unknown_code";

/// A code to be typed on a device, as in `7K3M-Q0XZ`.
pub struct ConfirmationCode(Zeroizing<String>);

impl ConfirmationCode {
    /// The code, for the person in front of the page.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What a page shows to have its session confirmed.
pub struct Confirmation {
    /// The code.
    pub code: ConfirmationCode,
    /// When it stops working.
    pub until: Timestamp,
}

/// A session with a device behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub person: PersonId,
}

/// A code for the caller's session: the running one, or a new one in its place.
///
/// # Errors
/// To a client's people, who need no device, this does not exist.
pub async fn ask_confirmation(door: &Door) -> Result<Confirmation> {
    if door.is_client() {
        return Err(Error::not_found());
    }
    if let Some(running) = running_confirmation(door) {
        return Ok(running);
    }
    let now = door.now();
    // The store keeps milliseconds, and the code is made from the instant.
    let until = Timestamp::from_millisecond((now + RUNS).as_millisecond())
        .map_err(|error| Error::internal("The clock is beyond what can be kept.").because(error))?;
    let code = door.app.confirmation_code(door.session.id, until);
    let (id, hash) = (door.session.id, code_hash(code.expose()));
    let entry = door.by(EntryDraft::site("session.confirmation_asked")).id("session", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut session = tx.get::<Session>(id).await?.ok_or_else(Error::not_found)?;
        session.confirm_hash = hash;
        session.confirm_until = Some(until);
        tx.save(&session).await
    });
    recorded.await?;
    Ok(Confirmation { code, until })
}

/// The code of the caller's session that runs now, if one does and there is time left to type it.
pub fn running_confirmation(door: &Door) -> Option<Confirmation> {
    let now = door.now();
    let until = door.session.confirm_until.filter(|until| now + WORTH_SHOWING < *until)?;
    Some(Confirmation { code: door.app.confirmation_code(door.session.id, until), until })
}

impl App {
    fn confirmation_code(&self, session: SessionId, until: Timestamp) -> ConfirmationCode {
        let key = self.keys.derive(&format!("session confirmation {session} {}", until.as_millisecond()));
        ConfirmationCode(spelled(key.iter().take(5).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))))
    }

    /// Confirms the session that shows the code in `body`, which is the JSON of a [`ConfirmBody`] exactly as it was signed
    /// after [`CONFIRM_CONTEXT`](bailee_model::posture::CONFIRM_CONTEXT).
    ///
    /// # Errors
    /// Refused, with the clause: the same for an unknown or revoked device and a wrong signature; a device that is not
    /// approved; a clock that is wrong. The same bad input for a code that is not known, was used, is over, or another
    /// person's. Unavailable after ten wrong codes of one device in ten minutes.
    pub async fn confirm_session(&self, id: DeviceId, body: &[u8], signature: &[u8]) -> Result<Confirmed> {
        let (device, person) = self.speaking(id, CONFIRM_CONTEXT, body, signature).await?;
        let now = self.clock.now();
        let told: ConfirmBody = serde_json::from_slice(body).map_err(|_| {
            Error::bad_input(say!("This is not a confirmation that is understood here.")).on_field("body")
        })?;
        if told.device != id {
            return Err(super::report_posture::stranger());
        }
        in_time(told.at, now)?;
        self.is_approved(&person, &device, now)?;
        if !self.wrong_codes.left(&id.to_string(), now) {
            return Err(Error::unavailable(say!("This device sent too many codes that are not right."))
                .hint(say!("Wait ten minutes, then ask the page for a new code.")));
        }
        let bound = self.bind(device, person, code_hash(&told.code), now).await;
        if bound.as_ref().is_err_and(|error| error.code() == Some(UNKNOWN_CODE)) {
            self.wrong_codes.count(&id.to_string(), now);
        }
        bound
    }

    /// The policy's own answer; the report has no part in it.
    fn is_approved(&self, person: &Person, device: &Device, now: Timestamp) -> Result<()> {
        approved(bailee_policy::missing(person, Some(DeviceFacts { device, report: None }), self.limits(), now))
    }

    async fn bind(&self, device: Device, person: Person, hash: Vec<u8>, now: Timestamp) -> Result<Confirmed> {
        let found = self.store.session_by_confirmation(&hash).await?.ok_or_else(unknown_code)?;
        let entry = EntryDraft::site("session.confirmed")
            .id("session", found.id)
            .id("device", device.id)
            .id("person", person.id);
        let limits = self.limits();
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let session = tx.session_by_confirmation(&hash).await?;
            let mut session = session.filter(|session| runs(session, person.id, now)).ok_or_else(unknown_code)?;
            // Trust may have ended since the signature was looked at.
            let person = tx.get::<Person>(person.id).await?.ok_or_else(unknown_code)?;
            let device = tx.get::<Device>(device.id).await?.ok_or_else(unknown_code)?;
            if person.state != PersonState::Active {
                return Err(unknown_code());
            }
            let facts = DeviceFacts { device: &device, report: None };
            approved(bailee_policy::missing(&person, Some(facts), limits, now))?;
            session.device = Some(device.id);
            session.confirm_hash.clear();
            session.confirm_until = None;
            tx.save(&session).await?;
            Ok(Confirmed { session: session.id, person: person.id })
        });
        Ok(recorded.await?.value)
    }
}

/// Forty of these bits in letters, in two groups.
pub(super) fn spelled(mut bits: u64) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::with_capacity(LETTERS + 1));
    for index in 0..LETTERS {
        if index == LETTERS / 2 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::try_from(bits & 31).unwrap_or_default()]));
        bits >>= 5;
    }
    code
}

/// Whether a code of this session still works for this person.
fn runs(session: &Session, person: PersonId, now: Timestamp) -> bool {
    session.person == person && !is_over(session, now) && session.confirm_until.is_some_and(|until| now < until)
}

fn approved(missing: Vec<DeviceCheck>) -> Result<()> {
    if !missing.contains(&DeviceCheck::Approved) {
        return Ok(());
    }
    Err(refused(
        DeviceCheck::Approved,
        "This device is not approved, or its approval has ended.",
        "Ask the security officer: they approve it on the page Devices of the firm.",
    )
    .coded("device_not_approved"))
}

fn unknown_code() -> Error {
    Error::bad_input(say!("This code is not known, was used, or is older than five minutes."))
        .hint(say!("Type the code that the page shows now, on a device of your own."))
        .coded(UNKNOWN_CODE)
        .on_field("code")
}

/// As it is kept: what is misread is taken for what was meant, and dashes and spaces for nothing.
pub(super) fn code_hash(code: &str) -> Vec<u8> {
    let meant: Zeroizing<String> = Zeroizing::new(
        code.chars()
            .filter(|letter| !matches!(letter, '-' | ' '))
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            })
            .collect(),
    );
    Sha256::digest(meant.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        let hash = code_hash("7K0M-Q1XZ");
        for typed in ["7k0mq1xz", "7KOM-QIXZ", "7kom qlxz", "7K0M-Q1XZ"] {
            assert_eq!(code_hash(typed), hash, "{typed}");
        }
        assert_ne!(code_hash("7K0M-Q1XY"), hash);
    }
}
