//! The firm's people, clients, and one's own queue.

use super::{Bearer, Body, Reply, Route, ask, get, give, made, post};
use bailee_app::{
    actions::{self, AddClientAsk, InvitePersonAsk},
    views::{self, WorkKind},
};
use serde_json::json;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/work", "What waits for you, by due date", "A list", get(work)),
        Route::get("/clients", "Every client, for those who open engagements", "A list of clients", get(clients)),
        Route::post("/clients", "Add a client", "The client", post(add_client)).takes::<ask::AddClient>("AddClient"),
        Route::get("/people", "Everybody, for those who manage people", "A list of people", get(people)),
        Route::post("/people", "Invite somebody", "The person and the code, shown once", post(invite))
            .takes::<ask::Invite>("Invite"),
    ]
}

async fn work(Bearer(door): Bearer) -> Reply {
    let items = views::my_work(&door).await?;
    let items = items.into_iter().map(|item| {
        json!({
            "kind": kind(item.kind), "due": item.due, "engagement": item.engagement, "title": item.title,
            "subject": item.subject, "name": item.name,
        })
    });
    give(&items.collect::<Vec<_>>())
}

fn kind(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::GrantToApprove => "grant_to_approve",
        WorkKind::SystemToConfirm => "system_to_confirm",
        WorkKind::Quarantine => "quarantine",
        WorkKind::JobFailed => "job_failed",
        WorkKind::ToVerify => "to_verify",
        WorkKind::DeletionDue => "deletion_due",
        WorkKind::HoldEnding => "hold_ending",
    }
}

async fn clients(Bearer(door): Bearer) -> Reply {
    give(&views::clients(&door).await?)
}

async fn add_client(Bearer(door): Bearer, Body(it): Body<ask::AddClient>) -> Reply {
    made(&actions::add_client(&door, AddClientAsk { name: it.name, recipient: it.recipient }).await?)
}

async fn people(Bearer(door): Bearer) -> Reply {
    give(&views::people(&door).await?)
}

async fn invite(Bearer(door): Bearer, Body(it): Body<ask::Invite>) -> Reply {
    let ask = InvitePersonAsk {
        name: it.name,
        email: it.email,
        organisation: it.organisation,
        standing: it.standing,
        language: it.language,
    };
    let invited = actions::invite_person(&door, ask).await?;
    made(&invited.map(|it| json!({ "person": it.person, "code": it.code, "until": it.until })))
}
