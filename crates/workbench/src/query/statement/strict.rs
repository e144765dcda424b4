//! Refuses, wherever in a question it stands, what is no plain selecting: locks, samples, functions in the place of
//! tables, natural joins, recursion.

use super::bounds::{DEPTH, too_deep};
use super::refused;
use bailee_model::{Error, say};
use datafusion::sql::sqlparser::ast::{
    Expr, JoinConstraint, JoinOperator, Query, Select, SetExpr, TableFactor, TableWithJoins, Visitor,
};
use std::ops::ControlFlow;

/// A boxed error, because the walk hands it through every level.
type Refusal = Box<Error>;

/// Walks over a question and stops at the first thing that is not allowed.
#[derive(Default)]
pub(super) struct Strict {
    depth: usize,
}

fn no(error: Error) -> ControlFlow<Refusal> {
    ControlFlow::Break(Box::new(error))
}

fn source() -> Error {
    Error::bad_input(say!("Only tables and questions in brackets stand behind FROM."))
        .coded("not_a_table")
        .hint(say!("Samples, functions and files cannot be asked."))
}

impl Visitor for Strict {
    type Break = Refusal;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refusal> {
        let plain = query.locks.is_empty()
            && query.for_clause.is_none()
            && query.settings.is_none()
            && query.format_clause.is_none()
            && query.pipe_operators.is_empty();
        if !plain || !selects(&query.body) {
            return no(refused());
        }
        if query.with.as_ref().is_some_and(|with| with.recursive) {
            return no(Error::bad_input(say!("A question cannot ask itself again and again."))
                .coded("recursive")
                .hint(say!("Leave out RECURSIVE.")));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Refusal> {
        let plain = select.into.is_none()
            && select.lateral_views.is_empty()
            && select.connect_by.is_empty()
            && select.cluster_by.is_empty()
            && select.distribute_by.is_empty()
            && select.sort_by.is_empty()
            && select.prewhere.is_none()
            && select.value_table_mode.is_none();
        if !plain {
            return no(refused());
        }
        if select.from.iter().any(natural) {
            return no(Error::bad_input(say!("Columns of a join are named."))
                .coded("natural_join")
                .hint(say!("Write ‘using (column)’ or ‘on a.column = b.column’ instead of NATURAL.")));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Refusal> {
        let plain = match factor {
            TableFactor::Table {
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_hints,
                ..
            } => {
                args.is_none()
                    && with_hints.is_empty()
                    && version.is_none()
                    && !with_ordinality
                    && partitions.is_empty()
                    && json_path.is_none()
                    && sample.is_none()
                    && index_hints.is_empty()
            }
            TableFactor::Derived { sample, .. } => sample.is_none(),
            TableFactor::NestedJoin { .. } => true,
            _ => false,
        };
        if plain { ControlFlow::Continue(()) } else { no(source()) }
    }

    fn pre_visit_expr(&mut self, _: &Expr) -> ControlFlow<Refusal> {
        self.depth += 1;
        if self.depth > DEPTH { no(too_deep()) } else { ControlFlow::Continue(()) }
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<Refusal> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

fn selects(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => true,
        SetExpr::SetOperation { left, right, .. } => selects(left) && selects(right),
        _ => false,
    }
}

fn natural(from: &TableWithJoins) -> bool {
    let nested = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => natural(table_with_joins),
        _ => false,
    };
    nested(&from.relation)
        || from.joins.iter().any(|join| {
            nested(&join.relation) || matches!(constraint(&join.join_operator), Some(JoinConstraint::Natural))
        })
}

/// What a join joins by.
pub(super) fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    match operator {
        JoinOperator::Join(by)
        | JoinOperator::Inner(by)
        | JoinOperator::Left(by)
        | JoinOperator::LeftOuter(by)
        | JoinOperator::Right(by)
        | JoinOperator::RightOuter(by)
        | JoinOperator::FullOuter(by)
        | JoinOperator::CrossJoin(by)
        | JoinOperator::Semi(by)
        | JoinOperator::LeftSemi(by)
        | JoinOperator::RightSemi(by)
        | JoinOperator::Anti(by)
        | JoinOperator::LeftAnti(by)
        | JoinOperator::RightAnti(by)
        | JoinOperator::StraightJoin(by) => Some(by),
        _ => None,
    }
}
