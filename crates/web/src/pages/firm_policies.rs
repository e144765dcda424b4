//! The firm's policies for its own people: drafts and what stands in their way, publishing, and reviews.

use super::{firm_agreements::keep_typed, policies::day};
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    markdown,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, show, show_again},
    words::{PolicyWords, Say, Words},
};
use askama::Template;
use axum::{extract::Path, response::IntoResponse};
use bailee_app::{
    actions::{
        self, AcceptWordAsk, ClosePolicyReviewAsk, DraftPolicyAsk, EditPolicyAsk, OpenPolicyReviewAsk, PublishOne,
        PublishPoliciesAsk, ReviewPolicyAsk, SubmitPolicyAsk,
    },
    policies::{promise_name as name_of, values::say_day},
    views::{self, DraftView, FirmPolicies, PolicyRow},
};
use bailee_model::{
    Error, Person, PolicyReviewCause, PolicyReviewId, PolicyState, PolicyVersion, PolicyVersionId, Result, Text,
    Wording,
};

/// Where all of it starts.
const ROOM: &str = "/firm/policies";

struct RowLine {
    title: String,
    slug: String,
    current: Option<(String, String)>,
    draft: Option<DraftLine>,
    due: Option<Markup>,
    late: bool,
    signed: Option<String>,
}

struct DraftLine {
    id: PolicyVersionId,
    state: &'static str,
    number: String,
    problems: String,
    approved: bool,
}

struct ReviewLine {
    id: PolicyReviewId,
    policy: String,
    cause: &'static str,
    about: String,
    opened: Markup,
    due: Markup,
    late: bool,
    outcome: Option<String>,
    note: String,
    draft: Option<PolicyVersionId>,
}

#[derive(Template)]
#[template(path = "firm_policies.html")]
pub(crate) struct FirmPoliciesPage {
    t: &'static Words,
    w: &'static PolicyWords,
    f: Frame,
    rows: Vec<RowLine>,
    reviews: Vec<ReviewLine>,
    unkept: Vec<String>,
    causes: Vec<Choice>,
    reason: String,
    may_edit: bool,
    may_publish: bool,
}

impl FirmPoliciesPage {
    /// Whether there is anything that could be published.
    fn drafted(&self) -> bool {
        self.rows.iter().any(|row| row.draft.is_some())
    }

    pub(crate) fn new(f: Frame, it: &FirmPolicies, reason: String) -> Self {
        let w = PolicyWords::of(f.lang);
        let causes = [PolicyReviewCause::Law, PolicyReviewCause::Service, PolicyReviewCause::Firm];
        Self {
            t: f.t(),
            w,
            rows: it.policies.iter().map(|row| row_line(&f, row)).collect(),
            reviews: it.policies.iter().flat_map(|row| review_lines(&f, row)).collect(),
            unkept: it.unkept.iter().map(|slug| name_of(slug, f.lang.tag())).collect(),
            causes: causes.iter().map(|each| Choice::new(each, each.say(f.lang), false)).collect(),
            reason,
            may_edit: it.may_edit,
            may_publish: it.may_publish,
            f: f.titled(w.firm_policies),
        }
    }
}

fn row_line(f: &Frame, row: &PolicyRow) -> RowLine {
    let (w, tag) = (PolicyWords::of(f.lang), f.lang.tag());
    let current = row.current.as_ref().and_then(|it| Some((it.number.clone()?, say_day(it.effective?, tag))));
    let draft = row.draft.as_ref().map(|(draft, problems)| DraftLine {
        id: draft.id,
        state: draft.state.say(f.lang),
        number: draft.number.clone().unwrap_or_default(),
        problems: if *problems == 0 { w.no_problems.to_owned() } else { f.n(w.n_problems, *problems) },
        approved: draft.state == PolicyState::Approved,
    });
    RowLine {
        title: row.title.clone(),
        slug: row.policy.slug.clone(),
        current,
        draft,
        due: row.due.map(|at| f.day(at)),
        late: row.due.is_some_and(|at| at < f.now),
        signed: row.signed.map(|(have, all)| f.fill2(w.signed_of, have, all)),
    }
}

fn review_lines(f: &Frame, row: &PolicyRow) -> Vec<ReviewLine> {
    let line = |(review, by): &(bailee_model::PolicyReview, Option<String>)| {
        let outcome = review.outcome.map(|it| it.say(f.lang).to_owned());
        ReviewLine {
            id: review.id,
            policy: row.title.clone(),
            cause: review.cause.say(f.lang),
            about: review.about.clone(),
            opened: f.day(review.opened_at),
            due: f.day(review.due),
            late: review.closed_at.is_none() && review.due < f.now,
            outcome: outcome.map(|it| by.as_ref().map_or(it.clone(), |by| format!("{it} ({by})"))),
            note: review.note.clone(),
            draft: row.draft.as_ref().map(|(draft, _)| draft.id),
        }
    };
    row.reviews.iter().map(line).collect()
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let it = views::firm_policies(&visitor.door).await?;
    show(&FirmPoliciesPage::new(visitor.frame().await?, &it, String::new()))
}

