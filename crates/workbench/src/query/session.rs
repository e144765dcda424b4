//! One question's own engine: its catalogue, its functions, its memory and its spills.

use super::aggregate_only::{self, Guarded};
use super::apart::{apart, quiet};
use super::functions;
use super::masked::{MaskedTable, Shown, ShownColumn};
use super::spill::SealedSpills;
use super::statement::{self, Hidden, Names};
use super::{Limits, faults};
use crate::pseudonym::Pseudonyms;
use crate::seal::SealedTable;
use crate::sheet::{LINE, Sheet, SheetColumn};
use crate::shelf::{Shelf, TABLE, TYPED};
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result, say};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, TableReference};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::{SQLOptions, SessionState};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{Expr, LogicalPlan, TableSource};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::sqlparser::ast;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whose values a session sees.
#[derive(Clone, Debug)]
pub(crate) enum Clearance {
    /// Columns of these classes as they are, all others masked.
    Classes(Vec<ColumnClass>),
    /// Everything: a mapping whose columns the gate has asked for by name.
    Everything,
}

impl Clearance {
    fn clears(&self, class: Option<ColumnClass>) -> bool {
        match self {
            Self::Everything => true,
            Self::Classes(classes) => class.is_some_and(|class| classes.contains(&class)),
        }
    }
}

/// A table for a session.
pub(crate) struct Source {
    /// Its name in questions.
    pub(crate) name: String,
    /// The original's file name.
    pub(crate) file: String,
    sheet: Sheet,
    shelf: Shelf,
    classes: BTreeMap<String, ColumnClass>,
    clearance: Clearance,
}

impl Source {
    /// Reads the table's description.
    pub(crate) async fn of(
        shelf: Shelf,
        name: &str,
        file: &str,
        classes: &BTreeMap<String, ColumnClass>,
        clearance: Clearance,
    ) -> Result<Self> {
        let sheet = Sheet::of(&shelf).await.map_err(|fault| fault.on_field(name))?;
        Ok(Self { name: name.to_owned(), file: file.to_owned(), sheet, shelf, classes: classes.clone(), clearance })
    }

    /// Column names.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.sheet.columns.iter().map(|column| column.name.as_str())
    }

    /// Whether the column is shown by pseudonyms.
    pub(crate) fn masks(&self, column: &str) -> bool {
        self.columns().any(|known| known == column) && self.sight(column) == Sight::Masked
    }

    fn sight(&self, column: &str) -> Sight {
        let class = self.classes.get(column).copied();
        match (self.clearance.clears(class), class, &self.clearance) {
            (true, Some(ColumnClass::AggregateOnly), Clearance::Classes(_)) => Sight::Folded,
            (true, ..) => Sight::Clear,
            (false, ..) => Sight::Masked,
        }
    }

    /// The stored columns of the table that questions read: the typed one where there is one.
    fn stored(&self) -> (&'static str, &[SheetColumn]) {
        match &self.sheet.typed {
            Some(columns) => (TYPED, columns),
            None => (TABLE, &self.sheet.columns),
        }
    }

    /// The table, with keys for what this session sees in clear and no others.
    async fn open(&self) -> Result<SealedTable> {
        let (object, columns) = self.stored();
        // A masked column without stored pseudonyms is read with its key and masked while it is read.
        let reads = |column: &SheetColumn| match self.sight(&column.name) {
            Sight::Clear => true,
            Sight::Masked => !column.masked,
            Sight::Folded => false,
        };
        SealedTable::open(&self.shelf, object, columns, &reads).await
    }

    /// The table with the key of one column.
    async fn open_for(&self, name: &str) -> Result<SealedTable> {
        let (object, columns) = self.stored();
        SealedTable::open(&self.shelf, object, columns, &|column| column.name == name).await
    }

    /// Columns for sums and counts only.
    fn guarded(&self) -> Vec<Arc<Guarded>> {
        let folded = self.stored().1.iter().filter(|column| self.sight(&column.name) == Sight::Folded);
        folded.map(|column| Arc::new(Guarded::new(&self.name, column))).collect()
    }

    /// What a star leaves out: format tokens, and columns for sums and counts only.
    fn beside(&self, guarded: &[Arc<Guarded>]) -> Vec<ShownColumn> {
        let columns = self.stored().1;
        let folded = guarded.iter().filter(|each| each.table == self.name).map(|each| ShownColumn {
            name: each.column.clone(),
            kind: each.data_type(),
            shown: Shown::RowNumber,
        });
        let seen = columns.iter().filter(|column| self.sight(&column.name) != Sight::Folded);
        let tokens = seen.flat_map(|column| {
            column.named_tokens(columns).map(move |(token, name)| {
                let shown = match column.masked {
                    true => Shown::Stored(column.token(token)),
                    false => Shown::Token { of: column.name.clone(), subject: column.subject.clone(), token },
                };
                ShownColumn { name, kind: token.data_type(), shown }
            })
        });
        folded.chain(tokens).collect()
    }

    /// The columns that a star shows.
    fn shown(&self) -> Vec<ShownColumn> {
        let columns = self.stored().1.iter().filter_map(|column| {
            let (kind, shown) = match (self.sight(&column.name), column.masked) {
                (Sight::Folded, _) => return None,
                (Sight::Clear, _) => (column.data_type(), Shown::Raw),
                (Sight::Masked, true) => (DataType::Utf8, Shown::Stored(column.pseudonym())),
                (Sight::Masked, false) => {
                    let (of, subject) = (column.name.clone(), column.subject.clone());
                    (DataType::Utf8, Shown::Pseudonym { of, subject })
                }
            };
            Some(ShownColumn { name: column.name.clone(), kind, shown })
        });
        columns.collect()
    }
}

