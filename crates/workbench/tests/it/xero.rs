//! A real export, where it lies beside the repository: every file parses, nothing is lost, and the journals balance.

use crate::setting::Setting;
use bailee_model::engine::{Engine, MapAsk, TableRef, Unwatched};
use bailee_model::words::ColumnClass;
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/legacy/xero"));
    folder.is_dir().then_some(folder)
}

#[tokio::test]
async fn every_file_of_the_export_parses_without_a_reject() {
    let Some(folder) = folder() else { return };
    let setting = Setting::new(71).await;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let records = csv::Reader::from_reader(&bytes[..]).records().count() as u64;
        let (holding, parsed) = setting.try_parse(setting.engagement, &name, bytes).await.unwrap();
        assert_eq!((parsed.rows, parsed.rejects, parsed.header_line), (records, 0, 1), "{name}");
        let table = TableRef { holding, name: "t".into(), file: name.clone(), classes: Default::default() };
        let profile = setting.bench.profile(setting.engagement, &table, &[], &Unwatched).await.unwrap();
        assert_eq!(profile.rows, records, "{name}");
    }
}

#[tokio::test]
async fn the_journals_of_the_export_balance_and_its_contacts_are_personal() {
    let Some(folder) = folder() else { return };
    let setting = Setting::new(72).await;
    let bring = async |file: &str| {
        let (holding, parsed) =
            setting.try_parse(setting.engagement, file, std::fs::read(folder.join(file)).unwrap()).await.unwrap();
        let classes = parsed.columns.into_iter().map(|column| (column, ColumnClass::Open)).collect();
        TableRef {
            holding,
            name: file.trim_start_matches("xero_").trim_end_matches("_data.csv").to_owned(),
            file: file.to_owned(),
            classes,
        }
    };
    let lines = bring("xero_journal_line_data.csv").await;
    let journals = bring("xero_journal_data.csv").await;
    let profile = setting.bench.profile(setting.engagement, &lines, &[journals], &Unwatched).await.unwrap();
    let balance =
        profile.balances.iter().find(|balance| balance.by.as_deref() == Some("journal_id")).expect("a signed ledger");
    assert_eq!(balance.measure, "net_amount");
    assert!(
        profile.references.iter().any(|reference| reference.column == "journal_id" && reference.key == "journal_id")
    );
    let class = |name: &str| profile.columns.iter().find(|column| column.name == name).and_then(|column| column.class);
    assert_eq!(
        (class("net_amount"), class("account_id"), class("description")),
        (Some(ColumnClass::Open), Some(ColumnClass::Open), Some(ColumnClass::Personal))
    );
    let contacts = bring("xero_contact_data.csv").await;
    let profile = setting.bench.profile(setting.engagement, &contacts, &[], &Unwatched).await.unwrap();
    assert_eq!(profile.columns[1].class, Some(ColumnClass::Personal));
    assert_eq!(profile.candidate_keys[0], ["contact_id"]);
}

/// The opening entry of the export: accounts, contacts, and one entry of balances out of all journals.
const MAPPING: &str = include_str!("xero.toml");

#[tokio::test]
async fn the_export_maps_to_accounts_contacts_and_a_balanced_opening_entry() {
    let Some(folder) = folder() else { return };
    let setting = Setting::new(73).await;
    let mut tables = Vec::new();
    for name in ["account", "contact", "journal", "journal_line"] {
        let file = format!("xero_{name}_data.csv");
        let (holding, parsed) =
            setting.try_parse(setting.engagement, &file, std::fs::read(folder.join(&file)).unwrap()).await.unwrap();
        let classes = parsed.columns.into_iter().map(|column| (column, ColumnClass::Open)).collect();
        let table = TableRef { holding, name: name.to_owned(), file, classes };
        setting.typed(&table).await;
        tables.push(table);
    }
    let outline = setting.bench.check_mapping(setting.engagement, MAPPING, &tables).await.unwrap();
    assert!(outline.is_ok(), "{outline:#?}");
    let ask = MapAsk {
        engagement: setting.engagement,
        mapping: MAPPING.to_owned(),
        tables,
        prefix: "bailee_test".to_owned(),
    };
    let mapped = setting.bench.map(&ask, &Unwatched).await.unwrap();
    assert!(mapped.rejects.is_empty(), "{:?}", mapped.rejects.first());
    let plan = mapped.plan.unwrap();
    let counts: Vec<(&str, usize)> = plan.loads.iter().map(|load| (load.model.as_str(), load.rows.len())).collect();
    assert_eq!(counts[..3], [("account.account", 71), ("account.journal", 1), ("res.partner", 152)]);
    let total: rust_decimal::Decimal = mapped.balances.iter().map(|balance| balance.balance).sum();
    assert!(total.is_zero() && mapped.balances.len() > 10);
    let column = |path: &str| plan.loads[3].fields.iter().position(|field| field == path).unwrap();
    let sum = |path: &str| {
        plan.loads[3]
            .rows
            .iter()
            .map(|row| row.cells[column(path)].parse::<rust_decimal::Decimal>().unwrap())
            .sum::<rust_decimal::Decimal>()
    };
    assert_eq!(sum("line_ids/debit"), sum("line_ids/credit"));
}
