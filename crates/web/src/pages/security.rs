//! How one signs in: passkeys, password and code, recovery codes. Each change needs fresh factors, and is told by mail.

use super::{
    enrol::{QrOffer, offer_view},
    sign_in::{digits, not_right},
};
use crate::{
    fields::{Fields, Posted},
    frame::{Frame, Problem},
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{Json, extract::Path, response::IntoResponse};
use bailee_app::{
    Secret,
    actions::{self, AddPasskeyAsk, ChangePasswordAsk, CodeOffer, OwnAccess},
};
use bailee_model::{Error, ErrorKind, PasskeyId, Result};

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
}

impl PasswordPage {
    pub(crate) fn new(f: Frame, offer: CodeOffer) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        let offer = offer_view(t, &offer.totp_secret, &offer.totp_uri, offer.ticket);
        Self { t, w, f: f.titled(w.title_password), offer }
    }
}

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
        ErrorKind::Conflict => {
            let hint = error.hint_text().map(ToOwned::to_owned);
            Problem { field: None, message: error.message().to_owned(), hint }
        }
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
        Ok(done) => Ok(visitor.done(Said::Security, done.receipt.as_ref(), "/security")),
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
        Ok(done) => Ok(visitor.done(Said::Security, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

/// What cannot be an identifier names nothing.
fn named(text: &str) -> Result<PasskeyId, Trouble> {
    text.parse().map_err(|_| Error::not_found().into())
}

pub(crate) async fn password_form(visitor: Visitor) -> Answer {
    let offer = actions::offer_password(&visitor.door).await?;
    show(&PasswordPage::new(visitor.frame().await?, offer))
}

pub(crate) async fn change_password(Posted { visitor, fields }: Posted) -> Answer {
    match actions::change_password(&visitor.door, password_ask(&fields)).await {
        Ok(done) => Ok(visitor.done(Said::Security, done.receipt.as_ref(), "/security")),
        Err(error) => {
            let mut f = visitor.frame().await?;
            f.problems = vec![put_right(error)?];
            // A fresh secret goes with a fresh ticket: the old one may have been seen over a shoulder.
            let offer = actions::offer_password(&visitor.door).await?;
            show_again(&PasswordPage::new(f, offer))
        }
    }
}

fn password_ask(fields: &Fields) -> ChangePasswordAsk {
    ChangePasswordAsk {
        ticket: fields.owned("ticket"),
        password: fields.secret("password"),
        totp_code: digits(fields.text("code")),
    }
}

pub(crate) async fn remove_password(Posted { visitor, .. }: Posted) -> Answer {
    match actions::remove_password(&visitor.door).await {
        Ok(done) => Ok(visitor.done(Said::Security, done.receipt.as_ref(), "/security")),
        Err(error) => again(&visitor, error).await,
    }
}

/// Answers the form itself, without a redirect: the codes must be in no address, cookie or history.
pub(crate) async fn make_codes(Posted { visitor, .. }: Posted) -> Answer {
    let codes = actions::make_recovery_codes(&visitor.door).await?.value;
    show(&page(&visitor, None, codes).await?)
}
