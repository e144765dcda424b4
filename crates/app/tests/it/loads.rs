//! Loads: where they may go, what stops them on the way, and who opens what they leave behind.

use crate::odoo::FakeOdoo;
use async_trait::async_trait;
use bailee_app::{
    Door,
    actions::{
        self, AddSystemAsk, AskGrantAsk, ContainIncidentAsk, HandOverAsk, SaveMappingAsk, ScopeIncidentAsk,
        StartLoadAsk, StoreCredentialAsk,
    },
    views::{self, WorkKind},
};
use bailee_model::{
    Category, ColumnClass, EngagementId, Engine, Environment, ErrorKind, Holding, HoldingId, HoldingKind, Job,
    JobState, LoadMode, LoadRun, Progress, Purpose, Result, System, SystemId, SystemKind,
    engine::{MapAsk, Mapped, MappingOutline, Mistake, ParseAsk, Parsed, QueryAsk, Rows, TableRef, TypedColumn},
    entry::LogId,
    incident::Scope,
    profile::Profile,
};
use bailee_testkit::{CannedEngine, TestFirm, firm::TestEngagement};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::Notify;
use zeroize::Zeroizing;

/// Passes everything on; may halt before it maps, or break.
struct Halting {
    inner: CannedEngine,
    at: Arc<At>,
}

#[derive(Default)]
struct At {
    halts: AtomicBool,
    breaks: AtomicBool,
    mapping: Notify,
    go_on: Notify,
}

#[async_trait]
impl Engine for Halting {
    async fn parse(&self, ask: &ParseAsk, watch: &dyn Progress) -> Result<Parsed> {
        self.inner.parse(ask, watch).await
    }
    async fn profile(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        others: &[TableRef],
        watch: &dyn Progress,
    ) -> Result<Profile> {
        self.inner.profile(engagement, table, others, watch).await
    }
    async fn kept_profile(&self, engagement: EngagementId, table: HoldingId) -> Result<Option<Profile>> {
        self.inner.kept_profile(engagement, table).await
    }
    async fn retype(
        &self,
        engagement: EngagementId,
        table: &TableRef,
        watch: &dyn Progress,
    ) -> Result<Vec<TypedColumn>> {
        self.inner.retype(engagement, table, watch).await
    }
    async fn rejects(&self, engagement: EngagementId, table: HoldingId, limit: usize) -> Result<Rows> {
        self.inner.rejects(engagement, table, limit).await
    }
    async fn query(&self, ask: &QueryAsk) -> Result<Rows> {
        self.inner.query(ask).await
    }
    async fn check_mapping(
        &self,
        engagement: EngagementId,
        text: &str,
        tables: &[TableRef],
    ) -> Result<std::result::Result<MappingOutline, Vec<Mistake>>> {
        self.inner.check_mapping(engagement, text, tables).await
    }
    async fn map(&self, ask: &MapAsk, watch: &dyn Progress) -> Result<Mapped> {
        assert!(!self.at.breaks.load(Ordering::SeqCst), "a defect, for the test of what follows it");
        if self.at.halts.load(Ordering::SeqCst) {
            self.at.mapping.notify_one();
            self.at.go_on.notified().await;
        }
        self.inner.map(ask, watch).await
    }
}

/// A firm, an engagement on parties and employees with a table of each, and a consultant whose grant covers these.
struct Scene {
    firm: TestFirm,
    on: TestEngagement,
    at: Arc<At>,
}

const BOTH: &str = "res.partner <- customers\nres.partner <- staff";
const COVERED: [Category; 2] = [Category::Parties, Category::Employees];

impl Scene {
    async fn new(rows: usize) -> Self {
        let at = Arc::new(At::default());
        let seen = at.clone();
        let firm = TestFirm::with_engine(|vault| Arc::new(Halting { inner: CannedEngine::new(vault), at: seen }))
            .await
            .expect("a firm");
        let on = firm.engagement("A", &COVERED).await.expect("an engagement");
        // The first row has no name, and is refused by the mapping.
        let customers: String = (0..rows).map(|row| format!("{row},A{row}\n")).collect();
        firm.bring(&on, "customers.csv", Category::Parties, &format!("id,name\nx,\n{customers}"))
            .await
            .expect("brought");
        firm.bring(&on, "staff.csv", Category::Employees, "id,name\n1,Anna (fictional)\n").await.expect("brought");
        let mut scene = Self { firm, on, at };
        scene.grant(&COVERED, &[]).await;
        scene
    }

