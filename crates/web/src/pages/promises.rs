//! The officer's board: the list that the public reads, with what shows each promise, what breaks it and what to do then; and
//! the evidence to take out.

use super::{
    reviews::attached,
    trust::{PromisedLine, SpellLine, is_well, promised, said, spell_line},
};
use crate::{
    fields::Posted,
    frame::Frame,
    markup::Markup,
    said::Said,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{PromiseWords, Words},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use bailee_app::{
    actions::{self, AnnotatePromiseAsk, PackEvidenceAsk},
    views::{self, BoardRow, Spell},
};
use bailee_model::{Action, Error, LogId, say};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::Deserialize;

/// How many days a pack covers when nobody says otherwise.
const USUAL_DAYS: i64 = 90;

struct BoardLine {
    it: PromisedLine,
    evidence: String,
    against: Option<String>,
}

#[derive(Template)]
#[template(path = "promises.html")]
pub(crate) struct BoardPage {
    t: &'static Words,
    w: &'static PromiseWords,
    f: Frame,
    rows: Vec<BoardLine>,
    from: String,
    until: String,
}

impl BoardPage {
    pub(crate) fn new(f: Frame, rows: &[BoardRow]) -> Self {
        let w = PromiseWords::of(f.lang);
        let ill = rows.iter().filter(|row| !is_well(row.promised.status)).count();
        let title = if ill == 0 { w.title_board_none.to_owned() } else { f.n(w.title_board_n, ill) };
        let today = f.now.to_zoned(TimeZone::UTC).date();
        let from = today.checked_sub(USUAL_DAYS.days()).unwrap_or(today);
        let line = |row: &BoardRow| BoardLine {
            it: promised(&f, &row.promised),
            evidence: f.n(w.evidence_n, row.promised.evidence),
            against: (row.promised.against > 0).then(|| f.n(w.against_n, row.promised.against)),
        };
        let rows = rows.iter().map(line).collect();
        Self { t: f.t(), w, rows, from: from.to_string(), until: today.to_string(), f: f.titled(title) }
    }
}

struct EvidenceLine {
    what: String,
    at: Markup,
    against: bool,
    log: Option<String>,
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "promise.html")]
pub(crate) struct PromisePage {
    t: &'static Words,
    w: &'static PromiseWords,
    f: Frame,
    it: PromisedLine,
    evidence: Vec<EvidenceLine>,
    shown: String,
    breaks: String,
    mend: String,
    entry: Option<String>,
    history: Vec<SpellLine>,
    may_annotate: bool,
    english: String,
    french: String,
}

impl PromisePage {
    pub(crate) fn new(f: Frame, row: &BoardRow, history: &[Spell], may_annotate: bool, typed: [String; 2]) -> Self {
        let w = PromiseWords::of(f.lang);
        let evidence: Vec<EvidenceLine> = row
            .evidence
            .iter()
            .map(|(each, page)| EvidenceLine {
                what: each.what.clone(),
                at: f.exact(each.at),
                against: each.against,
                log: match each.log {
                    LogId::Engagement(engagement) => Some(engagement.to_string()),
                    LogId::Site => None,
                },
                page: page.clone(),
            })
            .collect();
        let [english, french] = typed;
        Self {
            t: f.t(),
            w,
            it: promised(&f, &row.promised),
            shown: f.fill2(w.evidence_first, f.int(evidence.len()), f.int(row.promised.evidence)),
            evidence,
            breaks: said(&f, &row.breaks),
            mend: said(&f, &row.mend),
            entry: row.entry.map(|index| f.fill(w.entry_in_log, f.int(index))),
            history: history.iter().map(|spell| spell_line(&f, spell)).collect(),
            may_annotate,
            english,
            french,
            f: {
                let title = said(&f, &row.promised.name);
                f.titled(title)
            },
        }
    }
}

pub(crate) async fn board(visitor: Visitor) -> Answer {
    let rows = views::promise_board(&visitor.door).await?;
    show(&BoardPage::new(visitor.frame().await?, &rows))
}

pub(crate) async fn look(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    show(&page(&visitor, &slug, Default::default(), None).await?)
}

async fn page(
    visitor: &Visitor,
    slug: &str,
    typed: [String; 2],
    problem: Option<crate::frame::Problem>,
) -> Result<PromisePage, Error> {
    let row = views::promise_on_board(&visitor.door, slug).await?;
    let history = views::promise_history(&visitor.door.app, slug).await?;
    let mut f = visitor.frame().await?;
    f.problems.extend(problem);
    let may_annotate = visitor.door.may_at_installation(Action::AnnotatePromise);
    Ok(PromisePage::new(f, &row, &history, may_annotate, typed))
}

pub(crate) async fn annotate(Path(slug): Path<String>, Posted { visitor, fields }: Posted) -> Answer {
    let typed = [fields.owned("english"), fields.owned("french")];
    let ask =
        AnnotatePromiseAsk { promise: slug.clone(), english: fields.owned("english"), french: fields.owned("french") };
    match actions::annotate_promise(&visitor.door, ask).await {
        Ok(done) => Ok(visitor.done(Said::Annotate, done.receipt.as_ref(), &format!("/firm/promises/{slug}"))),
        Err(error) => {
            let problem = put_right(error)?;
            show_again(&page(&visitor, &slug, typed, Some(problem)).await?)
        }
    }
}

/// The period of a pack: whole days in UTC, the last one included.
#[derive(Deserialize)]
pub(crate) struct Period {
    from: Option<String>,
    until: Option<String>,
}

impl Period {
    /// What is asked for; without days the last ninety.
    pub(crate) fn ask(&self, now: Timestamp) -> Result<PackEvidenceAsk, Error> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let until = day("until", self.until.as_deref())?.unwrap_or(today);
        let usual = until.checked_sub(USUAL_DAYS.days()).unwrap_or(until);
        let from = day("from", self.from.as_deref())?.unwrap_or(usual);
        let after = until.tomorrow().map_err(|_| not_a_day("until"))?;
        Ok(PackEvidenceAsk { from: midnight("from", from)?, until: midnight("until", after)? })
    }
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<Date>, Error> {
    let given = text.map(str::trim).filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| not_a_day(field))).transpose()
}

fn midnight(field: &'static str, day: Date) -> Result<Timestamp, Error> {
    day.to_zoned(TimeZone::UTC).map(|day| day.timestamp()).map_err(|_| not_a_day(field))
}

fn not_a_day(field: &'static str) -> Error {
    Error::bad_input(say!("This is not a day.")).hint(say!("Write it as 2026-11-22.")).on_field(field)
}

pub(crate) async fn pack(visitor: Visitor, Query(period): Query<Period>) -> Answer {
    let ask = period.ask(visitor.door.now())?;
    let done = actions::pack_evidence(&visitor.door, ask).await?;
    Ok(attached("evidence.zip", "application/zip", done.value))
}

pub(crate) async fn policy(visitor: Visitor) -> Answer {
    let text = views::evidence_policy(&visitor.door).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
