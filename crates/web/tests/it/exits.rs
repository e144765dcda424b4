//! The pages and routes about what leaves: whom they answer, and that nobody else learns of anything.

use crate::authorisation::request;
use crate::support::{World, api, get, send};
use axum::http::StatusCode;
use bailee_model::{
    Assessment, AssessmentId, Category, Checkout, CheckoutId, EntryDraft, Organisation, Purpose, Standing,
};
use bailee_web::{Listed, contents};
use jiff::SignedDuration;
use serde_json::json;

fn ours() -> Vec<Listed> {
    let rooms = ["checkout", "register", "demands", "residency", "assessments", "whereabouts", "installation-region"];
    let mine = |listed: &Listed| rooms.iter().any(|room| listed.path.contains(room)) && listed.path.contains('{');
    contents().into_iter().filter(|listed| mine(listed) && !listed.public).collect()
}

#[tokio::test]
async fn the_rooms_show_in_both_languages_to_those_on_the_engagement() {
    let world = World::new().await.expect("a world");
    let id = world.one.it.id;
    let rooms = ["checkouts", "register", "demands", "residency"].map(|room| format!("/engagements/{id}/{room}"));
    for session in [&world.lead, &world.owner] {
        for path in rooms.iter().cloned().chain(["/where".to_owned()]) {
            if path == "/where" && session == &world.lead {
                continue;
            }
            for (language, word) in [("en", "lang=\"en\""), ("fr", "lang=\"fr\"")] {
                let mut asked = get(&path, Some(session));
                let cookie =
                    asked.headers()["cookie"].to_str().expect("text").to_owned() + &format!("; lang={language}");
                asked.headers_mut().insert("cookie", cookie.parse().expect("a header"));
                let answer = send(&world.router, asked).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
                assert!(answer.body.contains("<h1>") && (language == "fr" || answer.body.contains(word)), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn invariants_6_and_10_strangers_and_other_clients_find_no_exit() {
    let world = World::new().await.expect("a world");
    let two = world.firm.engagement("two", &[Category::Financial]).await.expect("another engagement");
    let stranger = world.firm.person("Sten Unassigned", Organisation::Firm, Standing::Staff).await.expect("a stranger");
    assert!(ours().len() > 20, "{}", ours().len());
    for email in [stranger.email, two.owner.who.email.clone()] {
        let (_, session) = world.firm.sign_in_token(&email).await.expect("signed in");
        for listed in ours() {
            let answer = send(&world.router, request(&world, &listed, Some(&session))).await;
            // What is set for the installation is refused, and names no engagement.
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{email} {listed:?}: {}", answer.body);
            assert!(!answer.body.contains(&world.one.client.name), "{listed:?}");
        }
    }
    for listed in ours() {
        let answer = send(&world.router, request(&world, &listed, None)).await;
        assert!(matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{listed:?}");
    }
}

#[tokio::test]
async fn a_program_asks_for_a_checkout_and_reads_the_register() {
    let world = World::new().await.expect("a world");
    let id = world.one.it.id;
    let body = json!({ "holding": world.table.id, "reason": "x", "hours": 1, "region": "CA" });
    let path = format!("/api/v1/engagements/{id}/checkouts");
    let asked = send(&world.router, api("POST", &path, Some(&world.lead), Some(&body))).await;
    assert!(matches!(asked.status, StatusCode::FORBIDDEN | StatusCode::CONFLICT), "{}", asked.body);
    for list in ["checkouts", "register", "demands", "whereabouts"] {
        let path = format!("/api/v1/engagements/{id}/{list}");
        let answer = send(&world.router, api("GET", &path, Some(&world.owner), None)).await;
        assert_eq!(answer.status, StatusCode::OK, "{list}: {}", answer.body);
    }
    let returned = json!({ "body": "{}", "signature": "" });
    let device = bailee_model::DeviceId::from_bytes([1; 16]);
    let path = format!("/api/v1/devices/{device}/returns");
    let answer = send(&world.router, api("POST", &path, None, Some(&returned))).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "a device that nobody knows: {}", answer.body);
}

#[tokio::test]
async fn what_waits_about_exits_is_in_the_queue_of_whoever_answers_it() {
    let world = World::new().await.expect("a world");
    let (now, engagement, rng) = (world.firm.app.clock().now(), world.one.it.id, world.firm.rng());
    let devices = world.firm.app.store().devices_of(world.one.consultant.who.id).await.expect("read");
    let asked = Checkout {
        id: CheckoutId::new(rng.as_ref()),
        engagement,
        holding: world.table.id,
        person: world.one.consultant.who.id,
        device: devices[0].id,
        purpose: Purpose::Audit,
        reason: "a tool for one laptop".to_owned(),
        region: "CA".to_owned(),
        hours: 4,
        asked_at: now,
        approved_by: None,
        approved_at: None,
        expires_at: None,
        taken_at: None,
        recipient: None,
        disclosure: None,
        returned_at: None,
        confirmation: None,
        ended: None,
        ended_by: None,
        ended_why: None,
    };
    let until = now + SignedDuration::from_hours(4);
    let out = Checkout {
        id: CheckoutId::new(rng.as_ref()),
        approved_at: Some(now),
        expires_at: Some(until),
        taken_at: Some(now),
        ..asked.clone()
    };
    let region = Assessment {
        id: AssessmentId::new(rng.as_ref()),
        engagement,
        region: "FR".to_owned(),
        why: "the provider is there".to_owned(),
        safeguards: "sealed".to_owned(),
        by: world.one.lead.who.id,
        at: now,
        agreed_by: None,
        agreed_at: None,
        until: now + SignedDuration::from_hours(24 * 30),
        ended: None,
    };
    let entry = EntryDraft::new(engagement, "test.saved");
    let saved = world.firm.app.store().ledger().record([entry], move |tx| async move {
        tx.save(&asked).await?;
        tx.save(&out).await?;
        tx.save(&region).await
    });
    saved.await.expect("saved");
    let rows = [
        (&world.lead, "Approve a checkout", true),
        (&world.lead, "Bring a checkout back", false),
        (&world.consultant, "Approve a checkout", false),
        (&world.consultant, "Bring a checkout back", true),
        (&world.owner, "Agree to a further region", true),
        (&world.consultant, "Agree to a further region", false),
    ];
    for (session, what, there) in rows {
        let queue = send(&world.router, get("/work", Some(session))).await;
        assert_eq!(queue.body.contains(what), there, "{what}: {}", queue.body);
    }
}

#[tokio::test]
async fn a_frozen_engagement_says_so_on_every_page_of_it() {
    let world = World::new().await.expect("a world");
    let (mut engagement, entry) = (world.one.it.clone(), EntryDraft::new(world.one.it.id, "test.frozen"));
    engagement.frozen_by = Some(world.incident.id);
    engagement.frozen_at = Some(engagement.since);
    let saved = world.firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&engagement).await });
    saved.await.expect("saved");
    let base = format!("/engagements/{}", world.one.it.id);
    for path in [base.clone(), format!("{base}/holdings"), format!("{base}/checkouts")] {
        let page = send(&world.router, get(&path, Some(&world.lead))).await;
        assert!(page.body.contains("An incident has frozen this engagement"), "{path}: {}", page.body);
        assert!(page.body.contains("/trust/incident_response"), "{path} names the clause");
    }
    let held = send(&world.router, get("/held", Some(&world.owner))).await;
    assert!(held.body.contains("none of our people open your data"), "{}", held.body);
    assert!(held.body.contains("nothing of it is destroyed") && held.body.contains("Since:"), "{}", held.body);
    // The lists say it too, in words and since when: this one, and not the other.
    let list = send(&world.router, get("/engagements", Some(&world.lead))).await;
    assert_eq!(list.body.matches("frozen since").count(), 1, "{}", list.body);
    let list = send(&world.router, api("GET", "/api/v1/engagements", Some(&world.lead), None)).await;
    let rows: serde_json::Value = serde_json::from_str(&list.body).expect("json");
    let row =
        rows.as_array().and_then(|rows| rows.iter().find(|row| row["engagement"]["id"] == world.one.it.id.to_string()));
    let since = row.map(|row| row["frozen_since"].clone()).unwrap_or_default();
    assert_eq!(since, serde_json::json!(world.one.it.since), "{}", list.body);
}
