//! An engagement's checkouts: what is on devices, who asks, and what was never confirmed.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ExitWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, AskCheckoutAsk},
    views::{self, CheckoutView},
};
use bailee_model::{CheckoutId, EngagementId, Error, HoldingKind, HoldingState, Result};

/// What was typed into the form, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckoutForm {
    pub(crate) holding: String,
    pub(crate) reason: String,
    pub(crate) hours: String,
    pub(crate) region: String,
}

/// How a checkout stands: status, icon and word.
pub(crate) struct Stands {
    pub(crate) class: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) word: &'static str,
    /// Whether it may be taken now.
    pub(crate) ready: bool,
}

#[derive(Template)]
#[template(path = "checkouts.html")]
pub(crate) struct CheckoutsPage {
    t: &'static Words,
    x: &'static ExitWords,
    f: Frame,
    rows: Vec<(CheckoutView, Stands)>,
    files: Vec<Choice>,
    hours_help: String,
    form: CheckoutForm,
}

impl CheckoutsPage {
    pub(crate) fn new(f: Frame, rows: Vec<CheckoutView>, files: Vec<Choice>, most: i64, form: CheckoutForm) -> Self {
        let (t, x) = (f.t(), ExitWords::of(f.lang));
        let out = rows.iter().filter(|row| row.checkout.is_out()).count();
        let title = if out == 0 { x.title_checkouts_none.to_owned() } else { f.n(x.title_checkouts_out, out) };
        let rows = rows.into_iter().map(|row| {
            let stands = stands(&f, x, &row);
            (row, stands)
        });
        Self { t, x, rows: rows.collect(), files, hours_help: f.fill(x.hours_help, most), form, f: f.titled(title) }
    }
}

fn stands(f: &Frame, x: &'static ExitWords, row: &CheckoutView) -> Stands {
    let it = &row.checkout;
    let (class, icon, word) = match () {
        () if it.is_unconfirmed() => ("broken", "broken", x.stands_unconfirmed),
        () if it.returned_at.is_some() => ("kept", "kept", x.stands_returned),
        () if it.ended_why.is_some() => ("", "waiting", it.ended_why.map_or("", |why| f.say(why))),
        () if row.overdue => ("broken", "broken", x.stands_overdue),
        () if it.is_out() => ("due", "due", x.stands_out),
        () if it.approved_at.is_some() => ("", "running", x.stands_approved),
        () => ("", "waiting", x.stands_asked),
    };
    Stands { class, icon, word, ready: it.is_ready(f.now) }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, CheckoutForm::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    id: EngagementId,
    form: CheckoutForm,
    problem: Option<Problem>,
) -> Result<CheckoutsPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let rows = views::checkouts(&visitor.door, id).await?;
    let leaves = |kind| !matches!(kind, HoldingKind::Table | HoldingKind::Credential);
    let held = it.holdings.iter().filter(|each| each.state == HoldingState::Held && leaves(each.kind));
    // The client asks for nothing here: what is theirs goes back by another way.
    let files = match visitor.door.is_client() {
        true => Vec::new(),
        false => held.map(|each| Choice::new(each.id, &each.name, form.holding == each.id.to_string())).collect(),
    };
    Ok(CheckoutsPage::new(f, rows, files, visitor.door.app.limits().checkout_hours, form))
}

fn home(id: EngagementId) -> String {
    format!("/engagements/{id}/checkouts")
}

pub(crate) async fn ask(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    // Who may not know of the engagement hears so before their form is looked at.
    visitor.enter(id).await?;
    match ask_it(&visitor, id, &fields).await {
        Ok(response) => Ok(response),
        Err(error) => {
            let problem = put_right(error)?;
            let form = CheckoutForm {
                holding: fields.owned("holding"),
                reason: fields.owned("reason"),
                hours: fields.owned("hours"),
                region: fields.owned("region"),
            };
            show_again(&page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn ask_it(visitor: &Visitor, id: EngagementId, fields: &Fields) -> Result<axum::response::Response> {
    let ask = AskCheckoutAsk {
        engagement: id,
        holding: fields.parse("holding")?,
        reason: fields.owned("reason"),
        hours: fields.number("hours")?.into(),
        region: fields.owned("region"),
    };
    let done = actions::ask_checkout(&visitor.door, ask).await?;
    Ok(visitor.done(Said::AskCheckout, done.receipt.as_ref(), &home(id)))
}

pub(crate) async fn approve(
    Path((id, checkout)): Path<(EngagementId, CheckoutId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    require_of(&visitor, id, checkout).await?;
    let done = actions::approve_checkout(&visitor.door, checkout).await?;
    Ok(visitor.done(Said::ApproveCheckout, done.receipt.as_ref(), &home(id)))
}

pub(crate) async fn refuse(
    Path((id, checkout)): Path<(EngagementId, CheckoutId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    require_of(&visitor, id, checkout).await?;
    let done = actions::refuse_checkout(&visitor.door, checkout).await?;
    Ok(visitor.done(Said::EndCheckout, done.receipt.as_ref(), &home(id)))
}

pub(crate) async fn end(
    Path((id, checkout)): Path<(EngagementId, CheckoutId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    require_of(&visitor, id, checkout).await?;
    let done = actions::end_checkout(&visitor.door, checkout).await?;
    Ok(visitor.done(Said::EndCheckout, done.receipt.as_ref(), &home(id)))
}

/// An address names the engagement that the checkout is of, or nothing.
async fn require_of(visitor: &Visitor, id: EngagementId, checkout: CheckoutId) -> Result<()> {
    let found = views::checkout(&visitor.door, checkout).await?;
    if found.checkout.engagement == id { Ok(()) } else { Err(Error::not_found()) }
}
