//! The organisations that work for the firm: subcontractors with their people, and tools.

use super::supplying::PartLine;
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{ClientWords, PeopleWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    Done,
    actions::{self, AddSupplierAsk, EndSupplierAsk},
    views::{self, PartState, PartView},
};
use bailee_model::{Person, PersonState, Result, Standing, Supplier, SupplierId, SupplierKind};

/// What was typed into the form that adds a supplier.
#[derive(Clone, Debug, Default)]
pub(crate) struct SupplierForm {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) regions: String,
}

/// A supplier and its people who have not left.
pub(crate) struct SupplierLine {
    pub(crate) supplier: Supplier,
    pub(crate) people: Vec<Person>,
}

#[derive(Template)]
#[template(path = "suppliers.html")]
pub(crate) struct SuppliersPage {
    t: &'static Words,
    p_: &'static PeopleWords,
    f: Frame,
    lines: Vec<SupplierLine>,
    kinds: Vec<Choice>,
    form: SupplierForm,
    may: bool,
    c: &'static ClientWords,
    /// On whose data they work.
    parts: Vec<PartLine>,
}

impl SuppliersPage {
    pub(crate) fn new(
        f: Frame,
        suppliers: Vec<(Supplier, Vec<Person>)>,
        parts: Vec<PartView>,
        form: SupplierForm,
    ) -> Self {
        let (t, p_) = (f.t(), f.p());
        let mut lines: Vec<SupplierLine> = suppliers
            .into_iter()
            .map(|(supplier, mut people)| {
                people.retain(|person| person.state != PersonState::Departed);
                SupplierLine { supplier, people }
            })
            .collect();
        lines.sort_by_key(|line| line.supplier.ended.is_some());
        let running = lines.iter().filter(|line| line.supplier.ended.is_none()).count();
        let title = if running == 0 { p_.title_suppliers_none.to_owned() } else { f.n(p_.n_suppliers, running) };
        Self {
            t,
            p_,
            c: f.c(),
            parts: parts.into_iter().map(|part| PartLine::new(&f, part)).collect(),
            kinds: f.choices(SupplierKind::ALL, |word| form.kind == word.as_str()),
            may: f.me.as_ref().is_some_and(|me| me.standing == Standing::Officer),
            f: f.titled(title),
            lines,
            form,
        }
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    show(&page(&visitor, SupplierForm::default(), None).await?)
}

async fn page(visitor: &Visitor, form: SupplierForm, problem: Option<Problem>) -> Result<SuppliersPage> {
    let suppliers = views::suppliers(&visitor.door).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let parts = views::supplier_register(&visitor.door).await?;
    Ok(SuppliersPage::new(f, suppliers, parts, form))
}

pub(crate) async fn add(Posted { visitor, fields }: Posted) -> Answer {
    match add_it(&visitor, &fields).await {
        Ok(done) => Ok(visitor.done(Said::Supplier, done.receipt.as_ref(), "/suppliers")),
        Err(error) => {
            let problem = put_right(error)?;
            let form = SupplierForm {
                kind: fields.owned("kind"),
                name: fields.owned("name"),
                contact: fields.owned("contact"),
                regions: fields.owned("regions"),
            };
            show_again(&page(&visitor, form, Some(problem)).await?)
        }
    }
}

async fn add_it(visitor: &Visitor, fields: &Fields) -> Result<Done<Supplier>> {
    // Whoever may not see suppliers is told so before their form is looked at.
    views::suppliers(&visitor.door).await?;
    let ask = AddSupplierAsk {
        kind: fields.parse("kind")?,
        name: fields.owned("name"),
        contact: fields.owned("contact"),
        regions: fields
            .text("regions")
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    actions::add_supplier(&visitor.door, ask).await
}

pub(crate) async fn end(Path(supplier): Path<SupplierId>, Posted { visitor, fields }: Posted) -> Answer {
    let ask = EndSupplierAsk { supplier, reason: fields.owned("reason") };
    match actions::end_supplier(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::EndSupplier, done.receipt.as_ref(), "/suppliers")),
        Err(error) => show_again(&page(&visitor, SupplierForm::default(), Some(put_right(error)?)).await?),
    }
}
