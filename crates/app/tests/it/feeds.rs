//! What the firm's other tools are told: received by a real server, checked against signatures and required attributes that
//! are computed and written down here.

mod required;

use crate::receiver::Receiver;
use bailee_app::{
    App, Limits, Parts, Secret, SigningIn, SiteKeys,
    feeds::{self, CollectorConfig, FeedsConfig, WebhookConfig},
};
use bailee_model::{Category, EntryDraft, LogId};
use bailee_testkit::{CannedEngine, TestFirm, firm::TestEngagement};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeSet, sync::Arc};

const SECRET: [u8; 32] = *b"an octet string of thirty-two by";
/// Words that stand in details, and must never leave.
const CANARIES: [&str; 4] = ["SELECT iban FROM payroll", "Lanterne", "odile@quillbridge.example", "Odile Quill"];

fn to_collector(receiver: &Receiver) -> FeedsConfig {
    let token = Some(Secret::from("token-of-the-collector\n"));
    FeedsConfig { collector: Some(CollectorConfig { url: receiver.url.clone(), token }), ..FeedsConfig::default() }
}

fn to_webhook(receiver: &Receiver, events: &[&str]) -> FeedsConfig {
    let secret = format!("whsec_{}\n", STANDARD.encode(SECRET)).into();
    let events = events.iter().map(ToString::to_string).collect();
    FeedsConfig {
        webhooks: vec![WebhookConfig { url: receiver.url.clone(), events, secret }],
        ..FeedsConfig::default()
    }
}

async fn firm_at_work() -> (TestFirm, TestEngagement) {
    let firm = TestFirm::new().await.expect("there");
    let at = firm.engagement("Lanterne & Fils", &[Category::Parties]).await.expect("there");
    note(&firm, &at, "query.asked").await;
    (firm, at)
}

/// The same installation, served by another process.
async fn restarted(firm: &TestFirm) -> Arc<App> {
    let parts = Parts {
        store: firm.app.store().clone(),
        vault: firm.vault.clone(),
        engine: Arc::new(CannedEngine::new(firm.vault.clone())),
        clock: firm.app.clock().clone(),
        rng: firm.rng().clone(),
        keys: Arc::new(SiteKeys::open(&firm.folder().join("root"), firm.rng().as_ref()).expect("there")),
        signing_in: SigningIn::default(),
        mail: None,
        limits: Limits::default(),
    };
    App::start(parts).await.expect("there")
}

/// An entry whose details and one of whose identifiers are words of the client's.
async fn note(firm: &TestFirm, at: &TestEngagement, event: &'static str) {
    let entry = EntryDraft::new(at.it.id, event)
        .id("person", at.consultant.who.id)
        .id("subject", "Lanterne_payroll.csv")
        .detail("sql", "SELECT iban FROM payroll");
    firm.app.store().ledger().note([entry]).await.expect("there");
}

/// Every event that was told, in the order in which it arrived.
fn told(receiver: &Receiver) -> Vec<Value> {
    let bodies: Vec<String> = receiver.received().into_iter().map(|each| each.body).collect();
    bodies.iter().flat_map(|body| body.lines()).map(|line| serde_json::from_str(line).expect("there")).collect()
}

fn places(events: &[Value], log: &str) -> Vec<u64> {
    let of_log = events.iter().filter(|event| event["metadata"]["log_name"] == log);
    of_log.map(|event| event["metadata"]["sequence"].as_u64().expect("there")).collect()
}

async fn size(firm: &TestFirm, log: LogId) -> u64 {
    firm.app.store().log(log).size().await.expect("there")
}

#[tokio::test]
async fn a_collector_hears_every_entry_of_every_log_in_order() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    let events = told(&receiver);
    for log in [LogId::Site, LogId::Engagement(at.it.id)] {
        let name = if log == LogId::Site { "site".to_owned() } else { at.it.id.to_string() };
        assert_eq!(places(&events, &name), (0..size(&firm, log).await).collect::<Vec<_>>(), "{name}");
    }
    assert!(receiver.received().iter().all(|each| each.header("authorization") == "Bearer token-of-the-collector"));

    let before = receiver.received().len();
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), before, "nothing new, nothing sent");
    note(&firm, &at, "holding.opened").await;
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(told(&receiver).len(), events.len() + 1);
}

