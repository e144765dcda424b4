//! What was destroyed, ended or closed since the backup happens again, from the log, before anything opens.

mod factors;
mod links;
mod since;
mod standing;

use super::Manifest;
use crate::App;
use bailee_model::{
    Assignment, Backup, Device, DeviceState, Engagement, EngagementId, EngagementState, EntryDraft, Error, Grant,
    GrantEnd, HoldId, Holding, HoldingId, HoldingState, IncidentId, Involvement, Person, Result, Session, entry::LogId,
    say,
};
use bailee_store::Replay;
use jiff::Timestamp;
use since::Since;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Entries that are read at a time.
const PAGE: u64 = 500;

/// What a restore did and could not do.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    /// Holdings that were destroyed since the backup, and are again.
    pub destroyed: Vec<HoldingId>,
    /// Entries that were put back.
    pub entries: u64,
    /// Logs that go on under a new name, because nobody knows how they ended.
    pub renamed: u64,
    /// Sessions that were ended; everybody signs in again.
    pub sessions: usize,
    /// Grants that were ended: whoever needs one asks again.
    pub grants: usize,
    /// Holds that were placed since, and are placed again: until their longest, since nobody can say until when they were.
    pub holds: Vec<HoldId>,
    /// Holds that ended since, and have ended again.
    pub holds_ended: usize,
    /// Links that ended or were opened since, and are over again.
    pub links: usize,
    /// Checkouts that were taken, returned or ended since, and stand so again.
    pub checkouts: usize,
    /// Clients who named another key since: none is named until they do so again.
    pub keys_forgotten: usize,
    /// Engagements that stand still until an officer lets each run again.
    pub frozen: Vec<EngagementId>,
    /// The incident under which an officer does so.
    pub incident: Option<IncidentId>,
    /// What happened since and is lost with the records since: the log's word for it, its entry, and the ids it names.
    pub lost: Vec<Lost>,
    /// Holdings that arrived since. Their bytes are in no backup.
    pub lost_holdings: BTreeSet<String>,
}

/// Something that is in the log and no longer in the records.
#[derive(Clone, Debug)]
pub struct Lost {
    /// In which log.
    pub log: LogId,
    /// Its place there.
    pub index: u64,
    /// What happened.
    pub event: String,
    /// To what.
    pub ids: BTreeMap<String, String>,
}

impl App {
    /// Replays what the entries that were put back say. `unproven` logs have been renamed already. Done twice it does no
    /// more than once.
    ///
    /// # Errors
    /// When a key that must die does not; the gate stays shut then.
    pub async fn replay(
        self: &Arc<Self>,
        replay: &Replay,
        backup: &Manifest,
        at_place: &[(Manifest, String)],
        label: &str,
    ) -> Result<Replayed> {
        // Of a log whose end nobody has, nobody knows what was asked for or agreed: it stands still until somebody has asked.
        let mut since =
            Since { unknown: replay.unproven.iter().filter_map(engagement_of).collect(), ..Since::default() };
        let mut done = Replayed { renamed: replay.unproven.len() as u64, ..Replayed::default() };
        for put_back in &replay.proved {
            done.entries += put_back.to - put_back.from;
            // What the backup has of an interrupted destruction is in its records; the log since is all that is new.
            self.read_since((put_back.from, put_back.to), put_back.log, &mut since).await?;
        }
        self.keep_out(&since, backup).await?;
        self.withhold(&since, backup).await?;
        self.give_up_again(&since.given_up, backup).await?;
        self.shut(&since.links, backup, &mut done).await?;
        self.stand(&since, backup, &mut done).await?;
        for (engagement, holdings) in &since.condemned {
            done.destroyed.extend(self.destroy_again(*engagement, holdings, backup).await?);
        }
        // A destruction that was decided and not carried out is carried out now, and certified.
        self.recover().await?;
        self.vault.sweep().await?;
        (done.sessions, done.grants) = self.end_access(backup).await?;
        self.register(at_place, label).await?;
        self.note_kits_of_all_epochs().await?;
        done.lost_holdings = self.lost_holdings(&since).await?;
        done.lost = since.lost;
        self.accept_loss(&replay.unproven, backup).await?;
        let entry = EntryDraft::site("restore.done")
            .id("backup", backup.id)
            .detail("entries_put_back", done.entries)
            .detail("destroyed_again", done.destroyed.len())
            .detail("lost_holdings", done.lost_holdings.len())
            .detail("holds", done.holds.len())
            .detail("frozen", done.frozen.len())
            .detail("logs_renamed", done.renamed);
        self.store.ledger().note([entry]).await?;
        Ok(done)
    }

