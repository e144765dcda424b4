//! Engagements: open, staff, grant, read the log, verify, hold, close.

use super::{Bearer, Body, Reply, Route, ask, delete, done, get, give, made, media, post};
use axum::extract::{Path, Query};
use bailee_app::{
    actions::{self, AskGrantAsk, AssignPersonAsk, OpenEngagementAsk, PlaceHoldAsk, VerifyAsk},
    views::{self, Overview, WhatWeHold},
};
use bailee_model::{AssignmentId, EngagementId, GrantId, HoldId};
use serde::Deserialize;
use serde_json::{Value, json};

/// Entries of a log in one answer.
const ENTRIES: u64 = 1000;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/engagements", "The engagements you may know of", "A list", get(list)),
        Route::post("/engagements", "Open an engagement", "The engagement", post(open))
            .takes::<ask::OpenEngagement>("OpenEngagement"),
        Route::get(
            "/engagements/{engagement}",
            "One engagement: people, grants, systems, holdings, runs, what remains",
            "The overview",
            get(overview),
        ),
        Route::post("/engagements/{engagement}/activate", "Let work begin", "The engagement", post(activate)),
        Route::post("/engagements/{engagement}/assignments", "Assign somebody", "The assignment", post(assign))
            .takes::<ask::Assign>("Assign"),
        Route::delete("/assignments/{assignment}", "End an assignment", "The assignment", delete(unassign)),
        Route::post("/engagements/{engagement}/grants", "Ask for a grant", "The grant", post(ask_grant))
            .takes::<ask::AskGrant>("AskGrant"),
        Route::post("/grants/{grant}/approval", "Approve another person's grant", "The grant", post(approve)),
        Route::delete("/grants/{grant}", "End or refuse a grant", "The grant", delete(end_grant)),
    ];
    routes.extend(client_routes());
    routes
}

fn client_routes() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/held",
            "What is held, who can open it and who did",
            "What we hold",
            get(held),
        ),
        Route::post(
            "/engagements/{engagement}/verification",
            "The client's statement that the result is right",
            "The verification",
            post(verify),
        )
        .takes::<ask::Verify>("Verify"),
        Route::post("/engagements/{engagement}/holds", "Keep something longer", "The hold", post(hold))
            .takes::<ask::PlaceHold>("PlaceHold"),
        Route::delete("/holds/{hold}", "End a hold before its date", "The hold", delete(end_hold)),
        Route::get(
            "/engagements/{engagement}/log",
            "The log, newest first: ?before=INDEX&count=N",
            "Entries and the signed checkpoint",
            get(log),
        ),
        Route::get(
            "/engagements/{engagement}/log/{index}/proof",
            "The proof that an entry is in the log",
            "A .tlog-proof",
            get(proof),
        )
        .gives_media("text/plain"),
        Route::get(
            "/engagements/{engagement}/policy.txt",
            "The keys that a verifier trusts",
            "A verifier policy",
            get(policy),
        )
        .gives_media("text/plain"),
        Route::post("/engagements/{engagement}/close", "Close at zero balance", "The engagement", post(close)),
    ]
}

async fn list(Bearer(door): Bearer) -> Reply {
    let rows = views::engagements(&door).await?.into_iter().map(|row| {
        json!({ "engagement": row.engagement, "client": row.client, "role": row.role, "holdings": row.holdings, "bytes": row.bytes, "frozen_since": row.engagement.frozen_since() })
    });
    give(&rows.collect::<Vec<_>>())
}

async fn open(Bearer(door): Bearer, Body(it): Body<ask::OpenEngagement>) -> Reply {
    let ask = OpenEngagementAsk {
        client: it.client,
        title: it.title,
        purposes: it.purposes,
        categories: it.categories,
        regions: it.regions,
        sealed: it.sealed,
        nda_required: it.nda_required,
        keep_days: it.keep_days,
    };
    made(&actions::open_engagement(&door, ask).await?)
}

async fn overview(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&told(views::overview(&door, id).await?))
}

fn told(it: Overview) -> Value {
    let people: Vec<Value> = it
        .people
        .into_iter()
        .map(|(assignment, person)| json!({ "assignment": assignment, "person": person }))
        .collect();
    let grants: Vec<Value> =
        it.grants.into_iter().map(|(grant, person)| json!({ "grant": grant, "person": person })).collect();
    let certificates: Vec<Value> = it.certificates.iter().map(super::custody::issued).collect();
    let balance = json!({
        "holdings": it.balance.holdings, "credentials": it.balance.credentials, "grants": it.balance.grants,
        "holds": it.balance.holds, "jobs": it.balance.jobs, "zero": it.balance.is_zero(),
    });
    json!({
        "engagement": it.engagement, "client": it.client, "people": people, "grants": grants, "systems": it.systems,
        "holdings": it.holdings.iter().map(super::custody::shown).collect::<Vec<_>>(), "runs": it.runs, "holds": it.holds,
        "verifications": it.verifications, "jobs": it.jobs, "certificates": certificates, "balance": balance,
    })
}