#[tokio::test]
async fn nothing_of_a_client_leaves_with_an_event() {
    let (firm, at) = firm_at_work().await;
    let (collector, hook) = (Receiver::open().await, Receiver::open().await);
    let file = firm.folder().join("events.jsonl");
    let mut config = FeedsConfig { file: Some(file.clone()), ..to_collector(&collector) };
    config.webhooks = to_webhook(&hook, &["*"]).webhooks;
    firm.app.feed_to(config).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    note(&firm, &at, "query.asked").await;
    feeds::tell(&firm.app).await.expect("there");
    let mut all = std::fs::read_to_string(file).expect("there");
    for each in collector.received().into_iter().chain(hook.received()) {
        all.push_str(&format!("{:?}{}", each.headers, each.body));
    }
    assert!(all.contains(&at.consultant.who.id.to_string()), "identifiers do leave");
    for canary in CANARIES {
        assert!(!all.contains(canary), "{canary}");
    }
}

#[tokio::test]
async fn a_failure_is_tried_again_and_skips_nothing() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    receiver.answer(&[500, 503]);
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), 1, "one refusal ends the round");
    let feed = firm.app.store().feeds().await.expect("there").remove(0);
    assert_eq!((feed.trouble.as_str(), feed.attempts, feed.next), ("http_500", 1, 0));

    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), 1, "it waits");
    firm.advance(SignedDuration::from_secs(5));
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), 2);
    firm.advance(SignedDuration::from_secs(5));
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), 2, "it waits longer");
    firm.advance(SignedDuration::from_secs(25));
    feeds::tell(&firm.app).await.expect("there");

    let taken: Vec<Value> = told(&receiver);
    let (first, second) = (&receiver.received()[0].body, &receiver.received()[1].body);
    assert_eq!(first, second, "what was refused comes again, the same");
    let engagement = places(&taken, &at.it.id.to_string());
    assert_eq!(engagement, (0..size(&firm, LogId::Engagement(at.it.id)).await).collect::<Vec<_>>());
    assert!(
        firm.app.store().feeds().await.expect("there").iter().all(|feed| feed.trouble.is_empty() && feed.attempts == 0)
    );
}

#[tokio::test]
async fn two_servers_take_turns_and_what_was_left_is_taken_up() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    let (one, other) = tokio::join!(feeds::tell(&firm.app), feeds::tell(&firm.app));
    one.expect("there");
    other.expect("there");
    feeds::tell(&firm.app).await.expect("there");
    let events = told(&receiver);
    let names: BTreeSet<&str> = events.iter().map(|event| event["metadata"]["uid"].as_str().expect("there")).collect();
    assert_eq!(names.len(), events.len(), "each once, and each under a name of its own");

    // A server that died with a claim: others wait until the claim is over, and begin where the bookmark stands.
    let store = firm.app.store();
    let held =
        store.feeds().await.expect("there").into_iter().find(|feed| feed.engagement == Some(at.it.id)).expect("there");
    let now = firm.app.clock().now();
    let claimed = store.ledger().claim_feed(&held, now, now + SignedDuration::from_secs(60)).await.expect("there");
    assert!(claimed.is_some());
    assert_eq!(store.ledger().claim_feed(&held, now, now + SignedDuration::from_secs(60)).await.expect("there"), None);
    note(&firm, &at, "holding.opened").await;
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(told(&receiver).len(), events.len());
    firm.advance(SignedDuration::from_secs(61));
    feeds::tell(&firm.app).await.expect("there");
    let last = told(&receiver).pop().expect("there");
    assert_eq!(told(&receiver).len(), events.len() + 1);
    assert_eq!(last["message"], "holding.opened");

    // A server that took too long puts no bookmark back.
    store.ledger().note_feed(&held).await.expect("there");
    assert!(store.get::<bailee_model::Feed>(held.id).await.expect("there").expect("there").next > held.next);
}