    /// Says in each log whose end nobody knows that it goes on under a new name, and that what came after is lost.
    async fn accept_loss(&self, logs: &[LogId], backup: &Manifest) -> Result<()> {
        let known: BTreeSet<LogId> = self.store.logs().await?.into_iter().collect();
        let entries: Vec<EntryDraft> = logs
            .iter()
            .filter(|log| known.contains(log))
            .map(|log| match log {
                LogId::Site => EntryDraft::site("restore.loss_accepted").id("backup", backup.id),
                LogId::Engagement(engagement) => {
                    EntryDraft::new(*engagement, "restore.loss_accepted").id("backup", backup.id)
                }
            })
            .collect();
        if entries.is_empty() { Ok(()) } else { self.store.ledger().note(entries).await.map(drop) }
    }

    async fn read_since(&self, (from, to): (u64, u64), log: LogId, since: &mut Since) -> Result<()> {
        let mut next = from;
        while next < to {
            let page = self.store.log(log).entries(next, to.min(next + PAGE)).await?;
            for entry in &page {
                since.learn(entry)?;
            }
            next += PAGE;
        }
        Ok(())
    }

    /// Destroys the keys that came back, and says so in the records.
    async fn destroy_again(
        &self,
        engagement: EngagementId,
        holdings: &BTreeMap<HoldingId, (Timestamp, bool)>,
        backup: &Manifest,
    ) -> Result<Vec<HoldingId>> {
        let gone: Vec<HoldingId> =
            holdings.iter().filter(|(_, (_, carried_out))| *carried_out).map(|(id, _)| *id).collect();
        let open: Vec<HoldingId> = gone.iter().copied().filter(|id| self.vault.is_open(engagement, *id)).collect();
        if !open.is_empty() {
            let told = self.vault.destroy(engagement, &open).await?.superseded_kits;
            self.note_superseded(&told).await?;
        }
        if gone.iter().any(|id| self.vault.is_open(engagement, *id)) {
            return Err(Error::internal("A destroyed holding still opens, so the restore ends here.")
                .hint(say!("Nothing was opened. The officer is to treat this as an incident.")));
        }
        if self.store.get::<Engagement>(engagement).await?.is_none() {
            return Ok(gone);
        }
        let entry = EntryDraft::new(engagement, "restore.replayed")
            .id("backup", backup.id)
            .detail("destroyed_again", gone.len());
        let holdings = holdings.clone();
        self.store
            .ledger()
            .record([entry], move |tx| async move {
                for (id, (at, carried_out)) in holdings {
                    let Some(mut holding) = tx.get::<Holding>(id).await? else { continue };
                    if holding.state == HoldingState::Destroyed {
                        continue;
                    }
                    holding.state = if carried_out { HoldingState::Destroyed } else { HoldingState::Destroying };
                    if carried_out {
                        holding.destroyed_at = Some(at);
                        holding.salt.clear();
                    }
                    tx.save(&holding).await?;
                }
                Ok(())
            })
            .await?;
        Ok(gone)
    }

