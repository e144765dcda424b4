//! The question of one load: its expressions as columns beside the line.

use crate::sheet::LINE;
use arrow::datatypes::Schema;
use datafusion::sql::sqlparser::ast::Expr;
use std::sync::Arc;

/// The expressions of one load, each computed once as a column of its question.
pub(crate) struct Select {
    pub(crate) schema: Arc<Schema>,
    /// Whether there are rows at all; a single record of constants has none.
    pub(crate) rows: bool,
    /// Whether rows of one id make one record with lines.
    pub(crate) lines: bool,
    pub(crate) expressions: Vec<String>,
}

impl Select {
    /// The place of the expression in a row of the answer; the line is at 0.
    pub(crate) fn add(&mut self, expression: &Expr) -> usize {
        let text = expression.to_string();
        let place = self.expressions.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.expressions.push(text);
            self.expressions.len() - 1
        });
        place + 1
    }
}

/// The question that computes these expressions over every row, in the order of the file.
pub(crate) fn question(table: &str, expressions: &[String], filter: Option<&str>) -> String {
    let quoted = table.replace('"', "\"\"");
    let columns: String =
        expressions.iter().enumerate().map(|(place, expression)| format!(", ({expression}) AS \"e{place}\"")).collect();
    let filter = filter.map(|filter| format!(" WHERE ({filter})")).unwrap_or_default();
    format!("SELECT \"{LINE}\" AS \"{LINE}\"{columns} FROM \"{quoted}\"{filter} ORDER BY \"{LINE}\"")
}
