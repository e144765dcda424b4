//! Backups and recovery kits. One table each.

use crate::column::{Millis, Stored, Text};
use crate::entity::{Found, Row};
use bailee_model::*;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use std::fmt;

tables! {
    /// Copies of the installation, those that are gone included.
    backup("backup"): Backup, by MadeAt {
        key id: Text<BackupId>;
        kind: Text<BackupKind>,
        base: Option<Text<BackupId>>,
        place: String,
        made_at: Millis,
        finished_at: Option<Millis>,
        bytes: i64,
        objects: i64,
        site_size: i64,
        digest: String,
        epoch: i64,
        expires_at: Millis,
        gone_at: Option<Millis>,
        gone_how: Option<Text<BackupGone>>,
        gone_by: Option<Text<PersonId>>,
        tried_at: Option<Millis>,
        tried_ok: Option<bool>,
        tried_by: Option<Text<Trier>>,
        tried_says: String,
    }

    /// Recovery kits, those that are gone included.
    recovery_kit("recovery_kit"): RecoveryKit, by WrittenAt {
        key id: Text<RecoveryKitId>;
        name: String,
        epoch: i64,
        written_at: Millis,
        superseded_at: Option<Millis>,
        gone_by: Option<Millis>,
        gone_at: Option<Millis>,
        confirmed_by: Option<Text<PersonId>>,
        tried_at: Option<Millis>,
    }
}

nouns! {
    backup: Backup,
    recovery_kit: RecoveryKit,
}
