//! Set up how one signs in, once, with the code of the invitation: a passkey, or a password and a second factor.

use super::sign_in::digits;
use crate::{
    fields::Fields,
    frame::{Frame, Problem},
    markup::{Markup, escape},
    said::Said,
    site::Site,
    visitor::{Answer, Anyone, put_right, show, show_again, told},
    words::{SigningInWords, Words},
};
use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use bailee_app::{
    Done,
    actions::{EnrolAsk, EnrolPasskeyAsk, EnrolmentOffer},
};
use bailee_model::{ErrorKind, Person, Result};
use serde::Deserialize;
use std::fmt::Write;

/// What the invitation's code opens.
pub(crate) struct Offer {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) ticket: String,
    /// The second factor's secret in base 32.
    pub(crate) secret: String,
    /// The same as an `otpauth` address, for the picture.
    pub(crate) uri: String,
}

/// A second factor as a page offers it.
pub(crate) struct QrOffer {
    pub(crate) ticket: String,
    /// The secret in groups of four.
    pub(crate) secret: String,
    pub(crate) qr: Markup,
}

/// A second factor, drawn and spelled.
pub(crate) fn offer_view(t: &Words, secret: &str, uri: &str, ticket: String) -> QrOffer {
    let groups: Vec<_> = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    QrOffer { qr: qr(uri, t.qr_alt), secret: groups.join(" "), ticket }
}

struct OfferView {
    name: String,
    code: String,
    ticket: String,
    secret: String,
    qr: Markup,
}

#[derive(Template)]
#[template(path = "enrol.html")]
pub(crate) struct EnrolPage {
    t: &'static Words,
    w: &'static SigningInWords,
    f: Frame,
    offer: Option<OfferView>,
    /// Whether the firm has an identity provider.
    provider: bool,
}

impl EnrolPage {
    pub(crate) fn new(f: Frame, offer: Option<Offer>, provider: bool) -> Self {
        let (t, w) = (f.t(), SigningInWords::of(f.lang));
        let offer = offer.map(|offer| {
            let QrOffer { ticket, secret, qr } = offer_view(t, &offer.secret, &offer.uri, offer.ticket);
            OfferView { name: offer.name, code: offer.code, ticket, secret, qr }
        });
        Self { t, w, f: f.titled(t.title_enrol), offer, provider }
    }
}

/// A QR code as one SVG path; empty when the text does not fit, since the secret stands below it anyway.
fn qr(text: &str, alternative: &str) -> Markup {
    let Ok(code) = qrcode::QrCode::new(text) else {
        return Markup::default();
    };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let _infallible = write!(path, "M{} {}h1v1h-1z", at % width, at / width);
        }
    }
    Markup(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"{}\"><path d=\"{path}\"/></svg>",
        escape(alternative)
    ))
}

/// The code of the invitation.
#[derive(Deserialize)]
pub(crate) struct Code {
    #[serde(default)]
    invitation: String,
}

pub(crate) async fn form(
    State(site): State<Site>,
    Anyone { frame: mut f }: Anyone,
    Query(Code { invitation }): Query<Code>,
) -> Answer {
    let invitation = invitation.trim();
    if invitation.is_empty() {
        return show(&EnrolPage::new(f, None, false));
    }
    match site.app.enrolment(invitation).await {
        Ok(offered) => show(&EnrolPage::new(f, Some(offer(invitation, offered)), site.app.has_provider())),
        Err(error) if matches!(error.kind(), ErrorKind::SignIn | ErrorKind::BadInput | ErrorKind::NotFound) => {
            f.problems = vec![Problem::at(Some("invitation".to_owned()), &error)];
            show_again(&EnrolPage::new(f, None, false))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn enrol(State(site): State<Site>, Anyone { frame }: Anyone, fields: Fields) -> Answer {
    let ask = EnrolAsk {
        code: fields.owned("invitation"),
        ticket: fields.owned("ticket"),
        password: fields.secret("password"),
        totp_code: digits(fields.text("code")),
    };
    let enrolled = site.app.enrol(ask).await;
    go_on(&site, frame, fields.text("invitation"), enrolled).await
}

/// Asks for the first passkey: what the script hands to the authenticator.
pub(crate) async fn begin_passkey(State(site): State<Site>, fields: Fields) -> Answer {
    Ok(Json(site.app.begin_passkey_enrolment(fields.text("invitation")).await?).into_response())
}

pub(crate) async fn enrol_passkey(State(site): State<Site>, Anyone { frame }: Anyone, fields: Fields) -> Answer {
    let ask = EnrolPasskeyAsk {
        code: fields.owned("invitation"),
        ceremony: fields.owned("ceremony"),
        credential: fields.owned("credential"),
        name: fields.owned("name"),
    };
    let enrolled = site.app.enrol_with_passkey(ask).await;
    go_on(&site, frame, fields.text("invitation"), enrolled).await
}

async fn go_on(site: &Site, mut f: Frame, invitation: &str, enrolled: Result<Done<Person>>) -> Answer {
    match enrolled {
        Ok(done) => Ok(told(Said::Enrol, done.receipt.as_ref(), "/sign-in")),
        Err(error) => {
            f.problems = vec![put_right(error)?];
            // A fresh secret goes with a fresh ticket: the old one may have been seen over a shoulder.
            let offered = site.app.enrolment(invitation).await?;
            show_again(&EnrolPage::new(f, Some(offer(invitation, offered)), site.app.has_provider()))
        }
    }
}

fn offer(code: &str, offered: EnrolmentOffer) -> Offer {
    Offer {
        name: offered.person.name,
        code: code.to_owned(),
        ticket: offered.ticket,
        secret: offered.totp_secret,
        uri: offered.totp_uri,
    }
}
