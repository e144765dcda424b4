//! What a column's values say: the share of its different values that pass each pattern and checksum.

use super::checks;
use crate::value::{self, Number, Style, Written};

/// How many of the different values pass.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) email: u64,
    pub(crate) iban: u64,
    pub(crate) card: u64,
    pub(crate) vat: u64,
    pub(crate) national: u64,
    pub(crate) phone: u64,
    pub(crate) uuid: u64,
    pub(crate) keys: u64,
    pub(crate) number: u64,
    pub(crate) date: u64,
    pub(crate) truth: u64,
    pub(crate) code: u64,
    /// An address, account or card inside a longer text.
    pub(crate) holds: u64,
}

/// The values of a column, counted.
pub(crate) struct Values {
    counts: Counts,
    distinct: u64,
    cells: u64,
}

impl Values {
    pub(crate) fn look_at(values: &[(String, u64)]) -> Self {
        let mut looked = Self { counts: Counts::default(), distinct: 0, cells: 0 };
        for (text, times) in values {
            let text = text.trim();
            let sums_up = value::opens_total(text) && !text.contains(' ');
            if !text.is_empty() && !value::is_placeholder(text) && !sums_up {
                looked.distinct += 1;
                looked.cells += times;
                looked.count(text);
            }
        }
        looked
    }

    fn count(&mut self, text: &str) {
        let counts = &mut self.counts;
        let compact: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '.' | '\u{a0}')).collect();
        let email = checks::email(text);
        let iban = checks::iban(&compact);
        let date = Written::read(text).is_some() || is_instant(text);
        let uuid = checks::uuid(text);
        let number = Number::read(text, Style::Point).is_some() || Number::read(text, Style::Comma).is_some();
        let card = compact.len() == text.chars().filter(char::is_ascii_digit).count()
            && checks::card(&compact)
            && !text.contains('.');
        counts.email += u64::from(email);
        counts.iban += u64::from(iban);
        counts.card += u64::from(card);
        counts.vat += u64::from(!iban && checks::vat(&compact));
        counts.national += u64::from(checks::national(text));
        counts.phone += u64::from(!number && !date && checks::phone(text));
        counts.uuid += u64::from(uuid);
        counts.keys += u64::from(checks::key(text));
        counts.number += u64::from(number);
        counts.date += u64::from(date);
        counts.truth += u64::from(value::truth(text).is_some() || text == "0" || text == "1");
        counts.code += u64::from(is_code(text));
        counts.holds += u64::from(email || iban || card || checks::holds_email(text) || holds_iban(text));
    }

    /// The share of different values that pass, if there are values.
    pub(crate) fn share(&self, count: impl Fn(&Counts) -> u64) -> Option<f64> {
        (self.distinct > 0).then(|| count(&self.counts) as f64 / self.distinct as f64)
    }

    fn nearly_all(&self, count: impl Fn(&Counts) -> u64) -> bool {
        self.share(count).is_some_and(|share| share >= 0.98)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.distinct == 0
    }

    /// Whether any value holds an address, an account or a card number. Card numbers need three, or a third of all, for
    /// one long number in ten passes by chance.
    pub(crate) fn has_findings(&self) -> bool {
        let by_chance = self.counts.card.min(self.counts.holds);
        self.counts.holds > by_chance || (by_chance >= 3 && by_chance * 3 > self.distinct)
    }

    pub(crate) fn is_truth(&self) -> bool {
        self.distinct <= 4 && self.nearly_all(|counts| counts.truth)
    }

    pub(crate) fn is_date(&self) -> bool {
        self.nearly_all(|counts| counts.date)
    }

    pub(crate) fn is_number(&self) -> bool {
        self.nearly_all(|counts| counts.number)
    }

    pub(crate) fn is_uuid(&self) -> bool {
        self.nearly_all(|counts| counts.uuid)
    }

    /// Short marks without spaces: `411000`, `VTE-2024-001`, `AUD`.
    pub(crate) fn is_code(&self) -> bool {
        self.nearly_all(|counts| counts.code)
    }

    /// A small set that repeats.
    pub(crate) fn is_few(&self) -> bool {
        self.distinct <= 40 && (self.cells >= self.distinct * 2 || self.distinct <= 12)
    }
}

/// A day with a time: `2021-01-31 19:13:19.638 UTC`.
fn is_instant(text: &str) -> bool {
    let Some((day, time)) = text.split_once(['T', ' ']) else { return false };
    Written::read(day).is_some()
        && time.contains(':')
        && time.bytes().all(|byte| byte.is_ascii_digit() || b":.+-ZUTC ampAMP".contains(&byte))
}

/// At most 24 letters and digits, with at least one digit or all capitals, so that surnames are no codes.
fn is_code(text: &str) -> bool {
    let fits = text.len() <= 24 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte));
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let capitals = text.len() <= 12 && text.bytes().all(|byte| !byte.is_ascii_lowercase());
    fits && (digit || capitals)
}

fn holds_iban(text: &str) -> bool {
    text.len() >= 15
        && text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word.len() >= 15 && checks::iban(word))
}
