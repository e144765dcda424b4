//! Posting journal entries: those of a load that Odoo has, and that are still drafts.

use super::{known, names, preflight::Prepared};
use crate::{
    Odoo,
    client::{CallError, Repeat},
    plan::Record,
    wire::{Fault, FaultKind},
};
use bailee_model::{Result, load::Reject};
use serde_json::json;

/// How many entries are posted in one call.
const BATCH: usize = 50;

/// Posts the entries of a load; how many were posted now, and those that Odoo would not post, which stay drafts.
pub(super) async fn post(odoo: &Odoo, prefix: &str, load: &Prepared<'_>) -> Result<(u64, Vec<Reject>)> {
    let mut posted = 0;
    let mut unposted = Vec::new();
    let records: Vec<Record<'_>> = load.waves.iter().flatten().copied().collect();
    let mut stack: Vec<Vec<Record<'_>>> = records.chunks(BATCH).rev().map(<[_]>::to_vec).collect();
    while let Some(mut records) = stack.pop() {
        let drafts = drafts(odoo, prefix, &records).await?;
        if drafts.is_empty() {
            continue;
        }
        match call(odoo, &drafts).await? {
            None => posted += drafts.len() as u64,
            Some(message) if records.len() == 1 => {
                unposted.push(records[0].reject(
                    "account.move",
                    None,
                    format!("It is loaded but not posted: {message}"),
                ));
            }
            Some(_) => {
                let rest = records.split_off(records.len() / 2);
                stack.extend([rest, records]);
            }
        }
    }
    Ok((posted, unposted))
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
