//! What is in custody under an engagement, and the form that brings a file in.

use crate::{
    fields::Posted,
    frame::{Choice, Frame, Problem},
    said::Said,
    trouble::Trouble,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::{Say, Words},
};
use askama::Template;
use axum::{
    extract::{Multipart, Path, Query, multipart::Field},
    response::{IntoResponse, Redirect},
};
use bailee_app::{
    Done,
    actions::{self, DecideQuarantineAsk, IntakeAsk, Intaken},
};
use bailee_model::{
    Action, Category, EngagementId, Error, Holding, HoldingId, HoldingKind, HoldingState, Purpose, Result, say,
};
use futures::TryStreamExt;
use jiff::Timestamp;
use serde::Deserialize;

/// The longest field of the form that is no file, in bytes.
const LONGEST_WORD: usize = 256;

/// One holding in the list.
struct HoldingLine {
    id: HoldingId,
    name: String,
    kind: HoldingKind,
    state: HoldingState,
    category: Category,
    purpose: Purpose,
    source: Option<String>,
    rows: i64,
    rejects: i64,
    bytes: i64,
    arrived_at: Timestamp,
    opens: bool,
    quarantined: bool,
}

/// A column's head, with the link that sorts by it.
struct Head {
    label: &'static str,
    href: String,
    numeric: bool,
    order: Option<&'static str>,
    arrow: &'static str,
}

/// How the list is filtered and sorted, out of the address.
#[derive(Clone, Debug, Default)]
pub(crate) struct HoldingsView {
    pub(crate) kind: Option<HoldingKind>,
    pub(crate) q: String,
    pub(crate) sort: String,
}

/// What the person may do here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HoldingsMay {
    pub(crate) intake: bool,
    pub(crate) decide: bool,
}

#[derive(Template)]
#[template(path = "holdings.html")]
pub(crate) struct HoldingsPage {
    t: &'static Words,
    f: Frame,
    rows: Vec<HoldingLine>,
    heads: Vec<Head>,
    kinds: Vec<Choice>,
    q: String,
    total_rows: i64,
    total_bytes: i64,
    categories: Vec<Choice>,
    purposes: Vec<Choice>,
    may_intake: bool,
    may_decide: bool,
}

impl HoldingsPage {
    pub(crate) fn new(
        f: Frame,
        holdings: &[Holding],
        view: &HoldingsView,
        agreed: (&[Category], &[Purpose]),
        may: HoldingsMay,
    ) -> Self {
        let t = f.t();
        let mut rows: Vec<HoldingLine> =
            holdings.iter().filter(|holding| view.keeps(holding)).map(|holding| line(holding, holdings)).collect();
        view.sort(&mut rows);
        let total_bytes = rows.iter().map(|row| row.bytes).sum();
        let title = if rows.is_empty() {
            t.title_holdings_none.to_owned()
        } else {
            f.fill2(t.title_holdings, f.n(t.n_holdings, rows.len()), f.size_text(total_bytes))
        };
        let mut kinds = vec![Choice::new("", t.all_kinds, view.kind.is_none())];
        kinds.extend(f.choices(HoldingKind::ALL, |kind| view.kind == Some(kind)));
        Self {
            t,
            heads: view.heads(&f),
            kinds,
            q: view.q.clone(),
            total_rows: rows.iter().map(|row| row.rows).sum(),
            total_bytes,
            rows,
            categories: f.choices(agreed.0, |_| false),
            purposes: f.choices(agreed.1, |_| false),
            may_intake: may.intake,
            may_decide: may.decide,
            f: f.titled(title),
        }
    }
}

fn line(holding: &Holding, all: &[Holding]) -> HoldingLine {
    HoldingLine {
        id: holding.id,
        name: holding.name.clone(),
        kind: holding.kind,
        state: holding.state,
        category: holding.category,
        purpose: holding.purpose,
        source: holding.source.and_then(|id| all.iter().find(|other| other.id == id)).map(|other| other.name.clone()),
        rows: holding.rows,
        rejects: holding.rejects,
        bytes: holding.bytes,
        arrived_at: holding.arrived_at,
        opens: holding.kind == HoldingKind::Table && holding.state == HoldingState::Held,
        quarantined: holding.state == HoldingState::Quarantined,
    }
}

impl HoldingsView {
    fn keeps(&self, holding: &Holding) -> bool {
        holding.kind != HoldingKind::Credential
            && holding.state != HoldingState::Destroyed
            && self.kind.is_none_or(|kind| kind == holding.kind)
            && holding.name.to_lowercase().contains(&self.q.to_lowercase())
    }

    fn sort(&self, rows: &mut [HoldingLine]) {
        match self.sort.trim_start_matches('-') {
            "name" => rows.sort_by(|a, b| a.name.cmp(&b.name)),
            "category" => rows.sort_by_key(|row| row.category),
            "purpose" => rows.sort_by_key(|row| row.purpose),
            "rows" => rows.sort_by_key(|row| row.rows),
            "size" => rows.sort_by_key(|row| row.bytes),
            "state" => rows.sort_by_key(|row| row.state),
            _ => rows.sort_by_key(|row| row.arrived_at),
        }
        if self.sort.starts_with('-') {
            rows.reverse();
        }
    }

