//! Grants: ask, answer, look back; emergency access; and who can open what.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, post};
use axum::extract::Path;
use bailee_app::{
    actions::{self, BreakGlassAsk, ExtendGrantAsk, RefuseGrantAsk},
    views::{self, Access, Request, Step},
};
use bailee_model::{EngagementId, GrantId};
use serde_json::{Value, json};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/grants", "Your requests, and those that wait for your answer", "Two lists", get(list)),
        Route::get("/grants/{grant}", "One request: what it covers and what happened to it", "The request", get(one)),
        Route::post("/grants/{grant}/agreement", "Agree to a grant for the client", "The grant", post(agree)),
        Route::post("/grants/{grant}/refusal", "Refuse a request, with a reason", "The grant", post(refuse))
            .takes::<ask::Because>("Because"),
        Route::post("/grants/{grant}/withdrawal", "Take back one's own request", "The grant", post(withdraw)),
        Route::post("/grants/{grant}/extension", "Ask for a grant that runs again", "The new grant", post(extend))
            .takes::<ask::ExtendGrant>("ExtendGrant"),
        Route::post("/engagements/{engagement}/break-glass", "Ask for emergency access", "The grant", post(emergency))
            .takes::<ask::BreakGlass>("BreakGlass"),
        Route::get(
            "/engagements/{engagement}/grants",
            "Every request there was and how it ended, newest first",
            "A list of requests",
            get(history),
        ),
        Route::get(
            "/engagements/{engagement}/access",
            "Who can open what: the gate's own answers",
            "People, holdings and answers",
            get(access),
        ),
    ]
}

fn told(it: &Request) -> Value {
    json!({
        "grant": it.grant, "person": it.person.name, "engagement": it.engagement.title, "lapses_at": it.lapses_at,
        "drops_at": it.drops_at,
        "may": {
            "approve": it.may.approve, "agree": it.may.agree, "refuse": it.may.refuse, "withdraw": it.may.withdraw,
            "end": it.may.end, "extend": it.may.extend,
        },
    })
}

fn step(it: &Step) -> Value {
    json!({ "at": it.at, "event": it.event, "who": it.who, "reason": it.reason, "index": it.index })
}

fn steps(steps: &[Step]) -> Vec<Value> {
    steps.iter().map(step).collect()
}

async fn list(Bearer(door): Bearer) -> Reply {
    let it = views::requests(&door).await?;
    let all = |list: &[Request]| list.iter().map(told).collect::<Vec<_>>();
    give(&json!({ "mine": all(&it.mine), "waiting": all(&it.waiting) }))
}

async fn one(Bearer(door): Bearer, Path(id): Path<GrantId>) -> Reply {
    let it = views::request(&door, id).await?;
    give(&json!({
        "request": told(&it.request), "steps": steps(&it.steps), "extended_by": it.extended_by,
        "covers": it.covers.iter().map(super::custody::shown).collect::<Vec<_>>(), "needs_client": it.needs_client,
        "would_run_until": it.would_run_until, "opened": it.emergency.map(|each| each.opened),
    }))
}

async fn agree(Bearer(door): Bearer, Path(id): Path<GrantId>) -> Reply {
    done(&actions::agree_grant(&door, id).await?)
}

async fn refuse(Bearer(door): Bearer, Path(grant): Path<GrantId>, Body(it): Body<ask::Because>) -> Reply {
    done(&actions::refuse_grant(&door, RefuseGrantAsk { grant, reason: it.reason }).await?)
}

async fn withdraw(Bearer(door): Bearer, Path(id): Path<GrantId>) -> Reply {
    done(&actions::withdraw_grant(&door, id).await?)
}

async fn extend(Bearer(door): Bearer, Path(grant): Path<GrantId>, Body(it): Body<ask::ExtendGrant>) -> Reply {
    made(&actions::extend_grant(&door, ExtendGrantAsk { grant, days: it.days, reason: it.reason }).await?)
}

async fn emergency(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::BreakGlass>,
) -> Reply {
    let ask = BreakGlassAsk {
        engagement,
        purpose: it.purpose,
        categories: it.categories,
        classes: it.classes,
        reason: it.reason,
    };
    made(&actions::break_glass(&door, ask).await?)
}

async fn history(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let all = views::request_history(&door, id).await?;
    let each =
        |(request, happened): &(Request, Vec<Step>)| json!({ "request": told(request), "steps": steps(happened) });
    give(&all.iter().map(each).collect::<Vec<_>>())
}

async fn access(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    let it = views::who_can_open(&door, id).await?;
    let people: Vec<Value> = it
        .people
        .iter()
        .map(|reach| {
            let answers: Vec<Value> =
                it.holdings.iter().zip(&reach.answers).map(|(holding, each)| answer(holding.id.to_string(), each)).collect();
            json!({ "person": reach.person.name, "roles": reach.roles, "outstanding": reach.outstanding, "answers": answers })
        })
        .collect();
    let holdings: Vec<Value> = it.holdings.iter().map(super::custody::shown).collect();
    give(&json!({ "engagement": it.engagement.id, "holdings": holdings, "people": people }))
}

fn answer(holding: String, access: &Access) -> Value {
    match access {
        Access::Opens(opens) => json!({
            "holding": holding, "opens": true, "purposes": opens.purposes, "classes": opens.classes,
            "until": opens.until, "without_device": opens.without_device,
        }),
        Access::Stopped(refusal) => json!({ "holding": holding, "opens": false, "refusal": refusal }),
        Access::Unseen => json!({ "holding": holding, "opens": false, "refusal": null }),
    }
}
