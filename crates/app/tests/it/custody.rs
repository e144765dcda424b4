use bailee_app::actions::{self, DecideQuarantineAsk, HandOverAsk, IntakeAsk, SaveMappingAsk, StartLoadAsk};
use bailee_model::{
    Category, Engagement, EntryDraft, Error, ErrorKind, HoldingState, JobState, LoadMode, Purpose, entry::LogId, say,
};
use bailee_testkit::TestFirm;
use bytes::Bytes;
use futures::TryStreamExt;

#[tokio::test]
async fn an_undeclared_category_is_refused_with_its_clause_and_logged() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = IntakeAsk {
        engagement: on.it.id,
        file_name: "pay.csv".to_owned(),
        category: Category::Employees,
        purpose: Purpose::Audit,
    };
    let error = actions::intake(&on.consultant, ask, futures::stream::iter([Ok(Bytes::from("a,b\n1,2\n"))]))
        .await
        .expect_err("refused");
    assert_eq!(error.refusal().expect("a refusal").clause, "D2");
    let log = firm.app.store().log(LogId::Engagement(on.it.id));
    let last = log.entries(0, log.size().await.expect("size")).await.expect("entries").pop().expect("an entry");
    assert_eq!(last.name, "access.refused");
    assert!(firm.app.store().holdings(on.it.id).await.expect("holdings").is_empty());
}

#[tokio::test]
async fn what_is_not_agreed_is_refused_in_the_callers_language() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    on.consultant.who.language = "fr".to_owned();
    let refused = async |category, purpose| {
        let ask = IntakeAsk { engagement: on.it.id, file_name: "pay.csv".to_owned(), category, purpose };
        let bytes = futures::stream::iter([Ok(Bytes::from("a,b\n1,2\n"))]);
        actions::intake(&on.consultant, ask, bytes).await.expect_err("refused").refusal().expect("a refusal").clone()
    };
    let category = refused(Category::Employees, Purpose::Audit).await;
    assert_eq!((category.clause.as_str(), category.promise.as_str()), ("D2", "Catégories déclarées"));
    assert_eq!(category.reason, "Ce mandat ne prévoit pas de détenir des données de cette catégorie.");
    let narrowed = Engagement { purposes: vec![Purpose::Mapping], ..on.it.clone() };
    let entry = EntryDraft::new(narrowed.id, "test.narrowed");
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&narrowed).await }).await.expect("saved");
    let purpose = refused(Category::Parties, Purpose::Audit).await;
    assert_eq!((purpose.clause.as_str(), purpose.promise.as_str()), ("D3.2", "Limitation des finalités"));
    assert!(!purpose.reason.contains(Purpose::Audit.as_str()), "no English word in it");
}

#[tokio::test]
async fn what_is_found_undeclared_waits_for_the_client() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("a grant");
    let csv = "id,name,salary\n1,Ida Fern,52000\n";
    let (original, table, job) = firm.bring(&on, "people.csv", Category::Parties, csv).await.expect("brought");
    let table = table.expect("a table");
    assert_eq!(
        (job.state, original.state, table.state),
        (JobState::Done, HoldingState::Quarantined, HoldingState::Quarantined)
    );
    assert_eq!(actions::open_profile(&on.consultant, table.id).await.expect_err("shut").kind(), ErrorKind::Refused);
    let by_staff = actions::decide_quarantine(&on.lead, DecideQuarantineAsk { holding: table.id, agree: true }).await;
    assert_eq!(by_staff.expect_err("not theirs").kind(), ErrorKind::Refused);
    let freed = actions::decide_quarantine(&on.owner, DecideQuarantineAsk { holding: table.id, agree: true })
        .await
        .expect("agreed");
    assert_eq!(freed.len(), 2);
    actions::open_profile(&on.consultant, table.id).await.expect("open now");

    let (_, other, _) = firm.bring(&on, "more.csv", Category::Parties, "id,name\n2,Ada Moss\n").await.expect("brought");
    let not_quarantined = actions::decide_quarantine(
        &on.owner,
        DecideQuarantineAsk { holding: other.expect("a table").id, agree: false },
    )
    .await;
    assert_eq!(not_quarantined.expect_err("nothing to decide").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let ask = || IntakeAsk {
        engagement: on.it.id,
        file_name: "c.csv".to_owned(),
        category: Category::Parties,
        purpose: Purpose::Audit,
    };
    let broken = futures::stream::iter([
        Ok(Bytes::from(vec![b'x'; 200_000])),
        Err(Error::bad_input(say!("The connection broke off."))),
    ]);
    let error = actions::intake(&on.consultant, ask(), broken).await.expect_err("broken");
    assert_eq!(error.message(), "The connection broke off.");
    let empty = actions::intake(&on.consultant, ask(), futures::stream::iter([Ok(Bytes::new())])).await;
    assert_eq!(empty.expect_err("empty").kind(), ErrorKind::BadInput);
    let holdings = firm.app.store().holdings(on.it.id).await.expect("holdings");
    assert!(
        holdings
            .iter()
            .all(|holding| holding.state == HoldingState::Destroyed && !firm.vault.is_open(on.it.id, holding.id))
    );
}

