//! The page of backups and recovery kits, and its API.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_app::{actions, backup::BackupPlace};
use serde_json::json;

async fn with_a_backup() -> World {
    let world = World::new().await.expect("a world");
    let place = world.firm.folder().join("copies");
    let place = BackupPlace::open(&place.display().to_string()).expect("a place");
    world.firm.app.back_up_to(place).expect("named once");
    let backups = world.firm.app.backups().expect("a place");
    backups.make(true).await.expect("made");
    backups.try_newest(None, Some(&world.firm.vault)).await.expect("tried");
    world.firm.app.write_kit().await.expect("written");
    world
}

async fn officer(world: &World) -> String {
    let email = world.firm.officer().await.expect("the officer").who.email;
    world.firm.sign_in_token(&email).await.expect("signed in").1
}

#[tokio::test]
async fn the_register_says_what_is_there_and_until_when() {
    let world = with_a_backup().await;
    let officer = officer(&world).await;
    let page = send(&world.router, get("/firm/backups", Some(&officer))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for said in ["1 backup is there", "restorable", "by the server", "Recovery kits", "kit-000001.age", "present"] {
        assert!(page.body.contains(said), "{said}");
    }
    let answer = send(&world.router, api("GET", "/api/v1/backups", Some(&officer), None)).await;
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((answer.status, json["backups"][0]["backup"]["tried_ok"].clone()), (StatusCode::OK, json!(true)));
    assert_eq!(json["kits"][0]["overdue"], json!(false));
}

#[tokio::test]
async fn an_officer_makes_a_backup_and_answers_for_a_kit() {
    let world = with_a_backup().await;
    let token = officer(&world).await;
    let fields = [("csrf".to_owned(), form_token(&token))];
    let made = send(&world.router, post("/firm/backups", Some(&token), &fields)).await;
    assert_eq!(made.header(header::LOCATION), "/firm/backups");
    world.firm.app.backups_settled().await;
    assert_eq!(world.firm.app.store().backups().await.expect("read").len(), 2);
    let kit = world.firm.app.store().recovery_kits().await.expect("read").pop().expect("one").id;
    let path = format!("/firm/backups/kits/{kit}/gone");
    let refused = send(&world.router, post(&path, Some(&token), &fields)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "the present kit is not destroyed");
    let owner = world.firm.sign_in(&world.one.owner.who.email).await.expect("signed in");
    actions::end_hold(&owner, world.hold.id).await.expect("the hold ended");
    let ask = actions::DestroyAsk { engagement: world.one.it.id, holdings: vec![world.table.id] };
    actions::destroy(&owner, ask).await.expect("destroyed");
    let token = officer(&world).await;
    let queue = send(&world.router, get("/work", Some(&token))).await;
    assert!(queue.body.contains("See to the destruction of a kit"), "it waits for the officer: {}", queue.body);
    let done = send(&world.router, post(&path, Some(&token), &[("csrf".to_owned(), form_token(&token))])).await;
    assert_eq!(done.header(header::LOCATION), "/firm/backups", "{}", done.body);
    let page = send(&world.router, get("/firm/backups", Some(&token))).await;
    assert!(page.body.contains("attested"), "a person’s word is shown as such");
}
