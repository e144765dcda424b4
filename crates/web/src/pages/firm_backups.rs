//! Backups and recovery kits: what still exists, until when, and who says that a copy is gone.

use crate::{
    fields::Posted,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{BackupWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions,
    views::{self, BackupLine, BackupRegister, KitLine},
};
use bailee_model::{BackupGone, BackupId, BackupKind, RecoveryKitId, Trier};
use jiff::Timestamp;

const PAGE: &str = "/firm/backups";

#[derive(Template)]
#[template(path = "firm_backups.html")]
pub(crate) struct FirmBackupsPage {
    t: &'static Words,
    w: &'static BackupWords,
    f: Frame,
    it: BackupRegister,
}

impl FirmBackupsPage {
    pub(crate) fn new(f: Frame, it: BackupRegister) -> Self {
        let (t, w) = (f.t(), BackupWords::of(f.lang));
        let title = match it.backups.iter().filter(|line| line.it.is_whole()).count() {
            0 => w.title_none.to_owned(),
            n => f.n(w.n_backups, n),
        };
        Self { t, w, f: f.titled(title), it }
    }

    fn last_whole(&self) -> Option<Timestamp> {
        self.it.backups.iter().filter(|line| line.it.is_whole()).map(|line| line.it.made_at).max()
    }

    fn last_trial(&self) -> Option<Timestamp> {
        let well = self.it.backups.iter().filter(|line| line.it.tried_ok == Some(true));
        well.filter_map(|line| line.it.tried_at).max()
    }

    fn kind(&self, line: &BackupLine) -> &'static str {
        match line.it.kind {
            BackupKind::Full => self.w.full,
            BackupKind::Incremental => self.w.incremental,
        }
    }

    /// How it stands, and how that looks.
    fn state(&self, line: &BackupLine) -> (&'static str, &'static str) {
        match line.it.gone_how {
            Some(BackupGone::Expired) => ("gone", self.w.gone_expired),
            Some(BackupGone::BrokenOff) => ("gone", self.w.gone_broken_off),
            Some(BackupGone::Attested) => ("gone", self.w.gone_attested),
            None if line.overdue => ("broken", self.w.overdue),
            None if line.it.finished_at.is_none() => ("due", self.w.not_whole),
            None => ("kept", self.w.there),
        }
    }

    fn trier(&self, line: &BackupLine) -> &'static str {
        match line.it.tried_by {
            Some(Trier::Keeper) => self.w.by_keeper,
            _ => self.w.by_clock,
        }
    }

    fn confirmed(&self, kit: &KitLine) -> String {
        self.f.fill(self.w.confirmed, kit.confirmed_by.as_deref().unwrap_or("—"))
    }

    fn destroy_by(&self, kit: &KitLine) -> String {
        kit.it.gone_by.map_or_else(String::new, |by| self.f.fill(self.w.to_destroy_by, self.f.day_text(by)))
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let register = views::backup_register(&visitor.door).await?;
    show(&FirmBackupsPage::new(visitor.frame().await?, register))
}

pub(crate) async fn make(Posted { visitor, fields }: Posted) -> Answer {
    actions::back_up_now(&visitor.door, fields.text("full") == "yes").await?;
    Ok(visitor.done(Said::BackUp, None, PAGE))
}

pub(crate) async fn backup_gone(Path(backup): Path<BackupId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::confirm_backup_gone(&visitor.door, backup).await?;
    Ok(visitor.done(Said::BackupGone, done.receipt.as_ref(), PAGE))
}

pub(crate) async fn kit_gone(Path(kit): Path<RecoveryKitId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::confirm_kit_gone(&visitor.door, kit).await?;
    Ok(visitor.done(Said::KitGone, done.receipt.as_ref(), PAGE))
}
