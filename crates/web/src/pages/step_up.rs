//! Show both factors again before what cannot be undone.

use super::sign_in::{Back, digits, not_right};
use crate::{
    fields::{Fields, Posted},
    frame::Frame,
    said::Said,
    visitor::{Answer, Visitor, show, show_again, told, way_back},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{Json, extract::Query, response::IntoResponse};
use bailee_app::{
    Done,
    actions::{self, StepUpAsk},
};
use bailee_model::Result;

#[derive(Template)]
#[template(path = "step_up.html")]
pub(crate) struct StepUpPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    back: String,
    passkey: bool,
    password: bool,
    provider: bool,
}

impl StepUpPage {
    /// The page for somebody who has these: a passkey, a password, a company account.
    pub(crate) fn new(f: Frame, back: String, [passkey, password, provider]: [bool; 3]) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        Self { t, w, f: f.titled(t.title_step_up), back, passkey, password, provider }
    }

    async fn of(visitor: &Visitor, f: Frame, back: &str) -> Result<Self> {
        let own = actions::own_access(&visitor.door).await?;
        let provider = own.provider && visitor.door.app.has_provider();
        Ok(Self::new(f, way_back(back).to_owned(), [!own.passkeys.is_empty(), own.password, provider]))
    }
}

pub(crate) async fn form(visitor: Visitor, Query(Back { back }): Query<Back>) -> Answer {
    show(&StepUpPage::of(&visitor, visitor.frame().await?, &back).await?)
}

pub(crate) async fn step_up(Posted { visitor, fields }: Posted) -> Answer {
    let ask = StepUpAsk { password: fields.secret("password"), code: digits(fields.text("code")) };
    let shown = actions::step_up(&visitor.door, ask).await;
    go_on(&visitor, &fields, shown).await
}

/// Asks for one of the visitor's passkeys: what the script hands to the authenticator.
pub(crate) async fn begin_passkey(Posted { visitor, .. }: Posted) -> Answer {
    Ok(Json(actions::begin_passkey_step_up(&visitor.door).await?).into_response())
}

pub(crate) async fn step_up_by_passkey(Posted { visitor, fields }: Posted) -> Answer {
    let shown = actions::step_up_with_passkey(&visitor.door, fields.text("ceremony"), fields.text("credential")).await;
    go_on(&visitor, &fields, shown).await
}

async fn go_on(visitor: &Visitor, fields: &Fields, shown: Result<Done<()>>) -> Answer {
    let back = way_back(fields.text("back"));
    match shown {
        Ok(done) => Ok(told(Said::StepUp, done.receipt.as_ref(), back)),
        Err(error) => {
            let mut f = visitor.frame().await?;
            f.problems = vec![not_right(error)?];
            show_again(&StepUpPage::of(visitor, f, back).await?)
        }
    }
}
