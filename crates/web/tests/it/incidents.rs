//! Incidents in the pages: declared, contained, told, asked about; in both languages.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_app::actions::{self, ScopeIncidentAsk};
use bailee_model::{Incident, IncidentEventKind, NoticeState, Result, incident::Scope};
use serde_json::json;

fn fields(session: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let token = [("csrf".to_owned(), form_token(session))];
    token.into_iter().chain(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

/// The officer's session, with the consultant's laptop in the scope of the incident.
async fn stolen(world: &World) -> Result<(String, Incident)> {
    let (door, officer) = world.firm.sign_in_token("odile@quillbridge.example").await?;
    let scope = Scope {
        people: vec![world.one.consultant.who.id],
        devices: world.one.consultant.session.device.into_iter().collect(),
        from: Some(world.one.it.since),
        ..Scope::default()
    };
    let incident = actions::scope_incident(&door, ScopeIncidentAsk { incident: world.incident.id, scope }).await?.value;
    Ok((officer, incident))
}

#[tokio::test]
async fn an_incident_is_declared_in_one_short_form_by_a_client_too() {
    let world = World::new().await.expect("a world");
    let page = send(&world.router, get("/incidents/new", Some(&world.owner))).await;
    assert!(page.status.is_success() && page.body.contains("name=\"signal\""), "{}", page.body);
    let wrong = fields(
        &world.owner,
        &[("title", ""), ("signal", "x"), ("signal_at", "2026-03-02 08:00"), ("severity", "high")],
    );
    let answer = send(&world.router, post("/incidents", Some(&world.owner), &wrong)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("title-wrong"), "the error stands beside its field");
    let right = fields(
        &world.owner,
        &[
            ("title", "An odd mail"),
            ("signal", "It asks for a code."),
            ("signal_at", "2026-03-02 08:00"),
            ("severity", "medium"),
        ],
    );
    let answer = send(&world.router, post("/incidents", Some(&world.owner), &right)).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/incidents"));
    assert_eq!(world.firm.app.store().incidents().await.expect("read").len(), 2);
}

#[tokio::test]
async fn the_page_names_whom_it_touches_and_two_buttons_stop_and_tell() {
    let world = World::new().await.expect("a world");
    let (officer, incident) = stolen(&world).await.expect("declared");
    let path = format!("/incidents/{}", incident.id);
    let page = send(&world.router, get(&path, Some(&officer))).await;
    assert!(
        page.body.contains("1 engagement is affected") && page.body.contains(&world.one.client.name),
        "{}",
        page.body
    );
    let (person, device) = (world.one.consultant.who.id.to_string(), incident.scope.devices[0].to_string());
    let engagement = world.one.it.id.to_string();
    let stop = fields(
        &officer,
        &[
            ("people", &person),
            ("devices", &device),
            ("engagements", &engagement),
            ("access", "yes"),
            ("rotate", "yes"),
        ],
    );
    let answer = send(&world.router, post(&format!("{path}/contain"), Some(&officer), &stop)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let answer = send(&world.router, get("/work", Some(&world.consultant))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "their session has ended");
    let answer =
        send(&world.router, post(&format!("{path}/notices/send"), Some(&officer), &fields(&officer, &[]))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let notices = world.firm.app.store().notices_on(incident.id).await.expect("read");
    assert!(notices.iter().all(|each| each.state == NoticeState::Sent) && notices.len() == 1);
    let page = send(&world.router, get(&path, Some(&officer))).await;
    assert!(page.body.contains("Stopped so far") && page.body.contains("Frozen engagements"), "{}", page.body);
    for email in [&world.one.lead.who.email, &world.one.owner.who.email] {
        let (_, session) = world.firm.sign_in_token(email).await.expect("signed in");
        let answer = send(&world.router, get(&path, Some(&session))).await;
        let own = *email == world.one.owner.who.email;
        assert_eq!(answer.status, if own { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{email}");
    }
}

#[tokio::test]
async fn a_notice_is_edited_in_its_form_and_a_missing_part_is_shown() {
    let world = World::new().await.expect("a world");
    let (officer, incident) = stolen(&world).await.expect("declared");
    let notice = world.firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    let path = format!("/incidents/{}/notices/{}", incident.id, notice.id);
    let page = send(&world.router, get(&path, Some(&officer))).await;
    assert!(page.body.contains("en-happened") && page.body.contains("Québec"), "{}", page.body);
    let part = |text: &'static str| {
        let names = bailee_model::NoticePart::ALL.iter().map(move |part| (format!("en-{part}"), text.to_owned()));
        fields(&officer, &[]).into_iter().chain(names).collect::<Vec<_>>()
    };
    let answer = send(&world.router, post(&path, Some(&officer), &part("Known so far."))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let mut broken = part("Known so far.");
    broken.retain(|(name, _)| name != "en-people");
    let answer = send(&world.router, post(&path, Some(&officer), &broken)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("texts-wrong"), "{}", answer.body);
    let waive = fields(&officer, &[("reason", "It was found."), ("typed_name", "Somebody Else")]);
    let answer = send(&world.router, post(&format!("{path}/waive"), Some(&officer), &waive)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("typed_name-wrong"), "{}", answer.body);
}

#[tokio::test]
async fn a_client_reads_confirms_asks_and_takes_it_away() {
    let world = World::new().await.expect("a world");
    let (door, _) = world.firm.sign_in_token("odile@quillbridge.example").await.expect("an officer");
    let (_, incident) = stolen(&world).await.expect("declared");
    let notice = world.firm.app.store().notices_on(incident.id).await.expect("read").remove(0);
    actions::send_notice(&door, notice.id).await.expect("sent");
    let (_, owner) = world.firm.sign_in_token(&world.one.owner.who.email).await.expect("signed in");
    let path = format!("/incidents/{}", incident.id);
    let list = send(&world.router, get("/incidents", Some(&owner))).await;
    assert!(list.body.contains(&path), "{}", list.body);
    let room = send(&world.router, get(&path, Some(&owner))).await;
    assert!(room.body.contains("Which data") && room.body.contains("acknowledge"), "{}", room.body);
    let answer =
        send(&world.router, post(&format!("{path}/messages"), Some(&owner), &fields(&owner, &[("message", " ")])))
            .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ask = fields(&owner, &[("message", "Whose laptop was it?\r\nAnd where?")]);
    let answer = send(&world.router, post(&format!("{path}/messages"), Some(&owner), &ask)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let confirm = format!("{path}/notices/{}/acknowledge", notice.id);
    let answer = send(&world.router, post(&confirm, Some(&owner), &fields(&owner, &[]))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let zip = send(&world.router, get(&format!("{path}/incident.zip"), Some(&owner))).await;
    assert_eq!((zip.status, zip.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"));
    let room = send(&world.router, api("GET", &format!("/api/v1{path}/room"), Some(&owner), None)).await;
    assert!(room.body.contains("\"parts\"") && room.body.contains("And where?"), "{}", room.body);
}

#[tokio::test]
async fn the_api_declares_and_says_no_more_than_the_number() {
    let world = World::new().await.expect("a world");
    let body = json!({
        "title": "An odd mail", "signal": "It asks for a code.", "signal_at": "2026-03-02T08:00:00Z",
        "severity": "low", "device": null,
    });
    let answer = send(&world.router, api("POST", "/api/v1/incidents", Some(&world.lead), Some(&body))).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let told: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(told["value"]["number"], 2);
    assert!(told["value"].get("owner").is_none());
    let laws = send(&world.router, api("GET", "/api/v1/laws", Some(&world.lead), None)).await;
    assert!(laws.body.contains("quebec") && laws.body.contains("checked_on"));
}

#[tokio::test]
async fn pages_about_incidents_are_in_french_for_who_reads_french() {
    let world = World::new().await.expect("a world");
    let (officer, incident) = stolen(&world).await.expect("declared");
    let path = format!("/incidents/{}", incident.id);
    let (person, owner) = (world.one.consultant.who.id.to_string(), incident.owner.to_string());
    let contain = fields(&officer, &[("people", &person), ("access", "yes")]);
    let assign = fields(&officer, &[("owner", &owner), ("severity", "critical")]);
    for (action, fields) in [("contain", contain), ("assign", assign), ("notices/send", fields(&officer, &[]))] {
        let answer = send(&world.router, post(&format!("{path}/{action}"), Some(&officer), &fields)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}: {}", answer.body);
    }
    for address in ["/incidents", "/incidents/new", &path] {
        let mut request = get(address, Some(&officer));
        let cookie = format!("__Host-bailee={officer}; __Host-bailee-language=fr");
        request.headers_mut().insert(header::COOKIE, header::HeaderValue::from_str(&cookie).expect("a header"));
        let page = send(&world.router, request).await;
        assert!(page.status.is_success() && page.body.contains("<html lang=\"fr\""), "{address}");
        for english in ["Declare an incident", "Severity", "Owner", "Timeline", "Remedies"] {
            assert!(!page.body.contains(english), "{address} says {english}");
        }
        if address == path {
            the_timeline_is_french(&world, &page.body).await;
        }
    }
    let told = send(&world.router, api("GET", &format!("/api/v1{path}"), Some(&officer), None)).await;
    assert!(told.body.contains("In all: 1 person"), "programs are told the English: {}", told.body);
}

/// What the system wrote down by itself is there in French, one and many alike, and none of it in English.
async fn the_timeline_is_french(world: &World, page: &str) {
    let (_, timeline) = page.split_once("id=\"timeline\"").expect("a timeline");
    let (timeline, _) = timeline.split_once("</tbody>").expect("its end");
    let lines = [
        "Peuvent être en cause\u{a0}: 1 personne",
        "En tout\u{a0}: 1 personne",
        "Gravité\u{a0}: critique",
        "À remettre avant le",
    ];
    for line in lines {
        assert!(timeline.contains(line), "{line} is not in {timeline}");
    }
    let events = world.firm.app.store().incident_events(world.incident.id).await.expect("read");
    let ours =
        events.iter().filter(|event| event.kind != IncidentEventKind::Declared && event.text.english() != "Version 1.");
    for event in ours.filter(|event| !event.text.english().is_empty()) {
        assert!(!timeline.contains(event.text.english()), "{} is in English", event.text);
    }
}
