//! Posting journal entries: those of a load that Odoo has, and that are still drafts.

use super::{Journal, Next, known, names, preflight::Prepared};
use crate::{
    Odoo,
    client::{CallError, Repeat},
    plan::Record,
    wire::{Fault, FaultKind},
};
use bailee_model::{Result, load::Reject, say};
use serde_json::json;

/// How many entries are posted in one call.
const BATCH: usize = 50;

/// What became of a load's entries.
#[derive(Default)]
pub(super) struct Posted {
    /// How many were posted now.
    pub(super) posted: u64,
    /// Those that Odoo would not post; they stay drafts.
    pub(super) unposted: Vec<Reject>,
}

/// Posts the entries of a load, as long as the journal lets it go on. What is left are drafts, which the next run posts.
pub(super) async fn post(
    odoo: &Odoo,
    prefix: &str,
    load: &Prepared<'_>,
    journal: &mut dyn Journal,
) -> Result<(Posted, Next)> {
    let mut all = Posted::default();
    let records: Vec<Record<'_>> = load.waves.iter().flatten().copied().collect();
    let mut stack: Vec<Vec<Record<'_>>> = records.chunks(BATCH).rev().map(<[_]>::to_vec).collect();
    while let Some(mut records) = stack.pop() {
        if journal.may_go_on().await? == Next::Stop {
            return Ok((all, Next::Stop));
        }
        let drafts = drafts(odoo, prefix, &records).await?;
        if drafts.is_empty() {
            continue;
        }
        match call(odoo, &drafts).await? {
            None => all.posted += drafts.len() as u64,
            Some(message) if records.len() == 1 => {
                all.unposted.push(records[0].reject(
                    "account.move",
                    None,
                    say!("It is loaded but not posted: {message}", message),
                ));
            }
            Some(_) => {
                let rest = records.split_off(records.len() / 2);
                stack.extend([rest, records]);
            }
        }
    }
    Ok((all, Next::Continue))
}

/// The database ids of those of the records that are drafts.
async fn drafts(odoo: &Odoo, prefix: &str, records: &[Record<'_>]) -> Result<Vec<i64>> {
    let ids: Vec<i64> = known(odoo, prefix, &names(records)).await?.into_values().collect();
    let domain = json!([["id", "in", ids], ["state", "=", "draft"]]);
    let rows = odoo.search_read("account.move", domain, &["id"]).await?;
    Ok(rows.iter().filter_map(|row| row["id"].as_i64()).collect())
}

/// Posts; Odoo's message when it refuses. It returns nothing of use, and in XML-RPC even fails to return it.
async fn call(odoo: &Odoo, ids: &[i64]) -> Result<Option<String>> {
    match odoo.call("account.move", "action_post", json!([ids]), json!({}), Repeat::Never).await {
        Ok(_) => Ok(None),
        Err(CallError::Fault(Fault {
            kind: FaultKind::User | FaultKind::Missing | FaultKind::Other, message, ..
        })) => Ok(Some(message)),
        Err(error) => Err(odoo.explain(error, "account.move", "action_post")),
    }
}
