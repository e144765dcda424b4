//! Say who may see a column. A downgrade is a person's decision, with a reason, on fresh factors.

use super::{done, text};
use crate::{Done, Door};
use bailee_model::{Action, ColumnClass, ColumnDecision, EntryDraft, Error, Holding, HoldingId, Result, Text, say};
use bailee_policy::Resource;

/// What is decided.
pub struct ClassifyColumnAsk {
    /// The table.
    pub holding: HoldingId,
    /// The column.
    pub column: String,
    /// Its class from now on.
    pub class: ColumnClass,
    /// Why.
    pub reason: String,
}

/// Classifies a column.
///
/// # Errors
/// When the table has no such column; the gate refuses a downgrade without fresh factors and clearance.
pub async fn classify_column(door: &Door, ask: ClassifyColumnAsk) -> Result<Done<ColumnDecision>> {
    let held = door.holding(ask.holding).for_(Action::ListHolding).await?;
    let holding: &Holding = &held.it;
    let from = door.app.classes(holding.id).await?.get(&ask.column).copied().unwrap_or(ColumnClass::Secret);
    let resource = Resource::Reclassify { holding, from, to: ask.class };
    door.decide(Action::ClassifyColumn, Some(&held.facts), resource).await?;
    // Only now: whether a table has a column of some name is content.
    let profile = door.app.engine.kept_profile(holding.engagement, holding.id).await?;
    if !profile.is_some_and(|profile| profile.columns.iter().any(|column| column.name == ask.column)) {
        return Err(Error::bad_input(say!("The table has no column of this name.")).on_field("column"));
    }
    let decision = ColumnDecision {
        holding: holding.id,
        engagement: holding.engagement,
        column: ask.column,
        class: ask.class,
        reason: Text::told(text("reason", &ask.reason, 300)?),
        confirmed_by: Some(door.who.id),
        at: door.now(),
    };
    let entry = door
        .by(EntryDraft::new(holding.engagement, "column.classified"))
        .id("holding", holding.id)
        .detail("column", decision.column.clone())
        .detail("from", from.as_str())
        .detail("to", decision.class.as_str())
        .detail("reason", decision.reason.english());
    let kept = decision.clone();
    let recorded =
        door.app.store.ledger().record([entry], move |tx| async move { tx.save_column_decision(&kept).await });
    Ok(done(recorded.await?).map(|()| decision))
}
