//! Clause D5.1.

use super::{at_work, force, status};
use bailee_model::{
    Engagement, Environment, Holding, JobState, LoadMode, LoadRun, LoadRunId, PromiseStatus, Purpose, System, SystemId,
    SystemKind,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};

const SLUG: &str = "staged_migration";

#[tokio::test]
async fn staged_migration_is_kept() {
    let (firm, on, table) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    let system = system(&firm, &on, Environment::Test);
    force(&firm, system.clone()).await;
    force(&firm, run(&firm, &on, &table, LoadMode::Test, Some(system.id))).await;
    force(&firm, run(&firm, &on, &table, LoadMode::Files, None)).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn staged_migration_is_broken() {
    let (firm, on, table) = at_work().await;
    let system = system(&firm, &on, Environment::Production);
    force(&firm, system.clone()).await;
    force(&firm, run(&firm, &on, &table, LoadMode::GoLive, Some(system.id))).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    force(&firm, run(&firm, &on, &table, LoadMode::Test, Some(system.id))).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "a trial went to production");
}

#[tokio::test]
async fn a_copy_for_a_stage_that_was_not_agreed_breaks_it_too() {
    let (firm, on, _) = at_work().await;
    force(&firm, Engagement { purposes: vec![Purpose::Support], ..on.it }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}

fn system(firm: &TestFirm, on: &TestEngagement, environment: Environment) -> System {
    System {
        id: SystemId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        name: "Mill".to_owned(),
        kind: SystemKind::OdooSelfHosted,
        environment,
        region: "CA".to_owned(),
        url: "https://mill.example".to_owned(),
        database: "mill".to_owned(),
        login: "bailee@mill.example".to_owned(),
        credential: None,
        added_by: on.consultant.who.id,
        confirmed_by: Some(on.owner.who.id),
        since: on.it.since,
    }
}

fn run(firm: &TestFirm, on: &TestEngagement, table: &Holding, mode: LoadMode, system: Option<SystemId>) -> LoadRun {
    LoadRun {
        id: LoadRunId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        mapping: table.id,
        mode,
        sources: vec![table.id],
        system,
        state: JobState::Done,
        by: on.consultant.who.id,
        started_at: firm.app.clock().now(),
        ended_at: Some(firm.app.clock().now()),
        outcomes: Vec::new(),
        report: None,
        agrees: None,
        reconciliation: None,
    }
}
