//! The engagements somebody is assigned to, and the form that opens one.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use bailee_app::{
    Door,
    actions::{self, AddClientAsk, OpenEngagementAsk},
    views,
};
use bailee_model::{Category, Client, Engagement, EngagementId, EngagementState, Error, Purpose, Result, Role, say};
use jiff::Timestamp;

/// One engagement in the list.
pub(crate) struct EngagementLine {
    pub(crate) id: EngagementId,
    pub(crate) client: String,
    pub(crate) title: String,
    pub(crate) state: EngagementState,
    /// Since when an incident holds it.
    pub(crate) frozen: Option<Timestamp>,
    pub(crate) role: Option<Role>,
    pub(crate) holdings: u64,
    pub(crate) bytes: i64,
    pub(crate) gone_by: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "engagements.html")]
pub(crate) struct EngagementsPage {
    t: &'static Words,
    f: Frame,
    rows: Vec<EngagementLine>,
    may_open: bool,
}

impl EngagementsPage {
    pub(crate) fn new(f: Frame, rows: Vec<EngagementLine>, may_open: bool) -> Self {
        let t = f.t();
        let title =
            if rows.is_empty() { t.title_engagements_none.to_owned() } else { f.n(t.n_engagements, rows.len()) };
        Self { t, f: f.titled(title), rows, may_open }
    }
}

/// What was typed into the form, to be given back with its mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct EngagementForm {
    pub(crate) client: String,
    pub(crate) client_name: String,
    pub(crate) title: String,
    pub(crate) purposes: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) sealed: Vec<String>,
    pub(crate) nda_required: bool,
    pub(crate) regions: String,
    pub(crate) keep_days: String,
}

#[derive(Template)]
#[template(path = "engagement_new.html")]
pub(crate) struct NewEngagementPage {
    t: &'static Words,
    f: Frame,
    form: EngagementForm,
    clients: Vec<Choice>,
    purposes: Vec<Choice>,
    categories: Vec<Choice>,
    sealed: Vec<Choice>,
}

impl NewEngagementPage {
    pub(crate) fn new(f: Frame, form: EngagementForm, clients: &[Client]) -> Self {
        let t = f.t();
        let mut choices = vec![Choice::new("", t.a_new_client, form.client.is_empty())];
        choices.extend(
            clients.iter().map(|client| Choice::new(client.id, &client.name, client.id.to_string() == form.client)),
        );
        let purposes = f.choices(Purpose::ALL, |word| form.purposes.iter().any(|chosen| chosen == word.as_str()));
        let categories = f.choices(Category::ALL, |word| form.categories.iter().any(|chosen| chosen == word.as_str()));
        let sealed = f.choices(Category::ALL, |word| form.sealed.iter().any(|chosen| chosen == word.as_str()));
        Self { t, f: f.titled(t.open_engagement), form, clients: choices, purposes, categories, sealed }
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let rows = views::engagements(&visitor.door).await?;
    let may_open = views::clients(&visitor.door).await.is_ok();
    let lines = rows.into_iter().map(|row| EngagementLine {
        id: row.engagement.id,
        frozen: row.engagement.frozen_since(),
        client: row.client.name,
        title: row.engagement.title,
        state: row.engagement.state,
        role: row.role,
        holdings: row.holdings as u64,
        bytes: row.bytes,
        gone_by: row.engagement.delete_by.or(row.engagement.closed_at),
    });
    show(&EngagementsPage::new(visitor.frame().await?, lines.collect(), may_open))
}

pub(crate) async fn form(visitor: Visitor) -> Answer {
    let clients = views::clients(&visitor.door).await?;
    let sealed = [Category::Employees, Category::Secrets].map(|category| category.to_string()).to_vec();
    let keep_days = visitor.door.app.limits().deletion_days.to_string();
    let form = EngagementForm { keep_days, sealed, ..EngagementForm::default() };
    show(&NewEngagementPage::new(visitor.frame().await?, form, &clients))
}

pub(crate) async fn open(Posted { visitor, fields }: Posted) -> Answer {
    match open_it(&visitor.door, &fields).await {
        Ok(done) => Ok(visitor.done(Said::Open, done.receipt.as_ref(), &format!("/engagements/{}", done.id))),
        Err(error) => {
            let problem = put_right(error)?;
            let mut f = visitor.frame().await?;
            f.problems = vec![problem];
            let clients = views::clients(&visitor.door).await?;
            show_again(&NewEngagementPage::new(f, typed(&fields), &clients))
        }
    }
}

async fn open_it(door: &Door, fields: &Fields) -> Result<bailee_app::Done<Engagement>> {
    let (purposes, categories) = (fields.parse_all("purposes")?, fields.parse_all::<Category>("categories")?);
    // A box for a category that was not agreed says nothing.
    let mut sealed = fields.parse_all::<Category>("sealed")?;
    sealed.retain(|category| categories.contains(category));
    let keep_days = fields.number("keep_days")?;
    if fields.text("title").trim().is_empty() {
        return Err(Error::bad_input(say!("This is empty.")).hint(say!("Fill it in.")).on_field("title"));
    }
    let client = match fields.parse_some("client")? {
        Some(client) => client,
        None => {
            let name = fields.owned("client_name");
            actions::add_client(door, AddClientAsk { name, recipient: None })
                .await
                .map_err(|error| on(error, "client_name"))?
                .id
        }
    };
    let regions = fields
        .text("regions")
        .split(',')
        .map(|region| region.trim().to_owned())
        .filter(|region| !region.is_empty())
        .collect();
    actions::open_engagement(
        door,
        OpenEngagementAsk {
            client,
            title: fields.owned("title"),
            purposes,
            categories,
            regions,
            sealed,
            nda_required: fields.text("nda_required") == "yes",
            keep_days,
        },
    )
    .await
}

/// The same error at the field it has on this form.
fn on(error: Error, field: &str) -> Error {
    if error.kind() == bailee_model::ErrorKind::BadInput { error.on_field(field) } else { error }
}

fn typed(fields: &Fields) -> EngagementForm {
    EngagementForm {
        client: fields.owned("client"),
        client_name: fields.owned("client_name"),
        title: fields.owned("title"),
        purposes: fields.all("purposes"),
        categories: fields.all("categories"),
        sealed: fields.all("sealed"),
        nda_required: fields.text("nda_required") == "yes",
        regions: fields.owned("regions"),
        keep_days: fields.owned("keep_days"),
    }
}
