//! The devices of the firm's and its subcontractors' people: which wait for approval, and which lack what.

use super::devices::{DeviceLine, line};
use crate::{
    frame::Frame,
    markup::Markup,
    visitor::{Answer, Visitor, show},
    words::{DeviceWords, Say, Words},
};
use askama::Template;
use bailee_app::views::{self, DeviceView};
use bailee_model::{DeviceCheck, DeviceState};

#[derive(Template)]
#[template(path = "firm_devices.html")]
pub(crate) struct FirmDevicesPage {
    t: &'static Words,
    d: &'static DeviceWords,
    f: Frame,
    waiting: Vec<Waiting>,
    devices: Vec<DeviceLine>,
    /// How many approved devices lack nothing, and how many there are.
    in_order: (usize, usize),
    /// The oldest of the newest reports of approved devices.
    oldest: Option<Markup>,
}

/// A device that waits for approval, with the form that approves it.
struct Waiting {
    line: DeviceLine,
    may: bool,
    days: &'static str,
}

impl FirmDevicesPage {
    pub(crate) fn new(f: Frame, views: &[DeviceView]) -> Self {
        let (t, d) = (f.t(), f.d());
        let (asked, rest): (Vec<_>, Vec<_>) = views.iter().partition(|view| view.device.state == DeviceState::Asked);
        let approved: Vec<_> = rest.iter().filter(|view| view.device.state == DeviceState::Approved).collect();
        let good = approved.iter().filter(|view| view.failing().next().is_none()).count();
        let oldest = approved.iter().filter_map(|view| view.report.as_ref().map(|report| report.taken_at)).min();
        let waits = if asked.is_empty() { d.none_waiting.to_owned() } else { f.n(d.n_waiting, asked.len()) };
        let title = format!("{}, {waits}", f.n(d.n_firm, approved.len()));
        Self {
            t,
            d,
            waiting: asked.into_iter().map(|view| waiting(&f, view)).collect(),
            devices: rest.iter().map(|view| line(&f, view, None)).collect(),
            in_order: (good, approved.len()),
            oldest: oldest.map(|at| f.when(at)),
            f: f.titled(title),
        }
    }
}

fn waiting(f: &Frame, view: &DeviceView) -> Waiting {
    let personal = view.device.owner == bailee_model::DeviceOwner::Personal;
    let mut line = line(f, view, None);
    // That it is not approved is why it stands here.
    line.failing.retain(|lack| *lack != DeviceCheck::Approved.say(f.lang));
    Waiting { line, may: view.may_approve, days: if personal { "90" } else { "" } }
}

pub(crate) async fn look(visitor: Visitor) -> Answer {
    let views = views::firm_devices(&visitor.door).await?;
    show(&FirmDevicesPage::new(visitor.frame().await?, &views))
}
