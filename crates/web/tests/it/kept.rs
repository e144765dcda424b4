//! Sentences that were kept in records: a page says them in its own language, a program reads them in English.

use crate::support::{CSV, api, get, send};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
};
use bailee_app::actions::{self, IntakeAsk};
use bailee_model::{
    Category, ColumnClass, EntryDraft, Holding, JobState, LoadMode, LoadRun, LoadRunId, Purpose, Result, Text, say,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bailee_web::samples;
use serde_json::json;

/// A page of somebody who reads French.
async fn french(router: &Router, path: &str, session: &str) -> String {
    let mut request = get(path, Some(session));
    let cookies = format!("__Host-bailee={session}; __Host-bailee-language=fr");
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookies).expect("text"));
    let answer = send(router, request).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    assert!(!answer.body.contains("&#34;say&#34;"), "{path} shows how a sentence is kept: {}", answer.body);
    answer.body
}

async fn told(router: &Router, path: &str, session: &str) -> serde_json::Value {
    let answer = send(router, api("GET", path, Some(session), None)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    assert!(!answer.body.contains("\\\"say\\\""), "{path} tells how a sentence is kept: {}", answer.body);
    serde_json::from_str(&answer.body).expect("JSON")
}

async fn scene(classes: &[ColumnClass]) -> Result<(TestFirm, TestEngagement, Router, String)> {
    let firm = TestFirm::new().await?;
    let mut on = firm.engagement("one", &[Category::Financial, Category::Parties]).await?;
    firm.grant(&mut on, Purpose::Audit, &[Category::Financial], classes).await?;
    let (door, session) = firm.sign_in_token(&on.consultant.who.email).await?;
    actions::set_purpose(&door, Some(Purpose::Audit)).await?;
    let router = bailee_web::router(firm.app.clone());
    Ok((firm, on, router, session))
}

#[tokio::test]
async fn a_job_tells_its_lines_and_its_error_in_french() {
    let (firm, on, router, session) = scene(&[]).await.expect("a scene");
    let base = format!("/engagements/{}/jobs", on.it.id);
    let (_, _, job) = firm.bring(&on, "short.csv", Category::Financial, "a,b\n1\n").await.expect("brought");
    let page = french(&router, &format!("{base}/{}", job.id), &session).await;
    assert!(page.contains("Ligne 2\u{a0}: Moins de champs que l’en-tête n’en a."), "{page}");
    assert!(page.contains("entre les champs\u{a0}: ,"), "{page}");

    let ask = IntakeAsk {
        engagement: on.it.id,
        file_name: "broken.csv".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
    };
    let bytes = futures::stream::iter([Ok(Bytes::from_static(b"\xff,b\n1,2\n"))]);
    let taken = actions::intake(&on.consultant, ask, bytes).await.expect("taken").value;
    let job = firm.app.wait(taken.job.id).await.expect("ended");
    assert_eq!(job.state, JobState::Failed);
    let page = french(&router, &format!("{base}/{}", job.id), &session).await;
    let line = "broken.csv, ligne 1\u{a0}: Un enregistrement illisible. Exportez-le de nouveau";
    assert!(page.contains(line), "where, what, and what to do: {page}");
    let told = told(&router, &format!("/api/v1/jobs/{}", job.id), &session).await;
    let lines = told["lines"].as_array().expect("lines");
    let line = "broken.csv, line 1: A record that could not be read. Export it again; nothing was kept.";
    assert_eq!(lines.last().expect("one"), line);
}

#[tokio::test]
async fn why_a_column_has_its_class_is_told_in_french_and_a_persons_reason_as_it_was_typed() {
    let (firm, on, router, session) = scene(&[]).await.expect("a scene");
    let (_, table, _) = firm.bring(&on, "ledger.csv", Category::Financial, CSV).await.expect("brought");
    let table = table.expect("a table").id;
    let reason = "Le nom dit qu’elle nomme des personnes ou des entreprises.";
    let path = format!("/engagements/{}/holdings/{table}/columns", on.it.id);
    assert!(french(&router, &path, &session).await.contains(reason));
    let raise = actions::ClassifyColumnAsk {
        holding: table,
        column: "amount".to_owned(),
        class: ColumnClass::FinancialSensitive,
        reason: "Margins, by client".to_owned(),
    };
    actions::classify_column(&on.consultant, raise).await.expect("raised");
    assert!(french(&router, &path, &session).await.contains("Margins, by client"));
    let told = told(&router, &format!("/api/v1/holdings/{table}/profile"), &session).await;
    let columns = told["value"]["profile"]["columns"].as_array().expect("columns");
    assert_eq!(columns[0]["class_reason"], "The name says that it names people or companies.");
    let decisions = told["value"]["decisions"].as_array().expect("decisions");
    assert!(decisions.iter().any(|each| each["reason"] == "The name says that it names people or companies."));
    assert!(decisions.iter().any(|each| each["reason"] == "Margins, by client"));
}

/// A run that left out what a page shall show, kept as loads keep it.
async fn run(firm: &TestFirm, on: &TestEngagement, table: &Holding) -> Result<LoadRunId> {
    let ours = say!("It is none of the values that Odoo allows: {keys}.", keys = "sale, purchase");
    let reject = |line: u64, message: &Text, said: Option<String>| {
        json!({
            "model": "account.tax", "id": "t1", "field": "type", "message": message, "said": said,
            "source": { "file": "taxes.csv", "line": line },
        })
    };
    let theirs = Text::told("The tax is used already.");
    let kept = json!([reject(2, &ours, Some(ours.keep())), reject(3, &theirs, None)]);
    let (report, ..) = firm.bring(on, "rejects.json", Category::Financial, &kept.to_string()).await?;
    let now = firm.app.clock().now();
    let run = LoadRun {
        id: LoadRunId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        mapping: report.id,
        mode: LoadMode::Test,
        sources: vec![table.id],
        system: None,
        state: JobState::Done,
        by: on.consultant.who.id,
        started_at: now,
        ended_at: Some(now),
        outcomes: Vec::new(),
        report: Some(report.id),
        agrees: None,
        reconciliation: None,
    };
    let (entry, kept) = (EntryDraft::new(on.it.id, "test.loaded"), run.clone());
    firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&kept).await }).await?;
    Ok(run.id)
}

