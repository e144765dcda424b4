//! What passes between the firm and its clients: suppliers, questions, the walk-through, messages from outside, and the log
//! as a witness reads it.

use crate::support::{Answer, World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_model::{Involvement, SupplierKind, TermsChange};

async fn page(world: &World, path: &str, session: &str) -> Answer {
    send(&world.router, get(path, Some(session))).await
}

async fn sends(world: &World, path: &str, session: &str, fields: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("csrf".to_owned(), form_token(session))];
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    send(&world.router, post(path, Some(session), &pairs)).await
}

async fn signed_in(world: &World, email: &str) -> String {
    world.firm.sign_in_token(email).await.expect("signs in").1
}

fn moved(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header(header::LOCATION).to_owned()
}

#[tokio::test]
async fn a_supplier_is_named_by_the_firm_and_agreed_to_or_objected_to_by_the_client() {
    let world = World::new().await.expect("a world");
    let loom = world.firm.supplier(SupplierKind::Tool, "Loom Cloud (fictional)").await.expect("a tool");
    let room = format!("/engagements/{}/suppliers", world.one.it.id);
    let lead = signed_in(&world, &world.one.lead.who.email).await;
    let empty = page(&world, &room, &lead).await;
    assert!(empty.status == StatusCode::OK && empty.body.contains("No supplier works on this data"), "{}", empty.body);
    let id = loom.id.to_string();
    let fields = |region: &'static str| {
        [
            ("supplier", id.clone()),
            ("categories", "financial".to_owned()),
            ("purpose", "audit".to_owned()),
            ("region", region.to_owned()),
        ]
    };
    let pairs = |fields: &[(&'static str, String); 4]| {
        fields.iter().map(|(name, value)| (*name, value.clone())).collect::<Vec<_>>()
    };
    let wrong = pairs(&fields("US"));
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = sends(&world, &room, &lead, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains("region-wrong") && answer.body.contains("value=\"US\""));
    let right = pairs(&fields("CA"));
    let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(moved(&sends(&world, &room, &lead, &right).await), room);

    let owner = signed_in(&world, &world.one.owner.who.email).await;
    let held = page(&world, "/held", &owner).await.body;
    assert!(held.contains("What needs your decision") && held.contains("Loom Cloud (fictional)"), "{held}");
    let seen = page(&world, &room, &owner).await.body;
    let part: Involvement = world.firm.app.store().involvements().await.expect("parts").remove(0);
    assert!(seen.contains(&format!("/involvements/{}/agree", part.id)) && seen.contains("announced"), "{seen}");
    let object = format!("/involvements/{}/object", part.id);
    assert_eq!(moved(&sends(&world, &object, &owner, &[("reason", "Not in the cloud.")]).await), room);
    let lead = signed_in(&world, &world.one.lead.who.email).await;
    let seen = page(&world, &room, &lead).await.body;
    assert!(seen.contains("objected to") && seen.contains("Not in the cloud."), "{seen}");
    let answer = format!("/involvements/{}/answer", part.id);
    moved(&sends(&world, &answer, &lead, &[("answer", "It runs in your region.")]).await);
    let owner = signed_in(&world, &world.one.owner.who.email).await;
    assert!(page(&world, &room, &owner).await.body.contains("It runs in your region."));
    moved(&sends(&world, &format!("/involvements/{}/agree", part.id), &owner, &[]).await);
    let lead = signed_in(&world, &world.one.lead.who.email).await;
    moved(&sends(&world, &format!("/involvements/{}/use", part.id), &lead, &[]).await);
    let officer = signed_in(&world, "odile@quillbridge.example").await;
    let register = page(&world, "/suppliers", &officer).await.body;
    assert!(register.contains("On whose data") && register.contains("in use since"), "{register}");
}

