//! Columns of which sums, counts and averages are told, over groups of five rows or more, and values never.
//!
//! The values are in no plan. Where a question names such a column, the table gives the *number of the row* ([`Shown`]),
//! under a decimal type so that the question plans as it would over the value. This module then does two things before
//! anything is optimised:
//!
//! - it follows the column through the plan, and refuses every use but one: alone and bare in `sum`, `count` or `avg`,
//!   without `distinct`, `filter` or an order. An expression, a filter, a key of a join or a group, a window, `distinct`,
//!   `union`, a correlated subquery, the answer itself: each is refused, with the column and its place;
//! - it puts its own aggregate ([`sealed`]) in the place of that one, which looks the values up by their rows, counts each
//!   row once however often a join repeats it, and tells nothing of groups of fewer than [`SMALLEST_GROUP`].
//!
//! Were a use overlooked, the question would see row numbers. What one question tells is judged together
//! ([`releases`]): groups that differ by a few rows only are refused, since their difference would be a small group.
//! What several questions tell together is not, nor groups whose values are all alike: `docs/guide/need-to-know.md`.
//!
//! [`Shown`]: super::masked::Shown
//! [`SMALLEST_GROUP`]: bailee_model::engine::SMALLEST_GROUP

mod releases;
mod sealed;

pub(crate) use releases::Narrowed;

use super::faults;
use crate::seal::SealedTable;
use crate::sheet::SheetColumn;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use bailee_model::{Error, Result, Text, say};
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{
    Aggregate, AggregateUDF, Distinct, Expr, Join, JoinType, LogicalPlan, expr::AggregateFunction,
};
use futures::StreamExt;
use releases::Releases;
use sealed::{Fold, SealedAggregate};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// A value that is not there.
const MISSING: i128 = i128::MIN;

/// A column for sums and counts only, in one session.
pub(crate) struct Guarded {
    /// The table's name in questions.
    pub(crate) table: String,
    /// The column.
    pub(crate) column: String,
    /// Places after the point of its values; none where they are no numbers.
    pub(crate) scale: Option<u8>,
    values: OnceLock<Vec<i128>>,
    releases: Mutex<Releases>,
}

impl std::fmt::Debug for Guarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

impl Guarded {
    /// The column of this table.
    pub(crate) fn new(table: &str, column: &SheetColumn) -> Self {
        let scale = match column.kind.as_str() {
            "integer" => Some(0),
            "decimal" => Some(column.scale),
            _ => None,
        };
        Self {
            table: table.to_owned(),
            column: column.name.clone(),
            scale,
            values: OnceLock::new(),
            releases: Mutex::default(),
        }
    }

    /// The type under which its row numbers stand in a plan.
    pub(crate) fn data_type(&self) -> DataType {
        DataType::Decimal128(38, self.scale.unwrap_or(0) as i8)
    }

    /// Reads the values, once, with the key of this column alone; at most so many bytes of them.
    pub(crate) async fn load(&self, table: &SealedTable, most: usize) -> Result<()> {
        if self.values.get().is_some() {
            return Ok(());
        }
        let rows = usize::try_from(table.rows()).unwrap_or(usize::MAX);
        if rows.saturating_mul(size_of::<i128>()) > most || u32::try_from(rows).is_err() {
            return Err(Error::bad_input(say!(
                "There are too many rows to add up ‘{column}’ at once.",
                column = self.column
            ))
            .coded("memory")
            .on_field(&self.column));
        }
        let mut values = Vec::with_capacity(rows);
        let mut batches = table.all(std::slice::from_ref(&self.column))?;
        while let Some(batch) = batches.next().await {
            extend(&mut values, batch?.column(0).as_ref());
        }
        // Another load of the same column was faster, with the same values.
        let _ = self.values.set(values);
        Ok(())
    }

    /// The value of a row.
    fn value(&self, row: u32) -> Option<i128> {
        let value = self.values.get()?.get(row as usize)?;
        (*value != MISSING).then_some(*value)
    }
}

