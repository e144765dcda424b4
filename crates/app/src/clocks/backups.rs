//! Backups are made, removed at their date and tried by themselves (clause S4.4); recovery kits that were superseded are gone
//! by their date, which people see to.

use super::due::Due;
use crate::{App, backup::Backups};
use bailee_model::{Backup, Organisation, PersonId, PersonState, Result, Standing};
use bailee_store::Mode;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

const PAGE: &str = "/firm/backups";

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    if app.store.mode() != Mode::Writable {
        return Ok(());
    }
    app.note_kits(&[]).await?;
    let Some(backups) = app.backups().cloned() else { return Ok(()) };
    let Ok(turn) = app.backing_up.clone().try_lock_owned() else { return Ok(()) };
    let wanted = Wanted::now(app, &backups).await?;
    if !wanted.anything() {
        return Ok(());
    }
    // It may take hours, and the other clocks must not wait for it.
    let app = app.clone();
    tokio::spawn(async move {
        let _turn = turn;
        if let Err(error) = carry_out(&app, &backups, &wanted).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "a backup failed; it is tried again in a minute");
        }
    });
    Ok(())
}

/// What is to be done now.
struct Wanted {
    backup: bool,
    trial: bool,
    expiry: bool,
}

impl Wanted {
    async fn now(app: &App, backups: &Backups) -> Result<Self> {
        let now = app.clock.now();
        let all = app.store.backups().await?;
        let here: Vec<&Backup> = all.iter().filter(|each| each.place == backups.place.label()).collect();
        let newest = here.iter().rfind(|each| each.is_whole());
        // Another server's, which is still at it.
        let under_way = all.iter().any(|each| {
            each.finished_at.is_none() && each.gone_at.is_none() && now.duration_since(each.made_at) < day(1)
        });
        let backup = !under_way && newest.is_none_or(|newest| newest.made_at + app.every() <= now);
        let tried = here.iter().filter(|each| each.tried_ok == Some(true)).filter_map(|each| each.tried_at).max();
        let attempted = here.iter().filter_map(|each| each.tried_at).max();
        // A trial that failed is made again with the next backup, not every minute.
        let again = attempted.is_none_or(|at| at + app.every() <= now);
        let trial = (backup || newest.is_some()) && again && tried.is_none_or(|at| at + app.trial_every() <= now);
        let expiry = here.iter().any(|each| each.is_whole() && each.expires_at <= now);
        Ok(Self { backup, trial, expiry })
    }

    fn anything(&self) -> bool {
        self.backup || self.trial || self.expiry
    }
}

async fn carry_out(app: &Arc<App>, backups: &Backups, wanted: &Wanted) -> Result<()> {
    // The days of the old ones are over whether or not there is a new one.
    let expired = if wanted.expiry { backups.expire().await.map(drop) } else { Ok(()) };
    let made = if wanted.backup { backups.make(false).await.map(drop) } else { Ok(()) };
    let tried = if wanted.trial { backups.try_newest(None, Some(&app.vault)).await.map(drop) } else { Ok(()) };
    expired.and(made).and(tried)
}

impl App {
    fn every(&self) -> SignedDuration {
        SignedDuration::from_hours(self.limits().backup_hours)
    }

    fn trial_every(&self) -> SignedDuration {
        day(self.limits().backup_trial_days)
    }

    /// Waits until no backup or trial is under way.
    pub async fn backups_settled(&self) {
        drop(self.backing_up.lock().await);
    }
}

fn day(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// The next backup and the next trial, once a place is named; what is to be removed; and the kits to be destroyed, for officers.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    let backups = app.store.backups().await?;
    if let Some(place) = app.backups().map(|backups| backups.place.label()) {
        let here = || backups.iter().filter(|each| each.place == place && each.finished_at.is_some());
        if let Some(newest) = here().next_back() {
            all.push(by_itself("backup", "next", newest.made_at, newest.made_at + app.every()));
        }
        let tried = here().filter(|each| each.tried_ok == Some(true)).filter_map(|each| each.tried_at).max();
        if let Some(since) = tried.or_else(|| here().next().map(|first| first.made_at)) {
            all.push(by_itself("backup_trial", "next", since, since + app.trial_every()));
        }
    }
    for backup in backups.iter().filter(|each| each.is_whole()) {
        all.push(by_itself("backup_expiry", &backup.id.to_string(), backup.made_at, backup.expires_at));
    }
    let officers = officers(app).await?;
    for kit in app.store.recovery_kits().await?.iter().filter(|kit| kit.gone_at.is_none()) {
        let (Some(since), Some(at)) = (kit.superseded_at, kit.gone_by) else { continue };
        let due = by_itself("kit_destruction", &kit.id.to_string(), since, at);
        all.push(Due { who: officers.clone(), by_itself: false, ..due });
    }
    Ok(all)
}

fn by_itself(kind: &'static str, subject: &str, since: Timestamp, at: Timestamp) -> Due {
    Due {
        kind,
        subject: subject.to_owned(),
        engagement: None,
        since,
        at,
        who: Vec::new(),
        page: PAGE.to_owned(),
        by_itself: true,
    }
}

async fn officers(app: &App) -> Result<Vec<PersonId>> {
    let people = app.store.people_of(Organisation::Firm).await?;
    let officers = people.iter().filter(|each| each.standing == Standing::Officer && each.state == PersonState::Active);
    Ok(officers.map(|each| each.id).collect())
}
