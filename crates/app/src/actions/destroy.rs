//! Destroy holdings: by decision of a person here, by the deletion clock in [`crate::clocks`], always in the same steps.
//!
//! 1. *Decided*: the holdings are marked as being destroyed, together with the entry that says who asked. From here on
//!    they open to nobody, and there is no way back: a process that dies now finishes the work at its next start.
//! 2. *Done*: the vault destroys the keys (see its own documentation for what that takes), and an entry with the manifest's
//!    digest says so.
//! 3. *Certified*: the signed statement, and the entry that binds it. Only now do the records say *destroyed*: nothing is
//!    destroyed without its certificate, whenever the process dies.

use crate::{App, Done, Door, custody::SUPERSEDED};
use bailee_log::{
    Hash,
    certificate::{
        Destruction, Event, Method, Outstanding, OutstandingKind, PAYLOAD_TYPE, Party, Role, Stage, does_not_prove,
        proves,
    },
    dsse::CertifierKey,
    entry::Disclosure,
    manifest::{Item, Manifest},
};
use bailee_model::{
    Action, Certificate, CertificateId, Engagement, EngagementId, EngagementState, EntryDraft, Error, EventId, Hold,
    Holding, HoldingId, HoldingState, PersonId, Receipt, Result, clock::random, entry::LogId,
};
use bailee_policy::Resource;
use bailee_store::Mode;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Days within which people who keep superseded recovery kits must have destroyed them.
const KITS_GONE_DAYS: i64 = 30;
/// Entries of the site log read at a time.
const PAGE: u64 = 1000;

/// What is to be destroyed.
pub struct DestroyAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// Which holdings; what was made from an original goes with it.
    pub holdings: Vec<HoldingId>,
}

/// Destroys holdings and certifies it.
///
/// # Errors
/// When nothing is named, or a holding is not the engagement's; the gate refuses while a hold runs or factors are stale.
pub async fn destroy(door: &Door, ask: DestroyAsk) -> Result<Done<Certificate>> {
    door.engagement(ask.engagement).for_(Action::ViewEngagement).await?;
    if ask.holdings.is_empty() {
        return Err(Error::bad_input("Nothing is named.").hint("Choose what is to be destroyed.").on_field("holdings"));
    }
    for holding in &ask.holdings {
        let held = door.holding(*holding).for_(Action::Destroy).await?;
        if held.it.engagement != ask.engagement {
            return Err(Error::not_found());
        }
        // What was made from it goes with it, so the gate is asked about that too: a hold may keep the table only.
        for made in
            door.app.store.tables_of(*holding).await?.iter().filter(|made| made.state != HoldingState::Destroyed)
        {
            door.decide(Action::Destroy, Some(&held.facts), Resource::Holding(made)).await?;
        }
    }
    door.app.destroy_for(ask.engagement, ask.holdings, door.who.id).await
}

/// Who asked: a person, a clock, a person who put another secret in its place, or the proof that a secret is dead.
pub(crate) enum Asked {
    Person(PersonId),
    Clock,
    Replaced(PersonId),
    Dead,
}

impl Asked {
    fn name(&self) -> String {
        match self {
            Self::Person(person) | Self::Replaced(person) => person.to_string(),
            Self::Clock | Self::Dead => "clock".to_owned(),
        }
    }
}

impl App {
    pub(crate) async fn destroy_for(
        self: &Arc<Self>,
        engagement: EngagementId,
        holdings: Vec<HoldingId>,
        by: PersonId,
    ) -> Result<Done<Certificate>> {
        self.destroy_asked(engagement, holdings, Asked::Person(by)).await
    }

    /// For a secret that another has replaced.
    pub(crate) async fn destroy_quietly(
        self: &Arc<Self>,
        engagement: EngagementId,
        holdings: Vec<HoldingId>,
        by: PersonId,
    ) -> Result<()> {
        self.destroy_asked(engagement, holdings, Asked::Replaced(by)).await.map(|_| ())
    }

    pub(crate) async fn destroy_asked(
        self: &Arc<Self>,
        engagement: EngagementId,
        holdings: Vec<HoldingId>,
        asked: Asked,
    ) -> Result<Done<Certificate>> {
        self.decide_destruction(engagement, holdings, &asked).await?;
        // A task of its own: a browser that goes away must not stop it half way.
        let app = self.clone();
        let finished = tokio::spawn(async move { app.finish_destruction(engagement).await })
            .await
            .map_err(|error| Error::internal("The destruction broke off; it goes on by itself.").because(error))??;
        match finished {
            Some(done) => Ok(done),
            // Another destruction was under way and took these along: its certificate names them too.
            None => {
                let newest = self.store.certificates(engagement).await?.pop();
                newest
                    .map(|value| Done { value, receipt: None })
                    .ok_or_else(|| Error::internal("A destruction left no certificate."))
            }
        }
    }

