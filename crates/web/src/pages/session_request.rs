//! Allow a command line, or another program without a browser, a session of one's own: type the code that it shows, look at
//! who asks, allow or refuse. The code is in no address: a link that somebody sends cannot fill it in.

use crate::{
    fields::{Fields, Posted},
    frame::{Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{RequestedWords, Words},
};
use askama::Template;
use bailee_app::actions::{self, AskedSession};
use bailee_model::{Error, Result, say};

#[derive(Template)]
#[template(path = "session_request.html")]
pub(crate) struct SessionRequestPage {
    t: &'static Words,
    r: &'static RequestedWords,
    f: Frame,
    code: String,
    /// Who asks, once the code was typed.
    asked: Option<AskedSession>,
}

impl SessionRequestPage {
    pub(crate) fn new(f: Frame, code: String, asked: Option<AskedSession>) -> Self {
        let (t, r) = (f.t(), RequestedWords::of(f.lang));
        let title = match &asked {
            Some(asked) => f.fill(r.title_asked, &asked.name),
            None => r.title.to_owned(),
        };
        Self { t, r, f: f.titled(title), code, asked }
    }
}

pub(crate) async fn form(visitor: Visitor) -> Answer {
    actions::may_allow_session(&visitor.door).await?;
    show(&SessionRequestPage::new(visitor.frame().await?, String::new(), None))
}

pub(crate) async fn look(Posted { visitor, fields }: Posted) -> Answer {
    match actions::asked_session(&visitor.door, fields.text("code")).await {
        Ok(asked) => show(&SessionRequestPage::new(visitor.frame().await?, fields.owned("code"), Some(asked))),
        Err(error) => again(&visitor, &fields, error).await,
    }
}

pub(crate) async fn answer(Posted { visitor, fields }: Posted) -> Answer {
    let (door, code) = (&visitor.door, fields.text("code"));
    let (answered, said) = match fields.text("answer") {
        "allow" => (actions::allow_session(door, code).await, Said::AllowSession),
        "refuse" => (actions::refuse_session(door, code).await, Said::RefuseSession),
        _ => return Err(neither().into()),
    };
    match answered {
        Ok(done) => Ok(visitor.done(said, done.receipt.as_ref(), "/sessions")),
        Err(error) => again(&visitor, &fields, error).await,
    }
}

fn neither() -> Error {
    Error::bad_input(say!("This is neither yes nor no."))
        .hint(say!("Allow the request, or refuse it."))
        .on_field("answer")
}

async fn again(visitor: &Visitor, fields: &Fields, error: Error) -> Answer {
    let problem: Problem = put_right(error)?;
    show_again(&page_with(visitor, fields, problem).await?)
}

async fn page_with(visitor: &Visitor, fields: &Fields, problem: Problem) -> Result<SessionRequestPage> {
    let mut f = visitor.frame().await?;
    f.problems.push(problem);
    Ok(SessionRequestPage::new(f, fields.owned("code"), None))
}
