//! A document held against the tables: every name resolved, every expression typed, one question per load.

use super::Mistakes;
use super::document::{self, Document, Field, Load, Text, Value};
use super::order::order;
use super::record::{BoundField, BoundLoad, BoundValue, Slot};
use super::select::{Select, question};
use super::source::{Piece, expression, template};
use crate::query::session::{Session, columns_read};
use crate::sheet::LINE;
use arrow::datatypes::Schema;
use bailee_model::engine::{MappingOutline, Mistake};
use bailee_model::{Result, say};
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::sqlparser::ast::Expr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A document without mistake, ready to run.
pub(crate) struct Bound {
    pub(crate) outline: MappingOutline,
    /// In dependency order.
    pub(crate) loads: Vec<BoundLoad>,
    pub(crate) maps: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) balance: Option<String>,
    pub(crate) sums: Vec<(String, String)>,
}

/// Reads the document and holds it against the session's tables.
pub(crate) async fn bind(text: &str, session: &mut Session) -> Result<std::result::Result<Bound, Vec<Mistake>>> {
    let mut mistakes = Mistakes::in_text(text);
    let Some(document) = document::read(text, &mut mistakes) else { return Ok(Err(mistakes.into_sorted())) };
    let mut binder = Binder { session, mistakes, read: BTreeMap::new(), files: BTreeMap::new() };
    binder.views(&document).await;
    let mut loads = Vec::new();
    for load in &document.loads {
        loads.push(binder.load(&document, load).await);
    }
    binder.questions(&document).await;
    let sent = order(&document, &mut binder.mistakes);
    if !binder.mistakes.found.is_empty() {
        return Ok(Err(binder.mistakes.into_sorted()));
    }
    let mut loads: Vec<Option<BoundLoad>> = loads.into_iter().map(Some).collect();
    let loads: Vec<BoundLoad> = sent.into_iter().filter_map(|place| loads[place].take()).collect();
    let outline = outline(&document, &loads, binder.read);
    let sums = document.sums.into_iter().map(|(name, sql)| (name, sql.text)).collect();
    Ok(Ok(Bound { outline, loads, maps: document.maps, balance: document.balance.map(|sql| sql.text), sums }))
}

fn outline(document: &Document, loads: &[BoundLoad], read: BTreeMap<String, BTreeSet<String>>) -> MappingOutline {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for load in loads {
        let paths = fields.entry(load.model.clone()).or_default();
        for field in load.fields.iter().chain(&load.lines) {
            if !paths.contains(&field.path) {
                paths.push(field.path.clone());
            }
        }
    }
    MappingOutline {
        title: document.title.clone(),
        loads: loads
            .iter()
            .map(|load| (load.model.clone(), load.from.clone(), load.fields.len() + load.lines.len()))
            .collect(),
        fields,
        tables: read.keys().cloned().collect(),
        columns: read.into_iter().map(|(table, columns)| (table, columns.into_iter().collect())).collect(),
    }
}

struct Binder<'s, 'a> {
    session: &'s mut Session,
    mistakes: Mistakes<'a>,
    read: BTreeMap<String, BTreeSet<String>>,
    /// The file in which the lines of a table or view count.
    files: BTreeMap<String, String>,
}

impl Binder<'_, '_> {
    fn note_read(&mut self, plan: &LogicalPlan) {
        for (table, columns) in columns_read(plan) {
            self.read.entry(table).or_default().extend(columns);
        }
    }

    async fn views(&mut self, document: &Document) {
        for source in self.session.sources() {
            self.files.insert(source.name.clone(), source.file.clone());
        }
        for view in &document.views {
            let Some(file) = self.session.source(&view.lines.text).map(|source| source.file.clone()) else {
                self.unknown_table(&view.lines, "lines");
                continue;
            };
            if self.session.source(&view.name.text).is_some() {
                self.mistakes.note(
                    view.name.at,
                    Some("views"),
                    say!("A table has this name already."),
                    say!("Give the view another name."),
                );
                continue;
            }
            if let Err(fault) = self.session.name_view(&view.name.text, &view.sql.text).await {
                self.mistakes.note_in(view.sql.at, Some("sql"), &fault);
                continue;
            }
            let has_line = self.session.schema(&view.name.text).await.is_ok_and(|schema| schema.index_of(LINE).is_ok());
            if !has_line {
                self.mistakes.note(
                    view.sql.at,
                    Some("sql"),
                    say!("The view has no column _line, so nothing could be traced to the file."),
                    say!("Select _line, or min(_line) as _line when it groups."),
                );
            }
            self.files.insert(view.name.text.clone(), file);
        }
    }

