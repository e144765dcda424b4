//! Requests are counted by template, method and status; what a path or a query says is in no label.

use crate::support::{get, post, send};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use bailee_testkit::TestFirm;

#[tokio::test]
async fn a_request_counts_under_the_template_of_its_route() {
    let firm = TestFirm::new().await.unwrap();
    let router = bailee_web::router(firm.app.clone());
    let canary = "eng_0000000000000000000000000a";
    for _ in 0..2 {
        send(&router, get(&format!("/engagements/{canary}?q=odile%40quillbridge.example"), None)).await;
    }
    send(&router, get(&format!("/nowhere/{canary}"), None)).await;
    send(&router, get(&format!("/api/v1/engagements/{canary}"), None)).await;
    let email = ("email".to_owned(), "odile@quillbridge.example".to_owned());
    send(&router, post("/sign-in", None, &[email])).await;
    send(&router, Request::builder().method("CANARY").uri("/trust").body(Body::empty()).unwrap()).await;

    let metrics = bailee_web::metrics_router(firm.app.clone());
    let answer = send(&metrics, Request::get("/metrics").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header(header::CONTENT_TYPE).starts_with("application/openmetrics-text"));
    let text = answer.body;
    let count = |route: &str, method: &str| {
        let labels = format!("bailee_requests_total{{route=\"{route}\",method=\"{method}\",");
        let line = text.lines().find(|line| line.starts_with(&labels)).unwrap_or_else(|| panic!("{labels} in {text}"));
        line.rsplit(' ').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(count("/engagements/{engagement}", "GET"), 2);
    assert_eq!(count("/api/v1/engagements/{engagement}", "GET"), 1);
    assert_eq!(count("none", "GET"), 1);
    assert_eq!(count("/sign-in", "POST"), 1);
    assert_eq!(count("/trust", "_OTHER"), 1);
    for canary in [canary, "odile", "nowhere", "CANARY"] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
}
