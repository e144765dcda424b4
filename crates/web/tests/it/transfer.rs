//! Links through the router: the page of a way in, tus 1.0.0 word by word, the plain form, and the way out.

use crate::support::{Answer, World, api, form_token, get, post, send};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use bailee_app::actions::{self, MakeDropLinkAsk};
use bailee_model::{Category, Engagement, EntryDraft, Organisation, Purpose, Standing};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};

const FILE: &str = "code,name,amount\n1010,Cash,10.00\n4010,Sales,-10.00\n";

async fn with_link() -> (World, String) {
    let world = World::new().await.expect("a world");
    let ask = MakeDropLinkAsk {
        engagement: world.one.it.id,
        label: "Marrow Mills books".to_owned(),
        asked_for: "The ledger of 2025".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
        until: world.firm.app.clock().now() + SignedDuration::from_hours(24 * 7),
        max_files: 3,
        max_bytes: 10_000,
    };
    let lead = world.firm.app.door(&world.lead).await.expect("signed in");
    let made = actions::make_drop_link(&lead, ask).await.expect("made").value;
    let token = made.address.expose().rsplit('/').next().expect("a path").to_owned();
    (world, token)
}

/// A request of a tus client.
fn tus(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "bailee.example");
    if !headers.iter().any(|(name, _)| *name == "tus-resumable") {
        request = request.header("tus-resumable", "1.0.0");
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).expect("a request")
}

fn said<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

const STREAM: (&str, &str) = ("content-type", "application/offset+octet-stream");

