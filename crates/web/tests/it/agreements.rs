//! What comes before work, as people see it: led to it, read, signed, learnt, published.

use crate::support::{Answer, World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_model::{
    DocumentKind, Engagement, EntryDraft, Organisation, Person, Standing, Supplier, SupplierId, SupplierKind,
};
use serde_json::{Value, json};

async fn page(world: &World, path: &str, session: &str) -> Answer {
    send(&world.router, get(path, Some(session))).await
}

async fn sends(world: &World, path: &str, session: &str, fields: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("csrf".to_owned(), form_token(session))];
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    send(&world.router, post(path, Some(session), &pairs)).await
}

/// Somebody of a subcontractor who has signed nothing yet.
async fn newcomer(world: &World) -> (Person, String) {
    let firm = &world.firm;
    let supplier = Supplier {
        id: SupplierId::new(firm.rng().as_ref()),
        kind: SupplierKind::Subcontractor,
        name: "Fernhill Partners (fictional)".to_owned(),
        contact: "office@fernhill.example".to_owned(),
        regions: vec!["CA".to_owned()],
        since: firm.app.clock().now(),
        ended: None,
    };
    let organisation = Organisation::Supplier(supplier.id);
    let entry = EntryDraft::site("supplier.added").id("supplier", supplier.id);
    firm.app
        .store()
        .ledger()
        .record([entry], move |tx| async move { tx.save(&supplier).await })
        .await
        .expect("recorded");
    let person = firm.person("Sol Fern", organisation, Standing::Owner).await.expect("a person");
    let (_, session) = firm.sign_in_bare(&person.email).await.expect("signs in");
    (person, session)
}

async fn newest(world: &World, kind: DocumentKind) -> String {
    let all = world.firm.app.store().documents().await.expect("documents");
    bailee_app::documents::newest(&all, kind, "en").expect("published").id.to_string()
}

#[tokio::test]
async fn whoever_may_not_work_yet_is_led_to_what_lifts_it() {
    let world = World::new().await.expect("a world");
    let (person, session) = newcomer(&world).await;
    let work = page(&world, "/work", &session).await.body;
    assert!(work.contains("\"/agreements\"") && work.contains("\"/training\""), "My work leads there");
    let list = page(&world, "/agreements", &session).await;
    assert!(list.body.contains("3 agreements wait for your signature"), "{}", list.body);
    for kind in [DocumentKind::Confidentiality, DocumentKind::FlowDownFirm, DocumentKind::FlowDownPerson] {
        let id = newest(&world, kind).await;
        assert!(list.body.contains(&format!("/agreements/{id}")), "{kind}");
        let sign = format!("/agreements/{id}/sign");
        let missing = sends(&world, &sign, &session, &[("typed_name", "Sol Fern")]).await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(missing.body.contains("id=\"consent-wrong\"") && missing.body.contains("value=\"Sol Fern\""));
        let signed = sends(&world, &sign, &session, &[("typed_name", "sol fern"), ("consent", "yes")]).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
        let to = signed.header(header::LOCATION).to_owned();
        let shown = page(&world, &to, &session).await;
        assert!(shown.status == StatusCode::OK && shown.body.contains("sol fern"));
        let copy = page(&world, &format!("{to}/copy.txt"), &session).await;
        assert_eq!(copy.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
        assert!(copy.body.starts_with("# ") && copy.body.contains("SHA-256"));
        let (_, stranger) = world.firm.sign_in_token(&world.one.consultant.who.email).await.expect("signs in");
        assert_eq!(page(&world, &to, &stranger).await.status, StatusCode::NOT_FOUND);
    }
    let training = page(&world, "/training", &session).await.body;
    assert!(training.contains("The training comes first"));
    let courses = world.firm.app.store().courses().await.expect("courses");
    let course = courses.iter().find(|each| each.language == "en").expect("published");
    let path = format!("/training/{}", course.id);
    let asked = page(&world, &path, &session).await.body;
    assert!(
        asked.contains("name=\"q9\"") && !asked.contains(&course.questions[0].because[..20]),
        "no answer is given away"
    );
    let answers = |shift: usize| -> Vec<(String, String)> {
        let each = course.questions.iter().enumerate();
        each.map(|(at, it)| (format!("q{at}"), ((it.right + shift) % it.answers.len()).to_string())).collect()
    };
    let take = async |answers: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = answers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sends(&world, &path, &session, &fields).await
    };
    let missing = take(answers(0)[..9].to_vec()).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        missing.body.contains("id=\"q9-wrong\"") && missing.body.matches(" checked").count() == 9,
        "nothing is lost"
    );
    let failed = take(answers(1)).await;
    assert!(failed.body.contains("Not yet: 0 of 10") && failed.body.contains("Take it again"));
    let passed = take(answers(0)).await;
    assert!(passed.body.contains("Passed: 10 of 10"), "{}", passed.body);
    assert!(page(&world, "/training", &session).await.body.contains("You are trained until"));
    assert!(page(&world, "/agreements", &session).await.body.contains("Nothing waits for your signature"));
    drop(person);
}

