//! Open an access review before its date.

use super::done;
use crate::{Done, Door, reviewing};
use bailee_model::{Action, EntryDraft, Result, Review};

/// Opens a review now; the next one is due a quarter from it.
///
/// # Errors
/// When one is open already, or the caller may not.
pub async fn open_review(door: &Door) -> Result<Done<Review>> {
    door.require(Action::OpenReview).await?;
    let entry = door.by(EntryDraft::site("review.opened"));
    Ok(done(reviewing::open(&door.app, entry).await?))
}
