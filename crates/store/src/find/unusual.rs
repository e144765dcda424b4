//! Questions about use that was not as usual.

use super::*;
use jiff::civil::Date;

finders! {
    /// Unusual uses that nobody has looked at, or that somebody looked at after this instant, of all engagements, in the order in
    /// which they were found.
    unusual_uses_since(since: jiff::Timestamp) -> Vec<UnusualUse> {
        |db| db.list(Some(entity::unusual_use::Column::LookedAt.is_null().or(entity::unusual_use::Column::LookedAt.gt(crate::column::Millis::of(since)))))
    }

    /// Unusual uses that nobody has looked at, of all engagements, in the order in which they were found.
    unusual_uses_open() -> Vec<UnusualUse> { |db| db.list(Some(entity::unusual_use::Column::LookedAt.is_null())) }

    /// An engagement's unusual uses, in the order in which they were found.
    unusual_uses(engagement: EngagementId) -> Vec<UnusualUse> { |db| db.list(Some(is(entity::unusual_use::Column::Engagement, engagement))) }

    /// A person's unusual use of an engagement on one day.
    unusual_use_on(engagement: EngagementId, person: PersonId, day: Date) -> Option<UnusualUse> {
        |db| db.one(is(entity::unusual_use::Column::Engagement, engagement).and(is(entity::unusual_use::Column::Person, person)).and(is(entity::unusual_use::Column::Day, day)))
    }
}
