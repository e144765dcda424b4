//! Open a table's profile, or the rows kept aside from it. What the caller's grant does not clear is masked.

use super::done;
use crate::{Done, Door, lookup::Facts};
use bailee_model::{
    Action, ColumnClass, ColumnDecision, EntryDraft, Error, Holding, HoldingId, HoldingKind, Refusal, Result,
    engine::Rows, profile::Profile, say,
};

/// How many rejects one look shows.
const REJECTS_SHOWN: usize = 500;

/// A profile as its reader may see it.
#[derive(Clone, Debug)]
pub struct ProfileView {
    /// The table.
    pub holding: Holding,
    /// What was found; values of columns that are not cleared are gone from it.
    pub profile: Profile,
    /// Who may see which column, and who said so.
    pub decisions: Vec<ColumnDecision>,
    /// The classes this reader sees in clear.
    pub cleared: Vec<ColumnClass>,
}

/// Opens a table's profile.
///
/// # Errors
/// When there is no profile yet; the gate refuses without a live grant for the session's purpose.
pub async fn open_profile(door: &Door, id: HoldingId) -> Result<Done<ProfileView>> {
    let held = door.holding(id).for_(Action::OpenHolding).await?;
    let entry = door.opening(&held.facts, &held.it, "profile");
    let receipts = door.app.store.ledger().note([entry]).await?;
    let kept = door.app.engine.kept_profile(held.engagement, id).await?;
    let mut profile = kept.ok_or_else(|| {
        Error::conflict(say!("This holding has no profile."))
            .hint(say!("Tables have one, once their intake has finished."))
    })?;
    let cleared = door.cleared(&held.facts, &held.it);
    let classes = door.app.classes(id).await?;
    profile.hide(&classes, &cleared);
    let decisions = door.app.store.column_decisions(id).await?;
    let view = ProfileView { holding: held.it, profile, decisions, cleared };
    Ok(Done { value: view, receipt: receipts.into_iter().next() })
}

/// Opens the rows that did not parse, raw: for those only whose grant clears every class, since a raw row may hold anything.
///
/// # Errors
/// The gate refuses below full clearance.
pub async fn open_rejects(door: &Door, id: HoldingId) -> Result<Done<Rows>> {
    let held = door.holding(id).for_(Action::OpenHolding).await?;
    if held.kind != HoldingKind::Table {
        return Err(Error::conflict(say!("Only tables have rows kept aside.")));
    }
    door.require_columns(&held.facts, &held.it, ColumnClass::IN_CLEAR).await?;
    if door.app.has_aggregates(id).await? {
        return Err(door.refuse(held.engagement, Action::OpenHolding, too_raw(&door.who.language)).await?);
    }
    let entry = door.opening(&held.facts, &held.it, "rejects");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let rows = door.app.engine.rejects(held.engagement, id, REJECTS_SHOWN).await?;
    Ok(done(recorded).map(|()| rows))
}

fn too_raw(language: &str) -> Refusal {
    let say = |en: &str, fr: &str| if language == "fr" { fr } else { en }.to_owned();
    Refusal {
        clause: "S4.1".to_owned(),
        promise: say("Need to know", "Besoin de savoir"),
        reason: say(
            "A raw row would show a column that is for sums and averages only.",
            "Une ligne brute montrerait une colonne réservée aux sommes et aux moyennes.",
        ),
        lift: say(
            "Ask the client for a corrected file, or work with the rows that were read.",
            "Demandez au client un fichier corrigé, ou travaillez avec les lignes qui ont été lues.",
        ),
    }
}

impl Door {
    /// The entry of an opening, which is durable before the first byte is read (invariant 3).
    pub(crate) fn opening(&self, facts: &Facts, holding: &Holding, what: &'static str) -> EntryDraft {
        self.by(EntryDraft::new(facts.engagement.id, "holding.opened"))
            .id("holding", holding.id)
            .detail("what", what)
            .detail("purpose", self.purpose().map_or("none", |purpose| purpose.as_str()))
    }
}