/// The list again, with what has to be put right: a sentence a line, where there are several.
async fn list_again(visitor: &Visitor, error: Error, reason: String) -> Answer {
    let problem = keep_typed(error)?;
    let it = views::firm_policies(&visitor.door).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(lines(&problem));
    show_again(&FirmPoliciesPage::new(f, &it, reason))
}

fn lines(problem: &Problem) -> Vec<Problem> {
    let of = |message: &str| Problem { field: problem.field.clone(), message: Text::told(message), hint: None };
    let mut all: Vec<Problem> = problem.message.english().lines().map(of).collect();
    if let Some(last) = all.last_mut() {
        last.hint.clone_from(&problem.hint);
    }
    all
}

pub(crate) async fn begin(Posted { visitor, fields }: Posted) -> Answer {
    let ask = DraftPolicyAsk { slug: fields.owned("slug"), texts: Vec::new() };
    match actions::draft_policy(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::PolicyDrafted, done.receipt.as_ref(), &page_of(done.id))),
        Err(error) => list_again(&visitor, error, String::new()).await,
    }
}

pub(crate) async fn publish(Posted { visitor, fields }: Posted) -> Answer {
    let versions = match fields.parse_all::<PolicyVersionId>("version") {
        Ok(all) => all.into_iter().map(|version| PublishOne { version, number: None, effective: None }).collect(),
        Err(error) => return list_again(&visitor, error, String::new()).await,
    };
    match actions::publish_policies(&visitor.door, PublishPoliciesAsk { versions }).await {
        Ok(done) => Ok(visitor.done(Said::Publish, done.receipt.as_ref(), ROOM)),
        Err(error) => list_again(&visitor, error, String::new()).await,
    }
}

pub(crate) async fn open_review(Posted { visitor, fields }: Posted) -> Answer {
    let opened = match fields.parse("cause") {
        Ok(cause) => {
            let ask = OpenPolicyReviewAsk { cause, reason: fields.owned("reason") };
            actions::open_policy_review(&visitor.door, ask).await
        }
        // Who may not open one hears that, whatever they typed.
        Err(error) => views::may_write_policies(&visitor.door).await.and(Err(error)),
    };
    match opened {
        Ok(done) => Ok(visitor.done(Said::PolicyReviewOpened, done.receipt.as_ref(), ROOM)),
        Err(error) => list_again(&visitor, error, fields.owned("reason")).await,
    }
}

pub(crate) async fn close_review(Path(review): Path<PolicyReviewId>, Posted { visitor, fields }: Posted) -> Answer {
    let draft = fields.parse_some::<PolicyVersionId>("draft")?;
    let ask = ClosePolicyReviewAsk { review, draft, note: fields.owned("note") };
    match actions::close_policy_review(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::PolicyReviewClosed, done.receipt.as_ref(), ROOM)),
        Err(error) => list_again(&visitor, error, String::new()).await,
    }
}

/// The draft's page.
fn page_of(version: PolicyVersionId) -> String {
    format!("{ROOM}/drafts/{version}")
}

struct ProblemLine {
    place: String,
    says: String,
    /// The clause and the word, when somebody may let it stand.
    word: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "policy_draft.html")]
pub(crate) struct PolicyDraftPage {
    t: &'static Words,
    w: &'static PolicyWords,
    f: Frame,
    it: DraftView,
    state: &'static str,
    by: String,
    problems: Vec<ProblemLine>,
    read: Vec<(String, Markup)>,
    readers: Vec<Choice>,
    form: DraftForm,
}

/// What was typed into the form of a draft.
#[derive(Clone, Debug, Default)]
pub(crate) struct DraftForm {
    english: String,
    french: String,
    number: String,
    effective: String,
    contact: String,
    material: bool,
    summary: String,
}

impl DraftForm {
    pub(crate) fn of(version: &PolicyVersion) -> Self {
        Self {
            english: version.text("en").unwrap_or_default().to_owned(),
            french: version.text("fr").unwrap_or_default().to_owned(),
            number: version.number.clone().unwrap_or_default(),
            effective: version.effective.map(|day| day.to_string()).unwrap_or_default(),
            contact: version.contact.clone(),
            material: version.material,
            summary: version.summary.clone(),
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            english: fields.owned("en"),
            french: fields.owned("fr"),
            number: fields.owned("number"),
            effective: fields.owned("effective"),
            contact: fields.owned("contact"),
            material: fields.text("material") == "yes",
            summary: fields.owned("summary"),
        }
    }

