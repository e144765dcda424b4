//! The published policies as anybody reads them, and the officer's pages about drafts, imports and reviews.

use crate::support::{World, form_token, get, post, send};
use axum::http::{StatusCode, header};

#[tokio::test]
async fn anybody_reads_what_is_published_in_their_language_and_nothing_of_drafts() {
    let world = World::new().await.expect("a world");
    let empty = send(&world.router, get("/policies", None)).await;
    assert!(empty.status == StatusCode::OK && empty.body.contains("No policy is published yet"), "{}", empty.body);
    assert_eq!(send(&world.router, get("/policies/security-policy", None)).await.status, StatusCode::NOT_FOUND);
    world.firm.publish_policies().await.expect("published");
    let list = send(&world.router, get("/policies", None)).await;
    assert!(
        list.body.contains("/policies/data-usage-policy") && list.body.contains("Security Policy"),
        "{}",
        list.body
    );
    for path in ["/policies/security-policy", "/policies/security-policy/1"] {
        let seen = send(&world.router, get(path, None)).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        for expected in ["id=\"S2.2\"", "60\u{a0}minutes", "/trust/prompt_revocation", "in force"] {
            assert!(seen.body.contains(expected), "{path}: {expected}");
        }
        assert!(!seen.body.contains("{{") && !seen.body.contains("{#"), "{path}");
    }
    let mut french = get("/policies/security-policy", None);
    french.headers_mut().insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("fr"));
    let seen = send(&world.router, french).await;
    assert!(seen.body.contains("Politique de sécurité") && seen.body.contains("en vigueur"), "{}", seen.body);
    assert_eq!(send(&world.router, get("/policies/security-policy/9", None)).await.status, StatusCode::NOT_FOUND);
    let api = send(&world.router, get("/api/v1/policies/security-policy", None)).await;
    assert!(api.body.contains("\"number\":\"1\""), "{}", api.body);
}

#[tokio::test]
async fn the_officer_writes_publishes_and_goes_through_policies() {
    let world = World::new().await.expect("a world");
    let officer = world.firm.officer().await.expect("the officer").who.email.clone();
    let (_, session) = world.firm.sign_in_token(&officer).await.expect("signed in");
    let sends = async |path: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf".to_owned(), form_token(&session))];
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        send(&world.router, post(path, Some(&session), &all)).await
    };
    let room = send(&world.router, get("/firm/policies", Some(&session))).await;
    assert!(room.status == StatusCode::OK && room.body.contains("things to put right"), "{}", room.body);
    let versions = world.firm.app.store().policy_versions().await.expect("drafts");
    let draft = format!("/firm/policies/drafts/{}", versions[0].id);
    let page = send(&world.router, get(&draft, Some(&session))).await;
    assert!(page.body.contains("It has no version number"), "{}", page.body);
    let wrong = sends(&draft, &[("en", "# A\n\n### 1 {#A1}\n\nx"), ("effective", "soon")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("This is not a day"),
        "{}",
        wrong.body
    );
    let refused = sends("/firm/policies/publish", &[("version", &versions[0].id.to_string())]).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("no version number"),
        "{}",
        refused.body
    );
    world.firm.publish_policies().await.expect("published");
    let opened = sends("/firm/policies/reviews", &[("cause", "law"), ("reason", "A new act on notices.")]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let room = send(&world.router, get("/firm/policies", Some(&session))).await;
    assert!(room.body.contains("A new act on notices."), "{}", room.body);
    let begun = sends("/firm/policies", &[("slug", "security-policy")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
}

#[tokio::test]
async fn signing_a_policy_with_stale_factors_leads_to_showing_them_with_the_name_kept() {
    let world = World::new().await.expect("a world");
    world.firm.publish_policies().await.expect("published");
    let (_, session) = world.firm.sign_in_token(&world.one.lead.who.email).await.expect("signed in");
    let name = world.one.lead.who.name.as_str();
    let sign = async || {
        let fields = [("csrf", form_token(&session)), ("typed_name", name.to_owned()), ("consent", "yes".to_owned())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        send(&world.router, post("/policies/security-policy/1/sign", Some(&session), &fields)).await
    };
    world.firm.advance(jiff::SignedDuration::from_mins(6));
    let refused = sign().await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(refused.body.contains("/step-up?back=/policies/security-policy/1%3Fname%3D"), "{}", refused.body);
    assert!(refused.body.contains(&format!("value=\"{name}\"")), "what was typed stays");
    let (_, session) = world.firm.sign_in_token(&world.one.lead.who.email).await.expect("signed in");
    let back = get("/policies/security-policy/1?name=Somebody%20Typed", Some(&session));
    assert!(!send(&world.router, back).await.body.contains("/step-up?back="), "fresh");
}

#[tokio::test]
async fn an_import_is_confirmed_sentence_by_sentence() {
    let world = World::new().await.expect("a world");
    let officer = world.firm.officer().await.expect("the officer").who.email.clone();
    let (_, session) = world.firm.sign_in_token(&officer).await.expect("signed in");
    let part =
        |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = [
        part("csrf", &form_token(&session)),
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"p.txt\"\r\n\r\nOur policy\n\nAccess is revoked promptly.\nWe like tea.\n\r\n--x--\r\n".to_owned(),
    ];
    let mut request = post("/firm/policies/import", Some(&session), &[]);
    let kind = header::HeaderValue::from_static("multipart/form-data; boundary=x");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    *request.body_mut() = axum::body::Body::from(body.concat());
    let seen = send(&world.router, request).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    for expected in
        ["2 sentences taken in", "value=\"prompt_revocation\"", "access is revoked", "promptly", "An effective date"]
    {
        assert!(seen.body.contains(expected), "{expected}: {}", seen.body);
    }
    let fields = [
        ("csrf", form_token(&session)),
        ("slug", "our-policy".to_owned()),
        ("title", "Our policy".to_owned()),
        ("letter", "P".to_owned()),
        ("language", "en".to_owned()),
        ("line", "3".to_owned()),
        ("heading", String::new()),
        ("sentence", "Access is revoked promptly.".to_owned()),
        ("first", "prompt_revocation".to_owned()),
        ("second", String::new()),
        ("third", String::new()),
    ];
    let fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value)).into();
    let made = send(&world.router, post("/firm/policies/import/confirm", Some(&session), &fields)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert!(made.header(header::LOCATION).starts_with("/firm/policies/drafts/pvn_"));
}