async fn activate(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    done(&actions::activate_engagement(&door, id).await?)
}

async fn assign(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Assign>) -> Reply {
    made(&actions::assign_person(&door, AssignPersonAsk { engagement, person: it.person, role: it.role }).await?)
}

async fn unassign(Bearer(door): Bearer, Path(id): Path<AssignmentId>) -> Reply {
    done(&actions::end_assignment(&door, id).await?)
}

async fn ask_grant(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::AskGrant>) -> Reply {
    let ask = AskGrantAsk {
        engagement,
        purpose: it.purpose,
        categories: it.categories,
        classes: it.classes,
        days: it.days,
        reason: it.reason,
    };
    made(&actions::ask_grant(&door, ask).await?)
}

async fn approve(Bearer(door): Bearer, Path(id): Path<GrantId>) -> Reply {
    done(&actions::approve_grant(&door, id).await?)
}

async fn end_grant(Bearer(door): Bearer, Path(id): Path<GrantId>) -> Reply {
    done(&actions::end_grant(&door, id).await?)
}

async fn held(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&held_told(views::what_we_hold(&door, id).await?))
}

fn held_told(it: WhatWeHold) -> Value {
    let shares: Vec<Value> = it.shares.iter().map(|each| json!({ "category": each.category, "holdings": each.holdings, "bytes": each.bytes, "rows": each.rows })).collect();
    let can_open: Vec<Value> = it
        .can_open
        .iter()
        .map(|each| json!({ "person": each.person.name, "purpose": each.purpose, "categories": each.categories, "until": each.until }))
        .collect();
    let emergencies: Vec<Value> = it
        .emergencies
        .iter()
        .map(|each| json!({ "grant": each.grant.id, "person": each.person, "approved_by": each.approved_by, "reason": each.grant.reason, "from": each.from, "until": each.until, "opened": each.opened }))
        .collect();
    let openings: Vec<Value> = it
        .openings
        .iter()
        .map(|each| json!({ "at": each.at, "person": each.who, "event": each.event, "what": each.what, "purpose": each.purpose, "index": each.index }))
        .collect();
    json!({
        "engagement": it.engagement, "shares": shares, "holdings": it.holdings.iter().map(super::custody::shown).collect::<Vec<_>>(),
        "can_open": can_open, "emergencies": emergencies, "openings": openings, "heat": it.heat, "gone_by": it.gone_by, "holds": it.holds,
        "verifications": it.verifications, "certificates": it.certificates.iter().map(super::custody::issued).collect::<Vec<_>>(),
    })
}

async fn verify(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Verify>) -> Reply {
    made(&actions::verify(&door, VerifyAsk { engagement, run: it.run, statement: it.statement }).await?)
}

async fn hold(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::PlaceHold>) -> Reply {
    made(
        &actions::place_hold(
            &door,
            PlaceHoldAsk { engagement, holding: it.holding, reason: it.reason, until: it.until },
        )
        .await?,
    )
}

async fn end_hold(Bearer(door): Bearer, Path(id): Path<HoldId>) -> Reply {
    done(&actions::end_hold(&door, id).await?)
}

/// Which stretch of a log.
#[derive(Deserialize)]
struct Stretch {
    before: Option<u64>,
    count: Option<u64>,
}

async fn log(Bearer(door): Bearer, Path(id): Path<EngagementId>, Query(stretch): Query<Stretch>) -> Reply {
    let view = views::log(&door, id, stretch.before, stretch.count.unwrap_or(ENTRIES).min(ENTRIES)).await?;
    let entries: Vec<Value> = view
        .lines
        .into_iter()
        .map(|line| {
            let entry = line.entry;
            json!({
                "index": entry.index, "event": entry.event, "name": entry.name, "at": entry.at, "ids": entry.ids,
                "details": entry.details, "leaf": entry.leaf, "who": line.who, "what": line.what,
            })
        })
        .collect();
    give(&json!({ "size": view.size, "checkpoint": view.checkpoint, "entries": entries }))
}

async fn proof(Bearer(door): Bearer, Path((id, index)): Path<(EngagementId, u64)>) -> Reply {
    media("text/plain; charset=utf-8", views::log_proof(&door, id, index).await?)
}

async fn policy(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    media("text/plain; charset=utf-8", views::verifier_policy(&door, id).await?)
}

async fn close(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    done(&actions::close_engagement(&door, id).await?)
}
