//! The people of the demonstration, all made up: how they enrol, and how whoever watches can sign in as one of them.

use super::laptop::Laptop;
use bailee_app::{
    App, Arrival, Door,
    actions::{self, EnrolAsk, Invitation, SignDocumentAsk, SignInAsk, TakeQuizAsk},
    factors::totp::TotpSecret,
};
use bailee_model::{DocumentKind, Error, Obligation, Result, SessionKind, say};
use jiff::SignedDuration;
use std::sync::Arc;

/// Everybody's password in the demonstration; each installation makes its own.
const WORDS: [&str; 16] = [
    "cedar", "lantern", "orbit", "gravel", "maple", "harbour", "violin", "thistle", "quarry", "saffron", "ember",
    "walnut", "meadow", "copper", "juniper", "tundra",
];
const STEP: SignedDuration = SignedDuration::from_secs(30);

/// The people, with what they sign in with.
pub struct Cast {
    app: Arc<App>,
    password: String,
    people: Vec<Member>,
    laptops: Vec<Laptop>,
    /// The first officer, who approves laptops.
    officer: Option<String>,
}

struct Member {
    name: String,
    part: &'static str,
    email: String,
    client: bool,
    secret: TotpSecret,
    /// The session in which they settled what is owed: a code works once, so it serves until they are asked for.
    token: Option<String>,
}

impl Cast {
    /// Nobody yet; their password is drawn now.
    pub fn new(app: Arc<App>) -> Self {
        let drawn: [u8; 5] = bailee_model::clock::random(app.rng().as_ref());
        let password = drawn.map(|byte| WORDS[usize::from(byte % 16)]).join(" ");
        Self { app, password, people: Vec::new(), laptops: Vec::new(), officer: None }
    }

    /// Enrols somebody who was invited; who works for the firm then settles what is owed. Their first code is the one before this moment's, so that this moment's is still
    /// good for signing in: a code works once.
    ///
    /// # Errors
    /// Those of enrolling.
    pub async fn enrol(&mut self, invitation: Invitation, part: &'static str) -> Result<()> {
        let works = invitation.person.organisation.works_for_firm();
        let email = invitation.person.email.clone();
        self.enrol_only(invitation, part).await?;
        if works { self.settle(&email).await } else { Ok(()) }
    }

    /// Enrols somebody and leaves it at that: they owe signature and training, and have no device.
    ///
    /// # Errors
    /// Those of enrolling.
    pub async fn enrol_only(&mut self, invitation: Invitation, part: &'static str) -> Result<()> {
        let offer = self.app.enrolment(&invitation.code).await?;
        let secret = TotpSecret::from_base32(&offer.totp_secret)?;
        let answer = || -> Result<EnrolAsk> {
            let totp_code = secret.code_at(self.app.clock().now() - STEP)?;
            let (code, ticket) = (invitation.code.clone(), offer.ticket.clone());
            Ok(EnrolAsk { code, ticket, password: self.password.as_str().into(), totp_code })
        };
        let person = match self.app.enrol(answer()?).await {
            // A step went by between making the code and its being looked at: the next one is good.
            Err(error) if error.place().and_then(|place| place.field.as_deref()) == Some("totp_code") => {
                self.app.enrol(answer()?).await?.value
            }
            answer => answer?.value,
        };
        let client = !person.organisation.works_for_firm();
        self.people.push(Member { name: person.name, part, email: person.email, client, secret, token: None });
        Ok(())
    }

    /// Who works for the firm signs what is owed, takes the training, and gets a laptop that the officer approves and that
    /// confirms their session.
    async fn settle(&mut self, email: &str) -> Result<()> {
        let token = self.enter(email).await?;
        let door = self.app.door(&token).await?;
        learn_and_sign(&door).await?;
        let officer = self.officer.get_or_insert_with(|| token.clone()).clone();
        let officer = self.app.door(&officer).await?;
        let laptop = Laptop::enrol(&door, &officer).await?;
        laptop.report(&self.app).await?;
        laptop.confirm(&self.app, actions::ask_confirmation(&door).await?.code.expose()).await?;
        self.laptops.push(laptop);
        if let Some(member) = self.people.iter_mut().find(|member| member.email == email) {
            member.token = Some(token);
        }
        Ok(())
    }

