//! Who can open what on an engagement: the gate's own answers, people across and holdings down.

use crate::{
    format,
    frame::Frame,
    markup::{Markup, html},
    visitor::{Answer, Visitor, show},
    words::{AccessWords, Words},
};
use askama::Template;
use axum::extract::Path;
use bailee_app::views::{self, Access, Opens, Reach, WhoCanOpen};
use bailee_model::{ColumnClass, EngagementId, Holding, HoldingKind, Refusal};
use std::collections::BTreeMap;

/// A holding with a cell for each person.
struct Row {
    holding: Holding,
    cells: Vec<Markup>,
}

/// A refusal that stands in somebody's way, told once.
struct Reason {
    clause: String,
    promise: String,
    reason: String,
    lift: String,
}

#[derive(Template)]
#[template(path = "access.html")]
pub(crate) struct AccessPage {
    t: &'static Words,
    a: &'static AccessWords,
    f: Frame,
    people: Vec<Reach>,
    rows: Vec<Row>,
    reasons: Vec<Reason>,
    /// What the gate says without a device, each clause once; none where nothing opens.
    bare: Vec<Reason>,
    /// Whether something opens without a device too.
    bare_opens: bool,
}

impl AccessPage {
    pub(crate) fn new(f: Frame, it: WhoCanOpen) -> Self {
        let (t, a) = (f.t(), f.a());
        let opens = |reach: &&Reach| reach.answers.iter().any(|each| matches!(each, Access::Opens(_)));
        let title = match it.people.iter().filter(opens).count() {
            0 => a.none_can_open.to_owned(),
            n => f.n(a.n_can_open, n),
        };
        let answers = || it.people.iter().flat_map(|reach| &reach.answers);
        let opened = || answers().filter_map(|each| if let Access::Opens(opens) = each { Some(opens) } else { None });
        let stopped =
            answers().filter_map(|each| if let Access::Stopped(refusal) = each { Some(refusal) } else { None });
        Self {
            t,
            a,
            reasons: once(stopped),
            bare: once(opened().filter_map(|opens| opens.without_device.as_ref())),
            bare_opens: opened().any(|opens| opens.without_device.is_none()),
            rows: rows(&f, &it),
            people: it.people,
            f: f.titled(title),
        }
    }
}

fn rows(f: &Frame, it: &WhoCanOpen) -> Vec<Row> {
    let cells = |index: usize, holding: &Holding| {
        it.people.iter().filter_map(|reach| reach.answers.get(index)).map(|access| cell(f, holding, access)).collect()
    };
    it.holdings
        .iter()
        .enumerate()
        .map(|(index, holding)| Row { cells: cells(index, holding), holding: holding.clone() })
        .collect()
}

fn cell(f: &Frame, holding: &Holding, access: &Access) -> Markup {
    let a = f.a();
    match access {
        Access::Opens(opens) => html!(
            "<span class=\"status kept\">{icon}{word}</span><span class=\"sub\">{more}</span>",
            icon = f.icon("kept"),
            word = a.opens,
            more = how_far(f, holding, opens)
        ),
        Access::Stopped(refusal) => html!(
            "<span class=\"status\" title=\"{why}\">{icon}{word}</span>",
            why = refusal.reason.as_str(),
            icon = f.icon("lock"),
            word = f.fill(a.stopped_by, &refusal.clause)
        ),
        Access::Unseen => html!("<span class=\"faint\">{word}</span>", word = a.not_seen),
    }
}

/// For what, in which classes and until when.
fn how_far(f: &Frame, holding: &Holding, opens: &Opens) -> String {
    let a = f.a();
    let mut parts = vec![f.list(&opens.purposes)];
    let cleared: Vec<ColumnClass> = opens.classes.iter().copied().filter(|class| *class != ColumnClass::Open).collect();
    parts.push(match (holding.kind, cleared.is_empty()) {
        (HoldingKind::Credential, _) => a.used_not_read.to_owned(),
        (_, true) => a.masked.to_owned(),
        (_, false) => format!("{}: {}", a.in_clear, f.list(&cleared)),
    });
    parts.extend(opens.until.map(|until| format::day(f.lang, until)));
    parts.join(" · ")
}

fn once<'a>(refusals: impl Iterator<Item = &'a Refusal>) -> Vec<Reason> {
    let by_words: BTreeMap<(&str, &str), &Refusal> =
        refusals.map(|each| ((each.clause.as_str(), each.reason.as_str()), each)).collect();
    by_words
        .into_values()
        .map(|each| Reason {
            clause: each.clause.clone(),
            promise: each.promise.clone(),
            reason: each.reason.clone(),
            lift: each.lift.clone(),
        })
        .collect()
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<EngagementId>) -> Answer {
    let it = views::who_can_open(&visitor.door, id).await?;
    show(&AccessPage::new(visitor.enter(id).await?.0, it))
}
