//! Sign in with both factors, and sign out.

use crate::{
    fields::Fields,
    frame::{Frame, Problem},
    said::Said,
    session,
    site::Site,
    visitor::{self, Answer, Anyone, Visitor, encode, show, told, way_back},
    words::Words,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect},
};
use bailee_app::actions::{self, SignInAsk};
use bailee_model::ErrorKind;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    t: &'static Words,
    f: Frame,
    back: String,
    email: String,
}

impl SignInPage {
    pub(crate) fn new(f: Frame, back: String, email: String) -> Self {
        let t = f.t();
        Self { t, f: f.titled(t.title_sign_in), back, email }
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

/// Home: the queue of staff, what is held for a client, the door for anybody else.
pub(crate) async fn home(visitor: Option<Visitor>) -> Redirect {
    Redirect::to(match visitor {
        Some(visitor) if visitor.door.is_client() => "/held",
        Some(_) => "/work",
        None => "/sign-in",
    })
}

pub(crate) async fn form(Anyone { frame }: Anyone, Query(Back { back }): Query<Back>) -> Answer {
    show(&SignInPage::new(frame, way_back(&back).to_owned(), String::new()))
}

pub(crate) async fn enter(State(site): State<Site>, Anyone { frame: mut f }: Anyone, fields: Fields) -> Answer {
    let ask = SignInAsk {
        email: fields.owned("email"),
        password: fields.owned("password"),
        code: digits(fields.text("code")),
    };
    match site.app.sign_in(ask).await {
        Ok(signed) => Ok((
            [(header::SET_COOKIE, session::keep_session(signed.token.expose()))],
            Redirect::to(way_back(fields.text("back"))),
        )
            .into_response()),
        Err(error) if matches!(error.kind(), ErrorKind::SignIn | ErrorKind::BadInput) => {
            f.problems = vec![Problem {
                field: None,
                message: error.message().to_owned(),
                hint: error.hint_text().map(ToOwned::to_owned),
            }];
            let page = SignInPage::new(f, way_back(fields.text("back")).to_owned(), fields.owned("email"));
            Ok((StatusCode::UNAUTHORIZED, Html(page.render()?)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A code as authenticators show it, without the space in its middle.
pub(crate) fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

pub(crate) async fn leave(posted: crate::fields::Posted) -> Answer {
    actions::sign_out(&posted.visitor.door).await?;
    let mut response = told(Said::SignOut, None, "/sign-in");
    response.headers_mut().append(header::SET_COOKIE, session::forget_session());
    Ok(response)
}

/// Which language the pages are in from now on.
#[derive(Deserialize)]
pub(crate) struct Speak {
    to: String,
    #[serde(default)]
    back: String,
}

pub(crate) async fn speak(Query(Speak { to, back }): Query<Speak>) -> Answer {
    let lang = crate::Lang::from_tag(&to).unwrap_or_default();
    Ok(([(header::SET_COOKIE, session::keep_language(lang.tag()))], Redirect::to(way_back(&back))).into_response())
}

/// What the visitor works for from now on.
pub(crate) async fn purpose(posted: crate::fields::Posted) -> Answer {
    actions::set_purpose(&posted.visitor.door, posted.fields.parse_some("purpose")?).await?;
    Ok(Redirect::to(way_back(posted.fields.text("back"))).into_response())
}

/// The address of the page that asks for both factors again and then comes back.
pub(crate) fn step_up_address(back: &str) -> String {
    format!("/step-up?back={}", encode(visitor::way_back(back)))
}
