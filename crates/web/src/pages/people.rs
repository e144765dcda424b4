//! Who works on an engagement, and the grants that let them: asked for, approved by another person, dated.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, AskGrantAsk, AssignPersonAsk},
    views,
};
use bailee_model::{Action, ColumnClass, Engagement, EngagementId, Grant, GrantId, Person, Result, Role};
use jiff::Timestamp;

/// A grant with its person and what may be done about it.
pub(crate) struct GrantLine {
    pub(crate) grant: Grant,
    pub(crate) person: String,
    pub(crate) may_approve: bool,
    pub(crate) may_end: bool,
}

/// Somebody assigned.
pub(crate) struct PersonLine {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) since: Timestamp,
}

/// What was typed into the form that asks for a grant.
#[derive(Clone, Debug, Default)]
pub(crate) struct GrantForm {
    pub(crate) purpose: String,
    pub(crate) categories: Vec<String>,
    pub(crate) classes: Vec<String>,
    pub(crate) days: String,
    pub(crate) reason: String,
}

#[derive(Template)]
#[template(path = "people.html")]
pub(crate) struct PeoplePage {
    t: &'static Words,
    f: Frame,
    grants: Vec<GrantLine>,
    people: Vec<PersonLine>,
    purposes: Vec<Choice>,
    categories: Vec<Choice>,
    classes: Vec<Choice>,
    form_days: String,
    form_reason: String,
    candidates: Vec<Choice>,
    roles: Vec<Choice>,
    may_ask: bool,
    may_assign: bool,
}

impl PeoplePage {
    pub(crate) fn new(
        f: Frame,
        engagement: &Engagement,
        (grants, people): (Vec<GrantLine>, Vec<PersonLine>),
        form: GrantForm,
        (may_ask, candidates): (bool, Option<&[Person]>),
    ) -> Self {
        let t = f.t();
        let live = grants.iter().filter(|line| line.grant.is_live(f.now)).count();
        let title = f.fill2(t.title_people, f.n(t.n_people, people.len()), f.n(t.n_live_grants, live));
        let has = |list: &[String], word: &str| list.iter().any(|chosen| chosen == word);
        let classes: Vec<ColumnClass> =
            ColumnClass::ALL.iter().copied().filter(|class| *class != ColumnClass::Open).collect();
        Self {
            t,
            purposes: f.choices(&engagement.purposes, |word| form.purpose == word.as_str()),
            categories: f.choices(&engagement.categories, |word| has(&form.categories, word.as_str())),
            classes: f.choices(&classes, |word| has(&form.classes, word.as_str())),
            form_days: if form.days.is_empty() { "14".to_owned() } else { form.days },
            form_reason: form.reason,
            may_assign: candidates.is_some(),
            candidates: candidates
                .unwrap_or_default()
                .iter()
                .map(|person| Choice::new(person.id, &person.name, false))
                .collect(),
            roles: f.choices(Role::ALL, |role| role == Role::Consultant),
            may_ask,
            grants,
            people,
            f: f.titled(title),
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, GrantForm::default(), None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, form: GrantForm, problem: Option<Problem>) -> Result<PeoplePage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let mut lines = Vec::new();
    for (grant, person) in &it.grants {
        let open = grant.ended.is_none() && grant.expires_at.is_none_or(|until| f.now < until);
        lines.push(GrantLine {
            may_approve: open && grant.approved_at.is_none() && visitor.may(Action::ApproveGrant, grant).await?,
            may_end: open && visitor.may(Action::EndGrant, grant).await?,
            grant: grant.clone(),
            person: person.name.clone(),
        });
    }
    let people = it.people.iter().filter(|(assignment, _)| assignment.ended.is_none());
    let people = people.map(|(assignment, person)| PersonLine {
        name: person.name.clone(),
        role: assignment.role,
        since: assignment.since,
    });
    let lists = (lines, people.collect());
    let staff = if visitor.may(Action::AssignPerson, &it.engagement).await? {
        Some(views::candidates(&visitor.door, id).await?)
    } else {
        None
    };
    Ok(PeoplePage::new(f, &it.engagement, lists, form, (!visitor.door.is_client(), staff.as_deref())))
}

pub(crate) async fn ask(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match ask_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::AskGrant, done.receipt.as_ref(), &room(id))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = GrantForm {
                purpose: fields.owned("purpose"),
                categories: fields.all("categories"),
                classes: fields.all("classes"),
                days: fields.owned("days"),
                reason: fields.owned("reason"),
            };
            show_again(&page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn ask_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<bailee_app::Done<Grant>> {
    let ask = AskGrantAsk {
        engagement,
        purpose: fields.parse("purpose")?,
        categories: fields.parse_all("categories")?,
        classes: fields.parse_all("classes")?,
        days: fields.number("days")?,
        reason: fields.owned("reason"),
    };
    actions::ask_grant(&visitor.door, ask).await
}

pub(crate) async fn approve(
    Path((id, grant)): Path<(EngagementId, GrantId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    let done = actions::approve_grant(&visitor.door, grant).await?;
    Ok(visitor.done(Said::Approve, done.receipt.as_ref(), &room(id)))
}

pub(crate) async fn end(Path((id, grant)): Path<(EngagementId, GrantId)>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_grant(&visitor.door, grant).await?;
    Ok(visitor.done(Said::EndGrant, done.receipt.as_ref(), &room(id)))
}

pub(crate) async fn assign(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = AssignPersonAsk { engagement: id, person: fields.parse("person")?, role: fields.parse("role")? };
    let done = actions::assign_person(&visitor.door, ask).await?;
    Ok(visitor.done(Said::Assign, done.receipt.as_ref(), &room(id)))
}

fn room(id: EngagementId) -> String {
    format!("/engagements/{id}/people")
}
