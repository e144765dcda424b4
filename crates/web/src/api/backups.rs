//! Backups and recovery kits: the register, a backup now, and who says that a copy is gone.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, post};
use axum::extract::Path;
use bailee_app::{actions, views};
use bailee_model::{BackupId, RecoveryKitId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/backups",
            "What would bring the installation back: what each backup and recovery kit holds, and until when",
            "The register of backups and kits, newest first",
            get(register),
        ),
        Route::post("/backups", "Make a backup now", "Whether one was begun", post(make))
            .takes::<ask::BackUp>("BackUp"),
        Route::post(
            "/backups/{backup}/gone",
            "State that a backup at a place no longer in use does not exist any more",
            "The backup and a receipt",
            post(backup_gone),
        ),
        Route::post(
            "/recovery-kits/{kit}/gone",
            "State that every copy of a superseded recovery kit was destroyed",
            "The kit and a receipt",
            post(kit_gone),
        ),
    ]
}

async fn register(Bearer(door): Bearer) -> Reply {
    let it = views::backup_register(&door).await?;
    let backups: Vec<Value> = it
        .backups
        .iter()
        .map(|line| {
            json!({
                "backup": line.it, "destroyed_since": line.destroyed_since, "overdue": line.overdue,
                "out_of_reach": line.out_of_reach, "trial": line.tried,
            })
        })
        .collect();
    let kits: Vec<Value> = it.kits.iter().map(|kit| json!({ "kit": kit.it, "overdue": kit.overdue })).collect();
    give(&json!({ "place": it.place, "under_way": it.under_way, "backups": backups, "kits": kits }))
}

async fn make(Bearer(door): Bearer, Body(it): Body<ask::BackUp>) -> Reply {
    actions::back_up_now(&door, it.full).await?;
    give(&json!({ "begun": true }))
}

async fn backup_gone(Bearer(door): Bearer, Path(backup): Path<BackupId>) -> Reply {
    done(&actions::confirm_backup_gone(&door, backup).await?)
}

async fn kit_gone(Bearer(door): Bearer, Path(kit): Path<RecoveryKitId>) -> Reply {
    done(&actions::confirm_kit_gone(&door, kit).await?)
}
