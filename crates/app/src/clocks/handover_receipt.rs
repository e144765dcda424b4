//! What went back waits for the client's receipt (clause D7.1): they are reminded, and after the days in which questions are
//! answered here the officers ask them.

use super::due::Due;
use crate::{App, enquiries::working_days_after};
use bailee_model::{Engagement, Organisation, PersonState, Result, Standing};

/// The last bundle of each engagement that left whole, while it is not confirmed: a later one takes the place of those before.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    let handovers = app.store.all_handovers().await?;
    for handover in handovers.iter().filter(|each| each.waits_for_receipt()) {
        let after = |each: &&bailee_model::Handover| each.engagement == handover.engagement && each.at > handover.at;
        let followed = handovers.iter().filter(after).any(|each| each.is_whole());
        let Some(left) = handover.fetched_at.filter(|_| !followed) else { continue };
        let Some(engagement) = app.store.get::<Engagement>(handover.engagement).await? else { continue };
        let people = app.store.people_of(Organisation::Client(engagement.client)).await?;
        let owners = people.iter().filter(|it| it.standing == Standing::Owner && it.state == PersonState::Active);
        all.push(Due {
            kind: "handover_receipt",
            subject: handover.id.to_string(),
            engagement: Some(engagement.id),
            since: left,
            at: working_days_after(left, app.limits().answer_days),
            who: owners.map(|owner| owner.id).collect(),
            page: format!("/return?engagement={}", engagement.id),
            by_itself: false,
        });
    }
    Ok(all)
}