#[tokio::test]
async fn tus_is_spoken_word_by_word() {
    let (world, token) = with_link().await;
    let collection = format!("/drop/{token}/uploads");
    let router = &world.router;
    let options = send(router, tus("OPTIONS", &collection, &[("tus-resumable", "")], "")).await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    assert_eq!(said(&options, "tus-version"), "1.0.0");
    assert_eq!(said(&options, "tus-extension"), "creation,creation-with-upload,termination,expiration,checksum");
    assert_eq!((said(&options, "tus-max-size"), said(&options, "tus-checksum-algorithm")), ("10000", "sha1,sha256"));

    let old = send(router, tus("POST", &collection, &[("tus-resumable", "0.2.2"), ("upload-length", "5")], "")).await;
    assert_eq!((old.status, said(&old, "tus-version")), (StatusCode::PRECONDITION_FAILED, "1.0.0"));
    for (headers, status) in [
        (&[][..], 400),
        (&[("upload-length", "-5")][..], 400),
        (&[("upload-length", "+5")][..], 400),
        (&[("upload-defer-length", "1")][..], 400),
        (&[("upload-length", "0")][..], 400),
        (&[("upload-length", "10001")][..], 413),
        (&[("upload-length", "5"), ("upload-metadata", "filename ###")][..], 400),
    ] {
        let answer = send(router, tus("POST", &collection, headers, "")).await;
        assert_eq!((answer.status.as_u16(), said(&answer, "tus-resumable")), (status, "1.0.0"), "{headers:?}");
    }

    let length = FILE.len().to_string();
    let metadata = format!("kind,filename {}", STANDARD.encode("ledger.csv"));
    let headers = [("upload-length", length.as_str()), ("upload-metadata", metadata.as_str())];
    let created = send(router, tus("POST", &collection, &headers, "")).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let upload = said(&created, "location").to_owned();
    assert!(upload.starts_with(&collection) && said(&created, "upload-expires").ends_with(" GMT"), "{upload}");

    let head = send(router, tus("HEAD", &upload, &[], "")).await;
    assert_eq!(
        (head.status, said(&head, "upload-offset"), said(&head, "upload-length")),
        (StatusCode::OK, "0", length.as_str())
    );
    assert_eq!(head.header(header::CACHE_CONTROL), "no-store");
    assert!(!head.headers.contains_key("upload-metadata"), "no answer says what is sent");

    let wrong_type = send(router, tus("PATCH", &upload, &[("upload-offset", "0")], FILE)).await;
    assert_eq!(wrong_type.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let no_offset = send(router, tus("PATCH", &upload, &[STREAM], FILE)).await;
    assert_eq!(no_offset.status, StatusCode::BAD_REQUEST);
    let elsewhere = send(router, tus("PATCH", &upload, &[STREAM, ("upload-offset", "7")], FILE)).await;
    assert_eq!(elsewhere.status, StatusCode::CONFLICT);
    let checked = |digest: &str| format!("sha256 {digest}");
    let bad = checked(&STANDARD.encode([0; 32]));
    let headers = [STREAM, ("upload-offset", "0"), ("upload-checksum", bad.as_str())];
    assert_eq!(send(router, tus("PATCH", &upload, &headers, &FILE[..10])).await.status.as_u16(), 460);
    let headers = [STREAM, ("upload-offset", "0"), ("upload-checksum", "crc32 AAAA")];
    assert_eq!(send(router, tus("PATCH", &upload, &headers, &FILE[..10])).await.status, StatusCode::BAD_REQUEST);
    let good = checked(&STANDARD.encode(Sha256::digest(&FILE[..10])));
    let headers = [STREAM, ("upload-offset", "0"), ("upload-checksum", good.as_str())];
    let patched = send(router, tus("PATCH", &upload, &headers, &FILE[..10])).await;
    assert_eq!((patched.status, said(&patched, "upload-offset")), (StatusCode::NO_CONTENT, "10"), "{}", patched.body);
    assert!(!said(&patched, "upload-expires").is_empty());
    // A network that lets only POST through.
    let headers = [STREAM, ("upload-offset", "10"), ("x-http-method-override", "PATCH")];
    let last = send(router, tus("POST", &upload, &headers, &FILE[10..])).await;
    assert_eq!((last.status, said(&last, "upload-offset")), (StatusCode::NO_CONTENT, length.as_str()), "{}", last.body);
    let receipt = said(&last, "bailee-receipt").to_owned();
    let page = send(router, get(&receipt, None)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("in custody") && !page.body.contains("ledger.csv"));
    let file = send(router, get(&format!("{receipt}.json"), None)).await;
    assert_eq!(file.status, StatusCode::OK);
    let receipt: serde_json::Value = serde_json::from_str(&file.body).expect("json");
    let salt = hex::decode(receipt["salt"].as_str().expect("hex")).expect("hex");
    let digest = Sha256::new().chain_update(salt).chain_update(FILE).finalize();
    assert_eq!(receipt["sha256"], hex::encode(digest));
    assert_eq!(send(router, tus("DELETE", &upload, &[], "")).await.status, StatusCode::CONFLICT, "it is in custody");
    assert_eq!(send(router, tus("GET", &upload, &[], "")).await.status, StatusCode::METHOD_NOT_ALLOWED);

    // Creation with upload, and termination.
    let headers = [("upload-length", "20"), STREAM];
    let begun = send(router, tus("POST", &collection, &headers, "12345")).await;
    assert_eq!((begun.status, said(&begun, "upload-offset")), (StatusCode::CREATED, "5"), "{}", begun.body);
    let upload = said(&begun, "location").to_owned();
    assert_eq!(send(router, tus("DELETE", &upload, &[], "")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(send(router, tus("HEAD", &upload, &[], "")).await.status, StatusCode::NOT_FOUND);
    let cross = [("upload-length", "5"), ("sec-fetch-site", "cross-site")];
    assert_eq!(send(router, tus("POST", &collection, &cross, "")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_link_that_has_to_wait_says_so_and_goes_on_where_it_was() {
    let (world, token) = with_link().await;
    let (router, collection) = (&world.router, format!("/drop/{token}/uploads"));
    let length = FILE.len().to_string();
    let begun = send(router, tus("POST", &collection, &[("upload-length", &length), STREAM], &FILE[..9])).await;
    let upload = said(&begun, "location").to_owned();
    let freeze = async |incident| {
        let it = world.firm.app.store().get::<Engagement>(world.one.it.id).await.expect("read").expect("there");
        let it = Engagement { frozen_by: incident, frozen_at: Some(it.since), ..it };
        let entry = EntryDraft::new(it.id, "test.frozen");
        let saved = world.firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&it).await });
        saved.await.expect("saved");
    };
    freeze(Some(world.incident.id)).await;
    let rest = [STREAM, ("upload-offset", "9")];
    let waits = send(router, tus("PATCH", &upload, &rest, &FILE[9..])).await;
    assert_eq!(waits.status, StatusCode::LOCKED);
    assert!(waits.body.contains("takes nothing for the moment") && waits.body.contains("is kept"), "{}", waits.body);
    assert!(!waits.body.contains("incident"), "why is for the client, not for whoever has the address");
    assert_eq!(send(router, tus("HEAD", &upload, &[], "")).await.status, StatusCode::LOCKED);
    assert_eq!(send(router, tus("POST", &collection, &[("upload-length", "5")], "")).await.status, StatusCode::LOCKED);
    let page = send(router, get(&format!("/drop/{token}"), None)).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.body.contains("takes nothing for the moment"), "{}", page.body);
    freeze(None).await;
    let head = send(router, tus("HEAD", &upload, &[], "")).await;
    assert_eq!((head.status, said(&head, "upload-offset")), (StatusCode::OK, "9"));
    let last = send(router, tus("PATCH", &upload, &rest, &FILE[9..])).await;
    assert_eq!((last.status, said(&last, "upload-offset")), (StatusCode::NO_CONTENT, length.as_str()), "{}", last.body);
}

#[tokio::test]
async fn the_page_says_what_its_maker_said_and_takes_a_plain_form() {
    let (world, token) = with_link().await;
    let path = format!("/drop/{token}");
    let page = send(&world.router, get(&path, None)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for word in ["Marrow Mills books", "The ledger of 2025", "3 more files", "data-tus=", "at the latest 14 days"] {
        assert!(page.body.contains(word), "{word}: {}", page.body);
    }
    for secret in [&world.one.client.name, &world.one.it.title, &world.one.lead.who.name, &world.one.it.id.to_string()]
    {
        assert!(!page.body.contains(secret.as_str()), "{secret}");
    }
    let mut french = get(&path, None);
    french.headers_mut().insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static("fr"));
    let french = send(&world.router, french).await.body;
    assert!(french.contains("Ce qui est demandé") && french.contains("encore 3 fichiers") && !french.contains("What "));

    let form = |content: &str| {
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"ledger.csv\"\r\n\r\n{content}\r\n--x--\r\n"
        );
        let mut request = post(&path, None, &[]);
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("multipart/form-data; boundary=x"));
        headers.insert(header::CONTENT_LENGTH, header::HeaderValue::from(body.len()));
        *request.body_mut() = Body::from(body);
        request
    };
    let answer = send(&world.router, form(FILE)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let receipt = send(&world.router, get(answer.header(header::LOCATION), None)).await;
    assert!(
        receipt.body.contains("The file is in custody") && receipt.body.contains("receipt.json"),
        "{}",
        receipt.body
    );
    let empty = send(&world.router, form("")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("The file is empty."), "{}", empty.body);
    let large = send(&world.router, form(&"x".repeat(12_000))).await;
    assert!(large.body.contains("larger than this link takes"), "{}", large.body);
}

#[tokio::test]
async fn invariant_6_links_that_are_over_answer_like_those_that_never_were() {
    let (world, token) = with_link().await;
    let never = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let links = world.firm.app.store().drop_links(world.one.it.id).await.expect("read");
    let owner = world.firm.app.door(&world.owner).await.expect("signed in");
    actions::end_drop_link(&owner, links[0].id).await.expect("ended");
    let both = |path: &str, token: &str| path.replace("TOKEN", token);
    for path in ["/drop/TOKEN", "/drop/TOKEN/uploads/x/receipt", "/drop/TOKEN/uploads/x/receipt.json"] {
        let one = send(&world.router, get(&both(path, &token), None)).await;
        let other = send(&world.router, get(&both(path, never), None)).await;
        assert_eq!((one.status, other.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
        assert_eq!(one.body.replace(&token, ""), other.body.replace(never, ""), "{path}");
    }
    for (method, path) in
        [("OPTIONS", "/drop/TOKEN/uploads"), ("POST", "/drop/TOKEN/uploads"), ("HEAD", "/drop/TOKEN/uploads/x")]
    {
        let one = send(&world.router, tus(method, &both(path, &token), &[("upload-length", "5")], "")).await;
        let other = send(&world.router, tus(method, &both(path, never), &[("upload-length", "5")], "")).await;
        assert_eq!((one.status, &one.body), (StatusCode::NOT_FOUND, &other.body), "{method} {path}");
        assert_eq!(one.headers, other.headers);
    }
}

#[tokio::test]
async fn a_link_is_made_shown_once_and_ended_on_its_page_and_by_the_api() {
    let world = World::new().await.expect("a world");
    let path = format!("/engagements/{}/links", world.one.it.id);
    let day = (world.firm.app.clock().now() + SignedDuration::from_hours(48)).strftime("%Y-%m-%d").to_string();
    let fields = |pairs: &[(&str, &str)]| {
        let token = [("csrf".to_owned(), form_token(&world.lead))];
        let rest = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        token.into_iter().chain(rest).collect::<Vec<_>>()
    };
    let empty = send(&world.router, get(&path, Some(&world.lead))).await;
    assert!(empty.body.contains("Drop links would be here"), "{}", empty.body);
    let asked = [
        ("label", "Marrow Mills books"),
        ("asked_for", "The ledger"),
        ("category", "financial"),
        ("purpose", "audit"),
        ("max_files", "2"),
        ("max_size", "5"),
        ("until", day.as_str()),
    ];
    let made = send(&world.router, post(&path, Some(&world.lead), &fields(&asked))).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert!(made.body.contains("shown this once") && made.body.contains("/drop/"));
    let again = send(&world.router, get(&path, Some(&world.lead))).await;
    assert!(again.body.contains("Marrow Mills books") && !again.body.contains("/drop/"), "the address is gone");
    let mut wrong = asked;
    wrong[4] = ("max_files", "0");
    let wrong = send(&world.router, post(&path, Some(&world.lead), &fields(&wrong))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("max_files-wrong") && wrong.body.contains("value=\"The ledger\""), "{}", wrong.body);
    let owner = send(&world.router, get(&path, Some(&world.owner))).await;
    assert!(owner.status == StatusCode::OK && owner.body.contains("Marrow Mills books"), "{}", owner.body);
    let way = send(&world.router, get("/links", Some(&world.owner))).await;
    assert_eq!(way.header(header::LOCATION), path);

    let list = format!("/api/v1{path}");
    let listed = send(&world.router, api("GET", &list, Some(&world.lead), None)).await;
    let listed: serde_json::Value = serde_json::from_str(&listed.body).expect("json");
    let link = listed["drop_links"][0]["link"]["id"].as_str().expect("an identifier").to_owned();
    assert!(listed["drop_links"][0]["takes"] == json!(true) && !listed.to_string().contains("token"));
    let end = format!("/api/v1/drop-links/{link}/end");
    assert_eq!(send(&world.router, api("POST", &end, Some(&world.lead), None)).await.status, StatusCode::OK);
    assert_eq!(send(&world.router, api("POST", &end, Some(&world.lead), None)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_waits_behind_a_link_out_shows_to_its_person_alone_and_opens_once() {
    let world = World::new().await.expect("a world");
    let contact = world
        .firm
        .person("Cato One", Organisation::Client(world.one.client.id), Standing::Contact)
        .await
        .expect("invited");
    let original = world.table.source.expect("made from a file");
    let until = world.firm.app.clock().now() + SignedDuration::from_hours(48);
    let body = json!({ "holding": original, "person": contact.id, "until": until.to_string() });
    let path = format!("/api/v1/engagements/{}/out-links", world.one.it.id);
    let made = send(&world.router, api("POST", &path, Some(&world.owner), Some(&body))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let made: serde_json::Value = serde_json::from_str(&made.body).expect("json");
    let page = format!("/out/{}", made["value"]["id"].as_str().expect("an identifier"));
    for other in [&world.owner, &world.lead, &world.consultant] {
        assert_eq!(send(&world.router, get(&page, Some(other))).await.status, StatusCode::NOT_FOUND);
    }
    let (_, session) = world.firm.sign_in_token(&contact.email).await.expect("signed in");
    let work = send(&world.router, get("/work", Some(&session))).await;
    assert!(work.body.contains(&page) && work.body.contains("Fetch what waits for you"), "{}", work.body);
    let seen = send(&world.router, get(&page, Some(&session))).await;
    assert!(seen.body.contains("ledger.csv waits for you"), "{}", seen.body);
    let token = [("csrf".to_owned(), form_token(&session))];
    let taken = send(&world.router, post(&page, Some(&session), &token)).await;
    assert_eq!(taken.status, StatusCode::OK);
    assert!(
        taken.body.starts_with("age-encryption.org/v1")
            && taken.header(header::CONTENT_DISPOSITION).contains("ledger.csv.age")
    );
    let twice = send(&world.router, post(&page, Some(&session), &token)).await;
    assert!(twice.status == StatusCode::FORBIDDEN && twice.body.contains("opens once"), "{}", twice.body);
}
