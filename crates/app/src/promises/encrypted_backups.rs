//! Clause S4.4: backups are made, hold nothing that opens by itself, are tried, and are gone at their date; so are the copies
//! of superseded recovery kits.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{Backup, Evidence, LogId, PromiseKind, PromiseStatus, RecoveryKit, Result};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "encrypted_backups",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["backup_hours", "backup_trial_days", "backup_keep_days"],
    judge,
};

/// How late the clock may be: copying takes its time.
const LATE: SignedDuration = SignedDuration::from_hours(6);
/// When people are told that a kit is to be destroyed soon.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let backups = look.app.store.backups().await?;
        let kits = look.app.store.recovery_kits().await?;
        let finished: Vec<&Backup> = backups.iter().filter(|each| each.finished_at.is_some()).collect();
        let Some(newest) = finished.iter().rfind(|each| each.is_whole()) else {
            let says = Said::new("No backup is there.", "Il n’y a aucune sauvegarde.");
            return Ok(Finding::new(PromiseStatus::Unproven, look.a_day(), says));
        };
        let (mut tally, mut moments) = (Tally::default(), Vec::new());
        let next = newest.made_at + SignedDuration::from_hours(look.limits.backup_hours) + LATE;
        moments.push(next);
        tally.add(of(newest, newest.made_at, next < look.now));
        for backup in finished.iter().filter(|each| each.is_whole()) {
            moments.push(backup.expires_at + LATE);
            if backup.expires_at + LATE < look.now {
                tally.add(of(backup, backup.expires_at, true));
            }
        }
        let soon = judge_kits(look, &kits, &mut tally, &mut moments);
        let tried = judge_trials(look, &finished, &mut tally, &mut moments);
        let wrong = tally.wrong.len();
        let broken = Said::new(
            format!(
                "{}: a backup or a trial that is late or failed, or a copy that should be gone.",
                en(wrong, "fault", "faults")
            ),
            format!(
                "{} : sauvegarde ou essai en retard ou manqué, ou copie qui devrait avoir disparu.",
                fr(wrong, "défaut", "défauts")
            ),
        );
        let there = finished.iter().filter(|each| each.is_whole()).count();
        let status = match (tried, soon) {
            (None, _) => PromiseStatus::Unproven,
            (Some(_), true) => PromiseStatus::DueSoon,
            (Some(_), false) => PromiseStatus::Kept,
        };
        let said = match tried {
            None => Said::new(
                format!("{}; no restore has been tried yet.", en(there, "backup", "backups")),
                format!("{} ; aucune restauration n’a encore été essayée.", fr(there, "sauvegarde", "sauvegardes")),
            ),
            Some(at) => Said::new(
                format!("{}, the last restore tried on {}.", en(there, "backup", "backups"), at.strftime("%Y-%m-%d")),
                format!(
                    "{} ; dernière restauration essayée le {}.",
                    fr(there, "sauvegarde", "sauvegardes"),
                    at.strftime("%Y-%m-%d")
                ),
            ),
        };
        Ok(tally.finding(look.until(moments), (status, said), broken))
    })
}

/// Superseded kits are gone at their date; whether one is to go soon.
fn judge_kits(look: &Look<'_>, kits: &[RecoveryKit], tally: &mut Tally, moments: &mut Vec<Timestamp>) -> bool {
    let mut soon = false;
    for kit in kits.iter().filter(|kit| kit.gone_at.is_none()) {
        let Some(by) = kit.gone_by else { continue };
        moments.push(by);
        soon |= by < look.now + SOON;
        let what = format!("kit {}", kit.id);
        tally.add(Evidence {
            what,
            at: kit.superseded_at.unwrap_or(kit.written_at),
            log: LogId::Site,
            against: by < look.now,
        });
    }
    soon
}

/// When a restore last went well. The last trial counts: one that failed stands until another goes well.
fn judge_trials(
    look: &Look<'_>,
    finished: &[&Backup],
    tally: &mut Tally,
    moments: &mut Vec<Timestamp>,
) -> Option<Timestamp> {
    let every = SignedDuration::from_hours(24 * look.limits.backup_trial_days);
    let last = finished.iter().filter_map(|each| Some((each.tried_at?, each))).max_by_key(|(at, _)| *at);
    let well = finished.iter().filter(|each| each.tried_ok == Some(true)).filter_map(|each| each.tried_at).max();
    if let Some((at, backup)) = last {
        tally.add(of(backup, at, backup.tried_ok != Some(true)));
    }
    let first = finished.first().map(|each| each.made_at);
    if let Some(since) = well.or(first) {
        moments.push(since + every + LATE);
        if since + every + LATE < look.now
            && let Some(first) = finished.first()
        {
            tally.add(of(first, since, true));
        }
    }
    well
}

fn of(backup: &Backup, at: Timestamp, against: bool) -> Evidence {
    Evidence { what: format!("backup {}", backup.id), at, log: LogId::Site, against }
}
