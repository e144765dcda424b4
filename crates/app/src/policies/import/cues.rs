//! The words by which a promise is known, in both languages: `cues.toml`, one entry a promise.

use serde::Deserialize;
use std::sync::LazyLock;

/// The words that speak for one promise.
#[derive(Deserialize)]
pub(super) struct Cue {
    #[serde(rename = "name")]
    pub(super) promise: String,
    pub(super) en: Words,
    pub(super) fr: Words,
}

/// Words, and how much they speak for it.
type Words = Vec<(String, i32)>;

#[derive(Deserialize)]
struct File {
    promise: Vec<Cue>,
}

/// Every promise's words.
pub(super) static CUES: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("cues.toml")).expect("the list comes with the program, and a test reads it");
    file.promise
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_has_words_in_both_languages_that_can_be_found() {
        let slugs: Vec<&str> = CUES.iter().map(|cue| cue.promise.as_str()).collect();
        assert_eq!(slugs, bailee_policy::PROMISES.iter().map(|each| each.slug).collect::<Vec<_>>());
        for cue in CUES.iter() {
            for (words, weight) in cue.en.iter().chain(&cue.fr) {
                assert!(words.starts_with(' ') && *weight != 0, "{}: {words}", cue.promise);
                assert!(
                    words.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' '),
                    "{}: {words}",
                    cue.promise
                );
            }
            assert!(cue.en.iter().any(|each| each.1 >= 6) && cue.fr.iter().any(|each| each.1 >= 6), "{}", cue.promise);
        }
    }
}
