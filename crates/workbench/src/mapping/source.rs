//! Expressions and templates of a document, read as SQL.

use crate::query::apart::quiet;
use crate::query::statement::check_bounds;
use bailee_model::{Error, Result, say};
use datafusion::sql::sqlparser::ast::{Expr, visit_expressions};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::Token;
use std::ops::ControlFlow;

/// Reads one expression over the columns of a row: no aggregate, no subquery, nothing after it.
pub(crate) fn expression(text: &str) -> Result<Expr> {
    check_bounds(text)?;
    let mut parser =
        Parser::new(&PostgreSqlDialect {}).try_with_sql(text).map_err(|fault| unread(&fault.to_string()))?;
    let expression = quiet(|| parser.parse_expr()).map_err(|fault| unread(&fault.to_string()))?;
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        let (line, column) = (rest.span.start.line, rest.span.start.column);
        return Err(Error::bad_input(say!("The expression ends before the text does."))
            .at_line(line)
            .at_column(column)
            .hint(say!("Write one expression; join texts with ||.")));
    }
    let subquery = visit_expressions(&expression, |part| match part {
        Expr::Subquery(_) | Expr::InSubquery { .. } | Expr::Exists { .. } => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    if subquery.is_break() {
        return Err(Error::bad_input(say!("An expression reads its own row and no other."))
            .hint(say!("Join tables in a view under [views] and load from it.")));
    }
    Ok(expression)
}

fn unread(text: &str) -> Error {
    let text = text.trim_start_matches("sql parser error: ");
    let (said, place) = match text.rsplit_once(" at Line: ") {
        Some((said, place)) => (said, place.split_once(", Column: ")),
        None => (text, None),
    };
    let error = Error::bad_input(say!(
        "This is not an expression: {problem}.",
        problem = said.chars().take(200).collect::<String>()
    ))
    .hint(say!("A constant is written {{ value = \"…\" }}."));
    match place.and_then(|(line, column)| {
        Some((line.parse().ok()?, column.trim_end_matches(|letter: char| !letter.is_ascii_digit()).parse().ok()?))
    }) {
        Some((line, column)) => error.at_line(line).at_column(column),
        None => error,
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// As it stands.
    Literal(String),
    /// An expression between braces.
    Hole(Box<Expr>),
}

/// Reads a template: text with expressions between braces, as in `account_{code}`.
pub(crate) fn template(text: &str) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            pieces.push(Piece::Literal(rest[..open].to_owned()));
        }
        let start = text.len() - rest.len() + open + 1;
        let column = text[..start].chars().count() as u64;
        let Some(close) = rest[open..].find('}') else {
            return Err(Error::bad_input(say!("A brace is opened and not closed."))
                .at_line(1)
                .at_column(column)
                .hint(say!("Write expressions as {{column}}.")));
        };
        let inner = &rest[open + 1..open + close];
        let expression = expression(inner).map_err(|fault| {
            let shift = fault.place().and_then(|place| place.column).unwrap_or(1);
            let told = Error::bad_input(fault.text().clone()).at_line(1).at_column(column + shift);
            match fault.remedy() {
                Some(hint) => told.hint(hint.clone()),
                None => told,
            }
        })?;
        pieces.push(Piece::Hole(Box::new(expression)));
        rest = &rest[open + close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    if pieces.is_empty() {
        return Err(Error::bad_input(say!("The template is empty."))
            .hint(say!("Give each row a name of its own, as in \"account_{{code}}\".")));
    }
    Ok(pieces)
}

/// An external id as Odoo allows it: letters, digits, underscore, hyphen; anything else becomes an underscore.
pub(crate) fn external_id(text: &str) -> String {
    text.trim()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stand_alone() {
        assert!(expression("upper(name) || ' ' || coalesce(code, '')").is_ok());
        for text in [
            "",
            "name name2 x",
            "(select 1)",
            "a in (select b from c)",
            "exists (select 1)",
            "upper(",
            "a; drop table b",
        ] {
            assert!(expression(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_fault_in_a_template_has_its_place() {
        let fault = template("account_{upper(}").expect_err("unfinished");
        assert!(fault.place().and_then(|place| place.column).is_some_and(|column| column >= 10), "{fault}");
        assert!(template("open {").is_err() && template("").is_err());
        assert_eq!(template("journal").map(|pieces| pieces.len()).ok(), Some(1));
    }

    #[test]
    fn ids_are_spelled_as_odoo_allows() {
        assert_eq!(external_id(" ACME Ltd./é "), "ACME_Ltd___");
    }
}
