//! A real export of another system through every stage into a real Odoo: custody, profile, mapping, load, trouble on the
//! way, reconciliation to the cent, verification, destruction, certificate.

use crate::{mapping::system, part::Part, stage::Stage, stand::Stand};
use bailee_app::actions::{self, DestroyAsk, SaveMappingAsk, StartLoadAsk, VerifyAsk};
use bailee_model::{
    Category, ColumnClass, HoldingId, HoldingState, JobState, LoadMode, LoadRun, Purpose, SystemId,
    load::Reconciliation,
};
use rust_decimal::Decimal;
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

const MAPPING: &str = include_str!("xero.toml");
const CLASSES: [ColumnClass; 2] = [ColumnClass::Personal, ColumnClass::FinancialSensitive];
const CATEGORIES: [Category; 2] = [Category::Financial, Category::Parties];
/// What is counted in Odoo, whoever made it.
const MODELS: [&str; 5] = ["account.account", "account.journal", "res.partner", "account.move", "account.move.line"];

fn export() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/legacy/xero");
    if !folder.exists() {
        eprintln!("left out, for want of ../shared/data/legacy/xero");
        return None;
    }
    Some(folder)
}

/// What the export itself says, read without Bailee: accounts, contacts, and what the journals add up to by account name.
struct Given {
    accounts: u64,
    contacts: u64,
    balances: BTreeMap<String, Decimal>,
}

impl Given {
    fn read(folder: &Path) -> Self {
        let rows = |file: &str| -> Vec<BTreeMap<String, String>> {
            csv::Reader::from_path(folder.join(file)).unwrap().deserialize().map(Result::unwrap).collect()
        };
        let accounts = rows("xero_account_data.csv");
        let mut balances = BTreeMap::<String, Decimal>::new();
        for line in rows("xero_journal_line_data.csv") {
            let account = accounts.iter().find(|account| account["account_id"] == line["account_id"]).unwrap();
            *balances.entry(account["name"].clone()).or_default() += line["net_amount"].parse::<Decimal>().unwrap();
        }
        Self { accounts: accounts.len() as u64, contacts: rows("xero_contact_data.csv").len() as u64, balances }
    }

    /// How many records a whole load makes, by model.
    fn records(&self) -> BTreeMap<String, u64> {
        [
            ("account.account", self.accounts),
            ("account.journal", 1),
            ("res.partner", self.contacts),
            ("account.move", 1),
        ]
        .map(|(model, count)| (model.to_owned(), count))
        .into()
    }
}

async fn in_custody(folder: &Path, export: &Path) -> (Stage, HoldingId) {
    let stage = Stage::new(folder, &CATEGORIES).await;
    for (file, category) in [
        ("xero_account_data.csv", Category::Financial),
        ("xero_contact_data.csv", Category::Parties),
        ("xero_journal_data.csv", Category::Financial),
        ("xero_journal_line_data.csv", Category::Financial),
    ] {
        let (original, job) = stage.bring(file, category, std::fs::read(export.join(file)).unwrap()).await;
        assert_eq!(job.state, JobState::Done, "{file}: {:?}", job.lines);
        let table = stage.table_of(original).await;
        assert_eq!((table.state, table.rejects), (HoldingState::Held, 0), "{file}: {:?}", job.lines);
    }
    audited(&stage).await;
    stage.grant(Purpose::TestLoad, &CATEGORIES, &CLASSES).await;
    let ask =
        SaveMappingAsk { engagement: stage.engagement, name: "Opening entry".to_owned(), text: MAPPING.to_owned() };
    let mapping = actions::save_mapping(&stage.consultant().await, ask).await.unwrap().id;
    (stage, mapping)
}

/// The findings an auditor wants: the journal lines balance, and every one belongs to a journal.
async fn audited(stage: &Stage) {
    stage.grant(Purpose::Audit, &CATEGORIES, &[]).await;
    let table = stage.holdings().await.into_iter().find(|each| each.name == "xero_journal_line_data").unwrap();
    let view = actions::open_profile(&stage.consultant().await, table.id).await.unwrap();
    assert!(view.profile.balances.iter().any(|balance| balance.measure == "net_amount"), "{:?}", view.profile.balances);
    assert!(
        view.profile.references.iter().any(|reference| reference.column == "journal_id"),
        "{:?}",
        view.profile.references
    );
}

