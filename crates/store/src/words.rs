//! The client's words in the nouns' tables, which nobody reads without the engagement's key (invariant 4).
//!
//! Identifiers, states, counts and instants stand in the tables as they are: questions are asked by them. But a file's
//! name, a column's name or the reason of a hold comes from the client's world, and is sealed under a key that is derived
//! from that of the details of the engagement's log. A noun says through [`Row::words`](crate::entity::Row::words) which
//! of its texts those are; they are sealed when it is saved and opened when it is read, and nothing above knows.
//!
//! A sealed word is `s1:` and, in base64, nonce (12 bytes), AES-256-GCM ciphertext, tag (16 bytes). Associated data bind
//! it to its table, row and field: moved elsewhere, it does not open. The nonce is synthetic: HMAC-SHA256 over place and
//! word, under a key of its own, cut to 12 bytes. So the same word in the same place is always sealed alike, which a word
//! that is part of a primary key must be, and different ones share a nonce no likelier than if it were random. It gives
//! away a word's length, and whether it is the same as in an older copy of its row; nothing across rows.
//!
//! What does not open, because the key was destroyed or is not there now, or because the bytes are not ours, reads as
//! [`ERASED`]. A noun with such words can still be saved: they stay in the table as they were.

use crate::keys::{Key, StoreKeys, open, seal_with};
use aws_lc_rs::hmac;
use bailee_model::entry::LogId;
use bailee_model::{EngagementId, Error, Result, Text, say};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;

/// What a word reads as when it does not open.
pub const ERASED: &str = "⟨erased⟩";

/// How a sealed word begins: the version of its form.
const FORM: &str = "s1:";

/// The client's words in a noun.
pub struct Words<'n> {
    /// The log whose key of details theirs is derived from.
    pub(crate) log: LogId,
    /// Their table and, as far as it is no word itself, the key of their row.
    pub(crate) place: String,
    /// The word that is the rest of the row's key. What it is sealed as belongs to the place of the others.
    pub(crate) key: Option<&'n mut String>,
    /// The others, always in the same order.
    pub(crate) texts: Vec<&'n mut dyn Word>,
}

/// What can be sealed: a word, or a sentence of ours as it is kept.
pub(crate) trait Word {
    /// It as it is sealed.
    fn word(&self) -> String;
    /// It as it is from now on.
    fn set(&mut self, word: String);
}

impl Word for String {
    fn word(&self) -> String {
        self.clone()
    }

    fn set(&mut self, word: String) {
        *self = word;
    }
}

impl Word for Text {
    fn word(&self) -> String {
        self.keep()
    }

    fn set(&mut self, word: String) {
        *self = Self::kept(&word);
    }
}

/// Says by its field `engagement` whose words a noun has: those of an engagement, or, where there is none, words that
/// somebody sent to the firm itself.
pub(crate) trait Whose {
    fn log(&self) -> LogId;
}

impl Whose for EngagementId {
    fn log(&self) -> LogId {
        LogId::Engagement(*self)
    }
}

impl Whose for Option<EngagementId> {
    fn log(&self) -> LogId {
        self.map_or(LogId::Site, LogId::Engagement)
    }
}

impl Words<'_> {
    /// Whether some could not be read, so that only the row still has them.
    pub(crate) fn are_lost(&self) -> bool {
        self.key.is_none() && self.texts.iter().any(|text| text.word() == ERASED)
    }

    /// Seals each. Those that could not be read are taken over from `row`, which has them sealed.
    ///
    /// # Errors
    /// `Unavailable` when there is something to seal and no key.
    pub(crate) fn seal(self, key: Option<&WordKey>, row: Option<Words<'_>>) -> Result<()> {
        let seal = |place: &str, word: &str| key.ok_or_else(no_key)?.seal(place, word);
        let mut place = self.place;
        if let Some(word) = self.key {
            *word = seal(&place, word)?;
            place = format!("{place}|{word}");
        }
        let mut kept = row.map(|row| row.texts).unwrap_or_default().into_iter();
        for (number, text) in self.texts.into_iter().enumerate() {
            let word = text.word();
            text.set(match kept.next() {
                Some(kept) if word == ERASED => kept.word(),
                _ => seal(&format!("{place}|{number}"), &word)?,
            });
        }
        Ok(())
    }

    /// Opens each; what does not open becomes [`ERASED`]. Some of the firm's own words were not sealed by earlier versions:
    /// they read as they are, until the row is saved.
    pub(crate) fn open(self, key: Option<&WordKey>) {
        let of_firm = self.log == LogId::Site;
        let open = |place: &str, sealed: &str| match key {
            Some(_) if of_firm && !sealed.starts_with(FORM) => sealed.to_owned(),
            Some(key) => key.open(place, sealed).unwrap_or_else(|| ERASED.to_owned()),
            None => ERASED.to_owned(),
        };
        let mut place = self.place;
        if let Some(word) = self.key {
            let plain = open(&place, word);
            place = format!("{place}|{}", std::mem::replace(word, plain));
        }
        for (number, text) in self.texts.into_iter().enumerate() {
            text.set(open(&format!("{place}|{number}"), &text.word()));
        }
    }
}

