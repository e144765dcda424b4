//! Every noun comes back as it was saved, and every finder finds it.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::people::Organisation;
use bailee_model::*;

on_both! {
    async fn people_come_back_as_they_were_saved(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let owner = person("a@moulin.example", Organisation::Client(scene.client.id));
        let sign_in = SignIn {
            person: owner.id,
            password_hash: "$argon2id$".into(),
            totp_sealed: vec![1, 2, 0, 255],
            totp_step: 58_000_000,
            enrolment_hash: Vec::new(),
            enrolment_until: Some(at(60)),
            failures: 2,
            locked_until: None,
            recovery: vec!["aa".into(), "bb".into()],
            provider: Some("https://id.lanterne.example 42".into()),
        };
        let session = Session {
            id: SessionId::new(&SystemRng),
            token_hash: vec![7; 32],
            person: owner.id,
            kind: SessionKind::Token,
            name: "nightly".into(),
            address: "192.0.2.7".into(),
            factor: Factor::Passkey,
            since: at(4),
            seen: at(5),
            until: at(600),
            stepped_up: at(4),
            purpose: Some(Purpose::Mapping),
            device: Some(DeviceId::new(&SystemRng)),
            confirm_hash: vec![9; 32],
            confirm_until: Some(at(99)),
            scope: Some(TokenScope::Look),
            engagement: Some(scene.engagement.id),
            ended: None,
        };
        let saved = (owner.clone(), sign_in.clone(), session.clone());
        store.ledger().record([EntryDraft::site("person.invited")], move |tx| async move {
            tx.save(&saved.0).await?;
            tx.save_sign_in(&saved.1).await?;
            tx.save(&saved.2).await
        }).await.unwrap();

        assert_eq!(store.firm().await.unwrap(), Some(firm()));
        assert_eq!(store.get::<Person>(owner.id).await.unwrap(), Some(owner.clone()));
        assert_eq!(store.person_by_email("a@moulin.example").await.unwrap(), Some(owner.clone()));
        assert_eq!(store.person_by_email("b@moulin.example").await.unwrap(), None);
        assert_eq!(store.people().await.unwrap().len(), 2);
        assert!(store.sign_in(owner.id).await.unwrap() == Some(sign_in));
        assert!(store.sign_in(scene.person.id).await.unwrap().is_none());
        assert_eq!(store.session_by_token(&[7; 32]).await.unwrap(), Some(session.clone()));
        assert_eq!(store.session_by_token(&[8; 32]).await.unwrap(), None);
        assert_eq!(store.session_by_confirmation(&[9; 32]).await.unwrap(), Some(session.clone()));
        assert_eq!(store.open_sessions(session.since).await.unwrap(), std::slice::from_ref(&session));
        assert_eq!(store.open_sessions(session.until).await.unwrap(), []);
        let by_provider = store.sign_in_by_provider("https://id.lanterne.example 42").await.unwrap();
        assert!(by_provider.is_some_and(|found| found.person == owner.id));
        store.ledger().touch_session(session.id, at(9)).await.unwrap();
        store.ledger().touch_session(session.id, at(8)).await.unwrap();
        assert_eq!(store.sessions_of(owner.id).await.unwrap(), [Session { seen: at(9), ..session }]);
    }

    async fn an_engagement_comes_back_with_all_that_hangs_off_it(world: &World) {
        let store = world.open().await;
        let Scene { client, person, engagement } = scene(&store).await;
        let id = engagement.id;
        let assignment = assignment(id, person.id);
        let grant = grant(&assignment);
        let system = system(id, person.id);
        let hold = Hold { id: HoldId::new(&SystemRng), engagement: id, holding: None, asked_by: person.id, reason: "Audit".into(), since: at(9), until: at(90), ended: None };
        let verification = Verification { id: VerificationId::new(&SystemRng), engagement: id, by: person.id, at: at(11), run: None, statement: "It is right.".into() };
        let saved = (assignment.clone(), grant.clone(), system.clone(), hold.clone(), verification.clone());
        store.ledger().record([EntryDraft::new(id, "work.begun")], move |tx| async move {
            tx.save(&saved.0).await?;
            tx.save(&saved.1).await?;
            tx.save(&saved.2).await?;
            tx.save(&saved.3).await?;
            tx.save(&saved.4).await
        }).await.unwrap();

        assert_eq!(store.clients().await.unwrap(), std::slice::from_ref(&client));
        assert_eq!(store.engagements().await.unwrap(), std::slice::from_ref(&engagement));
        assert_eq!(store.engagements_of_client(client.id).await.unwrap(), [engagement]);
        assert_eq!(store.assignments(id).await.unwrap(), std::slice::from_ref(&assignment));
        assert_eq!(store.assignments_of(person.id).await.unwrap(), [assignment]);
        assert_eq!(store.grants(id).await.unwrap(), std::slice::from_ref(&grant));
        assert_eq!(store.grants_of(person.id).await.unwrap(), [grant]);
        assert_eq!(store.systems(id).await.unwrap(), [system]);
        assert_eq!(store.holds(id).await.unwrap(), [hold]);
        assert_eq!(store.verifications(id).await.unwrap(), [verification]);
        let nobody = EngagementId::new(&SystemRng);
        assert!(store.grants(nobody).await.unwrap().is_empty() && store.get::<Engagement>(nobody).await.unwrap().is_none());
    }

    async fn holdings_and_the_work_on_them_come_back(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let id = engagement.id;
        let original = holding(id, person.id);
        let table = Holding { id: HoldingId::new(&SystemRng), kind: HoldingKind::Table, source: Some(original.id), arrived_at: at(11), ..original.clone() };
        let decision = |column: &str, class| ColumnDecision { holding: table.id, engagement: id, column: column.into(), class, reason: say!("Currency codes."), confirmed_by: None, at: at(12) };
        let decisions = [decision("amount", ColumnClass::Open), decision("iban", ColumnClass::FinancialSensitive)];
        let (run, job) = (load_run(id, person.id), job(id, person.id));
        let certificate = Certificate {
            id: CertificateId::new(&SystemRng),
            engagement: id,
            items: 2,
            at: at(40),
            statement: vec![0, 159, 146, 150],
            manifest: b"{}\n".to_vec(),
            events: vec![1, 2, 3],
            entry: EventId::new(&SystemRng),
            completes: None,
            outstanding_until: Some(at(70)),
        };
        let saved = (original.clone(), table.clone(), decisions.clone(), run.clone(), job.clone(), certificate.clone());
        store.ledger().record([EntryDraft::new(id, "holding.arrived")], move |tx| async move {
            tx.save(&saved.0).await?;
            tx.save(&saved.1).await?;
            for decision in saved.2.iter().rev() {
                tx.save_column_decision(decision).await?;
            }
            tx.save(&saved.3).await?;
            tx.save(&saved.4).await?;
            tx.save(&Certificate { entry: tx.event(), ..saved.5 }).await
        }).await.unwrap();

        assert_eq!(store.holdings(id).await.unwrap(), [original.clone(), table.clone()]);
        assert_eq!(store.tables_of(original.id).await.unwrap(), std::slice::from_ref(&table));
        assert_eq!(store.column_decisions(table.id).await.unwrap(), decisions);
        assert_eq!(store.runs(id).await.unwrap(), [run]);
        assert_eq!(store.unfinished_jobs().await.unwrap(), std::slice::from_ref(&job));
        let entry = store.log(entry::LogId::Engagement(id)).entries(1, 2).await.unwrap()[0].event;
        assert_eq!(store.certificates(id).await.unwrap(), [Certificate { entry, ..certificate.clone() }]);
        assert_eq!(store.certificates_outstanding().await.unwrap(), [Certificate { entry, ..certificate }]);

        let done = Job { state: JobState::Done, done: 10, ended_at: Some(at(31)), ..job };
        let size = store.log(entry::LogId::Engagement(id)).size().await.unwrap();
        store.ledger().note_progress(&done).await.unwrap();
        assert_eq!(store.jobs(id).await.unwrap(), [done]);
        assert!(store.unfinished_jobs().await.unwrap().is_empty());
        assert_eq!(store.log(entry::LogId::Engagement(id)).size().await.unwrap(), size, "progress is bookkeeping");
    }

    async fn what_went_back_comes_back(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let handover = Handover {
            id: HandoverId::new(&SystemRng),
            engagement: engagement.id,
            made_by: person.id,
            at: at(3),
            recipient: "age1example".into(),
            items: vec![HoldingId::new(&SystemRng)],
            bytes: 12,
            manifest: Some("ab".repeat(32)),
            fetched_at: Some(at(4)),
            receipt_by: Some(person.id),
            receipt_at: Some(at(5)),
            receipt_checked: true,
        };
        let broken = Handover { id: HandoverId::new(&SystemRng), at: at(2), manifest: None, fetched_at: None, receipt_by: None, receipt_at: None, receipt_checked: false, ..handover.clone() };
        assert!(handover.is_whole() && !handover.waits_for_receipt() && !broken.is_whole());
        let saved = [handover.clone(), broken.clone()];
        store.ledger().record([EntryDraft::new(engagement.id, "handover.made")], move |tx| async move {
            tx.save(&saved[0]).await?;
            tx.save(&saved[1]).await
        }).await.unwrap();
        assert_eq!(store.handovers(engagement.id).await.unwrap(), [broken.clone(), handover.clone()]);
        assert_eq!(store.all_handovers().await.unwrap(), [broken, handover]);
        assert_eq!(store.engagements_of(engagement.client).await.unwrap(), [engagement]);
    }

    async fn what_must_be_unique_or_there_is_refused(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let twin = person("zoe@lanterne.example", Organisation::Firm);
        let twice = store.ledger().record([EntryDraft::site("person.invited")], move |tx| async move { tx.save(&twin).await }).await.unwrap_err();
        assert_eq!(twice.kind(), ErrorKind::Conflict);
        assert!(!format!("{twice:?}").contains("zoe@"), "errors carry no values");

        let orphan = holding(EngagementId::new(&SystemRng), scene.person.id);
        let draft = EntryDraft::new(scene.engagement.id, "holding.arrived");
        let lost = store.ledger().record([draft], move |tx| async move { tx.save(&orphan).await }).await.unwrap_err();
        assert_eq!(lost.kind(), ErrorKind::Conflict);
        assert_eq!(store.people().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn addresses_of_no_known_kind_are_refused() {
    let mut world = crate::world::World::sqlite();
    for (url, hint) in
        [("mysql://x", "sqlite://PATH"), ("store.db", "sqlite://PATH"), ("sqlite::memory:", "sqlite://PATH")]
    {
        world.url = url.to_owned();
        let error = world.try_open().await.err().expect("refused");
        assert!(
            error.kind() == ErrorKind::BadInput && error.hint_text().is_some_and(|text| text.contains(hint)),
            "{url}: {error}"
        );
    }
    world.url = "sqlite:///nowhere/at/all/store.db".to_owned();
    assert_eq!(world.try_open().await.err().expect("refused").kind(), ErrorKind::Unavailable);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_nobody_elses() {
    use std::os::unix::fs::PermissionsExt;
    let world = crate::world::World::sqlite();
    let store = world.open().await;
    scene(&store).await;
    for file in ["store.db", "store.db-wal"] {
        let mode = std::fs::metadata(world.folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}
