//! The one port: how the application reaches the workbench without linking its query engine.
//!
//! `baileed` hands the application the real engine (`bailee-workbench`); `testkit` has a small second one, so that tests
//! of actions and pages stay light. An engine reads and writes sealed objects of one engagement only, and is told with
//! each call which column classes the caller's grant clears: it decides nothing by itself.

use crate::error::{Place, Result};
use crate::id::{EngagementId, HoldingId};
use crate::load::{AccountBalance, Plan, Reject};
use crate::profile::Profile;
use crate::say::Text;
use crate::words::ColumnClass;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Told how far long work has come, and asked whether it should go on.
pub trait Progress: Send + Sync {
    /// So much is done, of so much in all where that is known.
    fn at(&self, done: u64, total: Option<u64>);
    /// Something worth a line happened. Never a value out of client data.
    fn note(&self, line: Text);
    /// Whether somebody asked to stop.
    fn stopped(&self) -> bool;
}

/// Progress that nobody watches.
pub struct Unwatched;

impl Progress for Unwatched {
    fn at(&self, _done: u64, _total: Option<u64>) {}
    fn note(&self, _line: Text) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// Rows with a value that a group must have before a column of [`ColumnClass::AggregateOnly`] says anything about it.
///
/// It is a control against looking at single rows, and no proof of anonymity: see `docs/guide/need-to-know.md`.
pub const SMALLEST_GROUP: usize = 5;

/// What stands between a column's name and the word of a format token: `iban__country`.
pub const TOKEN_SEPARATOR: &str = "__";

/// A table that a call may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRef {
    /// The holding with the sealed table.
    pub holding: HoldingId,
    /// Its name in queries and mappings.
    pub name: String,
    /// The original's file name, for places in errors.
    pub file: String,
    /// Class per column; a column without one is sealed.
    pub classes: BTreeMap<String, ColumnClass>,
}

/// What to make a table of.
#[derive(Clone, Debug)]
pub struct ParseAsk {
    /// Whose.
    pub engagement: EngagementId,
    /// The original, whose object is named `original`.
    pub original: HoldingId,
    /// The table to be made; its holding and key exist already.
    pub table: HoldingId,
    /// The original's file name.
    pub file: String,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// Column names, made unique, in the file's order.
    pub columns: Vec<String>,
    /// Rows that parsed.
    pub rows: u64,
    /// Rows kept aside, each with its line and the reason.
    pub rejects: u64,
    /// The first few of them: line, code, sentence (no values).
    pub reject_samples: Vec<(u64, String, Text)>,
    /// The encoding that was found, as in `windows-1252`.
    pub encoding: String,
    /// Bytes that could not be decoded and were marked.
    pub replaced: u64,
    /// The delimiter that was found.
    pub delimiter: String,
    /// `point` or `comma`.
    pub decimal: String,
    /// The line of the header.
    pub header_line: u64,
    /// Size of the sealed table's plaintext in bytes.
    pub bytes: u64,
}

/// What a typing did to one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedColumn {
    /// The column.
    pub name: String,
    /// Its type from now on: `text`, `integer`, `decimal`, `date`, `boolean`.
    pub kind: String,
    /// Cells that did not fit and are empty in the typed table, kept in its rejects.
    pub rejected: u64,
}

/// A question in SQL.
#[derive(Clone, Debug)]
pub struct QueryAsk {
    /// Whose.
    pub engagement: EngagementId,
    /// What it may use.
    pub tables: Vec<TableRef>,
    /// Classes the caller's grant clears; columns of other classes appear masked. [`ColumnClass::AggregateOnly`] among
    /// them lets such columns be counted, added up and averaged, and shows their values to nobody.
    pub cleared: Vec<ColumnClass>,
    /// The question.
    pub sql: String,
    /// Rows returned at most.
    pub limit: usize,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Column names.
    pub columns: Vec<String>,
    /// Which of them are numbers, for alignment.
    pub numeric: Vec<bool>,
    /// Cells as text; `None` is null.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether there was more than the limit.
    pub more: bool,
    /// Columns that were masked.
    pub masked: Vec<String>,
}

/// One mistake in a mapping document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// Line, column and field in the document.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Text,
}

/// What a mapping document says, once it is without mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingOutline {
    /// Its title.
    pub title: String,
    /// Model, source table and field count, in load order.
    pub loads: Vec<(String, String, usize)>,
    /// Every target field by model, for the check against the system.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Tables it reads.
    pub tables: Vec<String>,
    /// Source columns it reads, by table: the gate asks whether their classes are cleared.
    pub columns: BTreeMap<String, Vec<String>>,
}

/// A mapping to be run.
#[derive(Clone, Debug)]
pub struct MapAsk {
    /// Whose.
    pub engagement: EngagementId,
    /// The document.
    pub mapping: String,
    /// The tables it may read.
    pub tables: Vec<TableRef>,
    /// Module name for external ids.
    pub prefix: String,
}

/// What a mapping yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    /// What is sent, in dependency order.
    pub plan: Option<Plan>,
    /// Source rows that could not be mapped, each with the reason.
    pub rejects: Vec<Reject>,
    /// The trial balance the client's export gives, by the mapping's own `[balance]` section.
    pub balances: Vec<AccountBalance>,
    /// Named sums for the comparison.
    pub sums: BTreeMap<String, rust_decimal::Decimal>,
}

/// Parses, profiles, types, queries and maps sealed tables.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Makes a sealed table of an original; the objects of the table's holding are whole or absent afterwards.
    async fn parse(&self, ask: &ParseAsk, watch: &dyn Progress) -> Result<Parsed>;

    /// Looks at a table, beside the others it may refer to, and keeps the profile sealed in the table's holding.
    async fn profile(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        others: &[TableRef],
        watch: &dyn Progress,
    ) -> Result<Profile>;

    /// The profile kept earlier, if there is one.
    async fn kept_profile(&self, engagement: EngagementId, table: HoldingId) -> Result<Option<Profile>>;

    /// Gives columns their types by what the profile found, as a second table object; cells that do not fit are kept aside.
    async fn retype(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        watch: &dyn Progress,
    ) -> Result<Vec<TypedColumn>>;

    /// Rows kept aside at parsing: line, code, the raw text. Only for those whom the gate lets see the whole table.
    async fn rejects(&self, engagement: EngagementId, table: HoldingId, limit: usize) -> Result<Rows>;

    /// Answers a question; only `SELECT`, only the given tables, uncleared columns masked below any expression.
    async fn query(&self, ask: &QueryAsk) -> Result<Rows>;

    /// Reads a mapping document against the tables; every mistake with its place.
    async fn check_mapping(
        &self,
        engagement: EngagementId,
        text: &str,
        tables: &[TableRef],
    ) -> Result<std::result::Result<MappingOutline, Vec<Mistake>>>;

    /// Runs a mapping.
    async fn map(&self, ask: &MapAsk, watch: &dyn Progress) -> Result<Mapped>;
}
