//! The second engine: plain UTF-8 CSV with commas, kept as JSON in the sealed store, masked with `•••`.
//!
//! It keeps the port's promises that actions and pages rely on (sealed objects, masks, rejects with lines) and leaves the
//! rest to the workbench. Its mapping documents are one line a load, `res.partner <- customers`, and load `name`.

use async_trait::async_trait;
use bailee_model::{
    Category, ColumnClass, EngagementId, Engine, Error, HoldingId, Place, Progress, Result,
    engine::{MapAsk, Mapped, MappingOutline, Mistake, ParseAsk, Parsed, QueryAsk, Rows, TableRef, TypedColumn},
    load::{AccountBalance, ModelLoad, Plan, Reject, Row, Source},
    profile::{CategoryFinding, ColumnProfile, Profile},
    say,
};
use bailee_vault::Vault;
use object_store::{ObjectStoreExt as _, path::Path};
use std::{collections::HashSet, sync::Arc};

const MASK: &str = "•••";
const TABLE: &str = "table.json";
const PROFILE: &str = "profile.json";

/// The small engine over a real vault.
pub struct CannedEngine {
    vault: Arc<Vault>,
}

#[derive(Default)]
struct Sheet {
    columns: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    rejects: Vec<(u64, String)>,
}

impl CannedEngine {
    /// An engine over this vault.
    pub fn new(vault: Arc<Vault>) -> Self {
        Self { vault }
    }

    async fn put(&self, engagement: EngagementId, holding: HoldingId, name: &str, bytes: Vec<u8>) -> Result<()> {
        let store = self.vault.store(engagement, holding)?;
        store.put(&Path::from(name), bytes.into()).await.map(drop).map_err(broken)
    }

