//! Show both factors again before what cannot be undone.

use super::sign_in::digits;
use crate::{
    fields::Posted,
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, show, show_again, told, way_back},
    words::Words,
};
use askama::Template;
use axum::extract::Query;
use bailee_app::actions::{self, StepUpAsk};
use bailee_model::ErrorKind;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "step_up.html")]
pub(crate) struct StepUpPage {
    t: &'static Words,
    f: Frame,
    back: String,
}

impl StepUpPage {
    pub(crate) fn new(f: Frame, back: String) -> Self {
        let t = f.t();
        Self { t, f: f.titled(t.title_step_up), back }
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

pub(crate) async fn form(visitor: Visitor, Query(Back { back }): Query<Back>) -> Answer {
    show(&StepUpPage::new(visitor.frame().await?, way_back(&back).to_owned()))
}

pub(crate) async fn step_up(Posted { visitor, fields }: Posted) -> Answer {
    let ask = StepUpAsk { password: fields.owned("password"), code: digits(fields.text("code")) };
    let back = way_back(fields.text("back"));
    match actions::step_up(&visitor.door, ask).await {
        Ok(done) => Ok(told(Said::StepUp, done.receipt.as_ref(), back)),
        Err(error) if error.kind() == ErrorKind::SignIn => {
            let mut f = visitor.frame().await?;
            f.problems = vec![Problem {
                field: None,
                message: error.message().to_owned(),
                hint: error.hint_text().map(ToOwned::to_owned),
            }];
            show_again(&StepUpPage::new(f, back.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}