    /// Who was let go since stays out, what was closed stays closed.
    async fn keep_out(&self, since: &Since, backup: &Manifest) -> Result<()> {
        let mut people = Vec::new();
        for (id, state) in &since.kept_out {
            let Ok(id) = id.parse() else { continue };
            if let Some(person) = self.store.get::<Person>(id).await? {
                people.push(Person { state: *state, ..person });
            }
        }
        let now = self.clock.now();
        let mut devices = Vec::new();
        for id in &since.revoked {
            let Ok(id) = id.parse() else { continue };
            if let Some(device) = self.store.get::<Device>(id).await? {
                devices.push(Device { state: DeviceState::Revoked, ended: device.ended.or(Some(now)), ..device });
            }
        }
        let mut engagements = Vec::new();
        for (id, at) in &since.closed {
            if let Some(engagement) = self.store.get::<Engagement>(*id).await? {
                engagements.push(Engagement { state: EngagementState::Closed, closed_at: Some(*at), ..engagement });
            }
        }
        if people.is_empty() && devices.is_empty() && engagements.is_empty() {
            return Ok(());
        }
        let entry = EntryDraft::site("restore.kept_out")
            .id("backup", backup.id)
            .detail("people", people.len())
            .detail("devices", devices.len())
            .detail("engagements", engagements.len());
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            for person in &people {
                tx.save(person).await?;
            }
            for device in &devices {
                tx.save(device).await?;
            }
            for engagement in &engagements {
                tx.save(engagement).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    /// Whose access to an engagement was taken since is not on it again, and a supplier that the client objected to is not used.
    async fn withhold(&self, since: &Since, backup: &Manifest) -> Result<()> {
        let now = self.clock.now();
        let (mut entries, mut assignments, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for (engagement, gone) in &since.withheld {
            let taken = |each: &Assignment| each.runs(now) && gone.contains(&each.person.to_string());
            for each in self.store.assignments(*engagement).await?.into_iter().filter(taken) {
                let entry = EntryDraft::new(*engagement, "access.suspended").id("suspended", each.person);
                entries.push(entry.id("assignment", each.id).id("backup", backup.id));
                assignments.push(Assignment { suspended: Some(now), ..each });
            }
        }
        for id in &since.parted {
            let Ok(id) = id.parse() else { continue };
            if let Some(part) = self.store.get::<Involvement>(id).await?.filter(|part| part.ended.is_none()) {
                let entry = EntryDraft::new(part.engagement, "supplier.ended").id("involvement", part.id);
                entries.push(entry.id("supplier", part.supplier).id("backup", backup.id));
                parts.push(Involvement { ended: Some(now), ..part });
            }
        }
        if entries.is_empty() {
            return Ok(());
        }
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            for assignment in &assignments {
                tx.save(assignment).await?;
            }
            for part in &parts {
                tx.save(part).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    /// Ends every session and every grant: what was ended since the backup would run again, and nobody can say which.
    async fn end_access(&self, backup: &Manifest) -> Result<(usize, usize)> {
        let now = self.clock.now();
        let sessions: Vec<Session> = self.store.open_sessions(now).await?;
        let grants: Vec<Grant> = self.store.grants_not_ended().await?;
        let counts = (sessions.len(), grants.len());
        let mut entries = vec![
            EntryDraft::site("restore.access_ended")
                .id("backup", backup.id)
                .detail("sessions", counts.0)
                .detail("grants", counts.1),
        ];
        entries.extend(grants.iter().map(|grant| {
            EntryDraft::new(grant.engagement, "grant.ended")
                .id("grant", grant.id)
                .detail("why", GrantEnd::Ended.as_str())
        }));
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            for session in sessions {
                tx.save(&Session { ended: Some(now), ..session }).await?;
            }
            for grant in grants {
                tx.save(&Grant { ended: Some(now), ended_why: Some(GrantEnd::Ended), ..grant }).await?;
            }
            Ok(())
        });
        recorded.await?;
        Ok(counts)
    }

    /// Puts what lies at the place back into the register: the backups made since, and the end of the one restored from.
    async fn register(&self, at_place: &[(Manifest, String)], label: &str) -> Result<()> {
        let known = self.store.backups().await?;
        let rows: Vec<Backup> = at_place
            .iter()
            .filter(|(manifest, _)| known.iter().all(|each| each.id != manifest.id || each.finished_at.is_none()))
            .map(|(manifest, digest)| found(manifest, digest, label))
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let entries: Vec<EntryDraft> =
            rows.iter().map(|backup| EntryDraft::site("backup.found").id("backup", backup.id)).collect();
        let recorded = self.store.ledger().record(entries, move |tx| async move {
            for backup in &rows {
                tx.save(backup).await?;
            }
            Ok(())
        });
        recorded.await.map(drop)
    }

    /// Kits of epochs that the records no longer know of were written all the same, and somebody may keep them.
    async fn note_kits_of_all_epochs(&self) -> Result<()> {
        let known = self.store.recovery_kits().await?;
        let newest = known.iter().map(|kit| kit.epoch).max().unwrap_or(0).cast_unsigned();
        let told: Vec<String> = (newest + 1..self.vault.epoch().number).map(bailee_vault::Vault::kit_name).collect();
        self.note_kits(&told).await
    }

    async fn lost_holdings(&self, since: &Since) -> Result<BTreeSet<String>> {
        let mut lost = BTreeSet::new();
        for entry in since.lost.iter().filter(|entry| entry.event == "holding.announced") {
            let Some(Ok(id)) = entry.ids.get("holding").map(|id| id.parse::<HoldingId>()) else { continue };
            let condemned = since.condemned.values().any(|holdings| holdings.contains_key(&id));
            if !condemned && self.store.get::<Holding>(id).await?.is_none() {
                lost.insert(id.to_string());
            }
        }
        Ok(lost)
    }
}

/// The register's row of a backup that lies at its place.
fn found(manifest: &Manifest, digest: &str, label: &str) -> Backup {
    let (bytes, objects) = manifest.size();
    Backup {
        id: manifest.id,
        kind: manifest.kind,
        base: manifest.base,
        place: label.to_owned(),
        made_at: manifest.made_at,
        finished_at: Some(manifest.made_at),
        bytes: super::make::signed(bytes),
        objects: super::make::signed(objects),
        site_size: super::make::signed(manifest.site_size()),
        digest: digest.to_owned(),
        epoch: super::make::signed(manifest.epoch),
        expires_at: manifest.expires_at,
        gone_at: None,
        gone_how: None,
        gone_by: None,
        tried_at: None,
        tried_ok: None,
        tried_by: None,
        tried_says: String::new(),
    }
}

fn engagement_of(log: &LogId) -> Option<EngagementId> {
    match log {
        LogId::Site => None,
        LogId::Engagement(engagement) => Some(*engagement),
    }
}