#[tokio::test]
async fn after_a_restart_it_goes_on_exactly_where_it_stopped() {
    let firm = TestFirm::new().await.expect("there");
    let at = firm.engagement("Lanterne & Fils", &[Category::Parties]).await.expect("there");
    let receiver = Receiver::open().await;
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    let before = told(&receiver).len();
    note(&firm, &at, "query.asked").await;

    let again = restarted(&firm).await;
    again.feed_to(to_collector(&receiver)).expect("there");
    feeds::tell(&again).await.expect("there");
    let events = told(&receiver);
    assert_eq!(events.len(), before + 1);
    assert_eq!(events[before]["message"], "query.asked");
    assert_eq!(
        places(&events, &at.it.id.to_string()),
        (0..size(&firm, LogId::Engagement(at.it.id)).await).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_file_grows_by_whole_lines_and_may_be_moved_away() {
    let (firm, at) = firm_at_work().await;
    let file = firm.folder().join("events.jsonl");
    std::fs::write(&file, "{\"torn\":").expect("there");
    firm.app.feed_to(FeedsConfig { file: Some(file.clone()), ..FeedsConfig::default() }).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    let text = std::fs::read_to_string(&file).expect("there");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("{\"torn\":"));
    assert!(lines.all(|line| serde_json::from_str::<Value>(line).is_ok()));

    std::fs::rename(&file, firm.folder().join("events.1")).expect("there");
    note(&firm, &at, "holding.opened").await;
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(std::fs::read_to_string(&file).expect("there").lines().count(), 1);

    std::fs::remove_file(&file).expect("there");
    std::fs::create_dir(&file).expect("there");
    note(&firm, &at, "holding.opened").await;
    feeds::tell(&firm.app).await.expect("there");
    let troubles: Vec<String> =
        firm.app.store().feeds().await.expect("there").into_iter().map(|feed| feed.trouble).collect();
    assert!(troubles.iter().any(|trouble| trouble.starts_with("file_")), "{troubles:?}");
}

/// HMAC-SHA-256 as RFC 2104 writes it.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

#[tokio::test]
async fn a_webhook_hears_the_events_it_chose_from_now_on_signed() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    firm.app.feed_to(to_webhook(&receiver, &["holding.opened", "incident.*"])).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    assert!(receiver.received().is_empty(), "what happened before is not told");
    for event in
        ["query.asked", "holding.opened", "incident.declared", "holding.opened", "incident.noted", "incident.closed"]
    {
        note(&firm, &at, event).await;
    }
    receiver.answer(&[200, 500]);
    feeds::tell(&firm.app).await.expect("there");
    assert_eq!(receiver.received().len(), 2);
    firm.advance(SignedDuration::from_secs(5));
    feeds::tell(&firm.app).await.expect("there");

    let received = receiver.received();
    let bodies: Vec<Value> = received.iter().map(|each| serde_json::from_str(&each.body).expect("there")).collect();
    let types: Vec<&str> = bodies.iter().map(|body| body["type"].as_str().expect("there")).collect();
    let wanted = [
        "holding.opened",
        "incident.declared",
        "incident.declared",
        "holding.opened",
        "incident.noted",
        "incident.closed",
    ];
    assert_eq!(types, wanted, "in order, and the one that was refused again");
    assert_eq!(received[1].header("webhook-id"), received[2].header("webhook-id"));
    for each in &received {
        let (id, at) = (each.header("webhook-id"), each.header("webhook-timestamp"));
        let signed = STANDARD.encode(hmac(&SECRET, format!("{id}.{at}.{}", each.body).as_bytes()));
        assert_eq!(each.header("webhook-signature"), format!("v1,{signed}"));
        assert!(!id.contains('.') && !id.is_empty());
        let late = firm.app.clock().now().as_second() - at.parse::<i64>().expect("there");
        assert!((0..=5).contains(&late), "stamped when it is sent");
    }
    let keys: BTreeSet<&String> = bodies[0]["data"].as_object().expect("there").keys().collect();
    assert_eq!(keys.into_iter().collect::<Vec<_>>(), ["ids", "index", "log"]);
    assert_eq!(bodies[0]["data"]["ids"].as_object().expect("there").len(), 1, "only identifiers");
}

