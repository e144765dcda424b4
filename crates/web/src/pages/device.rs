//! One device: what is asked of it, what it says of itself, how to mend what is not met; and its approval and end.

use super::devices::state;
use crate::{
    fields::{Fields, Posted},
    frame::Frame,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again, way_back},
    words::{DeviceWords, IncidentWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, ApproveDeviceAsk},
    posture::Check,
    views::{self, DeviceView},
};
use bailee_model::{DeviceId, DeviceOwner, Result};

#[derive(Template)]
#[template(path = "device.html")]
pub(crate) struct DevicePage {
    t: &'static Words,
    d: &'static DeviceWords,
    f: Frame,
    it: DeviceView,
    state: Markup,
    /// Whether it stands behind the reader's own session.
    here: bool,
    /// What was typed as days.
    days: String,
}

impl DevicePage {
    pub(crate) fn new(f: Frame, it: DeviceView, here: bool, days: String) -> Self {
        let (t, d, title) = (f.t(), f.d(), it.device.name.clone());
        Self { t, d, state: state(&f, &it), f: f.titled(title), it, here, days }
    }

    fn checks(&self) -> &[Check] {
        &self.it.checks
    }

    fn report_lost(&self) -> &'static str {
        IncidentWords::of(self.f.lang).report_lost
    }

    fn days_help(&self) -> &'static str {
        match self.it.device.owner {
            DeviceOwner::Personal => self.d.days_help_personal,
            DeviceOwner::Firm => self.d.days_help_firm,
        }
    }
}

/// The number of days that the form begins with.
fn usual_days(owner: DeviceOwner) -> String {
    match owner {
        DeviceOwner::Personal => "90".to_owned(),
        DeviceOwner::Firm => String::new(),
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<DeviceId>) -> Answer {
    let it = views::device(&visitor.door, id).await?;
    let (here, days) = (visitor.door.session.device == Some(id), usual_days(it.device.owner));
    show(&DevicePage::new(visitor.frame().await?, it, here, days))
}

pub(crate) async fn approve(Path(device): Path<DeviceId>, Posted { visitor, fields }: Posted) -> Answer {
    let done = match days(&fields) {
        Ok(days) => actions::approve_device(&visitor.door, ApproveDeviceAsk { device, days }).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => Ok(visitor.done(Said::ApproveDevice, done.receipt.as_ref(), &back(&fields, device))),
        Err(error) => {
            let problem = put_right(error)?;
            let it = views::device(&visitor.door, device).await?;
            let mut f = visitor.frame().await?;
            f.problems.push(problem);
            show_again(&DevicePage::new(f, it, visitor.door.session.device == Some(device), fields.owned("days")))
        }
    }
}

pub(crate) async fn revoke(Path(device): Path<DeviceId>, Posted { visitor, fields }: Posted) -> Answer {
    let done = actions::revoke_device(&visitor.door, device).await?;
    Ok(visitor.done(Said::RevokeDevice, done.receipt.as_ref(), &back(&fields, device)))
}

fn days(fields: &Fields) -> Result<Option<i32>> {
    if fields.text("days").trim().is_empty() { Ok(None) } else { fields.number("days").map(Some) }
}

/// The page that the form was on.
fn back(fields: &Fields, device: DeviceId) -> String {
    match way_back(fields.text("back")) {
        "/" => format!("/devices/{device}"),
        back => back.to_owned(),
    }
}
