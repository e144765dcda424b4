//! What is sent slowly is judged by what holds when it has arrived, and what is kept in memory has an end.

use crate::support::{World, api, encode, form_token, post, send, upload};
use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode},
};
use bailee_app::actions;
use bailee_model::SessionKind;
use futures::channel::mpsc;
use std::{convert::Infallible, time::Duration};

/// Sends the first bytes of a request's body, ends the session, and sends the rest. Gives the status.
async fn end_after(at: usize, world: &World, session: &str, request: Request<Body>, body: &str) -> StatusCode {
    let (sender, receiver) = mpsc::unbounded::<Result<Bytes, Infallible>>();
    let (parts, _) = request.into_parts();
    let request = Request::from_parts(parts, Body::from_stream(receiver));
    let (one, other) = body.split_at(at);
    sender.unbounded_send(Ok(Bytes::copy_from_slice(one.as_bytes()))).expect("taken");
    let router = world.router.clone();
    let answer = tokio::spawn(async move { send(&router, request).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let door = world.firm.app.door(session).await.expect("open");
    actions::sign_out(&door).await.expect("ended");
    sender.unbounded_send(Ok(Bytes::copy_from_slice(other.as_bytes()))).expect("taken");
    drop(sender);
    answer.await.expect("no panic").status
}

#[tokio::test]
async fn a_form_that_is_held_back_does_nothing_once_its_session_has_ended() {
    let world = World::new().await.expect("a world");
    let session = &world.consultant;
    let fields = [("csrf", form_token(session).as_str()), ("name", "x"), ("scope", "work"), ("days", "90")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = post("/tokens", Some(session), &fields);
    assert_eq!(end_after(9, &world, session, request, &encode(&fields)).await, StatusCode::UNAUTHORIZED);
    let sessions = world.firm.app.store().sessions_of(world.one.consultant.who.id).await.expect("reads");
    assert!(sessions.iter().all(|each| each.kind != SessionKind::Token));
}

#[tokio::test]
async fn a_document_that_is_held_back_does_nothing_once_its_session_has_ended() {
    let world = World::new().await.expect("a world");
    let session = &world.consultant;
    let body = serde_json::json!({ "sql": "select * from ledger", "limit": 5 });
    let path = format!("/api/v1/engagements/{}/query", world.one.it.id);
    let request = || api("POST", &path, Some(session), Some(&body));
    assert_eq!(send(&world.router, request()).await.status, StatusCode::OK, "it would be answered");
    let status = end_after(9, &world, session, request(), &body.to_string()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_upload_whose_first_fields_are_held_back_brings_nothing_in() {
    let world = World::new().await.expect("a world");
    let (session, engagement) = (&world.consultant, world.one.it.id);
    let before = world.firm.app.store().holdings(engagement).await.expect("reads").len();
    let path = format!("/engagements/{engagement}/holdings");
    let (parts, body) = upload(&path, Some(session), &form_token(session)).into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let body = String::from_utf8(body.to_vec()).expect("text");
    let file = body.find("name=\"file\"").expect("a file");
    let request = Request::from_parts(parts, Body::empty());
    assert_eq!(end_after(file, &world, session, request, &body).await, StatusCode::UNAUTHORIZED);
    assert_eq!(world.firm.app.store().holdings(engagement).await.expect("reads").len(), before);
}

#[tokio::test]
async fn a_field_of_an_upload_that_is_no_file_has_an_end() {
    let world = World::new().await.expect("a world");
    let session = &world.consultant;
    let path = format!("/engagements/{}/holdings", world.one.it.id);
    let answer = send(&world.router, upload(&path, Some(session), &"x".repeat(2_000_000))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("The form does not read."), "{}", answer.body);
}
