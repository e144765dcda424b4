//! What of an entry may leave: its name, its moment, and identifiers that say nothing by themselves.

use bailee_model::{LogId, LoggedEntry};
use std::collections::BTreeMap;

/// Letters of an identifier after its prefix (see `bailee_model::id`).
const LETTERS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// The identifiers of an entry, by role. A value of any other shape stays here, whatever role it was given.
pub(crate) fn ids(entry: &LoggedEntry) -> BTreeMap<&str, &str> {
    let pairs = entry.ids.iter().map(|(role, value)| (role.as_str(), value.as_str()));
    pairs.filter(|(_, value)| is_opaque(value)).collect()
}

/// A log as receivers know it: `site`, or the engagement's identifier.
pub(crate) fn log_name(log: LogId) -> String {
    match log {
        LogId::Site => "site".to_owned(),
        LogId::Engagement(id) => id.to_string(),
    }
}

/// One name for an entry however often it is told.
pub(crate) fn name(entry: &LoggedEntry) -> String {
    format!("{}_{}_{}", entry.event, log_name(entry.log), entry.index)
}

fn is_opaque(value: &str) -> bool {
    value.split_once('_').is_some_and(|(prefix, rest)| {
        prefix.len() == 3
            && prefix.bytes().all(|byte| byte.is_ascii_lowercase())
            && rest.len() == LENGTH
            && rest.chars().all(|letter| LETTERS.contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::{EngagementId, clock::SeededRng};

    #[test]
    fn only_identifiers_leave() {
        assert!(is_opaque(&EngagementId::new(&SeededRng::new(3)).to_string()));
        for other in
            ["", "Lanterne & Fils", "eng_", "payroll_2025.csv", "ENG_00000000000000000000000000", "a@b.example"]
        {
            assert!(!is_opaque(other), "{other}");
        }
    }
}
