//! The register of backups and recovery kits: what still exists, until when, and who says so.

use crate::{Door, backup::Tried};
use bailee_model::{Action, Backup, BackupId, Person, PersonId, RecoveryKit, Result};
use jiff::Timestamp;
use std::collections::HashMap;

/// Everything that would bring the installation back, newest first.
#[derive(Clone, Debug)]
pub struct BackupRegister {
    /// Where backups are made, if a place is named.
    pub place: Option<String>,
    /// Whether one is being made or tried now.
    pub under_way: bool,
    /// The backups, those that are gone at the end.
    pub backups: Vec<BackupLine>,
    /// The recovery kits.
    pub kits: Vec<KitLine>,
    /// Whether the reader may answer for them.
    pub may_manage: bool,
}

/// A backup, and what it may still hold.
#[derive(Clone, Debug)]
pub struct BackupLine {
    /// The backup.
    pub it: Backup,
    /// Holdings in it that were destroyed since; their keys are dead, their sealed bytes go with the backup.
    pub destroyed_since: usize,
    /// Whether its date has passed and it is there all the same.
    pub overdue: bool,
    /// What the last trial looked at, if it went well.
    pub tried: Option<Tried>,
    /// Whether it is at a place that is no longer in use, so that somebody has to say when it is gone.
    pub out_of_reach: bool,
}

/// A kit, and who answers for its copies.
#[derive(Clone, Debug)]
pub struct KitLine {
    /// The kit.
    pub it: RecoveryKit,
    /// Who said that its copies are gone.
    pub confirmed_by: Option<String>,
    /// Whether its keepers should have destroyed it by now.
    pub overdue: bool,
}

/// The register.
///
/// # Errors
/// When the reader oversees nothing.
pub async fn backup_register(door: &Door) -> Result<BackupRegister> {
    door.require(Action::ViewBackups).await?;
    let (app, now) = (&door.app, door.now());
    let store = app.store();
    let people: HashMap<PersonId, Person> = store.people().await?.into_iter().map(|each| (each.id, each)).collect();
    let destroyed = destroyed(door).await?;
    let place = app.backups().map(|backups| backups.place.label().to_owned());
    let mut backups: Vec<BackupLine> = Vec::new();
    for it in store.backups().await?.into_iter().rev() {
        let held = |moments: &&(Timestamp, Timestamp)| moments.0 <= it.made_at && it.made_at <= moments.1;
        backups.push(BackupLine {
            destroyed_since: if it.gone_at.is_none() { destroyed.iter().filter(held).count() } else { 0 },
            overdue: it.gone_at.is_none() && it.expires_at < now,
            tried: serde_json::from_str(&it.tried_says).ok(),
            out_of_reach: it.gone_at.is_none() && place.as_deref() != Some(it.place.as_str()),
            it,
        });
    }
    backups.sort_by_key(|line| line.it.gone_at.is_some());
    let kit = |it: RecoveryKit| KitLine {
        confirmed_by: it.confirmed_by.and_then(|id| people.get(&id)).map(|person| person.name.clone()),
        overdue: it.gone_at.is_none() && it.gone_by.is_some_and(|by| by < now),
        it,
    };
    Ok(BackupRegister {
        place,
        under_way: app.backing_up.try_lock().is_err(),
        backups,
        kits: store.recovery_kits().await?.into_iter().rev().map(kit).collect(),
        may_manage: door.may_at_installation(Action::ManageBackups),
    })
}

/// One backup.
///
/// # Errors
/// When the reader oversees nothing, or there is none.
pub async fn backup(door: &Door, id: BackupId) -> Result<Backup> {
    door.require(Action::ViewBackups).await?;
    door.app.store.get::<Backup>(id).await?.ok_or_else(bailee_model::Error::not_found)
}

/// When each destroyed holding had arrived, and when it was destroyed.
async fn destroyed(door: &Door) -> Result<Vec<(Timestamp, Timestamp)>> {
    let mut moments = Vec::new();
    for engagement in door.app.store.engagements().await? {
        let holdings = door.app.store.holdings(engagement.id).await?;
        moments.extend(holdings.iter().filter_map(|each| Some((each.arrived_at, each.destroyed_at?))));
    }
    Ok(moments)
}
