//! Devices over HTTP: the routes a device speaks to, the pages people see, and pages that close when their session ends.

use crate::support::{Answer, World, api, form_token, get, post, send};
use axum::{
    body::{Body, BodyDataStream},
    http::{Request, StatusCode, header},
};
use bailee_app::{
    MOST_LISTENERS,
    actions::{self, ChangePasswordAsk},
    factors::totp::TotpSecret,
};
use bailee_model::{
    Clock, DeviceId, DeviceOwner, Organisation, Standing,
    clock::SeededRng,
    posture::{CONFIRM_CONTEXT, ENROL_CONTEXT, REPORT_CONTEXT},
};
use bailee_testkit::{TestDevice, sound_posture};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use futures::StreamExt;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}: {}", answer.status, answer.body))
}

/// What a device sends by itself.
async fn speak(world: &World, key: &SigningKey, context: &[u8], path: &str, body: &Value) -> Answer {
    let text = body.to_string();
    let signature = key.sign(&[context, text.as_bytes()].concat()).to_bytes();
    let sent = json!({ "body": text, "signature": STANDARD.encode(signature) });
    send(&world.router, api("POST", path, None, Some(&sent))).await
}

fn report(world: &World, device: &str, number: i64) -> Value {
    json!({
        "device": device, "number": number, "taken_at": world.firm.clock.now(), "collector": "bailee test",
        "os": "linux", "os_version": "Debian 12", "posture": sound_posture(), "raw_digest": "0".repeat(64),
    })
}

/// A device of this person, enrolled over HTTP.
async fn enrol(world: &World, session: &str, person: &str, key: &SigningKey) -> Answer {
    let proof = key.sign(&[ENROL_CONTEXT, person.as_bytes()].concat()).to_bytes();
    let body = json!({
        "name": "Cole’s second", "os": "linux", "owner": "personal", "algorithm": "ed25519", "home": "keyring",
        "key": STANDARD.encode(key.verifying_key().to_bytes()), "proof": STANDARD.encode(proof),
    });
    send(&world.router, api("POST", "/api/v1/devices", Some(session), Some(&body))).await
}

