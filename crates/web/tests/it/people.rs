//! The pages and routes about people: found, suspended, let go; suppliers; credentials to replace and accounts.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_app::actions::{self, AskGrantAsk, StoreCredentialAsk};
use bailee_model::{Category, Organisation, Person, PersonId, PersonState, Purpose, Standing};
use jiff::SignedDuration;
use serde_json::{Value, json};
use zeroize::Zeroizing;

const OFFICER: &str = "odile@quillbridge.example";

fn form(session: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let token = [("csrf".to_owned(), form_token(session))];
    token.into_iter().chain(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

async fn officer(world: &World) -> String {
    world.firm.sign_in_token(OFFICER).await.expect("in").1
}

async fn state(world: &World, id: PersonId) -> PersonState {
    world.firm.app.store().get::<Person>(id).await.expect("read").expect("a person").state
}

#[tokio::test]
async fn the_officer_sees_what_would_end_and_lets_somebody_go() {
    let world = World::new().await.expect("a world");
    let session = officer(&world).await;
    let who = &world.one.consultant.who;
    let list = send(&world.router, get("/people?q=cole", Some(&session))).await;
    let page = format!("/people/{}", who.id);
    assert!(list.body.contains(&page) && list.body.contains("1 person"), "{}", list.body);
    assert!(!list.body.contains(&world.one.lead.who.id.to_string()), "the word leaves others out");

    let told = send(&world.router, get(&page, Some(&session))).await;
    for ends in ["1 assignment", "2 grants", "1 device is trusted no more", "0 credentials are to be replaced"] {
        assert!(told.body.contains(ends), "{ends}: {}", told.body);
    }
    let session = officer(&world).await;
    let fields = form(&session, &[("left_at", ""), ("reason", "they have another position")]);
    let done = send(&world.router, post(&format!("{page}/depart"), Some(&session), &fields)).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, page.as_str()), "{}", done.body);
    assert!(done.header(header::SET_COOKIE).contains("depart."), "with its receipt");
    assert_eq!(state(&world, who.id).await, PersonState::Departed);
    let out = send(&world.router, get("/work", Some(&world.consultant))).await;
    assert!(out.header(header::LOCATION).starts_with("/sign-in"), "an open browser is out at once");
    let gone = send(&world.router, get(&page, Some(&session))).await;
    assert!(gone.body.contains("departed") && gone.body.contains("Time to revoke"), "{}", gone.body);
    assert!(!gone.body.contains("/depart\""), "nobody leaves twice");
    let again = send(&world.router, post(&format!("{page}/depart"), Some(&session), &fields)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let everybody = send(&world.router, get("/people", Some(&session))).await;
    assert!(!everybody.body.contains(&page), "who left is not among those who are here");
    let departed = send(&world.router, get("/people?state=departed", Some(&session))).await;
    assert!(departed.body.contains(&page));
}

#[tokio::test]
async fn a_suspended_person_is_out_and_let_in_again() {
    let world = World::new().await.expect("a world");
    let session = officer(&world).await;
    let page = format!("/people/{}", world.one.consultant.who.id);
    let fields = form(&session, &[("reason", "looked into")]);
    let done = send(&world.router, post(&format!("{page}/suspend"), Some(&session), &fields)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(send(&world.router, get("/work", Some(&world.consultant))).await.status, StatusCode::SEE_OTHER);
    let told = send(&world.router, get(&page, Some(&session))).await;
    assert!(told.body.contains("/reinstate\"") && !told.body.contains("/suspend\""), "{}", told.body);
    let done = send(&world.router, post(&format!("{page}/reinstate"), Some(&session), &fields)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(state(&world, world.one.consultant.who.id).await, PersonState::Active);
}

#[tokio::test]
async fn invariant_6_a_person_answers_like_nobody_to_who_does_not_oversee_people() {
    let world = World::new().await.expect("a world");
    let invented = PersonId::new(world.firm.rng().as_ref());
    let real = world.one.lead.who.id;
    for session in [&world.consultant, &world.owner] {
        for path in ["/people/{}", "/api/v1/people/{}"] {
            let ask = async |id: PersonId| {
                let path = path.replace("{}", &id.to_string());
                let answer = match path.starts_with("/api") {
                    true => send(&world.router, api("GET", &path, Some(session), None)).await,
                    false => send(&world.router, get(&path, Some(session))).await,
                };
                (answer.status, answer.body.replace(&id.to_string(), ""))
            };
            let (one, other) = (ask(real).await, ask(invented).await);
            assert_eq!(one.0, StatusCode::NOT_FOUND);
            assert_eq!(one, other, "{path}");
        }
    }
    for (session, status) in [(&world.consultant, StatusCode::FORBIDDEN), (&world.owner, StatusCode::NOT_FOUND)] {
        for path in ["/people", "/suppliers"] {
            assert_eq!(send(&world.router, get(path, Some(session))).await.status, status, "{path}");
        }
    }
}

#[tokio::test]
async fn an_auditor_looks_and_changes_nothing() {
    let world = World::new().await.expect("a world");
    let auditor = world.firm.person("Aude Auditor", Organisation::Firm, Standing::Auditor).await.expect("an auditor");
    let (_, session) = world.firm.sign_in_token(&auditor.email).await.expect("in");
    let page = format!("/people/{}", world.one.consultant.who.id);
    let list = send(&world.router, get("/people", Some(&session))).await;
    assert!(list.body.contains(&page) && !list.body.contains("id=\"invite\""), "{}", list.body);
    let told = send(&world.router, get(&page, Some(&session))).await;
    assert!(told.status.is_success() && !told.body.contains("/depart\""), "{}", told.body);
    for act in ["suspend", "depart", "code"] {
        let fields = form(&session, &[("reason", "x")]);
        let refused = send(&world.router, post(&format!("{page}/{act}"), Some(&session), &fields)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}: {}", refused.body);
    }
    assert_eq!(state(&world, world.one.consultant.who.id).await, PersonState::Active);
}

#[tokio::test]
async fn letting_go_asks_for_both_factors_a_reason_and_a_moment() {
    let world = World::new().await.expect("a world");
    let session = officer(&world).await;
    let path = format!("/people/{}/depart", world.one.consultant.who.id);
    for (left_at, reason, wrong) in
        [("soon", "gone", "left_at-wrong"), ("2126-01-01T00:00", "gone", "left_at-wrong"), ("", " ", "reason-wrong")]
    {
        let fields = form(&session, &[("left_at", left_at), ("reason", reason)]);
        let answer = send(&world.router, post(&path, Some(&session), &fields)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{left_at} {reason}");
        assert!(answer.body.contains(wrong), "{wrong}: {}", answer.body);
        assert!(left_at.is_empty() || answer.body.contains(&format!("value=\"{left_at}\"")), "what was typed is kept");
    }
    world.firm.advance(SignedDuration::from_mins(6));
    let fields = form(&session, &[("reason", "gone")]);
    let stale = send(&world.router, post(&path, Some(&session), &fields)).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert!(stale.body.contains("/step-up"), "{}", stale.body);
    let session = officer(&world).await;
    let me = world.firm.app.store().person_by_email(OFFICER).await.expect("read").expect("the officer").id;
    let last = post(&format!("/people/{me}/depart"), Some(&session), &form(&session, &[("reason", "gone")]));
    let last = send(&world.router, last).await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    assert!(last.body.contains("last active officer"), "{}", last.body);
    let own = send(&world.router, get(&format!("/people/{me}"), Some(&session))).await;
    assert!(own.body.contains("last active officer") && !own.body.contains("/suspend\""), "{}", own.body);
}

#[tokio::test]
async fn a_code_is_shown_once_and_never_mailed() {
    let world = World::new().await.expect("a world");
    let session = officer(&world).await;
    let fields = form(
        &session,
        &[
            ("name", "Nell New"),
            ("email", "nell@quillbridge.example"),
            ("organisation", "firm"),
            ("standing", "staff"),
            ("language", "en"),
        ],
    );
    let made = send(&world.router, post("/people", Some(&session), &fields)).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert!(made.body.contains("Invited: Nell New") && made.body.contains("You hand the code over yourself"));
    let nell = world.firm.app.store().person_by_email("nell@quillbridge.example").await.expect("read").expect("there");
    let page = format!("/people/{}", nell.id);
    let again = send(&world.router, post(&format!("{page}/code"), Some(&session), &form(&session, &[]))).await;
    assert!(again.status.is_success() && again.body.contains("data-copy="), "{}", again.body);
    let looked = send(&world.router, get(&page, Some(&session))).await;
    assert!(looked.body.contains("/code\"") && !looked.body.contains("This code is shown once"), "{}", looked.body);
}

#[tokio::test]
async fn suppliers_are_added_shown_to_the_client_and_ended() {
    let world = World::new().await.expect("a world");
    let session = officer(&world).await;
    let without =
        form(&session, &[("kind", "subcontractor"), ("name", "Weft (fictional)"), ("contact", "x@weft.example")]);
    let answer = send(&world.router, post("/suppliers", Some(&session), &without)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("regions-wrong") && answer.body.contains("value=\"Weft (fictional)\""));
    let with = [without, vec![("regions".to_owned(), "ca-qc, ca".to_owned())]].concat();
    let added = send(&world.router, post("/suppliers", Some(&session), &with)).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let weft = world.firm.app.store().suppliers().await.expect("suppliers").remove(0);
    let wanda = world.firm.person("Wanda Weft", Organisation::Supplier(weft.id), Standing::Staff).await.expect("hers");
    world.firm.accept(&world.one, weft.id).await.expect("the client accepts it");
    let (door, session) = world.firm.sign_in_token(OFFICER).await.expect("in");
    let ask = actions::AssignPersonAsk {
        engagement: world.one.it.id,
        person: wanda.id,
        role: bailee_model::Role::Consultant,
    };
    actions::assign_person(&door, ask).await.expect("assigned");
    let (_, owner) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("in");
    let held = send(&world.router, get("/held", Some(&owner))).await;
    assert!(held.body.contains("Wanda Weft") && held.body.contains("Weft (fictional)"), "{}", held.body);
    let list = send(&world.router, get("/suppliers", Some(&session))).await;
    assert!(list.body.contains("1 person") && list.body.contains(&format!("/suppliers/{}/end", weft.id)));
    let end = format!("/suppliers/{}/end", weft.id);
    let ended = send(&world.router, post(&end, Some(&session), &form(&session, &[("reason", "over")]))).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    assert_eq!(state(&world, wanda.id).await, PersonState::Departed);
    let held = send(&world.router, get("/held", Some(&owner))).await;
    assert!(!held.body.contains("Wanda Weft"));
}

/// The system's secret is in custody and its replacement asked for.
async fn asked(world: &mut World) -> bailee_model::RotationId {
    world.one.owner = world.firm.sign_in(&world.one.owner.who.email).await.expect("in");
    actions::confirm_system(&world.one.owner, world.system.id).await.expect("confirmed");
    let secret = Zeroizing::new("a secret of the mill".to_owned());
    let ask = StoreCredentialAsk { system: world.system.id, secret };
    actions::store_credential(&world.one.owner, ask).await.expect("stored");
    actions::ask_rotation(&world.one.owner, world.system.id).await.expect("asked").id
}

#[tokio::test]
async fn a_credential_to_replace_is_seen_tried_and_attested_by_the_client() {
    let mut world = World::new().await.expect("a world");
    let rotation = asked(&mut world).await;
    let (_, owner) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("in");
    let systems = format!("/engagements/{}/systems", world.one.it.id);
    let held = send(&world.router, get("/held", Some(&owner))).await;
    assert!(held.body.contains(&systems) && held.body.contains("1 credential waits"), "{}", held.body);
    let page = send(&world.router, get(&systems, Some(&owner))).await;
    let path = format!("/engagements/{}/rotations/{rotation}", world.one.it.id);
    assert!(page.body.contains(&path) && page.body.contains("to be replaced"), "{}", page.body);

    let tell = async |session: &str, pairs: &[(&str, &str)]| {
        send(&world.router, post(&path, Some(session), &form(session, pairs))).await
    };
    let empty = tell(&owner, &[("how", "attested"), ("reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.body);
    let by_consultant = tell(&world.consultant, &[("how", "attested"), ("reason", "I saw it")]).await;
    assert_eq!(by_consultant.status, StatusCode::FORBIDDEN, "{}", by_consultant.body);
    let word = tell(&owner, &[("how", "attested"), ("reason", "the account is deleted")]).await;
    assert_eq!(
        (word.status, word.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, systems.as_str()),
        "{}",
        word.body
    );
    let page = send(&world.router, get(&systems, Some(&owner))).await;
    assert!(page.body.contains("attested only"), "{}", page.body);
    let again = tell(&owner, &[("how", "removed")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_list_of_accounts_is_brought_in_and_told_apart() {
    let mut world = World::new().await.expect("a world");
    asked(&mut world).await;
    let ask = AskGrantAsk {
        engagement: world.one.it.id,
        purpose: Purpose::TestLoad,
        categories: vec![Category::Financial],
        classes: vec![],
        days: 3,
        reason: "who is there".to_owned(),
    };
    let (door, _) = world.firm.sign_in_token(&world.one.consultant.who.email).await.expect("in");
    let grant = actions::ask_grant(&door, ask).await.expect("asked").id;
    let lead = world.firm.sign_in(&world.one.lead.who.email).await.expect("in");
    actions::approve_grant(&lead, grant).await.expect("approved");
    let (door, session) = world.firm.sign_in_token(&world.one.consultant.who.email).await.expect("in");
    actions::set_purpose(&door, Some(Purpose::TestLoad)).await.expect("a purpose");
    let base = format!("/engagements/{}", world.one.it.id);
    let import = format!("{base}/systems/{}/accounts/import", world.system.id);
    let wrong = form(&session, &[("csv", "login,active\nada,perhaps\n")]);
    let answer = send(&world.router, post(&import, Some(&session), &wrong)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let list = format!("login\n{}\ntemp\n", world.one.consultant.who.email);
    let answer = send(&world.router, post(&import, Some(&session), &form(&session, &[("csv", &list)]))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);

    let (_, owner) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("in");
    let page = send(&world.router, get(&format!("{base}/systems"), Some(&owner))).await;
    assert!(page.body.contains("temp") && page.body.contains("unknown") && page.body.contains("known"));
    let accounts = world.firm.app.store().accounts(world.system.id).await.expect("accounts");
    let temp = accounts.iter().find(|account| account.login == "temp").expect("there").id;
    let mark = post(&format!("{base}/accounts/{temp}"), Some(&owner), &form(&owner, &[("clients", "yes")]));
    assert_eq!(send(&world.router, mark).await.status, StatusCode::SEE_OTHER);
    let list = format!("/api/v1{base}/accounts");
    let answer = send(&world.router, api("GET", &list, Some(&owner), None)).await;
    let told: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert!(told[0]["accounts"].as_array().expect("a list").iter().any(|each| each["account"]["state"] == "client"));
}

#[tokio::test]
async fn programs_do_the_same() {
    let mut world = World::new().await.expect("a world");
    let rotation = asked(&mut world).await;
    let session = officer(&world).await;
    let who = world.one.consultant.who.id;
    let call = async |method: &str, path: &str, session: &str, body: Option<Value>| {
        let answer = send(&world.router, api(method, &format!("/api/v1{path}"), Some(session), body.as_ref())).await;
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap_or_default())
    };
    let (status, one) = call("GET", &format!("/people/{who}"), &session, None).await;
    assert_eq!(
        (status, &one["stands"], &one["would_end"]["assignments"]),
        (StatusCode::OK, &json!("active"), &json!(1))
    );
    assert!(!one.to_string().contains("token_hash") && !one.to_string().contains("confirm_hash"));
    let (_, list) = call("GET", "/people?state=active&q=cole", &session, None).await;
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert_eq!(call("GET", "/people?state=asleep", &session, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = || Some(json!({ "reason": "looked into" }));
    assert_eq!(call("POST", &format!("/people/{who}/suspend"), &session, reason()).await.0, StatusCode::OK);
    assert_eq!(call("POST", &format!("/people/{who}/suspend"), &session, reason()).await.0, StatusCode::CONFLICT);
    assert_eq!(call("POST", &format!("/people/{who}/reinstate"), &session, reason()).await.0, StatusCode::OK);
    let (status, gone) = call("POST", &format!("/people/{who}/depart"), &session, reason()).await;
    assert_eq!((status, &gone["value"]["assignments"]), (StatusCode::OK, &json!(1)), "{gone}");
    assert!(gone["receipt"]["leaf"].is_string());
    let (_, figures) = call("GET", "/revocation", &session, None).await;
    assert_eq!((&figures["departures"], &figures["open"]), (&json!(1), &json!(0)));

    let (_, mine) = call("GET", "/rotations", &world.lead, None).await;
    assert_eq!(mine.as_array().map(Vec::len), Some(1));
    let (_, owner) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("in");
    let path = format!("/rotations/{rotation}/confirmation");
    let both = Some(json!({ "secret": "x", "reason": "y" }));
    assert_eq!(call("POST", &path, &owner, both).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, word) = call("POST", &path, &owner, Some(json!({ "reason": "it is deleted" }))).await;
    assert_eq!((status, &word["value"]["attested"]), (StatusCode::OK, &json!(true)), "{word}");
}