    /// Has every laptop report.
    pub(crate) async fn report(&self) -> Result<()> {
        for laptop in &self.laptops {
            laptop.report(&self.app).await?;
        }
        Ok(())
    }

    /// Confirms the session that shows this code, by the laptop of whoever's it is.
    pub(crate) async fn confirm(&self, code: &str) -> Result<()> {
        let now = self.app.clock().now();
        let mut last = Err(Error::not_found());
        for session in self.app.store().open_sessions(self.app.clock().now()).await? {
            let waits = session.confirm_until.is_some_and(|until| now < until);
            let laptop = self.laptops.iter().find(|laptop| laptop.person == session.person).filter(|_| waits);
            if let Some(laptop) = laptop {
                laptop.report(&self.app).await?;
                last = laptop.confirm(&self.app, code).await;
                if last.is_ok() {
                    break;
                }
            }
        }
        last
    }

    /// Signs somebody in: their door, and the secret of their session.
    ///
    /// # Errors
    /// When nobody has this address, and those of signing in.
    pub async fn sign_in(&self, email: &str) -> anyhow::Result<(Door, String)> {
        let settled = self.people.iter().find(|member| member.email == email).and_then(|member| member.token.clone());
        let token = match settled {
            Some(token) => token,
            None => self.enter(email).await?,
        };
        Ok((self.app.door(&token).await?, token))
    }

    async fn enter(&self, email: &str) -> Result<String> {
        let member = self.people.iter().find(|member| member.email == email).ok_or_else(|| {
            Error::bad_input(say!("Nobody of this address is in the cast.")).hint(say!("Enrol them first."))
        })?;
        let from = Arrival {
            kind: SessionKind::Browser,
            name: "the demonstration’s script".to_owned(),
            address: "127.0.0.1".to_owned(),
            known: None,
        };
        let ask = SignInAsk {
            email: email.to_owned(),
            password: self.password.clone().into(),
            code: member.secret.code_at(self.app.clock().now())?,
            from,
        };
        Ok(self.app.sign_in(ask).await?.token.expose().to_owned())
    }

    /// Who may sign in and how, with the codes of this moment.
    pub(crate) fn how_to_sign_in(&self) -> Result<Vec<String>> {
        let mut lines = vec![format!("Password for all: {}", self.password)];
        for member in &self.people {
            let code = member.secret.code_at(self.app.clock().now() + STEP)?;
            lines.push(format!("{:<28} {:<34} code {code}   ({})", member.email, member.name, member.part));
        }
        Ok(lines)
    }

    /// The same for programs: addresses, password and second factors, as JSON.
    pub(crate) fn as_json(&self) -> serde_json::Value {
        let people: Vec<_> = self
            .people
            .iter()
            .map(|member| serde_json::json!({ "email": member.email, "name": member.name, "part": member.part, "client": member.client, "totp": member.secret.base32() }))
            .collect();
        serde_json::json!({ "password": self.password, "people": people })
    }
}

async fn learn_and_sign(door: &Door) -> Result<()> {
    let documents = door.app.store().documents().await?;
    for owed in &door.outstanding {
        let (kind, for_organisation) = match owed {
            Obligation::Confidentiality => (DocumentKind::Confidentiality, false),
            Obligation::FlowDownFirm => (DocumentKind::FlowDownFirm, true),
            Obligation::FlowDownPerson => (DocumentKind::FlowDownPerson, false),
            Obligation::Training => {
                learn(door).await?;
                continue;
            }
            Obligation::CheckoutOverdue => continue,
        };
        let document = documents.iter().rfind(|each| each.kind == kind && each.language == door.who.language);
        let document = document.ok_or_else(|| Error::corrupt("A document of the installation is missing."))?.id;
        let typed_name = door.who.name.clone();
        let ask = SignDocumentAsk { document, typed_name, consent: true, engagement: None, for_organisation };
        actions::sign_document(door, ask).await?;
    }
    Ok(())
}

async fn learn(door: &Door) -> Result<()> {
    let courses = door.app.store().courses().await?;
    let course = courses.into_iter().rfind(|each| each.language == door.who.language);
    let course = course.ok_or_else(|| Error::corrupt("The course of the installation is missing."))?;
    let answers = course.questions.iter().map(|question| question.right).collect();
    actions::take_quiz(door, TakeQuizAsk { course: course.id, answers }).await.map(drop)
}