#[tokio::test]
async fn a_question_is_asked_and_answered_on_pages() {
    let world = World::new().await.expect("a world");
    let owner = signed_in(&world, &world.one.owner.who.email).await;
    let engagement = world.one.it.id.to_string();
    let first = page(&world, "/questions", &owner).await.body;
    assert!(first.contains("2\u{a0}working days") && first.contains("public holidays"), "{first}");
    let empty = sends(&world, "/questions", &owner, &[("engagement", &engagement), ("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("text-wrong"));
    moved(&sends(&world, "/questions", &owner, &[("engagement", &engagement), ("text", "Who <b>sees</b> it?")]).await);
    let officer = signed_in(&world, "odile@quillbridge.example").await;
    let list = page(&world, "/enquiries", &officer).await.body;
    let asked = world.firm.app.store().enquiries_open().await.expect("open").remove(0);
    assert!(list.contains(&format!("/enquiries/{}", asked.id)), "{list}");
    let one = page(&world, &format!("/enquiries/{}", asked.id), &officer).await.body;
    assert!(one.contains("Who &#60;b&#62;sees"), "what is asked is text: {one}");
    moved(&sends(&world, &format!("/enquiries/{}/answer", asked.id), &officer, &[("answer", "Only Cole.")]).await);
    assert!(page(&world, "/questions", &owner).await.body.contains("Only Cole."));
    let lead = signed_in(&world, &world.one.lead.who.email).await;
    assert_eq!(page(&world, &format!("/enquiries/{}", asked.id), &lead).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn anybody_may_write_and_read_the_answer_by_their_link() {
    let world = World::new().await.expect("a world");
    let write = async |path: &str, fields: &[(&str, &str)]| {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        send(&world.router, post(path, None, &pairs)).await
    };
    let form = send(&world.router, get("/security-report", None)).await;
    assert!(form.status == StatusCode::OK && form.body.contains("name=\"text\""), "{}", form.body);
    let trapped = write("/security-report", &[("text", "Buy this."), ("website", "https://x.example")]).await;
    assert_eq!(trapped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(trapped.body.contains("website-wrong") && trapped.body.contains("Buy this."), "nothing typed is lost");
    let to = moved(&write("/security-report", &[("text", "A weakness."), ("name", "Nell"), ("website", "")]).await);
    let waiting = send(&world.router, get(&to, None)).await;
    assert!(waiting.body.contains("A weakness.") && waiting.body.contains("Keep the address"), "{}", waiting.body);
    assert_eq!(waiting.header(header::REFERRER_POLICY), "no-referrer");
    assert!(!waiting.body.contains(to.trim_start_matches("/contact/")), "the secret is in no link of its page");
    assert_eq!(send(&world.router, get("/contact/none", None)).await.status, StatusCode::NOT_FOUND);
    let asked = world.firm.app.store().enquiries_open().await.expect("open").remove(0);
    let officer = signed_in(&world, "odile@quillbridge.example").await;
    moved(&sends(&world, &format!("/enquiries/{}/answer", asked.id), &officer, &[("answer", "Mended.")]).await);
    assert!(send(&world.router, get(&to, None)).await.body.contains("Mended."));
    let french = send(&world.router, {
        let mut request = get("/contact", None);
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("fr"));
        request
    })
    .await;
    assert!(french.body.contains("2\u{a0}jours ouvrables"), "{}", french.body);
}

#[tokio::test]
async fn security_txt_says_where_to_report() {
    let world = World::new().await.expect("a world");
    let answer = send(&world.router, get("/.well-known/security.txt", None)).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    let field = |name: &str| {
        let line = answer.body.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name} is missing in {}", answer.body)).to_owned()
    };
    let origin = "https://bailee.quillbridge.example";
    assert_eq!(field("Contact"), format!("{origin}/security-report"));
    assert!(answer.body.contains("Contact: mailto:hello@quillbridge.example\n"));
    assert_eq!(field("Canonical"), format!("{origin}/.well-known/security.txt"));
    assert_eq!((field("Preferred-Languages"), field("Policy")), ("en, fr".to_owned(), format!("{origin}/trust")));
    let expires: jiff::Timestamp = field("Expires").parse().expect("an instant");
    let ahead = expires.duration_since(world.firm.app.clock().now()).as_hours() / 24;
    assert!((150..365).contains(&ahead), "{ahead} days");
}

#[tokio::test]
async fn the_walk_through_and_a_change_are_read_and_agreed_on_pages() {
    let world = World::new().await.expect("a world");
    let base = format!("/engagements/{}", world.one.it.id);
    let owner = signed_in(&world, &world.one.owner.who.email).await;
    let walk = format!("{base}/walk-through");
    let seen = page(&world, &walk, &owner).await.body;
    for said in ["What we will ask for", "14\u{a0}days after", "How to stop", &world.one.lead.who.name] {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    assert_eq!(moved(&sends(&world, &walk, &owner, &[]).await), walk);
    assert!(page(&world, &walk, &owner).await.body.contains("Read by"));
    let lead = signed_in(&world, &world.one.lead.who.email).await;
    let terms = format!("{base}/terms");
    let mut fields = vec![("categories", "inventory_products_and_operations"), ("reason", "Stock comes too.")];
    fields.extend(world.one.it.categories.iter().map(|each| ("categories", each.as_str())));
    fields.extend(world.one.it.purposes.iter().map(|each| ("purposes", each.as_str())));
    assert_eq!(moved(&sends(&world, &terms, &lead, &fields).await), terms);
    let owner = signed_in(&world, &world.one.owner.who.email).await;
    let seen = page(&world, &terms, &owner).await.body;
    let change: TermsChange = world.firm.app.store().terms_changes_open().await.expect("open").remove(0);
    assert!(seen.contains("Stock comes too.") && seen.contains(&format!("/terms/{}/agree", change.id)), "{seen}");
    moved(&sends(&world, &format!("/terms/{}/agree", change.id), &owner, &[]).await);
    let now =
        world.firm.app.store().get::<bailee_model::Engagement>(world.one.it.id).await.expect("reads").expect("there");
    assert!(now.categories.contains(&bailee_model::Category::Operations));
}

#[tokio::test]
async fn a_program_reads_the_log_as_a_witness_does() {
    let world = World::new().await.expect("a world");
    let owner = signed_in(&world, &world.one.owner.who.email).await;
    let base = format!("/api/v1/engagements/{}/log", world.one.it.id);
    let head = send(&world.router, api("GET", &format!("{base}/checkpoint"), Some(&owner), None)).await;
    assert_eq!((head.status, head.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/plain; charset=utf-8"));
    let size: u64 = head.body.lines().nth(1).expect("a size").parse().expect("a number");
    let tile =
        send(&world.router, api("GET", &format!("{base}/tile/0/000.p/{}", size.min(255)), Some(&owner), None)).await;
    assert_eq!((tile.status, tile.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/octet-stream"));
    let entries = send(&world.router, api("GET", &format!("{base}/tile/entries/000.p/1"), Some(&owner), None)).await;
    assert!(entries.status == StatusCode::OK && entries.body.contains("engagement.opened"), "{}", entries.body);
    for none in ["tile/0/0", "tile/64/000", "tile/0/999"] {
        let answer = send(&world.router, api("GET", &format!("{base}/{none}"), Some(&owner), None)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{none}");
    }
    let bad = serde_json::json!({ "key": "x", "note": "x" });
    let answer = send(&world.router, api("POST", &format!("{base}/cosignatures"), Some(&owner), Some(&bad))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_eq!(page(&world, "/proof", &owner).await.status, StatusCode::OK);
}