#[tokio::test]
async fn clients_people_find_nothing_of_the_firms_own_agreements() {
    let world = World::new().await.expect("a world");
    let (_, session) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("signs in");
    let confidentiality = newest(&world, DocumentKind::Confidentiality).await;
    for path in [
        format!("/agreements/{confidentiality}"),
        "/training".to_owned(),
        "/firm/agreements".to_owned(),
        "/firm/training".to_owned(),
    ] {
        assert_eq!(page(&world, &path, &session).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_officer_publishes_and_sees_who_owes() {
    let world = World::new().await.expect("a world");
    let officer = world.firm.officer().await.expect("the officer");
    let (_, session) = world.firm.sign_in_token(&officer.who.email).await.expect("signs in");
    let seen = page(&world, "/firm/agreements", &session).await;
    assert!(
        seen.body.contains("Everybody has signed and learnt") && seen.body.contains("BAILEE_SMTP_URL"),
        "{}",
        seen.body
    );
    let form = page(&world, "/firm/agreements/new?kind=confidentiality", &session).await;
    assert!(form.body.contains("# Confidentiality agreement") && form.body.contains("checked"));
    assert_eq!(page(&world, "/firm/agreements/new?kind=nothing", &session).await.status, StatusCode::NOT_FOUND);
    let before = newest(&world, DocumentKind::Confidentiality).await;
    let wrong = sends(
        &world,
        "/firm/agreements",
        &session,
        &[("kind", "confidentiality"), ("en", "No title"), ("fr", "# Titre\n\nTexte.")],
    )
    .await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("No title"),
        "nothing typed is lost"
    );
    let fields = [
        ("kind", "confidentiality"),
        ("en", "# Confidentiality\r\n\r\nBe silent.\r\n"),
        ("fr", "# Confidentialité\r\n\r\nSilence.\r\n"),
        ("material", "yes"),
    ];
    let published = sends(&world, "/firm/agreements", &session, &fields).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
    let after = newest(&world, DocumentKind::Confidentiality).await;
    let difference = page(&world, &format!("/agreements/{after}/since/{before}"), &session).await;
    assert!(difference.body.contains("<ins>") && difference.body.contains("<del>"), "{}", difference.body);
    let inert = page(&world, "/firm/agreements", &session).await;
    assert_eq!(inert.status, StatusCode::FORBIDDEN, "the officer owes it too");
    assert!(inert.body.contains("\"/agreements\""), "and the refusal points there");
    let signed = sends(
        &world,
        &format!("/agreements/{after}/sign"),
        &session,
        &[("typed_name", &officer.who.name), ("consent", "yes")],
    )
    .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let seen = page(&world, "/firm/agreements", &session).await;
    assert!(seen.body.contains("people owe a signature or training"), "{}", seen.body);
    world.firm.advance(jiff::SignedDuration::from_mins(6));
    let late = sends(
        &world,
        "/firm/agreements",
        &session,
        &[("kind", "mutual_nda"), ("en", "# Long work\n\nKept."), ("fr", "# Long travail\n\nGardé.")],
    )
    .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("# Long work") && late.body.contains("/step-up"), "what was written is not lost");
    let course = page(&world, "/firm/training/new", &session).await;
    assert!(course.body.contains("[[question]]"), "the course in force can be begun from");
    assert!(page(&world, "/firm/training", &session).await.body.contains("people are trained"));
}

#[tokio::test]
async fn a_refused_intake_points_to_the_mutual_agreement_and_both_sides_sign_it() {
    let world = World::new().await.expect("a world");
    let changed = Engagement { nda_required: true, ..world.one.it.clone() };
    let entry = EntryDraft::new(changed.id, "engagement.changed").id("engagement", changed.id);
    let saved = world.firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&changed).await });
    saved.await.expect("recorded");
    let id = world.one.it.id;
    let (_, consultant) = world.firm.sign_in_token(&world.one.consultant.who.email).await.expect("signs in");
    let refused = send(
        &world.router,
        crate::support::upload(&format!("/engagements/{id}/holdings"), Some(&consultant), &form_token(&consultant)),
    )
    .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(refused.body.contains(&format!("/agreements/engagements/{id}")), "{}", refused.body);

    let document = newest(&world, DocumentKind::MutualNda).await;
    let nda = format!("/agreements/engagements/{id}");
    for (who, complete) in [(&world.one.lead.who, false), (&world.one.owner.who, true)] {
        let (_, session) = world.firm.sign_in_token(&who.email).await.expect("signs in");
        if complete {
            let decisions = page(&world, &format!("/decisions?engagement={id}"), &session).await;
            assert!(decisions.body.contains(&nda), "the client's decisions lead there");
        }
        assert!(page(&world, &nda, &session).await.body.contains("A signature is missing"));
        let fields = [("typed_name", who.name.as_str()), ("consent", "yes"), ("engagement", &id.to_string())];
        let signed = sends(&world, &format!("/agreements/{document}/sign"), &session, &fields).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
        assert_eq!(page(&world, &nda, &session).await.body.contains("Both sides have signed"), complete);
    }
}

