//! The nouns of access come back as they were saved: suppliers, passkeys, ceremonies, devices and their reports, documents
//! and signatures, courses, reviews, departures, and what is known outside.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::people::{Departure, Organisation};
use bailee_model::posture::{Encryption, Protection, Unavailable, Updates, Why};
use bailee_model::*;

/// Saves each noun under one entry, and finds each again by its identifier.
macro_rules! comes_back {
    ($store:expr, $($noun:expr),+ $(,)?) => {$({
        let noun = $noun;
        let saved = noun.clone();
        let id = noun.id;
        $store.ledger().record([EntryDraft::site("noun.saved")], move |tx| async move { tx.save(&saved).await }).await.unwrap();
        assert!($store.get(id).await.unwrap() == Some(noun), stringify!($noun));
    })+};
}

fn posture() -> Posture {
    Posture {
        encryption: Measured::Value(Encryption { on: true, path: "/home".into(), found: "crypto_LUKS".into() }),
        updates: Measured::Value(Updates { age_days: 3, waiting: None, restart_pending: true }),
        protection: Measured::Value(Protection { name: "ClamAV".into(), running: true, signatures_age_days: Some(1) }),
        screen_lock: Measured::Unavailable(Unavailable { why: Why::NotApplicable, detail: "no screen".into() }),
    }
}

fn device(person: PersonId) -> Device {
    Device {
        id: DeviceId::new(&SystemRng),
        person,
        name: "Laptop".into(),
        os: Os::Linux,
        owner: DeviceOwner::Personal,
        algorithm: KeyAlgorithm::P256,
        key: vec![4, 0, 255],
        home: KeyHome::Tpm,
        state: DeviceState::Approved,
        since: at(1),
        approved_by: Some(person),
        approved_at: Some(at(2)),
        approved_until: Some(at(3)),
        ended: None,
        last_number: 7,
    }
}