    async fn get(&self, engagement: EngagementId, holding: HoldingId, name: &str) -> Result<Option<Vec<u8>>> {
        let store = self.vault.store(engagement, holding)?;
        match store.get(&Path::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(broken)?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }

    async fn sheet(&self, engagement: EngagementId, holding: HoldingId) -> Result<Sheet> {
        let bytes =
            self.get(engagement, holding, TABLE).await?.ok_or_else(|| Error::corrupt("The table is missing."))?;
        let (columns, rows, rejects) = serde_json::from_slice(&bytes)
            .map_err(|error| Error::corrupt("The table does not read.").because(error))?;
        Ok(Sheet { columns, rows, rejects })
    }
}

fn broken(error: object_store::Error) -> Error {
    Error::unavailable(say!("Sealed bytes could not be read or written.")).because(error)
}

fn read_csv(bytes: &[u8]) -> Result<Sheet> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns: Vec<String> = reader
        .headers()
        .map_err(|error| {
            let unread = Error::bad_input(say!("A record that could not be read.")).at_line(1);
            unread.hint(say!("Export it again; nothing was kept.")).because(error)
        })?
        .iter()
        .map(str::to_owned)
        .collect();
    let mut sheet = Sheet { columns, ..Sheet::default() };
    for record in reader.byte_records() {
        let record = record.map_err(|error| Error::bad_input(say!("A record does not read.")).because(error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Option<Vec<String>> = record.iter().map(|cell| String::from_utf8(cell.to_vec()).ok()).collect();
        match cells {
            Some(cells) if cells.len() == sheet.columns.len() => sheet.rows.push((line, cells)),
            _ => sheet.rejects.push((line, String::from_utf8_lossy(record.as_slice()).into_owned())),
        }
    }
    Ok(sheet)
}

/// By the column's name alone; what it does not know stays sealed.
fn classify(column: &str) -> Option<(ColumnClass, Option<Category>)> {
    Some(match column.to_lowercase().as_str() {
        "salary" | "birthday" => (ColumnClass::EmployeeSensitive, Some(Category::Employees)),
        "iban" => (ColumnClass::FinancialSensitive, None),
        "name" | "email" => (ColumnClass::Personal, None),
        "code" | "amount" | "city" | "id" => (ColumnClass::Open, None),
        _ => return None,
    })
}

/// Columns for sums only are shown to nobody, and this engine adds nothing up.
fn shows(cleared: &[ColumnClass], class: ColumnClass) -> bool {
    class != ColumnClass::AggregateOnly && cleared.contains(&class)
}

fn profile_of(sheet: &Sheet) -> Profile {
    let column = |(index, name): (usize, &String)| {
        let values: Vec<&String> =
            sheet.rows.iter().filter_map(|(_, cells)| cells.get(index)).filter(|cell| !cell.is_empty()).collect();
        let distinct: HashSet<&String> = values.iter().copied().collect();
        ColumnProfile {
            name: name.clone(),
            kind: "text".to_owned(),
            empty: (sheet.rows.len() - values.len()) as u64,
            distinct: distinct.len() as u64,
            distinct_exact: true,
            min: values.iter().min().map(|value| (*value).clone()),
            max: values.iter().max().map(|value| (*value).clone()),
            class: classify(name).map(|(class, _)| class),
            class_reason: classify(name)
                .map(|_| say!("The name says that it names people or companies."))
                .unwrap_or_default(),
            ..ColumnProfile::default()
        }
    };
    let categories = sheet.columns.iter().filter_map(|name| Some((classify(name)?.1?, name.clone())));
    Profile {
        rows: sheet.rows.len() as u64,
        rejects: sheet.rejects.len() as u64,
        columns: sheet.columns.iter().enumerate().map(column).collect(),
        categories: categories.map(|(category, column)| CategoryFinding { category, columns: vec![column] }).collect(),
        ..Profile::default()
    }
}

fn outline(text: &str, tables: &[TableRef]) -> std::result::Result<MappingOutline, Vec<Mistake>> {
    let mut outline = MappingOutline { title: "Canned".to_owned(), ..MappingOutline::default() };
    let mut mistakes = Vec::new();
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let known = line.split_once("<-").filter(|(_, table)| tables.iter().any(|each| each.name == table.trim()));
        match known {
            Some((model, table)) => {
                outline.loads.push((model.trim().to_owned(), table.trim().to_owned(), 1));
                outline.tables.push(table.trim().to_owned());
                outline.columns.insert(table.trim().to_owned(), vec!["name".to_owned()]);
            }
            None => mistakes.push(Mistake {
                place: Place { line: Some(number), column: Some(1), ..Place::default() },
                message: say!("There is no such table."),
                hint: say!("Write ‘model <- table’."),
            }),
        }
    }
    if mistakes.is_empty() { Ok(outline) } else { Err(mistakes) }
}

#[async_trait]
impl Engine for CannedEngine {
    async fn parse(&self, ask: &ParseAsk, watch: &dyn Progress) -> Result<Parsed> {
        let bytes = self
            .get(ask.engagement, ask.original, "original")
            .await?
            .ok_or_else(|| Error::corrupt("The original is missing."))?;
        let sheet = read_csv(&bytes)?;
        let table = serde_json::to_vec(&(&sheet.columns, &sheet.rows, &sheet.rejects))
            .map_err(|error| Error::internal("JSON").because(error))?;
        watch.at(bytes.len() as u64, Some(bytes.len() as u64));
        let size = table.len() as u64;
        self.put(ask.engagement, ask.table, TABLE, table).await?;
        let samples = sheet
            .rejects
            .iter()
            .take(3)
            .map(|(line, _)| (*line, "fields".to_owned(), say!("Fewer fields than the header has.")));
        Ok(Parsed {
            reject_samples: samples.collect(),
            rows: sheet.rows.len() as u64,
            rejects: sheet.rejects.len() as u64,
            columns: sheet.columns,
            encoding: "UTF-8".to_owned(),
            delimiter: ",".to_owned(),
            decimal: "point".to_owned(),
            header_line: 1,
            bytes: size,
            ..Parsed::default()
        })
    }

    async fn profile(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        _others: &[TableRef],
        _watch: &dyn Progress,
    ) -> Result<Profile> {
        let profile = profile_of(&self.sheet(engagement, table.holding).await?);
        let bytes = serde_json::to_vec(&profile).map_err(|error| Error::internal("JSON").because(error))?;
        self.put(engagement, table.holding, PROFILE, bytes).await?;
        Ok(profile)
    }

    async fn kept_profile(&self, engagement: EngagementId, table: HoldingId) -> Result<Option<Profile>> {
        let bytes = self.get(engagement, table, PROFILE).await?;
        bytes
            .map(|bytes| {
                serde_json::from_slice(&bytes)
                    .map_err(|error| Error::corrupt("The profile does not read.").because(error))
            })
            .transpose()
    }

