//! What the entries since a backup say that must not come back with it.

use super::Lost;
use crate::{custody::SUPERSEDED, recovery::DECIDED};
use bailee_model::{EngagementId, Error, HoldingId, LoggedEntry, PersonState, Result, entry::LogId};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the entries since the backup say that must not come back.
#[derive(Default)]
pub(super) struct Since {
    /// Holdings whose destruction was decided, and when; and whether it was carried out.
    pub(super) condemned: BTreeMap<EngagementId, BTreeMap<HoldingId, (Timestamp, bool)>>,
    pub(super) closed: BTreeMap<EngagementId, Timestamp>,
    pub(super) kept_out: BTreeMap<String, PersonState>,
    pub(super) revoked: BTreeSet<String>,
    /// Whose access to an engagement ended or was suspended.
    pub(super) withheld: BTreeMap<EngagementId, BTreeSet<String>>,
    /// Engagements that an incident froze. Its record is lost, so that nothing could let them run again but new assignments.
    pub(super) frozen: BTreeSet<EngagementId>,
    /// Suppliers' parts that the client objected to, or that ended.
    pub(super) parted: BTreeSet<String>,
    pub(super) lost: Vec<Lost>,
}

impl Since {
    /// Learns from the next entry, in the order of the log.
    pub(super) fn learn(&mut self, entry: &LoggedEntry) -> Result<()> {
        let id = |name: &str| entry.ids.get(name).cloned();
        if let LogId::Engagement(engagement) = entry.log {
            let holdings = self.condemned.entry(engagement).or_default();
            match entry.name.as_str() {
                DECIDED | "holding.abandoned" => {
                    let holding = id("holding").and_then(|id| id.parse::<HoldingId>().ok());
                    let holding =
                        holding.ok_or_else(|| Error::corrupt("An entry about a destruction names no holding."))?;
                    holdings.insert(holding, (entry.at, entry.name == "holding.abandoned"));
                }
                "destruction.done" => holdings.values_mut().for_each(|(_, carried_out)| *carried_out = true),
                "engagement.closed" => drop(self.closed.insert(engagement, entry.at)),
                "engagement.frozen" => drop(self.frozen.insert(engagement)),
                "engagement.thawed" => drop(self.frozen.remove(&engagement)),
                "person.unassigned" => self.withheld.entry(engagement).or_default().extend(id("assigned")),
                "access.suspended" => self.withheld.entry(engagement).or_default().extend(id("suspended")),
                "access.ended" => self.withheld.entry(engagement).or_default().extend(id("ended")),
                "access.restored" => {
                    if let (Some(gone), Some(person)) = (self.withheld.get_mut(&engagement), id("restored")) {
                        gone.remove(&person);
                    }
                }
                "supplier.objected" | "supplier.ended" => self.parted.extend(id("involvement")),
                _ => {}
            }
        }
        // Who did it is in the entry as well; each of these names the other person by what became of them.
        let person = |event: &str| (entry.name == format!("person.{event}")).then(|| id(event)).flatten();
        if let Some(person) = person("suspended") {
            self.kept_out.insert(person, PersonState::Suspended);
        } else if let Some(person) = person("departed") {
            self.kept_out.insert(person, PersonState::Departed);
        } else if let Some(person) = person("reinstated") {
            self.kept_out.remove(&person);
        }
        if entry.name == "device.revoked" {
            self.revoked.extend(id("device"));
        }
        if ![DECIDED, SUPERSEDED].contains(&entry.name.as_str()) {
            let (log, index, event, ids) = (entry.log, entry.index, entry.name.clone(), entry.ids.clone());
            self.lost.push(Lost { log, index, event, ids });
        }
        Ok(())
    }
}
