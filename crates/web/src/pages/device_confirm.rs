//! Have a device confirm this session: the page shows a code, the device signs it, and the page goes on by itself, with a
//! script or without. Where the agent runs on the same computer a link hands the code over.

use super::devices::confirm_address;
use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, encode, show, way_back},
    words::{DeviceWords, Words},
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect},
};
use bailee_app::actions::{self, Confirmation};
use bailee_model::Error;
use jiff::Timestamp;
use serde::Deserialize;

/// Where the agent listens on the reader's own computer.
const AGENT: &str = "http://127.0.0.1:47321/confirm";

/// Where to go afterwards, and the end of the code that is waited for, in milliseconds since 1970.
#[derive(Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    back: String,
    until: Option<i64>,
}

#[derive(Template)]
#[template(path = "device_confirm.html")]
pub(crate) struct DeviceConfirmPage {
    t: &'static Words,
    d: &'static DeviceWords,
    f: Frame,
    /// The device behind the session now.
    device: Option<String>,
    /// None when the code that was waited for is over.
    shown: Option<Shown>,
    /// Where another code is shown.
    again: String,
}

/// A code, as the page shows it.
pub(crate) struct Shown {
    code: String,
    until: Timestamp,
    /// This page again, for as long as the code runs.
    waiting: String,
    agent: String,
}

impl Shown {
    pub(crate) fn new(code: &str, until: Timestamp, back: &str) -> Self {
        let waiting = format!("/devices/confirm?until={}&back={}", until.as_millisecond(), encode(back));
        let agent = format!("{AGENT}?code={code}&back={}", encode(&waiting));
        Self { code: code.to_owned(), until, waiting, agent }
    }
}

impl DeviceConfirmPage {
    pub(crate) fn new(f: Frame, device: Option<String>, shown: Option<Shown>, back: &str) -> Self {
        let (t, d) = (f.t(), f.d());
        let title = if shown.is_some() { d.title_confirm } else { d.title_over };
        Self { t, d, f: f.titled(title), device, shown, again: confirm_address(back) }
    }
}

pub(crate) async fn look(visitor: Visitor, Query(ask): Query<Ask>) -> Answer {
    if visitor.door.is_client() {
        return Err(Error::not_found().into());
    }
    let back = way_back(&ask.back);
    let device = visitor.door.machine.as_ref().map(|machine| machine.device.name.clone());
    let shown = match ask.until {
        None => Some(actions::ask_confirmation(&visitor.door).await?),
        // A confirmed session has no code any more.
        Some(_) if device.is_some() && visitor.door.session.confirm_until.is_none() => {
            return Ok(Redirect::to(back).into_response());
        }
        Some(until) => actions::running_confirmation(&visitor.door).filter(|it| it.until.as_millisecond() == until),
    };
    let shown = shown.map(|Confirmation { code, until }| Shown::new(code.expose(), until, back));
    show(&DeviceConfirmPage::new(visitor.frame().await?, device, shown, back))
}
