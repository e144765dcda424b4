//! Messages from outside: a question, or a report of a weakness, by anybody, without an account and without a script; the
//! answer behind a secret link; and `security.txt` (RFC 9116), which says where to send one (clauses D8, S9).

use super::supplying::say;
use crate::{
    arrival::Caller,
    fields::Fields,
    frame::{Frame, Problem},
    site::Site,
    visitor::{Answer, Anyone, put_right, show, show_again},
    words::{ClientWords, Words},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect},
};
use bailee_app::{
    actions::{ContactAsk, OwnEnquiry},
    views,
};
use bailee_model::Text;

/// What was typed, to be given back with its mistakes.
#[derive(Default)]
pub(crate) struct ContactForm {
    pub(crate) name: String,
    pub(crate) reply_to: String,
    pub(crate) text: String,
}

#[derive(Template)]
#[template(path = "contact.html")]
pub(crate) struct ContactPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    security: bool,
    form: ContactForm,
    within: String,
}

impl ContactPage {
    pub(crate) fn new(f: Frame, security: bool, form: ContactForm, within: String) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let title = if security { c.title_report } else { c.title_contact };
        Self { t, c, f: f.titled(title), security, form, within }
    }
}

pub(crate) async fn contact(State(site): State<Site>, Anyone { frame }: Anyone) -> Answer {
    look(&site, frame, false)
}

pub(crate) async fn report(State(site): State<Site>, Anyone { frame }: Anyone) -> Answer {
    look(&site, frame, true)
}

fn look(site: &Site, f: Frame, security: bool) -> Answer {
    let within = say(site.app.limits(), "answer_days", f.lang);
    show(&ContactPage::new(f, security, ContactForm::default(), within))
}

pub(crate) async fn send_contact(site: State<Site>, caller: Caller, anyone: Anyone, fields: Fields) -> Answer {
    send(site, caller, anyone, fields, false).await
}

pub(crate) async fn send_report(site: State<Site>, caller: Caller, anyone: Anyone, fields: Fields) -> Answer {
    send(site, caller, anyone, fields, true).await
}

async fn send(
    State(site): State<Site>,
    caller: Caller,
    Anyone { frame: mut f }: Anyone,
    fields: Fields,
    security: bool,
) -> Answer {
    let c = ClientWords::of(f.lang);
    let form =
        ContactForm { name: fields.owned("name"), reply_to: fields.owned("reply_to"), text: fields.owned("text") };
    // People do not see this field. Whoever fills it in all the same is told so, and loses nothing that they wrote.
    let problem = if fields.text("website").is_empty() {
        let ask = ContactAsk {
            security,
            name: form.name.clone(),
            reply_to: form.reply_to.clone(),
            text: form.text.clone(),
            language: f.lang.tag().to_owned(),
            address: caller.address().to_owned(),
        };
        match site.app.contact(ask).await {
            Ok(sent) => return Ok(Redirect::to(&format!("/contact/{}", sent.secret.expose())).into_response()),
            Err(error) => put_right(error)?,
        }
    } else {
        Problem {
            field: Some("website".to_owned()),
            message: Text::told(c.trap_wrong),
            hint: Some(Text::told(c.trap_hint)),
        }
    };
    f.problems = vec![problem];
    let within = say(site.app.limits(), "answer_days", f.lang);
    show_again(&ContactPage::new(f, security, form, within))
}

#[derive(Template)]
#[template(path = "contacted.html")]
pub(crate) struct ContactedPage {
    t: &'static Words,
    c: &'static ClientWords,
    f: Frame,
    it: OwnEnquiry,
}

impl ContactedPage {
    pub(crate) fn new(f: Frame, it: OwnEnquiry) -> Self {
        let (t, c) = (f.t(), ClientWords::of(f.lang));
        let title = if it.answer.is_some() { c.title_contact_answered } else { c.title_contacted };
        // The secret is part of the address, which leaves with no link of this page.
        let f = Frame { path: "/contact".to_owned(), ..f.titled(title) };
        Self { t, c, f, it }
    }
}

pub(crate) async fn contacted(
    State(site): State<Site>,
    Path(secret): Path<String>,
    Anyone { frame }: Anyone,
) -> Answer {
    let mut answer = show(&ContactedPage::new(frame, site.app.contacted(&secret).await?))?;
    answer.headers_mut().insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    Ok(answer)
}

/// RFC 9116.
pub(crate) async fn security_txt(State(site): State<Site>) -> Answer {
    let text = views::security_txt(&site.app).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
