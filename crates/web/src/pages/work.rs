//! My work: one queue by due date.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::Words,
};
use askama::Template;
use bailee_app::views::{self, WorkItem, WorkKind};
use jiff::Timestamp;

/// One thing that waits for somebody.
pub(crate) struct WorkRow {
    pub(crate) due: Option<Timestamp>,
    pub(crate) late: bool,
    pub(crate) href: String,
    pub(crate) what: &'static str,
    pub(crate) about: String,
    pub(crate) engagement: String,
}

#[derive(Template)]
#[template(path = "work.html")]
pub(crate) struct WorkPage {
    t: &'static Words,
    f: Frame,
    items: Vec<WorkRow>,
}

impl WorkPage {
    pub(crate) fn new(f: Frame, items: Vec<WorkRow>) -> Self {
        let t = f.t();
        let title = if items.is_empty() { t.title_work_none.to_owned() } else { f.n(t.n_need_you, items.len()) };
        Self { t, f: f.titled(title), items }
    }
}

pub(crate) async fn queue(visitor: Visitor) -> Answer {
    let f = visitor.frame().await?;
    let items = views::my_work(&visitor.door).await?.into_iter().map(|item| row(&f, item)).collect();
    show(&WorkPage::new(f, items))
}

fn row(f: &Frame, item: WorkItem) -> WorkRow {
    let t = f.t();
    let (what, room) = match item.kind {
        WorkKind::GrantToApprove => (t.work_grant, "/people".to_owned()),
        WorkKind::SystemToConfirm => (t.work_system, "/systems".to_owned()),
        WorkKind::Quarantine => (t.work_quarantine, "/holdings".to_owned()),
        WorkKind::JobFailed => (t.work_job_failed, format!("/jobs/{}", item.subject)),
        WorkKind::ToVerify => (t.work_verify, String::new()),
        WorkKind::DeletionDue => (t.work_deletion, "/close".to_owned()),
        WorkKind::HoldEnding => (t.work_hold, "/close".to_owned()),
    };
    let about = if item.kind == WorkKind::JobFailed { f.job_kind(&item.name).to_owned() } else { item.name };
    WorkRow {
        late: item.due.is_some_and(|due| due < f.now),
        due: item.due,
        href: if item.kind == WorkKind::ToVerify {
            format!("/decisions?engagement={}", item.engagement)
        } else {
            format!("/engagements/{}{room}", item.engagement)
        },
        what,
        about,
        engagement: item.title,
    }
}
