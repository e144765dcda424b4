//! Mappings that name what is not there, and systems that do not answer.

use crate::stage::Stage;
use bailee_app::actions::{self, AddSystemAsk, SaveMappingAsk, StartLoadAsk, StoreCredentialAsk};
use bailee_model::{
    Category, ColumnClass, Environment, ErrorKind, HoldingId, JobState, LoadMode, LoadRun, Purpose, SystemId,
    SystemKind,
};
use std::net::TcpListener;
use zeroize::Zeroizing;

const GOOD: &str = r#"version = 1
title = "Accounts"

[[load]]
model = "account.account"
from = "accounts"
id = "account_{code}"
[load.fields]
code = "code"
name = "name"
"user_type_id/id" = { value = "account.data_account_type_expenses" }
"#;

async fn stage() -> (tempfile::TempDir, Stage) {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), &[Category::Financial]).await;
    let (_, job) = stage.bring("accounts.csv", Category::Financial, "code,name\n1000,Bank\n4000,Sales\n").await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    stage
        .grant(Purpose::TestLoad, &[Category::Financial], &[ColumnClass::Personal, ColumnClass::FinancialSensitive])
        .await;
    (folder, stage)
}

async fn saved(stage: &Stage, text: &str) -> HoldingId {
    let ask = SaveMappingAsk { engagement: stage.engagement, name: "Accounts".to_owned(), text: text.to_owned() };
    actions::save_mapping(&stage.consultant().await, ask).await.unwrap().id
}

/// A system at this address, which the client has confirmed, with its credential in custody.
pub(crate) async fn system(stage: &Stage, url: &str, database: &str, login: &str, secret: &str) -> SystemId {
    let ask = AddSystemAsk {
        engagement: stage.engagement,
        name: format!("Odoo, {database}"),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: url.to_owned(),
        database: database.to_owned(),
        login: login.to_owned(),
    };
    let system = actions::add_system(&stage.lead().await, ask).await.unwrap().id;
    actions::confirm_system(&stage.owner().await, system).await.unwrap();
    let ask = StoreCredentialAsk { system, secret: Zeroizing::new(secret.to_owned()) };
    actions::store_credential(&stage.owner().await, ask).await.unwrap();
    system
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_named_with_its_line_and_column() {
    let (_folder, stage) = stage().await;
    let consultant = stage.consultant().await;
    assert!(actions::check_mapping(&consultant, stage.engagement, GOOD).await.unwrap().is_ok());
    for (right, wrong, line, word) in [
        ("from = \"accounts\"", "from = \"acounts\"", 6, "acounts"),
        ("name = \"name\"", "name = \"nom\"", 10, "nom"),
        ("code = \"code\"", "code = { map = \"codes\", of = \"code\" }", 9, "codes"),
        ("version = 1", "version = 99", 1, "version"),
        ("[[load]]", "[[laod]]", 4, "laod"),
    ] {
        let text = GOOD.replacen(right, wrong, 1);
        let mistakes = actions::check_mapping(&consultant, stage.engagement, &text).await.unwrap().unwrap_err();
        let mistake = mistakes.first().unwrap();
        assert_eq!(mistake.place.line, Some(line), "{wrong}: {mistakes:?}");
        assert!(mistake.place.column.is_some() && !mistake.hint.english().is_empty(), "{wrong}: {mistakes:?}");
        assert!(mistake.message.english().contains(word), "{wrong}: {mistakes:?}");

        let ask = StartLoadAsk {
            engagement: stage.engagement,
            mapping: saved(&stage, &text).await,
            mode: LoadMode::Files,
            system: None,
        };
        let error = actions::start_load(&consultant, ask).await.err().unwrap();
        assert_eq!((error.kind(), error.place().unwrap().line), (ErrorKind::BadInput, Some(line)), "{error}");
    }
    assert!(stage.at.app.store().runs(stage.engagement).await.unwrap().is_empty(), "nothing was started");
}

async fn failed_load(stage: &Stage, url: &str) -> String {
    let system = system(stage, url, "books", "admin", "not a password").await;
    let ask = StartLoadAsk {
        engagement: stage.engagement,
        mapping: saved(stage, GOOD).await,
        mode: LoadMode::Test,
        system: Some(system),
    };
    let started = actions::start_load(&stage.consultant().await, ask).await.unwrap().value;
    let job = stage.at.app.wait(started.job.id).await.unwrap();
    assert_eq!(job.state, JobState::Failed);
    let run = stage.at.app.store().get::<LoadRun>(started.run.id).await.unwrap().unwrap();
    assert_eq!((run.state, run.outcomes.len()), (JobState::Failed, 0));
    assert!(run.ended_at.is_some());
    let said = job.lines.last().unwrap().to_string();
    assert!(!said.contains("not a password"));
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odoo_that_is_not_there_is_an_error_that_says_so() {
    let (_folder, stage) = stage().await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = failed_load(&stage, &format!("http://{closed}")).await;
    println!("{said}");
    assert!(said.contains(&closed.to_string()) || said.contains("Odoo"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odoo_that_hangs_up_is_an_error_that_says_so() {
    let (_folder, stage) = stage().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let said = failed_load(&stage, &format!("http://{address}")).await;
    println!("{said}");
    assert!(said.contains(&address.to_string()) || said.contains("Odoo"), "{said}");
}
