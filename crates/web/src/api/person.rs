//! One person and how that ends; the suppliers; access outside of Bailee.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, post};
use axum::extract::Path;
use bailee_app::{
    Ending,
    actions::{
        self, AddSupplierAsk, ConfirmRotationAsk, DepartPersonAsk, EndSupplierAsk, ImportAccountsAsk, MarkAccountAsk,
        ReinstatePersonAsk, Replacement, SuspendPersonAsk,
    },
    views::{self, PersonView, RotationView},
};
use bailee_model::{AccountId, EngagementId, Error, PersonId, Result, RotationId, Session, SupplierId, SystemId, say};
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/people/{person}", "One person, with all that hangs off them", "The person", get(person)),
        Route::post("/people/{person}/suspend", "Keep a person out for now", "The person", post(suspend))
            .takes::<ask::Reason>("Reason"),
        Route::post("/people/{person}/reinstate", "Let a suspended person in again", "The person", post(reinstate))
            .takes::<ask::Reason>("Reason"),
        Route::post(
            "/people/{person}/depart",
            "Let a person go: everything of theirs ends",
            "The departure, with what ended by number",
            post(depart),
        )
        .takes::<ask::Depart>("Depart"),
        Route::post(
            "/people/{person}/code",
            "A new enrolment code",
            "The person and the code, shown once",
            post(renew),
        ),
        Route::get("/suppliers", "Who works for the firm, with their people", "A list of suppliers", get(suppliers)),
        Route::post("/suppliers", "Add a subcontractor or a tool", "The supplier", post(add_supplier))
            .takes::<ask::AddSupplier>("AddSupplier"),
        Route::post(
            "/suppliers/{supplier}/end",
            "End a supplier's work; its people leave with it",
            "The supplier and the departures",
            post(end_supplier),
        )
        .takes::<ask::Reason>("Reason"),
        Route::get("/revocation", "The measured time to revoke", "Median, worst and open", get(revocation)),
    ];
    routes.extend(outside());
    routes
}

fn outside() -> Vec<Route> {
    vec![
        Route::get("/rotations", "Credentials to be replaced, where you may know of them", "A list", get(rotations)),
        Route::post(
            "/rotations/{rotation}/confirmation",
            "Say that a credential was replaced or removed and have it tried, or attest it",
            "The rotation as it stands now",
            post(confirm),
        )
        .takes::<ask::ConfirmRotation>("ConfirmRotation"),
        Route::post(
            "/systems/{system}/rotation",
            "Ask for the replacement of a system's credential",
            "The rotation",
            post(ask_rotation),
        ),
        Route::get(
            "/engagements/{engagement}/accounts",
            "Accounts in the client's systems, for those who may read them",
            "A list by system",
            get(accounts),
        ),
        Route::post("/systems/{system}/accounts", "Read a system's accounts", "What was found", post(read)),
        Route::post("/systems/{system}/accounts/import", "Bring in a list of accounts", "What was found", post(import))
            .takes::<ask::ImportAccounts>("ImportAccounts"),
        Route::post("/accounts/{account}", "Say whether an account is the client's own", "The account", post(mark))
            .takes::<ask::MarkAccount>("MarkAccount"),
    ]
}

async fn person(Bearer(door): Bearer, Path(id): Path<PersonId>) -> Reply {
    give(&told(views::person(&door, id).await?))
}

fn told(it: PersonView) -> Value {
    let devices: Vec<Value> = it
        .devices
        .iter()
        .map(|each| json!({ "id": each.device.id, "name": each.device.name, "os": each.device.os, "owner": each.device.owner, "state": each.device.state, "reported": each.report.as_ref().map(|report| report.received_at) }))
        .collect();
    let used: Vec<Value> = it
        .used
        .iter()
        .map(|each| json!({ "use": each.used, "system": each.system, "engagement": each.engagement, "rotation": each.rotation }))
        .collect();
    let revocation = it.revocation.as_ref().map(|each| {
        json!({
            "inside_seconds": each.inside.as_secs(), "outside_seconds": each.outside.map(|time| time.as_secs()),
            "open": each.open, "attested": each.attested,
        })
    });
    json!({
        "person": it.person, "organisation": it.organisation, "stands": it.life.as_str(), "outstanding": it.outstanding,
        "sessions": it.sessions.iter().map(session).collect::<Vec<_>>(), "devices": devices, "passkeys": it.passkeys,
        "assignments": it.assignments.iter().map(|(each, _)| each).collect::<Vec<_>>(),
        "grants": it.grants.iter().map(|(each, _)| each).collect::<Vec<_>>(), "credentials": used,
        "departure": it.departure, "revocation": revocation, "would_end": ending(it.would_end),
        "last_officer": it.last_officer,
    })
}

/// A session without anything that could stand for it.
fn session(it: &Session) -> Value {
    json!({
        "id": it.id, "kind": it.kind, "name": it.name, "address": it.address, "factor": it.factor, "since": it.since,
        "seen": it.seen, "until": it.until, "device": it.device, "scope": it.scope, "engagement": it.engagement,
    })
}

fn ending(it: Ending) -> Value {
    json!({
        "sessions": it.sessions, "tokens": it.tokens, "assignments": it.assignments, "grants": it.grants,
        "devices": it.devices, "passkeys": it.passkeys, "rotations": it.rotations,
    })
}

