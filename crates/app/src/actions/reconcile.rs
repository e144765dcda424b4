//! Compare what was loaded with what was given: counts and sums by model, the trial balance by account, to the cent.

use super::{done, start_load::prepare};
use crate::{
    App, Done, Door,
    loading::{Prepared, import_files},
    read_back::read_back,
};
use bailee_model::{
    Action, EntryDraft, Error, HoldingKind, LoadRun, LoadRunId, PersonId, Result, System,
    engine::{Mapped, Unwatched},
    load::{CountLine, ModelLoad, Plan, Reconciliation},
    say,
};
use bailee_odoo::reconcile::{self as odoo_side, Entries};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Compares a finished run with the client's export, and keeps the comparison.
///
/// # Errors
/// When the run has not finished or its system does not answer; the gate refuses without a live grant.
pub async fn reconcile(door: &Door, id: LoadRunId) -> Result<Done<Reconciliation>> {
    let run = door.run(id).for_(Action::Reconcile).await?.it;
    if run.ended_at.is_none() {
        return Err(Error::conflict(say!("The load has not ended yet.")).hint(say!("Wait for it, then compare.")));
    }
    let system = match run.system {
        Some(id) => Some(door.system(id).for_(Action::Reconcile).await?.it),
        None => None,
    };
    let prepared = prepare(door, run.engagement, run.mapping).await?;
    let entry = door.by(EntryDraft::new(run.engagement, "reconcile.started")).id("run", run.id);
    door.app.store.ledger().note([entry]).await?;
    let result = door.app.compare(&run, &prepared, system.as_ref().map(|system| (system, door.who.id))).await?;
    let bytes = serde_json::to_vec(&result)
        .map_err(|error| Error::internal("The comparison could not be written.").because(error))?;
    let of = &prepared.mapping.name;
    let name = door.naming(format!("Reconciliation of {of}"), format!("Rapprochement : {of}"));
    let new = door.app.made_by_run(&run, &prepared, HoldingKind::Report, name);
    let holding = door.app.deposit(new, "reconciliation.kept", bytes).await?;
    let mut run = run;
    run.agrees = Some(result.agrees());
    run.reconciliation = Some(holding.id);
    // A table may have been made anew since the load; what was compared opens to those who may open that one too.
    run.sources.extend(prepared.sources);
    run.sources.sort_unstable();
    run.sources.dedup();
    let entry = EntryDraft::new(run.engagement, "load.reconciled")
        .id("run", run.id)
        .id("holding", holding.id)
        .detail("agrees", result.agrees())
        .detail("accounts", result.balances.len());
    Ok(door.keep(run, entry).await?.map(|_| result))
}

/// A comparison made earlier.
///
/// # Errors
/// The gate refuses without a live grant.
pub async fn open_reconciliation(door: &Door, id: LoadRunId) -> Result<Done<Option<Reconciliation>>> {
    let run = door.run(id).for_(Action::ViewEngagement).await?.it;
    let Some(holding) = run.reconciliation else { return Ok(Done { value: None, receipt: None }) };
    let held = door.holding(holding).for_(Action::OpenHolding).await?;
    door.require_sources(Action::Query, &held.facts, &run).await?;
    let entry = door.opening(&held.facts, &held.it, "reconciliation");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let bytes = door.app.unseal(&held.it).await?;
    let read = serde_json::from_slice(&bytes)
        .map_err(|error| Error::corrupt("The comparison does not read.").because(error))?;
    Ok(done(recorded).map(|()| Some(read)))
}

impl App {
    async fn compare(
        &self,
        run: &LoadRun,
        prepared: &Prepared,
        system: Option<(&System, PersonId)>,
    ) -> Result<Reconciliation> {
        let mapped = self.map(run.engagement, prepared, &Unwatched).await?;
        let plan =
            mapped.plan.as_ref().ok_or_else(|| Error::conflict(say!("The mapping yields nothing to compare.")))?;
        let (loaded, counts) = match system {
            Some((system, by)) => {
                let odoo = self.connect(system, by, "reconcile").await?;
                // What the mapping wants posted counts only once it is.
                let posted = plan.loads.iter().any(|load| load.post);
                let entries = if posted { Entries::Posted } else { Entries::WithDrafts };
                let balances = odoo_side::trial_balance(&odoo, Date::constant(9999, 12, 31), entries).await?;
                (balances, odoo_side::counts(&odoo, &plan.prefix).await?)
            }
            None => read_back(&import_files(plan, "en")?.0)?,
        };
        Ok(Reconciliation {
            balances: odoo_side::compare(&mapped.balances, &loaded),
            counts: count_lines(run, plan, &mapped, &counts),
        })
    }
}

/// Every row of the export is loaded or rejected, model by model.
fn count_lines(run: &LoadRun, plan: &Plan, mapped: &Mapped, counts: &BTreeMap<String, u64>) -> Vec<CountLine> {
    let line = |load: &ModelLoad| {
        let rows = load.rows.iter().filter(|row| !row.id.is_empty()).count();
        let unmapped = mapped.rejects.iter().filter(|reject| reject.model == load.model).count();
        let rejected =
            run.outcomes.iter().find(|outcome| outcome.model == load.model).map_or(0, |outcome| outcome.rejected);
        CountLine {
            what: load.model.clone(),
            given: Decimal::from(rows + unmapped),
            loaded: counts.get(&load.model).copied().unwrap_or_default().into(),
            rejected: rejected.into(),
        }
    };
    plan.loads.iter().map(line).collect()
}
