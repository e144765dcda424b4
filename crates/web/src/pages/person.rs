//! One person: how they stand, what hangs off them, and how that ends. What would end is told by number before it does.

use super::firm_people::Invited;
use crate::{
    fields::{Fields, Posted},
    format,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{PeopleWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, DepartPersonAsk, ReinstatePersonAsk, SuspendPersonAsk},
    views::{self, Life, PersonView},
};
use bailee_model::{Error, PersonId, Result, Standing, say};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndForm {
    pub(crate) left_at: String,
    pub(crate) reason: String,
}

#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct PersonPage {
    t: &'static Words,
    p_: &'static PeopleWords,
    f: Frame,
    it: PersonView,
    /// What would end, in words.
    ends: Vec<String>,
    may_suspend: bool,
    may_reinstate: bool,
    may_depart: bool,
    may_renew: bool,
    invited: Option<Invited>,
    form: EndForm,
}

impl PersonPage {
    pub(crate) fn new(f: Frame, it: PersonView, own: bool, form: EndForm, invited: Option<Invited>) -> Self {
        let (t, p_) = (f.t(), f.p());
        let officer = f.me.as_ref().is_some_and(|me| me.standing == Standing::Officer);
        let may = officer && !own && !it.last_officer;
        let left_at = if form.left_at.is_empty() { typed(f.now) } else { form.left_at };
        Self {
            t,
            p_,
            ends: ends(&f, &it),
            may_suspend: may && matches!(it.life, Life::Active | Life::Inert),
            may_reinstate: officer && it.life == Life::Suspended,
            may_depart: may && it.life != Life::Departed,
            may_renew: officer && it.life == Life::Invited,
            invited,
            form: EndForm { left_at, reason: form.reason },
            f: f.titled(it.person.name.clone()),
            it,
        }
    }

    fn time(&self, time: &SignedDuration) -> String {
        format::duration(*time)
    }
}

fn ends(f: &Frame, it: &PersonView) -> Vec<String> {
    let (p, end) = (f.p(), it.would_end);
    let parts = [
        (p.n_sessions, end.sessions),
        (p.n_tokens, end.tokens),
        (p.n_assignments, end.assignments),
        (p.n_grants, end.grants),
        (p.n_devices, end.devices),
        (p.n_passkeys, end.passkeys),
        (p.n_rotations, end.rotations),
    ];
    parts.into_iter().map(|(forms, number)| f.n(forms, number)).collect()
}

/// An instant as a browser's field for one writes it, in UTC.
fn typed(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).datetime().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What was typed; empty means now. The field knows minutes only: the present one is not ahead.
fn left_at(fields: &Fields, now: Timestamp) -> Result<Timestamp> {
    let text = fields.text("left_at").trim();
    if text.is_empty() || text == typed(now) {
        return Ok(now);
    }
    let read = text.parse::<DateTime>().and_then(|at| at.to_zoned(TimeZone::UTC));
    read.map(|at| at.timestamp()).map_err(|_| {
        Error::bad_input(say!("This is not a moment."))
            .hint(say!("Write it as 2026-03-02T17:30, in UTC."))
            .on_field("left_at")
    })
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<PersonId>) -> Answer {
    show(&page(&visitor, id, EndForm::default(), None, None).await?)
}

async fn page(
    visitor: &Visitor,
    id: PersonId,
    form: EndForm,
    invited: Option<Invited>,
    problem: Option<Problem>,
) -> Result<PersonPage> {
    let it = views::person(&visitor.door, id).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    Ok(PersonPage::new(f, it, id == visitor.door.who.id, form, invited))
}

pub(crate) async fn suspend(Path(person): Path<PersonId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = SuspendPersonAsk { person, reason: fields.owned("reason") };
    let done = actions::suspend_person(&visitor.door, ask).await.map(|done| done.receipt);
    told(&visitor, person, &fields, Said::Suspend, done).await
}

pub(crate) async fn reinstate(Path(person): Path<PersonId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = ReinstatePersonAsk { person, reason: fields.owned("reason") };
    let done = actions::reinstate_person(&visitor.door, ask).await.map(|done| done.receipt);
    told(&visitor, person, &fields, Said::Reinstate, done).await
}

pub(crate) async fn depart(Path(person): Path<PersonId>, Posted { visitor, fields }: Posted) -> Answer {
    let done = match left_at(&fields, visitor.door.now()) {
        Ok(left_at) => {
            let ask = DepartPersonAsk { person, left_at, reason: fields.owned("reason") };
            actions::depart_person(&visitor.door, ask).await.map(|done| done.receipt)
        }
        Err(error) => Err(error),
    };
    told(&visitor, person, &fields, Said::Depart, done).await
}

async fn told(
    visitor: &Visitor,
    person: PersonId,
    fields: &Fields,
    said: Said,
    done: Result<Option<bailee_model::Receipt>>,
) -> Answer {
    match done {
        Ok(receipt) => Ok(visitor.done(said, receipt.as_ref(), &format!("/people/{person}"))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = EndForm { left_at: fields.owned("left_at"), reason: fields.owned("reason") };
            show_again(&page(visitor, person, form, None, Some(problem)).await?)
        }
    }
}

/// Answers the form itself: the code must be in no address, cookie or history.
pub(crate) async fn renew(Path(person): Path<PersonId>, Posted { visitor, .. }: Posted) -> Answer {
    let made = actions::renew_invitation(&visitor.door, person).await?.value;
    let invited = Invited { name: made.person.name, code: made.code, until: made.until };
    show(&page(&visitor, person, EndForm::default(), Some(invited), None).await?)
}