#[tokio::test]
async fn rows_that_do_not_fit_are_kept_aside_and_told() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (_, table, job) =
        firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A,extra\n2,B\n").await.expect("brought");
    let table = table.expect("a table");
    assert_eq!((table.rows, table.rejects), (1, 1));
    assert!(job.lines.iter().any(|line| line.english().starts_with("Line 2:")), "{:?}", job.lines);
}

#[tokio::test]
async fn the_client_gets_their_file_back_sealed_to_their_own_key() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let csv = "id,name\n1,Fernhill Ltd (fictional)\n";
    let (original, _, _) = firm.bring(&on, "c.csv", Category::Parties, csv).await.expect("brought");
    let handed = actions::hand_over(&on.owner, HandOverAsk { engagement: on.it.id, holdings: vec![original.id] })
        .await
        .expect("handed over");
    assert!(handed.receipt.is_some());
    assert!(handed.out.file_name.ends_with(".tar.age"), "{}", handed.out.file_name);
    let sealed: Vec<u8> = handed
        .value
        .out
        .bytes
        .try_fold(Vec::new(), |mut all, chunk| async move {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await
        .expect("streams");
    let archive = firm.keepers[1].open(&sealed).expect("opens");
    assert!(archive.windows(csv.len()).any(|part| part == csv.as_bytes()));
    assert!(firm.keepers[0].open(&sealed).is_err());
}

#[tokio::test]
async fn a_load_needs_a_mapping_without_mistakes_and_yields_sealed_files() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    firm.bring(&on, "customers.csv", Category::Parties, "id,name\n1,Fernhill Ltd (fictional)\n2,\n")
        .await
        .expect("brought");
    firm.grant(&mut on, Purpose::TestLoad, &[Category::Parties], &[]).await.expect("a grant");
    let save = |text: &str| SaveMappingAsk { engagement: on.it.id, name: "First".to_owned(), text: text.to_owned() };
    let wrong = actions::save_mapping(&on.consultant, save("res.partner <- nowhere"))
        .await
        .expect("saved, mistakes and all")
        .value;
    let start = |mapping| StartLoadAsk { engagement: on.it.id, mapping, mode: LoadMode::Files, system: None };
    let error = actions::start_load(&on.consultant, start(wrong.id)).await.expect_err("mistakes");
    assert_eq!((error.kind(), error.place().and_then(|place| place.line)), (ErrorKind::BadInput, Some(1)));

    let right = actions::save_mapping(&on.consultant, save("res.partner <- customers")).await.expect("saved").value;
    let started = actions::start_load(&on.consultant, start(right.id)).await.expect("started").value;
    let job = firm.app.wait(started.job.id).await.expect("ended");
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let run = firm.app.store().runs(on.it.id).await.expect("runs").pop().expect("a run");
    assert_eq!((run.outcomes[0].created, run.outcomes[0].rejected), (1, 1));
    let result = actions::reconcile(&on.consultant, run.id).await.expect("compared");
    assert!(result.agrees(), "{:?}", result.value);
}
