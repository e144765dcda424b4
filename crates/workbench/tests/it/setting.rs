//! A vault in a temporary folder with two engagements, and short ways to bring files in.

use bailee_model::clock::SeededRng;
use bailee_model::engine::{Engine, ParseAsk, Parsed, QueryAsk, Rows, TableRef, Unwatched};
use bailee_model::profile::Profile;
use bailee_model::words::ColumnClass;
use bailee_model::{EngagementId, Error, HoldingId, Rng};
use bailee_vault::{Vault, VaultPaths};
use bailee_workbench::Workbench;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) struct Setting {
    pub(crate) dir: TempDir,
    pub(crate) vault: Arc<Vault>,
    pub(crate) bench: Workbench,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) engagement: EngagementId,
    pub(crate) other: EngagementId,
}

impl Setting {
    pub(crate) async fn new(seed: u64) -> Self {
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(seed));
        let dir = tempfile::tempdir().unwrap();
        let paths =
            VaultPaths { data: dir.path().join("data"), root: dir.path().join("root"), kits: dir.path().join("kits") };
        let vault = Arc::new(Vault::create(paths, Vec::new(), rng.clone()).await.unwrap());
        let (engagement, other) = (EngagementId::new(rng.as_ref()), EngagementId::new(rng.as_ref()));
        vault.add_engagement(engagement).await.unwrap();
        vault.add_engagement(other).await.unwrap();
        Self { dir, bench: Workbench::new(vault.clone()), vault, rng, engagement, other }
    }

    /// Puts a file into custody and tries to parse it.
    pub(crate) async fn try_parse(
        &self,
        engagement: EngagementId,
        file: &str,
        bytes: impl Into<PutPayload>,
    ) -> Result<(HoldingId, Parsed), Error> {
        let (original, table) = (HoldingId::new(self.rng.as_ref()), HoldingId::new(self.rng.as_ref()));
        self.vault.add_holding(engagement, original).await.unwrap();
        self.vault.add_holding(engagement, table).await.unwrap();
        self.vault.store(engagement, original).unwrap().put(&Path::from("original"), bytes.into()).await.unwrap();
        let ask = ParseAsk { engagement, original, table, file: file.to_owned() };
        Ok((table, self.bench.parse(&ask, &Unwatched).await?))
    }

    /// A parsed table, every column open unless `classes` says otherwise.
    pub(crate) async fn table(&self, name: &str, text: &str, classes: &[(&str, ColumnClass)]) -> TableRef {
        self.table_of(self.engagement, name, text.as_bytes(), classes).await
    }

    pub(crate) async fn table_of(
        &self,
        engagement: EngagementId,
        name: &str,
        bytes: &[u8],
        classes: &[(&str, ColumnClass)],
    ) -> TableRef {
        let file = format!("{name}.csv");
        let (holding, parsed) = self.try_parse(engagement, &file, bytes.to_vec()).await.unwrap();
        let mut by_column: BTreeMap<String, ColumnClass> =
            parsed.columns.into_iter().map(|column| (column, ColumnClass::Open)).collect();
        by_column.extend(classes.iter().map(|(column, class)| ((*column).to_owned(), *class)));
        TableRef { holding, name: name.to_owned(), file, classes: by_column }
    }

    /// Profiles and types a table.
    pub(crate) async fn typed(&self, table: &TableRef) -> Profile {
        let profile = self.bench.profile(self.engagement, table, &[], &Unwatched).await.unwrap();
        self.bench.retype(self.engagement, table, &Unwatched).await.unwrap();
        profile
    }

    pub(crate) async fn ask(&self, tables: &[&TableRef], cleared: &[ColumnClass], sql: &str) -> Result<Rows, Error> {
        let tables = tables.iter().map(|table| (*table).clone()).collect();
        self.bench
            .query(&QueryAsk {
                engagement: self.engagement,
                tables,
                cleared: cleared.to_vec(),
                sql: sql.to_owned(),
                limit: 1000,
            })
            .await
    }

    /// An answer's cells, joined by bars and commas, empty ones as dots.
    pub(crate) async fn told(&self, tables: &[&TableRef], sql: &str) -> String {
        let rows = self.ask(tables, ColumnClass::ALL, sql).await.unwrap();
        let row = |row: &Vec<Option<String>>| {
            row.iter().map(|cell| cell.clone().unwrap_or(".".to_owned())).collect::<Vec<_>>().join("|")
        };
        rows.rows.iter().map(row).collect::<Vec<_>>().join(", ")
    }
}

/// Every file below a folder, read whole.
pub(crate) fn files_below(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(std::fs::read(path).unwrap()) }
    }
    found
}

pub(crate) fn contains(bytes: &[u8], canary: &[u8]) -> bool {
    bytes.windows(canary.len()).any(|window| window == canary)
}
