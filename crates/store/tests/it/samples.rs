//! Plainly fictional nouns.

use bailee_model::load::Outcome;
use bailee_model::people::Organisation;
use bailee_model::*;
use bailee_store::Store;
use jiff::Timestamp;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("an instant")
}

pub(crate) fn firm() -> Firm {
    Firm {
        name: "Lanterne & Fils (fictional)".into(),
        contact: "garde@lanterne.example".into(),
        domain: "lanterne.example".into(),
        since: at(0),
        region: Some("CA-QC".into()),
    }
}

pub(crate) fn client() -> Client {
    Client { id: ClientId::new(&SystemRng), name: "Moulin Vert (fictional)".into(), since: at(1), recipient: None }
}

pub(crate) fn person(email: &str, organisation: Organisation) -> Person {
    Person {
        id: PersonId::new(&SystemRng),
        name: "Zoé Lanterne (fictional)".into(),
        email: email.into(),
        organisation,
        standing: Standing::Staff,
        state: PersonState::Active,
        language: "fr".into(),
        since: at(2),
    }
}

pub(crate) fn engagement(client: &Client) -> Engagement {
    Engagement {
        id: EngagementId::new(&SystemRng),
        client: client.id,
        title: "Migration to Odoo".into(),
        purposes: vec![Purpose::Audit, Purpose::Mapping],
        categories: vec![Category::Financial],
        regions: vec!["CA-QC".into()],
        state: EngagementState::Active,
        since: at(3),
        sealed: vec![Category::Financial],
        nda_required: true,
        keep_days: 30,
        verified_at: None,
        delete_by: None,
        closed_at: None,
        frozen_by: None,
        frozen_at: None,
        thawed_at: None,
        notice_hours: None,
    }
}

pub(crate) fn assignment(engagement: EngagementId, person: PersonId) -> Assignment {
    Assignment {
        id: AssignmentId::new(&SystemRng),
        engagement,
        person,
        role: Role::Lead,
        since: at(5),
        suspended: Some(at(6)),
        ended: None,
    }
}

pub(crate) fn grant(under: &Assignment) -> Grant {
    Grant {
        id: GrantId::new(&SystemRng),
        assignment: under.id,
        engagement: under.engagement,
        person: under.person,
        kind: GrantKind::Standard,
        extends: Some(GrantId::new(&SystemRng)),
        purpose: Purpose::Mapping,
        categories: vec![Category::Financial, Category::Parties],
        classes: vec![ColumnClass::Personal],
        reason: "To map the customers".into(),
        asked_at: at(6),
        days: 14,
        approved_by: Some(under.person),
        approved_at: Some(at(7)),
        agreed_by: Some(under.person),
        agreed_at: Some(at(8)),
        expires_at: Some(at(70)),
        used_at: Some(at(9)),
        ended: Some(at(60)),
        ended_why: Some(GrantEnd::Unused),
    }
}

pub(crate) fn holding(engagement: EngagementId, brought_by: PersonId) -> Holding {
    Holding {
        id: HoldingId::new(&SystemRng),
        engagement,
        kind: HoldingKind::Original,
        state: HoldingState::Held,
        name: "ledger.csv".into(),
        category: Category::Financial,
        purpose: Purpose::Mapping,
        source: None,
        bytes: 5_000_000_000,
        rows: 5_000_000,
        rejects: 3,
        brought_by,
        arrived_at: at(10),
        digest: "00".repeat(32),
        salt: "11".repeat(32),
        key_id: "key1".into(),
        destroyed_at: None,
    }
}

pub(crate) fn system(engagement: EngagementId, person: PersonId) -> System {
    System {
        id: SystemId::new(&SystemRng),
        engagement,
        name: "Test copy".into(),
        kind: SystemKind::OdooSelfHosted,
        environment: Environment::Test,
        region: "CA-QC".into(),
        url: "https://odoo.moulin.example".into(),
        database: "moulin_test".into(),
        login: "bailee".into(),
        credential: None,
        added_by: person,
        confirmed_by: Some(PersonId::new(&SystemRng)),
        since: at(8),
    }
}

pub(crate) fn load_run(engagement: EngagementId, by: PersonId) -> LoadRun {
    let outcome = Outcome { model: "res.partner".into(), created: 3, updated: 2, skipped: 1, rejected: 4 };
    LoadRun {
        id: LoadRunId::new(&SystemRng),
        engagement,
        mapping: HoldingId::new(&SystemRng),
        mode: LoadMode::Test,
        sources: vec![HoldingId::new(&SystemRng)],
        system: None,
        state: JobState::Done,
        by,
        started_at: at(20),
        ended_at: Some(at(21)),
        outcomes: vec![outcome],
        report: None,
        agrees: Some(true),
        reconciliation: None,
    }
}

pub(crate) fn job(engagement: EngagementId, by: PersonId) -> Job {
    Job {
        id: JobId::new(&SystemRng),
        engagement,
        kind: "intake".into(),
        subject: HoldingId::new(&SystemRng).to_string(),
        state: JobState::Running,
        done: 0,
        total: Some(10),
        unit: "rows".into(),
        lines: vec![Text::told("Reading")],
        by,
        started_at: at(30),
        ended_at: None,
    }
}

/// A firm, a client with an engagement, and a person of the firm.
pub(crate) struct Scene {
    pub(crate) client: Client,
    pub(crate) person: Person,
    pub(crate) engagement: Engagement,
}

/// Sets the scene through the ledger: one entry in the site's log, one in the engagement's.
pub(crate) async fn scene(store: &Store) -> Scene {
    let client = client();
    let scene =
        Scene { person: person("zoe@lanterne.example", Organisation::Firm), engagement: engagement(&client), client };
    let (firm, client, person, engagement) =
        (firm(), scene.client.clone(), scene.person.clone(), scene.engagement.clone());
    let entries =
        [EntryDraft::site("firm.founded"), EntryDraft::new(engagement.id, "engagement.opened").id("client", client.id)];
    let set = move |tx: bailee_store::Tx| async move {
        tx.save_firm(&firm).await?;
        tx.save(&client).await?;
        tx.save(&person).await?;
        tx.save(&engagement).await
    };
    store.ledger().record(entries, set).await.expect("the scene is set");
    scene
}
