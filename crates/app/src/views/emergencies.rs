//! Emergency access as it was used: for how long, by whom, why, and how much was opened while it ran.

use crate::{disclosing, granting};
use bailee_model::{Grant, GrantKind, LoggedEntry, Person};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One hour of emergency access that was approved.
#[derive(Clone, Debug)]
pub struct Emergency {
    /// The grant.
    pub grant: Grant,
    /// Who asked and opened.
    pub person: String,
    /// Who approved it.
    pub approved_by: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when it runs or ran.
    pub until: Timestamp,
    /// How often they opened something while it ran, by the log.
    pub opened: usize,
}

/// Whether an entry says that client data or a system was opened.
pub(super) fn opens(entry: &LoggedEntry) -> bool {
    matches!(
        entry.name.as_str(),
        "holding.opened" | "query.asked" | "credential.used" | "load.started" | disclosing::MADE
    )
}

/// The emergencies among these grants, newest first.
pub(super) fn emergencies(
    grants: &[Grant],
    entries: &[LoggedEntry],
    people: &BTreeMap<String, Person>,
) -> Vec<Emergency> {
    let name = |id: String| people.get(&id).map_or_else(String::new, |person| person.name.clone());
    let mut found: Vec<Emergency> = grants
        .iter()
        .filter(|grant| grant.kind == GrantKind::BreakGlass)
        .filter_map(|grant| {
            let from = granting::began_at(grant)?;
            let until = grant.ended.into_iter().chain(grant.expires_at).min()?;
            let person = grant.person.to_string();
            let theirs = |entry: &&LoggedEntry| entry.ids.get("person") == Some(&person);
            let opened = entries.iter().filter(theirs).filter(|entry| opens(entry));
            Some(Emergency {
                opened: opened.filter(|entry| (from..until).contains(&entry.at)).count(),
                approved_by: grant.approved_by.map(|by| name(by.to_string())).unwrap_or_default(),
                person: name(person.clone()),
                grant: grant.clone(),
                from,
                until,
            })
        })
        .collect();
    found.reverse();
    found
}
