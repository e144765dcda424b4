//! The invariants of DESIGN section 2 that show at the level of actions.

use async_trait::async_trait;
use bailee_app::{
    App,
    actions::{self, AskGrantAsk, ClassifyColumnAsk, PlaceHoldAsk, QueryAsk, VerifyAsk},
    views,
};
use bailee_model::{
    Category, ColumnClass, EngagementId, Engine, ErrorKind, HoldingId, Progress, Purpose, Result,
    engine::{
        MapAsk, Mapped, MappingOutline, Mistake, ParseAsk, Parsed, QueryAsk as EngineAsk, Rows, TableRef, TypedColumn,
    },
    entry::LogId,
    profile::Profile,
};
use bailee_testkit::{CannedEngine, TestFirm};
use jiff::SignedDuration;
use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

const CANARY: &str = "Zyxwvut-Canary-4711";

/// Passes everything on, and looks into the log at the moment when bytes are asked for.
struct Spy {
    inner: CannedEngine,
    app: Arc<OnceLock<Arc<App>>>,
}

impl Spy {
    async fn last_entry(&self, engagement: EngagementId) -> String {
        let log = self.app.get().expect("set before use").store().log(LogId::Engagement(engagement));
        let size = log.size().await.expect("a size");
        log.entries(size - 1, size).await.expect("entries").pop().expect("the last").name
    }
}

#[async_trait]
impl Engine for Spy {
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
        assert_eq!(self.last_entry(engagement).await, "holding.opened");
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
    async fn query(&self, ask: &EngineAsk) -> Result<Rows> {
        assert_eq!(self.last_entry(ask.engagement).await, "query.asked");
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
        self.inner.map(ask, watch).await
    }
}

#[tokio::test]
async fn invariant_3_entry_before_bytes() {
    let app = Arc::new(OnceLock::new());
    let seen = app.clone();
    let firm = TestFirm::with_engine(|vault| Arc::new(Spy { inner: CannedEngine::new(vault), app: seen }))
        .await
        .expect("a firm");
    assert!(app.set(firm.app.clone()).is_ok());
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (_, table, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    actions::query(&on.consultant, QueryAsk { engagement: on.it.id, sql: "select * from c".to_owned(), limit: 5 })
        .await
        .expect("answered");
    actions::open_profile(&on.consultant, table.expect("a table").id).await.expect("opened");
}

fn search(folder: &Path, needle: &[u8], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            search(&path, needle, found);
        } else if std::fs::read(&path).expect("a file").windows(needle.len()).any(|window| window == needle) {
            found.push(path.display().to_string());
        }
    }
}

