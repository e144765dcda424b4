//! Set up how one signs in: a password and a second factor, once, with the code of the invitation.

use super::sign_in::digits;
use crate::{
    fields::Fields,
    frame::{Frame, Problem},
    markup::{Markup, escape},
    said::Said,
    site::Site,
    visitor::{Answer, Anyone, put_right, show, show_again, told},
    words::Words,
};
use askama::Template;
use axum::extract::{Query, State};
use bailee_app::actions::{EnrolAsk, EnrolmentOffer};
use bailee_model::ErrorKind;
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
    f: Frame,
    offer: Option<OfferView>,
}

impl EnrolPage {
    pub(crate) fn new(f: Frame, offer: Option<Offer>) -> Self {
        let t = f.t();
        let offer = offer.map(|offer| OfferView {
            qr: qr(&offer.uri, t.qr_alt),
            secret: offer
                .secret
                .as_bytes()
                .chunks(4)
                .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
                .collect::<Vec<_>>()
                .join(" "),
            name: offer.name,
            code: offer.code,
            ticket: offer.ticket,
        });
        Self { t, f: f.titled(t.title_enrol), offer }
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
        return show(&EnrolPage::new(f, None));
    }
    match site.app.enrolment(invitation).await {
        Ok(offered) => show(&EnrolPage::new(f, Some(offer(invitation, offered)))),
        Err(error) if matches!(error.kind(), ErrorKind::SignIn | ErrorKind::BadInput | ErrorKind::NotFound) => {
            f.problems = vec![Problem {
                field: Some("invitation".to_owned()),
                message: error.message().to_owned(),
                hint: error.hint_text().map(ToOwned::to_owned),
            }];
            show_again(&EnrolPage::new(f, None))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn enrol(State(site): State<Site>, Anyone { frame: mut f }: Anyone, fields: Fields) -> Answer {
    let invitation = fields.owned("invitation");
    let ask = EnrolAsk {
        code: invitation.clone(),
        ticket: fields.owned("ticket"),
        password: fields.owned("password"),
        totp_code: digits(fields.text("code")),
    };
    match site.app.enrol(ask).await {
        Ok(done) => Ok(told(Said::Enrol, done.receipt.as_ref(), "/sign-in")),
        Err(error) => {
            f.problems = vec![put_right(error)?];
            // A fresh secret goes with a fresh ticket: the old one may have been seen over a shoulder.
            let offered = site.app.enrolment(&invitation).await?;
            show_again(&EnrolPage::new(f, Some(offer(&invitation, offered))))
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
