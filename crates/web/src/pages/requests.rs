//! Requests for grants: one's own and those to answer, one request with what an answer means, and all there ever were.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{AccessWords, Words},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use bailee_app::{
    Done,
    actions::{self, BreakGlassAsk, ExtendGrantAsk, RefuseGrantAsk},
    views::{self, Request, RequestView, Step},
};
use bailee_model::{Action, ColumnClass, Engagement, EngagementId, Grant, GrantId, GrantKind, Result};
use jiff::Timestamp;

/// A request in a list.
pub(crate) struct RequestRow {
    pub(crate) grant: Grant,
    pub(crate) person: String,
    pub(crate) engagement: String,
    pub(crate) lapses_at: Option<Timestamp>,
    pub(crate) drops_at: Option<Timestamp>,
}

impl From<Request> for RequestRow {
    fn from(it: Request) -> Self {
        Self {
            person: it.person.name,
            engagement: it.engagement.title,
            lapses_at: it.lapses_at,
            drops_at: it.drops_at,
            grant: it.grant,
        }
    }
}

#[derive(Template)]
#[template(path = "requests.html")]
pub(crate) struct RequestsPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    waiting: Vec<RequestRow>,
    mine: Vec<RequestRow>,
}

impl RequestsPage {
    pub(crate) fn new(f: Frame, waiting: Vec<RequestRow>, mine: Vec<RequestRow>) -> Self {
        let (t, a) = (f.t(), f.a());
        let title = if waiting.is_empty() { a.none_waiting.to_owned() } else { f.n(a.n_waiting, waiting.len()) };
        Self { t, a, f: f.titled(title), waiting, mine }
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let it = views::requests(&visitor.door).await?;
    let rows = |list: Vec<Request>| list.into_iter().map(RequestRow::from).collect();
    show(&RequestsPage::new(visitor.frame().await?, rows(it.waiting), rows(it.mine)))
}

/// What was typed into the forms of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct AnswerForm {
    pub(crate) reason: String,
    pub(crate) days: String,
    pub(crate) more: String,
}

/// A step of a request's history, in words.
struct StepLine {
    at: Timestamp,
    what: &'static str,
    who: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "request.html")]
pub(crate) struct RequestPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    it: RequestView,
    steps: Vec<StepLine>,
    /// What an answer would mean, a sentence each; empty when there is nothing to answer.
    consequences: Vec<String>,
    form_reason: String,
    form_days: String,
    form_more: String,
}

impl RequestPage {
    pub(crate) fn new(f: Frame, it: RequestView, form: AnswerForm) -> Self {
        let (t, a) = (f.t(), f.a());
        let (name, what) = (&it.request.person.name, f.list(&it.request.grant.categories));
        let title = match it.request.grant.kind {
            GrantKind::Standard => f.fill2(a.title_request, name, what),
            GrantKind::BreakGlass => f.fill2(a.title_emergency, name, what),
        };
        Self {
            t,
            a,
            steps: it.steps.iter().map(|step| step_line(a, step)).collect(),
            consequences: consequences(&f, &it),
            form_reason: form.reason,
            form_days: if form.days.is_empty() { it.request.grant.days.to_string() } else { form.days },
            form_more: form.more,
            f: f.titled(title),
            it,
        }
    }

    fn grant(&self) -> &Grant {
        &self.it.request.grant
    }

    fn state(&self) -> Markup {
        self.f.grant_state(&self.it.request.grant)
    }
}

