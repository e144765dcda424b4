//! The firm's and its clients' people, and the form that invites one. The code is shown once.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    markup::Markup,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use bailee_app::{
    actions::{self, Invitation, InvitePersonAsk},
    views,
};
use bailee_model::{Client, ClientId, Error, Organisation, Person, PersonState, Result, Standing};

struct PersonLine {
    name: String,
    email: String,
    organisation: String,
    standing: Standing,
    state: PersonState,
    since: Markup,
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

#[derive(Template)]
#[template(path = "firm_people.html")]
pub(crate) struct FirmPeoplePage {
    t: &'static Words,
    f: Frame,
    people: Vec<PersonLine>,
    invited: Option<Invited>,
    form: InviteForm,
    organisations: Vec<Choice>,
    standings: Vec<Choice>,
    languages: Vec<Choice>,
}

impl FirmPeoplePage {
    pub(crate) fn new(
        f: Frame,
        people: &[Person],
        clients: &[Client],
        form: InviteForm,
        invited: Option<Invited>,
    ) -> Self {
        let t = f.t();
        let active = people.iter().filter(|person| person.state == PersonState::Active).count();
        let mut organisations = vec![Choice::new("firm", &f.firm, form.organisation == "firm")];
        organisations.extend(
            clients
                .iter()
                .map(|client| Choice::new(client.id, &client.name, form.organisation == client.id.to_string())),
        );
        let title = f.n(t.title_firm_people, active);
        Self {
            t,
            people: people.iter().map(|person| line(&f, person, clients)).collect(),
            standings: f
                .choices(&[Standing::Staff, Standing::Owner, Standing::Contact], |word| form.standing == word.as_str()),
            languages: vec![
                Choice::new("en", "English", form.language == "en"),
                Choice::new("fr", "Français", form.language == "fr"),
            ],
            f: f.titled(title),
            organisations,
            invited,
            form,
        }
    }
}

fn line(f: &Frame, person: &Person, clients: &[Client]) -> PersonLine {
    let organisation = match person.organisation {
        Organisation::Firm => f.firm.clone(),
        Organisation::Client(id) => {
            clients.iter().find(|client| client.id == id).map(|client| client.name.clone()).unwrap_or_default()
        }
    };
    PersonLine {
        name: person.name.clone(),
        email: person.email.clone(),
        organisation,
        standing: person.standing,
        state: person.state,
        since: f.day(person.since),
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    show(&page(&visitor, InviteForm::default(), None, None).await?)
}

async fn page(
    visitor: &Visitor,
    form: InviteForm,
    invited: Option<Invited>,
    problem: Option<Problem>,
) -> Result<FirmPeoplePage> {
    let people = views::people(&visitor.door).await?;
    let clients = views::clients(&visitor.door).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    Ok(FirmPeoplePage::new(f, &people, &clients, form, invited))
}

/// Answers the form itself, without a redirect: the code must be in no address, cookie or history.
pub(crate) async fn invite(Posted { visitor, fields }: Posted) -> Answer {
    match invite_them(&visitor, &fields).await {
        Ok(Invitation { person, code, until }) => {
            let invited = Invited { name: person.name, code, until };
            show(&page(&visitor, InviteForm::default(), Some(invited), None).await?)
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
            show_again(&page(&visitor, form, None, Some(problem)).await?)
        }
    }
}

async fn invite_them(visitor: &Visitor, fields: &Fields) -> Result<Invitation> {
    let organisation = match fields.text("organisation") {
        "firm" => Organisation::Firm,
        client => {
            Organisation::Client(client.parse::<ClientId>().map_err(|error: Error| error.on_field("organisation"))?)
        }
    };
    let ask = InvitePersonAsk {
        name: fields.owned("name"),
        email: fields.owned("email"),
        organisation,
        standing: fields.parse("standing")?,
        language: fields.owned("language"),
    };
    Ok(actions::invite_person(&visitor.door, ask).await?.value)
}
