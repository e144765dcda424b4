//! Ask for the replacement of a system's credential before anybody leaves: because it was seen, or to prove it dead before
//! the engagement closes (clauses D3.3, D7.2).

use super::done;
use crate::{Done, Door, leaving::Leaving};
use bailee_model::{
    Action, CredentialUse, CredentialUseId, EntryDraft, Error, Result, Rotation, System, SystemId, say,
};

/// Asks for the replacement of the credential that a system has now.
///
/// # Errors
/// When the system has none, or its replacement was asked for already.
pub async fn ask_rotation(door: &Door, id: SystemId) -> Result<Done<Rotation>> {
    let system = door.system(id).for_(Action::RotateCredential).await?.it;
    let credential = system.credential.ok_or_else(|| {
        Error::conflict(say!("This system has no credential in custody."))
            .hint(say!("There is nothing to be replaced."))
    })?;
    let ((rng, now), by) = (door.app.leaving(), door.who.id);
    let used = CredentialUse {
        id: CredentialUseId::new(rng.as_ref()),
        engagement: system.engagement,
        system: id,
        credential,
        person: by,
        first: now,
        last: now,
    };
    let entry = door.by(EntryDraft::new(system.engagement, "rotation.asked")).id("system", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        if tx.get::<System>(id).await?.and_then(|system| system.credential) != Some(credential) {
            return Err(Error::conflict(say!("The credential was replaced in the meantime.")));
        }
        let asked = Leaving { tx: &tx, rng, by, now }.ask_rotations(&[used], None).await?.pop();
        asked.ok_or_else(|| {
            Error::conflict(say!("Its replacement was asked for already.")).hint(say!("Look at it below."))
        })
    });
    Ok(done(recorded.await?))
}