/// What seals an engagement's words.
pub(crate) struct WordKey {
    cipher: Key,
    nonce: hmac::Key,
}

impl WordKey {
    /// The key of the words that belong to a log, while that of its details is there.
    pub(crate) fn of(keys: &dyn StoreKeys, log: LogId) -> Option<Self> {
        let details = keys.detail_key(log)?;
        let nonce = details.derive("bailee/words/nonce/1");
        Some(Self { cipher: details.derive("bailee/words/1"), nonce: hmac::Key::new(hmac::HMAC_SHA256, nonce.bytes()) })
    }

    fn seal(&self, place: &str, word: &str) -> Result<String> {
        let mut both = hmac::Context::with_key(&self.nonce);
        both.update(&(place.len() as u64).to_be_bytes());
        both.update(place.as_bytes());
        both.update(word.as_bytes());
        let nonce = *both.sign().as_ref().first_chunk().expect("an HMAC-SHA256 has 32 bytes, a nonce 12");
        let sealed = seal_with(&self.cipher, nonce, place, word.as_bytes().to_vec())?;
        Ok(format!("{FORM}{}", BASE64.encode(sealed)))
    }

    fn open(&self, place: &str, sealed: &str) -> Option<String> {
        let sealed = BASE64.decode(sealed.strip_prefix(FORM)?).ok()?;
        String::from_utf8(open(&self.cipher, place, &sealed)?).ok()
    }
}

fn no_key() -> Error {
    Error::unavailable(say!("The key for the words of this engagement is not there."))
        .hint(say!("Is the vault open, and the engagement not destroyed?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> WordKey {
        struct One(u8);
        impl StoreKeys for One {
            fn detail_key(&self, _: LogId) -> Option<Key> {
                Some(Key::new([self.0; 32]))
            }

            fn signing_seed(&self, _: LogId) -> Option<Key> {
                None
            }
        }
        WordKey::of(&One(byte), LogId::Site).expect("a key")
    }

    #[test]
    fn a_word_opens_with_its_key_in_its_place_only() {
        let sealed = key(7).seal("hold|hol_1|0", "Procès (fictional)").unwrap();
        assert_eq!(key(7).open("hold|hol_1|0", &sealed).as_deref(), Some("Procès (fictional)"));
        assert_eq!(key(8).open("hold|hol_1|0", &sealed), None);
        assert_eq!(key(7).open("hold|hol_2|0", &sealed), None);
        for stranger in ["", "s1:", "s1:####", "Procès (fictional)", &sealed[3..], &sealed[..sealed.len() - 1]] {
            assert_eq!(key(7).open("hold|hol_1|0", stranger), None, "{stranger}");
        }
    }

    #[test]
    fn nonces_follow_place_and_word() {
        let nonce =
            |place: &str, word: &str| BASE64.decode(&key(7).seal(place, word).unwrap()[3..]).unwrap()[..12].to_vec();
        assert_eq!(nonce("a|1", "word"), nonce("a|1", "word"));
        let different = [
            nonce("a|1", "word"),
            nonce("a|1", "ward"),
            nonce("a|2", "word"),
            nonce("a|", "1word"),
            nonce("a|1w", "ord"),
        ];
        for (number, one) in different.iter().enumerate() {
            assert!(!different[..number].contains(one), "{number}");
        }
    }

    fn words(text: &mut String) -> Words<'_> {
        Words { log: LogId::Site, place: "job|1".into(), key: None, texts: vec![text] }
    }

    #[test]
    fn what_an_earlier_version_left_in_clear_is_read_and_sealed_when_it_is_saved() {
        let (key, mut text) = (key(7), "A laptop is gone.".to_owned());
        words(&mut text).open(Some(&key));
        assert_eq!(text, "A laptop is gone.");
        words(&mut text).seal(Some(&key), None).unwrap();
        assert!(text.starts_with(FORM));
        let of_engagement = |text| Words { log: LogId::Engagement(EngagementId::from_bytes([1; 16])), ..words(text) };
        let mut forged = "Somebody wrote this into the database.".to_owned();
        of_engagement(&mut forged).open(Some(&key));
        assert_eq!(forged, ERASED, "a client's words were always sealed");
    }

    #[test]
    fn what_could_not_be_read_stays_as_it_was() {
        let (mut lost, mut kept) = (ERASED.to_owned(), "s1:kept".to_owned());
        assert!(words(&mut lost).are_lost());
        words(&mut lost).seal(None, Some(words(&mut kept))).unwrap();
        assert_eq!(lost, "s1:kept");
        let mut new = "new".to_owned();
        assert!(!words(&mut new).are_lost());
        assert!(words(&mut new).seal(None, None).is_err(), "nothing is ever saved in clear");
    }
}
