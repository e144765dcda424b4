//! Slowing down those who guess, without keeping out those who know.
//!
//! Failures make an account pause for strangers only. A browser that signed in before carries a sealed token that says so
//! for one person; it has tries of its own, so that nobody far away can use them up. Strangers are counted by address
//! besides. A passkey cannot be guessed and waits for nobody.

use crate::{App, door::Arrival, keys::SiteKeys};
use aws_lc_rs::hmac;
use bailee_model::{PersonId, Rng, SessionId, clock::random};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;

/// A browser is known for so long after it last signed in.
const KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);
const BODY: usize = 16 + 16 + 8;
const TAG: usize = 32;

/// Who tries: whose tries are counted, and whether the account's pause is theirs.
pub(crate) enum Guesser {
    /// A browser that signed in before, or a session that is open.
    Known(String),
    /// Anybody else, by address; empty when there is none that tells people apart.
    Stranger(String),
}

impl Guesser {
    /// Whoever sits before an open session.
    pub(crate) fn in_session(session: SessionId) -> Self {
        Self::Known(session.to_string())
    }

    /// Whether the account's pause is for them.
    pub(crate) fn is_stranger(&self) -> bool {
        matches!(self, Self::Stranger(_))
    }
}

impl App {
    /// Who it is that tries to sign in as this person.
    pub(crate) fn guesser(&self, from: &Arrival, person: Option<PersonId>) -> Guesser {
        let known = from.known.as_deref().zip(person);
        let browser = known.and_then(|(token, person)| open(&self.keys, token, person, self.clock.now()));
        browser.map_or_else(|| Guesser::Stranger(place(&from.address)), |browser| Guesser::Known(hex::encode(browser)))
    }

    /// Whether they have tries left.
    pub(crate) fn may_guess(&self, guesser: &Guesser) -> bool {
        let now = self.clock.now();
        match guesser {
            Guesser::Known(browser) => self.known_tries.left(browser, now),
            Guesser::Stranger(place) => place.is_empty() || self.stranger_tries.left(place, now),
        }
    }

    /// One try less.
    pub(crate) fn note_failure(&self, guesser: &Guesser) {
        let now = self.clock.now();
        match guesser {
            Guesser::Known(browser) => self.known_tries.count(browser, now),
            Guesser::Stranger(place) => place.is_empty() || self.stranger_tries.count(place, now),
        };
    }

    /// The token by which this browser is known from now on; a browser that was known keeps its name and its tries.
    pub(crate) fn remember_browser(&self, from: &Arrival, person: PersonId) -> String {
        let now = self.clock.now();
        let before = from.known.as_deref().and_then(|token| open(&self.keys, token, person, now));
        seal(&self.keys, before.unwrap_or_else(|| random(self.rng.as_ref() as &dyn Rng)), person, now)
    }
}

fn key(keys: &SiteKeys) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, keys.derive("known browser").as_slice())
}

fn seal(keys: &SiteKeys, browser: [u8; 16], person: PersonId, now: Timestamp) -> String {
    let body = [person.as_bytes().as_slice(), &browser, &now.as_second().to_be_bytes()].concat();
    let tag = hmac::sign(&key(keys), &body);
    URL_SAFE_NO_PAD.encode([body.as_slice(), tag.as_ref()].concat())
}

/// The browser's name, when the token is ours, this person's and young enough.
fn open(keys: &SiteKeys, token: &str, person: PersonId, now: Timestamp) -> Option<[u8; 16]> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == BODY + TAG)?;
    let (body, tag) = bytes.split_at(BODY);
    hmac::verify(&key(keys), body, tag).ok()?;
    let (owner, rest) = body.split_first_chunk::<16>()?;
    let (browser, since) = rest.split_first_chunk::<16>()?;
    let since = Timestamp::from_second(i64::from_be_bytes(since.try_into().ok()?)).ok()?;
    let age = now.duration_since(since);
    let lives = *owner == *person.as_bytes() && age < KNOWN && !age.is_negative();
    lives.then_some(*browser)
}

/// What an address is counted by: one IPv4 address, or the /64 that one subscriber has. A proxy on this machine speaks for
/// everybody, and so for nobody.
pub(crate) fn place(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(address) if address.is_loopback() => String::new(),
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invariant_9_a_browser_is_known_for_one_person_and_for_ninety_days() {
        let (keys, now) = (SiteKeys::new([7; 32]), Timestamp::UNIX_EPOCH);
        let (one, two) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        let token = seal(&keys, [9; 16], one, now);
        assert_eq!(open(&keys, &token, one, now), Some([9; 16]));
        assert_eq!(open(&keys, &token, two, now), None, "another person's");
        assert_eq!(open(&SiteKeys::new([8; 32]), &token, one, now), None, "another installation's");
        assert_eq!(open(&keys, &token, one, now + KNOWN), None, "too old");
        assert_eq!(open(&keys, &token, one, now - SignedDuration::from_hours(1)), None, "from the future");
        let changed = format!("{}A", &token[..token.len() - 1]);
        assert!(changed == token || open(&keys, &changed, one, now).is_none(), "changed");
        assert_eq!(open(&keys, "", one, now), None);
    }

    #[test]
    fn neighbours_in_one_network_are_one_place_and_a_proxy_is_none() {
        assert_eq!(place("2001:db8:1:2:3::9"), place("2001:db8:1:2::1"));
        assert_ne!(place("2001:db8:1:3::1"), place("2001:db8:1:2::1"));
        assert_eq!(place("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!((place("127.0.0.1"), place("::1"), place("")), (String::new(), String::new(), String::new()));
    }
}
