//! A client's room of an incident: what they were told, their own log of that time, questions and answers, and all of it to
//! take away (clause S6.4).

use super::log::LogLine;
use crate::{
    Door,
    actions::part_name,
    incidents::{Timeline, affected::first_since},
};
use bailee_model::{
    Action, Error, Incident, IncidentEventKind, IncidentId, IncidentMessage, LogId, Notice, NoticePart, NoticeVersion,
    Organisation, PersonId, Result, Text,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::{Cursor, Write},
};

/// How many entries of one log an excerpt has at most, the newest.
const LONGEST: u64 = 1000;

/// A client's room.
#[derive(Clone, Debug)]
pub struct Room {
    /// The incident's number.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What they were told.
    pub notice: Notice,
    /// Every version that went out, by number and language.
    pub versions: Vec<NoticeVersion>,
    /// What was asked and answered, oldest first, with who wrote it.
    pub messages: Vec<(IncidentMessage, String)>,
    /// Their own log of that time, oldest first.
    pub excerpt: Vec<LogLine>,
    /// From when the excerpt is.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Whether the reader may confirm the notice now.
    pub may_acknowledge: bool,
    /// Whether the incident is closed.
    pub is_closed: bool,
}

/// The room of the caller's organisation.
///
/// # Errors
/// Not found for everybody else, and until the first notice was sent.
pub async fn room(door: &Door, id: IncidentId) -> Result<Room> {
    let Organisation::Client(client) = door.who.organisation else { return Err(Error::not_found()) };
    let store = door.app.store();
    let notices = store.notices_on(id).await?;
    let notice = notices.into_iter().find(|each| each.client == client && each.sent_version > 0);
    let notice = notice.ok_or_else(Error::not_found)?;
    let held = door.engagement(notice.engagement).for_(Action::ReadNotice).await?;
    let incident = store.get::<Incident>(id).await?.ok_or_else(Error::not_found)?;
    let names: HashMap<PersonId, String> = store.people().await?.into_iter().map(|each| (each.id, each.name)).collect();
    let mut messages = store.incident_messages(id).await?;
    messages.retain(|each| each.client == client);
    let named = |message: IncidentMessage| {
        let who = names.get(&message.by).cloned().unwrap_or_default();
        (message, who)
    };
    let mut versions = store.notice_versions(notice.id).await?;
    versions.retain(|each| each.sent_at.is_some());
    let (from, until) = period(door, &incident);
    let may =
        door.answer(Action::AcknowledgeNotice, Some(&held.facts), bailee_policy::Resource::Engagement).is_allowed();
    Ok(Room {
        number: incident.number,
        title: incident.title.clone(),
        excerpt: excerpt(door, &notice, from, until, &names).await?,
        messages: messages.into_iter().map(named).collect(),
        may_acknowledge: may && notice.state == bailee_model::NoticeState::Sent,
        is_closed: incident.is_closed(),
        notice,
        versions,
        from,
        until,
    })
}

fn period(door: &Door, incident: &Incident) -> (Timestamp, Timestamp) {
    let until = incident.scope.until.or(incident.closed_at).unwrap_or_else(|| door.now());
    (incident.scope.from.unwrap_or(incident.signal_at), until)
}

/// The client's own entries of that time, from the logs of all engagements that the notice is about.
async fn excerpt(
    door: &Door,
    notice: &Notice,
    from: Timestamp,
    until: Timestamp,
    names: &HashMap<PersonId, String>,
) -> Result<Vec<LogLine>> {
    let store = door.app.store();
    let mut lines = Vec::new();
    for engagement in &notice.engagements {
        let log = store.log(LogId::Engagement(*engagement));
        let size = log.size().await?;
        let first = first_since(store, *engagement, size, from).await?;
        for mut entry in log.entries(first.max(size.saturating_sub(LONGEST)), size).await? {
            if entry.at > until {
                break;
            }
            // The text of a question may quote a value; the client's people read none here.
            if let Some(details) = entry.details.as_mut() {
                details.remove("sql");
            }
            let person: Option<PersonId> = entry.ids.get("person").and_then(|id| id.parse().ok());
            let who = person.and_then(|id| names.get(&id).cloned());
            lines.push(LogLine { entry, who, what: None });
        }
    }
    lines.sort_by_key(|line| line.entry.at);
    Ok(lines)
}