/// How a session sees a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// As it is.
    Clear,
    /// By pseudonyms.
    Masked,
    /// In sums, counts and averages only.
    Folded,
}

/// A table as it is open in a session.
struct Open {
    table: SealedTable,
    shown: Vec<ShownColumn>,
    beside: Vec<ShownColumn>,
}

/// An engine for one question, or for one run of a mapping.
pub(crate) struct Session {
    context: SessionContext,
    sources: Vec<Source>,
    /// One for each source.
    open: Vec<Open>,
    guarded: Vec<Arc<Guarded>>,
    pseudonyms: Pseudonyms,
    names: Names,
    limits: Limits,
}

impl Session {
    /// Over these tables of one engagement, and no others.
    pub(crate) async fn over(
        sources: Vec<Source>,
        pseudonyms: &Pseudonyms,
        spills: SealedSpills,
        limits: Limits,
    ) -> Result<Self> {
        let context = SessionContext::new_with_state(state(spills, limits)?);
        let mut names = Names::default();
        names.learn(LINE);
        let guarded: Vec<Arc<Guarded>> = sources.iter().flat_map(Source::guarded).collect();
        let mut open = Vec::with_capacity(sources.len());
        for source in &sources {
            let beside = source.beside(&guarded);
            names.learn(&source.name);
            source.columns().for_each(|column| names.learn(column));
            beside.iter().for_each(|column| names.learn(&column.name));
            open.push(Open { table: source.open().await?, shown: source.shown(), beside });
        }
        let session = Self { context, sources, open, guarded, pseudonyms: pseudonyms.clone(), names, limits };
        session.lay_out("")?;
        Ok(session)
    }

    /// Puts the tables before a question, with the hidden columns that it names; which those are.
    fn lay_out(&self, sql: &str) -> Result<Hidden> {
        let sql = sql.to_lowercase();
        let defect = |_| Error::internal("A table could not be put before the question.");
        let mut hidden = Hidden::new();
        for (source, open) in self.sources.iter().zip(&self.open) {
            // Naming one in a text or as a part of another name gives more than is needed, and stars leave it out again.
            let named = open.beside.iter().filter(|column| sql.contains(&column.name.to_lowercase()));
            let named: Vec<ShownColumn> = named.cloned().collect();
            hidden.insert(source.name.clone(), named.iter().map(|column| column.name.clone()).collect());
            let columns = open.shown.iter().cloned().chain(named).collect();
            let table = MaskedTable::new(open.table.clone(), columns, &self.pseudonyms);
            let reference = TableReference::bare(source.name.clone());
            self.context.deregister_table(reference.clone()).map_err(defect)?;
            self.context.register_table(reference, Arc::new(table)).map_err(defect)?;
        }
        Ok(hidden)
    }

    /// The tables.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The table of this name, without regard to capitals.
    pub(crate) fn source(&self, name: &str) -> Option<&Source> {
        self.sources
            .iter()
            .find(|source| source.name == name)
            .or_else(|| self.sources.iter().find(|source| source.name.eq_ignore_ascii_case(name)))
    }

    /// The optimised plan of a question.
    pub(crate) async fn plan(&self, sql: &str) -> Result<LogicalPlan> {
        self.planned(sql).await.map_err(|fault| faults::placed(fault, sql))
    }

    async fn planned(&self, sql: &str) -> Result<LogicalPlan> {
        let hidden = self.lay_out(sql)?;
        let (sql, names) = (sql.to_owned(), self.names.clone());
        let (state, guarded) = (self.context.state(), self.guarded.clone());
        let (plan, touched) = apart(self.limits.time, move |runtime| {
            let statement = statement::read(&sql, &names, &hidden)?;
            let plan =
                runtime.block_on(state.statement_to_plan(statement)).map_err(|fault| faults::planning(&fault))?;
            let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
            options.verify_plan(&plan).map_err(|fault| faults::planning(&fault))?;
            let (plan, touched) = aggregate_only::guard(plan, &guarded)?;
            let plan = quiet(|| state.optimize(&plan)).map_err(|fault| faults::planning(&fault))?;
            Ok((plan, touched))
        })
        .await?;
        for guarded in touched {
            if let Some(source) = self.sources.iter().find(|source| source.name == guarded.table) {
                let table = source.open_for(&guarded.column).await?;
                guarded.load(&table, self.limits.memory / 2).await?;
            }
        }
        Ok(plan)
    }

