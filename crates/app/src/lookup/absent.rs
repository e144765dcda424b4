//! What does not exist takes as long to answer as what may not be seen (invariant 6): the same facts are read and the gate
//! is asked the same question, about an engagement that nobody has. `cargo xtask bench stranger` measures what is left.

use crate::Door;
use bailee_model::{Action, Category, ClientId, Engagement, EngagementId, EngagementState, Error, Purpose, Result};
use bailee_policy::Resource;
use std::hint::black_box;

impl Door {
    /// The answer to a name that names nothing, after the work that a real one would have cost.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn absent(&self, action: Action) -> Result<Error> {
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
        };
        let unfound = self.app.store.get::<Engagement>(nobodys.id).await?;
        let facts = self.facts_on(unfound.unwrap_or(nobodys)).await?;
        black_box(self.answer(action, Some(&facts), Resource::Engagement));
        Ok(Error::not_found())
    }
}
