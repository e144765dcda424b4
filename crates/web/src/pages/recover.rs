//! Come in with a recovery code, to set up a factor in place of the one that was lost.

use super::sign_in::{digits, let_in, not_right};
use crate::{
    arrival::Caller,
    fields::Fields,
    frame::Frame,
    site::Site,
    visitor::{Answer, Anyone, show},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse},
};
use bailee_app::actions::RecoverAsk;
use bailee_model::SessionKind;

#[derive(Template)]
#[template(path = "recover.html")]
pub(crate) struct RecoverPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    email: String,
}

impl RecoverPage {
    pub(crate) fn new(f: Frame, email: String) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        Self { t, w, f: f.titled(w.title_recover), email }
    }
}

pub(crate) async fn form(Anyone { frame }: Anyone) -> Answer {
    show(&RecoverPage::new(frame, String::new()))
}

pub(crate) async fn enter(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame: mut f }: Anyone,
    fields: Fields,
) -> Answer {
    let ask = RecoverAsk {
        email: fields.owned("email"),
        recovery_code: fields.secret("recovery_code"),
        code: digits(fields.text("code")),
        from: caller.arrives(SessionKind::Browser),
    };
    match site.app.sign_in_with_recovery_code(ask).await {
        Ok(signed) => Ok(let_in(&signed, "/security")),
        Err(error) => {
            f.problems = vec![not_right(error)?];
            let page = RecoverPage::new(f, fields.owned("email"));
            Ok((StatusCode::UNAUTHORIZED, Html(page.render()?)).into_response())
        }
    }
}
