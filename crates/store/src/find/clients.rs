//! Questions about what passes between the firm and its clients beside data.

use super::*;

finders! {
    /// Every supplier's part in every engagement, by notice.
    involvements() -> Vec<Involvement> { |db| db.list(None) }

    /// The suppliers' parts in an engagement, by notice, with those that ended.
    involvements_of(engagement: EngagementId) -> Vec<Involvement> { |db| db.list(Some(is(entity::involvement::Column::Engagement, engagement))) }

    /// Everything that was asked, oldest first.
    enquiries() -> Vec<Enquiry> { |db| db.list(None) }

    /// What nobody answered yet, oldest first.
    enquiries_open() -> Vec<Enquiry> { |db| db.list(Some(entity::enquiry::Column::AnsweredAt.is_null())) }

    /// What was asked about an engagement, oldest first.
    enquiries_of(engagement: EngagementId) -> Vec<Enquiry> { |db| db.list(Some(is(entity::enquiry::Column::Engagement, engagement))) }

    /// The enquiry whose answer this secret's SHA-256 opens.
    enquiry_by_secret(hash: &[u8]) -> Option<Enquiry> { |db| db.one(entity::enquiry::Column::SecretHash.eq(hash)) }

    /// Changes of what was agreed on an engagement, oldest first.
    terms_changes(engagement: EngagementId) -> Vec<TermsChange> { |db| db.list(Some(is(entity::terms_change::Column::Engagement, engagement))) }

    /// Changes that wait for the client's answer, of all engagements, oldest first.
    terms_changes_open() -> Vec<TermsChange> { |db| db.list(Some(entity::terms_change::Column::AnsweredAt.is_null())) }

    /// Who read what will be asked of them on an engagement, earliest first.
    walkthroughs(engagement: EngagementId) -> Vec<Walkthrough> { |db| db.list(Some(is(entity::walkthrough::Column::Engagement, engagement))) }

    /// The heads of an engagement's log that the client cosigned, oldest first.
    witnessings(engagement: EngagementId) -> Vec<Witnessing> { |db| db.list(Some(is(entity::witnessing::Column::Engagement, engagement))) }
}
