//! Every address, visited by those who may not: nobody, a stranger of the firm, another client. The list of addresses
//! that no test visits is empty because the tests walk the router's own list.

use crate::support::{World, api, form_token, get, post, send, upload};
use axum::http::{StatusCode, header};
use bailee_model::{Category, Organisation, Standing, SupplierId};
use bailee_web::{Listed, contents};
use serde_json::{Value, json};

const UPLOAD: &str = "/engagements/{engagement}/holdings";

/// The request that this address expects, by somebody with this session.
pub(crate) fn request(world: &World, listed: &Listed, session: Option<&str>) -> axum::http::Request<axum::body::Body> {
    request_at(world, listed, &world.fill(&listed.path), session)
}

/// The same at a path of the caller's choice.
pub(crate) fn request_at(
    world: &World,
    listed: &Listed,
    path: &str,
    session: Option<&str>,
) -> axum::http::Request<axum::body::Body> {
    if listed.path.starts_with("/api/") {
        return api_request(world, listed, path, session);
    }
    match listed.method {
        "GET" => get(path, session),
        _ if listed.path == UPLOAD => upload(path, session, &form_token(session.unwrap_or_default())),
        _ => post(path, session, &world.fields(session.unwrap_or_default())),
    }
}

fn api_request(
    world: &World,
    listed: &Listed,
    path: &str,
    session: Option<&str>,
) -> axum::http::Request<axum::body::Body> {
    let query = if listed.method == "POST" && listed.path.ends_with("/holdings") {
        "?file_name=a.csv&category=financial&purpose=audit"
    } else {
        ""
    };
    api(listed.method, &format!("{path}{query}"), session, body(world, &listed.path).as_ref())
}