    fn unknown_table(&mut self, name: &Text, field: &str) {
        let known: Vec<&str> = self.files.keys().map(String::as_str).collect();
        let hint = if known.is_empty() {
            say!("No table is there yet: bring in and parse a file first.")
        } else {
            say!("Known here: {known}.", known = known.join(", "))
        };
        self.mistakes.note(name.at, Some(field), say!("There is no table or view ‘{text}’.", text = name.text), hint);
    }

    /// The spelling under which a table or view is known.
    fn known(&self, name: &str) -> Option<String> {
        self.files
            .keys()
            .find(|known| *known == name)
            .or_else(|| self.files.keys().find(|known| known.eq_ignore_ascii_case(name)))
            .cloned()
    }

    async fn load(&mut self, document: &Document, load: &Load) -> BoundLoad {
        if !is_model(&load.model.text) {
            self.mistakes.note(
                load.model.at,
                Some("model"),
                say!("‘{text}’ is no name of a model.", text = load.model.text),
                say!("As in res.partner."),
            );
        }
        if load.post && load.model.text != "account.move" {
            self.mistakes.note(
                load.at,
                Some("post"),
                say!("Only account.move can be posted."),
                say!("Leave post out."),
            );
        }
        let from = load
            .from
            .as_ref()
            .and_then(|from| self.known(&from.text).ok_or(from).map_err(|from| self.unknown_table(from, "from")).ok());
        let schema = match &from {
            Some(name) => self.session.schema(name).await.ok(),
            None => None,
        };
        let unresolved = load.from.is_some() && schema.is_none();
        let mut select = Select {
            schema: schema.unwrap_or_else(|| Arc::new(Schema::empty())),
            rows: load.from.is_some(),
            lines: !load.lines.is_empty(),
            expressions: Vec::new(),
        };
        let mut bound = BoundLoad {
            model: load.model.text.clone(),
            file: from.as_ref().and_then(|name| self.files.get(name).cloned()).unwrap_or_else(|| "mapping".to_owned()),
            from: from.clone().unwrap_or_default(),
            sql: None,
            id: Vec::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            post: load.post,
        };
        if unresolved {
            return bound;
        }
        bound.id = self.template(&load.id, "id", &mut select);
        bound.fields = self.fields(document, &load.fields, &mut select);
        bound.lines = self.fields(document, &load.lines, &mut select);
        let filter = load
            .filter
            .as_ref()
            .and_then(|filter| self.expression(filter, "where", &select).map(|filter| filter.to_string()));
        if let Some(name) = from {
            bound.sql = Some(question(&name, &select.expressions, filter.as_deref()));
            self.plan_load(load, bound.sql.as_deref()).await;
        }
        bound
    }

    /// Plans a load's question, for the columns it reads and for what single expressions could not show.
    async fn plan_load(&mut self, load: &Load, sql: Option<&str>) {
        let Some(sql) = sql else { return };
        match self.session.plan(sql).await {
            Ok(plan) => self.note_read(&plan),
            // A mistake of one expression has its own place already.
            Err(_) if !self.mistakes.found.is_empty() => {}
            Err(fault) => {
                self.mistakes.note(
                    load.at,
                    Some("load"),
                    fault.text().clone(),
                    say!("Expressions read one row; group rows in a view under [views]."),
                );
            }
        }
    }

    /// Checks a single expression.
    fn expression(&mut self, text: &Text, field: &str, select: &Select) -> Option<Expr> {
        if !select.rows {
            self.mistakes.note(
                text.at,
                Some(field),
                say!("There are no rows to compute this from."),
                say!("Add from = \"table\", or write a constant {{ value = \"…\" }}."),
            );
            return None;
        }
        let checked = expression(&text.text)
            .and_then(|parsed| self.session.check_expression(&parsed, &select.schema).map(|_| parsed));
        checked.map_err(|fault| self.mistakes.note_in(text.at, Some(field), &fault)).ok()
    }

    fn column(&mut self, text: &Text, field: &str, select: &mut Select) -> usize {
        let expression = self.expression(text, field, select);
        expression.map_or(0, |expression| select.add(&expression))
    }