/// What answering this request means, for those who may.
fn consequences(f: &Frame, it: &RequestView) -> Vec<String> {
    let (a, grant, may) = (f.a(), &it.request.grant, it.request.may);
    if !(may.approve || may.agree || may.refuse) {
        return Vec::new();
    }
    let mut lines = vec![match it.covers.len() {
        0 => a.opens_nothing_yet.to_owned(),
        n => f.n(a.opens_n, n),
    }];
    lines.push(match grant.classes.as_slice() {
        [] => a.clears_nothing.to_owned(),
        classes => f.fill(a.clears, f.list(classes)),
    });
    match grant.kind {
        GrantKind::Standard => lines.push(f.fill(a.would_run, f.day_text(it.would_run_until))),
        GrantKind::BreakGlass => lines.push(a.emergency_told.to_owned()),
    }
    if it.needs_client {
        lines.push(a.two_needed.to_owned());
    }
    lines.push(f.fill(a.refused_means, &it.request.person.name));
    lines.extend(it.request.lapses_at.map(|at| f.fill(a.silence_means, f.day_text(at))));
    lines
}

fn step_line(a: &'static AccessWords, step: &Step) -> StepLine {
    StepLine {
        at: step.at,
        what: step_word(a, &step.event),
        who: step.who.clone().unwrap_or_else(|| a.by_itself.to_owned()),
        reason: step.reason.clone().unwrap_or_default(),
    }
}

