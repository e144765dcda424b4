//! A client's room of an incident: what they were told, their log of that time, questions, and all of it to take away.

use super::incidents::{minute, notice_look};
use crate::{
    fields::Posted,
    frame::Frame,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor},
    words::{IncidentWords, Say, Words},
};
use askama::Template;
use axum::{extract::Path, http::header, response::IntoResponse};
use bailee_app::{
    actions,
    views::{self, LogLine, Room},
};
use bailee_model::{IncidentId, LogId, NoticeId, NoticePart, NoticeVersion};

#[derive(Template)]
#[template(path = "room.html")]
pub(crate) struct RoomPage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    id: IncidentId,
    room: Room,
    /// What was typed as a message.
    form: String,
    from: String,
    until: String,
}

impl RoomPage {
    pub(crate) fn new(f: Frame, id: IncidentId, room: Room, form: String) -> Self {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        let (from, until) = (minute(room.from), minute(room.until));
        let title = if room.title.is_empty() { i.incident.to_owned() } else { room.title.clone() };
        Self { t, i, f: f.titled(title), id, room, form, from, until }
    }

    fn state(&self) -> Markup {
        let (class, icon) = notice_look(&self.room.notice.state, false);
        self.f.status(class, icon, self.room.notice.state.say(self.f.lang))
    }

    /// The newest version that was sent, in the reader's language, or in the one there is.
    fn newest(&self) -> Option<&NoticeVersion> {
        let sent = || self.room.versions.iter().filter(|each| each.number == self.room.notice.sent_version);
        sent().find(|each| each.language == self.f.lang.tag()).or_else(|| sent().next())
    }

    fn parts<'v>(&self, version: &'v NoticeVersion) -> Vec<(&'static str, &'v str)> {
        let parts = NoticePart::ALL.iter().zip(&version.sections);
        parts.map(|(part, text)| (part.say(self.f.lang), text.as_str())).collect()
    }

    /// Every version that went out, in the language of the newest, the latest first.
    fn earlier(&self) -> Vec<&NoticeVersion> {
        let language = self.newest().map(|each| each.language.as_str()).unwrap_or_default();
        let newest = self.room.notice.sent_version;
        let mut all: Vec<_> =
            self.room.versions.iter().filter(|each| each.language == language && each.number < newest).collect();
        all.reverse();
        all
    }

    fn proof_of(&self, line: &LogLine) -> String {
        match line.entry.log {
            LogId::Engagement(engagement) => format!("/engagements/{engagement}/log/{}/proof", line.entry.index),
            LogId::Site => String::new(),
        }
    }
}

pub(crate) async fn acknowledge(
    Path((id, notice)): Path<(IncidentId, NoticeId)>,
    Posted { visitor, .. }: Posted,
) -> Answer {
    let done = actions::acknowledge_notice(&visitor.door, notice).await?;
    Ok(visitor.done(Said::NoticeConfirmed, done.receipt.as_ref(), &format!("/incidents/{id}")))
}

pub(crate) async fn take(visitor: Visitor, Path(id): Path<IncidentId>) -> Answer {
    let bytes = views::room_export(&visitor.door, id).await?;
    let name = "attachment; filename=\"incident.zip\"";
    Ok(([(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
