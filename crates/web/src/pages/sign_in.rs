//! Sign in, with a passkey or with both factors, and sign out.

use crate::{
    arrival::Caller,
    fields::Fields,
    frame::{Frame, Problem},
    said::Said,
    session,
    site::Site,
    visitor::{self, Answer, Anyone, Visitor, encode, show, told, way_back},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect, Response},
};
use bailee_app::actions::{self, PasskeySignInAsk, SignInAsk, SignedIn};
use bailee_model::{Error, ErrorKind, SessionKind};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    back: String,
    email: String,
    /// Whether the firm has an identity provider.
    provider: bool,
}

impl SignInPage {
    pub(crate) fn new(f: Frame, back: String, email: String) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        Self { t, w, f: f.titled(t.title_sign_in), back, email, provider: false }
    }

    /// As it is at this installation.
    pub(crate) fn at(site: &Site, f: Frame, back: &str, email: String) -> Self {
        Self { provider: site.app.has_provider(), ..Self::new(f, way_back(back).to_owned(), email) }
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    pub(crate) back: String,
}

/// Home: the queue of staff, what is held for a client, the door for anybody else.
pub(crate) async fn home(visitor: Option<Visitor>) -> Redirect {
    Redirect::to(match visitor {
        Some(visitor) if visitor.door.is_recovering() => "/security",
        Some(visitor) if visitor.door.is_client() => "/held",
        Some(_) => "/work",
        None => "/sign-in",
    })
}

pub(crate) async fn form(
    State(site): State<Site>,
    Anyone { frame }: Anyone,
    Query(Back { back }): Query<Back>,
) -> Answer {
    show(&SignInPage::at(&site, frame, &back, String::new()))
}

pub(crate) async fn enter(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame }: Anyone,
    fields: Fields,
) -> Answer {
    let ask = SignInAsk {
        email: fields.owned("email"),
        password: fields.secret("password"),
        code: digits(fields.text("code")),
        from: caller.arrives(SessionKind::Browser),
    };
    match site.app.sign_in(ask).await {
        Ok(signed) => Ok(let_in(&signed, way_back(fields.text("back")))),
        Err(error) => again(&site, frame, &fields, error),
    }
}

/// Asks whoever is there for a passkey: what the script hands to the authenticator.
pub(crate) async fn begin_passkey(State(site): State<Site>, caller: Caller) -> Answer {
    let options = site.app.begin_passkey_sign_in(&caller.arrives(SessionKind::Browser)).await?;
    Ok(Json(options).into_response())
}

pub(crate) async fn enter_by_passkey(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame }: Anyone,
    fields: Fields,
) -> Answer {
    let ask = PasskeySignInAsk {
        ceremony: fields.owned("ceremony"),
        credential: fields.owned("credential"),
        from: caller.arrives(SessionKind::Browser),
    };
    match site.app.sign_in_with_passkey(ask).await {
        Ok(signed) => Ok(let_in(&signed, way_back(fields.text("back")))),
        Err(error) => again(&site, frame, &fields, error),
    }
}

/// The form once more, with what was typed but the secrets.
fn again(site: &Site, mut f: Frame, fields: &Fields, error: Error) -> Answer {
    f.problems = vec![not_right(error)?];
    let page = SignInPage::at(site, f, fields.text("back"), fields.owned("email"));
    Ok((StatusCode::UNAUTHORIZED, Html(page.render()?)).into_response())
}

/// What was not right about what somebody showed, told without a field; any other trouble goes on.
pub(crate) fn not_right(error: Error) -> Result<Problem, Error> {
    if !matches!(error.kind(), ErrorKind::SignIn | ErrorKind::BadInput) {
        return Err(error);
    }
    Ok(Problem::at(None, &error))
}

/// Goes on with a session, in a browser that is known from now on.
pub(crate) fn let_in(signed: &SignedIn, to: &str) -> Response {
    let cookies = [
        (header::SET_COOKIE, session::keep_session(signed.token.expose())),
        (header::SET_COOKIE, session::keep_known(&signed.known)),
    ];
    (AppendHeaders(cookies), Redirect::to(to)).into_response()
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