async fn suspend(Bearer(door): Bearer, Path(person): Path<PersonId>, Body(it): Body<ask::Reason>) -> Reply {
    done(&actions::suspend_person(&door, SuspendPersonAsk { person, reason: it.reason }).await?)
}

async fn reinstate(Bearer(door): Bearer, Path(person): Path<PersonId>, Body(it): Body<ask::Reason>) -> Reply {
    done(&actions::reinstate_person(&door, ReinstatePersonAsk { person, reason: it.reason }).await?)
}

async fn depart(Bearer(door): Bearer, Path(person): Path<PersonId>, Body(it): Body<ask::Depart>) -> Reply {
    let left_at = it.left_at.unwrap_or_else(|| door.now());
    done(&actions::depart_person(&door, DepartPersonAsk { person, left_at, reason: it.reason }).await?)
}

async fn renew(Bearer(door): Bearer, Path(person): Path<PersonId>) -> Reply {
    let made = actions::renew_invitation(&door, person).await?;
    done(&made.map(|it| json!({ "person": it.person, "code": it.code, "until": it.until })))
}

async fn suppliers(Bearer(door): Bearer) -> Reply {
    let list = views::suppliers(&door).await?;
    give(
        &list
            .into_iter()
            .map(|(supplier, people)| json!({ "supplier": supplier, "people": people }))
            .collect::<Vec<_>>(),
    )
}

async fn add_supplier(Bearer(door): Bearer, Body(it): Body<ask::AddSupplier>) -> Reply {
    let ask = AddSupplierAsk { kind: it.kind, name: it.name, contact: it.contact, regions: it.regions };
    made(&actions::add_supplier(&door, ask).await?)
}

async fn end_supplier(Bearer(door): Bearer, Path(supplier): Path<SupplierId>, Body(it): Body<ask::Reason>) -> Reply {
    let ended = actions::end_supplier(&door, EndSupplierAsk { supplier, reason: it.reason }).await?;
    done(&ended.map(|it| json!({ "supplier": it.supplier, "departures": it.departures })))
}

async fn revocation(Bearer(door): Bearer) -> Reply {
    let it = views::revocation_figures(&door).await?;
    give(&json!({
        "departures": it.departures, "open": it.open,
        "median_inside_seconds": it.median_inside.map(|time| time.as_secs()),
        "worst_inside_seconds": it.worst_inside.map(|time| time.as_secs()),
        "median_outside_seconds": it.median_outside.map(|time| time.as_secs()),
        "worst_outside_seconds": it.worst_outside.map(|time| time.as_secs()),
    }))
}

async fn rotations(Bearer(door): Bearer) -> Reply {
    give(&views::rotations(&door).await?.iter().map(rotation).collect::<Vec<_>>())
}

fn rotation(it: &RotationView) -> Value {
    json!({
        "rotation": it.rotation, "engagement": it.engagement, "system": it.system, "person": it.person,
        "confirmed_by": it.confirmed_by, "late": it.late,
    })
}

async fn confirm(
    Bearer(door): Bearer,
    Path(rotation): Path<RotationId>,
    Body(it): Body<ask::ConfirmRotation>,
) -> Reply {
    let how = replacement(it)?;
    done(&actions::confirm_rotation(&door, ConfirmRotationAsk { rotation, how }).await?)
}

fn replacement(it: ask::ConfirmRotation) -> Result<Replacement> {
    match (it.secret, it.reason) {
        (Some(secret), None) => Ok(Replacement::Secret(Zeroizing::new(secret))),
        (None, Some(reason)) => Ok(Replacement::Attested { reason }),
        (None, None) => Ok(Replacement::Removed),
        (Some(_), Some(_)) => {
            Err(Error::bad_input(say!("A secret is tried and a reason is taken at its word: give one of them."))
                .hint(say!("Leave the reason out to have the secret tried."))
                .on_field("reason"))
        }
    }
}

async fn ask_rotation(Bearer(door): Bearer, Path(system): Path<SystemId>) -> Reply {
    made(&actions::ask_rotation(&door, system).await?)
}

async fn accounts(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let list = views::accounts_on(&door, id).await?.into_iter().map(|of| {
        let accounts: Vec<Value> = of
            .accounts
            .iter()
            .map(|each| json!({ "account": each.account, "person": each.person, "left_behind": each.left_behind }))
            .collect();
        json!({ "system": of.system.id, "name": of.system.name, "read_at": of.read_at, "accounts": accounts })
    });
    give(&list.collect::<Vec<_>>())
}

async fn read(Bearer(door): Bearer, Path(system): Path<SystemId>) -> Reply {
    done(&actions::read_accounts(&door, system).await?.map(reading))
}

async fn import(Bearer(door): Bearer, Path(system): Path<SystemId>, Body(it): Body<ask::ImportAccounts>) -> Reply {
    done(&actions::import_accounts(&door, ImportAccountsAsk { system, csv: it.csv }).await?.map(reading))
}

fn reading(it: bailee_app::accounts::Reading) -> Value {
    json!({ "found": it.found, "unknown": it.unknown, "left_behind": it.left_behind, "gone": it.gone })
}

async fn mark(Bearer(door): Bearer, Path(account): Path<AccountId>, Body(it): Body<ask::MarkAccount>) -> Reply {
    done(&actions::mark_account(&door, MarkAccountAsk { account, is_clients: it.is_clients }).await?)
}