/// The room as a file to take away: the notice as a page and as data, the excerpt with a proof of each entry, the messages. That
/// it was taken is on record before the first byte (invariant 3).
///
/// # Errors
/// As [`room`].
pub async fn room_export(door: &Door, id: IncidentId) -> Result<Vec<u8>> {
    let room = room(door, id).await?;
    let (rng, by, now) = door.telling();
    let engagement = room.notice.engagement;
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        timeline.say_to(id, IncidentEventKind::Exported, &[engagement], Text::told("")).await
    });
    recorded.await?;
    let mut files = vec![
        ("notice.json".to_owned(), pretty(&notice_json(&room))?),
        ("messages.json".to_owned(), pretty(&messages_json(&room))?),
        ("log.json".to_owned(), pretty(&room.excerpt.iter().map(|line| &line.entry).collect::<Vec<_>>())?),
    ];
    for version in room.versions.iter().filter(|each| each.number == room.notice.sent_version) {
        files.push((format!("notice.{}.html", version.language), notice_html(&room, version).into_bytes()));
    }
    for engagement in &room.notice.engagements {
        let indices: Vec<u64> = room
            .excerpt
            .iter()
            .filter(|line| line.entry.log == LogId::Engagement(*engagement))
            .map(|line| line.entry.index)
            .collect();
        if indices.is_empty() {
            continue;
        }
        let proofs = door.app.store().log(LogId::Engagement(*engagement)).tlog_proofs(&indices).await?;
        files.extend(
            indices
                .iter()
                .zip(proofs)
                .map(|(index, proof)| (format!("proofs/{engagement}/{index}.tlog-proof"), proof.into_bytes())),
        );
    }
    zipped(&files)
}

fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(|error| Error::internal("The file could not be written.").because(error))
}

fn notice_json(room: &Room) -> Value {
    let version = |each: &NoticeVersion| {
        let parts = NoticePart::ALL.iter().zip(&each.sections);
        let parts: serde_json::Map<String, Value> = parts.map(|(part, text)| (part.to_string(), json!(text))).collect();
        json!({"number": each.number, "language": each.language, "sent_at": each.sent_at, "parts": parts})
    };
    json!({
        "incident": room.number,
        "title": room.title,
        "notice": room.notice.id,
        "due": room.notice.due,
        "rule": room.notice.rule,
        "sent_at": room.notice.sent_at,
        "acknowledged_at": room.notice.acknowledged_at,
        "versions": room.versions.iter().map(version).collect::<Vec<_>>(),
    })
}

fn messages_json(room: &Room) -> Value {
    let one = |(message, who): &(IncidentMessage, String)| json!({"at": message.at, "by": who, "from_client": message.from_client, "text": message.text});
    room.messages.iter().map(one).collect()
}

fn notice_html(room: &Room, version: &NoticeVersion) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{0}\"><head><meta charset=\"utf-8\"><title>{1}</title></head><body>\n<h1>{1}</h1>\n",
        version.language,
        escaped(&room.title)
    );
    for (part, text) in NoticePart::ALL.iter().zip(&version.sections) {
        let paragraphs: String = text.lines().map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
        html.push_str(&format!("<h2>{}</h2>\n{paragraphs}", part_name(*part, &version.language)));
    }
    html.push_str("</body></html>\n");
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn zipped(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let fault = |error: zip::result::ZipError| Error::internal("The file could not be written.").because(error);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).map_err(fault)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish().map_err(fault)?.into_inner())
}
