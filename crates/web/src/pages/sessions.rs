//! One's own sessions and tokens: what is signed in, since when, from where; ending them; making a token.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    session,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{extract::Path, http::header};
use bailee_app::{
    actions::{self, MakeTokenAsk, OwnSession},
    views,
};
use bailee_model::{Error, ErrorKind, Factor, Result, SessionId, SessionKind, TokenScope};
use jiff::Timestamp;

/// One session, as the table shows it.
pub(crate) struct SessionLine {
    pub(crate) id: SessionId,
    pub(crate) kind: SessionKind,
    pub(crate) name: String,
    pub(crate) scope: Option<TokenScope>,
    pub(crate) factor: Factor,
    pub(crate) since: Timestamp,
    pub(crate) seen: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) address: String,
    pub(crate) device: Option<String>,
    pub(crate) here: bool,
}

impl From<OwnSession> for SessionLine {
    fn from(OwnSession { session, device, here }: OwnSession) -> Self {
        Self {
            id: session.id,
            kind: session.kind,
            name: session.name,
            scope: session.scope,
            factor: session.factor,
            since: session.since,
            seen: session.seen,
            until: session.until,
            address: session.address,
            device,
            here,
        }
    }
}

/// A token that was just made.
pub(crate) struct MadeToken {
    pub(crate) name: String,
    pub(crate) secret: String,
}

/// What was typed into the form.
#[derive(Clone, Debug)]
pub(crate) struct TokenForm {
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) engagement: String,
    pub(crate) days: String,
}

impl Default for TokenForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            scope: TokenScope::Look.to_string(),
            engagement: String::new(),
            days: "30".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "sessions.html")]
pub(crate) struct SessionsPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    sessions: Vec<SessionLine>,
    scopes: Vec<Choice>,
    engagements: Vec<Choice>,
    form: TokenForm,
    made: Option<MadeToken>,
}

impl SessionsPage {
    pub(crate) fn new(
        f: Frame,
        sessions: Vec<SessionLine>,
        engagements: &[(String, String)],
        form: TokenForm,
        made: Option<MadeToken>,
    ) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        let title = f.n(w.title_sessions, sessions.len());
        let mut choices = vec![Choice::new("", w.any_engagement, form.engagement.is_empty())];
        choices.extend(engagements.iter().map(|(id, title)| Choice::new(id, title, form.engagement == *id)));
        let scopes = f.choices(TokenScope::ALL, |scope| form.scope == scope.as_str());
        Self { t, w, f: f.titled(title), sessions, scopes, engagements: choices, form, made }
    }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    show(&page(&visitor, TokenForm::default(), None, None).await?)
}

async fn page(
    visitor: &Visitor,
    form: TokenForm,
    made: Option<MadeToken>,
    problem: Option<Problem>,
) -> Result<SessionsPage> {
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let sessions = actions::own_sessions(&visitor.door).await?.into_iter().map(SessionLine::from).collect();
    let engagements: Vec<(String, String)> = views::engagements(&visitor.door)
        .await?
        .into_iter()
        .map(|row| (row.engagement.id.to_string(), row.engagement.title))
        .collect();
    Ok(SessionsPage::new(f, sessions, &engagements, form, made))
}

pub(crate) async fn end(Path(session): Path<String>, Posted { visitor, .. }: Posted) -> Answer {
    let id: SessionId = session.parse().map_err(|_| Error::not_found())?;
    let done = actions::end_session(&visitor.door, id).await?;
    let to = if id == visitor.door.session.id { "/sign-in" } else { "/sessions" };
    let mut response = visitor.done(Said::EndSession, done.receipt.as_ref(), to);
    if id == visitor.door.session.id {
        response.headers_mut().append(header::SET_COOKIE, session::forget_session());
    }
    Ok(response)
}

pub(crate) async fn end_others(Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::end_other_sessions(&visitor.door).await?;
    Ok(visitor.done(Said::EndSession, done.receipt.as_ref(), "/sessions"))
}

/// Answers the form itself, without a redirect: the token must be in no address, cookie or history.
pub(crate) async fn make_token(Posted { visitor, fields }: Posted) -> Answer {
    match ask(&fields) {
        Ok(ask) => {
            let name = ask.name.clone();
            match actions::make_token(&visitor.door, ask).await {
                Ok(made) => {
                    let made = MadeToken { name, secret: made.token.expose().to_owned() };
                    show(&page(&visitor, TokenForm::default(), Some(made), None).await?)
                }
                Err(error) => again(&visitor, &fields, error).await,
            }
        }
        Err(error) => again(&visitor, &fields, error).await,
    }
}

async fn again(visitor: &Visitor, fields: &Fields, error: Error) -> Answer {
    let problem = if error.kind() == ErrorKind::Conflict { Problem::at(None, &error) } else { put_right(error)? };
    let form = TokenForm {
        name: fields.owned("name"),
        scope: fields.owned("scope"),
        engagement: fields.owned("engagement"),
        days: fields.owned("days"),
    };
    show_again(&page(visitor, form, None, Some(problem)).await?)
}

fn ask(fields: &Fields) -> Result<MakeTokenAsk> {
    Ok(MakeTokenAsk {
        name: fields.owned("name"),
        scope: fields.parse("scope")?,
        engagement: fields.parse_some("engagement")?,
        days: fields.number("days")?,
    })
}