    /// The consultant's only grant from now on.
    async fn grant(&mut self, categories: &[Category], classes: &[ColumnClass]) {
        for grant in self
            .firm
            .app
            .store()
            .grants(self.on.it.id)
            .await
            .expect("grants")
            .into_iter()
            .filter(|grant| grant.ended.is_none())
        {
            actions::end_grant(&self.on.lead, grant.id).await.expect("ended");
        }
        self.firm.grant(&mut self.on, Purpose::TestLoad, categories, classes).await.expect("a grant");
    }

    async fn system(&self, url: &str) -> SystemId {
        self.system_in(Environment::Test, url).await
    }

    async fn system_in(&self, environment: Environment, url: &str) -> SystemId {
        let ask = AddSystemAsk {
            engagement: self.on.it.id,
            name: "Trial".to_owned(),
            kind: SystemKind::OdooSelfHosted,
            environment,
            region: "CA".to_owned(),
            url: url.to_owned(),
            database: if environment == Environment::Test { "trial" } else { "books" }.to_owned(),
            login: "bailee".to_owned(),
        };
        let system = actions::add_system(&self.on.consultant, ask).await.expect("added").id;
        let secret = Zeroizing::new("a secret of the client's".to_owned());
        actions::store_credential(&self.on.owner, StoreCredentialAsk { system, secret }).await.expect("stored");
        system
    }

    async fn mapping(&self, text: &str) -> Holding {
        let ask = SaveMappingAsk { engagement: self.on.it.id, name: "First".to_owned(), text: text.to_owned() };
        actions::save_mapping(&self.on.consultant, ask).await.expect("saved").value
    }

    async fn ask(&self, text: &str, system: Option<SystemId>) -> StartLoadAsk {
        let mode = if system.is_some() { LoadMode::Test } else { LoadMode::Files };
        StartLoadAsk { engagement: self.on.it.id, mapping: self.mapping(text).await.id, mode, system }
    }

    async fn start(&self, text: &str, system: Option<SystemId>) -> Job {
        let ask = self.ask(text, system).await;
        actions::start_load(&self.on.consultant, ask).await.expect("started").value.job
    }

    /// Contains an incident by freezing the engagement.
    async fn freeze(&self) {
        let officer = self.firm.officer().await.expect("signed in");
        let ask = crate::incidents::lost(&self.firm);
        let incident = actions::declare_incident(&officer, ask).await.expect("declared").value.id;
        let engagements = vec![self.on.it.id];
        let scope = Scope { engagements: engagements.clone(), ..Scope::default() };
        actions::scope_incident(&officer, ScopeIncidentAsk { incident, scope }).await.expect("scoped");
        let ask = ContainIncidentAsk { engagements, ..ContainIncidentAsk::default() };
        actions::contain_incident(&officer, incident, ask).await.expect("contained");
    }

    /// The job and its run, as they ended.
    async fn end(&self, job: &Job) -> (Job, LoadRun) {
        let job = self.firm.app.wait(job.id).await.expect("ended");
        (job, self.firm.app.store().runs(self.on.it.id).await.expect("runs").pop().expect("a run"))
    }

    /// The names of the log's entries, in order, each with its details.
    async fn log(&self) -> Vec<(String, String)> {
        let log = self.firm.app.store().log(LogId::Engagement(self.on.it.id));
        let entries = log.entries(0, log.size().await.expect("a size")).await.expect("entries");
        entries.into_iter().map(|entry| (entry.name, format!("{:?} {:?}", entry.ids, entry.details))).collect()
    }

    async fn made(&self, kind: HoldingKind) -> Vec<Holding> {
        let holdings = self.firm.app.store().holdings(self.on.it.id).await.expect("holdings");
        holdings.into_iter().filter(|each| each.kind == kind).collect()
    }
}

async fn waits_for(door: &Door, system: SystemId) -> bool {
    let work = views::my_work(door).await.expect("a list");
    work.iter().any(|item| item.kind == WorkKind::SystemToConfirm && item.subject == system.to_string())
}

