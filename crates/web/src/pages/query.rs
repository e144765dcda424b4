//! A question in SQL over an engagement's tables.
//!
//! The question travels in the form's body, not in the address: it may hold a value out of client data, and addresses end
//! up in histories and logs.

use crate::{
    fields::Posted,
    frame::Frame,
    visitor::{Answer, Visitor, put_right, show, show_again},
    words::Words,
};
use askama::Template;
use axum::extract::{Path, Query};
use bailee_app::actions::{self, QueryAsk};
use bailee_model::{EngagementId, Holding, HoldingKind, HoldingState, engine::Rows};
use serde::Deserialize;

struct AnswerHead {
    name: String,
    numeric: bool,
    masked: bool,
}

#[derive(Template)]
#[template(path = "query.html")]
pub(crate) struct QueryPage {
    t: &'static Words,
    f: Frame,
    sql: String,
    tables: Vec<Holding>,
    answer: Option<Rows>,
    heads: Vec<AnswerHead>,
}

impl QueryPage {
    pub(crate) fn new(f: Frame, sql: String, tables: Vec<Holding>, answer: Option<Rows>) -> Self {
        let t = f.t();
        let title = answer
            .as_ref()
            .map_or_else(|| f.n(t.title_query, tables.len()), |answer| f.n(t.title_query_rows, answer.rows.len()));
        let heads = answer.as_ref().map(heads).unwrap_or_default();
        Self { t, f: f.titled(title), sql, tables, answer, heads }
    }

    fn cell_class(&self, at: impl crate::frame::Whole, cell: &Option<String>) -> &'static str {
        let head = usize::try_from(at.whole()).ok().and_then(|at| self.heads.get(at));
        match (head, cell) {
            (Some(head), None) if head.numeric => "null num",
            (_, None) => "null",
            (Some(head), _) if head.masked => "masked",
            (Some(head), _) if head.numeric => "num",
            _ => "",
        }
    }
}

fn heads(answer: &Rows) -> Vec<AnswerHead> {
    let numeric = answer.numeric.iter().copied().chain(std::iter::repeat(false));
    answer
        .columns
        .iter()
        .zip(numeric)
        .map(|(name, numeric)| AnswerHead { masked: answer.masked.contains(name), name: name.clone(), numeric })
        .collect()
}

/// Rows on the page at most; the question may ask for fewer.
const ROWS: usize = 500;

/// The table a link came from.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    table: String,
}

pub(crate) async fn form(visitor: Visitor, Path(id): Path<EngagementId>, Query(from): Query<From>) -> Answer {
    let (f, it) = visitor.enter(id).await?;
    let tables = tables(it.holdings);
    let known = tables.iter().find(|table| table.name == from.table);
    let sql = known.map(|table| format!("SELECT *\nFROM {}\nLIMIT 100", quoted(&table.name))).unwrap_or_default();
    show(&QueryPage::new(f, sql, tables, None))
}

pub(crate) async fn ask(Path(id): Path<EngagementId>, Posted { visitor, fields }: Posted) -> Answer {
    let (mut f, it) = visitor.enter(id).await?;
    let sql = fields.owned("sql");
    match actions::query(&visitor.door, QueryAsk { engagement: id, sql: sql.clone(), limit: ROWS }).await {
        Ok(done) => show(&QueryPage::new(f, sql, tables(it.holdings), Some(done.value))),
        Err(error) => {
            let mut problem = put_right(error)?;
            problem.field = Some("sql".to_owned());
            f.problems = vec![problem];
            show_again(&QueryPage::new(f, sql, tables(it.holdings), None))
        }
    }
}

fn tables(holdings: Vec<Holding>) -> Vec<Holding> {
    holdings
        .into_iter()
        .filter(|holding| holding.kind == HoldingKind::Table && holding.state == HoldingState::Held)
        .collect()
}

/// A table's name as SQL takes it.
fn quoted(name: &str) -> String {
    let plain = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
