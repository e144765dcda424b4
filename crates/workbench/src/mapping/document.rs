//! The document as written: TOML into its parts, every key known, every mistake placed.

use super::Mistakes;
use bailee_model::say;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A string of the document and where its quotes begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: usize,
}

/// What gives a target field its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A SQL expression over the row.
    Expression(Text),
    /// The same for every row.
    Constant(String),
    /// A record of another load of this mapping, by a template of its external id.
    Reference { model: Text, key: Text },
    /// A record that the target has already.
    Existing(Text),
    /// A value map applied to an expression.
    Map { map: Text, of: Text, default: Option<String> },
}

/// A target field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its path as the target's import knows it.
    pub(crate) path: String,
    pub(crate) at: usize,
    pub(crate) value: Value,
}

/// Records of one model out of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) at: usize,
    pub(crate) model: Text,
    /// A table or view; none for a single record of constants.
    pub(crate) from: Option<Text>,
    pub(crate) filter: Option<Text>,
    /// Template of the external id.
    pub(crate) id: Text,
    pub(crate) fields: Vec<Field>,
    /// Fields of the lines; then rows of one id make one record.
    pub(crate) lines: Vec<Field>,
    pub(crate) post: bool,
}

/// A named question that loads may read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) name: Text,
    pub(crate) sql: Text,
    /// The table in whose file its `_line` counts.
    pub(crate) lines: Text,
}

/// The whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) maps: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) views: Vec<View>,
    pub(crate) loads: Vec<Load>,
    pub(crate) balance: Option<Text>,
    pub(crate) sums: Vec<(String, Text)>,
}

type Entry<'t> = (String, Range<usize>, &'t Spanned<DeValue<'t>>);

/// Reads the document; what cannot be read is noted and left out.
pub(crate) fn read(text: &str, mistakes: &mut Mistakes<'_>) -> Option<Document> {
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let at = fault.span().map_or(0, |span| span.start);
            mistakes.note(
                at,
                None,
                say!("This is not TOML: {message}.", message = fault.message()),
                say!("See docs/reference/mapping.md for the form of a mapping."),
            );
            return None;
        }
    };
    let mut reader = Reader { mistakes };
    Some(reader.document(parsed.get_ref()))
}

struct Reader<'m, 'a> {
    mistakes: &'m mut Mistakes<'a>,
}

/// Entries in the order in which they are written.
fn entries<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), key.span(), value)).collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

impl Reader<'_, '_> {
    fn unknown(&mut self, key: &str, at: usize, known: &str) {
        self.mistakes.note(at, Some(key), say!("‘{key}’ is not known here.", key), say!("Known here: {known}.", known));
    }