fn step_word(a: &'static AccessWords, event: &str) -> &'static str {
    match event {
        "grant.asked" => a.step_asked,
        "grant.approved" => a.step_approved,
        "grant.agreed" => a.step_agreed,
        "grant.refused" => a.step_refused,
        "grant.withdrawn" => a.step_withdrawn,
        "grant.lapsed" => a.step_lapsed,
        "grant.expired" => a.step_expired,
        "grant.dropped" => a.step_dropped,
        "grant.warned" => a.step_warned,
        "break_glass.asked" => a.step_emergency_asked,
        "break_glass.opened" => a.step_emergency_opened,
        _ => a.step_ended,
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<GrantId>) -> Answer {
    show(&page(&visitor, id, AnswerForm::default(), None).await?)
}

async fn page(visitor: &Visitor, id: GrantId, form: AnswerForm, problem: Option<Problem>) -> Result<RequestPage> {
    let it = views::request(&visitor.door, id).await?;
    let mut f = visitor.enter(it.request.engagement.id).await?.0;
    f.problems.extend(problem);
    Ok(RequestPage::new(f, it, form))
}

pub(crate) async fn approve(Path(id): Path<GrantId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::approve_grant(&visitor.door, id).await?;
    Ok(onwards(&visitor, Said::Approve, &done))
}

pub(crate) async fn agree(Path(id): Path<GrantId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::agree_grant(&visitor.door, id).await?;
    Ok(onwards(&visitor, Said::AgreeGrant, &done))
}

pub(crate) async fn refuse(Path(grant): Path<GrantId>, Posted { visitor, fields }: Posted) -> Answer {
    match actions::refuse_grant(&visitor.door, RefuseGrantAsk { grant, reason: fields.owned("reason") }).await {
        Ok(done) => Ok(onwards(&visitor, Said::RefuseGrant, &done)),
        Err(error) => {
            let form = AnswerForm { reason: fields.owned("reason"), ..Default::default() };
            show_again(&page(&visitor, grant, form, Some(put_right(error)?)).await?)
        }
    }
}

pub(crate) async fn withdraw(Path(id): Path<GrantId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::withdraw_grant(&visitor.door, id).await?;
    Ok(onwards(&visitor, Said::WithdrawGrant, &done))
}

pub(crate) async fn end(Path(id): Path<GrantId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_grant(&visitor.door, id).await?;
    Ok(onwards(&visitor, Said::EndGrant, &done))
}

pub(crate) async fn extend(Path(grant): Path<GrantId>, Posted { visitor, fields }: Posted) -> Answer {
    let done = match fields.number("days") {
        Ok(days) => {
            let ask = ExtendGrantAsk { grant, days, reason: fields.owned("more") };
            actions::extend_grant(&visitor.door, ask).await
        }
        // Whoever may not know of the grant learns nothing from a mistyped number either.
        Err(error) => views::request(&visitor.door, grant).await.and(Err(error)),
    };
    match done {
        Ok(done) => Ok(onwards(&visitor, Said::ExtendGrant, &done)),
        Err(error) => {
            let mut problem = put_right(error)?;
            if problem.field.as_deref() == Some("reason") {
                problem.field = Some("more".to_owned());
            }
            let form = AnswerForm { days: fields.owned("days"), more: fields.owned("more"), ..Default::default() };
            show_again(&page(&visitor, grant, form, Some(problem)).await?)
        }
    }
}

/// Back to where the reader's requests are: a client's among its decisions.
fn onwards(visitor: &Visitor, said: Said, done: &Done<Grant>) -> Response {
    let to = if visitor.door.is_client() {
        format!("/decisions?engagement={}", done.engagement)
    } else {
        "/requests".to_owned()
    };
    visitor.done(said, done.receipt.as_ref(), &to)
}

/// A request with its steps.
pub(crate) struct HistoryRow {
    row: RequestRow,
    steps: Vec<StepLine>,
}

/// What was typed into the form that asks for emergency access.
#[derive(Clone, Debug, Default)]
pub(crate) struct EmergencyForm {
    pub(crate) purpose: String,
    pub(crate) categories: Vec<String>,
    pub(crate) classes: Vec<String>,
    pub(crate) reason: String,
}

#[derive(Template)]
#[template(path = "grants.html")]
pub(crate) struct HistoryPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    rows: Vec<HistoryRow>,
    purposes: Vec<Choice>,
    categories: Vec<Choice>,
    classes: Vec<Choice>,
    form_reason: String,
    may_break: bool,
}

impl HistoryPage {
    pub(crate) fn new(
        f: Frame,
        on: &Engagement,
        requests: Vec<(Request, Vec<Step>)>,
        form: EmergencyForm,
        may_break: bool,
    ) -> Self {
        let (t, a) = (f.t(), f.a());
        let title = if requests.is_empty() { a.no_requests.to_owned() } else { f.n(a.n_requests, requests.len()) };
        let sealed: Vec<ColumnClass> =
            ColumnClass::ALL.iter().copied().filter(|class| *class != ColumnClass::Open).collect();
        let has = |list: &[String], word: &str| list.iter().any(|chosen| chosen == word);
        Self {
            t,
            a,
            rows: requests
                .into_iter()
                .map(|(request, steps)| HistoryRow {
                    row: request.into(),
                    steps: steps.iter().map(|step| step_line(a, step)).collect(),
                })
                .collect(),
            purposes: f.choices(&on.purposes, |word| form.purpose == word.as_str()),
            categories: f.choices(&on.categories, |word| has(&form.categories, word.as_str())),
            classes: f.choices(&sealed, |word| has(&form.classes, word.as_str())),
            form_reason: form.reason,
            may_break,
            f: f.titled(title),
        }
    }
}

pub(crate) async fn history(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&history_page(&visitor, id, EmergencyForm::default(), None).await?)
}

async fn history_page(
    visitor: &Visitor,
    id: EngagementId,
    form: EmergencyForm,
    problem: Option<Problem>,
) -> Result<HistoryPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let requests = views::request_history(&visitor.door, id).await?;
    let may_break = visitor.may(Action::BreakGlass, &it.engagement).await?;
    Ok(HistoryPage::new(f, &it.engagement, requests, form, may_break))
}

pub(crate) async fn break_glass(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match emergency(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::BreakGlass, done.receipt.as_ref(), &format!("/engagements/{id}/grants"))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = EmergencyForm {
                purpose: fields.owned("purpose"),
                categories: fields.all("categories"),
                classes: fields.all("classes"),
                reason: fields.owned("reason"),
            };
            show_again(&history_page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn emergency(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<Grant>> {
    let ask = BreakGlassAsk {
        engagement,
        purpose: fields.parse("purpose")?,
        categories: fields.parse_all("categories")?,
        classes: fields.parse_all("classes")?,
        reason: fields.owned("reason"),
    };
    actions::break_glass(&visitor.door, ask).await
}
