//! Questions about what is kept, what goes back, and what is still outstanding of what was destroyed.

use super::*;

finders! {
    /// Every hold there ever was, of all engagements, oldest first.
    all_holds() -> Vec<Hold> { |db| db.list(None) }

    /// Every holding there ever was, of all engagements, oldest first.
    all_holdings() -> Vec<Holding> { |db| db.list(None) }

    /// Every certificate, of all engagements, oldest first.
    all_certificates() -> Vec<Certificate> { |db| db.list(None) }

    /// Certificates of things whose keys something still holds, of all engagements, oldest first.
    certificates_outstanding() -> Vec<Certificate> { |db| db.list(Some(entity::certificate::Column::OutstandingUntil.is_not_null())) }

    /// What went back of an engagement, oldest first.
    handovers(engagement: EngagementId) -> Vec<Handover> { |db| db.list(Some(is(entity::handover::Column::Engagement, engagement))) }

    /// What went back to every client, oldest first.
    all_handovers() -> Vec<Handover> { |db| db.list(None) }

    /// All of one client's engagements, oldest first.
    engagements_of(client: ClientId) -> Vec<Engagement> { |db| db.list(Some(is(entity::engagement::Column::Client, client))) }
}
