//! Access reviews over JSON: what officers and reviewers do with them, and what is refused.

use crate::support::{Answer, World, api, send};
use axum::http::StatusCode;
use bailee_app::clocks;
use bailee_model::{Organisation, Standing};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn call(world: &World, method: &str, path: &str, session: &str, body: Option<Value>) -> (StatusCode, Value) {
    let answer: Answer =
        send(&world.router, api(method, &format!("/api/v1{path}"), Some(session), body.as_ref())).await;
    let value = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
    (answer.status, value)
}

async fn officer(world: &World) -> String {
    let email = world.firm.officer().await.expect("in").who.email;
    world.firm.sign_in_token(&email).await.expect("in").1
}

fn row_of(review: &Value, person: &str) -> Value {
    let rows = review["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["row"]["person"] == person).cloned().unwrap_or_else(|| panic!("{person} in {review}"))
}

#[tokio::test]
async fn a_review_is_opened_read_decided_and_certified_over_json() {
    let world = World::new().await.expect("a world");
    let second = world.firm.person("Omar Quill", Organisation::Firm, Standing::Officer).await.expect("an officer");
    let session = officer(&world).await;
    let (status, _) = call(&world, "POST", "/reviews", &world.consultant, None).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "not anybody's to open");
    let (status, opened) = call(&world, "POST", "/reviews", &session, None).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    assert!(opened["receipt"].is_object() && opened["value"].get("statement").is_none(), "{opened}");
    let id = opened["value"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(call(&world, "POST", "/reviews", &session, None).await.0, StatusCode::CONFLICT, "one at a time");
    let (_, list) = call(&world, "GET", "/reviews", &session, None).await;
    assert_eq!(list[0]["review"]["id"], id.as_str());
    let (_, view) = call(&world, "GET", &format!("/reviews/{id}"), &session, None).await;
    assert_eq!(view["whole"], true);
    let lead = row_of(&view, &world.one.lead.who.id.to_string());
    let path = |row: &Value| format!("/reviews/{id}/rows/{}", row["row"]["id"].as_str().expect("an id"));
    let (status, _) = call(&world, "POST", &path(&lead), &session, Some(json!({ "decision": "perhaps" }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let keep = || Some(json!({ "decision": "keep", "reason": "still on it" }));
    let (status, decided) = call(&world, "POST", &path(&lead), &session, keep()).await;
    assert_eq!((status, decided["value"]["decision"].as_str()), (StatusCode::OK, Some("keep")), "{decided}");
    assert_eq!(call(&world, "POST", &path(&lead), &session, keep()).await.0, StatusCode::CONFLICT, "once");
    let mine = row_of(&view, &world.firm.officer().await.expect("in").who.id.to_string());
    assert_ne!(
        call(&world, "POST", &path(&mine), &session, keep()).await.0,
        StatusCode::OK,
        "nobody decides their own"
    );
    let early = call(&world, "GET", &format!("/reviews/{id}/certificate.zip"), &session, None).await;
    assert_eq!(early.0, StatusCode::CONFLICT, "it is open");
    let (_, other) = world.firm.sign_in_token(&second.email).await.expect("in");
    call(&world, "POST", &path(&mine), &other, keep()).await;
    for session in [officer(&world).await, world.lead.clone(), other] {
        let (_, view) = call(&world, "GET", &format!("/reviews/{id}"), &session, None).await;
        for row in view["rows"].as_array().into_iter().flatten().filter(|row| row["may_decide"] == true) {
            let (status, told) = call(&world, "POST", &path(row), &session, keep()).await;
            assert_eq!(status, StatusCode::OK, "{told}");
        }
    }
    clocks::tick(&world.firm.app).await.expect("ticks");
    let session = officer(&world).await;
    let bundle = api("GET", &format!("/api/v1/reviews/{id}/certificate.zip"), Some(&session), None);
    let bundle = send(&world.router, bundle).await;
    assert_eq!(bundle.status, StatusCode::OK, "{}", bundle.body);
    assert!(bundle.body.starts_with("PK"));
    let policy = send(&world.router, api("GET", "/api/v1/reviews/policy", Some(&session), None)).await;
    assert_eq!(policy.status, StatusCode::OK, "{}", policy.body);
    let refused = send(&world.router, api("GET", "/api/v1/reviews/policy", Some(&world.consultant), None)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_silence_suspended_is_restored_over_json_for_a_reason() {
    let world = World::new().await.expect("a world");
    let (_, opened) = call(&world, "POST", "/reviews", &officer(&world).await, None).await;
    let id = opened["value"]["id"].as_str().expect("an id").to_owned();
    world.firm.advance(SignedDuration::from_hours(24 * 15));
    clocks::tick(&world.firm.app).await.expect("ticks");
    let session = officer(&world).await;
    let (_, view) = call(&world, "GET", &format!("/reviews/{id}"), &session, None).await;
    let silent = row_of(&view, &world.one.lead.who.id.to_string());
    assert!(silent["row"]["suspended_at"].is_string() && silent["restore_until"].is_string(), "{silent}");
    let path = format!("/reviews/{id}/rows/{}/restore", silent["row"]["id"].as_str().expect("an id"));
    let (status, _) = call(&world, "POST", &path, &session, Some(json!({ "reason": "" }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, told) = call(&world, "POST", &path, &session, Some(json!({ "reason": "was away" }))).await;
    assert_eq!((status, told["value"]["decision"].as_str()), (StatusCode::OK, Some("keep")), "{told}");
    let (status, _) = call(&world, "POST", &path, &session, Some(json!({ "reason": "again" }))).await;
    assert_eq!(status, StatusCode::CONFLICT);
}
