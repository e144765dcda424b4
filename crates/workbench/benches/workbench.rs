//! What the workbench costs beside its peers, measured in one run on one machine.
//!
//! Intake and profile stand beside DuckDB on the same made-up file, when Python has `duckdb`; a question over a sealed
//! table stands beside the same question over plain Parquet in the same engine; and questions of a session that sees
//! masks stand beside the same questions in clear. `--json FILE` writes rows of
//! `{name, value, unit, peer, peer_value, ratio, goal, met}`; `--rows N` sets the size of the file.

use bailee_model::clock::SeededRng;
use bailee_model::engine::{Engine, ParseAsk, QueryAsk, TableRef, Unwatched};
use bailee_model::words::ColumnClass;
use bailee_model::{EngagementId, HoldingId, Rng};
use bailee_vault::{Vault, VaultPaths};
use bailee_workbench::Workbench;
use bytes::Bytes;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStoreExt, PutPayload};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// One figure beside its peer's; `ratio` is ours ÷ theirs, better above 1 for rates and below 1 for times.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    peer: &'static str,
    peer_value: Option<f64>,
    /// What the ratio should be: at least this, or at most this for times.
    goal: f64,
    higher_is_better: bool,
}

impl Figure {
    fn ratio(&self) -> Option<f64> {
        self.peer_value.map(|peer| self.value / peer)
    }

    fn met(&self) -> Option<bool> {
        self.ratio().map(|ratio| if self.higher_is_better { ratio >= self.goal } else { ratio <= self.goal })
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.name, "value": self.value, "unit": self.unit, "peer": self.peer,
            "peer_value": self.peer_value, "ratio": self.ratio(), "goal": self.goal, "met": self.met(),
        })
    }
}

/// What follows an argument of this name; another argument is no value.
fn argument(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).filter(|value| !value.starts_with("--"))
}

#[allow(clippy::print_stdout, reason = "a bench tells its figures")]
fn main() -> Outcome {
    let rows = argument("--rows").and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures = runtime.block_on(measure(rows))?;
    for figure in &figures {
        println!("{}", figure.json());
    }
    if let Some(file) = argument("--json") {
        let all: Vec<serde_json::Value> = figures.iter().map(Figure::json).collect();
        std::fs::write(file, serde_json::to_vec_pretty(&all)?)?;
    }
    Ok(())
}

/// A fictional journal of eight columns.
fn journal(rows: u64) -> Vec<u8> {
    let mut text = String::with_capacity(rows as usize * 96);
    text.push_str("line_id,date,journal,account_code,partner,description,debit,credit\n");
    for n in 0..rows {
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let (cents, account) = (mixed % 1_000_000, 400_000 + mixed % 420);
        let (debit, credit) = if n % 2 == 0 {
            (format!("{}.{:02}", cents / 100, cents % 100), String::new())
        } else {
            (String::new(), format!("{}.{:02}", cents / 100, cents % 100))
        };
        let line = format!(
            "{n},2023-{:02}-{:02},VTE,{account},Partner {:05} (fictional),Invoice {mixed},{debit},{credit}\n",
            n % 12 + 1,
            n % 28 + 1,
            mixed % 50_000
        );
        text.push_str(&line);
    }
    text.into_bytes()
}

struct Bench {
    engagement: EngagementId,
    workbench: Workbench,
    vault: Arc<Vault>,
    rng: SeededRng,
}

impl Bench {
    async fn new(folder: &Path) -> Outcome<Self> {
        let rng = SeededRng::new(1);
        let shared: Arc<dyn Rng> = Arc::new(SeededRng::new(2));
        let paths = VaultPaths { data: folder.join("data"), root: folder.join("root"), kits: folder.join("kits") };
        let vault = Arc::new(Vault::create(paths, Vec::new(), shared).await?);
        let engagement = EngagementId::new(&rng);
        vault.add_engagement(engagement).await?;
        Ok(Self { engagement, workbench: Workbench::new(vault.clone()), vault, rng })
    }

    async fn holding(&self) -> Outcome<HoldingId> {
        let holding = HoldingId::new(&self.rng);
        self.vault.add_holding(self.engagement, holding).await?;
        Ok(holding)
    }
}

async fn measure(rows: u64) -> Outcome<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let bench = Bench::new(folder.path()).await?;
    let csv = journal(rows);
    let plain = folder.path().join("journal.csv");
    std::fs::write(&plain, &csv)?;
    let megabytes = csv.len() as f64 / 1e6;
    let (original, holding) = (bench.holding().await?, bench.holding().await?);
    let payload = PutPayload::from_iter(csv.chunks(1 << 20).map(Bytes::copy_from_slice));
    drop(csv);
    bench.vault.store(bench.engagement, original)?.put(&ObjectPath::from("original"), payload).await?;

    let start = Instant::now();
    let parsed = bench
        .workbench
        .parse(
            &ParseAsk { engagement: bench.engagement, original, table: holding, file: "journal.csv".to_owned() },
            &Unwatched,
        )
        .await?;
    let intake = start.elapsed().as_secs_f64();
    let classes: BTreeMap<String, ColumnClass> =
        parsed.columns.into_iter().map(|column| (column, ColumnClass::Open)).collect();
    let table = TableRef { holding, name: "journal".to_owned(), file: "journal.csv".to_owned(), classes };
    let start = Instant::now();
    bench.workbench.profile(bench.engagement, &table, &[], &Unwatched).await?;
    let profile = start.elapsed().as_secs_f64();

    let duckdb = duckdb(&plain);
    let rate = |seconds: f64| rows as f64 / seconds / 1e6;
    let mut figures = vec![
        Figure {
            name: "workbench/intake",
            value: megabytes / intake,
            unit: "MB/s",
            peer: "duckdb read_csv(all_varchar) to plain Parquet",
            peer_value: duckdb.map(|(csv, _)| megabytes / csv),
            goal: 0.7,
            higher_is_better: true,
        },
        Figure {
            name: "workbench/profile",
            value: rate(profile),
            unit: "M rows/s",
            peer: "duckdb SUMMARIZE",
            peer_value: duckdb.map(|(_, summarize)| rate(summarize)),
            goal: 1.0,
            higher_is_better: true,
        },
    ];
    figures.push(question(&bench, &table, folder.path()).await?);
    figures.extend(masked(&bench, table).await?);
    Ok(figures)
}

