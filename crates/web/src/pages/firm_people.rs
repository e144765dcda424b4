//! Everybody, with how they stand: found by a word, an organisation or a state; and the form that invites one. The code is
//! shown once.

use crate::{
    fields::{Fields, Posted},
    format,
    frame::{Choice, Frame, Problem},
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{PeopleWords, Words},
};
use askama::Template;
use axum::extract::Query;
use bailee_app::{
    actions::{self, Invitation, InvitePersonAsk},
    views::{self, Life, PeopleFilter, PeopleRow, RevocationFigures},
};
use bailee_model::{Client, Error, Organisation, Result, Standing, Supplier, SupplierKind};
use jiff::SignedDuration;
use serde::Deserialize;

/// What is looked for, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) organisation: String,
    #[serde(default)]
    pub(crate) q: String,
}

impl Sought {
    fn filter(&self) -> Result<PeopleFilter> {
        Ok(PeopleFilter {
            // A state that there is none of finds nobody out of its order: it leaves nobody out.
            life: Life::ALL.into_iter().find(|life| life.as_str() == self.state),
            organisation: match self.organisation.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|error: Error| error.on_field("organisation"))?),
            },
            words: self.q.clone(),
        })
    }
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub(crate) struct InviteForm {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) organisation: String,
    pub(crate) standing: String,
    pub(crate) language: String,
}

/// An invitation that was just made.
pub(crate) struct Invited {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) until: jiff::Timestamp,
}

/// Who may stand behind a person.
pub(crate) struct Organisations {
    pub(crate) clients: Vec<Client>,
    /// Subcontractors that work for the firm.
    pub(crate) suppliers: Vec<Supplier>,
}

impl Organisations {
    fn choices(&self, f: &Frame, chosen: &str) -> Vec<Choice> {
        let mut choices = vec![Choice::new("firm", &f.firm, chosen == "firm")];
        let others = self.suppliers.iter().map(|it| (it.id.to_string(), &it.name));
        let others = others.chain(self.clients.iter().map(|it| (it.id.to_string(), &it.name)));
        choices.extend(others.map(|(id, name)| Choice::new(&id, name, chosen == id)));
        choices
    }
}

/// Everything the page shows.
pub(crate) struct PeopleFacts {
    pub(crate) rows: Vec<PeopleRow>,
    pub(crate) figures: RevocationFigures,
    pub(crate) organisations: Organisations,
    pub(crate) sought: Sought,
}

#[derive(Template)]
#[template(path = "firm_people.html")]
pub(crate) struct FirmPeoplePage {
    t: &'static Words,
    p_: &'static PeopleWords,
    f: Frame,
    rows: Vec<PeopleRow>,
    figures: RevocationFigures,
    q: String,
    states: Vec<Choice>,
    behind: Vec<Choice>,
    /// Whether the reader invites people.
    may_invite: bool,
    invited: Option<Invited>,
    form: InviteForm,
    organisations: Vec<Choice>,
    standings: Vec<Choice>,
    languages: Vec<Choice>,
}

impl FirmPeoplePage {
    pub(crate) fn new(f: Frame, facts: PeopleFacts, form: InviteForm, invited: Option<Invited>) -> Self {
        let (t, p_) = (f.t(), f.p());
        let PeopleFacts { rows, figures, organisations, sought } = facts;
        let title = if rows.is_empty() { p_.title_nobody.to_owned() } else { f.n(p_.n_found, rows.len()) };
        let mut states = vec![Choice::new("", p_.anybody, sought.state.is_empty())];
        states.extend(Life::ALL.map(|life| Choice::new(life.as_str(), f.say(life), sought.state == life.as_str())));
        let mut behind = vec![Choice::new("", p_.any_organisation, sought.organisation.is_empty())];
        behind.extend(organisations.choices(&f, &sought.organisation));
        Self {
            t,
            p_,
            may_invite: f.me.as_ref().is_some_and(|me| me.standing == Standing::Officer),
            organisations: organisations.choices(&f, &form.organisation),
            standings: f.choices(
                &[Standing::Staff, Standing::Officer, Standing::Auditor, Standing::Owner, Standing::Contact],
                |word| form.standing == word.as_str(),
            ),
            languages: vec![
                Choice::new("en", "English", form.language == "en"),
                Choice::new("fr", "Français", form.language == "fr"),
            ],
            q: sought.q,
            f: f.titled(title),
            rows,
            figures,
            states,
            behind,
            invited,
            form,
        }
    }

    /// A measured time, or that there is none yet.
    fn time(&self, time: &Option<SignedDuration>) -> String {
        time.map_or_else(|| "—".to_owned(), format::duration)
    }
}

pub(crate) async fn look(visitor: Visitor, Query(sought): Query<Sought>) -> Answer {
    show(&page(&visitor, sought, InviteForm::default(), None, None).await?)
}

async fn page(
    visitor: &Visitor,
    sought: Sought,
    form: InviteForm,
    invited: Option<Invited>,
    problem: Option<Problem>,
) -> Result<FirmPeoplePage> {
    let door = &visitor.door;
    let facts = PeopleFacts {
        rows: views::people_rows(door, &sought.filter()?).await?,
        figures: views::revocation_figures(door).await?,
        organisations: Organisations {
            // An auditor opens no engagement, and finds clients' people by name.
            clients: if door.is_officer() { views::clients(door).await? } else { Vec::new() },
            suppliers: subcontractors(visitor).await?,
        },
        sought,
    };
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    Ok(FirmPeoplePage::new(f, facts, form, invited))
}

async fn subcontractors(visitor: &Visitor) -> Result<Vec<Supplier>> {
    let all = views::suppliers(&visitor.door).await?.into_iter().map(|(supplier, _)| supplier);
    Ok(all.filter(|it| it.kind == SupplierKind::Subcontractor && it.ended.is_none()).collect())
}

/// Answers the form itself, without a redirect: the code must be in no address, cookie or history.
pub(crate) async fn invite(Posted { visitor, fields }: Posted) -> Answer {
    match invite_them(&visitor, &fields).await {
        Ok(Invitation { person, code, until }) => {
            let invited = Invited { name: person.name, code, until };
            show(&page(&visitor, Sought::default(), InviteForm::default(), Some(invited), None).await?)
        }
        Err(error) => {
            let problem = put_right(error)?;
            let form = InviteForm {
                name: fields.owned("name"),
                email: fields.owned("email"),
                organisation: fields.owned("organisation"),
                standing: fields.owned("standing"),
                language: fields.owned("language"),
            };
            show_again(&page(&visitor, Sought::default(), form, None, Some(problem)).await?)
        }
    }
}

async fn invite_them(visitor: &Visitor, fields: &Fields) -> Result<Invitation> {
    let ask = InvitePersonAsk {
        name: fields.owned("name"),
        email: fields.owned("email"),
        organisation: fields.parse::<Organisation>("organisation")?,
        standing: fields.parse("standing")?,
        language: fields.owned("language"),
    };
    Ok(actions::invite_person(&visitor.door, ask).await?.value)
}