fn extend(values: &mut Vec<i128>, array: &dyn Array) {
    if let Some(numbers) = array.as_primitive_opt::<Decimal128Type>() {
        values.extend(numbers.iter().map(|value| value.unwrap_or(MISSING)));
    } else if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        values.extend(numbers.iter().map(|value| value.map_or(MISSING, i128::from)));
    } else {
        values.extend((0..array.len()).map(|row| if array.is_null(row) { MISSING } else { 0 }));
    }
}

/// Which columns of a plan's answer are guarded, by their place.
type Places = BTreeMap<usize, Arc<Guarded>>;

/// The plan with sealed aggregates, and the guarded columns that they read; a plan without guarded columns is as it was.
pub(crate) fn guard(plan: LogicalPlan, guarded: &[Arc<Guarded>]) -> Result<(LogicalPlan, Vec<Arc<Guarded>>)> {
    let walk = Walk { guarded };
    if !walk.concerns(&plan)? {
        return Ok((plan, Vec::new()));
    }
    if let Some(shown) = walk.places(&plan)?.values().next() {
        return Err(refused(shown, say!("is shown to nobody row by row")));
    }
    let mut touched: Vec<Arc<Guarded>> = Vec::new();
    let sealed = plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Aggregate(aggregate) => {
            walk.sealed(aggregate, &mut touched).map(|node| Transformed::yes(LogicalPlan::Aggregate(node)))
        }
        other => other.recompute_schema().map(Transformed::yes),
    });
    Ok((sealed.map_err(|fault| faults::planning(&fault))?.data, touched))
}

fn refused(guarded: &Guarded, what: Text) -> Error {
    Error::bad_input(say!("The column ‘{column}’ {what}.", column = guarded.column, what))
        .coded("aggregate_only")
        .on_field(&guarded.column)
        .hint(say!(
            "Use it alone in sum, count or avg, over groups of {smallest} rows or more: avg({column}).",
            smallest = bailee_model::engine::SMALLEST_GROUP,
            column = guarded.column
        ))
}

fn bent() -> Text {
    say!("may stand alone in sum, count or avg, and nowhere else")
}

struct Walk<'a> {
    guarded: &'a [Arc<Guarded>],
}