/// Questions that touch masked columns, by what they do with them. `{}` is one partner as the session sees it.
const MASKED: &[(&str, &str)] = &[
    (
        "workbench/masked÷unmasked group by",
        "select partner, count(*) as n, max(debit) from journal group by partner order by n desc, partner limit 10",
    ),
    (
        "workbench/masked÷unmasked join",
        "select count(*), max(p.n) from journal j join (select partner, count(*) n from journal group by partner) p \
         on j.partner = p.partner",
    ),
    (
        "workbench/masked÷unmasked like",
        "select count(*) from journal where partner like '%7%' or description like '%77%'",
    ),
    ("workbench/masked÷unmasked one value", "select count(*), max(debit) from journal where partner = '{}'"),
    (
        "workbench/masked÷unmasked all columns",
        "select max(line_id), max(date), max(journal), max(account_code), max(partner), max(description), max(credit) \
         from journal",
    ),
    ("workbench/masked÷unmasked sort", "select partner, line_id from journal order by partner, line_id limit 100"),
];

/// The same questions by a session that sees masks and by one that sees everything, turn by turn; the best of each.
async fn masked(bench: &Bench, mut table: TableRef) -> Outcome<Vec<Figure>> {
    table.classes.extend(["partner", "description"].map(|column| (column.to_owned(), ColumnClass::Personal)));
    let ask = |sql: &str, cleared: &[ColumnClass]| QueryAsk {
        engagement: bench.engagement,
        tables: vec![table.clone()],
        cleared: cleared.to_vec(),
        sql: sql.to_owned(),
        limit: 1000,
    };
    let mut figures = Vec::new();
    for (name, sql) in MASKED {
        let mut best = [f64::MAX; 2];
        let mut asks = Vec::new();
        for cleared in [&[ColumnClass::Open][..], ColumnClass::ALL] {
            let first = bench.workbench.query(&ask("select partner from journal where line_id = '1'", cleared)).await?;
            let partner = first.rows.into_iter().flatten().flatten().next().ok_or("the journal has a first line")?;
            asks.push(ask(&sql.replace("{}", &partner), cleared));
        }
        for _ in 0..7 {
            for (best, ask) in best.iter_mut().zip(&asks) {
                let start = Instant::now();
                bench.workbench.query(ask).await?;
                *best = best.min(start.elapsed().as_secs_f64());
            }
        }
        figures.push(Figure {
            name,
            value: best[0],
            unit: "s",
            peer: "the same question in clear",
            peer_value: Some(best[1]),
            goal: 1.2,
            higher_is_better: false,
        });
    }
    Ok(figures)
}

/// The same grouping over the sealed table and over a plain copy of it.
async fn question(bench: &Bench, table: &TableRef, folder: &Path) -> Outcome<Figure> {
    const SQL: &str =
        "select account_code, count(*), max(debit) from journal group by account_code order by account_code";
    let ask = QueryAsk {
        engagement: bench.engagement,
        tables: vec![table.clone()],
        cleared: ColumnClass::ALL.to_vec(),
        sql: SQL.to_owned(),
        limit: 1000,
    };
    let context = datafusion::prelude::SessionContext::new();
    context
        .register_csv(
            "journal_csv",
            folder.join("journal.csv").to_string_lossy(),
            datafusion::prelude::CsvReadOptions::new(),
        )
        .await?;
    let parquet = folder.join("journal.parquet");
    let options = datafusion::dataframe::DataFrameWriteOptions::new().with_single_file_output(true);
    context.table("journal_csv").await?.write_parquet(&parquet.to_string_lossy(), options, None).await?;
    context
        .register_parquet("journal", parquet.to_string_lossy(), datafusion::prelude::ParquetReadOptions::default())
        .await?;
    let (mut sealed, mut plain) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        let start = Instant::now();
        bench.workbench.query(&ask).await?;
        sealed = sealed.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        context.sql(SQL).await?.collect().await?;
        plain = plain.min(start.elapsed().as_secs_f64());
    }
    Ok(Figure {
        name: "workbench/query sealed",
        value: sealed,
        unit: "s",
        peer: "datafusion over plain Parquet",
        peer_value: Some(plain),
        goal: 1.2,
        higher_is_better: false,
    })
}

/// Seconds that DuckDB takes for intake and for its summary, if Python has it.
fn duckdb(csv: &Path) -> Option<(f64, f64)> {
    const SCRIPT: &str = "\
import sys, time, duckdb
path = sys.argv[1]
db = duckdb.connect()
t = time.perf_counter()
db.execute(f\"copy (select * from read_csv('{path}', all_varchar=true)) to '{path}.duck.parquet' (format parquet, compression zstd)\")
a = time.perf_counter() - t
t = time.perf_counter()
db.execute(f\"summarize select * from '{path}.duck.parquet'\").fetchall()
print(a, time.perf_counter() - t)
";
    let output = Command::new(std::env::var("BAILEE_PYTHON").unwrap_or_else(|_| "python3".to_owned()))
        .args(["-c", SCRIPT])
        .arg(csv)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut figures = text.split_whitespace().map(str::parse);
    Some((figures.next()?.ok()?, figures.next()?.ok()?))
}
