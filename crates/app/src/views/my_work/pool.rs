//! What may hold something to do, read in a few questions however many engagements there are.

use crate::{Door, lookup::Facts};
use bailee_model::{
    Action, Assignment, Engagement, EngagementId, Error, Grant, Hold, Holding, HoldingState, Organisation, Result,
    Standing, System,
};
use bailee_policy::Resource;
use std::collections::{BTreeSet, HashMap};

/// Everything that waits somewhere, of the engagements that may concern the reader.
pub(super) struct Pool {
    pub(super) engagements: HashMap<EngagementId, Engagement>,
    /// Grants that have not ended.
    pub(super) grants: Vec<Grant>,
    /// Systems that nobody confirmed.
    pub(super) systems: Vec<System>,
    /// Holdings in quarantine.
    pub(super) quarantined: Vec<Holding>,
    /// Holds that run.
    pub(super) holds: Vec<Hold>,
    /// The reader's own assignments and grants.
    assignments: Vec<Assignment>,
    own: Vec<Grant>,
    /// Facts already read; none where the reader may not know of the engagement.
    facts: HashMap<EngagementId, Option<Facts>>,
    /// Whether the reader looks after the whole firm.
    pub(super) wide: bool,
}

impl Pool {
    /// Reads what there is: for who looks after the whole firm each table once, for others only their own engagements.
    pub(super) async fn gather(door: &Door) -> Result<Self> {
        let store = door.app.store();
        let now = door.now();
        let wide = door.who.organisation == Organisation::Firm
            && matches!(door.who.standing, Standing::Officer | Standing::Auditor);
        let mut pool = Self {
            engagements: HashMap::new(),
            grants: Vec::new(),
            systems: Vec::new(),
            quarantined: Vec::new(),
            holds: Vec::new(),
            assignments: store.assignments_of(door.who.id).await?,
            own: store.grants_of(door.who.id).await?,
            facts: HashMap::new(),
            wide,
        };
        if wide {
            pool.engagements.extend(store.engagements().await?.into_iter().map(|each| (each.id, each)));
            pool.grants = store.grants_not_ended().await?;
            pool.systems = store.systems_not_confirmed().await?;
            pool.quarantined = store.holdings_in(HoldingState::Quarantined).await?;
            pool.holds = store.holds_not_ended().await?;
        } else {
            for engagement in pool.own_engagements(door).await? {
                let id = engagement.id;
                pool.grants.extend(store.grants(id).await?.into_iter().filter(|each| each.ended.is_none()));
                pool.systems.extend(store.systems(id).await?.into_iter().filter(|each| each.confirmed_by.is_none()));
                let set_apart = |each: &Holding| each.state == HoldingState::Quarantined;
                pool.quarantined.extend(store.holdings(id).await?.into_iter().filter(set_apart));
                pool.holds.extend(store.holds(id).await?);
                pool.engagements.insert(id, engagement);
            }
        }
        pool.holds.retain(|each| each.runs(now));
        Ok(pool)
    }

    async fn own_engagements(&self, door: &Door) -> Result<Vec<Engagement>> {
        let store = door.app.store();
        if let Organisation::Client(client) = door.who.organisation {
            return store.engagements_of_client(client).await;
        }
        let running = self.assignments.iter().filter(|each| each.ended.is_none());
        let ids: BTreeSet<EngagementId> = running.map(|each| each.engagement).collect();
        let mut found = Vec::new();
        for id in ids {
            found.extend(store.get::<Engagement>(id).await?);
        }
        Ok(found)
    }

    /// The facts of an engagement, if the reader may see it.
    pub(super) async fn facts(&mut self, door: &Door, id: EngagementId) -> Result<Option<&Facts>> {
        if !self.facts.contains_key(&id) {
            let facts = self.read(door, id).await?;
            let seen = door.answer(Action::ViewEngagement, Some(&facts), Resource::Engagement).is_allowed();
            self.facts.insert(id, seen.then_some(facts));
        }
        Ok(self.facts.get(&id).and_then(Option::as_ref))
    }

    async fn read(&self, door: &Door, id: EngagementId) -> Result<Facts> {
        let engagement = self.engagements.get(&id).ok_or_else(Error::not_found)?;
        // Signatures, and suppliers' parts, are read only where they matter.
        if engagement.nda_required || matches!(door.who.organisation, Organisation::Supplier(_)) {
            return door.facts(id).await;
        }
        Ok(Facts {
            engagement: engagement.clone(),
            assignments: self.assignments.iter().filter(|each| each.engagement == id).cloned().collect(),
            grants: self.own.iter().filter(|each| each.engagement == id).cloned().collect(),
            holds: self.holds.iter().filter(|each| each.engagement == id).cloned().collect(),
            nda_signed: false,
            accepted: false,
            // Nothing in the queue asks where data may go.
            assessed: Vec::new(),
        })
    }
}