    fn heads(&self, f: &Frame) -> Vec<Head> {
        let t = f.t();
        let columns = [
            ("name", t.name),
            ("category", t.category),
            ("purpose", t.purpose),
            ("rows", t.rows),
            ("size", t.size),
            ("arrived", t.arrived),
            ("state", t.state),
        ];
        columns
            .into_iter()
            .map(|(key, label)| {
                let now = self.sort == key;
                let order = if now {
                    Some("ascending")
                } else {
                    (self.sort.strip_prefix('-') == Some(key)).then_some("descending")
                };
                let kind = self.kind.map(|kind| format!("&kind={}", kind.as_str())).unwrap_or_default();
                let href = format!("{}/holdings?sort={}{key}{kind}", f.base, if now { "-" } else { "" });
                Head {
                    label, href, numeric: matches!(key, "rows" | "size"), order, arrow: if now { "↑" } else { "↓" }
                }
            })
            .collect()
    }
}

/// A holding's name and kind in one phrase, for lists to choose from.
pub(crate) fn phrase(f: &Frame, holding: &Holding) -> String {
    format!("{} ({})", holding.name, holding.kind.say(f.lang))
}

/// How the list is filtered and sorted.
#[derive(Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: String,
}

impl From<Filter> for HoldingsView {
    fn from(filter: Filter) -> Self {
        Self { kind: filter.kind.parse().ok(), q: filter.q, sort: filter.sort }
    }
}

pub(crate) async fn list(visitor: Visitor, Path(id): Path<EngagementId>, Query(filter): Query<Filter>) -> Answer {
    show(&page(&visitor, id, &filter.into(), None).await?)
}

async fn page(
    visitor: &Visitor,
    id: EngagementId,
    view: &HoldingsView,
    problem: Option<Problem>,
) -> Result<HoldingsPage> {
    let (mut f, it) = visitor.enter(id).await?;
    f.problems.extend(problem);
    let may = HoldingsMay {
        intake: !visitor.door.is_client(),
        decide: match it.holdings.iter().find(|each| each.state == HoldingState::Quarantined) {
            Some(waiting) => visitor.may(Action::DecideQuarantine, waiting).await?,
            None => false,
        },
    };
    Ok(HoldingsPage::new(f, &it.holdings, view, (&it.engagement.categories, &it.engagement.purposes), may))
}

pub(crate) async fn bring(visitor: Visitor, Path(id): Path<EngagementId>, form: Multipart) -> Answer {
    match take(&visitor, id, form).await {
        Ok(taken) => Ok(Redirect::to(&format!("/engagements/{id}/jobs/{}", taken.job.id)).into_response()),
        Err(Trouble::Error(error)) => match std::sync::Arc::try_unwrap(error) {
            Ok(error) => show_again(&page(&visitor, id, &HoldingsView::default(), Some(put_right(error)?)).await?),
            Err(shared) => Err(Trouble::Error(shared)),
        },
        Err(forged) => Err(forged),
    }
}

/// Reads the form in its order: the token, what is declared, then the file, which streams into custody.
async fn take(visitor: &Visitor, engagement: EngagementId, mut form: Multipart) -> Result<Done<Intaken>, Trouble> {
    let (mut ours, mut category, mut purpose) = (false, String::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "csrf" => ours = visitor.owns(&word(field).await?),
            "category" => category = word(field).await?,
            "purpose" => purpose = word(field).await?,
            "file" if !ours => break,
            "file" => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                let ask = IntakeAsk {
                    engagement,
                    file_name,
                    category: category.parse().map_err(|error: Error| error.on_field("category"))?,
                    purpose: purpose.parse().map_err(|error: Error| error.on_field("purpose"))?,
                };
                return Ok(pour(visitor, ask, field).await?);
            }
            _ => {}
        }
    }
    if ours {
        Err(Error::bad_input(say!("There is no file in the form."))
            .hint(say!("Choose a file."))
            .on_field("file")
            .into())
    } else {
        Err(Trouble::Forged)
    }
}

async fn pour(visitor: &Visitor, ask: IntakeAsk, field: Field<'_>) -> Result<Done<Intaken>> {
    if ask.file_name.is_empty() {
        return Err(Error::bad_input(say!("No file was chosen.")).hint(say!("Choose a file.")).on_field("file"));
    }
    let door = visitor.door_by_now().await?;
    actions::intake(&door, ask, Box::pin(field.map_err(broken))).await
}

/// A field that is one word. The form may be as large as a file, and what is no file stays in memory.
async fn word(mut field: Field<'_>) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_WORD {
            return Err(
                Error::bad_input(say!("The form does not read.")).hint(say!("Reload the page and send it again."))
            );
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The browser went away, or the form does not read.
fn broken(error: axum::extract::multipart::MultipartError) -> Error {
    Error::bad_input(say!("The upload broke off before its end."))
        .hint(say!("Send the file again; nothing of it was kept."))
        .on_field("file")
        .because(error)
}

pub(crate) async fn decide(
    Path((id, holding)): Path<(EngagementId, HoldingId)>,
    Posted { visitor, fields }: Posted,
) -> Answer {
    let done = actions::decide_quarantine(
        &visitor.door,
        DecideQuarantineAsk { holding, agree: fields.text("agree") == "yes" },
    )
    .await?;
    Ok(visitor.done(Said::Quarantine, done.receipt.as_ref(), &format!("/engagements/{id}/holdings")))
}
