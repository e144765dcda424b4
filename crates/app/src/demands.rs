//! What the steps of a legal demand have in common: who may know of it, and in which log it stands (clause D4.1).

use crate::{Door, lookup::Held};
use bailee_model::{Action, DemandId, EngagementId, EntryDraft, Error, ErrorKind, LegalDemand, Result};
use jiff::Timestamp;

/// The page of an engagement's demands.
pub(crate) fn page(engagement: EngagementId) -> String {
    format!("/engagements/{engagement}/demands")
}

/// An entry about a demand: in the engagement's own log, or in the site's, without any name, while telling is forbidden.
pub(crate) fn entry(demand: &LegalDemand, event: &'static str, now: Timestamp) -> EntryDraft {
    if demand.is_barred(now) {
        return EntryDraft::site(event);
    }
    EntryDraft::new(demand.engagement, event)
        .detail("authority", demand.authority.clone())
        .detail("asks", demand.asks.clone())
        .detail("basis", demand.basis.clone())
        .detail("answer_due", demand.answer_due.to_string())
}

impl Door {
    /// A demand, for who may handle it. To anybody else there is none, because whether there is one may be forbidden to tell
    /// (invariant 6).
    pub(crate) async fn demand(&self, id: DemandId, action: Action) -> Result<Held<LegalDemand>> {
        let known = self.lookup::<LegalDemand>(id).for_(Action::HandleDemand).await;
        let known = known.map_err(|error| match error.kind() {
            ErrorKind::Refused => Error::not_found(),
            _ => error,
        })?;
        if action == Action::HandleDemand {
            return Ok(known);
        }
        self.lookup::<LegalDemand>(id).for_(action).await
    }
}
