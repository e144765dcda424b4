//! One client's notice: what it says in each language, why it is due when it is, its versions, sending it, or signing why not.

use super::incidents::notice_look;
use crate::{
    difference::{self, Line},
    fields::{Fields, Posted},
    frame::{Frame, Problem},
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{IncidentWords, Say, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::{
    actions::{self, EditNoticeAsk, WaiveNoticeAsk},
    views::{self, IncidentView, NoticeLine},
};
use bailee_model::{EngagementId, Error, IncidentId, NoticeId, NoticePart, NoticeState, NoticeVersion, Result};
use std::collections::BTreeMap;

/// A part of the form.
struct Part {
    name: String,
    label: &'static str,
    text: String,
}

/// The form of one language.
struct LanguageForm {
    tag: String,
    label: &'static str,
    parts: Vec<Part>,
}

/// What a version changed against the one before, in one language.
struct Change {
    number: i32,
    language: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct NoticePage {
    t: &'static Words,
    i: &'static IncidentWords,
    f: Frame,
    it: IncidentView,
    line: NoticeLine,
    languages: Vec<LanguageForm>,
    changes: Vec<Change>,
    reason: String,
    /// The client's engagements by title, with the hours of their contracts.
    terms: Vec<(EngagementId, String, String)>,
}

impl NoticePage {
    pub(crate) fn new(
        f: Frame,
        mut it: IncidentView,
        id: NoticeId,
        typed: &BTreeMap<String, String>,
        reason: String,
    ) -> Result<Self> {
        let (t, i) = (f.t(), IncidentWords::of(f.lang));
        let at = it.notices.iter().position(|line| line.notice.id == id).ok_or_else(Error::not_found)?;
        let line = it.notices.swap_remove(at);
        let newest = line.versions.iter().filter(|each| each.number == line.notice.version);
        let languages = newest.map(|version| language_form(&f, i, version, typed)).collect();
        let own = it.affected.iter().filter(|each| each.client.id == line.client.id);
        let terms = own.map(|each| {
            let hours = each.engagement.notice_hours.map(|hours| hours.to_string()).unwrap_or_default();
            (each.engagement.id, each.engagement.title.clone(), hours)
        });
        let terms = terms.collect();
        let title = f.fill(i.notice_to, &line.client.name);
        Ok(Self { t, i, f: f.titled(title), it, languages, changes: changes(&line.versions), line, reason, terms })
    }

    fn state(&self) -> Markup {
        let (class, icon) = notice_look(&self.line.notice.state, self.line.notice.due < self.f.now);
        self.f.status(class, icon, self.line.notice.state.say(self.f.lang))
    }

    fn may_edit(&self) -> bool {
        self.it.may_run && !self.it.incident.is_closed() && self.line.notice.state != NoticeState::Waived
    }

    fn has_unsent(&self) -> bool {
        self.line.notice.sent_version == 0 || self.line.notice.version > self.line.notice.sent_version
    }

    fn is_owed(&self) -> bool {
        self.line.notice.state == NoticeState::Owed
    }

    fn lines<'c>(&self, change: &'c Change) -> Vec<Line<'c>> {
        difference::lines(&change.before, &change.after)
    }

    fn waived_by(&self) -> String {
        self.f.fill2(self.i.waived_by, &self.line.notice.waived_name, &self.line.notice.waived_why)
    }
}

fn language_form(
    f: &Frame,
    i: &'static IncidentWords,
    version: &NoticeVersion,
    typed: &BTreeMap<String, String>,
) -> LanguageForm {
    let part = |(part, text): (&NoticePart, &String)| {
        let name = format!("{}-{part}", version.language);
        let text = typed.get(&name).unwrap_or(text).clone();
        Part { label: part.say(f.lang), name, text }
    };
    LanguageForm {
        label: if version.language == "fr" { i.french } else { i.english },
        parts: NoticePart::ALL.iter().zip(&version.sections).map(part).collect(),
        tag: version.language.clone(),
    }
}

fn changes(versions: &[NoticeVersion]) -> Vec<Change> {
    let whole = |version: &NoticeVersion| version.sections.join("\n");
    let before = |later: &&NoticeVersion| {
        let earlier = versions.iter().find(|each| each.language == later.language && each.number + 1 == later.number);
        earlier.map(|earlier| Change {
            number: later.number,
            language: later.language.clone(),
            before: whole(earlier),
            after: whole(later),
        })
    };
    versions.iter().filter_map(|later| before(&later)).collect()
}

pub(crate) async fn look(visitor: Visitor, Path((id, notice)): Path<(IncidentId, NoticeId)>) -> Answer {
    show(&page(&visitor, id, notice, None, None).await?)
}

async fn page(
    visitor: &Visitor,
    id: IncidentId,
    notice: NoticeId,
    fields: Option<&Fields>,
    problem: Option<Problem>,
) -> Result<NoticePage> {
    let it = views::incident(&visitor.door, id).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let typed = fields.map(typed).unwrap_or_default();
    let reason = fields.map(|fields| fields.owned("reason")).unwrap_or_default();
    NoticePage::new(f, it, notice, &typed, reason)
}

fn typed(fields: &Fields) -> BTreeMap<String, String> {
    let names =
        ["en", "fr"].into_iter().flat_map(|tag| NoticePart::ALL.iter().map(move |part| format!("{tag}-{part}")));
    names.filter(|name| !fields.text(name).is_empty()).map(|name| (name.clone(), fields.owned(&name))).collect()
}

fn texts(fields: &Fields) -> Vec<(String, Vec<String>)> {
    let sent = |tag: &&str| NoticePart::ALL.iter().any(|part| !fields.text(&format!("{tag}-{part}")).is_empty());
    let text = |tag: &str| NoticePart::ALL.iter().map(|part| fields.owned(&format!("{tag}-{part}"))).collect();
    ["en", "fr"].into_iter().filter(sent).map(|tag| (tag.to_owned(), text(tag))).collect()
}

pub(crate) async fn save(
    Path((id, notice)): Path<(IncidentId, NoticeId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = EditNoticeAsk { notice, texts: texts(&fields) };
    match actions::edit_notice(&visitor.door, ask).await {
        Ok(done) => {
            Ok(visitor.done(Said::NoticeSaved, done.receipt.as_ref(), &format!("/incidents/{id}/notices/{notice}")))
        }
        Err(error) => show_again(&page(&visitor, id, notice, Some(&fields), Some(put_right(error)?)).await?),
    }
}

pub(crate) async fn send(Path((id, notice)): Path<(IncidentId, NoticeId)>, Posted { visitor, .. }: Posted) -> Answer {
    let done = actions::send_notice(&visitor.door, notice).await?;
    Ok(visitor.done(Said::NoticeSent, done.receipt.as_ref(), &format!("/incidents/{id}")))
}

pub(crate) async fn waive(
    Path((id, notice)): Path<(IncidentId, NoticeId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let ask = WaiveNoticeAsk { notice, reason: fields.owned("reason"), typed_name: fields.owned("typed_name") };
    match actions::waive_notice(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::NoticeWaived, done.receipt.as_ref(), &format!("/incidents/{id}"))),
        Err(error) => show_again(&page(&visitor, id, notice, Some(&fields), Some(put_right(error)?)).await?),
    }
}

pub(crate) async fn agree(Path(engagement): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let hours = if fields.text("hours").trim().is_empty() { None } else { Some(fields.number("hours")) };
    let hours = match hours.transpose() {
        Ok(hours) => hours,
        // Whoever may not know of the engagement learns nothing from a mistyped number either.
        Err(error) => {
            views::overview(&visitor.door, engagement).await?;
            return Err(error.into());
        }
    };
    let done = actions::agree_notice_hours(&visitor.door, engagement, hours).await?;
    let to = match crate::visitor::way_back(fields.text("back")) {
        "/" => format!("/engagements/{engagement}"),
        back => back.to_owned(),
    };
    Ok(visitor.done(Said::IncidentKept, done.receipt.as_ref(), &to))
}
