//! The register of incidents, as far as its reader may see it; declaring one; beginning an exercise.

use crate::{
    fields::{Fields, Posted},
    frame::{Choice, Frame, Problem},
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{IncidentWords, Words},
};
use askama::Template;
use axum::extract::Query;
use bailee_app::{
    Done,
    actions::{self, DeclareIncidentAsk},
    views::{self, IncidentRow, OwnNotice},
};
use bailee_model::{Action, Device, DeviceId, Error, Incident, IncidentState, NoticeState, Result, Severity, say};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "incidents.html")]
pub(crate) struct IncidentsPage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    rows: Vec<IncidentRow>,
    may_exercise: bool,
}

impl IncidentsPage {
    pub(crate) fn new(f: Frame, rows: Vec<IncidentRow>, may_exercise: bool) -> Self {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        let open = rows.iter().filter(|row| !row.incident.is_closed()).count();
        let title = if open == 0 { i.none_open.to_owned() } else { f.n(i.n_open, open) };
        Self { t, i, f: f.titled(title), rows, may_exercise }
    }
}

#[derive(Template)]
#[template(path = "incidents_own.html")]
pub(crate) struct OwnIncidentsPage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    told: Vec<OwnNotice>,
}

impl OwnIncidentsPage {
    pub(crate) fn new(f: Frame, told: Vec<OwnNotice>) -> Self {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        let title = if told.is_empty() { i.own_none.to_owned() } else { f.n(i.own_n, told.len()) };
        Self { t, i, f: f.titled(title), told }
    }
}

/// How an incident stands: colour, icon, word.
pub(crate) fn state_look(state: &IncidentState) -> (&'static str, &'static str) {
    match state {
        IncidentState::Open => ("broken", "broken"),
        IncidentState::Contained => ("due", "due"),
        IncidentState::Closed => ("kept", "kept"),
    }
}

/// How a notice stands.
pub(crate) fn notice_look(state: &NoticeState, late: bool) -> (&'static str, &'static str) {
    match state {
        NoticeState::Owed if late => ("broken", "broken"),
        NoticeState::Owed => ("due", "due"),
        NoticeState::Sent => ("", "running"),
        NoticeState::Acknowledged => ("kept", "kept"),
        NoticeState::Waived => ("due", "attested"),
    }
}

pub(crate) async fn list(visitor: Visitor) -> Answer {
    let f = visitor.frame().await?;
    if visitor.door.is_client() {
        return show(&OwnIncidentsPage::new(f, views::own_notices(&visitor.door).await?));
    }
    let may = visitor.door.may_at_installation(Action::HoldExercise);
    show(&IncidentsPage::new(f, views::incidents(&visitor.door).await?, may))
}

/// What was typed into the form that declares one.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeclareForm {
    pub(crate) title: String,
    pub(crate) signal: String,
    pub(crate) signal_at: String,
    pub(crate) severity: String,
    pub(crate) device: String,
}

#[derive(Template)]
#[template(path = "incident_new.html")]
pub(crate) struct DeclarePage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    form: DeclareForm,
    severities: Vec<Choice>,
    devices: Vec<Choice>,
}

impl DeclarePage {
    pub(crate) fn new(f: Frame, devices: &[Device], mut form: DeclareForm) -> Self {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        if form.severity.is_empty() {
            Severity::High.as_str().clone_into(&mut form.severity);
        }
        if form.signal_at.is_empty() {
            form.signal_at = minute(f.now);
        }
        let mut choices = vec![Choice::new("", i.no_device, form.device.is_empty())];
        choices.extend(devices.iter().map(|each| Choice::new(each.id, &each.name, form.device == each.id.to_string())));
        let devices = choices;
        Self {
            t,
            i,
            severities: f.choices(Severity::ALL, |word| form.severity == word.as_str()),
            f: f.titled(i.declare),
            form,
            devices,
        }
    }
}

