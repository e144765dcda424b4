//! The functions that a question may use: known ones, by name, and no others.
//!
//! A function that is not listed does not exist for the engine. Left out are those that read the session or the clock
//! (`version`, `now`), make values from nothing (`random`, `uuid`, `generate_series`), or build structures that an answer
//! cannot show.

use super::bounded::{Joining, bounded};
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::planner::ExprPlanner;
use std::sync::Arc;

const SCALAR: &[&str] = &[
    "abs",
    "ceil",
    "floor",
    "round",
    "trunc",
    "sqrt",
    "power",
    "signum",
    "ln",
    "log",
    "log10",
    "exp",
    "nanvl",
    "iszero",
    "gcd",
    "lcm",
    "factorial",
    "nullif",
    "coalesce",
    "nvl",
    "nvl2",
    "greatest",
    "least",
    "arrow_cast",
    "arrow_typeof",
    "ascii",
    "bit_length",
    "btrim",
    "chr",
    "concat",
    "concat_ws",
    "contains",
    "ends_with",
    "initcap",
    "lower",
    "ltrim",
    "octet_length",
    "replace",
    "rtrim",
    "split_part",
    "starts_with",
    "to_hex",
    "upper",
    "levenshtein",
    "character_length",
    "left",
    "lpad",
    "reverse",
    "right",
    "rpad",
    "strpos",
    "substr",
    "substrindex",
    "substr_index",
    "translate",
    "find_in_set",
    "regexp_like",
    "regexp_match",
    "regexp_replace",
    "regexp_count",
    "regexp_instr",
    "date_part",
    "date_trunc",
    "date_bin",
    "to_char",
    "to_date",
    "to_timestamp",
    "to_timestamp_seconds",
    "to_timestamp_millis",
    "make_date",
    "from_unixtime",
    "to_unixtime",
    "array_element",
];

const AGGREGATE: &[&str] = &[
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "median",
    "stddev",
    "stddev_pop",
    "var",
    "var_pop",
    "approx_distinct",
    "approx_median",
    "approx_percentile_cont",
    "bool_and",
    "bool_or",
    "first_value",
    "last_value",
    "nth_value",
    "string_agg",
    "grouping",
    "corr",
    "covar",
    "covar_pop",
    "any_value",
    "percentile_cont",
];

const WINDOW: &[&str] = &[
    "row_number",
    "rank",
    "dense_rank",
    "percent_rank",
    "cume_dist",
    "ntile",
    "lag",
    "lead",
    "first_value",
    "last_value",
    "nth_value",
];

/// A session state that knows the allowed functions and none else.
pub(crate) fn allowed(builder: SessionStateBuilder) -> SessionStateBuilder {
    let scalar = SessionStateDefaults::default_scalar_functions()
        .into_iter()
        .filter(|function| SCALAR.contains(&function.name()))
        .map(bounded)
        .collect();
    let aggregate = SessionStateDefaults::default_aggregate_functions()
        .into_iter()
        .filter(|function| AGGREGATE.contains(&function.name()))
        .collect();
    let window = SessionStateDefaults::default_window_functions()
        .into_iter()
        .filter(|function| WINDOW.contains(&function.name()))
        .collect();
    // The first planner that knows an operator plans it.
    let mut planners: Vec<Arc<dyn ExprPlanner>> = vec![Arc::new(Joining::new())];
    planners.extend(SessionStateDefaults::default_expr_planners());
    builder
        .with_expr_planners(planners)
        .with_scalar_functions(scalar)
        .with_aggregate_functions(aggregate)
        .with_window_functions(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_stands_in_the_reference() {
        let reference = include_str!("../../../../docs/reference/questions.md");
        for name in [SCALAR, AGGREGATE, WINDOW].concat() {
            assert!(reference.contains(&format!("`{name}`")), "{name}");
        }
    }
}
