//! Destroy holdings: by decision of a person here, by the deletion clock in [`crate::clocks`], always in the same steps.
//!
//! 1. *Decided*: the holdings are marked as being destroyed, together with the entry that says who asked. From here on
//!    they open to nobody, and there is no way back: a process that dies now finishes the work at its next start.
//! 2. *Done*: the vault destroys the keys (see its own documentation for what that takes), and an entry with the manifest's
//!    digest says so.
//! 3. *Certified*: the signed statement, and the entry that binds it ([`crate::certifying`]). Only now do the records say *destroyed*: nothing is
//!    destroyed without its certificate, whenever the process dies.

use crate::{App, Done, Door, recovery::DECIDED};
use bailee_log::Hash;
use bailee_model::{
    Action, Certificate, Engagement, EngagementId, EngagementState, EntryDraft, Error, Hold, Holding, HoldingId,
    HoldingState, PersonId, Receipt, Result, say,
};
use bailee_policy::Resource;
use bailee_store::Mode;
use std::{collections::BTreeSet, sync::Arc};

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
        return Err(Error::bad_input(say!("Nothing is named."))
            .hint(say!("Choose what is to be destroyed."))
            .on_field("holdings"));
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
    let done = door.app.destroy_for(ask.engagement, ask.holdings, door.who.id).await?;
    if door.is_client() {
        super::delete_now::tell(&door.app, ask.engagement, &done).await?;
    }
    Ok(done)
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
                let certificates = self.store.certificates(engagement).await?;
                let newest = certificates.into_iter().rfind(|each| each.completes.is_none());
                newest
                    .map(|value| Done { value, receipt: None })
                    .ok_or_else(|| Error::internal("A destruction left no certificate."))
            }
        }
    }

    /// Step 1. What was made from an original goes with it. Holds are looked at here again, where nothing can change any more.
    async fn decide_destruction(&self, engagement: EngagementId, named: Vec<HoldingId>, asked: &Asked) -> Result<()> {
        // A secret that opens nothing any more is nobody's evidence, and kept by no hold.
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
                    return Err(Error::conflict(say!("These holdings are destroyed already, or are being destroyed.")));
                }
                let frozen = tx.get::<Engagement>(engagement).await?.is_some_and(|each| each.frozen_by.is_some());
                if minds_holds && frozen {
                    return Err(Error::conflict(say!(
                        "An incident has frozen this engagement: nothing of it is destroyed."
                    ))
                    .hint(say!("It goes when an officer has let the engagement run again.")));
                }
                let holds = if minds_holds { tx.holds(engagement).await? } else { Vec::new() };
                if meant.iter().any(|holding| holds.iter().any(|hold| hold.runs(now) && keeps(hold, holding))) {
                    return Err(Error::conflict(say!("A hold of the client keeps some of this."))
                        .hint(say!("It goes when the hold has ended.")));
                }
                for mut holding in meant {
                    holding.state = HoldingState::Destroying;
                    tx.save(&holding).await?;
                    // One entry each, in clear: whoever restores an older backup learns from the log what must go again.
                    tx.entry(EntryDraft::new(engagement, DECIDED).id("holding", holding.id)).await?;
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
                .hint(say!("The officer is to treat this as an incident.")));
        }
        let outstanding = self.outstanding(&marked).await?;
        let manifest = self.manifest(&marked, &outstanding)?;
        let done = self.record_destroyed(engagement, &marked, Hash::of(&manifest)).await?;
        self.certify(engagement, &marked, manifest, outstanding, &done).await.map(Some)
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
            // What comes through a drop link goes on after a restart; its own clock gives it up.
            let goes_on = self.store.drop_upload_of(holding.id).await?.is_some_and(|upload| upload.is_under_way());
            if holding.state == HoldingState::Arriving && !goes_on {
                self.abandon(holding).await?;
            }
        }
        Ok(())
    }
}

/// Whether a hold is about this holding: about everything, about itself, or about what it was made from.
pub(crate) fn keeps(hold: &Hold, holding: &Holding) -> bool {
    hold.holding.is_none_or(|held| held == holding.id || holding.source == Some(held))
}
