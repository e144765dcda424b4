//! Signing in a command line: asked for over JSON, allowed on the page, collected over JSON once.

use crate::support::{Answer, api, form_token, get, post, send};
use axum::{
    Router,
    http::{StatusCode, header},
};
use bailee_model::{Organisation, Standing};
use bailee_testkit::TestFirm;
use jiff::SignedDuration;
use serde_json::{Value, json};

struct Scene {
    firm: TestFirm,
    router: Router,
    session: String,
}

impl Scene {
    async fn new() -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
        let (_, session) = firm.sign_in_token(&person.email).await.expect("in");
        Self { router: bailee_web::router(firm.app.clone()), firm, session }
    }

    async fn ask(&self) -> Value {
        let body = json!({ "name": "wrens-desk" });
        let answer = send(&self.router, api("POST", "/api/v1/session/requests", None, Some(&body))).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        serde_json::from_str(&answer.body).expect("json")
    }

    async fn collect(&self, asked: &Value) -> (StatusCode, Value) {
        let path = format!("/api/v1/session/requests/{}", asked["request"].as_str().expect("an id"));
        let body = json!({ "secret": asked["secret"] });
        let answer = send(&self.router, api("POST", &path, None, Some(&body))).await;
        (answer.status, serde_json::from_str(&answer.body).expect("json"))
    }

    async fn send(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("csrf".to_owned(), form_token(&self.session))];
        fields.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        send(&self.router, post(path, Some(&self.session), &fields)).await
    }
}

#[tokio::test]
async fn a_code_is_typed_looked_at_and_allowed() {
    let scene = Scene::new().await;
    let asked = scene.ask().await;
    assert_eq!(scene.collect(&asked).await, (StatusCode::ACCEPTED, json!({ "waiting": true })));
    let form = send(&scene.router, get("/sessions/allow", Some(&scene.session))).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("Never type a code that somebody sent you"), "{}", form.body);
    let code = asked["code"].as_str().expect("a code");
    assert_eq!((code.len(), code.find('-')), (9, Some(4)), "{code}");
    let linked = send(&scene.router, get(&format!("/sessions/allow?code={code}"), Some(&scene.session))).await;
    assert!(!linked.body.contains(&format!("value=\"{code}\"")), "a link fills nothing in");
    let wrong = scene.send("/sessions/allow", &[("code", "0000-0000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Nothing waits behind this code"), "{}", wrong.body);
    let shown = scene.send("/sessions/allow", &[("code", code)]).await;
    assert!(shown.body.contains("wrens-desk asks to sign in as you"), "{}", shown.body);
    assert!(shown.body.contains("value=\"refuse\"") && shown.body.contains("Never type a code"));
    let neither = scene.send("/sessions/allow/answer", &[("code", code)]).await;
    assert!(neither.status.is_client_error(), "neither yes nor no");
    let allowed = scene.send("/sessions/allow/answer", &[("code", code), ("answer", "allow")]).await;
    assert_eq!(allowed.header(header::LOCATION), "/sessions", "{}", allowed.body);
    let (status, signed) = scene.collect(&asked).await;
    assert_eq!((status, signed["person"]["name"].as_str()), (StatusCode::OK, Some("Wren")), "{signed}");
    let token = signed["token"].as_str().expect("a token");
    let who = send(&scene.router, api("GET", "/api/v1/session", Some(token), None)).await;
    assert_eq!(who.status, StatusCode::OK, "{}", who.body);
    assert_eq!(scene.collect(&asked).await.0, StatusCode::NOT_FOUND, "once");
    let twice = scene.send("/sessions/allow/answer", &[("code", code), ("answer", "allow")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_refused_request_and_one_of_another_secret_give_no_session() {
    let scene = Scene::new().await;
    let (mine, other) = (scene.ask().await, scene.ask().await);
    let crossed = json!({ "request": mine["request"], "secret": other["secret"] });
    assert_eq!(scene.collect(&crossed).await.0, StatusCode::NOT_FOUND);
    let code = mine["code"].as_str().expect("a code");
    scene.send("/sessions/allow/answer", &[("code", code), ("answer", "refuse")]).await;
    let (status, told) = scene.collect(&mine).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{told}");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("refused in the browser")), "{told}");
    assert_eq!(scene.collect(&mine).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn stale_factors_lead_to_showing_them_again() {
    let scene = Scene::new().await;
    scene.firm.advance(SignedDuration::from_mins(6));
    let form = send(&scene.router, get("/sessions/allow", Some(&scene.session))).await;
    assert_eq!(form.status, StatusCode::FORBIDDEN);
    assert!(form.body.contains("/step-up?back=/sessions/allow"), "{}", form.body);
    let asked = scene.ask().await;
    let code = asked["code"].as_str().expect("a code");
    let answer = scene.send("/sessions/allow/answer", &[("code", code), ("answer", "allow")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(scene.collect(&asked).await.0, StatusCode::ACCEPTED, "nothing was answered");
    scene.firm.advance(SignedDuration::from_mins(10));
    assert_eq!(scene.collect(&asked).await.0, StatusCode::NOT_FOUND, "too late");
}
