//! Which statements pass: one `SELECT`, over tables of the catalogue, and nothing that changes or explains anything.

use super::faults;
use bailee_model::{Error, Result};
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::{
    self, Expr, Ident, ObjectNamePart, SetExpr, visit_expressions_mut, visit_relations_mut,
};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Characters of a question.
const LONGEST: usize = 64 * 1024;

/// Names of tables and columns, for reading unquoted names without regard to capitals.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<String, Option<String>>);

impl Names {
    /// Learns a name; two that differ only in capitals must then be quoted.
    pub(crate) fn learn(&mut self, name: &str) {
        self.0
            .entry(name.to_lowercase())
            .and_modify(|known| {
                if known.as_deref() != Some(name) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(name.to_owned()));
    }

    fn settle(&self, ident: &mut Ident) {
        if ident.quote_style.is_none()
            && let Some(Some(name)) = self.0.get(&ident.value.to_lowercase())
        {
            ident.value.clone_from(name);
            ident.quote_style = Some('"');
        }
    }

    /// Gives unquoted names in an expression their own spelling.
    pub(crate) fn settle_expression(&self, expression: &mut Expr) {
        let _: ControlFlow<()> = visit_expressions_mut(expression, |part| {
            match part {
                Expr::Identifier(ident) => self.settle(ident),
                Expr::CompoundIdentifier(idents) => idents.iter_mut().for_each(|ident| self.settle(ident)),
                _ => {}
            }
            ControlFlow::Continue(())
        });
    }
}

/// Reads a question; anything but a single `SELECT` is refused.
pub(crate) fn read(sql: &str, names: &Names) -> Result<Statement> {
    if sql.len() > LONGEST {
        return Err(Error::bad_input("The question is too long.").hint("A question may have 65,536 characters."));
    }
    let mut statements =
        DFParser::parse_sql_with_dialect(sql, &PostgreSqlDialect {}).map_err(|fault| faults::planning(&fault))?;
    let (Some(first), None) = (statements.pop_front(), statements.pop_front()) else {
        return Err(
            Error::bad_input("Exactly one question at a time.").hint("Leave out what comes after the semicolon.")
        );
    };
    let Statement::Statement(statement) = first else { return Err(refused()) };
    let ast::Statement::Query(mut query) = *statement else { return Err(refused()) };
    check(&query)?;
    spell(&mut query, names);
    Ok(Statement::Statement(Box::new(ast::Statement::Query(query))))
}

fn refused() -> Error {
    Error::bad_input("Only SELECT is possible here.").hint(
        "Tables cannot be changed, described or explained by a question; profile and holdings have pages of their own.",
    )
}

/// Whether the query only selects, at every level.
fn check(query: &ast::Query) -> Result<()> {
    if let Some(with) = &query.with {
        for table in &with.cte_tables {
            check(&table.query)?;
        }
    }
    if !query.locks.is_empty() || query.for_clause.is_some() {
        return Err(refused());
    }
    check_body(&query.body)
}

fn check_body(body: &SetExpr) -> Result<()> {
    match body {
        SetExpr::Select(select) if select.into.is_none() => Ok(()),
        SetExpr::Query(query) => check(query),
        SetExpr::SetOperation { left, right, .. } => {
            check_body(left)?;
            check_body(right)
        }
        SetExpr::Values(_) => Ok(()),
        _ => Err(refused()),
    }
}

fn spell(query: &mut ast::Query, names: &Names) {
    let _: ControlFlow<()> = visit_relations_mut(query, |relation| {
        for part in &mut relation.0 {
            if let ObjectNamePart::Identifier(ident) = part {
                names.settle(ident);
            }
        }
        ControlFlow::Continue(())
    });
    let _: ControlFlow<()> = visit_expressions_mut(query, |part| {
        match part {
            Expr::Identifier(ident) => names.settle(ident),
            Expr::CompoundIdentifier(idents) => idents.iter_mut().for_each(|ident| names.settle(ident)),
            _ => {}
        }
        ControlFlow::Continue(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_select_passes() {
        let names = Names::default();
        for sql in ["select 1", "with a as (select 1) select * from a", "(select 1) union all select 2", "select 1;"] {
            assert!(read(sql, &names).is_ok(), "{sql}");
        }
        for sql in [
            "explain select 1",
            "explain analyze select 1",
            "create table t as select 1",
            "create view v as select 1",
            "drop table t",
            "insert into t values (1)",
            "update t set a = 1",
            "delete from t",
            "copy t to 'x.csv'",
            "set a = 1",
            "show tables",
            "select 1; select 2",
            "select 1 into t",
            "describe t",
            "create external table t stored as csv location 'x'",
            "prepare p as select 1",
            "truncate table t",
            "",
            "with a as (delete from t) select 1",
            "selec 1",
        ] {
            assert!(read(sql, &names).is_err(), "{sql}");
        }
    }

    #[test]
    fn unquoted_names_take_their_own_spelling() {
        let mut names = Names::default();
        names.learn("ContactName");
        names.learn("Ref");
        names.learn("REF");
        let Ok(Statement::Statement(statement)) =
            read("select contactname, t.CONTACTNAME, ref, \"ref\" from t", &names)
        else {
            panic!("reads")
        };
        assert_eq!(statement.to_string(), "SELECT \"ContactName\", t.\"ContactName\", ref, \"ref\" FROM t");
    }
}
