//! Running a mapping: the questions asked, the rows made into records, the rest kept with its reason.

use super::bind::Bound;
use super::record::{BoundLoad, Known, Objection, Row, cells, fill, source};
use crate::query::session::Session;
use crate::query::{faults, text};
use bailee_model::engine::{Mapped, Progress};
use bailee_model::load::{AccountBalance, ModelLoad, Plan, Reject, Row as Record};
use bailee_model::{Error, Result, say};
use futures::StreamExt;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Runs every load in its order, then the balance and the sums.
pub(crate) async fn run(bound: &Bound, prefix: &str, session: &Session, watch: &dyn Progress) -> Result<Mapped> {
    let mut known = Known { made: BTreeMap::new(), maps: &bound.maps };
    let mut rejects = Vec::new();
    let mut loads = Vec::new();
    let mut done = 0;
    for load in &bound.loads {
        let rows = rows(load, session, watch).await?;
        done += rows.len() as u64;
        watch.at(done, None);
        let made = if load.lines.is_empty() {
            flat(load, &rows, &mut known, &mut rejects)
        } else {
            grouped(load, &rows, &mut known, &mut rejects)
        };
        watch.note(say!(
            "{model}: rows {rows}, records {records}.",
            model = load.model,
            rows = rows.len(),
            records = made.iter().filter(|row| !row.id.is_empty()).count()
        ));
        loads.push(ModelLoad { model: load.model.clone(), fields: paths(load), rows: made, post: load.post });
    }
    let balances = balances(bound, session).await?;
    let sums = sums(bound, session).await?;
    Ok(Mapped { plan: Some(Plan { prefix: prefix.to_owned(), loads }), rejects, balances, sums })
}

fn paths(load: &BoundLoad) -> Vec<String> {
    load.fields.iter().chain(&load.lines).map(|field| field.path.clone()).collect()
}

/// The rows of a load, in the order of the file; a record of constants is one empty row.
async fn rows(load: &BoundLoad, session: &Session, watch: &dyn Progress) -> Result<Vec<Row>> {
    match &load.sql {
        None => Ok(vec![Vec::new()]),
        Some(sql) => ask(sql, session, watch).await,
    }
}

async fn ask(sql: &str, session: &Session, watch: &dyn Progress) -> Result<Vec<Row>> {
    let plan = session.plan(sql).await?;
    let mut stream = session.run(plan).await?;
    let mut rows = Vec::new();
    while let Some(batch) = stream.next().await {
        if watch.stopped() {
            return Err(Error::conflict(say!("The mapping was stopped.")).hint(say!("Run it again; nothing was sent.")));
        }
        rows.extend(text::rows(&batch.map_err(|fault| faults::running(&fault))?)?);
    }
    Ok(rows)
}

fn reject(load: &BoundLoad, id: &str, row: &Row, objection: Objection) -> Reject {
    Reject {
        model: load.model.clone(),
        id: id.to_owned(),
        source: source(load, row),
        field: objection.field,
        message: objection.message,
    }
}

fn no_id() -> Objection {
    Objection { field: Some("id".to_owned()), message: say!("Everything that its external id is made of is empty.") }
}

/// A record a row; the first row of an id wins.
fn flat(load: &BoundLoad, rows: &[Row], known: &mut Known<'_>, rejects: &mut Vec<Reject>) -> Vec<Record> {
    let ids: HashSet<String> = rows.iter().map(|row| fill(&load.id, row)).collect();
    let mut made = HashSet::new();
    let mut records = Vec::new();
    for row in rows {
        let id = fill(&load.id, row);
        let taken = known.made.get(&load.model).is_some_and(|before| before.contains(&id));
        let outcome = if id.is_empty() {
            Err(no_id())
        } else if made.contains(&id) || taken {
            Err(Objection { field: Some("id".to_owned()), message: say!("An earlier row made the same external id.") })
        } else {
            cells(&load.fields, row, known, (&load.model, &ids))
        };
        match outcome {
            Ok(cells) => {
                records.push(Record { id: id.clone(), cells, source: source(load, row) });
                made.insert(id);
            }
            Err(objection) => rejects.push(reject(load, &id, row, objection)),
        }
    }
    known.made.entry(load.model.clone()).or_default().extend(made);
    records
}

