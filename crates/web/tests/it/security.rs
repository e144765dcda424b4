//! How one signs in, through the pages and the routes: passkeys, recovery codes, sessions, tokens.

use crate::support::{Answer, api, form_token, get, post, send};
use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
};
use bailee_app::{actions::MOST_TOKENS, factors::totp::TotpSecret};
use bailee_model::{Organisation, Person, Standing};
use bailee_testkit::{TestFirm, firm::PASSWORD};
use serde_json::{Value, json};

struct Scene {
    firm: TestFirm,
    router: Router,
    person: Person,
    session: String,
}

impl Scene {
    async fn new() -> Self {
        let firm = TestFirm::new().await.expect("a firm");
        let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
        let (_, session) = firm.sign_in_token(&person.email).await.expect("in");
        let router = bailee_web::router(firm.app.clone());
        Self { firm, router, person, session }
    }

    async fn look(&self, path: &str) -> Answer {
        send(&self.router, get(path, Some(&self.session))).await
    }

    async fn send(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let token = ("csrf".to_owned(), form_token(&self.session));
        let fields: Vec<_> = std::iter::once(token).chain(fields(pairs)).collect();
        send(&self.router, post(path, Some(&self.session), &fields)).await
    }
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn cookies(answer: &Answer) -> Vec<String> {
    let values = answer.headers.get_all(header::SET_COOKIE);
    values.iter().map(|value| value.to_str().expect("plain").to_owned()).collect()
}

/// What stands between the first of these and the next `<`.
fn after<'a>(body: &'a str, mark: &str) -> &'a str {
    body.split_once(mark).unwrap_or_else(|| panic!("{mark} in {body}")).1.split('<').next().unwrap_or_default()
}

#[tokio::test]
async fn signing_in_makes_the_browser_known() {
    let scene = Scene::new().await;
    let code = scene.firm.next_code(&scene.person.email).expect("a code");
    let sent = fields(&[("email", &scene.person.email), ("password", PASSWORD), ("code", &code)]);
    let answer = send(&scene.router, post("/sign-in", None, &sent)).await;
    let cookies = cookies(&answer);
    let known = cookies.iter().find(|cookie| cookie.starts_with("__Host-bailee-known=")).expect("known");
    assert!(known.contains("HttpOnly") && known.contains("Secure") && known.contains("Path=/"), "{known}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-bailee=")));
}

