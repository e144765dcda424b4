//! What does not exist takes as long to answer as what may not be seen (invariant 6): the same facts are read and the gate
//! is asked the same question, about an engagement that nobody has. `cargo xtask bench stranger` measures what is left.

use super::Kept;
use crate::Door;
use bailee_model::{
    Action, AssignmentId, Category, ClientId, Engagement, EngagementId, EngagementState, Error, Grant, GrantId,
    GrantKind, Holding, HoldingId, HoldingKind, HoldingState, PersonId, Purpose, Result, Rng, UnusualUse, UnusualUseId,
    unusual::day_of,
};
use bailee_policy::Resource;
use std::hint::black_box;

impl Door {
    /// The answer to a name that names nothing, after the work that a real one would have cost.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn absent<T: Kept>(&self, action: Action) -> Result<Error> {
        let rng = self.app.rng.as_ref();
        let nobodys = Engagement {
            id: EngagementId::new(rng),
            client: ClientId::new(rng),
            title: String::new(),
            purposes: Purpose::ALL.to_vec(),
            categories: Category::ALL.to_vec(),
            regions: Vec::new(),
            state: EngagementState::Active,
            since: self.now(),
            sealed: Vec::new(),
            nda_required: false,
            keep_days: 0,
            verified_at: None,
            delete_by: None,
            closed_at: None,
            frozen_by: None,
            frozen_at: None,
            thawed_at: None,
            notice_hours: None,
        };
        let unfound = self.app.store.get::<Engagement>(nobodys.id).await?;
        let facts = self.facts_on(unfound.unwrap_or(nobodys)).await?;
        let thing = T::nobodys(rng, &facts.engagement);
        let resource = thing.as_ref().map_or(Resource::Engagement, Kept::resource);
        black_box(self.answer(action, Some(&facts), resource));
        Ok(Error::not_found())
    }
}

/// A table that nobody has.
pub(super) fn holding(rng: &dyn Rng, engagement: &Engagement) -> Holding {
    Holding {
        id: HoldingId::new(rng),
        engagement: engagement.id,
        kind: HoldingKind::Table,
        state: HoldingState::Held,
        name: String::new(),
        category: Category::Financial,
        purpose: Purpose::Audit,
        source: None,
        bytes: 0,
        rows: 0,
        rejects: 0,
        brought_by: PersonId::new(rng),
        arrived_at: engagement.since,
        digest: String::new(),
        salt: String::new(),
        key_id: String::new(),
        destroyed_at: None,
    }
}

/// An unusual use of nobody's.
pub(super) fn unusual_use(rng: &dyn Rng, engagement: &Engagement) -> UnusualUse {
    UnusualUse {
        id: UnusualUseId::new(rng),
        engagement: engagement.id,
        person: PersonId::new(rng),
        day: day_of(engagement.since),
        kinds: Vec::new(),
        openings: 0,
        usual: 0,
        outside: 0,
        outside_at: None,
        quiet_days: 0,
        found_at: engagement.since,
        looked_by: None,
        looked_at: None,
        decision: None,
        note: String::new(),
    }
}

/// A request for a grant that nobody made.
pub(super) fn grant(rng: &dyn Rng, engagement: &Engagement) -> Grant {
    Grant {
        id: GrantId::new(rng),
        assignment: AssignmentId::new(rng),
        engagement: engagement.id,
        person: PersonId::new(rng),
        kind: GrantKind::Standard,
        extends: None,
        purpose: Purpose::Audit,
        categories: vec![Category::Financial],
        classes: Vec::new(),
        reason: String::new(),
        asked_at: engagement.since,
        days: 7,
        approved_by: None,
        approved_at: None,
        agreed_by: None,
        agreed_at: None,
        expires_at: None,
        used_at: None,
        ended: None,
        ended_why: None,
    }
}