/// Loads, and gives the run as it ended.
async fn load(stage: &Stage, mapping: HoldingId, system: SystemId) -> LoadRun {
    let ask = StartLoadAsk { engagement: stage.engagement, mapping, mode: LoadMode::Test, system: Some(system) };
    let started = actions::start_load(&stage.consultant().await, ask).await.unwrap().value;
    let job = stage.at.app.wait(started.job.id).await.unwrap();
    println!("load: {} {:?}", job.state, job.lines);
    stage.at.app.store().get::<LoadRun>(started.run.id).await.unwrap().unwrap()
}

fn counted(run: &LoadRun, what: impl Fn(&bailee_model::load::Outcome) -> u64) -> BTreeMap<String, u64> {
    run.outcomes.iter().map(|outcome| (outcome.model.clone(), what(outcome))).collect()
}

async fn census(stand: &Stand) -> Vec<u64> {
    let mut counts = Vec::new();
    for model in MODELS {
        counts.push(stand.count(model).await);
    }
    counts
}

async fn agreed(stage: &Stage, run: &LoadRun, given: &Given) -> Reconciliation {
    let result = actions::reconcile(&stage.consultant().await, run.id).await.unwrap().value;
    assert!(result.agrees(), "{result:#?}");
    let loaded: BTreeMap<_, _> = result
        .balances
        .iter()
        .filter(|line| !line.loaded.is_zero())
        .map(|line| (line.name.clone(), line.loaded))
        .collect();
    let expected: BTreeMap<_, _> = given
        .balances
        .iter()
        .filter(|(_, balance)| !balance.is_zero())
        .map(|(name, balance)| (name.clone(), *balance))
        .collect();
    assert_eq!(loaded, expected, "every account to the cent, as the export says by itself");
    result
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_through_every_stage_and_twice_is_once() {
    let Some(export) = export() else { return };
    let Some(stand) = Stand::new("xero").await else { return };
    let given = Given::read(&export);
    let folder = tempfile::tempdir().unwrap();
    let (stage, mapping) = in_custody(folder.path(), &export).await;
    let system = system(&stage, &stand.url, &stand.db, &stand.login, &stand.password).await;

    let first = load(&stage, mapping, system).await;
    assert_eq!((first.state, counted(&first, |each| each.created)), (JobState::Done, given.records()));
    assert!(first.outcomes.iter().all(|outcome| outcome.rejected == 0));
    let result = agreed(&stage, &first, &given).await;
    let (census_before, total) =
        (census(&stand).await, result.balances.iter().map(|line| line.loaded).sum::<Decimal>());
    assert!(total.is_zero());

    let second = load(&stage, mapping, system).await;
    assert_eq!((second.state, counted(&second, |each| each.skipped)), (JobState::Done, given.records()));
    assert!(second.outcomes.iter().all(|outcome| outcome.created == 0));
    assert_eq!(census(&stand).await, census_before, "nothing is there twice");
    assert_eq!(agreed(&stage, &second, &given).await, result);

    given_back(&stage, &second).await;
    stand.finish().await;
}

/// The client's word, destruction of everything, and a certificate that stands by itself.
async fn given_back(stage: &Stage, run: &LoadRun) {
    let owner = stage.owner().await;
    let ask = VerifyAsk {
        engagement: stage.engagement,
        run: Some(run.id),
        statement: "It agrees with our books.".to_owned(),
    };
    actions::verify(&owner, ask).await.unwrap();
    let held = stage
        .holdings()
        .await
        .into_iter()
        .filter(|each| each.state != HoldingState::Destroyed)
        .map(|each| each.id)
        .collect();
    let certificate =
        actions::destroy(&owner, DestroyAsk { engagement: stage.engagement, holdings: held }).await.unwrap().value;
    assert!(
        stage
            .holdings()
            .await
            .iter()
            .all(|each| each.state == HoldingState::Destroyed && !stage.at.vault.is_open(stage.engagement, each.id))
    );
    stage.proves(&certificate).await;
    stage.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_killed_and_stopped_it_ends_in_the_same_state() {
    let Some(export) = export() else { return };
    let Some(stand) = Stand::new("xero_trouble").await else { return };
    let given = Given::read(&export);
    let before = census(&stand).await;
    let folder = tempfile::tempdir().unwrap();
    let (stage, mapping) = in_custody(folder.path(), &export).await;

    // Odoo goes away in the middle of the contacts.
    let away = system(&stage, &goes_away(&stand.url), &stand.db, &stand.login, &stand.password).await;
    let cut_off = load(&stage, mapping, away).await;
    assert_eq!(cut_off.state, JobState::Failed);
    assert_eq!(
        counted(&cut_off, |each| each.created).get("account.account"),
        Some(&given.accounts),
        "what went before is on record"
    );

    // The loader's process is killed.
    let system = system(&stage, &stand.url, &stand.db, &stand.login, &stand.password).await;
    let ticket = stage.shut().await;
    let mut part = Part::start("loads", &ticket, &[mapping.to_string(), system.to_string()]);
    part.says().unwrap();
    part.kill();
    let stage = Stage::open(&ticket).await;
    let jobs = stage.at.app.store().jobs(stage.engagement).await.unwrap();
    assert_eq!(jobs.last().unwrap().state, JobState::Stopped, "nobody waits for it");
    let runs = stage.at.app.store().runs(stage.engagement).await.unwrap();
    assert!(runs.iter().all(|run| run.ended_at.is_some() && run.state != JobState::Running), "{runs:?}");

    // A person stops it.
    let ask = StartLoadAsk { engagement: stage.engagement, mapping, mode: LoadMode::Test, system: Some(system) };
    let job = actions::start_load(&stage.consultant().await, ask).await.unwrap().value.job;
    actions::stop_job(&stage.consultant().await, job.id).await.unwrap();
    let job = stage.at.app.wait(job.id).await.unwrap();
    assert_eq!(job.state, JobState::Stopped, "{:?}", job.lines);

    let last = load(&stage, mapping, system).await;
    assert_eq!(last.state, JobState::Done);
    assert_eq!(counted(&last, |each| each.created + each.skipped), given.records());
    agreed(&stage, &last, &given).await;
    let lines = given.balances.values().filter(|balance| !balance.is_zero()).count() as u64;
    let made = [given.accounts, 1, given.contacts, 1, lines];
    assert_eq!(census(&stand).await, before.iter().zip(made).map(|(before, made)| before + made).collect::<Vec<_>>());
    stage.is_whole().await;
    stand.finish().await;
}

/// An address that passes everything on to Odoo until the contacts begin to be sent; from then on nobody is there.
fn goes_away(odoo: &str) -> String {
    let odoo: SocketAddr = odoo.trim_start_matches("http://").parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let away = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        for client in listener.incoming() {
            let away = away.clone();
            std::thread::spawn(move || pass_on(client.unwrap(), TcpStream::connect(odoo).unwrap(), &away));
        }
    });
    url
}

fn pass_on(mut client: TcpStream, mut odoo: TcpStream, away: &std::sync::atomic::AtomicBool) {
    use std::sync::atomic::Ordering::SeqCst;
    let (mut from, mut to) = (odoo.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
    let mut buffer = vec![0; 1 << 20];
    let mut request = Vec::new();
    while let Ok(size @ 1..) = client.read(&mut buffer) {
        if buffer.starts_with(b"POST ") {
            request.clear();
        }
        request.extend_from_slice(&buffer[..size]);
        let contains = |word: &[u8]| request.windows(word.len()).any(|window| window == word);
        if away.load(SeqCst) || contains(b"res.partner") && (contains(b">load<") || contains(b"\"load\"")) {
            away.store(true, SeqCst);
            break;
        }
        odoo.write_all(&buffer[..size]).unwrap();
    }
    std::thread::sleep(Duration::from_millis(5));
    let _ = client.shutdown(Shutdown::Both);
    let _ = odoo.shutdown(Shutdown::Both);
}
