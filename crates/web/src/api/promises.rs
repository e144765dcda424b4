//! The promises as officers and auditors see them, remarks, and the evidence to take out. How they stand for everybody is at
//! `/trust.json`.

use super::{Bearer, Body, Reply, Route, get, give, made, media, post};
use crate::pages::promises::Period;
use axum::extract::{Path, Query};
use bailee_app::{
    actions::{self, AnnotatePromiseAsk},
    views::{self, BoardRow},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A remark on the public page, for good.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Remark {
    /// In English; it names nobody.
    english: String,
    /// In French.
    french: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/promises",
            "How every promise stands, with what shows it",
            "A list, the most urgent first",
            get(list),
        ),
        Route::get(
            "/promises/evidence.zip",
            "The evidence of a period, given as days `from` and `until`",
            "A zip file",
            get(pack),
        )
        .gives_media("application/zip"),
        Route::get("/promises/policy", "The keys that evidence is judged by", "A verifier policy", get(policy))
            .gives_media("text/plain"),
        Route::get("/promises/{promise}", "One promise with its evidence and its history", "The promise", get(one)),
        Route::post("/promises/{promise}/annotations", "Add a remark to the public page", "The remark", post(annotate))
            .takes::<Remark>("Remark"),
    ]
}

fn row(it: &BoardRow) -> Value {
    let evidence: Vec<Value> =
        it.evidence.iter().map(|(each, page)| json!({ "evidence": each, "page": page })).collect();
    json!({ "promise": it.promised, "evidence": evidence, "breaks": it.breaks, "mend": it.mend, "entry": it.entry })
}

async fn list(Bearer(door): Bearer) -> Reply {
    give(&views::promise_board(&door).await?.iter().map(row).collect::<Vec<_>>())
}

async fn one(Bearer(door): Bearer, Path(slug): Path<String>) -> Reply {
    let it = row(&views::promise_on_board(&door, &slug).await?);
    give(&json!({ "promise": it, "history": views::promise_history(&door.app, &slug).await? }))
}

async fn annotate(Bearer(door): Bearer, Path(promise): Path<String>, Body(it): Body<Remark>) -> Reply {
    let ask = AnnotatePromiseAsk { promise, english: it.english, french: it.french };
    made(&actions::annotate_promise(&door, ask).await?)
}

async fn pack(Bearer(door): Bearer, Query(period): Query<Period>) -> Reply {
    let ask = period.ask(door.now())?;
    media("application/zip", actions::pack_evidence(&door, ask).await?.value)
}

async fn policy(Bearer(door): Bearer) -> Reply {
    media("text/plain; charset=utf-8", views::evidence_policy(&door).await?)
}
