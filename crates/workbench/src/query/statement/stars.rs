//! `select *` without the columns that stand beside a table's own: format tokens, and columns for sums and counts only.
//!
//! A question that names such a column has it in its tables. Its stars are then written so that they leave it out, and it
//! appears where it was named and nowhere else.

use super::{Hidden, strict::constraint};
use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableFactor, TableWithJoins, VisitMut, VisitorMut, WildcardAdditionalOptions,
};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Writes the question's stars so that they leave out what is hidden.
pub(super) fn leave_out(query: &mut Query, hidden: &Hidden) {
    if hidden.values().any(|columns| !columns.is_empty()) {
        let _: ControlFlow<()> = query.visit(&mut Stars { hidden, views: Vec::new() });
    }
}

struct Stars<'a> {
    hidden: &'a Hidden,
    /// Names given by WITH, which are no tables, innermost last.
    views: Vec<BTreeSet<String>>,
}

impl VisitorMut for Stars<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let names =
            query.with.iter().flat_map(|with| &with.cte_tables).map(|view| view.alias.name.value.to_lowercase());
        self.views.push(names.collect());
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.views.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        let mut around = Around { relations: Vec::new(), merges: false };
        select.from.iter().for_each(|from| self.look_around(from, &mut around));
        if around.relations.iter().any(|relation| !relation.hidden.is_empty()) {
            select.projection = select.projection.drain(..).flat_map(|item| around.written(item)).collect();
        }
        ControlFlow::Continue(())
    }
}

/// A table behind FROM, by the name it has there, and what its star leaves out.
struct Relation {
    name: Option<Ident>,
    hidden: Vec<String>,
}

/// Everything behind one FROM.
struct Around {
    relations: Vec<Relation>,
    /// Whether a join merges columns of two tables, so that a star is not the stars of the tables side by side.
    merges: bool,
}

impl Stars<'_> {
    fn look_around(&self, from: &TableWithJoins, around: &mut Around) {
        self.relation(&from.relation, around);
        for join in &from.joins {
            around.merges |= matches!(constraint(&join.join_operator), Some(JoinConstraint::Using(_)))
                || matches!(join.join_operator, JoinOperator::RightSemi(_) | JoinOperator::RightAnti(_));
            let unseen = matches!(
                join.join_operator,
                JoinOperator::Semi(_) | JoinOperator::LeftSemi(_) | JoinOperator::Anti(_) | JoinOperator::LeftAnti(_)
            );
            if !unseen {
                self.relation(&join.relation, around);
            }
        }
    }

    fn relation(&self, factor: &TableFactor, around: &mut Around) {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let table = name.0.last().and_then(ObjectNamePart::as_ident);
                let renamed = alias.as_ref().is_some_and(|alias| !alias.columns.is_empty());
                let hidden = table.filter(|_| !renamed).map_or_else(Vec::new, |table| self.hidden_of(&table.value));
                let name = alias.as_ref().map(|alias| &alias.name).or(table).cloned();
                around.relations.push(Relation { name, hidden });
            }
            TableFactor::NestedJoin { table_with_joins, alias: None } => self.look_around(table_with_joins, around),
            TableFactor::Derived { alias, .. } | TableFactor::NestedJoin { alias, .. } => {
                let name = alias.as_ref().map(|alias| alias.name.clone());
                around.relations.push(Relation { name, hidden: Vec::new() });
            }
            _ => around.relations.push(Relation { name: None, hidden: Vec::new() }),
        }
    }

    fn hidden_of(&self, table: &str) -> Vec<String> {
        if self.views.iter().any(|names| names.contains(&table.to_lowercase())) {
            return Vec::new();
        }
        self.hidden.get(table).cloned().unwrap_or_default()
    }
}

impl Around {
    fn written(&self, item: SelectItem) -> Vec<SelectItem> {
        match item {
            SelectItem::Wildcard(options) if plain(&options) => self.star(options),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)
                if plain(&options) =>
            {
                let wanted = name.0.last().and_then(ObjectNamePart::as_ident).map(|ident| ident.value.to_lowercase());
                let hidden = self
                    .relations
                    .iter()
                    .find(|relation| relation.name.as_ref().map(|name| name.value.to_lowercase()) == wanted)
                    .map_or(&[][..], |relation| &relation.hidden);
                let kind = SelectItemQualifiedWildcardKind::ObjectName(name);
                vec![SelectItem::QualifiedWildcard(kind, without(options, hidden))]
            }
            other => vec![other],
        }
    }

    fn star(&self, options: WildcardAdditionalOptions) -> Vec<SelectItem> {
        let names: Option<Vec<&Ident>> = self.relations.iter().map(|relation| relation.name.as_ref()).collect();
        match names {
            Some(names) if names.len() > 1 && !self.merges => names
                .into_iter()
                .zip(&self.relations)
                .map(|(name, relation)| {
                    let kind = SelectItemQualifiedWildcardKind::ObjectName(ObjectName::from(name.clone()));
                    SelectItem::QualifiedWildcard(kind, without(options.clone(), &relation.hidden))
                })
                .collect(),
            // A name that two tables have cannot be left out of a star over both.
            _ => {
                let all: Vec<&String> = self.relations.iter().flat_map(|relation| &relation.hidden).collect();
                let once = |name: &&String| all.iter().filter(|other| *other == name).count() == 1;
                let hidden: Vec<String> = all.iter().copied().filter(once).cloned().collect();
                vec![SelectItem::Wildcard(without(options, &hidden))]
            }
        }
    }
}

fn plain(options: &WildcardAdditionalOptions) -> bool {
    options.opt_exclude.is_none() && options.opt_except.is_none()
}

fn without(options: WildcardAdditionalOptions, hidden: &[String]) -> WildcardAdditionalOptions {
    if hidden.is_empty() {
        return options;
    }
    let names = hidden.iter().map(|name| ObjectName::from(Ident::with_quote('"', name))).collect();
    WildcardAdditionalOptions { opt_exclude: Some(ExcludeSelectItem::Multiple(names)), ..options }
}