    fn ask(self, version: PolicyVersionId) -> Result<EditPolicyAsk> {
        let text = |language: &str, text: String| Wording { language: language.to_owned(), text };
        Ok(EditPolicyAsk {
            version,
            effective: day(&self.effective)?,
            texts: vec![text("en", self.english), text("fr", self.french)],
            number: Some(self.number),
            contact: self.contact,
            material: self.material,
            summary: self.summary,
        })
    }
}

impl PolicyDraftPage {
    pub(crate) fn new(f: Frame, it: DraftView, form: DraftForm) -> Self {
        let (w, tag) = (PolicyWords::of(f.lang), f.lang.tag());
        let problems = it.problems.iter().map(|each| ProblemLine {
            place: each.place(tag),
            says: each.say(tag),
            word: each.fault.may_be_accepted().map(|word| (each.clause.clone().unwrap_or_default(), word)),
        });
        let any = std::iter::once(Choice::new("", w.any_officer, true));
        let readers = any.chain(it.readers.iter().map(|each: &Person| Choice::new(each.id, &each.name, false)));
        Self {
            t: f.t(),
            w,
            state: it.version.state.say(f.lang),
            by: it.author.clone().unwrap_or_else(|| w.with_installation.to_owned()),
            problems: problems.collect(),
            read: it.read.iter().map(|(language, text)| (language.clone(), markdown::render(text, 2))).collect(),
            readers: readers.collect(),
            f: {
                let title = f.fill(w.draft_of, &it.policy.slug);
                f.titled(title)
            },
            form,
            it,
        }
    }
}

pub(crate) async fn draft(Path(id): Path<PolicyVersionId>, visitor: Visitor) -> Answer {
    let it = views::policy_draft(&visitor.door, id).await?;
    let form = DraftForm::of(&it.version);
    show(&PolicyDraftPage::new(visitor.frame().await?, it, form))
}

async fn draft_again(visitor: &Visitor, id: PolicyVersionId, error: Error, form: Option<DraftForm>) -> Answer {
    let problem = keep_typed(error)?;
    let it = views::policy_draft(&visitor.door, id).await?;
    let form = form.unwrap_or_else(|| DraftForm::of(&it.version));
    let mut f = visitor.frame().await?;
    f.problems.push(problem);
    show_again(&PolicyDraftPage::new(f, it, form))
}

pub(crate) async fn save(Path(id): Path<PolicyVersionId>, Posted { visitor, fields }: Posted) -> Answer {
    let form = DraftForm::sent(&fields);
    let saved = match form.clone().ask(id) {
        Ok(ask) => actions::edit_policy(&visitor.door, ask).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(done) => Ok(visitor.done(Said::PolicySaved, done.receipt.as_ref(), &page_of(id))),
        Err(error) => draft_again(&visitor, id, error, Some(form)).await,
    }
}

pub(crate) async fn accept(Path(id): Path<PolicyVersionId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = AcceptWordAsk {
        version: id,
        clause: fields.owned("clause"),
        word: fields.owned("word"),
        reason: fields.owned("reason"),
    };
    match actions::accept_word(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::PolicySaved, done.receipt.as_ref(), &page_of(id))),
        Err(error) => draft_again(&visitor, id, error, None).await,
    }
}

pub(crate) async fn submit(Path(id): Path<PolicyVersionId>, Posted { visitor, fields }: Posted) -> Answer {
    let reader = fields.parse_some("reader")?;
    match actions::submit_policy(&visitor.door, SubmitPolicyAsk { version: id, reader }).await {
        Ok(done) => Ok(visitor.done(Said::PolicySubmitted, done.receipt.as_ref(), &page_of(id))),
        Err(error) => draft_again(&visitor, id, error, None).await,
    }
}

pub(crate) async fn review(Path(id): Path<PolicyVersionId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = ReviewPolicyAsk { version: id, agree: fields.text("agree") == "yes", remark: fields.owned("remark") };
    match actions::review_policy(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::PolicyRead, done.receipt.as_ref(), &page_of(id))),
        Err(error) => draft_again(&visitor, id, error, None).await,
    }
}

pub(crate) async fn withdraw(Path(id): Path<PolicyVersionId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::withdraw_policy(&visitor.door, id).await?;
    Ok(visitor.done(Said::PolicyWithdrawn, done.receipt.as_ref(), ROOM).into_response())
}