    /// Makes a name for the answer of a question, for later ones of this session.
    pub(crate) async fn name_view(&mut self, name: &str, sql: &str) -> Result<()> {
        let plan = self.plan(sql).await?;
        plan.schema().fields().iter().for_each(|field| self.names.learn(field.name()));
        self.names.learn(name);
        let view = datafusion::datasource::ViewTable::new(plan, None);
        let reference = TableReference::bare(name.to_owned());
        self.context.register_table(reference, Arc::new(view)).map_err(|fault| faults::planning(&fault))?;
        Ok(())
    }

    /// The columns of a table or view.
    pub(crate) async fn schema(&self, name: &str) -> Result<Arc<Schema>> {
        let reference = TableReference::bare(name.to_owned());
        let table = self.context.table_provider(reference).await.map_err(|fault| faults::planning(&fault))?;
        Ok(table.schema())
    }

    /// Whether the expression can be computed over these columns; the columns it names.
    pub(crate) fn check_expression(&self, expression: &ast::Expr, schema: &Arc<Schema>) -> Result<BTreeSet<String>> {
        let schema = DFSchema::try_from(Arc::clone(schema)).map_err(|fault| faults::planning(&fault))?;
        let mut expression = expression.clone();
        self.names.settle_expression(&mut expression);
        let with_alias = ast::ExprWithAlias { expr: expression, alias: None };
        let state = self.context.state();
        let planned: Expr = quiet(|| state.create_logical_expr_from_sql_expr(with_alias, &schema))
            .map_err(|fault| faults::planning(&fault))?;
        let folds = planned.exists(|part| Ok(matches!(part, Expr::AggregateFunction(_) | Expr::WindowFunction(_))));
        if folds.unwrap_or(true) {
            return Err(Error::bad_input(say!(
                "An expression reads its own row and no other: it cannot add up or count."
            ))
            .hint(say!("Group rows in a view under [views] and load from it.")));
        }
        Ok(planned.column_refs().into_iter().map(|column| column.name.clone()).collect())
    }

    /// How a question would be computed.
    #[cfg(test)]
    pub(crate) async fn computed(&self, sql: &str) -> Result<String> {
        let plan = self.plan(sql).await?;
        let physical = self.context.state().create_physical_plan(&plan).await;
        let physical = physical.map_err(|fault| faults::running(&fault))?;
        Ok(datafusion::physical_plan::displayable(physical.as_ref()).indent(true).to_string())
    }

    /// Starts a planned question.
    pub(crate) async fn run(&self, plan: LogicalPlan) -> Result<SendableRecordBatchStream> {
        let state = self.context.state();
        let tasks = state.task_ctx();
        let physical = apart(self.limits.time, move |runtime| {
            quiet(|| runtime.block_on(state.create_physical_plan(&plan))).map_err(|fault| faults::running(&fault))
        })
        .await?;
        quiet(|| datafusion::physical_plan::execute_stream(physical, tasks)).map_err(|fault| faults::running(&fault))
    }
}

fn state(spills: SealedSpills, limits: Limits) -> Result<SessionState> {
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Custom(Arc::new(spills)));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
        .with_disk_manager_builder(disk)
        .build_arc()
        .map_err(|_| Error::internal("The engine for questions could not be made."))?;
    let mut config = SessionConfig::new()
        .with_target_partitions(std::thread::available_parallelism().map_or(2, usize::from))
        .with_create_default_catalog_and_schema(true)
        .with_information_schema(false);
    // What a sort keeps free for merging its spills must leave it room to sort at all.
    config.options_mut().execution.sort_spill_reservation_bytes = (limits.memory / 6).min(10 * 1024 * 1024);
    // This one prints the rows that pass through it when logging is at its finest.
    config.options_mut().optimizer.enable_topk_aggregation = false;
    // Money is never a float, not even a literal.
    config.options_mut().sql_parser.parse_float_as_decimal = true;
    config.options_mut().sql_parser.map_string_types_to_utf8view = false;
    let builder = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime);
    Ok(functions::allowed(builder).build())
}

/// The columns that an optimised plan reads, by table.
pub(crate) fn columns_read(plan: &LogicalPlan) -> BTreeMap<String, BTreeSet<String>> {
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let walked = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let source: &Arc<dyn TableSource> = &scan.source;
            let schema = source.schema();
            let columns = read.entry(scan.table_name.table().to_owned()).or_default();
            match &scan.projection {
                Some(places) => columns.extend(places.iter().map(|place| schema.field(*place).name().clone())),
                None => columns.extend(schema.fields().iter().map(|field| field.name().clone())),
            }
            columns.remove(LINE);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    debug_assert!(walked.is_ok(), "the closure never fails");
    read
}