#[tokio::test]
async fn what_a_load_left_out_is_told_in_french_where_the_words_are_ours() {
    for (classes, clear) in [(ColumnClass::IN_CLEAR, true), (&[][..], false)] {
        let (firm, on, router, session) = scene(classes).await.expect("a scene");
        let (_, table, _) = firm.bring(&on, "taxes.csv", Category::Financial, CSV).await.expect("brought");
        let run = run(&firm, &on, &table.expect("a table")).await.expect("kept");
        let page = french(&router, &format!("/engagements/{}/runs/{run}", on.it.id), &session).await;
        let ours = "Ce n’est aucune des valeurs qu’Odoo permet\u{a0}: sale, purchase.";
        assert_eq!((page.contains(ours), page.contains("The tax is used already.")), (clear, clear), "{page}");
        assert_eq!(page.contains("Le message est masqué"), !clear, "{page}");
        let told = told(&router, &format!("/api/v1/loads/{run}"), &session).await;
        let english = match clear {
            true => "It is none of the values that Odoo allows: sale, purchase.",
            false => "The message is hidden: your grant does not clear what it may quote.",
        };
        assert_eq!(told["value"]["rejects"][0]["message"], english);
    }
}

#[test]
fn findings_and_rejects_of_the_made_up_pages_are_french_on_french_ones() {
    let said = [
        ("Des écritures ne s’équilibrent pas", "Entries do not come to zero"),
        ("Odoo exige une valeur ici.", "Odoo requires a value here."),
        ("Connexion à Odoo 17.0 ouverte.", "Signed in to Odoo 17.0."),
    ];
    for (french, english) in said {
        let all = samples::all().expect("rendered");
        let of = |text: &str| {
            all.iter().filter(|sample| sample.html.contains(text)).map(|it| it.lang.is_french()).collect::<Vec<_>>()
        };
        assert!(!of(french).is_empty() && of(french).iter().all(|it| *it), "{french}");
        assert!(!of(english).is_empty() && of(english).iter().all(|it| !*it), "{english}");
    }
}
