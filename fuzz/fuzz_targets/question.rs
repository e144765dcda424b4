//! Questions in SQL over a table full of canaries. The first byte says who asks and how the rest is read: as choices of
//! the grammar that the workbench's tests use, or as a question letter by letter.
#![no_main]

#[path = "../../crates/workbench/tests/it/canary.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod canary;
#[path = "../../crates/workbench/tests/it/grammar.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod grammar;

use bailee_model::engine::{Engine, ParseAsk, QueryAsk, TableRef, Unwatched};
use bailee_model::words::ColumnClass::{self, AggregateOnly, EmployeeSensitive, FinancialSensitive, Open, Personal, Secret};
use bailee_model::{EngagementId, HoldingId, SystemRng};
use bailee_vault::{Vault, VaultPaths};
use bailee_workbench::Workbench;
use grammar::Choices;
use libfuzzer_sys::fuzz_target;
use object_store::ObjectStoreExt;
use std::sync::{Arc, LazyLock};

const CLASSES: &[(&str, ColumnClass)] = &[
    ("partner", Personal),
    ("email", Personal),
    ("phone", Personal),
    ("memo", Personal),
    ("iban", FinancialSensitive),
    ("born", EmployeeSensitive),
    ("pass", Secret),
    ("salary", AggregateOnly),
    ("id", Open),
    ("grp", Open),
];

const PEOPLE: &str = "\
id,grp,partner,email,iban,phone,memo,born,pass
1,A,Odile Brume,odile@brume.example,GB33BUKB20201555555555,+32 2 123 45 67,paid,1999-12-31,Pa55-word
2,B,Zqxvane,zqxvane@korridor-zq.fr,FR7630006000011234567890189,+33783915726,zqxmemo settled,1931-02-17,zqxsecret
";

const PAY: &str = "\
id,grp,partner,salary
0,A,Someone 0,91736458.31
1,B,Someone 1,91736541.31
2,A,Someone 2,91736624.31
3,B,Someone 3,91736707.31
4,A,Someone 4,91736790.31
5,B,Someone 5,91736873.31
";

/// Who may ask, and what they do not see.
const CLEARANCES: &[(&[ColumnClass], &[&[&str]])] = &[
    (&[Open], &[canary::PERSONAL, canary::FINANCIAL, canary::EMPLOYEE, canary::SECRET, canary::PAY]),
    (&[Open, Personal], &[canary::FINANCIAL, canary::EMPLOYEE, canary::SECRET, canary::PAY]),
    (&[Open, AggregateOnly], &[canary::PERSONAL, canary::FINANCIAL, canary::EMPLOYEE, canary::SECRET, canary::PAY]),
    (ColumnClass::ALL, &[canary::PAY]),
];

struct Stage {
    runtime: tokio::runtime::Runtime,
    bench: Workbench,
    engagement: EngagementId,
    tables: Vec<TableRef>,
    _folder: tempfile::TempDir,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    canary::listen();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (bench, engagement, tables) = runtime.block_on(set(folder.path()));
    Stage { runtime, bench, engagement, tables, _folder: folder }
});

async fn set(folder: &std::path::Path) -> (Workbench, EngagementId, Vec<TableRef>) {
    let paths = VaultPaths { data: folder.join("data"), root: folder.join("root"), kits: folder.join("kits") };
    let vault = Arc::new(Vault::create(paths, Vec::new(), Arc::new(SystemRng)).await.unwrap());
    let engagement = EngagementId::new(&SystemRng);
    vault.add_engagement(engagement).await.unwrap();
    let bench = Workbench::new(vault.clone());
    let mut tables = Vec::new();
    for (name, text) in [("people", PEOPLE), ("pay", PAY)] {
        let (original, table) = (HoldingId::new(&SystemRng), HoldingId::new(&SystemRng));
        for holding in [original, table] {
            vault.add_holding(engagement, holding).await.unwrap();
        }
        let store = vault.store(engagement, original).unwrap();
        store.put(&object_store::path::Path::from("original"), text.into()).await.unwrap();
        let file = format!("{name}.csv");
        let ask = ParseAsk { engagement, original, table, file: file.clone() };
        bench.parse(&ask, &Unwatched).await.unwrap();
        let classes = CLASSES.iter().map(|(column, class)| ((*column).to_owned(), *class)).collect();
        let table = TableRef { holding: table, name: name.to_owned(), file, classes };
        bench.profile(engagement, &table, &[], &Unwatched).await.unwrap();
        bench.retype(engagement, &table, &Unwatched).await.unwrap();
        tables.push(table);
    }
    (bench, engagement, tables)
}

/// The bytes of the fuzzer as choices; past their end, always the first.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Choices for Bytes<'_> {
    fn below(&mut self, limit: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % limit.max(1))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (cleared, hidden) = CLEARANCES[usize::from(*first) % CLEARANCES.len()];
    let sql = match (first & 0x80, std::str::from_utf8(rest)) {
        (0, _) => grammar::statement(&mut Bytes(rest.iter())),
        (_, Ok(text)) => text.to_owned(),
        _ => return,
    };
    let hidden: Vec<&str> = hidden.concat();
    if canary::found_in(sql.as_bytes(), &canary::all()).is_some() {
        return;
    }
    let ask = QueryAsk {
        engagement: STAGE.engagement,
        tables: STAGE.tables.clone(),
        cleared: cleared.to_vec(),
        sql: sql.clone(),
        limit: 100,
    };
    let told = match STAGE.runtime.block_on(STAGE.bench.query(&ask)) {
        Ok(rows) => format!("{rows:?}"),
        Err(fault) => format!("{fault} {fault:?}"),
    };
    assert_eq!(canary::found_in(told.as_bytes(), &hidden), None, "{sql}\n{told}");
    assert!(canary::overheard().0.is_empty(), "{sql}");
});
