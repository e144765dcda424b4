//! The workbench: profiles, columns, questions, mappings, loads, reconciliation, long work.

use super::{Bearer, Body, Reply, Route, ask, delete, done, get, give, made, post, put};
use axum::extract::Path;
use bailee_app::{
    actions::{self, ClassifyColumnAsk, QueryAsk, SaveMappingAsk, StartLoadAsk},
    views,
};
use bailee_model::{EngagementId, HoldingId, JobId, LoadRunId};
use serde_json::json;

/// Rows in an answer when the caller names no limit, and at most.
const ROWS: usize = 1000;
const MOST_ROWS: usize = 100_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/holdings/{holding}/profile",
            "A table's profile, uncleared values left out",
            "Profile, decisions, cleared classes",
            get(profile),
        ),
        Route::get("/holdings/{holding}/rejects", "Rows that did not parse", "Rows", get(rejects)),
        Route::put("/holdings/{holding}/columns/{column}", "Say who may see a column", "The decision", put(classify))
            .takes::<ask::Classify>("Classify"),
        Route::post("/engagements/{engagement}/query", "Ask in SQL, uncleared columns masked", "Rows", post(query))
            .takes::<ask::Question>("Question"),
        Route::post(
            "/engagements/{engagement}/mapping-check",
            "Check a mapping document",
            "The outline, or the mistakes",
            post(check),
        )
        .takes::<ask::MappingText>("MappingText"),
        Route::post("/engagements/{engagement}/mappings", "Save a mapping document", "The holding", post(save))
            .takes::<ask::Mapping>("Mapping"),
        Route::get("/mappings/{holding}", "A saved mapping document", "The holding and the text", get(open)),
        Route::get("/engagements/{engagement}/loads", "The runs there were, newest first", "A list of runs", get(runs)),
        Route::post("/engagements/{engagement}/loads", "Start a load", "The run and the job", post(start))
            .takes::<ask::StartLoad>("StartLoad"),
        Route::get("/loads/{run}", "A run with what it left out", "The run and its rejects", get(report)),
        Route::get(
            "/loads/{run}/reconciliation",
            "The last comparison of a run",
            "The comparison, or null",
            get(compared),
        ),
        Route::post(
            "/loads/{run}/reconciliation",
            "Compare a run with what was given",
            "The comparison",
            post(compare),
        ),
        Route::get("/jobs/{job}", "Long work with its progress", "The job", get(job)),
        Route::delete("/jobs/{job}", "Ask long work to stop", "The job", delete(stop)),
    ]
}

async fn profile(Bearer(door): Bearer, Path(id): Path<HoldingId>) -> Reply {
    let opened = actions::open_profile(&door, id).await?;
    done(&opened.map(|it| json!({ "holding": super::custody::shown(&it.holding), "profile": it.profile.in_english(), "decisions": it.decisions, "cleared": it.cleared })))
}

async fn rejects(Bearer(door): Bearer, Path(id): Path<HoldingId>) -> Reply {
    done(&actions::open_rejects(&door, id).await?)
}

async fn classify(
    Bearer(door): Bearer,
    Path((holding, column)): Path<(HoldingId, String)>,
    Body(it): Body<ask::Classify>,
) -> Reply {
    done(
        &actions::classify_column(&door, ClassifyColumnAsk { holding, column, class: it.class, reason: it.reason })
            .await?,
    )
}

async fn query(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Question>) -> Reply {
    done(
        &actions::query(&door, QueryAsk { engagement, sql: it.sql, limit: it.limit.unwrap_or(ROWS).min(MOST_ROWS) })
            .await?,
    )
}

async fn check(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::MappingText>) -> Reply {
    match actions::check_mapping(&door, engagement, &it.text).await? {
        Ok(outline) => give(&json!({ "outline": outline, "mistakes": [] })),
        Err(mistakes) => give(&json!({ "outline": null, "mistakes": mistakes })),
    }
}

async fn save(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::Mapping>) -> Reply {
    made(
        &actions::save_mapping(&door, SaveMappingAsk { engagement, name: it.name, text: it.text })
            .await?
            .map(|it| super::custody::shown(&it)),
    )
}

async fn open(Bearer(door): Bearer, Path(id): Path<HoldingId>) -> Reply {
    done(
        &actions::open_mapping(&door, id)
            .await?
            .map(|(holding, text)| json!({ "holding": super::custody::shown(&holding), "text": text })),
    )
}

async fn runs(Bearer(door): Bearer, Path(id): Path<EngagementId>) -> Reply {
    give(&views::runs(&door, id).await?)
}

async fn start(Bearer(door): Bearer, Path(engagement): Path<EngagementId>, Body(it): Body<ask::StartLoad>) -> Reply {
    let started =
        actions::start_load(&door, StartLoadAsk { engagement, mapping: it.mapping, mode: it.mode, system: it.system })
            .await?;
    made(&started.map(|it| json!({ "run": it.run, "job": it.job })))
}

async fn report(Bearer(door): Bearer, Path(id): Path<LoadRunId>) -> Reply {
    done(
        &actions::open_load_report(&door, id)
            .await?
            .map(|it| json!({ "run": it.run, "rejects": it.rejects, "cleared": it.cleared })),
    )
}

async fn compared(Bearer(door): Bearer, Path(id): Path<LoadRunId>) -> Reply {
    done(&actions::open_reconciliation(&door, id).await?)
}

async fn compare(Bearer(door): Bearer, Path(id): Path<LoadRunId>) -> Reply {
    done(&actions::reconcile(&door, id).await?)
}

async fn job(Bearer(door): Bearer, Path(id): Path<JobId>) -> Reply {
    give(&views::job(&door, id).await?)
}

async fn stop(Bearer(door): Bearer, Path(id): Path<JobId>) -> Reply {
    give(&actions::stop_job(&door, id).await?)
}
