//! Sentences of a paragraph, and the label that some begin with.

/// What ends with a point without ending a sentence.
const SHORT: [&str; 16] = [
    "e.g.", "i.e.", "etc.", "inc.", "ltd.", "ltée.", "no.", "art.", "vs.", "p.", "ex.", "mr.", "ms.", "dr.", "st.",
    "cf.",
];

/// The sentences of a paragraph, in order. Joined by spaces they are the paragraph.
pub(super) fn split(paragraph: &str) -> Vec<String> {
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let (mut all, mut sentence) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        sentence.push(*word);
        let bare = word.trim_end_matches(['”', '"', '’', '\'', ')', '»']);
        let ends = bare.ends_with(['.', '!', '?']) && !SHORT.contains(&bare.to_lowercase().trim_start_matches('('));
        let opens = words
            .get(at + 1)
            .is_some_and(|next| next.starts_with(|each: char| each.is_uppercase() || "«“\"".contains(each)));
        if ends && opens && sentence.len() > 1 {
            all.push(sentence.join(" "));
            sentence.clear();
        }
    }
    if !sentence.is_empty() {
        all.push(sentence.join(" "));
    }
    all
}

/// What a paragraph calls itself before a colon or a dash, as in *Backups: Where …*.
pub(super) fn label(paragraph: &str) -> Option<&str> {
    let ends = [": ", " — ", " – ", " : "];
    let (before, _) = ends.iter().filter_map(|end| paragraph.split_once(end)).min_by_key(|(before, _)| before.len())?;
    let short = before.split_whitespace().count() <= 6 && !before.contains(['.', ',', ';', '(']);
    short.then_some(before.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_the_next_one_begins() {
        let text = "We keep it (e.g., for tests). It goes. Ask at a@b.example. See Acme Inc. Terms apply";
        assert_eq!(
            split(text),
            ["We keep it (e.g., for tests).", "It goes.", "Ask at a@b.example.", "See Acme Inc. Terms apply"]
        );
        assert_eq!(split(text).join(" "), text, "nothing is lost");
        assert!(split("  ").is_empty());
    }

    #[test]
    fn a_label_is_short_and_stands_first() {
        assert_eq!(label("Backups: Where we keep copies."), Some("Backups"));
        assert_eq!(label("Least access — we use little."), Some("Least access"));
        assert_eq!(label("We keep it, as you asked: always."), None);
        assert_eq!(label("No label here."), None);
    }
}
