//! Signing in and out, headers, languages, and the two shapes of trouble.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_testkit::firm::PASSWORD;
use serde_json::{Value, json};

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn both_factors_open_the_door_and_signing_out_closes_it() {
    let world = World::new().await.expect("a world");
    let email = world.one.lead.who.email.clone();
    let code = world.firm.next_code(&email).expect("a code");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let sent = fields(&[("email", &email), ("password", PASSWORD), ("code", &spaced), ("back", "//evil.example")]);
    let answer = send(&world.router, post("/sign-in", None, &sent)).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    let cookie = answer.header(header::SET_COOKIE).to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"), "{cookie}");
    let session = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
    assert_eq!(send(&world.router, get("/", Some(&session))).await.header(header::LOCATION), "/work");
    assert_eq!(send(&world.router, get("/work", Some(&session))).await.status, StatusCode::OK);
    let out = send(&world.router, post("/sign-out", Some(&session), &fields(&[("csrf", &form_token(&session))]))).await;
    assert_eq!(out.header(header::LOCATION), "/sign-in");
    assert_eq!(send(&world.router, get("/work", Some(&session))).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_factor_is_told_without_saying_which_and_keeps_what_was_typed() {
    let world = World::new().await.expect("a world");
    let email = &world.one.lead.who.email;
    let answer = send(
        &world.router,
        post(
            "/sign-in",
            None,
            &fields(&[("email", email), ("password", "a wrong guess"), ("code", "000000"), ("back", "/held")]),
        ),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(
        answer.body.contains(email.as_str())
            && answer.body.contains("role=\"alert\"")
            && answer.body.contains("value=\"/held\"")
    );
    assert!(!answer.body.contains("a wrong guess"), "the password is not sent back");
    let unknown = send(
        &world.router,
        post("/sign-in", None, &fields(&[("email", "nobody@x.example"), ("password", "wrong"), ("code", "000000")])),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_answer_closes_the_browser_down() {
    let world = World::new().await.expect("a world");
    for path in ["/sign-in", "/nowhere", "/static/bailee.css", "/api/v1/openapi.json"] {
        let answer = send(&world.router, get(path, None)).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe"),
            "{path}"
        );
        assert!(answer.header(header::STRICT_TRANSPORT_SECURITY).starts_with("max-age="), "{path}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
    assert_eq!(send(&world.router, get("/work", Some(&world.lead))).await.header(header::CACHE_CONTROL), "no-store");
    let css = send(&world.router, get("/static/bailee.css", None)).await;
    let mut again = get("/static/bailee.css", None);
    again.headers_mut().insert(header::IF_NONE_MATCH, css.headers[header::ETAG].clone());
    assert_eq!(send(&world.router, again).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn pages_speak_the_language_that_was_asked_for() {
    let world = World::new().await.expect("a world");
    let mut request = get("/sign-in", None);
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("fr-CA,fr;q=0.9"));
    let french = send(&world.router, request).await.body;
    assert!(french.contains("lang=\"fr\"") && french.contains("Mot de passe"));
    let chosen = send(&world.router, get("/language?to=fr&back=/work", None)).await;
    assert_eq!(chosen.header(header::LOCATION), "/work");
    assert!(chosen.header(header::SET_COOKIE).starts_with("__Host-bailee-language=fr"));
}

#[tokio::test]
async fn trouble_is_a_page_for_people_and_a_problem_for_programs() {
    let world = World::new().await.expect("a world");
    let page = send(&world.router, get("/nowhere", Some(&world.lead))).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("There is nothing here") && page.body.contains("class=\"standing\""));
    let problem = send(&world.router, api("GET", "/api/v1/nowhere", Some(&world.lead), None)).await;
    assert_eq!(
        (problem.status, problem.header(header::CONTENT_TYPE)),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
    let said: Value = serde_json::from_str(&problem.body).expect("json");
    assert_eq!(said["status"], 404);
    let refused = send(
        &world.router,
        api("GET", &format!("/api/v1/holdings/{}/profile", world.table.id), Some(&world.lead), None),
    )
    .await;
    let said: Value = serde_json::from_str(&refused.body).expect("json");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(said["refusal"]["clause"].is_string() && said["refusal"]["lift"].is_string(), "{said}");
    let wrong =
        send(&world.router, api("POST", "/api/v1/clients", Some(&world.lead), Some(&json!({ "nom": "x" })))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("nom"), "{}", wrong.body);
}

#[tokio::test]
async fn a_refusal_names_its_clause_and_the_way_to_lift_it() {
    let world = World::new().await.expect("a world");
    let path = format!("/engagements/{}/holdings/{}", world.one.it.id, world.table.id);
    let answer = send(&world.router, get(&path, Some(&world.lead))).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    assert!(
        answer.body.contains("class=\"refusal\"") && answer.body.contains("href=\"#purpose-now\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn stale_factors_are_asked_for_again_and_then_the_work_goes_on() {
    let world = World::new().await.expect("a world");
    world.firm.advance(jiff::SignedDuration::from_mins(10));
    let path = format!("/engagements/{}/grants/{}/approve", world.one.it.id, world.grant.id);
    let token = form_token(&world.lead);
    let refused = send(&world.router, post(&path, Some(&world.lead), &fields(&[("csrf", &token)]))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(refused.body.contains("/step-up?back=/engagements/"), "{}", refused.body);
    let code = world.firm.next_code(&world.one.lead.who.email).expect("a code");
    let stepped = send(
        &world.router,
        post(
            "/step-up",
            Some(&world.lead),
            &fields(&[("csrf", &token), ("password", PASSWORD), ("code", &code), ("back", "/work")]),
        ),
    )
    .await;
    assert_eq!(stepped.header(header::LOCATION), "/work", "{}", stepped.body);
    let approved = send(&world.router, post(&path, Some(&world.lead), &fields(&[("csrf", &token)]))).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
    assert!(approved.header(header::SET_COOKIE).starts_with("__Host-bailee-said=approve."));
}

#[tokio::test]
async fn an_identifier_that_cannot_be_one_names_nothing() {
    let world = World::new().await.expect("a world");
    for path in ["/engagements/garbage", "/engagements/eng_u/holdings", "/certificates/1"] {
        assert_eq!(send(&world.router, get(path, Some(&world.lead))).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let undeclared =
        format!("/api/v1/engagements/{}/holdings?file_name=a.csv&category=gossip&purpose=audit", world.one.it.id);
    let answer = send(&world.router, api("POST", &undeclared, Some(&world.consultant), None)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said: Value = serde_json::from_str(&answer.body).expect("json");
    assert_eq!(said["place"]["field"], "category", "{said}");
}
