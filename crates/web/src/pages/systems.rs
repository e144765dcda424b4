//! The client's environments and their credentials.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{PeopleWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, AddSystemAsk, StoreCredentialAsk},
    views::{self, AccountsView, Overview, RotationView},
};
use bailee_model::{Action, EngagementId, Environment, Result, System, SystemId, SystemKind};
use zeroize::Zeroizing;

/// What was typed into the form that adds a system.
#[derive(Clone, Debug, Default)]
pub(crate) struct SystemForm {
    pub(crate) name: String,
    pub(crate) environment: String,
    pub(crate) kind: String,
    pub(crate) url: String,
    pub(crate) region: String,
    pub(crate) database: String,
    pub(crate) login: String,
}

/// A system, and whether somebody but who added it says that it is the client's.
pub(crate) struct SystemLine {
    pub(crate) system: System,
    /// By whom it is confirmed, by name.
    pub(crate) confirmed: Option<String>,
    pub(crate) may_confirm: bool,
    /// Whether the reader may ask for the replacement of its credential.
    pub(crate) may_rotate: bool,
}

#[derive(Template)]
#[template(path = "systems.html")]
pub(crate) struct SystemsPage {
    t: &'static Words,
    p_: &'static PeopleWords,
    f: Frame,
    systems: Vec<SystemLine>,
    environments: Vec<Choice>,
    kinds: Vec<Choice>,
    form: SystemForm,
    may_add: bool,
    may_store: bool,
    rotations: Vec<RotationView>,
    accounts: Vec<AccountsView>,
}

impl SystemsPage {
    pub(crate) fn new(
        f: Frame,
        systems: Vec<SystemLine>,
        (rotations, accounts): (Vec<RotationView>, Vec<AccountsView>),
        form: SystemForm,
        (may_add, may_store): (bool, bool),
    ) -> Self {
        let (t, p_) = (f.t(), f.p());
        let title = if systems.is_empty() { t.title_systems_none.to_owned() } else { f.n(t.n_systems, systems.len()) };
        // Test comes first: the safest choice is the default.
        let environments =
            f.choices(&[Environment::Test, Environment::Production], |word| form.environment == word.as_str());
        let kinds = f.choices(SystemKind::ALL, |word| form.kind == word.as_str());
        Self { t, p_, f: f.titled(title), systems, environments, kinds, form, may_add, may_store, rotations, accounts }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    show(&page(&visitor, id, SystemForm::default(), None).await?)
}

async fn page(visitor: &Visitor, id: EngagementId, form: SystemForm, problem: Option<Problem>) -> Result<SystemsPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let may = (visitor.may(Action::AddSystem, &it.engagement).await?, !visitor.door.is_client());
    let outside = (views::rotations_on(&visitor.door, id).await?, views::accounts_on(&visitor.door, id).await?);
    Ok(SystemsPage::new(f, lines(visitor, it).await?, outside, form, may))
}

/// The page once more, with what has to be put right.
pub(super) async fn again(visitor: &Visitor, id: EngagementId, problem: Problem) -> Result<SystemsPage> {
    page(visitor, id, SystemForm::default(), Some(problem)).await
}

/// An engagement's systems, each with whether the reader may confirm it.
pub(super) async fn lines(visitor: &Visitor, it: Overview) -> Result<Vec<SystemLine>> {
    let mut lines = Vec::new();
    for system in it.systems {
        let confirmed = system.confirmed_by.map(|by| {
            let on_it = it.people.iter().find(|(_, person)| person.id == by);
            // Whoever confirms and is not on the engagement stands for the client.
            on_it.map_or_else(|| it.client.name.clone(), |(_, person)| person.name.clone())
        });
        let may_confirm = confirmed.is_none() && visitor.may(Action::ConfirmSystem, &system).await?;
        let may_rotate = system.credential.is_some() && visitor.may(Action::RotateCredential, &system).await?;
        lines.push(SystemLine { system, confirmed, may_confirm, may_rotate });
    }
    Ok(lines)
}

pub(crate) async fn add(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    match add_it(&visitor, id, &fields).await {
        Ok(done) => Ok(visitor.done(Said::System, done.receipt.as_ref(), &format!("/engagements/{id}/systems"))),
        Err(error) => {
            let problem = put_right(error)?;
            show_again(&page(&visitor, id, typed(&fields), Some(problem)).await?)
        }
    }
}

async fn add_it(visitor: &Visitor, engagement: EngagementId, fields: &Fields) -> Result<bailee_app::Done<System>> {
    let ask = AddSystemAsk {
        engagement,
        name: fields.owned("name"),
        kind: fields.parse("kind")?,
        environment: fields.parse("environment")?,
        region: fields.owned("region"),
        url: fields.owned("url"),
        database: fields.owned("database"),
        login: fields.owned("login"),
    };
    actions::add_system(&visitor.door, ask).await
}

fn typed(fields: &Fields) -> SystemForm {
    SystemForm {
        name: fields.owned("name"),
        environment: fields.owned("environment"),
        kind: fields.owned("kind"),
        url: fields.owned("url"),
        region: fields.owned("region"),
        database: fields.owned("database"),
        login: fields.owned("login"),
    }
}

pub(crate) async fn store(
    Path((id, system)): Path<(EngagementId, SystemId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = StoreCredentialAsk { system, secret: Zeroizing::new(fields.owned("secret")) };
    match actions::store_credential(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Credential, done.receipt.as_ref(), &format!("/engagements/{id}/systems"))),
        Err(error) => show_again(&page(&visitor, id, SystemForm::default(), Some(put_right(error)?)).await?),
    }
}

pub(crate) async fn confirm(
    Path((id, system)): Path<(EngagementId, SystemId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    let done = actions::confirm_system(&visitor.door, system).await?;
    let back = if visitor.door.is_client() {
        format!("/decisions?engagement={id}")
    } else {
        format!("/engagements/{id}/systems")
    };
    Ok(visitor.done(Said::ConfirmSystem, done.receipt.as_ref(), &back))
}