/// A right body for each route that takes one.
fn body(world: &World, path: &str) -> Option<Value> {
    let last = path.trim_start_matches("/api/v1").trim_start_matches("/engagements/{engagement}");
    Some(match last {
        "/session" | "/session/step-up" => return None,
        "/session/purpose" => json!({ "purpose": "audit" }),
        "/enrolment" => json!({ "invitation": "x", "ticket": "x", "password": "x", "code": "1" }),
        "/session/requests" => json!({ "name": "x" }),
        "/session/requests/{request}" => json!({ "secret": "x" }),
        "/reviews/{review}/rows/{row}" => json!({ "decision": "keep", "reason": "x" }),
        "/reviews/{review}/rows/{row}/restore" => json!({ "reason": "x" }),
        "/incidents" => {
            json!({ "title": "", "signal": "x", "signal_at": "2026-03-02T08:00:00Z", "severity": "low", "device": null })
        }
        "/incidents/{incident}/scope" => {
            json!({ "people": [], "devices": [], "credentials": [], "holdings": [], "engagements": [], "from": null, "until": null })
        }
        "/incidents/{incident}/containment" => {
            json!({ "people": [], "devices": [], "engagements": [], "access": true, "rotate": true })
        }
        "/incidents/{incident}/thaw" => json!({ "engagement": world.one.it.id, "restore": true, "reason": "x" }),
        "/incidents/{incident}/owner" => {
            json!({ "owner": world.one.lead.who.id, "severity": "low", "named": [] })
        }
        "/incidents/{incident}/notes" => json!({ "text": "x", "happened_at": null }),
        "/incidents/{incident}/tasks" => {
            json!({ "what": "x", "owner": world.one.lead.who.id, "due": "2026-04-01T00:00:00Z" })
        }
        "/incident-tasks/{task}" => json!({ "done": true, "outcome": "x" }),
        "/incidents/{incident}/closure" => json!({ "cause": "x" }),
        "/incidents/{incident}/messages" => json!({ "client": world.one.client.id, "text": "x" }),
        "/notices/{notice}/text" => json!({ "texts": [] }),
        "/notices/{notice}/waiver" => json!({ "reason": "x", "typed_name": "x" }),
        "/notice-hours" => json!({ "hours": 12 }),
        "/tokens" => json!({ "name": "x", "scope": "look", "engagement": null, "days": 3 }),
        "/clients" => json!({ "name": "x", "recipient": null }),
        "/people" => {
            json!({ "name": "x", "email": "x@x.example", "organisation": "firm", "standing": "staff", "language": "en" })
        }
        "/engagements" => {
            json!({ "client": world.one.client.id, "title": "x", "purposes": ["audit"], "categories": ["financial"], "regions": ["CA"], "keep_days": 3 })
        }
        "/devices" => {
            json!({ "name": "x", "os": "linux", "owner": "firm", "algorithm": "ed25519", "home": "file", "key": "", "proof": "" })
        }
        "/backups" => json!({ "full": false }),
        "/devices/{device}/approve" => json!({ "days": 3 }),
        "/assignments" => json!({ "person": world.one.lead.who.id, "role": "lead" }),
        "/grants" => json!({ "purpose": "audit", "categories": ["financial"], "days": 3, "reason": "x" }),
        "/break-glass" => json!({ "purpose": "audit", "categories": ["financial"], "reason": "x" }),
        "/grants/{grant}/refusal" => json!({ "reason": "x" }),
        "/grants/{grant}/extension" => json!({ "days": 3, "reason": "x" }),
        "/systems" => {
            json!({ "name": "x", "kind": "odoo_sh", "environment": "test", "region": "CA", "url": "https://x.example", "database": "x", "login": "x" })
        }
        "/people/{person}/suspend" | "/people/{person}/reinstate" | "/people/{person}/depart" => {
            json!({ "reason": "x" })
        }
        "/involvements/{involvement}/objection" => json!({ "reason": "x" }),
        "/involvements/{involvement}/answer" | "/enquiries/{enquiry}/answer" => json!({ "answer": "x" }),
        "/questions" => json!({ "text": "x", "about": null }),
        "/terms" => json!({ "categories": ["financial"], "purposes": ["audit"], "reason": "x" }),
        "/terms/{change}/answer" => json!({ "agree": false }),
        "/log/cosignatures" => json!({ "key": "x", "note": "x" }),
        "/suppliers" if path.contains("{engagement}") => {
            json!({ "supplier": SupplierId::new(world.firm.rng().as_ref()), "categories": ["financial"], "purpose": "audit", "region": "CA" })
        }
        "/suppliers" => json!({ "kind": "tool", "name": "x", "contact": "x", "regions": ["CA"] }),
        "/suppliers/{supplier}/end" => json!({ "reason": "x" }),
        "/rotations/{rotation}/confirmation" => json!({ "reason": "x" }),
        "/systems/{system}/accounts/import" => json!({ "csv": "login\nx" }),
        "/accounts/{account}" => json!({ "is_clients": true }),
        "/systems/{system}/credential" => json!({ "secret": "x" }),
        "/holdings/{holding}/quarantine" => json!({ "agree": true }),
        "/holdings/{holding}/columns/{column}" => json!({ "class": "open", "reason": "x" }),
        "/checkouts" => json!({ "holding": world.table.id, "reason": "x", "hours": 1, "region": "CA" }),
        "/checkouts/{checkout}/taking" => json!({ "body": "{}", "signature": "" }),
        "/demands" => {
            json!({ "authority": "x", "region": "CA", "asks": "x", "basis": "x", "received_at": "2026-03-01T00:00:00Z", "answer_due": "2026-04-01T00:00:00Z", "barred_until": null })
        }
        "/demands/{demand}/proposal" => json!({ "decision": "refuse", "reason": "x", "holdings": [] }),
        "/unusual-uses/{unusual}/decision" => json!({ "decision": "expected", "note": "" }),
        "/demands/{demand}/giving" => json!({ "holding": world.table.id, "recipient": "age1x" }),
        "/assessments" => {
            json!({ "region": "FR", "why": "x", "safeguards": "x", "until": "2026-04-01T00:00:00Z" })
        }
        "/assessments/{assessment}/answer" => json!({ "agrees": true }),
        "/firm/region" => json!({ "region": "CA" }),
        "/hand-over" => json!({ "holdings": [world.table.id] }),
        "/recipient" => json!({ "recipient": "x" }),
        "/handovers/{handover}/receipt" => json!({ "manifest": "x", "checked": false }),
        "/deletion" => json!({ "holding": null, "end_holds": false, "confirmation": "x" }),
        "/destruction" => json!({ "holdings": [world.table.id] }),
        "/query" => json!({ "sql": "SELECT 1" }),
        "/mapping-check" => json!({ "text": "" }),
        "/mappings" => json!({ "name": "x", "text": "" }),
        "/loads" => json!({ "mapping": world.table.id, "mode": "files", "system": null }),
        "/documents/{document}/signatures" => {
            json!({ "typed_name": "x", "consent": true, "engagement": null, "for_organisation": false })
        }
        "/courses/{course}/answers" => json!({ "answers": [] }),
        "/firm/documents" => json!({ "kind": "confidentiality", "english": "x", "french": "x", "material": true }),
        "/firm/policies/publications" => json!({ "versions": [] }),
        "/firm/policies/reviews" => json!({ "cause": "law", "reason": "x" }),
        "/firm/policies/reviews/{policy_review}" => json!({ "note": "x", "draft": null }),
        "/firm/courses" => json!({ "english": "x", "french": "x" }),
        "/verification" => json!({ "run": null, "statement": "x" }),
        "/drop-links" => {
            json!({ "label": "x", "asked_for": "x", "category": "financial", "purpose": "audit", "until": "2026-03-05T00:00:00Z", "max_files": 1, "max_bytes": 1 })
        }
        "/out-links" => {
            json!({ "holding": world.table.id, "person": world.one.owner.who.id, "until": "2026-03-05T00:00:00Z" })
        }
        "/promises/{promise}/annotations" => json!({ "english": "x", "french": "x" }),
        "/holds" => json!({ "holding": null, "reason": "x", "until": "2026-04-01T00:00:00Z" }),
        _ => return None,
    })
}