#[tokio::test]
async fn programs_read_and_never_sign() {
    let world = World::new().await.expect("a world");
    let (_, session) = world.firm.sign_in_token(&world.one.consultant.who.email).await.expect("signs in");
    let read = async |path: &str| {
        let answer = send(&world.router, api("GET", path, Some(&session), None)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        serde_json::from_str::<Value>(&answer.body).expect("JSON")
    };
    let mine = read("/api/v1/agreements").await;
    let signature = mine["signed"][0]["signature"]["id"].as_str().expect("an identifier").to_owned();
    assert!(read(&format!("/api/v1/signatures/{signature}")).await["copy"].as_str().expect("text").starts_with("# "));
    let course = read("/api/v1/training").await["course"].clone();
    assert!(course["questions"][0]["right"].is_null(), "no answer is given away");
    let path = format!("/api/v1/courses/{}/answers", course["id"].as_str().expect("an identifier"));
    let taken = send(&world.router, api("POST", &path, Some(&session), Some(&json!({ "answers": vec![0; 10] })))).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let value: Value = serde_json::from_str(&taken.body).expect("JSON");
    assert!(value["value"]["corrections"].as_array().expect("a list").len() < 10);
    let document = newest(&world, DocumentKind::Confidentiality).await;
    let again = json!({ "typed_name": "x", "consent": true, "engagement": null, "for_organisation": false });
    let answer = send(
        &world.router,
        api("POST", &format!("/api/v1/documents/{document}/signatures"), Some(&session), Some(&again)),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
}

#[tokio::test]
async fn signing_with_stale_factors_leads_to_showing_them_and_back_with_what_was_typed() {
    let world = World::new().await.expect("a world");
    let (person, session) = newcomer(&world).await;
    let id = newest(&world, DocumentKind::Confidentiality).await;
    let sign = format!("/agreements/{id}/sign");
    let fresh = page(&world, &format!("/agreements/{id}"), &session).await.body;
    assert!(!fresh.contains("/step-up?back="), "nothing stands in the way of who has just signed in");
    world.firm.advance(jiff::SignedDuration::from_mins(6));
    let stale = page(&world, &format!("/agreements/{id}"), &session).await.body;
    assert!(stale.contains(&format!("/step-up?back=/agreements/{id}")), "told before anything is typed");
    let refused = sends(&world, &sign, &session, &[("typed_name", "Sol Fern"), ("consent", "yes")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let back = format!("/agreements/{id}?name=Sol%20Fern");
    let way = format!("/step-up?back=/agreements/{id}%3Fname%3DSol%2520Fern");
    assert!(refused.body.contains(&way) && refused.body.contains("value=\"Sol Fern\""), "{}", refused.body);
    let form = page(&world, &way, &session).await.body;
    assert!(form.contains(&format!("name=\"back\" value=\"{back}\"")), "{form}");
    let code = world.firm.next_code(&person.email).expect("a code");
    let shown = [("password", bailee_testkit::firm::PASSWORD), ("code", &code), ("back", &back)];
    let done = sends(&world, "/step-up", &session, &shown).await;
    assert_eq!(done.header(header::LOCATION), back, "{}", done.body);
    let again = page(&world, &back, &session).await.body;
    assert!(again.contains("value=\"Sol Fern\"") && !again.contains("/step-up?back="));
    let signed = sends(&world, &sign, &session, &[("typed_name", "Sol Fern"), ("consent", "yes")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
}