/// Rows of one id make one record with lines; a record whose line cannot be mapped is refused whole, because an entry
/// without one of its lines would no longer balance.
fn grouped(load: &BoundLoad, rows: &[Row], known: &mut Known<'_>, rejects: &mut Vec<Reject>) -> Vec<Record> {
    let mut order: Vec<String> = Vec::new();
    let mut groups: HashMap<String, Vec<&Row>> = HashMap::new();
    for row in rows {
        let id = fill(&load.id, row);
        if id.is_empty() {
            rejects.push(reject(load, &id, row, no_id()));
            continue;
        }
        groups
            .entry(id.clone())
            .or_insert_with(|| {
                order.push(id);
                Vec::new()
            })
            .push(row);
    }
    let ids: HashSet<String> = order.iter().cloned().collect();
    let mut records = Vec::new();
    let mut made = HashSet::new();
    for id in order {
        match record(load, &id, &groups[&id], known, &ids) {
            Ok(group) => {
                records.extend(group);
                made.insert(id);
            }
            Err(refused) => rejects.extend(refused),
        }
    }
    known.made.entry(load.model.clone()).or_default().extend(made);
    records
}

/// The record and its lines: the first row carries the record's own cells, the others leave them empty.
fn record(
    load: &BoundLoad,
    id: &str,
    rows: &[&Row],
    known: &Known<'_>,
    ids: &HashSet<String>,
) -> Result<Vec<Record>, Vec<Reject>> {
    let mut records = Vec::with_capacity(rows.len());
    let mut refused = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let own = if place == 0 {
            cells(&load.fields, row, known, (&load.model, ids))
        } else {
            Ok(vec![String::new(); load.fields.len()])
        };
        let both = own.and_then(|mut own| {
            own.extend(cells(&load.lines, row, known, (&load.model, ids))?);
            Ok(own)
        });
        match both {
            Ok(cells) => records.push(Record {
                id: if place == 0 { id.to_owned() } else { String::new() },
                cells,
                source: source(load, row),
            }),
            Err(objection) => refused.push(reject(load, id, row, objection)),
        }
    }
    if refused.is_empty() {
        return Ok(records);
    }
    let others = records.into_iter().map(|record| Reject {
        model: load.model.clone(),
        id: id.to_owned(),
        source: record.source,
        field: None,
        message: say!("Another line of the same record could not be mapped, and half a record is none."),
    });
    refused.extend(others);
    Err(refused)
}

async fn balances(bound: &Bound, session: &Session) -> Result<Vec<AccountBalance>> {
    let Some(sql) = &bound.balance else { return Ok(Vec::new()) };
    let plan = session.plan(sql).await?;
    let names: Vec<String> = plan.schema().fields().iter().map(|field| field.name().to_lowercase()).collect();
    let place = |name: &str| {
        names.iter().position(|have| have == name).ok_or_else(|| Error::internal("The balance lost a column."))
    };
    let (code, name, balance) = (place("code")?, place("name")?, place("balance")?);
    let mut stream = session.run(plan).await?;
    let mut balances = Vec::new();
    while let Some(batch) = stream.next().await {
        for row in text::rows(&batch.map_err(|fault| faults::running(&fault))?)? {
            balances.push(AccountBalance {
                code: row[code].clone().unwrap_or_default(),
                name: row[name].clone().unwrap_or_default(),
                balance: number(row[balance].as_deref(), "balance")?,
            });
        }
    }
    balances.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(balances)
}

async fn sums(bound: &Bound, session: &Session) -> Result<BTreeMap<String, Decimal>> {
    let mut sums = BTreeMap::new();
    for (name, sql) in &bound.sums {
        let mut stream = session.run(session.plan(sql).await?).await?;
        let mut values = Vec::new();
        while let Some(batch) = stream.next().await {
            values.extend(text::rows(&batch.map_err(|fault| faults::running(&fault))?)?);
        }
        let [row] = &values[..] else {
            return Err(Error::bad_input(say!("A sum must give one row."))
                .on_field(name)
                .hint(say!("Use an aggregate, as in select sum(total) from invoices.")));
        };
        sums.insert(name.clone(), number(row.first().and_then(Option::as_deref), name)?);
    }
    Ok(sums)
}

/// An exact number; an empty sum is zero.
fn number(text: Option<&str>, field: &str) -> Result<Decimal> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(Decimal::ZERO) };
    Decimal::from_str_exact(text).map(|number| number.normalize()).map_err(|_| {
        Error::bad_input(say!("A balance or sum is not an exact number."))
            .on_field(field)
            .hint(say!("Give the table types, or cast to decimal(38, 2); floating point is not exact."))
    })
}
