//! The firm's policies: what is published, for anybody; drafts, publishing and reviews, for those who may.

use super::{Bearer, Body, Reply, Route, get, give, made, post};
use crate::site::Site;
use axum::extract::{Path, State};
use bailee_app::{
    actions::{self, ClosePolicyReviewAsk, OpenPolicyReviewAsk, PublishOne, PublishPoliciesAsk},
    policies::{self, Standing},
    views::{self, PublicPolicy},
};
use bailee_model::{Error, PolicyReviewCause, PolicyReviewId, PolicyVersionId, say};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Versions that are published together.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishPolicies {
    /// Each draft that another person has agreed to.
    versions: Vec<PublishVersion>,
}

/// One of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishVersion {
    /// The draft.
    #[schema(value_type = String)]
    version: PolicyVersionId,
    /// Its number, when it is to be another than the draft's.
    number: Option<String>,
    /// The day from which it applies, as in `2027-03-01`, when it is to be another than the draft's.
    effective: Option<String>,
}

/// Why the policies are to be gone through.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenPolicyReview {
    /// `law`, `service` or `firm`.
    #[schema(value_type = String)]
    cause: PolicyReviewCause,
    /// What happened; it names no client.
    reason: String,
}

/// What came of a review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClosePolicyReview {
    /// What was found.
    note: String,
    /// The draft that came of it; null, when the policy stands.
    #[schema(value_type = Option<String>)]
    draft: Option<PolicyVersionId>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/policies", "The policies in force, clause by clause", "A list", get(list)).public(),
        Route::get("/policies/{slug}", "The version in force of a policy", "The version and its archive", get(one))
            .public(),
        Route::get(
            "/policies/{slug}/{number}",
            "A published version of a policy",
            "The version and its archive",
            get(version),
        )
        .public(),
        Route::get("/firm/policies", "Every policy with its draft and its reviews", "A list", get(firm)),
        Route::get(
            "/firm/policies/drafts/{policy_version}",
            "A draft and what stands in its way",
            "The draft",
            get(draft),
        ),
        Route::post(
            "/firm/policies/publications",
            "Publish policies together",
            "The versions and a receipt",
            post(publish),
        )
        .takes::<PublishPolicies>("PublishPolicies"),
        Route::post("/firm/policies/reviews", "Open a review of the policies", "A receipt", post(open_review))
            .takes::<OpenPolicyReview>("OpenPolicyReview"),
        Route::post(
            "/firm/policies/reviews/{policy_review}",
            "Write down what came of a review",
            "The review and a receipt",
            post(close_review),
        )
        .takes::<ClosePolicyReview>("ClosePolicyReview"),
    ]
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::ToCome => "to_come",
        Standing::InForce => "in_force",
        Standing::Superseded => "superseded",
    }
}

fn said(said: &bailee_app::promises::Said) -> Value {
    json!({ "en": said.en, "fr": said.fr })
}

fn clauses(all: &[policies::PublishedClause]) -> Vec<Value> {
    let one = |each: &policies::PublishedClause| {
        json!({
            "id": each.id, "title": said(&each.title), "text": said(&each.text), "promises": each.promises,
            "statement": each.statement, "parameters": each.parameters,
        })
    };
    all.iter().map(one).collect()
}

async fn list(State(site): State<Site>) -> Reply {
    let all = policies::published(&site.app).await?;
    let one = |it: &policies::PublishedPolicy| {
        json!({
            "slug": it.slug, "number": it.number, "effective": it.effective.to_string(), "published_at": it.published_at,
            "contact": it.contact, "title": said(&it.title), "clauses": clauses(&it.clauses),
        })
    };
    give(&all.iter().map(one).collect::<Vec<_>>())
}

fn public(it: &PublicPolicy) -> Value {
    let versions = it.versions.iter().map(|each| {
        json!({
            "number": each.number, "effective": each.effective.to_string(), "published_at": each.published_at,
            "standing": word(each.standing), "material": each.material, "summary": each.summary,
        })
    });
    json!({
        "slug": it.slug, "number": it.number, "effective": it.effective.to_string(), "published_at": it.published_at,
        "standing": word(it.standing), "summary": it.summary, "title": said(&it.title), "lead": said(&it.lead),
        "clauses": clauses(&it.clauses), "loosened": it.loosened,
        "digests": it.digests.iter().map(|(language, digest)| json!({ "language": language, "sha256": digest })).collect::<Vec<_>>(),
        "versions": versions.collect::<Vec<_>>(),
    })
}

async fn one(State(site): State<Site>, Path(slug): Path<String>) -> Reply {
    give(&public(&views::public_policy(&site.app, &slug, None).await?))
}

async fn version(State(site): State<Site>, Path((slug, number)): Path<(String, String)>) -> Reply {
    give(&public(&views::public_policy(&site.app, &slug, Some(&number)).await?))
}

async fn firm(Bearer(door): Bearer) -> Reply {
    let it = views::firm_policies(&door).await?;
    let rows = it.policies.iter().map(|row| {
        json!({
            "policy": row.policy, "current": row.current.as_ref().map(|each| json!({ "version": each.id, "number": each.number })),
            "draft": row.draft.as_ref().map(|(draft, problems)| json!({ "version": draft.id, "state": draft.state, "problems": problems })),
            "due": row.due, "reviews": row.reviews.iter().map(|(review, _)| review).collect::<Vec<_>>(),
        })
    });
    give(&json!({ "policies": rows.collect::<Vec<_>>(), "unkept": it.unkept }))
}

async fn draft(Path(id): Path<PolicyVersionId>, Bearer(door): Bearer) -> Reply {
    let it = views::policy_draft(&door, id).await?;
    let language = &door.who.language;
    let problems = it.problems.iter().map(|each| {
        json!({
            "policy": each.policy, "language": each.language, "clause": each.clause, "line": each.line,
            "says": each.say(language),
        })
    });
    give(&json!({ "version": it.version, "problems": problems.collect::<Vec<_>>() }))
}

async fn publish(Bearer(door): Bearer, Body(it): Body<PublishPolicies>) -> Reply {
    let one = |each: PublishVersion| {
        let effective = each.effective.map(|day| day.parse::<Date>()).transpose().map_err(|_| {
            Error::bad_input(say!("This is not a day.")).hint(say!("Write it as 2027-03-01.")).on_field("effective")
        })?;
        Ok(PublishOne { version: each.version, number: each.number, effective })
    };
    let versions = it.versions.into_iter().map(one).collect::<Result<Vec<_>, Error>>()?;
    made(&actions::publish_policies(&door, PublishPoliciesAsk { versions }).await?)
}

async fn open_review(Bearer(door): Bearer, Body(it): Body<OpenPolicyReview>) -> Reply {
    made(&actions::open_policy_review(&door, OpenPolicyReviewAsk { cause: it.cause, reason: it.reason }).await?)
}

async fn close_review(
    Path(review): Path<PolicyReviewId>,
    Bearer(door): Bearer,
    Body(it): Body<ClosePolicyReview>,
) -> Reply {
    made(&actions::close_policy_review(&door, ClosePolicyReviewAsk { review, draft: it.draft, note: it.note }).await?)
}
