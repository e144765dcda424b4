//! The suppliers of one engagement: named by the firm, agreed to or objected to by the client (clause S7).

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    Done,
    actions::{self, AnswerObjectionAsk, NameSupplierAsk, ObjectToSupplierAsk},
    views::{self, PartState, PartView, SuppliersOn},
};
use bailee_model::{EngagementId, Involvement, InvolvementId, Result, SupplierKind};

/// What was typed into the form, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct NamingForm {
    pub(crate) supplier: String,
    pub(crate) categories: Vec<String>,
    pub(crate) purpose: String,
    pub(crate) region: String,
}

/// A part, with how it looks.
pub(crate) struct PartLine {
    pub(crate) it: PartView,
    pub(crate) look: (&'static str, &'static str),
    pub(crate) word: &'static str,
    pub(crate) is_tool: bool,
}

impl PartLine {
    pub(crate) fn new(f: &Frame, it: PartView) -> Self {
        let c = ClientWords::of(f.lang);
        let (look, word) = match it.state {
            PartState::Announced => (("due", "waiting"), c.state_announced),
            PartState::Objected => (("broken", "broken"), c.state_objected),
            PartState::Stands => (("kept", "kept"), c.state_stands),
            PartState::Ended => (("", "stopped"), c.state_ended),
        };
        Self { look, word, is_tool: it.supplier.kind == SupplierKind::Tool, it }
    }

    fn waits(&self) -> bool {
        matches!(self.it.state, PartState::Announced | PartState::Objected)
    }
}

#[derive(Template)]
#[template(path = "supplying.html")]
pub(crate) struct SupplyingPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    engagement: EngagementId,
    parts: Vec<PartLine>,
    may: (bool, bool, bool),
    candidates: Vec<Choice>,
    categories: Vec<Choice>,
    purposes: Vec<Choice>,
    region: String,
    notice: String,
}

impl SupplyingPage {
    pub(crate) fn new(f: Frame, on: SuppliersOn, form: NamingForm, notice: String) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let parts: Vec<PartLine> = on.parts.into_iter().map(|part| PartLine::new(&f, part)).collect();
        let waiting = parts.iter().filter(|part| part.waits()).count();
        let running = parts.iter().filter(|part| part.it.state == PartState::Stands).count();
        let title = match (waiting, running) {
            (0, 0) => c.title_parts_none.to_owned(),
            (0, running) => f.n(c.title_parts, running),
            (waiting, _) => f.n(c.title_parts_waiting, waiting),
        };
        let label = |each: &bailee_model::Supplier| format!("{} ({})", each.name, each.regions.join(", "));
        Self {
            t,
            c,
            engagement: on.engagement.id,
            may: (on.may_propose, on.may_agree, on.may_object),
            candidates: on
                .candidates
                .iter()
                .map(|each| Choice::new(each.id, label(each), form.supplier == each.id.to_string()))
                .collect(),
            categories: f
                .choices(&on.engagement.categories, |word| form.categories.iter().any(|each| each == word.as_str())),
            purposes: f.choices(&on.engagement.purposes, |word| form.purpose == word.as_str()),
            region: form.region,
            notice,
            f: f.titled(title),
            parts,
        }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, NamingForm::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    id: EngagementId,
    form: NamingForm,
    problem: Option<Problem>,
) -> Result<SupplyingPage> {
    let on = views::suppliers_on(&visitor.door, id).await?;
    let (mut f, _) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let notice = measure(visitor, "tool_notice_days");
    Ok(SupplyingPage::new(f, on, form, notice))
}

/// A measure in force, as it is said in the reader's language.
pub(crate) fn measure(visitor: &Visitor, name: &str) -> String {
    say(visitor.door.app.limits(), name, visitor.lang)
}

/// A measure in force, in a language.
pub(crate) fn say(limits: bailee_app::Limits, name: &str, lang: crate::Lang) -> String {
    match (bailee_app::parameter(name), limits.get(name)) {
        (Some(parameter), Some(value)) => parameter.say(value, lang.tag()),
        _ => String::new(),
    }
}

pub(crate) async fn name(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match name_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::NameSupplier, done.receipt.as_ref(), &room(id))),
        Err(error) => {
            let problem = put_right(error)?;
            let form = NamingForm {
                supplier: fields.owned("supplier"),
                categories: fields.all("categories"),
                purpose: fields.owned("purpose"),
                region: fields.owned("region"),
            };
            show_again(&page(&visitor, id, form, Some(problem)).await?)
        }
    }
}

async fn name_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<Done<Involvement>> {
    // Whoever may not know of the engagement is told so before their form is looked at.
    views::suppliers_on(&visitor.door, engagement).await?;
    let ask = NameSupplierAsk {
        engagement,
        supplier: fields.parse("supplier")?,
        categories: fields.parse_all("categories")?,
        purpose: fields.parse("purpose")?,
        region: fields.owned("region"),
    };
    actions::name_supplier(&visitor.door, ask).await
}

fn room(engagement: EngagementId) -> String {
    format!("/engagements/{engagement}/suppliers")
}

pub(crate) async fn agree(Path(id): Path<InvolvementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::agree_supplier(&visitor.door, id).await?;
    Ok(visitor.done(Said::AgreeSupplier, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn object(Path(involvement): Path<InvolvementId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = ObjectToSupplierAsk { involvement, reason: fields.owned("reason") };
    let done = actions::object_to_supplier(&visitor.door, ask).await?;
    Ok(visitor.done(Said::ObjectSupplier, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn answer(Path(involvement): Path<InvolvementId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = AnswerObjectionAsk { involvement, answer: fields.owned("answer") };
    let done = actions::answer_objection(&visitor.door, ask).await?;
    Ok(visitor.done(Said::Answered, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn use_it(Path(id): Path<InvolvementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::use_tool(&visitor.door, id).await?;
    Ok(visitor.done(Said::UseTool, done.receipt.as_ref(), &room(done.engagement)))
}

pub(crate) async fn end(Path(id): Path<InvolvementId>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_involvement(&visitor.door, id).await?;
    Ok(visitor.done(Said::EndInvolvement, done.receipt.as_ref(), &room(done.engagement)))
}
