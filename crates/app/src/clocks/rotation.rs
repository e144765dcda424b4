//! Clause S2.2: a credential that somebody used who left is replaced, and seen to be. Bailee tries the old one until the
//! client's system refuses it; while that is late, the lead and the officers hear of it every day.

use super::due::Due;
use crate::{App, rotation::Tried};
use bailee_model::{ErrorKind, Result, Role, Rotation, RotationState};
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for rotation in app.store.rotations().await? {
        // One client's system that does not answer must not delay what is owed to another.
        all = all.and(look(app, &rotation).await);
    }
    all
}

async fn look(app: &Arc<App>, rotation: &Rotation) -> Result<()> {
    if rotation.state == RotationState::Confirmed {
        // A process that died after the proof left the dead secret in custody.
        return app.forget_secret(rotation).await;
    }
    let now = app.clock.now();
    if rotation.next_at.is_some_and(|at| at <= now) {
        let found = app.try_rotation(rotation, Tried::ByClock).await?;
        match app.note_try(rotation, found, Tried::ByClock, None).await {
            Ok(tried) if tried.state == RotationState::Confirmed => return Ok(()),
            // Somebody confirmed it while the system was being asked.
            Err(error) if error.kind() == ErrorKind::Conflict => return Ok(()),
            tried => drop(tried?),
        }
    }
    Ok(())
}

/// Each credential that was not replaced yet; its engagement's leads answer for it.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for rotation in app.store.rotations().await? {
        if rotation.state == RotationState::Confirmed {
            continue;
        }
        let assignments = app.store.assignments(rotation.engagement).await?;
        let leads = assignments.iter().filter(|each| each.role == Role::Lead && each.runs(now));
        all.push(Due {
            kind: "rotation",
            subject: rotation.id.to_string(),
            engagement: Some(rotation.engagement),
            since: rotation.requested_at,
            at: rotation.due,
            who: leads.map(|each| each.person).collect(),
            page: format!("/engagements/{}/systems", rotation.engagement),
            by_itself: false,
        });
    }
    Ok(all)
}
