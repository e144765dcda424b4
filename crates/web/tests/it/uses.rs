//! The page and the routes about unusual use: what they show, to whom, and what is said there.

use crate::support::{World, api, form_token, get, post, send};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use bailee_testkit::TestFirm;
use serde_json::{Value, json};

fn page(world: &World) -> String {
    format!("/engagements/{}/uses", world.one.it.id)
}

fn form(world: &World) -> String {
    format!("{}/{}", page(world), world.unusual.id)
}

fn say(path: &str, session: &str, decision: &str, note: &str) -> Request<Body> {
    let fields = [("csrf", form_token(session)), ("decision", decision.to_owned()), ("note", note.to_owned())];
    post(path, Some(session), &fields.map(|(name, value)| (name.to_owned(), value)))
}

async fn officer(firm: &TestFirm) -> String {
    let email = firm.officer().await.expect("in").who.email;
    firm.sign_in_token(&email).await.expect("in").1
}

#[tokio::test]
async fn the_lead_reads_the_figures_in_both_languages() {
    let world = World::new().await.expect("a world");
    for (language, words) in [
        ("en", ["1 day of unusual use waits for a look", "on a usual day 20", "7 openings outside working hours"]),
        ("fr", ["1 jour d’usage inhabituel à examiner", "un jour habituel : 20", "7 ouvertures hors des heures"]),
    ] {
        let mut asked = get(&page(&world), Some(&world.lead));
        let cookie = asked.headers()["cookie"].to_str().expect("text").to_owned()
            + &format!("; __Host-bailee-language={language}");
        asked.headers_mut().insert("cookie", cookie.parse().expect("a header"));
        let answer = send(&world.router, asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        for word in words {
            assert!(answer.body.contains(word), "{language}: {word} is not in {}", answer.body);
        }
        assert!(answer.body.contains(&format!("action=\"{}\"", form(&world))));
        assert!(answer.body.contains("href=\"/engagements/") && answer.body.contains("/uses\" aria-current"));
    }
    let work = send(&world.router, get("/work", Some(&world.lead))).await;
    assert!(work.body.contains(&format!("{}#{}", page(&world), world.unusual.id)), "{}", work.body);
}

#[tokio::test]
async fn it_is_said_in_the_form_with_a_reason_where_one_is_needed() {
    let world = World::new().await.expect("a world");
    let without = say(&form(&world), &world.lead, "asked", "");
    let answer = send(&world.router, without).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("aria-invalid=\"true\"") && answer.body.contains("class=\"wrong\""));
    let said = say(&form(&world), &world.lead, "asked", "She profiled every ledger.");
    let answer = send(&world.router, said).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header(header::LOCATION), format!("{}#{}", page(&world), world.unusual.id));
    let shown = send(&world.router, get(&page(&world), Some(&world.lead))).await.body;
    assert!(shown.contains("No unusual use waits for a look") && shown.contains("She profiled every ledger."));
    assert!(!shown.contains("name=\"decision\""));
}

#[tokio::test]
async fn an_incident_leads_to_its_declaration() {
    let world = World::new().await.expect("a world");
    let said = say(&form(&world), &world.lead, "incident", "Nobody knows why.");
    let answer = send(&world.router, said).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/incidents/new"));
}

#[tokio::test]
async fn a_program_reads_and_says_the_same() {
    let world = World::new().await.expect("a world");
    let list = format!("/api/v1/engagements/{}/unusual-uses", world.one.it.id);
    let session = officer(&world.firm).await;
    let answer = send(&world.router, api("GET", &list, Some(&session), None)).await;
    let rows: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((&rows[0]["kinds"], &rows[0]["openings"]), (&json!(["volume", "hour"]), &json!(1234)), "{rows}");
    let path = format!("/api/v1/unusual-uses/{}/decision", world.unusual.id);
    let body = json!({ "decision": "expected", "note": "" });
    let answer = send(&world.router, api("POST", &path, Some(&session), Some(&body))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("\"expected\"") && answer.body.contains("receipt"), "{}", answer.body);
    let again = send(&world.router, api("POST", &path, Some(&session), Some(&body))).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn those_who_do_not_look_are_refused_or_find_nothing() {
    let world = World::new().await.expect("a world");
    for session in [&world.consultant, &world.owner] {
        let answer = send(&world.router, get(&page(&world), Some(session))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let said = say(&form(&world), session, "expected", "");
        assert_eq!(send(&world.router, said).await.status, StatusCode::FORBIDDEN);
    }
    let home = format!("/engagements/{}", world.one.it.id);
    let rooms = send(&world.router, get(&home, Some(&world.consultant))).await;
    assert!(!rooms.body.contains(&page(&world)), "nobody is shown a room that is shut to them");
    let two = world.firm.engagement("two", &[bailee_model::Category::Parties]).await.expect("another");
    let (_, stranger) = world.firm.sign_in_token(&two.lead.who.email).await.expect("in");
    let astray = format!("/engagements/{}/uses/{}", two.it.id, world.unusual.id);
    for path in [form(&world), astray] {
        let said = say(&path, &stranger, "expected", "");
        assert_eq!(send(&world.router, said).await.status, StatusCode::NOT_FOUND);
    }
    let none = send(&world.router, get(&format!("/engagements/{}/uses", two.it.id), Some(&stranger))).await;
    assert!(none.body.contains("class=\"empty\""));
}
