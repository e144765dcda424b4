//! The people of the demonstration, all made up: how they enrol, and how whoever watches can sign in as one of them.

use anyhow::Context as _;
use bailee_app::{
    App, Door,
    actions::{EnrolAsk, Invitation, SignInAsk},
    factors::totp::TotpSecret,
};
use bailee_model::{Organisation, Result};
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
}

struct Member {
    name: String,
    part: &'static str,
    email: String,
    client: bool,
    secret: TotpSecret,
}

impl Cast {
    /// Nobody yet; their password is drawn now.
    pub fn new(app: Arc<App>) -> Self {
        let drawn: [u8; 5] = bailee_model::clock::random(app.rng().as_ref());
        let password = drawn.map(|byte| WORDS[usize::from(byte % 16)]).join(" ");
        Self { app, password, people: Vec::new() }
    }

    /// Enrols somebody who was invited. Their first code is the one before this moment's, so that this moment's is still
    /// good for signing in: a code works once.
    ///
    /// # Errors
    /// Those of enrolling.
    pub async fn enrol(&mut self, invitation: Invitation, part: &'static str) -> Result<()> {
        let offer = self.app.enrolment(&invitation.code).await?;
        let secret = TotpSecret::from_base32(&offer.totp_secret)?;
        let answer = || -> Result<EnrolAsk> {
            let totp_code = secret.code_at(self.app.clock().now() - STEP)?;
            let (code, ticket) = (invitation.code.clone(), offer.ticket.clone());
            Ok(EnrolAsk { code, ticket, password: self.password.clone(), totp_code })
        };
        let person = match self.app.enrol(answer()?).await {
            // A step went by between making the code and its being looked at: the next one is good.
            Err(error) if error.place().and_then(|place| place.field.as_deref()) == Some("totp_code") => {
                self.app.enrol(answer()?).await?.value
            }
            answer => answer?.value,
        };
        let client = matches!(person.organisation, Organisation::Client(_));
        self.people.push(Member { name: person.name, part, email: person.email, client, secret });
        Ok(())
    }

    /// Signs somebody in: their door, and the secret of their session.
    ///
    /// # Errors
    /// When nobody has this address, and those of signing in.
    pub async fn sign_in(&self, email: &str) -> anyhow::Result<(Door, String)> {
        let member = self
            .people
            .iter()
            .find(|member| member.email == email)
            .context("Nobody of this address is in the cast.")?;
        let code = member.secret.code_at(self.app.clock().now())?;
        let signed =
            self.app.sign_in(SignInAsk { email: email.to_owned(), password: self.password.clone(), code }).await?;
        let token = signed.token.expose().to_owned();
        Ok((self.app.door(&token).await?, token))
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
