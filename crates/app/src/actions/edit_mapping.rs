//! Write a mapping: one readable, versioned document that says what becomes what. Every saved version is a holding.

use super::{done, text};
use crate::{
    Done, Door,
    custody::{NewHolding, most_sensitive},
    lookup::Held,
};
use bailee_model::{
    Action, Category, Engagement, EngagementId, Error, Holding, HoldingId, HoldingKind, Purpose, Result,
    engine::{MappingOutline, Mistake, TableRef},
    say,
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
pub async fn check_mapping(
    door: &Door,
    engagement: EngagementId,
    document: &str,
) -> Result<Result<MappingOutline, Vec<Mistake>>> {
    let held = door.engagement(engagement).for_(Action::EditMapping).await?;
    if document.len() > LONGEST {
        return Err(Error::bad_input(say!("The document is longer than 512 KiB."))
            .hint(say!("Split it into two mappings."))
            .on_field("text"));
    }
    // A mistake may name a table's columns, so tables outside the grant are none here.
    let tables: Vec<TableRef> = open_tables(door, &held).await?.into_iter().map(|(_, table)| table).collect();
    door.app.engine.check_mapping(held.id, document, &tables).await
}

/// The tables that the caller may open.
async fn open_tables(door: &Door, held: &Held<Engagement>) -> Result<Vec<(Holding, TableRef)>> {
    let opens =
        |holding: &Holding| door.answer(Action::Query, Some(&held.facts), Resource::Holding(holding)).is_allowed();
    let mut tables = door.app.tables(held.id).await?;
    tables.retain(|(holding, _)| opens(holding));
    Ok(tables)
}

/// The category of a document: the most sensitive of the tables it reads. One that does not read yet may quote whatever its
/// writer can open, and has the most sensitive category of their grants.
async fn category_of(door: &Door, held: &Held<Engagement>, document: &str) -> Result<Category> {
    let tables = open_tables(door, held).await?;
    let refs: Vec<TableRef> = tables.iter().map(|(_, table)| table.clone()).collect();
    let outline = door.app.engine.check_mapping(held.id, document, &refs).await?.unwrap_or_default();
    let read = tables
        .iter()
        .filter(|(_, table)| outline.tables.contains(&table.name))
        .map(|(holding, _)| holding.category)
        .collect::<Vec<_>>();
    let live =
        held.facts.grants.iter().filter(|grant| grant.is_live(door.now()) && Some(grant.purpose) == door.purpose());
    let granted = live
        .flat_map(|grant| &grant.categories)
        .copied()
        .filter(|each| held.categories.contains(each))
        .collect::<Vec<_>>();
    most_sensitive(&read)
        .or_else(|| most_sensitive(&granted))
        .ok_or_else(|| Error::internal("A grant without categories."))
}

/// Saves a document, with mistakes or without: work in progress is not lost. A load needs one without.
///
/// # Errors
/// When the name is empty or the document too long.
pub async fn save_mapping(door: &Door, ask: SaveMappingAsk) -> Result<Done<Holding>> {
    let held = door.engagement(ask.engagement).for_(Action::EditMapping).await?;
    if ask.text.len() > LONGEST {
        return Err(Error::bad_input(say!("The document is longer than 512 KiB."))
            .hint(say!("Split it into two mappings."))
            .on_field("text"));
    }
    let category = category_of(door, &held, &ask.text).await?;
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
        return Err(Error::conflict(say!("This holding is no mapping.")));
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
