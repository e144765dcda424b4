//! Which statements pass: one `SELECT`, over tables of the catalogue, and nothing that changes or explains anything.

mod bounds;
mod stars;
mod strict;

pub(crate) use bounds::check as check_bounds;
pub(super) use bounds::too_deep;

use super::apart::quiet;
use super::faults;
use bailee_model::{Error, Result, say};
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::{
    self, Expr, Ident, ObjectNamePart, Visit, visit_expressions_mut, visit_relations_mut,
};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Names of tables and columns, for reading unquoted names without regard to capitals.
#[derive(Clone, Default)]
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

/// Columns that `select *` leaves out, by table: format tokens, and columns for sums and counts only.
pub(crate) type Hidden = BTreeMap<String, Vec<String>>;

/// Reads a question; anything but a single `SELECT` is refused.
pub(crate) fn read(sql: &str, names: &Names, hidden: &Hidden) -> Result<Statement> {
    bounds::check(sql)?;
    let mut statements = quiet(|| DFParser::parse_sql_with_dialect(sql, &PostgreSqlDialect {}))
        .map_err(|fault| faults::planning(&fault))?;
    let (Some(first), None) = (statements.pop_front(), statements.pop_front()) else {
        return Err(Error::bad_input(say!("Exactly one question at a time."))
            .coded("not_one_select")
            .hint(say!("Leave out what comes after the semicolon.")));
    };
    let Statement::Statement(statement) = first else { return Err(refused()) };
    let ast::Statement::Query(mut query) = *statement else { return Err(refused()) };
    if let ControlFlow::Break(fault) = query.visit(&mut strict::Strict::default()) {
        return Err(*fault);
    }
    spell(&mut query, names);
    stars::leave_out(&mut query, hidden);
    Ok(Statement::Statement(Box::new(ast::Statement::Query(query))))
}

fn refused() -> Error {
    Error::bad_input(say!("Only SELECT is possible here.")).coded("not_one_select").hint(say!(
        "Tables cannot be changed, described or explained by a question; profile and holdings have pages of their own."
    ))
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
            assert!(read(sql, &names, &Hidden::new()).is_ok(), "{sql}");
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
            "select * from t tablesample bernoulli (10)",
            "select * from t tablesample system (50) repeatable (1)",
            "select * from (select 1) s tablesample system (50)",
            "select * from unnest(array[1, 2])",
            "select * from generate_series(1, 10)",
            "select * from lateral generate_series(1, 10)",
            "select * from t natural join u",
            "select * from t join (u natural join v) on true",
            "with recursive a as (select 1 union all select 1 from a) select * from a",
            "select * from t for update",
            "select (select 1 into u)",
            "select 1 where exists (with recursive a as (select 1) select * from a)",
            "table t",
            "select * from t, lateral (select * from u natural join v) x",
        ] {
            assert!(read(sql, &names, &Hidden::new()).is_err(), "{sql}");
        }
    }

    #[test]
    fn unquoted_names_take_their_own_spelling() {
        let mut names = Names::default();
        names.learn("ContactName");
        names.learn("Ref");
        names.learn("REF");
        let Ok(Statement::Statement(statement)) =
            read("select contactname, t.CONTACTNAME, ref, \"ref\" from t", &names, &Hidden::new())
        else {
            panic!("reads")
        };
        assert_eq!(statement.to_string(), "SELECT \"ContactName\", t.\"ContactName\", ref, \"ref\" FROM t");
    }

    #[test]
    fn stars_leave_out_what_is_hidden() {
        let hidden: Hidden = [("t".to_owned(), vec!["iban__shape".to_owned()])].into();
        let told = |sql: &str| match read(sql, &Names::default(), &hidden) {
            Ok(Statement::Statement(statement)) => statement.to_string(),
            other => panic!("{sql}: {other:?}"),
        };
        for (sql, becomes) in [
            ("select * from t", "SELECT * EXCLUDE (\"iban__shape\") FROM t"),
            ("select *, iban__shape from t", "SELECT * EXCLUDE (\"iban__shape\"), iban__shape FROM t"),
            ("select x.* from t x", "SELECT x.* EXCLUDE (\"iban__shape\") FROM t x"),
            ("select * from t, u", "SELECT t.* EXCLUDE (\"iban__shape\"), u.* FROM t, u"),
            ("select * from u", "SELECT * FROM u"),
            ("with t as (select 1) select * from t", "WITH t AS (SELECT 1) SELECT * FROM t"),
            ("select * from t a join t b using (id)", "SELECT * FROM t a JOIN t b USING(id)"),
            ("select * from t join u using (id)", "SELECT * EXCLUDE (\"iban__shape\") FROM t JOIN u USING(id)"),
            ("select * from (select * from t) s", "SELECT * FROM (SELECT * EXCLUDE (\"iban__shape\") FROM t) s"),
        ] {
            assert_eq!(told(sql).replace(" AS ", " "), becomes.replace(" AS ", " "), "{sql}");
        }
    }
}
