//! End a hold before its date.

use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Hold, HoldId, Result, say};

/// Ends a hold at once; the deletion clock goes on.
///
/// # Errors
/// When it has ended already.
pub async fn end_hold(door: &Door, id: HoldId) -> Result<Done<Hold>> {
    let mut hold = door.hold(id).for_(Action::EndHold).await?.it;
    if !hold.runs(door.now()) {
        return Err(Error::conflict(say!("This hold has ended already.")));
    }
    hold.ended = Some(door.now());
    let entry = EntryDraft::new(hold.engagement, "hold.ended").id("hold", id);
    door.keep(hold, entry).await
}