#[tokio::test]
async fn a_passkey_is_asked_for_by_script_and_a_wrong_answer_is_told_at_the_door() {
    let scene = Scene::new().await;
    let begun = send(&scene.router, post("/sign-in/passkey/begin", None, &[])).await;
    let asked: Value = serde_json::from_str(&begun.body).expect("json");
    assert_eq!(asked["options"]["publicKey"]["userVerification"], "required", "{asked}");
    assert_eq!(asked["options"]["publicKey"]["rpId"], "bailee.quillbridge.example");
    let ceremony = asked["ceremony"].as_str().expect("a ceremony");
    let wrong = fields(&[("ceremony", ceremony), ("credential", "{}"), ("back", "/held")]);
    let answer = send(&scene.router, post("/sign-in/passkey", None, &wrong)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
    assert!(answer.body.contains("role=\"alert\"") && answer.body.contains("value=\"/held\""));
    let own = scene.send("/security/passkeys/begin", &[]).await;
    let asked: Value = serde_json::from_str(&own.body).expect("json");
    assert_eq!(asked["options"]["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    let answer = scene.send("/security/passkeys", &[("ceremony", "x"), ("credential", "{}"), ("name", "x")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    scene.firm.advance(jiff::SignedDuration::from_mins(6));
    assert_eq!(scene.send("/security/passkeys/begin", &[]).await.status, StatusCode::FORBIDDEN, "stale factors");
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_lead_to_setting_up_a_factor() {
    let scene = Scene::new().await;
    assert!(scene.look("/security").await.body.contains("1 way to sign in"));
    let shown = scene.send("/security/recovery-codes", &[]).await;
    assert_eq!((shown.status, shown.body.matches("<li><code>").count()), (StatusCode::OK, 10), "{}", shown.body);
    let recovery = after(&shown.body, "<li><code>").to_owned();
    let again = scene.look("/security").await;
    assert!(!again.body.contains(&recovery) && again.body.contains("10 codes are left."));
    let code = scene.firm.next_code(&scene.person.email).expect("a code");
    let wrong = fields(&[("email", &scene.person.email), ("recovery_code", &recovery), ("code", "000000")]);
    let answer = send(&scene.router, post("/recover", None, &wrong)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!answer.body.contains(&recovery), "a secret is not sent back");
    let right = fields(&[("email", &scene.person.email), ("recovery_code", &recovery), ("code", &code)]);
    let answer = send(&scene.router, post("/recover", None, &right)).await;
    assert_eq!(answer.header(header::LOCATION), "/security", "{}", answer.body);
    let session = cookies(&answer)[0].split(['=', ';']).nth(1).expect("a value").to_owned();
    assert_eq!(send(&scene.router, get("/", Some(&session))).await.header(header::LOCATION), "/security");
    let inside = send(&scene.router, get("/security", Some(&session))).await;
    assert!(inside.body.contains("You came in with a recovery code"), "{}", inside.body);
    let refused = send(
        &scene.router,
        post("/security/recovery-codes", Some(&session), &fields(&[("csrf", &form_token(&session))])),
    )
    .await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    assert_eq!(send(&scene.router, get("/security/password", Some(&session))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_is_shown_once_opens_routes_and_no_page_and_ends_at_its_owners_word() {
    let scene = Scene::new().await;
    let wrong =
        scene.send("/tokens", &[("name", "export"), ("scope", "look"), ("engagement", ""), ("days", "91")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"export\""), "what was typed stays");
    let made = scene.send("/tokens", &[("name", "export"), ("scope", "look"), ("engagement", ""), ("days", "3")]).await;
    let token = after(&made.body, "<p><code>").to_owned();
    assert!(token.starts_with("blt_"), "{}", made.body);
    assert!(!scene.look("/sessions").await.body.contains(&token));
    let list = send(&scene.router, api("GET", "/api/v1/sessions", Some(&token), None)).await;
    let sessions: Value = serde_json::from_str(&list.body).expect("json");
    let own = sessions.as_array().expect("a list").iter().find(|each| each["here"] == true).expect("itself");
    assert_eq!((own["kind"].as_str(), own["scope"].as_str()), (Some("token"), Some("look")), "{own}");
    assert_eq!(send(&scene.router, get("/work", Some(&token))).await.status, StatusCode::SEE_OTHER, "no page");
    let body = json!({ "name": "x", "scope": "work", "engagement": null, "days": 3 });
    let another = send(&scene.router, api("POST", "/api/v1/tokens", Some(&token), Some(&body))).await;
    assert_eq!(another.status, StatusCode::FORBIDDEN, "{}", another.body);
    let path = format!("/api/v1/sessions/{}/end", own["id"].as_str().expect("an id"));
    assert_eq!(send(&scene.router, api("POST", &path, Some(&scene.session), None)).await.status, StatusCode::OK);
    let after = send(&scene.router, api("GET", "/api/v1/sessions", Some(&token), None)).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
    let made = send(&scene.router, api("POST", "/api/v1/tokens", Some(&scene.session), Some(&body))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}

#[tokio::test]
async fn ending_the_others_leaves_this_session_and_ending_this_one_leads_out() {
    let scene = Scene::new().await;
    let (other, secret) = scene.firm.sign_in_token(&scene.person.email).await.expect("in");
    assert!(scene.look("/sessions").await.body.contains(&other.session.id.to_string()));
    assert_eq!(scene.send("/sessions/end-others", &[]).await.header(header::LOCATION), "/sessions");
    assert_eq!(send(&scene.router, get("/sessions", Some(&secret))).await.status, StatusCode::SEE_OTHER);
    let page = scene.look("/sessions").await;
    assert!(page.body.contains("1 session is open"), "{}", page.body);
    let own = scene.firm.app.door(&scene.session).await.expect("open").session.id;
    let out = scene.send(&format!("/sessions/{own}/end"), &[]).await;
    assert_eq!(out.header(header::LOCATION), "/sign-in");
    assert_eq!(scene.look("/sessions").await.status, StatusCode::SEE_OTHER);
}

/// What an element that has this name sends, as the page has it.
fn hidden<'a>(body: &'a str, name: &str) -> &'a str {
    let mark = format!("name=\"{name}\" value=\"");
    body.split_once(&mark).unwrap_or_else(|| panic!("{name} in {body}")).1.split('"').next().unwrap_or_default()
}

#[tokio::test]
async fn with_a_new_password_goes_what_is_ticked_and_the_other_sessions_are() {
    let scene = Scene::new().await;
    let (_, other) = scene.firm.sign_in_token(&scene.person.email).await.expect("in");
    let made = scene.send("/tokens", &[("name", "export"), ("scope", "look"), ("engagement", ""), ("days", "3")]).await;
    let token = after(&made.body, "<p><code>").to_owned();
    let page = scene.look("/security/password").await.body;
    assert!(page.contains("name=\"end\" value=\"sessions\" checked"), "sessions are, unless somebody says otherwise");
    let id = page.split("name=\"end\" value=\"").nth(2).expect("the token is listed").split('"').next().expect("an id");
    assert!(page.contains("The token export (") && !page.contains(&format!("value=\"{id}\" checked")));
    let wrong = [("ticket", hidden(&page, "ticket")), ("password", "short"), ("code", "000000"), ("end", id)];
    let again = scene.send("/security/password", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains(&format!("value=\"{id}\" checked")), "what was ticked stays ticked");
    assert!(!again.body.contains("value=\"sessions\" checked"), "and what was not does not");
    let secret = after(&again.body, "<code>").replace(' ', "");
    let code =
        TotpSecret::from_base32(&secret).and_then(|it| it.code_at(scene.firm.app.clock().now())).expect("a code");
    let ticket = hidden(&again.body, "ticket");
    let password = "marble anchor violet tundra";
    let right = [("ticket", ticket), ("password", password), ("code", &code), ("end", "sessions"), ("end", id)];
    let done = scene.send("/security/password", &right).await;
    assert_eq!(done.header(header::LOCATION), "/security", "{}", done.body);
    assert!(cookies(&done).iter().any(|cookie| cookie.contains("=factors.")), "and the next page says so");
    assert_eq!(scene.look("/security").await.status, StatusCode::OK, "this one stays");
    let out = send(&scene.router, get("/work", Some(&other))).await;
    assert_eq!(out.header(header::LOCATION), "/sign-in?back=/work");
    let program = send(&scene.router, api("GET", "/api/v1/sessions", Some(&token), None)).await;
    assert_eq!(program.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_too_many_is_told_beside_what_was_typed() {
    let scene = Scene::new().await;
    let ask = [("name", "export"), ("scope", "look"), ("engagement", ""), ("days", "3")];
    for _ in 0..MOST_TOKENS {
        assert_eq!(scene.send("/tokens", &ask).await.status, StatusCode::OK);
    }
    let many = scene.send("/tokens", &ask).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(many.body.contains("You have 20 tokens already.") && many.body.contains("value=\"export\""));
}

#[tokio::test]
async fn without_a_provider_its_addresses_lead_nowhere() {
    let scene = Scene::new().await;
    assert_eq!(scene.look("/sign-in/provider").await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.send("/security/provider", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.send("/step-up/provider", &[]).await.status, StatusCode::NOT_FOUND);
    let back = send(&scene.router, get("/sign-in/provider/callback?state=x&code=x", None)).await;
    assert_eq!(back.status, StatusCode::UNAUTHORIZED);
    assert!(!scene.look("/security").await.body.contains("/security/provider"));
    let mut request = get("/sign-in", None);
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr"));
    let french = send(&scene.router, request).await.body;
    assert!(french.contains("Utiliser une clé d’accès") && !french.contains("/sign-in/provider\""));
}
