//! What deleting now would do, told before it is done.

use crate::{
    Door,
    actions::{Reach, reach},
};
use bailee_model::{Engagement, EngagementId, Hold, Holding, HoldingId, Job, Result};

/// What deleting now would do.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The engagement.
    pub engagement: Engagement,
    /// What goes: the keys, and with them every copy.
    pub holdings: Vec<Holding>,
    /// The client's own holds that keep some of it.
    pub holds: Vec<Hold>,
    /// Work under way that is stopped first.
    pub jobs: Vec<Job>,
    /// What has to be typed.
    pub confirmation: String,
    /// Whether all that goes has been given back whole, with the client's receipt.
    pub given_back: bool,
}

/// What deleting one holding, or everything, would do now.
///
/// # Errors
/// Refused to anybody but the client's owners.
pub async fn deletion(door: &Door, engagement: EngagementId, holding: Option<HoldingId>) -> Result<Deletion> {
    let Reach { engagement, holdings, holds, jobs, confirmation } = reach(door, engagement, holding).await?;
    let handovers = door.app.store().handovers(engagement.id).await?;
    let received =
        |holding: &Holding| handovers.iter().any(|each| each.receipt_at.is_some() && each.items.contains(&holding.id));
    let given_back = holdings.iter().filter(|each| crate::actions::goes_back(each.kind)).all(received);
    Ok(Deletion { engagement, holdings, holds, jobs, confirmation, given_back })
}