    fn missing(&mut self, key: &str, at: usize) {
        self.mistakes.note(at, Some(key), say!("‘{key}’ is missing.", key), say!("Add {key} = \"…\".", key));
    }

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(text) => Some(Text { text: text.to_string(), at: value.span().start }),
            _ => {
                self.mistakes.note(
                    value.span().start,
                    Some(key),
                    say!("‘{key}’ must be a string.", key),
                    say!("Put it in double quotes."),
                );
                None
            }
        }
    }

    fn table<'t>(&mut self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.mistakes.note(
                value.span().start,
                Some(key),
                say!("‘{key}’ must be a table.", key),
                say!("Write [{key}] and its entries below it.", key),
            );
        }
        table
    }

    fn document(&mut self, table: &DeTable<'_>) -> Document {
        let mut document = Document::default();
        let (mut version, mut title) = (false, false);
        for (key, span, value) in entries(table) {
            match key.as_str() {
                "version" => version = self.version(value),
                "title" => {
                    title = true;
                    document.title = self.text("title", value).map(|text| text.text).unwrap_or_default();
                }
                "maps" => document.maps = self.maps(value),
                "views" => document.views = self.views(value),
                "load" => document.loads = self.loads(value),
                "balance" => document.balance = self.only_sql("balance", value),
                "sums" => document.sums = self.sums(value),
                _ => self.unknown(&key, span.start, "version, title, maps, views, load, balance, sums"),
            }
        }
        for (there, key) in [(version, "version"), (title, "title"), (!document.loads.is_empty(), "load")] {
            if !there && !self.mistakes.found.iter().any(|mistake| mistake.place.field.as_deref() == Some(key)) {
                self.missing(key, 0);
            }
        }
        document
    }

    fn version(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        let fits = value.get_ref().as_integer().is_some_and(|number| number.as_str() == "1");
        if !fits {
            self.mistakes.note(
                value.span().start,
                Some("version"),
                say!("This version of the form is not known."),
                say!("Write version = 1."),
            );
        }
        fits
    }

    fn maps(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut maps = BTreeMap::new();
        for (name, _, value) in self.table("maps", value).map(entries).unwrap_or_default() {
            let pairs = self.table(&name, value).map(entries).unwrap_or_default();
            let pairs = pairs
                .into_iter()
                .filter_map(|(from, _, to)| Some((from.clone(), self.text(&from, to)?.text)))
                .collect();
            maps.insert(name, pairs);
        }
        maps
    }

    fn views(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<View> {
        let mut views = Vec::new();
        for (name, span, value) in self.table("views", value).map(entries).unwrap_or_default() {
            let (mut sql, mut lines) = (None, None);
            for (key, key_span, value) in self.table(&name, value).map(entries).unwrap_or_default() {
                match key.as_str() {
                    "sql" => sql = self.text("sql", value),
                    "lines" => lines = self.text("lines", value),
                    _ => self.unknown(&key, key_span.start, "sql, lines"),
                }
            }
            match (sql, lines) {
                (Some(sql), Some(lines)) => views.push(View { name: Text { text: name, at: span.start }, sql, lines }),
                (None, _) => self.missing("sql", span.start),
                (_, None) => self.missing("lines", span.start),
            }
        }
        views
    }

    fn only_sql(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let mut sql = None;
        for (key, span, value) in
            self.table(name, value)?.iter().map(|(key, value)| (key.get_ref().to_string(), key.span(), value))
        {
            match key.as_str() {
                "sql" => sql = self.text("sql", value),
                _ => self.unknown(&key, span.start, "sql"),
            }
        }
        if sql.is_none() {
            self.missing("sql", value.span().start);
        }
        sql
    }

    fn sums(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(String, Text)> {
        let pairs = self.table("sums", value).map(entries).unwrap_or_default();
        pairs.into_iter().filter_map(|(name, _, value)| Some((name.clone(), self.text(&name, value)?))).collect()
    }

    fn loads(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Load> {
        let Some(array) = value.get_ref().as_array() else {
            self.mistakes.note(
                value.span().start,
                Some("load"),
                say!("‘load’ must be a list of tables."),
                say!("Write [[load]] with two brackets before each."),
            );
            return Vec::new();
        };
        array.iter().filter_map(|one| self.load(one)).collect()
    }

    fn load(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Load> {
        let at = value.span().start;
        let (mut model, mut from, mut filter, mut id, mut fields, mut lines, mut post) =
            (None, None, None, None, Vec::new(), Vec::new(), false);
        for (key, span, value) in entries(self.table("load", value)?) {
            match key.as_str() {
                "model" => model = self.text("model", value),
                "from" => from = self.text("from", value),
                "where" => filter = self.text("where", value),
                "id" => id = self.text("id", value),
                "post" => post = self.truth("post", value),
                "fields" => fields = self.fields("fields", value),
                "lines" => lines = self.fields("lines", value),
                _ => self.unknown(&key, span.start, "model, from, where, id, post, fields, lines"),
            }
        }
        for (there, key) in [(model.is_some(), "model"), (id.is_some(), "id"), (!fields.is_empty(), "fields")] {
            if !there {
                self.missing(key, at);
            }
        }
        Some(Load { at, model: model?, from, filter, id: id?, fields, lines, post })
    }

    fn truth(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.mistakes.note(
                value.span().start,
                Some(key),
                say!("‘{key}’ must be true or false.", key),
                say!("Write it without quotes."),
            );
        }
        truth.unwrap_or(false)
    }

    fn fields(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for (path, span, value) in self.table(key, value).map(entries).unwrap_or_default() {
            let Some(value) = self.value(&path, value) else { continue };
            let refers = matches!(value, Value::Reference { .. } | Value::Existing(_));
            let path = if refers && !path.ends_with("/id") { format!("{path}/id") } else { path };
            let path = if key == "lines" && !path.contains("line_ids/") { format!("line_ids/{path}") } else { path };
            if fields.iter().any(|field| field.path == path) {
                self.mistakes.note(
                    span.start,
                    Some(&path),
                    say!("‘{path}’ is given twice.", path),
                    say!("Keep one of the two."),
                );
            }
            fields.push(Field { path, at: span.start, value });
        }
        fields
    }

    fn value(&mut self, path: &str, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let table = match value.get_ref() {
            DeValue::String(text) => {
                return Some(Value::Expression(Text { text: text.to_string(), at: value.span().start }));
            }
            DeValue::Table(table) => table,
            _ => {
                self.mistakes.note(
                    value.span().start,
                    Some(path),
                    say!("A field is a string with an expression, or a table."),
                    say!("For a constant write {{ value = \"…\" }}."),
                );
                return None;
            }
        };
        let mut parts: BTreeMap<String, Text> = BTreeMap::new();
        for (key, span, value) in entries(table) {
            match key.as_str() {
                "value" | "ref" | "key" | "xid" | "map" | "of" | "default" => {
                    let text = self.text(&key, value)?;
                    parts.insert(key, text);
                }
                _ => self.unknown(&key, span.start, "value, ref, key, xid, map, of, default"),
            }
        }
        self.assemble(path, value.span().start, parts)
    }

    fn assemble(&mut self, path: &str, at: usize, mut parts: BTreeMap<String, Text>) -> Option<Value> {
        let kinds: Vec<&str> =
            ["value", "ref", "xid", "map"].into_iter().filter(|kind| parts.contains_key(*kind)).collect();
        let allowed: &[&str] = match kinds[..] {
            ["value"] => &["value"],
            ["ref"] => &["ref", "key"],
            ["xid"] => &["xid"],
            ["map"] => &["map", "of", "default"],
            _ => &[],
        };
        let fits = !allowed.is_empty() && parts.keys().all(|key| allowed.contains(&key.as_str()));
        let mut take = |key: &str| parts.remove(key);
        let built = match (fits, kinds.first()) {
            (true, Some(&"value")) => take("value").map(|text| Value::Constant(text.text)),
            (true, Some(&"xid")) => take("xid").map(Value::Existing),
            (true, Some(&"ref")) => take("ref").zip(take("key")).map(|(model, key)| Value::Reference { model, key }),
            (true, Some(&"map")) => {
                let default = take("default").map(|text| text.text);
                take("map").zip(take("of")).map(|(map, of)| Value::Map { map, of, default })
            }
            _ => None,
        };
        if built.is_none() {
            self.mistakes.note(at, Some(path), say!("This does not say where the value comes from."), say!("One of: {{ value = \"…\" }}, {{ ref = \"model\", key = \"…\" }}, {{ xid = \"module.name\" }}, {{ map = \"name\", of = \"expression\" }}."));
        }
        built
    }
}
