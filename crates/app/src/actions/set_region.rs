//! Say where this installation keeps what is in custody (clause D6). Until somebody does, it is not known, and shown so.

use super::{done, open_engagement::region};
use crate::{Done, Door};
use bailee_model::{Action, EntryDraft, Error, Firm, Result};

/// Sets the region of the installation, as an ISO 3166 code. Where it was not agreed for an engagement, nothing more is taken in
/// under that one.
///
/// # Errors
/// When it is no region. The gate asks for an officer with fresh factors.
pub async fn set_region(door: &Door, text: &str) -> Result<Done<Firm>> {
    door.require(Action::SetRegion).await?;
    let region = region(text).map_err(|error| error.on_field("region"))?;
    let entry = door.by(EntryDraft::site("firm.region_set")).detail("region", region.clone());
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut firm = tx.firm().await?.ok_or_else(Error::not_found)?;
        firm.region = Some(region);
        tx.save_firm(&firm).await?;
        Ok(firm)
    });
    Ok(done(recorded.await?))
}