impl Walk<'_> {
    fn of(&self, table: &str, column: &str) -> Option<&Arc<Guarded>> {
        self.guarded.iter().find(|each| each.table == table && each.column == column)
    }

    /// Whether any table of the plan gives a guarded column.
    fn concerns(&self, plan: &LogicalPlan) -> Result<bool> {
        let mut found = false;
        let walked = plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                found |= scan
                    .projected_schema
                    .fields()
                    .iter()
                    .any(|field| self.of(scan.table_name.table(), field.name()).is_some());
            }
            Ok(TreeNodeRecursion::Continue)
        });
        walked.map(|_| found).map_err(|fault| faults::planning(&fault))
    }

    /// The places of guarded columns in the answer of a plan; a use that is not allowed is refused.
    fn places(&self, plan: &LogicalPlan) -> Result<Places> {
        let inputs: Vec<(&DFSchema, Places)> = plan
            .inputs()
            .into_iter()
            .map(|input| Ok((input.schema().as_ref(), self.places(input)?)))
            .collect::<Result<_>>()?;
        self.subqueries(plan, &inputs)?;
        let first = || inputs.first().map(|(_, places)| places.clone()).unwrap_or_default();
        match plan {
            LogicalPlan::TableScan(scan) => Ok(scan
                .projected_schema
                .fields()
                .iter()
                .enumerate()
                .filter_map(|(place, field)| Some((place, self.of(scan.table_name.table(), field.name())?.clone())))
                .collect()),
            LogicalPlan::Projection(projection) => self.kept(&projection.expr, &inputs),
            LogicalPlan::SubqueryAlias(_) | LogicalPlan::Limit(_) => Ok(first()),
            LogicalPlan::Subquery(subquery) => self.places(&subquery.subquery),
            LogicalPlan::Filter(_) | LogicalPlan::Sort(_) | LogicalPlan::Window(_) => {
                self.untouched(plan, &inputs)?;
                Ok(first())
            }
            LogicalPlan::Join(join) => {
                self.untouched(plan, &inputs)?;
                lateral(join, &inputs)?;
                Ok(joined(join, &inputs))
            }
            LogicalPlan::Aggregate(aggregate) => {
                self.folded(aggregate, &inputs)?;
                Ok(Places::new())
            }
            LogicalPlan::Distinct(Distinct::All(_)) => nothing(&inputs, say!("cannot be told apart by distinct")),
            LogicalPlan::Union(_) => nothing(&inputs, say!("cannot be put into one column with others")),
            LogicalPlan::EmptyRelation(_) | LogicalPlan::Values(_) => Ok(Places::new()),
            _ => nothing(&inputs, bent()),
        }
    }

    /// The columns that a projection passes on; an expression over one is refused.
    fn kept(&self, expressions: &[Expr], inputs: &[(&DFSchema, Places)]) -> Result<Places> {
        let mut kept = Places::new();
        for (place, expression) in expressions.iter().enumerate() {
            match expression.clone().unalias() {
                Expr::Column(column) => {
                    let found = inputs
                        .iter()
                        .find_map(|(schema, places)| places.get(&schema.maybe_index_of_column(&column)?).cloned());
                    kept.extend(found.map(|guarded| (place, guarded)));
                }
                other => self.free(&other, inputs)?,
            }
        }
        Ok(kept)
    }

    /// Refuses a node whose expressions name a guarded column.
    fn untouched(&self, plan: &LogicalPlan, inputs: &[(&DFSchema, Places)]) -> Result<()> {
        plan.expressions().iter().try_for_each(|expression| self.free(expression, inputs))
    }

    /// Refuses an expression that names a guarded column.
    fn free(&self, expression: &Expr, inputs: &[(&DFSchema, Places)]) -> Result<()> {
        for column in expression.column_refs() {
            let mut known = false;
            for (schema, places) in inputs {
                let Some(place) = schema.maybe_index_of_column(column) else { continue };
                known = true;
                if let Some(guarded) = places.get(&place) {
                    return Err(refused(guarded, bent()));
                }
            }
            // What resolves to nothing here is refused by its name.
            if !known && let Some(guarded) = self.guarded.iter().find(|each| each.column == column.name) {
                return Err(refused(guarded, bent()));
            }
        }
        Ok(())
    }

    fn folded(&self, aggregate: &Aggregate, inputs: &[(&DFSchema, Places)]) -> Result<()> {
        aggregate.group_expr.iter().try_for_each(|expression| self.free(expression, inputs))?;
        for expression in &aggregate.aggr_expr {
            match self.fold(expression, inputs) {
                Some((_, Fold::Sum | Fold::Average, guarded)) if guarded.scale.is_none() => {
                    return Err(refused(&guarded, say!("is no number: it can be counted only"))
                        .hint(say!("Give the table its types first, if it should be one.")));
                }
                Some(_) => {}
                None => self.free(expression, inputs)?,
            }
        }
        Ok(())
    }

    /// The aggregate, how it folds and what, when it is the one allowed use of a guarded column.
    fn fold<'e>(
        &self,
        expression: &'e Expr,
        inputs: &[(&DFSchema, Places)],
    ) -> Option<(&'e AggregateFunction, Fold, Arc<Guarded>)> {
        let expression = match expression {
            Expr::Alias(alias) => alias.expr.as_ref(),
            other => other,
        };
        let Expr::AggregateFunction(function) = expression else { return None };
        let (fold, params) = (Fold::named(function.func.name())?, &function.params);
        let bare = !params.distinct
            && params.filter.is_none()
            && params.order_by.is_empty()
            && params.null_treatment.is_none();
        let [Expr::Column(column)] = params.args.as_slice() else { return None };
        let guarded =
            inputs.iter().find_map(|(schema, places)| places.get(&schema.maybe_index_of_column(column)?).cloned())?;
        bare.then_some((function, fold, guarded))
    }

    /// Refuses subqueries that reach out for a guarded column, or answer with one.
    fn subqueries(&self, plan: &LogicalPlan, inputs: &[(&DFSchema, Places)]) -> Result<()> {
        let mut outcome = Ok(());
        let walked = plan.apply_subqueries(|node| {
            let LogicalPlan::Subquery(subquery) = node else { return Ok(TreeNodeRecursion::Continue) };
            outcome = self.places(&subquery.subquery).and_then(|places| match places.values().next() {
                Some(guarded) => Err(refused(guarded, bent())),
                None => inputs.iter().try_for_each(|(schema, places)| reaches(node, schema, places)),
            });
            Ok(if outcome.is_ok() { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
        });
        walked.map_err(|fault| faults::planning(&fault))?;
        outcome
    }

    /// The aggregate with sealed functions for guarded columns.
    fn sealed(&self, aggregate: Aggregate, touched: &mut Vec<Arc<Guarded>>) -> Result<Aggregate, DataFusionError> {
        let places = self.places(&aggregate.input).map_err(|_| unexpected())?;
        let inputs = [(aggregate.input.schema().as_ref(), places)];
        let expressions = aggregate.aggr_expr.iter().map(|expression| {
            let Some((function, fold, guarded)) = self.fold(expression, &inputs) else { return expression.clone() };
            if !touched.iter().any(|each| Arc::ptr_eq(each, &guarded)) {
                touched.push(guarded.clone());
            }
            let sealed = AggregateUDF::from(SealedAggregate::new(fold, guarded));
            let function = AggregateFunction::new_udf(
                Arc::new(sealed),
                function.params.args.clone(),
                false,
                None,
                Vec::new(),
                None,
            );
            match expression {
                Expr::Alias(alias) => {
                    Expr::AggregateFunction(function).alias_qualified(alias.relation.clone(), &alias.name)
                }
                _ => Expr::AggregateFunction(function),
            }
        });
        let expressions = expressions.collect();
        Aggregate::try_new(aggregate.input.clone(), aggregate.group_expr.clone(), expressions)
    }
}

fn unexpected() -> DataFusionError {
    DataFusionError::Internal("a plan changed while it was looked at".to_owned())
}

fn nothing(inputs: &[(&DFSchema, Places)], what: Text) -> Result<Places> {
    match inputs.iter().find_map(|(_, places)| places.values().next()) {
        Some(guarded) => Err(refused(guarded, what)),
        None => Ok(Places::new()),
    }
}

/// Refuses a plan below which anything reaches out for a guarded column of this schema.
fn reaches(plan: &LogicalPlan, schema: &DFSchema, places: &Places) -> Result<()> {
    let mut reached = None;
    let walked = plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::OuterReferenceColumn(_, column) = part
                    && let Some(place) = schema.maybe_index_of_column(column)
                    && let Some(guarded) = places.get(&place)
                {
                    reached = Some(guarded.clone());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    walked.map_err(|fault| faults::planning(&fault))?;
    reached.map_or(Ok(()), |guarded| Err(refused(&guarded, bent())))
}

/// A lateral subquery reaches into the left side of its join.
fn lateral(join: &Join, inputs: &[(&DFSchema, Places)]) -> Result<()> {
    inputs.first().map_or(Ok(()), |(schema, places)| reaches(&join.right, schema, places))
}

fn joined(join: &Join, inputs: &[(&DFSchema, Places)]) -> Places {
    let [(left, from_left), (_, from_right)] = inputs else { return Places::new() };
    match join.join_type {
        JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => from_left.clone(),
        JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => from_right.clone(),
        JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => {
            let shift = left.fields().len();
            let moved = from_right.iter().map(|(place, guarded)| (place + shift, guarded.clone()));
            from_left.clone().into_iter().chain(moved).collect()
        }
    }
}
