//! Questions about what left, and what is still out.

use super::*;

finders! {
    /// An engagement's register of disclosures, oldest first, with what the client may not be told yet.
    disclosures(engagement: EngagementId) -> Vec<Disclosure> { |db| db.list(Some(is(entity::disclosure::Column::Engagement, engagement))) }

    /// The whole register, of all engagements, oldest first.
    all_disclosures() -> Vec<Disclosure> { |db| db.list(None) }

    /// What clients were not told yet, of all engagements, oldest first.
    disclosures_not_told() -> Vec<Disclosure> { |db| db.list(Some(entity::disclosure::Column::ToldAt.is_null())) }

    /// An engagement's checkouts, oldest first.
    checkouts(engagement: EngagementId) -> Vec<Checkout> { |db| db.list(Some(is(entity::checkout::Column::Engagement, engagement))) }

    /// A person's checkouts, oldest first.
    checkouts_of(person: PersonId) -> Vec<Checkout> { |db| db.list(Some(is(entity::checkout::Column::Person, person))) }

    /// Every checkout that is asked for, approved or out, of all engagements, oldest first.
    checkouts_not_ended() -> Vec<Checkout> { |db| db.list(Some(entity::checkout::Column::Ended.is_null().and(entity::checkout::Column::ReturnedAt.is_null()))) }

    /// Every checkout there ever was, oldest first.
    all_checkouts() -> Vec<Checkout> { |db| db.list(None) }

    /// What authorities demanded of an engagement, oldest first.
    demands(engagement: EngagementId) -> Vec<LegalDemand> { |db| db.list(Some(is(entity::legal_demand::Column::Engagement, engagement))) }

    /// What authorities demanded of all engagements, oldest first.
    all_demands() -> Vec<LegalDemand> { |db| db.list(None) }

    /// An engagement's assessments of further regions, oldest first.
    assessments(engagement: EngagementId) -> Vec<Assessment> { |db| db.list(Some(is(entity::assessment::Column::Engagement, engagement))) }

    /// Every assessment that was not ended early, of all engagements, oldest first; some may be over by their date.
    assessments_not_ended() -> Vec<Assessment> { |db| db.list(Some(entity::assessment::Column::Ended.is_null())) }
}
