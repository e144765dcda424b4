//! Custody: bring in, look at from outside, decide, give back, destroy, prove.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, media, post, put};
use axum::{
    body::Body as Bytes,
    extract::{Path, Query},
};
use bailee_app::{
    actions::{self, AddSystemAsk, DecideQuarantineAsk, DestroyAsk, IntakeAsk, StoreCredentialAsk},
    views,
};
use bailee_model::{
    Category, Certificate, CertificateId, EngagementId, Error, Holding, HoldingId, Purpose, SystemId, say,
};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/engagements/{engagement}/holdings",
            "What is in custody: names, sizes, dates",
            "A list of holdings",
            get(list),
        ),
        Route::post(
            "/engagements/{engagement}/holdings",
            "Bring a file into custody: ?file_name=&category=&purpose=, the file as the body",
            "The holding and the job",
            post(bring),
        )
        .takes_bytes(),
        Route::get("/holdings/{holding}", "One holding, from outside", "The holding", get(one)),
        Route::post(
            "/holdings/{holding}/quarantine",
            "Agree to what arrived undeclared, or have it destroyed",
            "The holdings",
            post(decide),
        )
        .takes::<ask::Quarantine>("Quarantine"),
        Route::post("/engagements/{engagement}/systems", "Add a client's system", "The system", post(add_system))
            .takes::<ask::AddSystem>("AddSystem"),
        Route::post(
            "/systems/{system}/confirmation",
            "Say that a system which another person added is the client's",
            "The system",
            post(confirm_system),
        ),
        Route::put("/systems/{system}/credential", "Put a system's secret into custody", "The system", put(store))
            .takes::<ask::Credential>("Credential"),
        Route::post(
            "/engagements/{engagement}/destruction",
            "Destroy holdings and certify it",
            "The certificate",
            post(destroy),
        )
        .takes::<ask::Destroy>("Destroy"),
        Route::get(
            "/certificates/{certificate}",
            "What a certificate states",
            "The statement and the manifest",
            get(certificate),
        ),
        Route::get(
            "/certificates/{certificate}/certificate.zip",
            "A certificate to be checked offline",
            "A zip file",
            get(bundle),
        )
        .gives_media("application/zip"),
    ]
}

/// A holding as programs see it: the digest's salt stays inside.
pub(super) fn shown(holding: &Holding) -> Value {
    json!({
        "id": holding.id, "engagement": holding.engagement, "kind": holding.kind, "state": holding.state, "name": holding.name,
        "category": holding.category, "purpose": holding.purpose, "source": holding.source, "bytes": holding.bytes,
        "rows": holding.rows, "rejects": holding.rejects, "brought_by": holding.brought_by, "arrived_at": holding.arrived_at,
        "digest": holding.digest, "destroyed_at": holding.destroyed_at,
    })
}

/// A certificate in a list.
pub(super) fn issued(it: &Certificate) -> Value {
    json!({ "id": it.id, "engagement": it.engagement, "items": it.items, "at": it.at })
}

async fn list(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::holdings(&door, id).await?.iter().map(shown).collect::<Vec<_>>())
}

/// What is declared of a file.
#[derive(Deserialize)]
struct Declared {
    #[serde(default)]
    file_name: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    purpose: String,
}

async fn bring(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Query(it): Query<Declared>,
    body: Bytes,
) -> Reply {
    let broken = |error: axum::Error| {
        Error::bad_input(say!("The upload broke off before its end."))
            .hint(say!("Send the file again; nothing of it was kept."))
            .because(error)
    };
    let ask = IntakeAsk {
        engagement,
        file_name: it.file_name,
        category: it.category.parse::<Category>().map_err(|error| error.on_field("category"))?,
        purpose: it.purpose.parse::<Purpose>().map_err(|error| error.on_field("purpose"))?,
    };
    let taken = actions::intake(&door, ask, Box::pin(body.into_data_stream().map_err(broken))).await?;
    made(&taken.map(|it| json!({ "holding": shown(&it.original), "job": it.job })))
}

async fn one(Bearer(door): Bearer, Path(id): Path<HoldingId>) -> Reply {
    give(&shown(&views::holding(&door, id).await?))
}

async fn decide(Bearer(door): Bearer, Path(holding): Path<HoldingId>, Body(it): Body<ask::Quarantine>) -> Reply {
    let decided = actions::decide_quarantine(&door, DecideQuarantineAsk { holding, agree: it.agree }).await?;
    done(&decided.map(|holdings| holdings.iter().map(shown).collect::<Vec<_>>()))
}

async fn add_system(
    Bearer(door): Bearer,
    Path(engagement): Path<EngagementId>,
    Body(it): Body<ask::AddSystem>,
) -> Reply {
    let ask = AddSystemAsk {
        engagement,
        name: it.name,
        kind: it.kind,
        environment: it.environment,
        region: it.region,
        url: it.url,
        database: it.database,
        login: it.login,
    };
    made(&actions::add_system(&door, ask).await?)
}

async fn confirm_system(Bearer(door): Bearer, Path(system): Path<SystemId>) -> Reply {
    done(&actions::confirm_system(&door, system).await?)
}

async fn store(Bearer(door): Bearer, Path(system): Path<SystemId>, Body(it): Body<ask::Credential>) -> Reply {
    done(&actions::store_credential(&door, StoreCredentialAsk { system, secret: Zeroizing::new(it.secret) }).await?)
}

async fn destroy(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Destroy>) -> Reply {
    made(&actions::destroy(&door, DestroyAsk { engagement, holdings: it.holdings }).await?.map(|it| issued(&it)))
}

async fn certificate(Bearer(door): Bearer, Path(id): Path<CertificateId>) -> Reply {
    let view = views::certificate(&door, id).await?;
    give(
        &json!({ "certificate": issued(&view.certificate), "destruction": view.destruction, "manifest": view.manifest.items }),
    )
}

async fn bundle(Bearer(door): Bearer, Path(id): Path<CertificateId>) -> Reply {
    media("application/zip", views::certificate_bundle(&door, id).await?)
}
