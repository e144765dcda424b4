//! Write a mapping: one readable, versioned document that says what becomes what. Every saved version is a holding.

use super::{done, text};
use crate::{Done, Door, custody::NewHolding};
use bailee_model::{
    Action, EngagementId, Error, Holding, HoldingId, HoldingKind, Purpose, Result,
    engine::{MappingOutline, Mistake, TableRef},
};
use bailee_policy::Resource;

/// Longest document, in bytes.
const LONGEST: usize = 512 * 1024;

/// What to save.
pub struct SaveMappingAsk {
    /// Under which engagement.
    pub engagement: EngagementId,
    /// What to call it.
    pub name: String,
    /// The document.
    pub text: String,
}

/// Reads a document against the engagement's tables, and tells every mistake with its line and column.
///
/// # Errors
/// Only the gate's; mistakes are the answer, not an error.
pub async fn check_mapping(door: &Door, engagement: EngagementId, document: &str) -> Result<Result<MappingOutline, Vec<Mistake>>> {
    let held = door.engagement(engagement).for_(Action::EditMapping).await?;
    if document.len() > LONGEST {
        return Err(Error::bad_input("The document is longer than 512 KiB.").hint("Split it into two mappings.").on_field("text"));
    }
    // A mistake may name a table's columns, so tables outside the grant are none here.
    let opens = |holding: &Holding| door.answer(Action::Query, Some(&held.facts), Resource::Holding(holding)).is_allowed();
    let tables: Vec<TableRef> = door.app.tables(held.id).await?.into_iter().filter(|(holding, _)| opens(holding)).map(|(_, table)| table).collect();
    door.app.engine.check_mapping(held.id, document, &tables).await
}

/// Saves a document, with mistakes or without: work in progress is not lost. A load needs one without.
///
/// # Errors
/// When the name is empty or the document too long.
pub async fn save_mapping(door: &Door, ask: SaveMappingAsk) -> Result<Done<Holding>> {
    let held = door.engagement(ask.engagement).for_(Action::EditMapping).await?;
    if ask.text.len() > LONGEST {
        return Err(Error::bad_input("The document is longer than 512 KiB.").hint("Split it into two mappings.").on_field("text"));
    }
    let category = held.categories.first().copied().ok_or_else(|| Error::internal("An engagement without categories."))?;
    let new = NewHolding {
        engagement: held.id,
        kind: HoldingKind::Mapping,
        name: text("name", &ask.name, 120)?,
        category,
        purpose: door.purpose().unwrap_or(Purpose::Mapping),
        source: None,
        brought_by: door.who.id,
    };
    let holding = door.app.deposit(new, "mapping.saved", ask.text.into_bytes()).await?;
    Ok(Done { value: holding, receipt: None })
}

/// Opens a saved document.
///
/// # Errors
/// When the holding is no mapping.
pub async fn open_mapping(door: &Door, id: HoldingId) -> Result<Done<(Holding, String)>> {
    let held = door.holding(id).for_(Action::EditMapping).await?;
    if held.kind != HoldingKind::Mapping {
        return Err(Error::conflict("This holding is no mapping."));
    }
    let entry = door.opening(&held.facts, &held.it, "mapping");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let document = door.app.mapping_text(&held.it).await?;
    Ok(done(recorded).map(|()| (held.it, document)))
}

impl crate::App {
    pub(crate) async fn mapping_text(&self, mapping: &Holding) -> Result<String> {
        let bytes = self.unseal(mapping).await?;
        String::from_utf8(bytes.into()).map_err(|_| Error::corrupt("The mapping is not text."))
    }
}