#[tokio::test]
async fn a_device_is_enrolled_approved_heard_and_vouches_for_a_session() {
    let world = World::new().await.expect("a world");
    let consultant = &world.one.consultant.who;
    let (_, session) = world.firm.sign_in_bare(&consultant.email).await.expect("in");
    let key = SigningKey::from_bytes(&[5; 32]);
    let enrolled = enrol(&world, &session, &consultant.id.to_string(), &key).await;
    assert_eq!(enrolled.status, StatusCode::CREATED, "{}", enrolled.body);
    let row = said(&enrolled);
    let id = row["id"].as_str().expect("an identifier").to_owned();
    assert_eq!((&row["state"], &row["owner"], &row["home"]), (&json!("asked"), &json!("personal"), &json!("keyring")));
    assert!(row["approved_until"].is_null() && row["since"].is_string(), "{row}");

    let path = format!("/api/v1/devices/{id}");
    let reported = speak(&world, &key, REPORT_CONTEXT, &format!("{path}/reports"), &report(&world, &id, 3)).await;
    assert_eq!(reported.status, StatusCode::OK, "{}", reported.body);
    let checks = said(&reported)["checks"].as_array().expect("checks").clone();
    let unmet: Vec<_> = checks.iter().filter(|check| check["met"] == json!(false)).collect();
    assert_eq!(unmet.len(), 1, "{checks:?}");
    assert_eq!((&unmet[0]["check"], &unmet[0]["clause"]), (&json!("approved"), &json!("S3.5")));
    assert!(unmet[0]["mend"].is_string() && unmet[0]["found"].is_string());

    let code = said(&send(&world.router, api("POST", "/api/v1/session/confirmation", Some(&session), None)).await);
    let body = json!({ "device": id, "code": code["code"], "at": world.firm.clock.now() });
    let confirm = async || speak(&world, &key, CONFIRM_CONTEXT, &format!("{path}/confirmations"), &body).await;
    let early = confirm().await;
    assert_eq!((early.status, &said(&early)["refusal"]["clause"]), (StatusCode::FORBIDDEN, &json!("S3.5")));
    let officer = world.firm.officer().await.expect("in").who.email;
    let (_, officer) = world.firm.sign_in_token(&officer).await.expect("in");
    let approve = async |days: Value| {
        let body = json!({ "days": days });
        send(&world.router, api("POST", &format!("{path}/approve"), Some(&officer), Some(&body))).await
    };
    assert_eq!(approve(Value::Null).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a personal one has an end");
    let approved = said(&approve(json!(30)).await);
    assert!(approved["receipt"]["leaf"].is_string() && approved["value"]["approved_until"].is_string(), "{approved}");
    let code = said(&send(&world.router, api("POST", "/api/v1/session/confirmation", Some(&session), None)).await);
    let body = json!({ "device": id, "code": code["code"], "at": world.firm.clock.now() });
    let confirmed = speak(&world, &key, CONFIRM_CONTEXT, &format!("{path}/confirmations"), &body).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.body);
    assert_eq!(said(&confirmed)["person"], json!(consultant.id.to_string()));

    let view = said(&send(&world.router, api("GET", &path, Some(&session), None)).await);
    assert_eq!((&view["report"]["number"], &view["name"]), (&json!(3), &json!("Cole’s second")));
    assert_eq!(view["checks"].as_array().map(Vec::len), Some(6));
    let mine = said(&send(&world.router, api("GET", "/api/v1/devices", Some(&session), None)).await);
    assert_eq!(mine.as_array().map(Vec::len), Some(2));
    let revoked = send(&world.router, api("POST", &format!("{path}/revoke"), Some(&session), None)).await;
    assert_eq!(said(&revoked)["value"]["state"], json!("revoked"));
    assert_eq!(send(&world.router, api("GET", &path, Some(&session), None)).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_device_that_is_not_known_learns_nothing_and_is_soon_not_heard() {
    let world = World::new().await.expect("a world");
    let key = SigningKey::from_bytes(&[6; 32]);
    let unknown = DeviceId::new(&SeededRng::new(1)).to_string();
    let consultant = world.one.consultant.who.email.clone();
    let known = world.firm.with_device(&consultant, async |device| device.id.to_string()).await;
    let mut answers = Vec::new();
    for id in [&unknown, &known] {
        for (path, context) in [("reports", REPORT_CONTEXT), ("confirmations", CONFIRM_CONTEXT)] {
            let path = format!("/api/v1/devices/{id}/{path}");
            let answer = speak(&world, &key, context, &path, &report(&world, id, 99)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            let mut told = said(&answer);
            told.as_object_mut().expect("a problem").remove("instance");
            answers.push(told);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");

    let path = format!("/api/v1/devices/{unknown}/reports");
    let long = json!({ "body": "x".repeat(40 << 10), "signature": "" });
    let long = send(&world.router, api("POST", &path, None, Some(&long))).await;
    assert!(matches!(long.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY), "{}", long.status);
    let mut last = StatusCode::FORBIDDEN;
    for _ in 0..60 {
        last = speak(&world, &key, REPORT_CONTEXT, &path, &report(&world, &unknown, 1)).await.status;
    }
    assert_eq!(last, StatusCode::SERVICE_UNAVAILABLE);
    let other = format!("/api/v1/devices/{known}/reports");
    assert_eq!(
        speak(&world, &key, REPORT_CONTEXT, &other, &report(&world, &known, 1)).await.status,
        StatusCode::FORBIDDEN
    );
    world.firm.advance(SignedDuration::from_mins(10));
    let again = speak(&world, &key, REPORT_CONTEXT, &path, &report(&world, &unknown, 1)).await.status;
    assert_eq!(again, StatusCode::FORBIDDEN);
}

/// Where a page that shows a code looks whether it was confirmed.
fn waiting_at(page: &Answer) -> String {
    let address = page.body.split("data-then=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
    address.replace("&amp;", "&").replace("&#38;", "&")
}

#[tokio::test]
async fn a_refusal_for_want_of_a_device_leads_to_the_code_and_back() {
    let world = World::new().await.expect("a world");
    let email = world.one.consultant.who.email.clone();
    let (door, session) = world.firm.sign_in_bare(&email).await.expect("in");
    actions::set_purpose(&door, Some(bailee_model::Purpose::Audit)).await.expect("a purpose");
    let room = format!("/engagements/{}/holdings/{}", world.one.it.id, world.table.id);
    let refused = send(&world.router, get(&room, Some(&session))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let way = format!("/devices/confirm?back={room}");
    assert!(refused.body.contains("S3.1") && refused.body.contains(&format!("href=\"{way}\"")), "{}", refused.body);
    assert!(refused.body.contains("no device confirmed"), "the standing line");

    let page = send(&world.router, get(&way, Some(&session))).await;
    assert_eq!(page.status, StatusCode::OK);
    let code =
        page.body.split("bailee device confirm ").nth(1).and_then(|rest| rest.get(..9)).expect("a code").to_owned();
    let link = format!("http://127.0.0.1:47321/confirm?code={code}&amp;back=/devices/confirm%3Funtil%3D");
    assert!(page.body.contains(&link) || page.body.contains(&link.replace("&amp;", "&#38;")), "{}", page.body);
    assert!(page.body.contains("referrerpolicy=\"origin\"") && page.body.contains("http-equiv=\"refresh\""));
    let waiting = waiting_at(&page);
    assert!(send(&world.router, get(&waiting, Some(&session))).await.body.contains(&code), "shown again");

    let app = &world.firm.app;
    world.firm.with_device(&email, async |device| device.confirm(app, &code).await).await.expect("confirmed");
    let after = send(&world.router, get(&waiting, Some(&session))).await;
    assert_eq!((after.status, after.header(header::LOCATION)), (StatusCode::SEE_OTHER, room.as_str()));
    let opened = send(&world.router, get(&room, Some(&session))).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.body.contains("in order"), "the standing line names the device");
}

#[tokio::test]
async fn a_code_that_is_over_says_so_and_offers_another() {
    let world = World::new().await.expect("a world");
    let (_, session) = world.firm.sign_in_bare(&world.one.consultant.who.email).await.expect("in");
    let page = send(&world.router, get("/devices/confirm?back=/work", Some(&session))).await;
    let waiting = waiting_at(&page);
    world.firm.advance(SignedDuration::from_mins(5));
    let over = send(&world.router, get(&waiting, Some(&session))).await;
    assert!(over.body.contains("This code is over") && over.body.contains("href=\"/devices/confirm?back=/work\""));
    assert!(!over.body.contains("http-equiv=\"refresh\""));
    let evil = send(&world.router, get("/devices/confirm?back=//evil.example", Some(&session))).await;
    assert!(waiting_at(&evil).ends_with("&back=/"), "{}", waiting_at(&evil));
}

#[tokio::test]
async fn an_officer_approves_and_revokes_on_pages() {
    let world = World::new().await.expect("a world");
    let consultant = world.firm.sign_in(&world.one.consultant.who.email).await.expect("in");
    let rng = world.firm.rng().as_ref();
    let device = TestDevice::enrol(&consultant, rng, DeviceOwner::Personal).await.expect("enrolled").id;
    let officer = world.firm.officer().await.expect("in").who.email;
    let (_, officer) = world.firm.sign_in_token(&officer).await.expect("in");
    let list = send(&world.router, get("/firm/devices", Some(&officer))).await;
    assert!(list.body.contains("1 waits for approval") && list.body.contains(&format!("/devices/{device}/approve")));
    let act = async |verb: &str, days: &str| {
        let fields = [("csrf", form_token(&officer)), ("days", days.to_owned()), ("back", "/firm/devices".to_owned())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        send(&world.router, post(&format!("/devices/{device}/{verb}"), Some(&officer), &fields)).await
    };
    let wrong = act("approve", "400").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"400\"") && wrong.body.contains("role=\"alert\""));
    assert_eq!(act("approve", "").await.status, StatusCode::UNPROCESSABLE_ENTITY, "a personal device has an end");
    assert_eq!(act("approve", "30").await.header(header::LOCATION), "/firm/devices");
    let page = send(&world.router, get(&format!("/devices/{device}"), Some(&officer))).await;
    assert!(
        page.body.contains("It has never reported.") && page.body.contains("bailee device report"),
        "{}",
        page.body
    );
    assert_eq!(act("revoke", "").await.status, StatusCode::SEE_OTHER);
    let page = send(&world.router, get(&format!("/devices/{device}"), Some(&officer))).await;
    assert!(!page.body.contains(&format!("/devices/{device}/approve")), "it stays revoked");
}

#[tokio::test]
async fn clients_see_nothing_of_devices() {
    let world = World::new().await.expect("a world");
    for path in ["/devices", "/devices/confirm", "/firm/devices"] {
        let answer = send(&world.router, get(path, Some(&world.owner))).await;
        assert!(matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{path}: {}", answer.status);
    }
    let held = send(&world.router, get("/held", Some(&world.owner))).await;
    assert!(!held.body.contains("/devices") && !held.body.contains("class=\"standing\""));
}

/// The events of a session, as an open page hears them.
async fn listen(world: &World, session: &str) -> BodyDataStream {
    let mut request: Request<Body> = get("/session/live", Some(session));
    request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("text/event-stream"));
    let response = tower::ServiceExt::oneshot(world.router.clone(), request).await.expect("an answer");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    response.into_body().into_data_stream()
}

/// The next event that says something, within two seconds; none when nothing was said.
async fn heard(events: &mut BodyDataStream) -> Option<String> {
    let next = async {
        while let Some(Ok(bytes)) = events.next().await {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if text.starts_with("event:") {
                return Some(text);
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(2), next).await.unwrap_or_default()
}

#[tokio::test]
async fn an_open_page_hears_within_two_seconds_that_its_session_ended() {
    let world = World::new().await.expect("a world");
    let mut lead = listen(&world, &world.lead).await;
    let mut consultant = listen(&world, &world.consultant).await;
    assert_eq!(heard(&mut lead).await, None, "nothing happened");
    let officer = world.firm.officer().await.expect("in");
    let device = world.firm.with_device(&world.one.consultant.who.email, async |device| device.id).await;
    actions::revoke_device(&officer, device).await.expect("revoked");
    assert_eq!(heard(&mut consultant).await.as_deref(), Some("event: ended\ndata: ended\n\n"));
    assert!(consultant.next().await.is_none(), "and is let go");
    assert_eq!(heard(&mut lead).await, None, "it was another’s");

    let door = world.firm.app.door(&world.lead).await.expect("a session");
    actions::sign_out(&door).await.expect("out");
    assert!(heard(&mut lead).await.is_some(), "signed out elsewhere");
    let mut late = listen(&world, &world.lead).await;
    assert!(heard(&mut late).await.is_some(), "told at once");
    assert_eq!(send(&world.router, get("/session/live", Some(&world.owner))).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_open_page_hears_that_its_owner_changed_how_they_sign_in_elsewhere() {
    let world = World::new().await.expect("a world");
    let mut open = listen(&world, &world.lead).await;
    assert_eq!(heard(&mut open).await, None, "nothing happened");
    let (here, token) = world.firm.sign_in_token(&world.one.lead.who.email).await.expect("in");
    let offer = actions::offer_password(&here).await.expect("offered");
    let secret = TotpSecret::from_base32(&offer.totp_secret).expect("a secret");
    let ask = ChangePasswordAsk {
        ticket: offer.ticket,
        password: "marble anchor violet tundra".into(),
        totp_code: secret.code_at(world.firm.app.clock().now()).expect("a code"),
        also_end: Default::default(),
    };
    actions::change_password(&here, ask).await.expect("changed");
    assert!(heard(&mut open).await.is_some(), "the stream of the other session ends");
    assert_eq!(heard(&mut listen(&world, &token).await).await, None, "not that of the one that did it");
}

#[tokio::test]
async fn open_pages_that_listen_are_bounded_and_those_that_go_make_room() {
    let world = World::new().await.expect("a world");
    let mut open = Vec::new();
    for _ in 0..MOST_LISTENERS[0] {
        open.push(listen(&world, &world.lead).await);
    }
    let status = async |session: &str| {
        let mut request: Request<Body> = get("/session/live", Some(session));
        request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("text/event-stream"));
        tower::ServiceExt::oneshot(world.router.clone(), request).await.expect("an answer").status()
    };
    assert_eq!(status(&world.lead).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status(&world.consultant).await, StatusCode::OK, "another’s session");
    drop(open.pop());
    assert_eq!(status(&world.lead).await, StatusCode::OK, "one has gone");
}

#[tokio::test]
async fn whose_session_ended_is_told_at_the_door() {
    let world = World::new().await.expect("a world");
    let person = world.firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let (door, session) = world.firm.sign_in_token(&person.email).await.expect("in");
    let page = send(&world.router, get("/work", Some(&session))).await;
    assert!(page.body.contains("data-session=\"/work\""), "the page listens");
    actions::sign_out(&door).await.expect("out");
    let away = send(&world.router, get("/work", Some(&session))).await;
    assert_eq!(away.header(header::LOCATION), "/sign-in?back=/work");
    let cookies: Vec<_> = away.headers.get_all(header::SET_COOKIE).iter().filter_map(|it| it.to_str().ok()).collect();
    assert!(cookies.iter().any(|cookie| cookie.contains("session-over")), "{cookies:?}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-bailee=;")), "{cookies:?}");
    let nobody = send(&world.router, get("/work", None)).await;
    assert!(nobody.header(header::SET_COOKIE).is_empty(), "who was not here is told nothing");
}