    /// Step 1. What was made from an original goes with it. Holds are looked at here again, where nothing can change any more.
    async fn decide_destruction(&self, engagement: EngagementId, named: Vec<HoldingId>, asked: &Asked) -> Result<()> {
        let (now, minds_holds) = (self.clock.now(), !matches!(asked, Asked::Replaced(_) | Asked::Dead));
        let by_clock = matches!(asked, Asked::Clock);
        let entry = EntryDraft::new(engagement, "destruction.requested")
            .id("person", asked.name())
            .detail("named", named.len());
        self.store
            .ledger()
            .record([entry], move |tx| async move {
                let mut meant = tx.holdings(engagement).await?;
                meant.retain(|holding| {
                    let named =
                        named.contains(&holding.id) || holding.source.is_some_and(|source| named.contains(&source));
                    named && !matches!(holding.state, HoldingState::Destroyed | HoldingState::Destroying)
                });
                if meant.is_empty() {
                    return Err(Error::conflict("These holdings are destroyed already, or are being destroyed."));
                }
                let holds = if minds_holds { tx.holds(engagement).await? } else { Vec::new() };
                if meant.iter().any(|holding| holds.iter().any(|hold| hold.runs(now) && keeps(hold, holding))) {
                    return Err(Error::conflict("A hold of the client keeps some of this.")
                        .hint("It goes when the hold has ended."));
                }
                for mut holding in meant {
                    holding.state = HoldingState::Destroying;
                    tx.save(&holding).await?;
                }
                // When the agreed days are over, what a hold still keeps is no longer worked on.
                if by_clock && let Some(mut engagement) = tx.get::<Engagement>(engagement).await? {
                    engagement.state = EngagementState::Closing;
                    tx.save(&engagement).await?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// Steps 2 and 3, for whatever is marked. Runs again safely after a crash at any point.
    pub(crate) async fn finish_destruction(
        self: &Arc<Self>,
        engagement: EngagementId,
    ) -> Result<Option<Done<Certificate>>> {
        let _turn = self.destroying.lock().await;
        let marked: Vec<Holding> = self
            .store
            .holdings(engagement)
            .await?
            .into_iter()
            .filter(|each| each.state == HoldingState::Destroying)
            .collect();
        if marked.is_empty() {
            return Ok(None);
        }
        let ids: Vec<HoldingId> = marked.iter().map(|each| each.id).collect();
        let superseded = self.destroy_keys(engagement, &ids).await?;
        self.note_superseded(&superseded).await?;
        let dark = ids.iter().all(|id| !self.vault.is_open(engagement, *id));
        if !dark {
            return Err(Error::internal("A destroyed holding still opens.")
                .hint("The officer is to treat this as an incident."));
        }
        let manifest = self.manifest(&marked)?;
        let done = self.record_destroyed(engagement, &marked, Hash::of(&manifest)).await?;
        self.certify(engagement, &marked, manifest, &done).await.map(Some)
    }

    /// Destroys those keys that are still there, and names the recovery kits that this superseded. After a crash the vault may
    /// have finished by itself, and the kits may be gone from its folder before anybody was told their names; copies of the
    /// last one are out there all the same.
    async fn destroy_keys(&self, engagement: EngagementId, ids: &[HoldingId]) -> Result<Vec<String>> {
        let open: Vec<HoldingId> = ids.iter().copied().filter(|id| self.vault.is_open(engagement, *id)).collect();
        if !open.is_empty() {
            return Ok(self.vault.destroy(engagement, &open).await?.superseded_kits);
        }
        let told = self.vault.resumed().map(|resumed| resumed.superseded_kits).unwrap_or_default();
        let kits: BTreeSet<String> = told.into_iter().chain(self.vault.previous_kit()).collect();
        Ok(kits.into_iter().collect())
    }

    fn manifest(&self, destroyed: &[Holding]) -> Result<Vec<u8>> {
        let item = |holding: &Holding| -> Result<Item> {
            let disclosure = Disclosure::new(random(self.rng.as_ref()), "holding", &holding.id.to_string().into())
                .map_err(log_error)?;
            Ok(Item {
                backups_gone_by: None,
                category: holding.category.as_str().to_owned(),
                commitment: disclosure.digest(),
                key: holding.key_id.clone(),
                kind: holding.kind.as_str().to_owned(),
                location: holding.id.to_string(),
                method: "cryptographic-erase".to_owned(),
            })
        };
        let items = destroyed.iter().map(item).collect::<Result<Vec<_>>>()?;
        Manifest { items }.encode().map_err(log_error)
    }

    /// The holdings stay marked until their certificate is on record: a process that dies in between certifies at its next start.
    async fn record_destroyed(
        &self,
        engagement: EngagementId,
        destroyed: &[Holding],
        manifest: Hash,
    ) -> Result<Receipt> {
        let entry = EntryDraft::new(engagement, "destruction.done")
            .digest("manifest", manifest.to_string())
            .detail("items", destroyed.len())
            .detail("names", destroyed.iter().map(|each| each.name.clone()).collect::<Vec<_>>());
        let recorded = self.store.ledger().record([entry], |_| async { Ok(()) }).await?;
        recorded.receipts.into_iter().next().ok_or_else(|| Error::internal("No receipt was given."))
    }

    async fn certify(
        &self,
        id: EngagementId,
        destroyed: &[Holding],
        manifest: Vec<u8>,
        done_at: &Receipt,
    ) -> Result<Done<Certificate>> {
        let engagement = self.store.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        let statement = self.statement(&engagement, destroyed, done_at).await?;
        let events = statement.events.iter().map(|event| event.index).collect();
        let bytes = statement.statement(Hash::of(&manifest)).map_err(log_error)?;
        let envelope = self.certifier()?.sign(PAYLOAD_TYPE, bytes).to_json().map_err(log_error)?.into_bytes();
        let certificate = Certificate {
            id: CertificateId::new(self.rng.as_ref()),
            engagement: id,
            items: i64::try_from(destroyed.len()).unwrap_or(i64::MAX),
            at: self.clock.now(),
            statement: envelope.clone(),
            manifest,
            events,
            entry: EventId::new(self.rng.as_ref()),
        };
        let entry = EntryDraft::new(id, bailee_log::certificate::ISSUED)
            .id("certificate", certificate.id)
            .digest(bailee_log::certificate::DIGEST, Hash::of(&envelope).to_string());
        let (kept, gone) = (certificate.clone(), destroyed.to_vec());
        let recorded = self.store.ledger().record_as(certificate.entry, [entry], move |tx| async move {
            for mut holding in gone {
                holding.state = HoldingState::Destroyed;
                holding.destroyed_at = Some(kept.at);
                // The salt goes too: without it the digest says nothing about what was there.
                holding.salt.clear();
                tx.save(&holding).await?;
            }
            tx.save(&kept).await
        });
        let recorded = recorded.await?;
        Ok(Done { receipt: recorded.receipts.into_iter().next(), value: certificate })
    }

    async fn statement(
        &self,
        engagement: &Engagement,
        destroyed: &[Holding],
        done_at: &Receipt,
    ) -> Result<Destruction> {
        let log = self.store.log(LogId::Engagement(engagement.id));
        let entries = log.entries(0, done_at.index + 1).await?;
        // Everything that was asked for since the last destruction, and is carried out together by this one.
        let since = entries
            .iter()
            .rfind(|entry| entry.name == "destruction.done" && entry.index < done_at.index)
            .map_or(0, |entry| entry.index);
        let requests: Vec<_> =
            entries.iter().filter(|entry| entry.index >= since && entry.name == "destruction.requested").collect();
        let verified = entries.iter().rev().find(|entry| entry.name == "result.verified");
        let event = |entry: &bailee_model::LoggedEntry, role| -> Result<Event> {
            Ok(Event { index: entry.index, leaf: leaf(&entry.leaf)?, role })
        };
        let mut events = vec![Event { index: done_at.index, leaf: leaf(&done_at.leaf)?, role: Role::Destruction }];
        for request in &requests {
            events.push(event(request, Role::Request)?);
        }
        if let Some(verified) = verified {
            events.push(event(verified, Role::Approval)?);
        }
        events.sort_by_key(|event| event.index);
        let person = |entry: &bailee_model::LoggedEntry| entry.ids.get("person").cloned();
        let asked_by = requests.last().and_then(|entry| person(entry)).unwrap_or_else(|| "clock".to_owned());
        // The client's verification is what the clock acts on; who asked themselves was approved by nobody else.
        let approved_by = verified.and_then(person).filter(|_| asked_by == "clock");
        let origin = log.origin().await?.ok_or_else(|| Error::internal("The log has no origin."))?;
        let outstanding = self.outstanding(destroyed).await?;
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for holding in destroyed {
            *counts.entry((holding.kind.as_str(), holding.category.as_str())).or_default() += 1;
        }
        Ok(Destruction {
            approved_by: approved_by.map(|id| Party { display: None, id }),
            at: instant(self.clock.now()),
            client: engagement.client.to_string(),
            does_not_prove: does_not_prove(),
            engagement: engagement.id.to_string(),
            events,
            method: Method::cryptographic_erase(env!("CARGO_PKG_VERSION")),
            origin,
            stage: if outstanding.is_empty() { Stage::DestroyedEverywhere } else { Stage::Destroyed },
            outstanding,
            proves: proves(),
            requested_by: Party { display: None, id: asked_by },
            what: counts
                .into_iter()
                .map(|((kind, category), count)| bailee_log::manifest::Counted {
                    category: category.to_owned(),
                    count,
                    kind: kind.to_owned(),
                })
                .collect(),
        })
    }

    /// Kits that somebody may still keep, with the keys of these holdings in them, and until when: not those alone that this
    /// destruction superseded, but all that any destruction did since the first of them arrived.
    async fn outstanding(&self, destroyed: &[Holding]) -> Result<Vec<Outstanding>> {
        let kept_for = SignedDuration::from_hours(24 * KITS_GONE_DAYS);
        let now = self.clock.now();
        let from = destroyed.iter().map(|each| each.arrived_at).min().unwrap_or(now).max(now - kept_for);
        let log = self.store.log(LogId::Site);
        let mut kits = BTreeMap::new();
        let mut until = log.size().await?;
        while until > 0 {
            let start = until.saturating_sub(PAGE);
            let page = log.entries(start, until).await?;
            for entry in page.iter().rev().filter(|entry| entry.name == SUPERSEDED && entry.at >= from) {
                let names = entry.details.as_ref().and_then(|details| details.get("kits")?.as_array());
                kits.extend(
                    names
                        .into_iter()
                        .flatten()
                        .filter_map(|name| Some((name.as_str()?.to_owned(), entry.at + kept_for))),
                );
            }
            until = if page.first().is_some_and(|entry| entry.at >= from) { start } else { 0 };
        }
        let kit = |(id, gone): (String, Timestamp)| Outstanding {
            gone_by: gone.strftime("%Y-%m-%d").to_string(),
            id,
            kind: OutstandingKind::Kit,
        };
        Ok(kits.into_iter().map(kit).collect())
    }

    pub(crate) fn certifier(&self) -> Result<CertifierKey> {
        CertifierKey::from_scalar(&self.keys.derive("certifier")).map_err(log_error)
    }

    /// Takes up what a crash interrupted: destructions go forward, arrivals that never finished are given up. A store that
    /// is behind its anchor is left as it is: what it takes for unfinished may be long done.
    pub async fn recover(self: &Arc<Self>) -> Result<()> {
        if self.store.mode() != Mode::Writable {
            return Ok(());
        }
        let mut all = Ok(());
        for engagement in self.store.engagements().await? {
            // What one client's data is in the way of must not keep the others waiting.
            all = all.and(self.recover_one(engagement.id).await);
        }
        all
    }

    async fn recover_one(self: &Arc<Self>, engagement: EngagementId) -> Result<()> {
        self.finish_destruction(engagement).await?;
        for holding in self.store.holdings(engagement).await? {
            if holding.state == HoldingState::Arriving {
                self.abandon(holding).await?;
            }
        }
        Ok(())
    }
}

/// Whether a hold is about this holding: about everything, about itself, or about what it was made from.
fn keeps(hold: &Hold, holding: &Holding) -> bool {
    hold.holding.is_none_or(|held| held == holding.id || holding.source == Some(held))
}

/// RFC 3339 in UTC with whole seconds, as certificates spell instants.
pub(crate) fn instant(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn leaf(hex: &str) -> Result<Hash> {
    Hash::from_hex(hex).ok_or_else(|| Error::corrupt("A leaf's hash is not 64 hexadecimal digits."))
}

pub(crate) fn log_error(error: bailee_log::Error) -> Error {
    Error::internal("A record of the log could not be made or read.").because(error)
}