    fn template(&mut self, text: &Text, field: &str, select: &mut Select) -> Vec<Slot> {
        let pieces = match template(&text.text) {
            Ok(pieces) => pieces,
            Err(fault) => {
                self.mistakes.note_in(text.at, Some(field), &fault);
                return Vec::new();
            }
        };
        // With lines, all rows may well belong to one record: an opening entry.
        let told_apart = select.lines || pieces.iter().any(|piece| matches!(piece, Piece::Hole(_)));
        if select.rows && !told_apart && field == "id" {
            self.mistakes.note(
                text.at,
                Some(field),
                say!("Every row would get the same id."),
                say!("Name rows apart, as in \"account_{{code}}\"."),
            );
        }
        pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Slot::Literal(text),
                Piece::Hole(expression) => Slot::Column(self.hole(text, field, &expression, select)),
            })
            .collect()
    }

    fn hole(&mut self, text: &Text, field: &str, expression: &Expr, select: &mut Select) -> usize {
        if !select.rows {
            self.mistakes.note(
                text.at,
                Some(field),
                say!("There are no rows to compute this from."),
                say!("Add from = \"table\"."),
            );
            return 0;
        }
        if let Err(fault) = self.session.check_expression(expression, &select.schema) {
            self.mistakes.note_in(text.at, Some(field), &fault);
        }
        select.add(expression)
    }

    fn fields(&mut self, document: &Document, fields: &[Field], select: &mut Select) -> Vec<BoundField> {
        fields
            .iter()
            .map(|field| BoundField { path: field.path.clone(), value: self.value(document, field, select) })
            .collect()
    }

    fn value(&mut self, document: &Document, field: &Field, select: &mut Select) -> BoundValue {
        match &field.value {
            Value::Expression(text) => BoundValue::Column(self.column(text, &field.path, select)),
            Value::Constant(text) => BoundValue::Constant(text.clone()),
            Value::Existing(xid) => {
                if !xid.text.split_once('.').is_some_and(|(module, name)| !module.is_empty() && !name.is_empty()) {
                    self.mistakes.note(
                        xid.at,
                        Some(&field.path),
                        say!("An external id of the target has a module and a name."),
                        say!("As in base.ca."),
                    );
                }
                BoundValue::Constant(xid.text.clone())
            }
            Value::Reference { model, key } => {
                if !document.loads.iter().any(|load| load.model.text == model.text) {
                    self.mistakes.note(
                        model.at,
                        Some(&field.path),
                        say!("No load of this mapping makes ‘{text}’.", text = model.text),
                        say!("Add a [[load]] for it, or use {{ xid = \"…\" }} for a record that the target has."),
                    );
                }
                BoundValue::Reference { model: model.text.clone(), key: self.template(key, &field.path, select) }
            }
            Value::Map { map, of, default } => {
                if !document.maps.contains_key(&map.text) {
                    self.mistakes.note(
                        map.at,
                        Some(&field.path),
                        say!("There is no value map ‘{text}’.", text = map.text),
                        say!("Add [maps.{text}] with one line per value.", text = map.text),
                    );
                }
                BoundValue::Map {
                    map: map.text.clone(),
                    column: self.column(of, &field.path, select),
                    default: default.clone(),
                }
            }
        }
    }

    /// Checks the balance and the sums.
    async fn questions(&mut self, document: &Document) {
        if let Some(sql) = &document.balance
            && let Some(plan) = self.plan_question(sql, "balance").await
        {
            let names: Vec<String> = plan.schema().fields().iter().map(|field| field.name().to_lowercase()).collect();
            if ["code", "name", "balance"].iter().any(|name| !names.iter().any(|have| have == name)) {
                self.mistakes.note(
                    sql.at,
                    Some("balance"),
                    say!("The balance needs columns code, name and balance."),
                    say!("Write: select … as code, … as name, sum(…) as balance from … group by …"),
                );
            }
        }
        for (name, sql) in &document.sums {
            if let Some(plan) = self.plan_question(sql, name).await
                && plan.schema().fields().len() != 1
            {
                self.mistakes.note(
                    sql.at,
                    Some(name),
                    say!("A sum is one number."),
                    say!("Select one column, as in select sum(total) from invoices."),
                );
            }
        }
    }

    async fn plan_question(&mut self, sql: &Text, field: &str) -> Option<LogicalPlan> {
        match self.session.plan(&sql.text).await {
            Ok(plan) => {
                self.note_read(&plan);
                Some(plan)
            }
            Err(fault) => {
                self.mistakes.note_in(sql.at, Some(field), &fault);
                None
            }
        }
    }
}

fn is_model(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'_')
}
