//! Say that every copy of a superseded recovery kit was destroyed by those who kept it.
//!
//! Nobody can see this from here: it is a person's word, kept as such, and the certificates of what the kit could open wait
//! for it (clause S4.4).

use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, RecoveryKit, RecoveryKitId, Result, say};

/// Writes down that a kit is gone.
///
/// # Errors
/// When there is no such kit, or it is the present one, which nobody may destroy.
pub async fn confirm_kit_gone(door: &Door, id: RecoveryKitId) -> Result<Done<RecoveryKit>> {
    let kit = door.overseen::<RecoveryKit>(id, Action::ManageBackups).await?;
    if kit.superseded_at.is_none() {
        return Err(Error::conflict(say!(
            "This is the present recovery kit: without it a lost server loses everything."
        ))
        .hint(say!("Only kits that a destruction superseded are destroyed.")));
    }
    if kit.gone_at.is_some() {
        return Err(Error::conflict(say!("This kit is gone already.")));
    }
    let kit = RecoveryKit { gone_at: Some(door.now()), confirmed_by: Some(door.who.id), ..kit };
    let entry = door.by(EntryDraft::site("kit.gone")).id("kit", kit.id);
    door.keep(kit, entry).await
}
