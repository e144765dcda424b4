//! Access reviews: open one, look at its rows, decide them, restore what silence suspended, and keep the certificate.

use super::{Bearer, Body, Reply, Route, ask, done, get, give, made, media, post};
use axum::extract::Path;
use bailee_app::{
    actions::{self, DecideReviewAsk, RestoreAccessAsk},
    views::{self, ReviewLine, ReviewRowView},
};
use bailee_model::{Review, ReviewDecision, ReviewId, ReviewRowId};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What is decided about one row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecideReview {
    /// `keep`, `reduce` (its grants end) or `remove` (all of it ends).
    #[schema(value_type = String)]
    decision: ReviewDecision,
    /// Why; required where the row has a flag that asks for it.
    #[serde(default)]
    reason: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/reviews", "Access reviews that you have to do with", "A list, newest first", get(list)),
        Route::post("/reviews", "Open an access review before its date", "The review", post(open)),
        Route::get(
            "/reviews/policy",
            "The keys that certificates of access reviews are judged by",
            "A verifier policy",
            get(policy),
        )
        .gives_media("text/plain"),
        Route::get(
            "/reviews/{review}",
            "One access review and its rows, as far as they ask you",
            "The review",
            get(one),
        ),
        Route::post(
            "/reviews/{review}/rows/{row}",
            "Decide a row; what is removed ends at once",
            "The row",
            post(decide),
        )
        .takes::<DecideReview>("DecideReview"),
        Route::post(
            "/reviews/{review}/rows/{row}/restore",
            "Restore what silence suspended less than two days ago",
            "The row",
            post(restore),
        )
        .takes::<ask::Reason>("Reason"),
        Route::get(
            "/reviews/{review}/certificate.zip",
            "The certificate of a closed review",
            "A zip file",
            get(bundle),
        )
        .gives_media("application/zip"),
    ]
}

async fn list(Bearer(door): Bearer) -> Reply {
    let lines = views::reviews(&door).await?.into_iter().map(|it: ReviewLine| {
        json!({
            "review": review(&it.review), "rows": it.rows, "undecided": it.undecided, "suspended": it.suspended,
        })
    });
    give(&lines.collect::<Vec<_>>())
}

/// A review without its certificate, which is a file of its own.
fn review(it: &Review) -> Value {
    json!({
        "id": it.id, "number": it.number, "opened_at": it.opened_at, "due": it.due, "population": it.population,
        "closed_at": it.closed_at,
    })
}

async fn open(Bearer(door): Bearer) -> Reply {
    made(&actions::open_review(&door).await?.map(|it| review(&it)))
}

async fn one(Bearer(door): Bearer, Path(id): Path<ReviewId>) -> Reply {
    let it = views::review(&door, id).await?;
    let rows: Vec<Value> = it.rows.iter().map(row).collect();
    give(&json!({ "review": review(&it.review), "rows": rows, "whole": it.whole }))
}

fn row(it: &ReviewRowView) -> Value {
    let engagement = it.engagement.as_ref().map(|(client, title)| json!({ "client": client, "title": title }));
    json!({
        "row": it.row, "person": it.person, "engagement": engagement, "reviewer": it.reviewer, "given_by": it.given_by,
        "decided_by": it.decided_by, "may_decide": it.may_decide, "restore_until": it.restore_until,
    })
}

async fn decide(
    Bearer(door): Bearer,
    Path((_, row)): Path<(ReviewId, ReviewRowId)>,
    Body(it): Body<DecideReview>,
) -> Reply {
    done(&actions::decide_review(&door, DecideReviewAsk { row, decision: it.decision, reason: it.reason }).await?)
}

async fn restore(
    Bearer(door): Bearer,
    Path((_, row)): Path<(ReviewId, ReviewRowId)>,
    Body(it): Body<ask::Reason>,
) -> Reply {
    done(&actions::restore_access(&door, RestoreAccessAsk { row, reason: it.reason }).await?)
}

async fn bundle(Bearer(door): Bearer, Path(id): Path<ReviewId>) -> Reply {
    media("application/zip", views::review_bundle(&door, id).await?)
}

async fn policy(Bearer(door): Bearer) -> Reply {
    media("text/plain; charset=utf-8", views::review_policy(&door).await?)
}
