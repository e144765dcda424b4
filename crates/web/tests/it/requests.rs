//! Requests for grants as pages and as JSON: seen, answered, looked back at.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

fn field(session: &str, name: &str, value: &str) -> Vec<(String, String)> {
    vec![("csrf".to_owned(), form_token(session)), (name.to_owned(), value.to_owned())]
}

async fn json_of(world: &World, session: &str, path: &str) -> Value {
    let answer = send(&world.router, api("GET", &format!("/api/v1{path}"), Some(session), None)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).expect("JSON")
}

#[tokio::test]
async fn a_lead_finds_a_request_reads_what_it_means_and_approves_it() {
    let world = World::new().await.expect("a world");
    let page = format!("/requests/{}", world.grant.id);
    let work = send(&world.router, get("/work", Some(&world.lead))).await;
    assert!(work.body.contains(&page), "my work leads to it: {}", work.body);
    let list = send(&world.router, get("/requests", Some(&world.lead))).await;
    assert!(list.body.contains(&page));
    let one = send(&world.router, get(&page, Some(&world.lead))).await;
    assert!(one.body.contains("What your answer means") && one.body.contains(&format!("{page}/approve")));
    let own = send(&world.router, get(&page, Some(&world.consultant))).await;
    assert!(!own.body.contains("/approve") && own.body.contains(&format!("{page}/withdraw")), "one's own");
    let client = send(&world.router, get(&page, Some(&world.owner))).await;
    assert_eq!(client.status, StatusCode::OK);
    assert!(!client.body.contains("/agree\""), "nothing sealed, nothing to agree to");

    let done =
        send(&world.router, post(&format!("{page}/approve"), Some(&world.lead), &field(&world.lead, "", ""))).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/requests"), "{}", done.body);
    let history = json_of(&world, &world.owner, &format!("/engagements/{}/grants", world.one.it.id)).await;
    assert_eq!(history[0]["steps"].as_array().map(Vec::len), Some(2), "{history}");
    assert_eq!(history[0]["steps"][1]["event"], "grant.approved");
}

#[tokio::test]
async fn a_refusal_without_a_reason_comes_back_with_what_is_missing() {
    let world = World::new().await.expect("a world");
    let refuse = format!("/requests/{}/refuse", world.grant.id);
    let again = send(&world.router, post(&refuse, Some(&world.lead), &field(&world.lead, "reason", " "))).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("reason-wrong"), "{}", again.body);
    let no = json!({ "reason": "the masked table will do" });
    let path = format!("/api/v1/grants/{}/refusal", world.grant.id);
    let done = send(&world.router, api("POST", &path, Some(&world.lead), Some(&no))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let one = json_of(&world, &world.consultant, &format!("/grants/{}", world.grant.id)).await;
    assert_eq!(one["request"]["grant"]["ended_why"], "refused");
    assert_eq!(one["steps"][1]["reason"], "the masked table will do");
}

#[tokio::test]
async fn who_can_open_what_is_a_page_and_json_for_firm_and_client() {
    let world = World::new().await.expect("a world");
    let id = world.one.it.id;
    for session in [&world.lead, &world.owner] {
        let page = send(&world.router, get(&format!("/engagements/{id}/access"), Some(session))).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("can open something here"), "{}", page.body);
    }
    let access = json_of(&world, &world.lead, &format!("/engagements/{id}/access")).await;
    let answers: Vec<&Value> = access["people"]
        .as_array()
        .expect("people")
        .iter()
        .flat_map(|each| each["answers"].as_array())
        .flatten()
        .collect();
    assert!(answers.iter().any(|each| each["opens"] == true && each["without_device"]["clause"].is_string()));
    assert!(answers.iter().any(|each| each["opens"] == false && each["refusal"]["clause"].is_string()));
}

#[tokio::test]
async fn emergency_access_is_asked_for_and_stands_on_the_clients_pages() {
    let world = World::new().await.expect("a world");
    let id = world.one.it.id;
    let room = send(&world.router, get(&format!("/engagements/{id}/grants"), Some(&world.consultant))).await;
    assert!(room.body.contains("/break-glass"), "{}", room.body);
    let mut fields = field(&world.consultant, "purpose", "support");
    fields.push(("categories".to_owned(), "financial".to_owned()));
    fields.push(("reason".to_owned(), "invoices go out twice".to_owned()));
    let path = format!("/engagements/{id}/break-glass");
    let done = send(&world.router, post(&path, Some(&world.consultant), &fields)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let waiting = json_of(&world, &world.lead, "/grants").await;
    let mut asked = waiting["waiting"].as_array().expect("a list").iter();
    let grant = asked.find(|each| each["grant"]["kind"] == "break_glass").expect("it waits for the lead");
    let path = format!("/requests/{}/approve", grant["grant"]["id"].as_str().expect("an id"));
    let done = send(&world.router, post(&path, Some(&world.lead), &field(&world.lead, "", ""))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    for page in ["/held", "/opened"] {
        let told = send(&world.router, get(page, Some(&world.owner))).await;
        assert!(told.body.contains("Emergency access") && told.body.contains("invoices go out twice"), "{page}");
    }
    let held = json_of(&world, &world.owner, &format!("/engagements/{id}/held")).await;
    assert_eq!(held["emergencies"].as_array().map(Vec::len), Some(1));
}