#[tokio::test]
async fn invariant_4_no_plaintext_at_rest() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let csv = format!("id,name,{CANARY}\n1,{CANARY},{CANARY}\n2,{CANARY},{CANARY},{CANARY}\n");
    let (_, table, _) = firm.bring(&on, &format!("{CANARY}.csv"), Category::Parties, &csv).await.expect("brought");
    let table = table.expect("a table");
    let word = || format!("because of {CANARY}");
    let question = |sql: String| QueryAsk { engagement: on.it.id, sql, limit: 5 };
    actions::query(&on.consultant, question(format!("select * from {}", table.name))).await.expect("answered");
    assert!(
        actions::query(&on.consultant, question(format!("select '{CANARY}' from {}", table.name))).await.is_err(),
        "more than the small engine understands"
    );
    actions::open_profile(&on.consultant, table.id).await.expect("opened");
    let decision =
        ClassifyColumnAsk { holding: table.id, column: CANARY.to_owned(), class: ColumnClass::Secret, reason: word() };
    actions::classify_column(&on.consultant, decision).await.expect("classified");
    let grant = AskGrantAsk {
        engagement: on.it.id,
        purpose: Purpose::Audit,
        categories: vec![Category::Parties],
        classes: vec![],
        days: 2,
        reason: word(),
    };
    actions::ask_grant(&on.consultant, grant).await.expect("asked");
    actions::verify(&on.owner, VerifyAsk { engagement: on.it.id, run: None, statement: word() })
        .await
        .expect("verified");
    let until = on.owner.now() + SignedDuration::from_hours(48);
    actions::place_hold(&on.owner, PlaceHoldAsk { engagement: on.it.id, holding: None, reason: word(), until })
        .await
        .expect("placed");

    let holds = firm.app.store().holds(on.it.id).await.expect("holds");
    assert_eq!(holds[0].reason, word(), "what is sealed is read as it was said");
    let mut found = Vec::new();
    for needle in [CANARY, table.name.as_str()] {
        search(&firm.folder(), needle.as_bytes(), &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
    search(&firm.folder(), b"SQLite format 3", &mut found);
    assert!(!found.is_empty(), "the database is among what was searched");
}

#[tokio::test]
async fn invariant_6_unseen_is_unknown() {
    let firm = TestFirm::new().await.expect("a firm");
    let here = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let there = firm.engagement("B", &[Category::Parties]).await.expect("another");
    let (original, table, job) =
        firm.bring(&there, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let nowhere = HoldingId::new(firm.rng().as_ref());
    for outsider in [&here.consultant, &here.lead, &here.owner] {
        let unknown = views::holding(outsider, nowhere).await.expect_err("unknown").to_string();
        assert_eq!(views::holding(outsider, original.id).await.expect_err("unseen").to_string(), unknown);
        assert_eq!(views::overview(outsider, there.it.id).await.expect_err("unseen").to_string(), unknown);
        assert_eq!(views::job(outsider, job.id).await.expect_err("unseen").to_string(), unknown);
        assert_eq!(views::log(outsider, there.it.id, None, 5).await.expect_err("unseen").to_string(), unknown);
        assert_eq!(
            actions::open_profile(outsider, table.clone().expect("a table").id).await.expect_err("unseen").kind(),
            ErrorKind::NotFound
        );
        assert!(views::engagements(outsider).await.expect("a list").iter().all(|row| row.engagement.id == here.it.id));
        assert!(views::my_work(outsider).await.expect("a list").iter().all(|item| item.engagement == Some(here.it.id)));
    }
    let before = firm.app.store().log(LogId::Engagement(there.it.id)).size().await.expect("size");
    let _ = views::overview(&here.consultant, there.it.id).await;
    assert_eq!(
        firm.app.store().log(LogId::Engagement(there.it.id)).size().await.expect("size"),
        before,
        "nor does the log betray it"
    );
}

#[tokio::test]
async fn invariant_7_zero_balance_to_close() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let grant = firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let lead = firm.sign_in(&on.lead.who.email).await.expect("in");
    let error = actions::close_engagement(&lead, on.it.id).await.expect_err("not empty");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().contains("2 holdings, 1 grant"), "{error}");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    actions::destroy(&owner, actions::DestroyAsk { engagement: on.it.id, holdings: vec![original.id] })
        .await
        .expect("destroyed");
    assert!(actions::close_engagement(&lead, on.it.id).await.is_err(), "the grant lives");
    actions::end_grant(&lead, grant.id).await.expect("ended");
    actions::close_engagement(&lead, on.it.id).await.expect("zero");
}

#[tokio::test]
async fn invariant_10_clients_never_meet() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut here = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let there = firm.engagement("B", &[Category::Parties]).await.expect("another");
    firm.bring(&there, "secrets.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    firm.grant(&mut here, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let ask = QueryAsk { engagement: here.it.id, sql: "select * from secrets".to_owned(), limit: 5 };
    let error = actions::query(&here.consultant, ask).await.expect_err("no such table here");
    assert_eq!(error.kind(), ErrorKind::BadInput);
    let (mine, theirs) =
        (firm.app.store().log(LogId::Engagement(here.it.id)), firm.app.store().log(LogId::Engagement(there.it.id)));
    assert_ne!(mine.verifier_key().await.expect("a key"), theirs.verifier_key().await.expect("a key"));
    let pseudonyms = [here.it.id, there.it.id].map(|id| *firm.vault.pseudonym_key(id).expect("a key").as_bytes());
    assert_ne!(pseudonyms[0], pseudonyms[1]);
}
