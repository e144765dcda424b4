//! Which promises a sentence seems to make, by its words and those around it.

use super::cues::{CUES, Cue};

/// A promise that a sentence may make, and why it seems so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The promise's slug.
    pub promise: &'static str,
    /// The words that speak for it, as they are compared: in lower case, without accents.
    pub words: Vec<&'static str>,
    /// How strongly they speak; what is proposed has at least six.
    pub score: u32,
}

/// What a sentence stands under.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The heading.
    pub heading: &'a str,
    /// The sentence that opens the list it is in.
    pub lead_in: &'a str,
    /// What its paragraph calls itself before a colon.
    pub label: &'a str,
}

/// What it takes to be proposed.
pub(super) const ENOUGH: u32 = 6;
/// How many promises one sentence is proposed at most.
const MOST: usize = 3;
/// How many letters of what stands around a sentence are read: they are read again for each sentence under it.
const NEAR: usize = 300;

/// The promises that a sentence seems to make, the likeliest first; none, for what seems to be a statement.
pub fn propose(sentence: &str, around: &Around<'_>, language: &str) -> Vec<Proposal> {
    let [label, heading, lead_in] =
        [around.label, around.heading, around.lead_in].map(|text| compared(beginning(text)));
    let own = compared(sentence);
    let mut all: Vec<Proposal> = CUES
        .iter()
        .filter_map(|cue| {
            let (said, words) = score(cue, &own, language);
            let near = |text: &str| score(cue, text, language).0;
            // What stands around a sentence helps its own words, and decides nothing alone; a label is part of it.
            let helped = near(&label).min(6) / 2 + near(&heading).min(6) / 2 + near(&lead_in).min(6) / 2;
            let score = if said == 0 && near(&label) < ENOUGH { 0 } else { said + helped };
            let score = if said == 0 && score > 0 { score + near(&label) / 2 } else { score };
            (score >= ENOUGH).then_some(Proposal { promise: cue.promise.as_str(), words, score })
        })
        .collect();
    all.sort_by_key(|each| std::cmp::Reverse(each.score));
    let best = all.first().map(|each| each.score).unwrap_or_default();
    all.retain(|each| each.score * 3 >= best);
    all.truncate(MOST);
    all
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(NEAR).map_or(text, |(at, _)| &text[..at])
}

/// How strongly a text speaks for a promise, and by which words. The same words count once.
fn score(cue: &'static Cue, text: &str, language: &str) -> (u32, Vec<&'static str>) {
    let list = if language == "fr" { &cue.fr } else { &cue.en };
    let mut found: Vec<(&'static str, u32)> = Vec::new();
    let mut against = 0;
    for (words, weight) in list.iter().filter(|(words, _)| text.contains(words.as_str())) {
        match u32::try_from(*weight) {
            // A phrase counts, and not the word in it as well.
            Ok(weight) if found.iter().all(|(known, _)| !known.contains(words.trim())) => {
                found.push((words.trim(), weight))
            }
            Ok(_) => {}
            Err(_) => against += weight.unsigned_abs(),
        }
    }
    let said: u32 = found.iter().map(|(_, weight)| weight).sum();
    (said.saturating_sub(against), found.into_iter().map(|(words, _)| words).collect())
}

/// A text as it is compared: in lower case, without accents, its words apart by single spaces, with one at each end.
fn compared(text: &str) -> String {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(crate::documents::without_accent).collect();
    let words = plain.split(|each: char| !each.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut out = String::from(" ");
    for word in words {
        out.push_str(word);
        out.push(' ');
    }
    out
}