/// Addresses that are about the reader alone: they answer anybody who is signed in, and tell nothing of others.
fn about_oneself(listed: &Listed) -> bool {
    let own = [
        "/sign-out",
        "/step-up",
        "/purpose",
        "/work",
        "/requests",
        "/reviews",
        "/engagements",
        "/held",
        "/incidents",
        "/incidents/new",
        "/api/v1/incidents",
        "/api/v1/laws",
        "/opened",
        "/where",
        "/decisions",
        "/proof",
        "/return",
        "/delete",
        "/links",
        "/questions",
        "/proof/policy.txt",
        "/devices",
        "/devices/confirm",
        "/session/live",
        "/step-up/passkey/begin",
        "/step-up/passkey",
        "/step-up/provider",
        "/security",
        "/security/passkeys/begin",
        "/security/passkeys",
        "/security/password",
        "/security/password/remove",
        "/security/recovery-codes",
        "/security/provider",
        "/sessions",
        "/sessions/end-others",
        "/sessions/allow",
        "/sessions/allow/answer",
        "/tokens",
        "/api/v1/sessions",
        "/api/v1/tokens",
        // The firm’s own people read its drafts.
        "/firm/policies",
        "/api/v1/firm/policies",
        "/agreements",
        "/training",
        "/api/v1/agreements",
        "/api/v1/training",
        "/api/v1/devices",
        "/api/v1/session",
        "/api/v1/session/confirmation",
        "/api/v1/session/step-up",
        "/api/v1/session/purpose",
        "/api/v1/work",
        "/api/v1/rotations",
        "/api/v1/grants",
        "/api/v1/checkouts",
        "/api/v1/reviews",
        "/api/v1/engagements",
    ];
    let changes_all = ["/engagements", "/reviews"].iter().any(|list| listed.path.ends_with(list));
    own.contains(&listed.path.as_str()) && !(listed.method == "POST" && changes_all)
}

#[tokio::test]
async fn invariant_1_nobody_gets_past_the_door() {
    let world = World::new().await.expect("a world");
    for listed in contents().iter().filter(|listed| !listed.public) {
        let answer = send(&world.router, request(&world, listed, None)).await;
        let page = !listed.path.starts_with("/api/");
        if page && listed.method == "GET" {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{listed:?}");
            assert!(answer.header(header::LOCATION).starts_with("/sign-in"), "{listed:?}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{listed:?}: {}", answer.body);
        }
        let expired =
            send(&world.router, request(&world, listed, Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))).await;
        assert!(!expired.status.is_success(), "{listed:?} with a made-up session");
    }
}

#[tokio::test]
async fn invariants_6_and_10_strangers_and_other_clients_find_nothing() {
    let world = World::new().await.expect("a world");
    let two = world.firm.engagement("two", &[Category::Financial]).await.expect("another engagement");
    let stranger = world.firm.person("Sten Unassigned", Organisation::Firm, Standing::Staff).await.expect("a stranger");
    for email in [stranger.email, two.owner.who.email.clone(), two.lead.who.email.clone()] {
        for listed in contents()
            .iter()
            .filter(|listed| !listed.public && listed.path != "/sign-out" && listed.path != "/api/v1/session")
        {
            let (_, session) = world.firm.sign_in_token(&email).await.expect("signed in");
            let answer = send(&world.router, request(&world, listed, Some(&session))).await;
            let tells = [world.one.it.id.to_string(), world.one.client.name.clone(), "ledger.csv".to_owned()]
                .into_iter()
                .find(|secret| answer.body.contains(secret.as_str()));
            // A form's own address comes back in the page around an error; nothing else may.
            if tells.is_some_and(|secret| secret != world.one.it.id.to_string()) {
                panic!("{email} learns of the engagement from {listed:?}: {}", answer.body);
            }
            if !about_oneself(listed) {
                assert!(
                    matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
                    "{email} {listed:?}: {} {}",
                    answer.status,
                    answer.body
                );
            }
            // That there is a promise of this name everybody reads at `/trust`: the board only refuses.
            if listed.path.contains('{') && !listed.path.contains("/promises/{promise}") {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{email} {listed:?}: {}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    let world = World::new().await.expect("a world");
    let forms: Vec<Listed> =
        contents().into_iter().filter(|listed| listed.method == "POST" && !listed.path.starts_with("/api/")).collect();
    assert!(forms.len() > 20);
    for listed in forms {
        let path = world.fill(&listed.path);
        let mut cross = request(&world, &listed, Some(&world.lead));
        cross.headers_mut().insert("sec-fetch-site", header::HeaderValue::from_static("cross-site"));
        assert_eq!(send(&world.router, cross).await.status, StatusCode::FORBIDDEN, "{listed:?} from another site");
        if listed.public {
            continue;
        }
        let mut fields = world.fields(&world.lead);
        fields[0].1 = form_token(&world.owner);
        let forged = if listed.path == UPLOAD {
            upload(&path, Some(&world.lead), "00")
        } else {
            post(&path, Some(&world.lead), &fields)
        };
        let answer = send(&world.router, forged).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{listed:?} with another session's token: {}", answer.body);
    }
    let before = world.firm.app.store().grants(world.one.it.id).await.expect("grants");
    assert!(before.iter().any(|grant| grant.id == world.grant.id && grant.ended.is_none()), "the grant is as it was");
}
