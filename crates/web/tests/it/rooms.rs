//! The rooms as those see them who belong there.

use crate::support::{World, api, form_token, get, post, send, upload};
use axum::http::{StatusCode, header};

fn with_token(session: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let token = [("csrf".to_owned(), form_token(session))];
    token.into_iter().chain(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

#[tokio::test]
async fn every_room_opens_to_the_consultant_with_a_grant() {
    let world = World::new().await.expect("a world");
    let base = format!("/engagements/{}", world.one.it.id);
    for room in [
        "",
        "/holdings",
        "/holdings?kind=table&sort=-size",
        "/people",
        "/systems",
        "/mapping",
        "/load",
        "/reconcile",
        "/query?table=ledger",
        "/close",
    ] {
        let answer = send(&world.router, get(&format!("{base}{room}"), Some(&world.consultant))).await;
        assert_eq!(answer.status, StatusCode::OK, "{room}: {}", answer.body);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{room}");
        assert!(answer.body.contains("class=\"standing\""), "{room}");
    }
    let profile =
        send(&world.router, get(&format!("{base}/holdings/{}", world.table.id), Some(&world.consultant))).await;
    assert_eq!(profile.status, StatusCode::OK, "{}", profile.body);
    let job = send(&world.router, get(&format!("{base}/jobs/{}", world.job.id), Some(&world.consultant))).await;
    assert_eq!(job.status, StatusCode::OK, "{}", job.body);
    assert!(!job.body.contains("http-equiv=\"refresh\""), "a job that has ended does not reload");
}

#[tokio::test]
async fn the_log_shows_every_entry_with_a_proof() {
    let world = World::new().await.expect("a world");
    let base = format!("/engagements/{}/log", world.one.it.id);
    let log = send(&world.router, get(&base, Some(&world.lead))).await;
    assert_eq!(log.status, StatusCode::OK, "{}", log.body);
    assert!(log.body.contains("holding.arrived") && log.body.contains("/log/0/proof"));
    let proof = send(&world.router, get(&format!("{base}/0/proof"), Some(&world.lead))).await;
    assert_eq!(proof.status, StatusCode::OK);
    assert!(proof.header(header::CONTENT_DISPOSITION).contains("tlog-proof"));
}

#[tokio::test]
async fn a_file_goes_from_the_form_into_custody() {
    let world = World::new().await.expect("a world");
    let path = format!("/engagements/{}/holdings", world.one.it.id);
    let answer = send(&world.router, upload(&path, Some(&world.consultant), &form_token(&world.consultant))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(answer.header(header::LOCATION).contains("/jobs/job_"));
    let holdings = world.firm.app.store().holdings(world.one.it.id).await.expect("holdings");
    assert_eq!(holdings.iter().filter(|holding| holding.name == "ledger.csv").count(), 2);
}

#[tokio::test]
async fn a_form_with_a_mistake_comes_back_with_what_was_typed() {
    let world = World::new().await.expect("a world");
    let path = format!("/engagements/{}/grants", world.one.it.id);
    let fields = with_token(
        &world.consultant,
        &[("purpose", "mapping"), ("categories", "financial"), ("days", "soon"), ("reason", "Names & <numbers>")],
    );
    let answer = send(&world.router, post(&path, Some(&world.consultant), &fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Names &#38; &#60;numbers&#62;"), "{}", answer.body);
    assert!(
        answer.body.contains("href=\"#days\"")
            && answer.body.contains("id=\"days-wrong\"")
            && answer.body.contains("aria-invalid=\"true\"")
    );
}

#[tokio::test]
async fn what_was_done_is_told_once_with_its_receipt() {
    let world = World::new().await.expect("a world");
    let path = format!("/engagements/{}/grants", world.one.it.id);
    let fields = with_token(
        &world.consultant,
        &[("purpose", "mapping"), ("categories", "financial"), ("days", "5"), ("reason", "names")],
    );
    let answer = send(&world.router, post(&path, Some(&world.consultant), &fields)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let said = answer.header(header::SET_COOKIE).split(';').next().unwrap_or_default().to_owned();
    let mut next = get(answer.header(header::LOCATION), Some(&world.consultant));
    let cookies = format!("__Host-bailee={}; {said}", world.consultant);
    next.headers_mut().insert(header::COOKIE, cookies.parse().expect("a header"));
    let page = send(&world.router, next).await;
    assert!(page.body.contains("role=\"status\"") && page.body.contains("data-copy="), "{}", page.body);
    assert!(page.header(header::SET_COOKIE).contains("__Host-bailee-said=;"));
}

#[tokio::test]
async fn the_client_sees_four_rooms_and_decides() {
    let world = World::new().await.expect("a world");
    for room in ["/held", "/opened", "/decisions", "/proof", "/proof/policy.txt"] {
        let answer = send(&world.router, get(room, Some(&world.owner))).await;
        assert_eq!(answer.status, StatusCode::OK, "{room}: {}", answer.body);
        assert!(!answer.body.contains("class=\"standing\""), "{room}");
    }
    assert_eq!(send(&world.router, get("/", Some(&world.owner))).await.header(header::LOCATION), "/held");
    let engagement = world.one.it.id.to_string();
    let hold = with_token(
        &world.owner,
        &[("engagement", &engagement), ("holding", ""), ("until", "2026-05-01"), ("reason", "an audit")],
    );
    let answer = send(&world.router, post("/decisions/hold", Some(&world.owner), &hold)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let wrong = with_token(
        &world.owner,
        &[("engagement", &engagement), ("holding", ""), ("until", "next year"), ("reason", "an audit")],
    );
    let answer = send(&world.router, post("/decisions/hold", Some(&world.owner), &wrong)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"next year\"") && answer.body.contains("until-wrong"));
}

#[tokio::test]
async fn programs_read_the_same_things() {
    let world = World::new().await.expect("a world");
    let base = format!("/api/v1/engagements/{}", world.one.it.id);
    for route in ["", "/holdings", "/loads", "/held"] {
        let answer = send(&world.router, api("GET", &format!("{base}{route}"), Some(&world.consultant), None)).await;
        assert_eq!(answer.status, StatusCode::OK, "{route}: {}", answer.body);
        assert!(!answer.body.contains("\"salt\""), "{route}");
    }
    let profile = send(
        &world.router,
        api("GET", &format!("/api/v1/holdings/{}/profile", world.table.id), Some(&world.consultant), None),
    )
    .await;
    assert_eq!(profile.status, StatusCode::OK, "{}", profile.body);
    let bring = format!("{base}/holdings?file_name=more.csv&category=financial&purpose=audit");
    let mut request = api("POST", &bring, Some(&world.consultant), None);
    *request.body_mut() = axum::body::Body::from(crate::support::CSV);
    let taken = send(&world.router, request).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    let cookie_only = send(&world.router, get(&base, Some(&world.consultant))).await;
    assert_eq!(cookie_only.status, StatusCode::UNAUTHORIZED, "the API looks at no cookie");
}

#[tokio::test]
async fn a_system_is_confirmed_by_the_owner_and_not_by_the_lead_who_added_it() {
    let world = World::new().await.expect("a world");
    let base = format!("/engagements/{}/systems", world.one.it.id);
    let confirm = format!("{base}/{}/confirm", world.system.id);
    let page = send(&world.router, get(&base, Some(&world.lead))).await;
    assert!(page.body.contains("Not yet") && !page.body.contains(&confirm), "{}", page.body);
    let own = send(&world.router, post(&confirm, Some(&world.lead), &with_token(&world.lead, &[]))).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.body);
    assert!(own.body.contains("You added this system yourself"), "{}", own.body);

    let work = send(&world.router, get("/work", Some(&world.owner))).await;
    assert!(work.body.contains("Confirm a system"), "{}", work.body);
    let decisions = send(&world.router, get("/decisions", Some(&world.owner))).await;
    assert!(decisions.body.contains(&confirm) && decisions.body.contains(&world.system.url), "{}", decisions.body);
    let done = send(&world.router, post(&confirm, Some(&world.owner), &with_token(&world.owner, &[]))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.header(header::LOCATION).starts_with("/decisions"));
    let page = send(&world.router, get(&base, Some(&world.lead))).await;
    assert!(page.body.contains(&format!("by {}", world.one.client.name)), "{}", page.body);
    let again = format!("/api/v1/systems/{}/confirmation", world.system.id);
    let again = send(&world.router, api("POST", &again, Some(&world.owner), None)).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
}
