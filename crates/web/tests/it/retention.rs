//! Keeping, returning and deleting, as the client and the officer meet them.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_model::HandoverId;
use serde_json::json;

fn with_token(session: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let token = [("csrf".to_owned(), form_token(session))];
    token.into_iter().chain(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

/// The client's owner, with both factors fresh.
async fn owner(world: &World) -> String {
    world.firm.sign_in_token(&world.one.owner.who.email).await.expect("in").1
}

#[tokio::test]
async fn the_client_fetches_what_is_theirs_and_gives_the_receipt() {
    let world = World::new().await.expect("a world");
    let (owner, engagement) = (owner(&world).await, world.one.it.id.to_string());
    let page = send(&world.router, get("/return", Some(&owner))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("ledger.csv") && page.body.contains("age1") && !page.body.contains("/receipt\""));
    let fetch = with_token(&owner, &[("engagement", &engagement)]);
    let file = send(&world.router, post("/return/fetch", Some(&owner), &fetch)).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert!(file.header(header::CONTENT_DISPOSITION).contains(".tar.age"));
    assert!(file.body.starts_with("age-encryption.org/v1\n"));
    let handover = world.firm.app.store().handovers(world.one.it.id).await.expect("handovers").remove(0);
    let digest = handover.manifest.clone().expect("whole");
    let page = send(&world.router, get("/return", Some(&owner))).await;
    assert!(page.body.contains(&format!("/return/{}/receipt", handover.id)));
    assert!(!page.body.contains(&digest), "the digest is for the client to say");
    let receipt = |manifest: &str| with_token(&owner, &[("engagement", &engagement), ("manifest", manifest)]);
    let path = format!("/return/{}/receipt", handover.id);
    let wrong = send(&world.router, post(&path, Some(&owner), &receipt(&"ab".repeat(32)))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("manifest-wrong"), "{}", wrong.body);
    let right = send(&world.router, post(&path, Some(&owner), &receipt(&digest))).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
    let proof = send(&world.router, get("/proof", Some(&owner))).await;
    assert!(proof.body.contains(&digest[..8]), "the receipt is on the proof page: {}", proof.body);
}

#[tokio::test]
async fn the_owner_names_the_key_and_nobody_else() {
    let world = World::new().await.expect("a world");
    let (owner, engagement) = (owner(&world).await, world.one.it.id.to_string());
    let key = |session: &str, key: &str| with_token(session, &[("engagement", &engagement), ("recipient", key)]);
    let wrong = send(&world.router, post("/return/key", Some(&owner), &key(&owner, "age1mistyped"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("recipient-wrong") && wrong.body.contains("value=\"age1mistyped\""));
    let new = world.firm.keepers[0].recipient().to_string();
    let refused = send(&world.router, post("/return/key", Some(&world.lead), &key(&world.lead, &new))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let named = send(&world.router, post("/return/key", Some(&owner), &key(&owner, &new))).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
    assert!(send(&world.router, get("/return", Some(&owner))).await.body.contains(&new));
}

#[tokio::test]
async fn deleting_now_tells_what_goes_and_asks_for_its_name() {
    let world = World::new().await.expect("a world");
    let (owner, engagement) = (owner(&world).await, world.one.it.id.to_string());
    let page = send(&world.router, get("/delete", Some(&owner))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("ledger.csv") && page.body.contains(&world.one.it.title));
    assert!(page.body.contains("name=\"end_holds\""), "a hold of their own keeps some of it");
    let ask = |typed: &str, end: &str| {
        with_token(&owner, &[("engagement", &engagement), ("confirmation", typed), ("end_holds", end)])
    };
    for (typed, end, field) in
        [("yes", "yes", "confirmation-wrong"), (world.one.it.title.as_str(), "", "end_holds-wrong")]
    {
        let wrong = send(&world.router, post("/delete/now", Some(&owner), &ask(typed, end))).await;
        assert!(matches!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT), "{}", wrong.status);
        assert!(wrong.body.contains(field), "{field}: {}", wrong.body);
    }
    let done = send(&world.router, post("/delete/now", Some(&owner), &ask(&world.one.it.title, "yes"))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let certificate = done.header(header::LOCATION).to_owned();
    let shown = send(&world.router, get(&certificate, Some(&owner))).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("Recovery kit") && shown.body.contains("First stage"), "{}", shown.body);
    let by_lead = send(&world.router, get(&format!("/delete?engagement={engagement}"), Some(&world.lead))).await;
    assert_eq!(by_lead.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_officer_sees_every_hold_and_nobody_else_does() {
    let world = World::new().await.expect("a world");
    let (officer, session) = world.firm.sign_in_token("odile@quillbridge.example").await.expect("in");
    let page = send(&world.router, get("/firm/holds", Some(&session))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains(&world.one.client.name) && page.body.contains(&world.hold.id.to_string()));
    assert!(officer.is_officer());
    let totals = send(&world.router, api("GET", "/api/v1/holds", Some(&session), None)).await;
    assert!(totals.body.contains(&world.hold.id.to_string()), "{}", totals.body);
    for other in [&world.lead, &world.consultant, &world.owner] {
        let page = send(&world.router, get("/firm/holds", Some(other))).await;
        assert!(matches!(page.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", page.status);
    }
}

#[tokio::test]
async fn programs_do_the_same() {
    let world = World::new().await.expect("a world");
    let (owner, base) = (owner(&world).await, format!("/api/v1/engagements/{}", world.one.it.id));
    let key = json!({ "recipient": world.firm.keepers[0].recipient().to_string() });
    let named = send(&world.router, api("PUT", &format!("{base}/recipient"), Some(&owner), Some(&key))).await;
    assert_eq!(named.status, StatusCode::OK, "{}", named.body);
    let all = json!({ "holdings": [] });
    let file = send(&world.router, api("POST", &format!("{base}/hand-over"), Some(&owner), Some(&all))).await;
    assert!(file.status.is_success() && file.body.starts_with("age-encryption.org/v1\n"));
    let list = send(&world.router, api("GET", &format!("{base}/handovers"), Some(&owner), None)).await;
    assert!(list.body.contains("\"whole\":true") && list.body.contains("\"manifest\":null"), "{}", list.body);
    let handover = world.firm.app.store().handovers(world.one.it.id).await.expect("handovers").remove(0);
    let receipt = json!({ "manifest": handover.manifest, "checked": true });
    let path = |id: HandoverId| format!("/api/v1/handovers/{id}/receipt");
    let done = send(&world.router, api("POST", &path(handover.id), Some(&owner), Some(&receipt))).await;
    assert!(done.status.is_success() && done.body.contains("\"receipt_checked\":true"), "{}", done.body);
    let none = send(
        &world.router,
        api("POST", &path(HandoverId::new(world.firm.rng().as_ref())), Some(&owner), Some(&receipt)),
    )
    .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let delete = json!({ "holding": null, "end_holds": true, "confirmation": world.one.it.title });
    let gone = send(&world.router, api("POST", &format!("{base}/deletion"), Some(&owner), Some(&delete))).await;
    assert!(gone.status.is_success() && gone.body.contains("crt_"), "{}", gone.body);
}