    async fn retype(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        _watch: &dyn Progress,
    ) -> Result<Vec<TypedColumn>> {
        let sheet = self.sheet(engagement, table.holding).await?;
        Ok(sheet.columns.into_iter().map(|name| TypedColumn { name, kind: "text".to_owned(), rejected: 0 }).collect())
    }

    async fn rejects(&self, engagement: EngagementId, table: HoldingId, limit: usize) -> Result<Rows> {
        let sheet = self.sheet(engagement, table).await?;
        let rows = sheet
            .rejects
            .iter()
            .take(limit)
            .map(|(line, raw)| vec![Some(line.to_string()), Some("fields".to_owned()), Some(raw.clone())]);
        Ok(Rows {
            columns: ["line", "code", "raw"].map(str::to_owned).to_vec(),
            numeric: vec![true, false, false],
            rows: rows.collect(),
            more: sheet.rejects.len() > limit,
            masked: Vec::new(),
        })
    }

    /// Understands `select * from table` and nothing else.
    async fn query(&self, ask: &QueryAsk) -> Result<Rows> {
        let wanted = ask.sql.trim().trim_end_matches(';').to_lowercase();
        let table =
            ask.tables.iter().find(|table| wanted == format!("select * from {}", table.name)).ok_or_else(|| {
                Error::bad_input(say!("The question is not understood."))
                    .hint(say!("Ask ‘select * from table’ of a table you may open."))
                    .on_field("sql")
            })?;
        let sheet = self.sheet(ask.engagement, table.holding).await?;
        let hidden: Vec<bool> = sheet
            .columns
            .iter()
            .map(|name| !table.classes.get(name).is_some_and(|class| shows(&ask.cleared, *class)))
            .collect();
        let show = |cells: &Vec<String>| {
            cells
                .iter()
                .zip(&hidden)
                .map(|(cell, hidden)| Some(if *hidden { MASK.to_owned() } else { cell.clone() }))
                .collect()
        };
        Ok(Rows {
            numeric: vec![false; sheet.columns.len()],
            rows: sheet.rows.iter().take(ask.limit).map(|(_, cells)| show(cells)).collect(),
            more: sheet.rows.len() > ask.limit,
            masked: sheet
                .columns
                .iter()
                .zip(&hidden)
                .filter(|(_, hidden)| **hidden)
                .map(|(name, _)| name.clone())
                .collect(),
            columns: sheet.columns,
        })
    }

    async fn check_mapping(
        &self,
        _: EngagementId,
        text: &str,
        tables: &[TableRef],
    ) -> Result<std::result::Result<MappingOutline, Vec<Mistake>>> {
        Ok(outline(text, tables))
    }

    async fn map(&self, ask: &MapAsk, _watch: &dyn Progress) -> Result<Mapped> {
        let outline =
            outline(&ask.mapping, &ask.tables).map_err(|_| Error::bad_input(say!("The mapping has mistakes.")))?;
        let mut mapped = Mapped::default();
        let mut loads = Vec::new();
        for (model, name, _) in outline.loads {
            let table = ask
                .tables
                .iter()
                .find(|each| each.name == name)
                .ok_or_else(|| Error::bad_input(say!("There is no such table.")))?;
            let sheet = self.sheet(ask.engagement, table.holding).await?;
            let column = sheet.columns.iter().position(|each| each == "name").unwrap_or_default();
            let mut rows = Vec::new();
            for (line, cells) in sheet.rows {
                let source = Source { file: table.file.clone(), line };
                let id = format!("{name}_{line}");
                match cells.get(column).filter(|cell| !cell.is_empty()) {
                    Some(cell) => rows.push(Row { id, cells: vec![cell.clone()], source }),
                    None => mapped.rejects.push(Reject {
                        model: model.clone(),
                        id,
                        source,
                        field: Some("name".to_owned()),
                        message: say!("Odoo requires a value here."),
                    }),
                }
            }
            loads.push(ModelLoad { model, fields: vec!["name".to_owned()], rows, post: false });
        }
        mapped.balances = Vec::<AccountBalance>::new();
        mapped.plan = Some(Plan { prefix: ask.prefix.clone(), loads });
        Ok(mapped)
    }
}