on_both! {
    async fn who_is_let_in_and_from_where(world: &World) {
        let store = world.open().await;
        let Scene { person, .. } = scene(&store).await;
        let supplier = Supplier {
            id: SupplierId::new(&SystemRng),
            kind: SupplierKind::Subcontractor,
            name: "Atelier Nord (fictional)".into(),
            contact: "nord@atelier.example".into(),
            regions: vec!["CA-QC".into()],
            since: at(1),
            ended: None,
        };
        let passkey = Passkey {
            id: PasskeyId::new(&SystemRng),
            person: person.id,
            name: "Key ring".into(),
            credential_id: vec![1, 2],
            credential: b"{}".to_vec(),
            since: at(1),
            used_at: Some(at(2)),
            ended: None,
        };
        let device = device(person.id);
        let report = PostureReport {
            id: bailee_model::ReportId::new(&SystemRng),
            device: device.id,
            number: 7,
            taken_at: at(4),
            received_at: at(5),
            collector: "bailee 0.1.0".into(),
            os_version: "Debian 12".into(),
            posture: posture(),
            raw_digest: "00".repeat(32),
        };
        let mail = Mail {
            id: MailId::new(&SystemRng),
            person: person.id,
            kind: MailKind::Digest,
            path: "/work".into(),
            since: at(6),
            next_at: Some(at(7)),
            attempts: 1,
            sent_at: None,
            trouble: "unreachable".into(),
        };
        comes_back!(store, supplier.clone(), passkey.clone(), device.clone(), report.clone(), mail.clone());
        assert_eq!(store.suppliers().await.unwrap(), std::slice::from_ref(&supplier));
        assert!(store.passkey_by_credential(&[1, 2]).await.unwrap() == Some(passkey));
        assert_eq!(store.devices_of(person.id).await.unwrap(), std::slice::from_ref(&device));
        assert_eq!(store.report(device.id, 7).await.unwrap(), Some(report));
        assert_eq!(store.report(device.id, 6).await.unwrap(), None);
        assert_eq!(store.mail_waiting().await.unwrap(), std::slice::from_ref(&mail));
        store.ledger().note_mail(&Mail { next_at: None, sent_at: Some(at(8)), ..mail }).await.unwrap();
        assert!(store.mail_waiting().await.unwrap().is_empty());
        let theirs = crate::samples::person("paul@atelier.example", Organisation::Supplier(supplier.id));
        comes_back!(store, theirs.clone());
        assert_eq!(store.people_of(Organisation::Supplier(supplier.id)).await.unwrap(), [theirs]);
        let again = Device { id: DeviceId::new(&SystemRng), ..device };
        let twice = store.ledger().record([EntryDraft::site("device.enrolled")], move |tx| async move { tx.save(&again).await });
        assert_eq!(twice.await.unwrap_err().kind(), ErrorKind::Conflict, "a key is one device's");
    }

    async fn a_ceremony_has_one_second_half(world: &World) {
        let store = world.open().await;
        scene(&store).await;
        let ceremony = |until| Ceremony {
            id: CeremonyId::new(&SystemRng),
            kind: "passkey.register".into(),
            person: None,
            state: vec![1, 2, 3],
            until,
        };
        let (here, over) = (ceremony(at(100)), ceremony(at(10)));
        store.ledger().keep_ceremony(&here).await.unwrap();
        store.ledger().keep_ceremony(&over).await.unwrap();
        assert!(store.ledger().take_ceremony(over.id, at(50)).await.unwrap().is_none(), "too late");
        assert!(store.get::<Ceremony>(over.id).await.unwrap().is_none(), "and forgotten");
        assert!(store.ledger().take_ceremony(here.id, at(50)).await.unwrap() == Some(here.clone()));
        assert!(store.ledger().take_ceremony(here.id, at(50)).await.unwrap().is_none(), "once");
    }

    async fn what_was_settled_and_how_it_ended(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let document = Document {
            id: DocumentId::new(&SystemRng),
            kind: DocumentKind::MutualNda,
            version: 2,
            language: "fr".into(),
            title: "Accord".into(),
            text: "Texte".into(),
            digest: "00".repeat(32),
            material: true,
            published_at: at(1),
            published_by: None,
        };
        let signature = Signature {
            id: SignatureId::new(&SystemRng),
            document: document.id,
            kind: document.kind,
            version: 2,
            language: "fr".into(),
            digest: document.digest.clone(),
            person: person.id,
            organisation: Organisation::Firm,
            engagement: Some(engagement.id),
            typed_name: "Zoé Lanterne".into(),
            consent: "Oui".into(),
            factor: Factor::PasswordAndCode,
            at: at(2),
        };
        let question =
            QuizQuestion { question: "?".into(), answers: vec!["a".into(), "b".into()], right: 1, because: "b".into() };
        let course = Course {
            id: CourseId::new(&SystemRng),
            version: 1,
            language: "en".into(),
            title: "Handling".into(),
            text: "Text".into(),
            questions: vec![question],
            pass: 1,
            published_at: at(1),
        };
        let completion = Completion {
            id: CompletionId::new(&SystemRng),
            person: person.id,
            course: course.id,
            version: 1,
            score: 1,
            at: at(3),
            until: at(300),
        };
        let review = Review {
            id: ReviewId::new(&SystemRng),
            number: 1,
            opened_at: at(4),
            due: at(40),
            population: "00".repeat(32),
            closed_at: None,
            statement: vec![1],
            manifest: vec![2],
        };
        let row = ReviewRow {
            id: ReviewRowId::new(&SystemRng),
            review: review.id,
            person: person.id,
            engagement: Some(engagement.id),
            assignment: None,
            scope: "lead".into(),
            given_by: None,
            last_used: Some(at(3)),
            flags: vec![ReviewFlag::NeverUsed, ReviewFlag::Drifted],
            reviewer: Some(person.id),
            decision: Some(ReviewDecision::Reduce),
            reason: "less".into(),
            decided_by: None,
            decided_at: Some(at(5)),
            suspended_at: None,
            restored_at: None,
            probe: Some("S2.2".into()),
        };
        let departure = Departure {
            id: DepartureId::new(&SystemRng),
            person: person.id,
            by: person.id,
            left_at: at(6),
            ended_at: at(7),
            sessions: 1,
            assignments: 2,
            grants: 3,
            devices: 4,
            rotations: 5,
        };
        comes_back!(store, document.clone(), signature.clone(), course, completion.clone(), review, row.clone(), departure);
        assert_eq!(store.signatures_on(engagement.id).await.unwrap(), std::slice::from_ref(&signature));
        assert_eq!(store.signatures_for(Organisation::Firm).await.unwrap(), [signature]);
        assert_eq!(store.completions_of(person.id).await.unwrap(), [completion]);
        assert_eq!(store.review_rows(row.review).await.unwrap(), [row]);
    }

    async fn what_is_known_outside(world: &World) {
        let store = world.open().await;
        let Scene { person, engagement, .. } = scene(&store).await;
        let system = system(engagement.id, person.id);
        let used = CredentialUse {
            id: CredentialUseId::new(&SystemRng),
            engagement: engagement.id,
            system: system.id,
            credential: HoldingId::new(&SystemRng),
            person: person.id,
            first: at(1),
            last: at(2),
        };
        let rotation = Rotation {
            id: RotationId::new(&SystemRng),
            engagement: engagement.id,
            system: system.id,
            credential: used.credential,
            person: Some(person.id),
            state: RotationState::Requested,
            requested_at: at(3),
            due: at(4),
            attempts: 2,
            next_at: Some(at(5)),
            note: RotationTry::RefusedOnce,
            confirmed_at: None,
            confirmed_by: None,
            attested: false,
        };
        let account = Account {
            id: AccountId::new(&SystemRng),
            engagement: engagement.id,
            system: system.id,
            login: "intern@moulin.example".into(),
            name: "An intern".into(),
            active: true,
            state: AccountState::Unknown,
            person: None,
            first_seen: at(1),
            last_seen: at(2),
            gone_at: None,
        };
        comes_back!(store, system.clone(), used.clone(), rotation.clone(), account.clone());
        assert_eq!(store.credential_uses_of(person.id).await.unwrap(), [used]);
        assert_eq!(store.rotations_of(engagement.id).await.unwrap(), [rotation]);
        assert_eq!(store.accounts(system.id).await.unwrap(), [account]);
    }
}
