//! Words that promise without saying how much: *promptly*, *short*, *where possible*.
//!
//! A promise with such a word can neither be kept nor broken. Each is to be replaced by a measure, or let stand by a person who
//! says why. Which measure fits follows from what the clause promises.

use super::text::Text;
use bailee_policy::{Parameter, parameter};

/// An unmeasured word in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmeasured {
    /// The clause's number; empty for what stands before the first.
    pub clause: String,
    /// The word, in lower case.
    pub word: &'static str,
    /// The line, counted from 1.
    pub line: usize,
    /// The measure that would fit.
    pub suggestion: Option<&'static Parameter>,
}

/// Longer phrases before the words that they contain.
const ENGLISH: &[&str] = &[
    "without undue delay",
    "without unreasonable delay",
    "without delay",
    "as soon as possible",
    "as soon as practicable",
    "as soon as reasonably possible",
    "in a timely manner",
    "timely",
    "promptly",
    "prompt",
    "immediately",
    "immediate",
    "at once",
    "shortly",
    "quickly",
    "short",
    "brief",
    "minimum",
    "minimal",
    "periodically",
    "periodic",
    "regularly",
    "regular",
    "from time to time",
    "where possible",
    "when possible",
    "if possible",
    "wherever possible",
    "where appropriate",
    "where practicable",
    "temporarily",
    "temporary",
    "reasonable",
    "reasonably",
    "best efforts",
    "carefully",
    "up-to-date",
    "up to date",
    "no longer required",
    "no longer need",
    "defined period",
];

const FRENCH: &[&str] = &[
    "sans délai indu",
    "sans retard injustifié",
    "sans retard indu",
    "sans tarder",
    "sans délai",
    "dans les meilleurs délais",
    "dès que possible",
    "le plus tôt possible",
    "en temps utile",
    "promptement",
    "rapidement",
    "immédiatement",
    "immédiate",
    "immédiat",
    "aussitôt",
    "sur-le-champ",
    "bref",
    "brève",
    "court",
    "courte",
    "minimum",
    "minimal",
    "minimale",
    "périodiquement",
    "périodique",
    "périodiques",
    "régulièrement",
    "régulier",
    "régulière",
    "de temps à autre",
    "si possible",
    "lorsque possible",
    "dans la mesure du possible",
    "autant que possible",
    "le cas échéant",
    "temporairement",
    "temporaire",
    "raisonnable",
    "raisonnablement",
    "soigneusement",
    "à jour",
];

/// The unmeasured words of a line, each once, in the order of the list.
pub fn words(line: &str, language: &str) -> Vec<&'static str> {
    let mut left = format!(" {} ", line.to_lowercase().replace('’', "'"));
    let list = if language == "fr" { FRENCH } else { ENGLISH };
    let mut found = Vec::new();
    for phrase in list {
        let mut from = 0;
        while let Some(at) = left[from..].find(phrase).map(|at| at + from) {
            let end = at + phrase.len();
            let edge = |each: Option<char>| each.is_none_or(|each| !each.is_alphanumeric());
            if edge(left[..at].chars().next_back()) && edge(left[end..].chars().next()) {
                if !found.contains(phrase) {
                    found.push(*phrase);
                }
                // What a longer phrase says is not said again by the words in it.
                left.replace_range(at..end, &"\u{1}".repeat(phrase.len()));
            }
            from = end;
        }
    }
    found
}

/// The unmeasured words of a text, in its order.
pub fn of(text: &Text, language: &str) -> Vec<Unmeasured> {
    let mut all: Vec<Unmeasured> = Vec::new();
    for (number, line) in text.lead.lines() {
        let found = words(line, language).into_iter();
        all.extend(found.map(|word| Unmeasured { clause: String::new(), word, line: number, suggestion: None }));
    }
    for clause in &text.clauses {
        // A statement promises nothing, so there is nothing to measure.
        if clause.statement {
            continue;
        }
        for (number, line) in [(clause.line, clause.title.as_str())].into_iter().chain(clause.body.lines()) {
            for word in words(line, language) {
                let suggestion = clause.promises.iter().find_map(|promise| suggestion(promise, line));
                all.push(Unmeasured { clause: clause.id.clone(), word, line: number, suggestion });
            }
        }
    }
    all
}

/// The measure that a sentence of this promise most likely lacks.
pub fn suggestion(promise: &str, sentence: &str) -> Option<&'static Parameter> {
    let has = |stems: &[&str]| stems.iter().any(|stem| sentence.to_lowercase().contains(stem));
    let name = match promise {
        "least_access" => "grant_days",
        "deletion_after_verification" | "disposal" => "deletion_days",
        "credential_custody" => "rotation_days",
        "retention_on_request" => "hold_days",
        "open_door" => "answer_days",
        "prompt_revocation" => "revoke_minutes",
        "strong_authentication" => "step_up_secs",
        "quarterly_access_review" => "review_days",
        "device_posture" if has(&["patch", "update", "up-to-date", "correctif", "à jour"]) => "patch_days",
        "device_posture" if has(&["lock", "timeout", "screen", "verrou", "écran"]) => "lock_secs",
        "device_posture" if has(&["signature", "antivirus", "malware", "malicieux"]) => "signature_days",
        "device_posture" => "report_hours",
        "personal_devices" => "personal_device_days",
        "no_local_copies" => "checkout_hours",
        "encrypted_transfer" => "drop_link_days",
        "encrypted_backups" => "backup_keep_days",
        "training" => "training_months",
        "incident_notice" => "notice_hours",
        "incident_exercise" => "exercise_months",
        "flow_down" => "tool_notice_days",
        "policy_review" => "policy_review_months",
        _ => return None,
    };
    parameter(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_a_longer_phrase_once() {
        assert_eq!(words("Notify without undue delay and promptly.", "en"), ["without undue delay", "promptly"]);
        assert_eq!(words("a shortcut; improperly; minimums", "en"), Vec::<&str>::new());
        assert_eq!(words("Dès que possible, aussitôt.", "fr"), ["dès que possible", "aussitôt"]);
        assert_eq!(words("Where possible, data is temporarily kept.", "en"), ["where possible", "temporarily"]);
    }

    #[test]
    fn a_measure_is_suggested_by_what_is_promised() {
        let text = Text::parse(
            "# P\n\n### 1 {#X1 promise=device_posture}\n\nPatches are applied promptly.\n\nA short timeout locks.\n\n### 2 {#X2 statement}\n\nPromptly.\n",
        );
        let found: Vec<_> =
            of(&text, "en").iter().map(|each| (each.word, each.line, each.suggestion.map(|one| one.name))).collect();
        assert_eq!(found, [("promptly", 5, Some("patch_days")), ("short", 7, Some("lock_secs"))]);
    }

    #[test]
    fn every_suggestion_is_a_measure() {
        for promise in bailee_policy::PROMISES {
            for sentence in ["", "patch", "screen", "antivirus"] {
                let _ = suggestion(promise.slug, sentence);
            }
        }
        assert!(bailee_policy::PROMISES.iter().filter(|each| suggestion(each.slug, "").is_some()).count() > 15);
    }
}