/// A moment as one types it: to the minute, in UTC.
pub(crate) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment as it was typed.
pub(crate) fn moment(field: &'static str, text: &str) -> Result<Timestamp> {
    let wrong =
        || Error::bad_input(say!("This is not a moment.")).hint(say!("Write it as 2026-03-02 14:30.")).on_field(field);
    let text = text.trim().replace('T', " ");
    let full = if text.len() == 10 { format!("{text} 00:00") } else { text };
    let civil: DateTime = full.replace(' ', "T").parse().map_err(|_| wrong())?;
    Ok(civil.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp())
}

/// The same, where an empty field means none.
pub(crate) fn moment_or_none(field: &'static str, text: &str) -> Result<Option<Timestamp>> {
    if text.trim().is_empty() { Ok(None) } else { moment(field, text).map(Some) }
}

/// Which device is reported lost, when the page was reached from it.
#[derive(Deserialize)]
pub(crate) struct Lost {
    device: Option<DeviceId>,
}

pub(crate) async fn form(visitor: Visitor, Query(lost): Query<Lost>) -> Answer {
    let mut form = DeclareForm::default();
    if let Some(device) = lost.device {
        let i = IncidentWords::of(visitor.lang);
        i.lost_title.clone_into(&mut form.title);
        form.device = device.to_string();
    }
    show(&page(&visitor, form, None).await?)
}

async fn page(visitor: &Visitor, form: DeclareForm, problem: Option<Problem>) -> Result<DeclarePage> {
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let mut devices = views::declarable_devices(&visitor.door).await?;
    // An officer reaches the form from anybody's device.
    if let Ok(id) = form.device.parse()
        && !devices.iter().any(|each| each.id == id)
        && visitor.door.is_officer()
    {
        devices.extend(views::device(&visitor.door, id).await.ok().map(|view| view.device));
    }
    Ok(DeclarePage::new(f, &devices, form))
}

pub(crate) async fn declare(Posted { visitor, fields }: Posted) -> Answer {
    match declare_it(&visitor, &fields).await {
        Ok(done) => {
            // Who declares something may not be who looks into it.
            let sees = views::incident(&visitor.door, done.id).await.is_ok();
            let to = if sees { format!("/incidents/{}", done.id) } else { "/incidents".to_owned() };
            Ok(visitor.done(Said::Declared, done.receipt.as_ref(), &to))
        }
        Err(error) => {
            let form = DeclareForm {
                title: fields.owned("title"),
                signal: fields.owned("signal"),
                signal_at: fields.owned("signal_at"),
                severity: fields.owned("severity"),
                device: fields.owned("device"),
            };
            show_again(&page(&visitor, form, Some(put_right(error)?)).await?)
        }
    }
}

async fn declare_it(visitor: &Visitor, fields: &Fields) -> Result<Done<Incident>> {
    let ask = DeclareIncidentAsk {
        title: fields.owned("title"),
        signal: fields.owned("signal"),
        signal_at: moment("signal_at", fields.text("signal_at"))?,
        severity: fields.parse("severity")?,
        device: fields.parse_some("device")?,
    };
    actions::declare_incident(&visitor.door, ask).await
}

pub(crate) async fn exercise(Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::hold_exercise(&visitor.door).await?;
    Ok(visitor.done(Said::Declared, done.receipt.as_ref(), &format!("/incidents/{}", done.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_it_is_written() {
        let at: Timestamp = "2026-03-02T14:30:00Z".parse().expect("an instant");
        assert_eq!(minute(at), "2026-03-02 14:30");
        for text in ["2026-03-02 14:30", "2026-03-02T14:30", " 2026-03-02 14:30:00 "] {
            assert_eq!(moment("x", text).ok(), Some(at), "{text}");
        }
        assert_eq!(moment("x", "2026-03-02").ok(), "2026-03-02T00:00:00Z".parse().ok());
        assert!(moment("x", "yesterday").is_err() && moment("x", "").is_err());
        assert_eq!(moment_or_none("x", " ").ok(), Some(None));
    }
}
