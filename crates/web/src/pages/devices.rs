//! One's own devices: which there are, how each does, and how to enrol another.

use crate::{
    frame::{Frame, Place},
    markup::Markup,
    visitor::{Answer, Visitor, encode, show},
    words::{DeviceWords, Say, Words},
};
use askama::Template;
use axum::http::{HeaderMap, header};
use bailee_app::views::{self, DeviceView, FromWhere};
use bailee_model::{DeviceId, DeviceOwner, DeviceState, Os};

/// A device in a table.
pub(crate) struct DeviceLine {
    pub(crate) id: DeviceId,
    pub(crate) name: String,
    pub(crate) person: String,
    pub(crate) os: Os,
    pub(crate) owner: DeviceOwner,
    pub(crate) state: Markup,
    pub(crate) until: Option<Markup>,
    pub(crate) reported: Option<Markup>,
    pub(crate) failing: Vec<&'static str>,
    pub(crate) trusted: bool,
    pub(crate) here: bool,
}

#[derive(Template)]
#[template(path = "devices.html")]
pub(crate) struct DevicesPage {
    t: &'static Words,
    d: &'static DeviceWords,
    f: Frame,
    devices: Vec<DeviceLine>,
    /// The server's address, for the commands.
    host: String,
}

impl DevicesPage {
    pub(crate) fn new(f: Frame, views: &[DeviceView], here: Option<DeviceId>, host: String) -> Self {
        let (t, d) = (f.t(), f.d());
        let trusted = views.iter().filter(|view| view.device.ended.is_none()).count();
        let title = if trusted == 0 { d.title_none.to_owned() } else { f.n(d.n_mine, trusted) };
        let devices = views.iter().map(|view| line(&f, view, here)).collect();
        Self { t, d, f: f.titled(title), devices, host }
    }
}

/// A device as a line of a table.
pub(crate) fn line(f: &Frame, view: &DeviceView, here: Option<DeviceId>) -> DeviceLine {
    let device = &view.device;
    DeviceLine {
        id: device.id,
        name: device.name.clone(),
        person: view.person.name.clone(),
        os: device.os,
        owner: device.owner,
        state: state(f, view),
        until: device.approved_until.map(|until| f.day(until)),
        reported: view.report.as_ref().map(|report| f.when(report.taken_at)),
        failing: view.failing().map(|check| check.check.say(f.lang)).collect(),
        trusted: device.ended.is_none(),
        here: here == Some(device.id),
    }
}

/// Where a device stands: in order, or what is in the way.
pub(crate) fn state(f: &Frame, view: &DeviceView) -> Markup {
    match (view.device.state, view.failing().count()) {
        (DeviceState::Revoked, _) => f.status("", "stopped", view.device.state.say(f.lang)),
        (DeviceState::Asked, _) => f.status("due", "waiting", view.device.state.say(f.lang)),
        (DeviceState::Approved, 0) => f.status("kept", "kept", f.d().in_order),
        (DeviceState::Approved, failing) => f.status("broken", "broken", &f.n(f.d().n_not_met, failing)),
    }
}

/// The standing line's last word: from where somebody works, and what that lacks.
pub(crate) fn place(f: &Frame, from: &FromWhere) -> Place {
    let back = super::trouble::room(&f.path);
    match &from.device {
        Some(device) => Place {
            device: Some(device.name.clone()),
            href: format!("/devices/{}", device.id),
            missing: from.missing.len(),
        },
        None => Place { device: None, href: confirm_address(&back), missing: from.missing.len() },
    }
}

/// The page that shows a code for this session and then goes back.
pub(crate) fn confirm_address(back: &str) -> String {
    // That page is not one to come back to.
    let back = if back.starts_with("/devices/confirm") { "/" } else { back };
    format!("/devices/confirm?back={}", encode(back))
}

/// How the reader's browser calls this server.
pub(crate) fn host(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if !host.is_empty() && host.bytes().all(plain) { host.to_owned() } else { "bailee.example".to_owned() }
}

pub(crate) async fn look(visitor: Visitor, headers: HeaderMap) -> Answer {
    let views = views::my_devices(&visitor.door).await?;
    let here = visitor.door.session.device;
    show(&DevicesPage::new(visitor.frame().await?, &views, here, host(&headers)))
}
