//! Links and checkouts that ended since a backup have ended, and what opens once was opened.
//!
//! The log says which and when. What was made since the backup is lost with its record, so that nobody can open it: there is
//! nothing to end.

use super::{Manifest, Replayed};
use crate::{App, disclosing::MADE};
use bailee_model::{
    Checkout, CheckoutEnd, CheckoutId, DisclosureId, DropLink, DropLinkId, EntryDraft, LoggedEntry, OutLink, OutLinkId,
    PersonId, Result,
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// What the entries since the backup say of links and checkouts.
#[derive(Default)]
pub(super) struct Links {
    /// Ways in that ended, by themselves or by somebody, and when.
    drops: BTreeMap<DropLinkId, Timestamp>,
    /// Ways out that ended.
    outs: BTreeMap<OutLinkId, Timestamp>,
    /// Ways out that were opened, which they are once.
    opened: BTreeMap<OutLinkId, Timestamp>,
    approved: BTreeMap<CheckoutId, (Timestamp, Option<PersonId>)>,
    /// Checkouts that were taken, and the line of the register that says so.
    taken: BTreeMap<CheckoutId, (Timestamp, Option<DisclosureId>)>,
    returned: BTreeMap<CheckoutId, Timestamp>,
    ended: BTreeMap<CheckoutId, (Timestamp, CheckoutEnd)>,
}

impl Links {
    /// Learns from the next entry of an engagement's log.
    pub(super) fn learn(&mut self, entry: &LoggedEntry) {
        match entry.name.as_str() {
            "drop_link.ended" | "drop_link.expired" => {
                self.drops.extend(id(entry, "link").map(|link| (link, entry.at)));
            }
            "out_link.ended" | "out_link.expired" => {
                self.outs.extend(id(entry, "link").map(|link| (link, entry.at)));
            }
            MADE => {
                self.opened.extend(id(entry, "link").map(|link| (link, entry.at)));
                self.taken.extend(id(entry, "checkout").map(|it| (it, (entry.at, id(entry, "disclosure")))));
            }
            "checkout.approved" => {
                self.approved.extend(id(entry, "checkout").map(|it| (it, (entry.at, id(entry, "person")))));
            }
            "checkout.returned" => self.returned.extend(id(entry, "checkout").map(|it| (it, entry.at))),
            "checkout.refused" | "checkout.ended" | "checkout.lapsed" | "checkout.unconfirmed" => {
                self.ended.extend(id(entry, "checkout").map(|it| (it, (entry.at, why(entry)))));
            }
            _ => {}
        }
    }

    fn drop_link(&self, link: DropLink) -> Option<DropLink> {
        let at = *self.drops.get(&link.id).filter(|_| link.ended.is_none())?;
        Some(DropLink { ended: Some(at.min(link.until)), ..link })
    }

    fn out_link(&self, link: OutLink) -> Option<OutLink> {
        if link.ended.is_some() || link.opened_at.is_some() {
            return None;
        }
        // Opened or ended, never both: whichever the log has first.
        match self.opened.get(&link.id) {
            Some(at) => Some(OutLink { opened_at: Some(*at), ..link }),
            None => {
                let at = *self.outs.get(&link.id)?;
                Some(OutLink { ended: Some(at.min(link.until)), ..link })
            }
        }
    }

    /// As it stands by the log: what was taken is out, which its approval and its time go with.
    fn checkout(&self, mut checkout: Checkout) -> Option<Checkout> {
        let before = checkout.clone();
        if let Some((at, line)) = self.taken.get(&checkout.id).filter(|_| checkout.taken_at.is_none()) {
            let (approved_at, by) = self.approved.get(&checkout.id).copied().unwrap_or((*at, None));
            let until = approved_at + SignedDuration::from_hours(i64::from(checkout.hours));
            checkout.approved_by = checkout.approved_by.or(by);
            checkout.approved_at = checkout.approved_at.or(Some(approved_at));
            checkout.expires_at = checkout.expires_at.or(Some(until));
            (checkout.taken_at, checkout.disclosure) = (Some(*at), *line);
        }
        checkout.returned_at = checkout.returned_at.or(self.returned.get(&checkout.id).copied());
        if let Some((at, why)) = self.ended.get(&checkout.id).filter(|_| checkout.ended.is_none()) {
            (checkout.ended, checkout.ended_why) = (Some(*at), Some(*why));
        }
        (checkout != before).then_some(checkout)
    }
}

fn id<T: FromStr>(entry: &LoggedEntry, role: &str) -> Option<T> {
    entry.ids.get(role).and_then(|id| id.parse().ok())
}

/// Why a checkout ended, as far as its entry's name and whom it names can say: the word itself is sealed, and lost.
fn why(entry: &LoggedEntry) -> CheckoutEnd {
    match (entry.name.as_str(), entry.ids.get("person")) {
        ("checkout.lapsed", _) => CheckoutEnd::Lapsed,
        ("checkout.unconfirmed", _) => CheckoutEnd::Unconfirmed,
        ("checkout.ended", None) => CheckoutEnd::Unassigned,
        ("checkout.ended", by) if by == entry.ids.get("taker") => CheckoutEnd::Withdrawn,
        _ => CheckoutEnd::Refused,
    }
}

impl App {
    /// Ends again what ended, and uses up again what was used up. Uploads behind a way in that ended are given up by the clock.
    pub(super) async fn shut(&self, links: &Links, backup: &Manifest, done: &mut Replayed) -> Result<()> {
        let (mut entries, mut drops, mut outs) = (Vec::new(), Vec::new(), Vec::new());
        for id in links.drops.keys() {
            let Some(link) = self.store.get::<DropLink>(*id).await? else { continue };
            if let Some(link) = links.drop_link(link) {
                entries.push(EntryDraft::new(link.engagement, "drop_link.ended").id("link", link.id));
                drops.push(link);
            }
        }
        for id in links.outs.keys().chain(links.opened.keys()).collect::<BTreeSet<_>>() {
            let Some(link) = self.store.get::<OutLink>(*id).await? else { continue };
            if let Some(link) = links.out_link(link) {
                // An opening is a disclosure that is on record already; this is not another one.
                let event = if link.opened_at.is_some() { "out_link.restored" } else { "out_link.ended" };
                entries.push(EntryDraft::new(link.engagement, event).id("link", link.id));
                outs.push(link);
            }
        }
        let checkouts = self.checkouts_again(links).await?;
        entries.extend(checkouts.iter().map(|each| {
            let entry = EntryDraft::new(each.engagement, "checkout.restored").id("checkout", each.id);
            entry.id("taker", each.person)
        }));
        (done.links, done.checkouts) = (drops.len() + outs.len(), checkouts.len());
        if entries.is_empty() {
            return Ok(());
        }
        let entries: Vec<EntryDraft> = entries.into_iter().map(|entry| entry.id("backup", backup.id)).collect();
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            for link in &drops {
                tx.save(link).await?;
            }
            for link in &outs {
                tx.save(link).await?;
            }
            for checkout in &checkouts {
                tx.save(checkout).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    async fn checkouts_again(&self, links: &Links) -> Result<Vec<Checkout>> {
        let named = links.taken.keys().chain(links.returned.keys()).chain(links.ended.keys());
        let mut checkouts = Vec::new();
        for id in named.collect::<BTreeSet<_>>() {
            let Some(checkout) = self.store.get::<Checkout>(*id).await? else { continue };
            checkouts.extend(links.checkout(checkout));
        }
        Ok(checkouts)
    }
}
