//! The policies that the firm publishes: what a text must be to become one, and what is published now.
//!
//! A policy is a Markdown text in English and French. Each of its clauses is headed by its number and names the promises that
//! keep it, `### 2.2 Only while working on it {#S2.2 promise=prompt_revocation}`, or says that it is a statement and
//! promises nothing, `{#S0 statement}`. Its measures stand as `{{revoke_minutes}}` and never as numbers, so that what is
//! published cannot disagree with what is enforced ([`text`]).
//!
//! A text is a draft until another person has read it; an officer then publishes it under a number and with the day from
//! which it applies, unless [`check`] finds something amiss. What was published stays readable by anybody for ever
//! ([`published`]). A firm that has a policy already hands it to [`import`].

pub mod check;
pub mod import;
pub mod published;
pub mod review;
pub mod text;
pub mod unmeasured;
pub mod values;

mod measured;
mod shipped;

pub use published::{PublishedClause, PublishedPolicy, Standing, published};
pub(crate) use shipped::{draft as new_draft, shipped};

use bailee_model::{PolicyVersion, Result, say};
use bailee_policy::Limits;

/// The languages that a policy may be published in; at least one is.
pub const LANGUAGES: [&str; 2] = ["en", "fr"];

/// The version in force on a day, or the last one before it is superseded: of what was published and applies by then, the one
/// that applies from the latest day.
pub(crate) fn in_force(versions: &[PolicyVersion], today: jiff::civil::Date) -> Option<&PolicyVersion> {
    let applies =
        versions.iter().filter(|each| each.published_at.is_some() && each.effective.is_some_and(|day| day <= today));
    applies.max_by_key(|each| (each.effective, each.published_at))
}

/// The day on which something happens, as everybody's calendar has it.
pub(crate) fn day_of(at: jiff::Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A text as it is read on a day: with the measures in force, and the number, the day and the address of its version.
pub(crate) fn as_read(version: &PolicyVersion, language: &str, firm: &str, limits: &Limits) -> Option<String> {
    let values = values::Values::of(version, firm, limits);
    version.text(language).map(|text| values.fill(&text::without_marks(text), language))
}

/// SHA-256 of a text, hexadecimal.
pub(crate) fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Whether a person signs what binds those who work for the firm: its own people and its subcontractors', not its auditors.
pub(crate) fn signs(person: &bailee_model::Person) -> bool {
    person.organisation.works_for_firm()
        && person.state == bailee_model::PersonState::Active
        && person.standing != bailee_model::Standing::Auditor
}

/// A promise's plain name in this language; for a slug that is none, the slug.
pub fn promise_name(slug: &str, language: &str) -> String {
    bailee_policy::promise(slug).map_or_else(|| slug.to_owned(), |it| it.name.in_language(language).to_owned())
}

/// Every promise: its slug and its plain name in this language.
pub fn promise_names(language: &str) -> Vec<(&'static str, String)> {
    bailee_policy::PROMISES.iter().map(|it| (it.slug, it.name.in_language(language).to_owned())).collect()
}

/// What a word of a version's number compares by: its parts, as numbers. None, when it is no number of a version.
pub fn number_parts(number: &str) -> Option<Vec<u32>> {
    let parts: Option<Vec<u32>> = number.split('.').map(|part| part.parse().ok()).collect();
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && number.len() <= 12;
    parts.filter(|parts| plain && (1..=3).contains(&parts.len()))
}

/// The number that follows: the next whole one.
pub fn next_number<'a>(published: impl IntoIterator<Item = &'a str>) -> String {
    let last = published.into_iter().filter_map(number_parts).max();
    last.map_or(1, |parts| parts[0].saturating_add(1)).to_string()
}

/// What every drafting action needs to know of its text before it is kept.
///
/// # Errors
/// When a text is empty, too long, or has characters that are not seen.
pub(crate) fn acceptable(language: &'static str, text: &str) -> Result<String> {
    use bailee_model::Error;
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::bad_input(say!("This is empty.")).hint(say!("Write the text.")).on_field(language));
    }
    if text.len() > text::LONGEST {
        return Err(Error::bad_input(say!("This text is longer than 200,000 bytes."))
            .hint(say!("Shorten it."))
            .on_field(language));
    }
    if text.chars().any(text::is_unseen) {
        return Err(Error::bad_input(say!("The text has characters that cannot be seen."))
            .hint(say!("Remove them."))
            .on_field(language));
    }
    Ok(format!("{text}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_versions_are_counted_by_their_parts() {
        assert_eq!(number_parts("2.10"), Some(vec![2, 10]));
        assert!(number_parts("2.10") > number_parts("2.9"));
        for bad in ["", "v2", "2.", "1.2.3.4", "+2", "2026-05"] {
            assert_eq!(number_parts(bad), None, "{bad}");
        }
        assert_eq!(next_number(["1", "1.2"]), "2");
        assert_eq!(next_number([]), "1");
    }
}
