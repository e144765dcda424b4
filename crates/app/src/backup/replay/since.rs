//! What the entries since a backup say that must not come back with it.

use super::{Lost, factors::GivenUp, links::Links};
use crate::{custody::SUPERSEDED, recovery::DECIDED};
use bailee_model::{
    ClientId, EngagementId, Error, HoldId, HoldingId, LoggedEntry, PersonId, PersonState, Result, entry::LogId,
};
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
    /// Those of whose log nobody has the end.
    pub(super) unknown: BTreeSet<EngagementId>,
    /// Suppliers' parts that the client objected to, or that ended.
    pub(super) parted: BTreeSet<String>,
    /// Holds that were placed and have not ended.
    pub(super) held: BTreeMap<HoldId, Held>,
    /// Holds that ended, and when.
    pub(super) let_go: BTreeMap<HoldId, Timestamp>,
    /// Engagements of which something that was agreed changed.
    pub(super) agreed: BTreeSet<EngagementId>,
    /// Clients who named another key, by the engagements whose logs say so.
    pub(super) rekeyed: BTreeMap<EngagementId, ClientId>,
    /// Links and checkouts that ended, or were used up.
    pub(super) links: Links,
    /// Ways to sign in that somebody gave up, and suppliers that ended.
    pub(super) given_up: GivenUp,
    pub(super) lost: Vec<Lost>,
}

/// A hold as its entry has it: why and until when is sealed there, and gone with the records.
pub(super) struct Held {
    pub(super) engagement: EngagementId,
    /// One holding, or everything.
    pub(super) holding: Option<HoldingId>,
    pub(super) asked_by: PersonId,
    pub(super) at: Timestamp,
}

impl Held {
    fn read(engagement: EngagementId, entry: &LoggedEntry) -> Result<(HoldId, Self)> {
        let unread = || Error::corrupt("An entry about a hold does not say which, or who asked.");
        let id = entry.ids.get("hold").and_then(|id| id.parse().ok()).ok_or_else(unread)?;
        let asked_by = entry.ids.get("person").and_then(|id| id.parse().ok()).ok_or_else(unread)?;
        let holding = entry.ids.get("holding").map(|id| id.parse().map_err(|_| unread())).transpose()?;
        Ok((id, Self { engagement, holding, asked_by, at: entry.at }))
    }
}

impl Since {
    /// Learns from the next entry, in the order of the log.
    pub(super) fn learn(&mut self, entry: &LoggedEntry) -> Result<()> {
        let id = |name: &str| entry.ids.get(name).cloned();
        self.given_up.learn(entry);
        if let LogId::Engagement(engagement) = entry.log {
            self.links.learn(entry);
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
                "hold.placed" | "hold.restored" => {
                    let (hold, held) = Held::read(engagement, entry)?;
                    self.let_go.remove(&hold);
                    // Restored once already: it lasts as it was placed, and no longer with each restore.
                    self.held.entry(hold).or_insert(held);
                }
                "hold.ended" | "hold.expired" => {
                    if let Some(hold) = id("hold").and_then(|id| id.parse().ok()) {
                        self.held.remove(&hold);
                        self.let_go.insert(hold, entry.at);
                    }
                }
                "terms.agreed" | "engagement.notice_agreed" => drop(self.agreed.insert(engagement)),
                "recipient.changed" => {
                    let client = id("client").and_then(|id| id.parse().ok());
                    let client = client.ok_or_else(|| Error::corrupt("An entry about a key names no client."))?;
                    self.rekeyed.insert(engagement, client);
                }
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
