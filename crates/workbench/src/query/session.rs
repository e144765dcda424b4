//! One question's own engine: its catalogue, its functions, its memory and its spills.

use super::functions;
use super::masked::MaskedTable;
use super::spill::SealedSpills;
use super::statement::{self, Names};
use super::{Limits, faults};
use crate::pseudonym::Pseudonyms;
use crate::seal::SealedTable;
use crate::sheet::{LINE, Sheet, SheetColumn};
use crate::shelf::{Shelf, TABLE, TYPED};
use bailee_model::words::ColumnClass;
use bailee_model::{Error, Result};
use datafusion::arrow::datatypes::Schema;
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
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
        column != LINE && !self.cleared(column)
    }

    fn cleared(&self, column: &str) -> bool {
        self.clearance.clears(self.classes.get(column).copied())
    }

    /// The stored columns of the table that questions read: the typed one where there is one.
    fn stored(&self) -> (&'static str, &[SheetColumn]) {
        match &self.sheet.typed {
            Some(columns) => (TYPED, columns),
            None => (TABLE, &self.sheet.columns),
        }
    }

    async fn register(&self, context: &SessionContext, pseudonyms: &Pseudonyms) -> Result<()> {
        let (object, columns) = self.stored();
        // A masked column without stored pseudonyms is read with its key and masked while it is read.
        let reads = |column: &SheetColumn| self.cleared(&column.name) || !column.masked;
        let table = SealedTable::open(&self.shelf, object, columns, &reads).await?;
        let cleared = |column: &SheetColumn| self.cleared(&column.name);
        let defect = |_| Error::internal("A table could not be put before the question.");
        let quoted = |name: &str| datafusion::common::TableReference::bare(name.to_owned());
        if let Some(shapes) = MaskedTable::shapes(table.clone(), columns, pseudonyms, &cleared) {
            context.register_table(quoted(&format!("{}#shapes", self.name)), Arc::new(shapes)).map_err(defect)?;
        }
        let shown = MaskedTable::new(table, columns, pseudonyms, &cleared);
        context.register_table(quoted(&self.name), Arc::new(shown)).map_err(defect)?;
        Ok(())
    }
}

/// An engine for one question, or for one run of a mapping.
pub(crate) struct Session {
    context: SessionContext,
    sources: Vec<Source>,
    names: Names,
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
        for source in &sources {
            source.register(&context, pseudonyms).await?;
            names.learn(&source.name);
            source.columns().for_each(|column| names.learn(column));
        }
        Ok(Self { context, sources, names })
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
        let statement = statement::read(sql, &self.names)?;
        let state = self.context.state();
        let plan = state.statement_to_plan(statement).await.map_err(|fault| faults::planning(&fault))?;
        let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        options.verify_plan(&plan).map_err(|fault| faults::planning(&fault))?;
        state.optimize(&plan).map_err(|fault| faults::planning(&fault))
    }

    /// Makes a name for the answer of a question, for later ones of this session.
    pub(crate) async fn name_view(&mut self, name: &str, sql: &str) -> Result<()> {
        let plan = self.plan(sql).await?;
        plan.schema().fields().iter().for_each(|field| self.names.learn(field.name()));
        self.names.learn(name);
        let view = datafusion::datasource::ViewTable::new(plan, None);
        let reference = datafusion::common::TableReference::bare(name.to_owned());
        self.context.register_table(reference, Arc::new(view)).map_err(|fault| faults::planning(&fault))?;
        Ok(())
    }

    /// The columns of a table or view.
    pub(crate) async fn schema(&self, name: &str) -> Result<Arc<Schema>> {
        let reference = datafusion::common::TableReference::bare(name.to_owned());
        let table = self.context.table_provider(reference).await.map_err(|fault| faults::planning(&fault))?;
        Ok(table.schema())
    }

    /// Whether the expression can be computed over these columns; the columns it names.
    pub(crate) fn check_expression(&self, expression: &ast::Expr, schema: &Arc<Schema>) -> Result<BTreeSet<String>> {
        let schema = DFSchema::try_from(Arc::clone(schema)).map_err(|fault| faults::planning(&fault))?;
        let mut expression = expression.clone();
        self.names.settle_expression(&mut expression);
        let with_alias = ast::ExprWithAlias { expr: expression, alias: None };
        let planned: Expr = self
            .context
            .state()
            .create_logical_expr_from_sql_expr(with_alias, &schema)
            .map_err(|fault| faults::planning(&fault))?;
        let folds = planned.exists(|part| Ok(matches!(part, Expr::AggregateFunction(_) | Expr::WindowFunction(_))));
        if folds.unwrap_or(true) {
            return Err(Error::bad_input("An expression reads its own row and no other: it cannot add up or count.")
                .hint("Group rows in a view under [views] and load from it."));
        }
        Ok(planned.column_refs().into_iter().map(|column| column.name.clone()).collect())
    }

    /// Starts a planned question.
    pub(crate) async fn run(&self, plan: LogicalPlan) -> Result<SendableRecordBatchStream> {
        let state = self.context.state();
        let physical = state.create_physical_plan(&plan).await.map_err(|fault| faults::running(&fault))?;
        datafusion::physical_plan::execute_stream(physical, state.task_ctx()).map_err(|fault| faults::running(&fault))
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
            let columns = read.entry(scan.table_name.table().trim_end_matches("#shapes").to_owned()).or_default();
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
