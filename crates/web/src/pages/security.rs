//! How one signs in: passkeys, password and code, recovery codes. Each change needs fresh factors, and is told by mail.

use super::{
    enrol::{QrOffer, offer_view},
    sign_in::{digits, not_right},
};
use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{Say, SigningInWords, Words},
};
use askama::Template;
use axum::{Json, extract::Path, response::IntoResponse};
use bailee_app::{
    Secret,
    actions::{self, AddPasskeyAsk, AlsoEnd, ChangePasswordAsk, CodeOffer, OwnAccess},
};
use bailee_model::{Error, ErrorKind, PasskeyId, Result, Session, SessionKind};

#[derive(Template)]
#[template(path = "security.html")]
pub(crate) struct SecurityPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    it: OwnAccess,
    /// Recovery codes that were just made.
    codes: Vec<Secret>,
    /// Whether a company account may be linked.
    linkable: bool,
}

impl SecurityPage {
    pub(crate) fn new(f: Frame, it: OwnAccess, codes: Vec<Secret>, linkable: bool) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        let ways = it.passkeys.len() + usize::from(it.password) + usize::from(it.provider);
        let title = f.n(w.title_security, ways);
        Self { t, w, f: f.titled(title), it, codes, linkable }
    }
}

#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    offer: QrOffer,
    also_end: Vec<Choice>,
}

impl PasswordPage {
    /// The page for somebody with these tokens, who chose so far that this ends.
    pub(crate) fn new(f: Frame, offer: CodeOffer, tokens: &[Session], also_end: &AlsoEnd) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        let offer = offer_view(t, &offer.totp_secret, &offer.totp_uri, offer.ticket);
        let mut choices = vec![Choice::new(SESSIONS, w.end_my_sessions, also_end.sessions)];
        choices.extend(tokens.iter().map(|token| {
            let scope = token.scope.map(|scope| scope.say(f.lang)).unwrap_or_default();
            Choice::new(token.id, f.fill2(w.end_token, &token.name, scope), also_end.tokens.contains(&token.id))
        }));
        Self { t, w, f: f.titled(w.title_password), offer, also_end: choices }
    }

    async fn of(visitor: &Visitor, f: Frame, also_end: &AlsoEnd) -> Result<Self> {
        let offer = actions::offer_password(&visitor.door).await?;
        let own = actions::own_sessions(&visitor.door).await?.into_iter().map(|each| each.session);
        let tokens: Vec<Session> = own.filter(|session| session.kind == SessionKind::Token).collect();
        Ok(Self::new(f, offer, &tokens, also_end))
    }
}

/// The choice that stands for all other sessions, among those of tokens.
const SESSIONS: &str = "sessions";

pub(crate) async fn look(visitor: Visitor) -> Answer {
    show(&page(&visitor, None, Vec::new()).await?)
}

async fn page(visitor: &Visitor, problem: Option<Problem>, codes: Vec<Secret>) -> Result<SecurityPage> {
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let door = &visitor.door;
    let linkable = door.app.has_provider() && !door.is_client() && !door.is_recovering();
    Ok(SecurityPage::new(f, actions::own_access(door).await?, codes, linkable))
}

/// The page once more, with what has to be put right.
async fn again(visitor: &Visitor, error: Error) -> Answer {
    let problem = match error.kind() {
        ErrorKind::BadInput => put_right(error)?,
        ErrorKind::Conflict => Problem::at(None, &error),
        _ => not_right(error)?,
    };
    show_again(&page(visitor, Some(problem), Vec::new()).await?)
}

/// Asks for a new passkey: what the script hands to the authenticator.
pub(crate) async fn begin_passkey(Posted { visitor, .. }: Posted) -> Answer {
    Ok(Json(actions::begin_passkey(&visitor.door).await?).into_response())
}

pub(crate) async fn add_passkey(Posted { visitor, fields }: Posted) -> Answer {
    let ask = AddPasskeyAsk {
        ceremony: fields.owned("ceremony"),
        credential: fields.owned("credential"),
        name: fields.owned("name"),
    };
    match actions::add_passkey(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Factors, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

pub(crate) async fn rename_passkey(Path(passkey): Path<String>, Posted { visitor, fields }: Posted) -> Answer {
    match actions::rename_passkey(&visitor.door, named(&passkey)?, fields.text("name")).await {
        Ok(done) => Ok(visitor.done(Said::Security, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

pub(crate) async fn remove_passkey(Path(passkey): Path<String>, Posted { visitor, .. }: Posted) -> Answer {
    match actions::remove_passkey(&visitor.door, named(&passkey)?).await {
        Ok(done) => Ok(visitor.done(Said::Factors, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

/// What cannot be an identifier names nothing.
fn named(text: &str) -> Result<PasskeyId, Trouble> {
    text.parse().map_err(|_| Error::not_found().into())
}

pub(crate) async fn password_form(visitor: Visitor) -> Answer {
    show(&PasswordPage::of(&visitor, visitor.frame().await?, &AlsoEnd::default()).await?)
}

pub(crate) async fn change_password(Posted { visitor, fields }: Posted) -> Answer {
    let also_end = also_end(&fields)?;
    let said = if also_end.sessions { Said::Factors } else { Said::Security };
    match actions::change_password(&visitor.door, password_ask(&fields, also_end.clone())).await {
        Ok(done) => Ok(visitor.done(said, done.receipt.as_ref(), "/security")),
        Err(error) => {
            let mut f = visitor.frame().await?;
            f.problems = vec![put_right(error)?];
            // A fresh secret goes with a fresh ticket: the old one may have been seen over a shoulder.
            show_again(&PasswordPage::of(&visitor, f, &also_end).await?)
        }
    }
}

fn password_ask(fields: &Fields, also_end: AlsoEnd) -> ChangePasswordAsk {
    ChangePasswordAsk {
        ticket: fields.owned("ticket"),
        password: fields.secret("password"),
        totp_code: digits(fields.text("code")),
        also_end,
    }
}

/// What was ticked.
fn also_end(fields: &Fields) -> Result<AlsoEnd> {
    let (sessions, tokens): (Vec<String>, Vec<String>) = fields.all("end").into_iter().partition(|one| one == SESSIONS);
    let tokens = tokens.iter().map(|token| token.parse()).collect::<Result<_>>()?;
    Ok(AlsoEnd { sessions: !sessions.is_empty(), tokens })
}

pub(crate) async fn remove_password(Posted { visitor, .. }: Posted) -> Answer {
    match actions::remove_password(&visitor.door).await {
        Ok(done) => Ok(visitor.done(Said::Factors, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

/// Answers the form itself, without a redirect: the codes must be in no address, cookie or history.
pub(crate) async fn make_codes(Posted { visitor, .. }: Posted) -> Answer {
    let codes = actions::make_recovery_codes(&visitor.door).await?.value;
    show(&page(&visitor, None, codes).await?)
}