#[tokio::test]
async fn invariant_1_nobody_alone_decides_where_data_goes() {
    let scene = Scene::new(1).await;
    let on = &scene.on;
    let system = scene.system("https://odoo.client.example").await;
    let refused = actions::start_load(&on.consultant, scene.ask("res.partner <- customers", Some(system)).await)
        .await
        .expect_err("not confirmed");
    let refusal = refused.refusal().expect("a refusal");
    assert_eq!(refusal.clause, "D4.1");
    assert!(refusal.lift.contains("confirms it"), "{}", refusal.lift);

    let own = actions::confirm_system(&on.consultant, system).await.expect_err("their own");
    assert_eq!(own.refusal().expect("a refusal").clause, "S2.1");
    assert_eq!(
        (
            waits_for(&on.consultant, system).await,
            waits_for(&on.lead, system).await,
            waits_for(&on.owner, system).await
        ),
        (false, true, true)
    );
    let confirmed = actions::confirm_system(&on.owner, system).await.expect("the client's word");
    assert_eq!((confirmed.added_by, confirmed.confirmed_by), (on.consultant.who.id, Some(on.owner.who.id)));
    assert!(!waits_for(&on.lead, system).await);
    let (_, details) = scene.log().await.into_iter().find(|(name, _)| name == "system.confirmed").expect("on record");
    for word in ["https://odoo.client.example", "test", "CA"] {
        assert!(details.contains(word), "{word} is not in {details}");
    }
    assert_eq!(actions::confirm_system(&on.lead, system).await.expect_err("twice").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_lead_does_not_confirm_what_they_added() {
    let scene = Scene::new(1).await;
    let ask = AddSystemAsk {
        engagement: scene.on.it.id,
        name: "Trial".to_owned(),
        kind: SystemKind::OdooSh,
        environment: Environment::Test,
        region: "CA".to_owned(),
        url: "https://odoo.client.example".to_owned(),
        database: "trial".to_owned(),
        login: "bailee".to_owned(),
    };
    let system: System = actions::add_system(&scene.on.lead, ask).await.expect("added").value;
    let error = actions::confirm_system(&scene.on.lead, system.id).await.expect_err("their own");
    assert!(error.refusal().expect("a refusal").reason.contains("yourself"), "{error}");
    assert!(!waits_for(&scene.on.lead, system.id).await && waits_for(&scene.on.owner, system.id).await);
}

#[tokio::test]
async fn invariant_1_a_grant_that_ends_stops_a_load_at_the_next_batch() {
    let scene = Scene::new(1100).await;
    let mut odoo = FakeOdoo::new();
    let system = scene.system(&odoo.url).await;
    actions::confirm_system(&scene.on.lead, system).await.expect("confirmed");
    let job = scene.start("res.partner <- customers", Some(system)).await;
    odoo.batch().await;
    let grants = scene.firm.app.store().grants(scene.on.it.id).await.expect("grants");
    let live = grants.iter().find(|grant| grant.ended.is_none()).expect("the one in use");
    actions::end_grant(&scene.on.lead, live.id).await.expect("ended");
    odoo.let_through(3);
    let (job, run) = scene.end(&job).await;
    assert_eq!(odoo.batches(), 1, "what was under way ended, and nothing came after it");
    assert_eq!(
        (job.state, run.state, run.outcomes[0].created),
        (JobState::Stopped, JobState::Stopped, 500),
        "{:?}",
        job.lines
    );
    assert!(job.lines.last().is_some_and(|line| line.english().contains("grant")), "{:?}", job.lines);
    let log = scene.log().await;
    assert!(log.iter().any(|(name, details)| name == "access.refused" && details.contains("load_test")));
    assert!(
        log.iter()
            .any(|(name, details)| name == "load.ended" && details.contains("stopped") && details.contains("grant")),
        "{log:?}"
    );
    let started = log.iter().find(|(name, _)| name == "disclosure.made").expect("on record");
    assert!(started.1.contains(&odoo.url), "where it went is in the register: {}", started.1);
}

#[tokio::test]
async fn invariant_1_a_freeze_stops_a_load_at_the_next_batch() {
    let scene = Scene::new(1100).await;
    let mut odoo = FakeOdoo::new();
    let system = scene.system(&odoo.url).await;
    actions::confirm_system(&scene.on.lead, system).await.expect("confirmed");
    let job = scene.start("res.partner <- customers", Some(system)).await;
    odoo.batch().await;
    scene.freeze().await;
    odoo.let_through(3);
    let (job, run) = scene.end(&job).await;
    assert_eq!(odoo.batches(), 1, "what was under way ended, and nothing came after it");
    assert_eq!((job.state, run.state), (JobState::Stopped, JobState::Stopped), "{:?}", job.lines);
    assert!(job.lines.last().is_some_and(|line| line.english().contains("incident has frozen")), "{:?}", job.lines);
    let log = scene.log().await;
    assert!(log.iter().any(|(name, details)| name == "access.refused" && details.contains("load_test")));
}

#[tokio::test]
async fn invariant_1_a_freeze_stops_import_files_before_any_is_made() {
    let scene = Scene::new(1).await;
    scene.at.halts.store(true, Ordering::SeqCst);
    let job = scene.start(BOTH, None).await;
    scene.at.mapping.notified().await;
    scene.freeze().await;
    scene.at.go_on.notify_one();
    let (job, run) = scene.end(&job).await;
    assert_eq!((job.state, run.state, run.report), (JobState::Stopped, JobState::Stopped, None), "{:?}", job.lines);
    assert!(scene.made(HoldingKind::Handover).await.is_empty());
}

#[tokio::test]
async fn a_load_into_production_goes_on_with_factors_as_fresh_as_at_its_start() {
    let mut scene = Scene::new(1100).await;
    let mut odoo = FakeOdoo::new();
    let system = scene.system_in(Environment::Production, &odoo.url).await;
    actions::confirm_system(&scene.on.lead, system).await.expect("confirmed");
    scene.firm.grant(&mut scene.on, Purpose::GoLive, &COVERED, &[]).await.expect("a grant");
    let ask = StartLoadAsk { mode: LoadMode::GoLive, ..scene.ask("res.partner <- customers", Some(system)).await };
    let job = actions::start_load(&scene.on.consultant, ask).await.expect("started").value.job;
    odoo.batch().await;
    scene.firm.advance(jiff::SignedDuration::from_hours(2));
    odoo.let_through(3);
    let (job, run) = scene.end(&job).await;
    assert_eq!((job.state, odoo.batches(), run.outcomes[0].created), (JobState::Done, 3, 1100), "{:?}", job.lines);
}

#[tokio::test]
async fn invariant_1_who_leaves_the_engagement_while_their_load_maps_makes_nothing_of_it() {
    let scene = Scene::new(1).await;
    scene.at.halts.store(true, Ordering::SeqCst);
    let job = scene.start(BOTH, None).await;
    scene.at.mapping.notified().await;
    let assignments = scene.firm.app.store().assignments(scene.on.it.id).await.expect("assignments");
    let mine = assignments.iter().find(|each| each.person == scene.on.consultant.who.id).expect("assigned");
    actions::end_assignment(&scene.on.lead, mine.id).await.expect("ended");
    scene.at.go_on.notify_one();
    let (job, run) = scene.end(&job).await;
    assert_eq!((job.state, run.state, run.report), (JobState::Stopped, JobState::Stopped, None), "{:?}", job.lines);
    assert!(job.lines.last().is_some_and(|line| line.english().contains("no longer let in")), "{:?}", job.lines);
    assert!(scene.made(HoldingKind::Handover).await.is_empty());
}

#[tokio::test]
async fn a_load_that_breaks_by_a_defect_has_ended_all_the_same() {
    let scene = Scene::new(1).await;
    scene.at.breaks.store(true, Ordering::SeqCst);
    let job = scene.start(BOTH, None).await;
    let (job, run) = scene.end(&job).await;
    assert_eq!((job.state, run.state, run.ended_at.is_some()), (JobState::Failed, JobState::Failed, true));
    assert!(scene.log().await.iter().any(|(name, _)| name == "load.ended"));
}

#[tokio::test]
async fn invariant_3_the_mapping_is_opened_on_record_before_a_load_and_a_comparison_read_it() {
    let scene = Scene::new(1).await;
    let job = scene.start(BOTH, None).await;
    let (_, run) = scene.end(&job).await;
    actions::reconcile(&scene.on.consultant, run.id).await.expect("compared");
    let log = scene.log().await;
    let opened =
        |(name, details): &(String, String)| name == "holding.opened" && details.contains(&run.mapping.to_string());
    for next in ["load.started", "reconcile.started"] {
        let at = log.iter().position(|(name, _)| name == next).expect("on record");
        assert!(opened(&log[at - 1]), "before {next}: {:?}", log[at - 1]);
    }
}

#[tokio::test]
async fn what_a_load_makes_has_the_most_sensitive_category_and_opens_to_who_may_open_all_it_read() {
    let mut scene = Scene::new(1).await;
    assert_eq!(
        scene.mapping("not yet").await.category,
        Category::Employees,
        "it may quote all that its writer can open"
    );
    assert_eq!(scene.mapping("res.partner <- customers").await.category, Category::Parties);
    assert_eq!(scene.mapping(BOTH).await.category, Category::Employees);
    let job = scene.start(BOTH, None).await;
    let (_, run) = scene.end(&job).await;
    let bundle = scene.made(HoldingKind::Handover).await.remove(0);
    assert_eq!((bundle.category, run.sources.len()), (Category::Employees, 2));
    actions::reconcile(&scene.on.consultant, run.id).await.expect("compared");
    actions::open_reconciliation(&scene.on.consultant, run.id).await.expect("covered");
    let refused = async |scene: &Scene| {
        actions::open_reconciliation(&scene.on.consultant, run.id)
            .await
            .expect_err("not covered")
            .refusal()
            .expect("a refusal")
            .clause
            .clone()
    };
    scene.grant(&[Category::Parties], &[]).await;
    assert_eq!(refused(&scene).await, "S4.1");
    // The comparison's own category alone is not enough either.
    scene.grant(&[Category::Employees], &[]).await;
    assert_eq!(refused(&scene).await, "S4.1");
}

#[tokio::test]
async fn the_firm_hands_over_what_a_load_made_with_a_grant_for_all_it_read() {
    let scene = Scene::new(1).await;
    let job = scene.start(BOTH, None).await;
    scene.end(&job).await;
    let holding = scene.made(HoldingKind::Handover).await.remove(0).id;
    let ask = || HandOverAsk { engagement: scene.on.it.id, holdings: vec![holding] };
    let clear = ColumnClass::IN_CLEAR.to_vec();
    // It may quote any column of all it read: the category of one of them is not enough, and no category without the classes.
    let tries = [
        (vec![Category::Employees], clear.clone(), false),
        (COVERED.to_vec(), vec![], false),
        (COVERED.to_vec(), clear, true),
    ];
    for (categories, classes, opens) in tries {
        let (lead, token) = scene.firm.sign_in_token(&scene.on.lead.who.email).await.expect("in");
        let grant = AskGrantAsk {
            engagement: scene.on.it.id,
            purpose: Purpose::Verification,
            categories,
            classes,
            days: 2,
            reason: "return".to_owned(),
        };
        let grant = actions::ask_grant(&lead, grant).await.expect("asked").id;
        actions::approve_grant(&scene.firm.officer().await.expect("in"), grant).await.expect("approved");
        actions::set_purpose(&lead, Some(Purpose::Verification)).await.expect("set");
        let lead = scene.firm.app.door(&token).await.expect("in");
        assert_eq!(actions::hand_over(&lead, ask()).await.is_ok(), opens);
    }
    actions::hand_over(&scene.on.owner, ask()).await.expect("the client needs no grant for what is theirs");
}

#[tokio::test]
async fn the_messages_of_a_report_show_to_who_clears_every_class() {
    let mut scene = Scene::new(1).await;
    let odoo = FakeOdoo::new();
    let system = scene.system(&odoo.url).await;
    actions::confirm_system(&scene.on.owner, system).await.expect("confirmed");
    odoo.let_through(1);
    let job = scene.start("res.partner <- customers", Some(system)).await;
    let (job, run) = scene.end(&job).await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let all = [ColumnClass::Personal, ColumnClass::FinancialSensitive, ColumnClass::EmployeeSensitive];
    for (classes, cleared) in [(&all[..2], false), (&all[..], true)] {
        scene.grant(&COVERED, classes).await;
        let report = actions::open_load_report(&scene.on.consultant, run.id).await.expect("opened");
        assert_eq!(
            (report.cleared, report.rejects[0].message.english().contains("hidden")),
            (cleared, !cleared),
            "{classes:?}"
        );
    }
}
