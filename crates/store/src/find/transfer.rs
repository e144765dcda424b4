//! Questions about links in and out.

use super::*;

finders! {
    /// An engagement's ways in, oldest first, with those that are over.
    drop_links(engagement: EngagementId) -> Vec<DropLink> { |db| db.list(Some(is(entity::drop_link::Column::Engagement, engagement))) }

    /// Every way in that was not ended, of all engagements, oldest first; some may be over by their date.
    drop_links_not_ended() -> Vec<DropLink> { |db| db.list(Some(entity::drop_link::Column::Ended.is_null())) }

    /// The way in whose secret has this SHA-256.
    drop_link_by_token(token_hash: &[u8]) -> Option<DropLink> { |db| db.one(entity::drop_link::Column::TokenHash.eq(token_hash)) }

    /// What came or comes through a way in, oldest first.
    drop_uploads(link: DropLinkId) -> Vec<DropUpload> { |db| db.list(Some(is(entity::drop_upload::Column::Link, link))) }

    /// Every upload that stands there, of all engagements, oldest first.
    drop_uploads_in(state: UploadState) -> Vec<DropUpload> { |db| db.list(Some(is(entity::drop_upload::Column::State, state))) }

    /// The upload whose own secret has this SHA-256.
    drop_upload_by_token(token_hash: &[u8]) -> Option<DropUpload> { |db| db.one(entity::drop_upload::Column::TokenHash.eq(token_hash)) }

    /// The upload that becomes, or became, this holding.
    drop_upload_of(holding: HoldingId) -> Option<DropUpload> { |db| db.one(is(entity::drop_upload::Column::Holding, holding)) }

    /// An engagement's ways out, oldest first, with those that are over.
    out_links(engagement: EngagementId) -> Vec<OutLink> { |db| db.list(Some(is(entity::out_link::Column::Engagement, engagement))) }

    /// Every way out that was neither opened nor ended, of all engagements, oldest first; some may be over by their date.
    out_links_unopened() -> Vec<OutLink> { |db| db.list(Some(entity::out_link::Column::Ended.is_null().and(entity::out_link::Column::OpenedAt.is_null()))) }

    /// What waits for a person, and what they took, oldest first.
    out_links_for(person: PersonId) -> Vec<OutLink> { |db| db.list(Some(is(entity::out_link::Column::Person, person))) }
}