#[tokio::test]
async fn what_would_leave_in_clear_or_unsigned_is_refused() {
    let firm = TestFirm::new().await.expect("there");
    let receiver = Receiver::open().await;
    let mut clear = to_collector(&receiver);
    clear.collector.as_mut().expect("there").url = "http://siem.quillbridge.example/in".to_owned();
    let mut unsigned = to_webhook(&receiver, &["incident.*"]);
    unsigned.webhooks[0].secret = "whsec_c2hvcnQ=".into();
    let nothing = to_webhook(&receiver, &[]);
    for config in [clear, unsigned, nothing] {
        assert!(firm.app.feed_to(config).is_err());
    }
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    assert!(firm.app.feed_to(to_collector(&receiver)).is_err(), "once");
}

#[tokio::test]
async fn every_event_has_what_its_class_requires() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    let samples = [
        ("sign_in.failed", 300_201, 2),
        ("session.began", 300_201, 1),
        ("session.ended", 300_202, 1),
        ("person.invited", 300_101, 1),
        ("person.departed", 300_106, 1),
        ("passkey.added", 300_110, 1),
        ("access.refused", 600_399, 2),
        ("grant.approved", 300_403, 1),
        ("grant.asked", 300_401, 1),
        ("query.asked", 600_504, 1),
        ("holding.opened", 600_501, 1),
        ("holding.arrived", 600_601, 1),
        ("disclosure.made", 600_612, 1),
        ("load.started", 600_301, 1),
        ("incident.declared", 300_401, 1),
        ("policy.published", 300_403, 1),
        ("hold.expired", 300_404, 1),
        ("log.witnessed", 300_403, 1),
    ];
    for (event, ..) in samples {
        note(&firm, &at, event).await;
    }
    feeds::tell(&firm.app).await.expect("there");
    let events = told(&receiver);
    events.iter().for_each(required::check);
    for (event, kind, status) in samples {
        let found = events.iter().rfind(|each| each["message"] == event).expect(event);
        assert_eq!((found["type_uid"].as_u64(), found["status_id"].as_u64()), (Some(kind), Some(status)), "{event}");
    }
}

#[tokio::test]
async fn metrics_count_and_name_nobody() {
    let (firm, at) = firm_at_work().await;
    let receiver = Receiver::open().await;
    receiver.answer(&[500]);
    firm.app.feed_to(to_collector(&receiver)).expect("there");
    feeds::tell(&firm.app).await.expect("there");
    bailee_app::clocks::tick(&firm.app).await.expect("there");
    firm.app.metrics().requested("/engagements/{engagement}", "GET", 200, 0.02);
    let text = firm.app.metrics_text().await.expect("there");
    for line in [
        "bailee_requests_total{route=\"/engagements/{engagement}\",method=\"GET\",status=\"200\"} 1",
        "bailee_request_seconds_bucket{le=\"0.025\",route=\"/engagements/{engagement}\",method=\"GET\"} 1",
        "bailee_decisions_total{outcome=\"allowed\",clause=",
        "bailee_clock_in_trouble{clock=\"hold_end\"} 0",
        "bailee_promises{status=",
        "bailee_feed_in_trouble{kind=\"siem_url\"} 1",
        "bailee_writable 1",
        "bailee_jobs_unfinished{state=\"running\"} 0",
        "# EOF",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let ids = [at.it.id.to_string(), at.lead.who.id.to_string(), at.client.id.to_string(), at.client.name.clone()];
    for secret in ids.iter().map(String::as_str).chain(CANARIES) {
        assert!(!text.contains(secret), "{secret}");
    }
}
