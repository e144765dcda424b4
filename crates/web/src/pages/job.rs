//! Long work on a page of its own. Leaving it stops nothing; without a script it reloads by itself.

use crate::{
    fields::Posted,
    format,
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show},
    words::{Say, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{actions, views};
use bailee_model::{EngagementId, Error, Job, JobId, JobState};
use jiff::SignedDuration;

#[derive(Template)]
#[template(path = "job.html")]
pub(crate) struct JobPage {
    t: &'static Words,
    f: Frame,
    job: Job,
    live: bool,
    rate: String,
    remaining: String,
    /// Where the result is, once there is one.
    then: Option<(String, &'static str)>,
}

impl JobPage {
    pub(crate) fn new(f: Frame, job: Job, then: Option<String>) -> Self {
        let t = f.t();
        let live = matches!(job.state, JobState::Waiting | JobState::Running);
        let span = job.ended_at.unwrap_or(f.now).duration_since(job.started_at);
        let per_second = i64::try_from(i128::from(job.done) * 1000 / span.as_millis().max(1)).unwrap_or(0);
        let left = job
            .total
            .filter(|_| per_second > 0 && live)
            .map(|total| SignedDuration::from_secs((total - job.done).max(0) / per_second));
        let remaining = match left {
            Some(left) => format::duration(left),
            None if live => t.remaining_unknown.to_owned(),
            None => "—".to_owned(),
        };
        let title = f.fill2(t.title_job, f.job_kind(&job.kind), job.state.say(f.lang));
        let then = then.filter(|_| job.state == JobState::Done).map(|href| (href, t.see_result));
        Self { t, rate: f.int(per_second), f: f.titled(title), job, live, remaining, then }
    }
}

pub(crate) async fn look(visitor: Visitor, Path((id, job)): Path<(EngagementId, JobId)>) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let job = views::job(&visitor.door, job).await?;
    if job.engagement != id {
        return Err(Error::not_found().into());
    }
    let then = match job.kind.as_str() {
        "load" => Some(format!("{}/runs/{}", f.base, job.subject)),
        "reconcile" => Some(format!("{}/reconcile?run={}", f.base, job.subject)),
        // Work on a file ends at the table that was made of it.
        _ => it
            .holdings
            .iter()
            .find(|holding| {
                holding.source.is_some_and(|source| source.to_string() == job.subject)
                    || holding.id.to_string() == job.subject && holding.source.is_some()
            })
            .map(|table| format!("{}/holdings/{}", f.base, table.id)),
    };
    show(&JobPage::new(f, job, then))
}

pub(crate) async fn stop(Path((id, job)): Path<(EngagementId, JobId)>, Posted { visitor, .. }: Posted) -> Answer {
    actions::stop_job(&visitor.door, job).await?;
    Ok(visitor.done(Said::Stop, None, &format!("/engagements/{id}/jobs/{job}")))
}
