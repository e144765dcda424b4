//! By way of the firm's identity provider: there, back again, and the second factor where it did not vouch for two.
//!
//! Only signing in goes there by a redirect. What changes something begins with a form of ours and leads to a page with a
//! link, since the browser lets no form be redirected to another site.

use super::sign_in::{Back, SignInPage, digits, let_in, not_right};
use crate::{
    arrival::Caller,
    fields::{Fields, Posted},
    frame::Frame,
    said::Said,
    session,
    site::Site,
    visitor::{Answer, Anyone, Visitor, told, way_back},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use bailee_app::actions::{self, ProviderAnswerAsk, ProviderCodeAsk, ProviderOutcome, ProviderRequest};
use bailee_model::{Error, SessionKind};
use serde::Deserialize;

/// The way to the provider.
#[derive(Template)]
#[template(path = "provider.html")]
pub(crate) struct ProviderPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    url: String,
}

impl ProviderPage {
    pub(crate) fn new(f: Frame, url: String) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        Self { t, w, f: f.titled(w.title_provider), url }
    }
}

/// The code that is asked for after the provider.
#[derive(Template)]
#[template(path = "provider_code.html")]
pub(crate) struct ProviderCodePage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    ceremony: String,
}

impl ProviderCodePage {
    pub(crate) fn new(f: Frame, ceremony: String) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        Self { t, w, f: f.titled(w.title_prove), ceremony }
    }
}

/// What the provider sends the browser back with: a code, or an error.
#[derive(Deserialize)]
pub(crate) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

pub(crate) async fn sign_in(State(site): State<Site>, caller: Caller, Query(Back { back }): Query<Back>) -> Answer {
    let from = caller.arrives(SessionKind::Browser);
    let request = site.app.begin_provider_sign_in(&from, way_back(&back)).await?;
    Ok(kept(&request, Redirect::to(&request.url).into_response()))
}

pub(crate) async fn enrol(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame }: Anyone,
    fields: Fields,
) -> Answer {
    let from = caller.arrives(SessionKind::Browser);
    let request = site.app.begin_provider_enrolment(&from, fields.text("invitation")).await?;
    go(frame, &request)
}

pub(crate) async fn link(Posted { visitor, .. }: Posted) -> Answer {
    let request = actions::begin_link_provider(&visitor.door).await?;
    go(visitor.frame().await?, &request)
}

pub(crate) async fn step_up(Posted { visitor, fields }: Posted) -> Answer {
    let request = actions::begin_provider_step_up(&visitor.door, way_back(fields.text("back"))).await?;
    go(visitor.frame().await?, &request)
}

fn go(f: Frame, request: &ProviderRequest) -> Answer {
    let page = ProviderPage::new(f, request.url.clone());
    Ok(kept(request, Html(page.render()?).into_response()))
}

/// The browser keeps what it has to show when it comes back.
fn kept(request: &ProviderRequest, mut response: Response) -> Response {
    response.headers_mut().append(header::SET_COOKIE, session::keep_provider(request.secret.expose()));
    response
}

pub(crate) async fn come_back(
    State(site): State<Site>,
    caller: Caller,
    visitor: Option<Visitor>,
    Anyone { frame: f }: Anyone,
    headers: HeaderMap,
    Query(Returned { state, code }): Query<Returned>,
) -> Answer {
    let ask = ProviderAnswerAsk {
        state,
        secret: session::provider(&headers).unwrap_or_default().into(),
        code,
        from: caller.arrives(SessionKind::Browser),
    };
    let door = visitor.as_ref().map(|visitor| &visitor.door);
    match site.app.take_provider_answer(ask, door).await {
        Ok(ProviderOutcome::In { signed, back }) => Ok(let_in(&signed, way_back(&back))),
        Ok(ProviderOutcome::CodeNeeded { ceremony }) => {
            Ok(Html(ProviderCodePage::new(f, ceremony).render()?).into_response())
        }
        Ok(ProviderOutcome::Linked(done)) => Ok(told(Said::Factors, done.receipt.as_ref(), "/security")),
        Ok(ProviderOutcome::Enrolled(done)) => Ok(told(Said::Enrol, done.receipt.as_ref(), "/sign-in")),
        Ok(ProviderOutcome::Fresh { done, back }) => Ok(told(Said::StepUp, done.receipt.as_ref(), way_back(&back))),
        Err(error) => again(&site, f, error),
    }
}

pub(crate) async fn show_code(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame: f }: Anyone,
    headers: HeaderMap,
    fields: Fields,
) -> Answer {
    let ask = ProviderCodeAsk {
        ceremony: fields.owned("ceremony"),
        secret: session::provider(&headers).unwrap_or_default().into(),
        code: digits(fields.text("code")),
        from: caller.arrives(SessionKind::Browser),
    };
    match site.app.sign_in_with_provider_and_code(ask).await {
        Ok((signed, back)) => Ok(let_in(&signed, way_back(&back))),
        Err(error) => again(&site, f, error),
    }
}

/// The door once more, with what was not right.
fn again(site: &Site, mut f: Frame, error: Error) -> Answer {
    f.problems = vec![not_right(error)?];
    let page = SignInPage::at(site, f, "", String::new());
    Ok((StatusCode::UNAUTHORIZED, Html(page.render()?)).into_response())
}
