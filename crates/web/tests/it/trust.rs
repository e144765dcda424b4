//! The public page and the officer's board: every promise with its word, in both languages, and nobody named.

use crate::support::{World, api, form_token, get, post, send};
use axum::http::{StatusCode, header};
use bailee_app::{clocks, promises::PROMISES};
use bailee_model::{EntryDraft, EventId, Judgement, JudgementId, PromiseStatus};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Saves how every promise stands, as a look would.
async fn judge_all(world: &World, status: PromiseStatus) {
    world.firm.advance(jiff::SignedDuration::from_secs(1));
    let (rng, now) = (world.firm.rng(), world.firm.app.clock().now());
    for promise in PROMISES {
        let judgement = Judgement {
            id: JudgementId::new(rng.as_ref()),
            promise: promise.slug.to_owned(),
            status,
            says_en: "As a test has it.".to_owned(),
            says_fr: "Comme le veut un essai.".to_owned(),
            at: now,
            checked_at: now,
            valid_until: now + jiff::SignedDuration::from_hours(1),
            evidence: 3,
            against: 1,
            digest: "0".repeat(64),
            shown: Vec::new(),
            recorded: "{}".to_owned(),
            event: EventId::new(rng.as_ref()),
        };
        let entry = EntryDraft::site("promise.judged").id("judgement", judgement.id);
        let saved = world.firm.app.store().ledger().record([entry], move |tx| async move { tx.save(&judgement).await });
        saved.await.expect("saved");
    }
}

/// The row of a promise on the public page.
fn row<'a>(body: &'a str, slug: &str) -> &'a str {
    let from = body.find(&format!("<tr id=\"{slug}\"")).unwrap_or_else(|| panic!("{slug} is not there"));
    let until = body[from..].find("</tr>").expect("a row ends");
    &body[from..from + until]
}

#[tokio::test]
async fn invariant_12_every_promise_shows_its_word_kept_or_broken_in_both_languages() {
    let world = World::new().await.expect("a world");
    for (status, words) in [
        (PromiseStatus::Kept, ["kept", "tenue"]),
        (PromiseStatus::Broken, ["broken", "rompue"]),
        (PromiseStatus::DueSoon, ["due soon", "échéance proche"]),
        (PromiseStatus::Attested, ["attested only", "sur parole seulement"]),
    ] {
        judge_all(&world, status).await;
        for (lang, word) in ["en", "fr"].into_iter().zip(words) {
            let page = send(&world.router, get(&format!("/trust?lang={lang}"), None)).await;
            assert_eq!(page.status, StatusCode::OK);
            for promise in PROMISES {
                let row = row(&page.body, promise.slug);
                assert!(row.contains("class=\"icon\"") && row.contains(&format!("</svg>{word}<")), "{lang}: {row}");
            }
            let one = send(&world.router, get(&format!("/trust/least_access?lang={lang}"), None)).await;
            assert!(one.body.contains(&format!("</svg>{word}<")), "{}", one.body);
        }
    }
    world.firm.advance(jiff::SignedDuration::from_hours(2));
    let page = send(&world.router, get("/trust?lang=fr", None)).await;
    for promise in PROMISES {
        assert!(row(&page.body, promise.slug).contains("</svg>non prouvée<"), "a look that ran out proves nothing");
    }
    assert_eq!(send(&world.router, get("/trust/nonsense", None)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_public_page_may_be_stored_sets_no_cookie_and_is_the_same_for_everybody() {
    let world = World::new().await.expect("a world");
    clocks::tick(&world.firm.app).await.expect("a tick");
    let anonymous = send(&world.router, get("/trust", None)).await;
    let mut known = get("/trust", Some(&world.lead));
    let cookies = format!("__Host-bailee={}; __Host-bailee-said=enrol.", world.lead);
    known.headers_mut().insert(header::COOKIE, cookies.parse().expect("a header"));
    let known = send(&world.router, known).await;
    assert_eq!(anonymous.body, known.body);
    for answer in [anonymous, known, send(&world.router, get("/trust.json", Some(&world.lead))).await] {
        assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=60");
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
        assert_eq!(answer.header(header::VARY), "accept-language, cookie");
    }
}

#[tokio::test]
async fn the_json_twin_says_the_same_behind_its_own_digest() {
    let world = World::new().await.expect("a world");
    clocks::tick(&world.firm.app).await.expect("a tick");
    let twin = send(&world.router, get("/trust.json", None)).await;
    assert_eq!(twin.header(header::CONTENT_TYPE), "application/json");
    let bytes = twin.body.strip_suffix('}').and_then(|body| body.split_once("\"statement\":")).expect("a statement").1;
    let value: Value = serde_json::from_str(&twin.body).expect("JSON");
    assert_eq!(value["sha256"], hex::encode(Sha256::digest(bytes.as_bytes())));
    let stated = &value["statement"];
    assert!(stated["generated_at"].is_string() && stated["valid_until"].is_string());
    let promises = stated["promises"].as_array().expect("a list");
    let slugs: Vec<&str> = promises.iter().filter_map(|each| each["promise"].as_str()).collect();
    assert_eq!(slugs, PROMISES.iter().map(|promise| promise.slug).collect::<Vec<_>>(), "in the order of the clauses");
    let page = send(&world.router, get("/trust?lang=en", None)).await.body;
    for each in promises {
        let says = each["says"]["en"].as_str().expect("a sentence").replace('\'', "&#39;");
        assert!(page.contains(&says), "{says}");
        assert!(each["parameters"].as_array().is_some_and(|all| all.iter().all(|it| it["says"]["fr"].is_string())));
    }
    let again = send(&world.router, get("/trust.json", None)).await;
    assert_eq!(twin.body, again.body, "the same at the same moment");
}

#[tokio::test]
async fn nothing_that_the_public_reads_names_a_client_or_a_person() {
    let world = World::new().await.expect("a world");
    clocks::tick(&world.firm.app).await.expect("a tick");
    let store = world.firm.app.store();
    let mut names: Vec<String> = store.clients().await.expect("clients").into_iter().map(|each| each.name).collect();
    names.extend(store.engagements().await.expect("engagements").into_iter().map(|each| each.title));
    for person in store.people().await.expect("people") {
        names.extend([person.name, person.email]);
    }
    names.extend(store.holdings(world.one.it.id).await.expect("holdings").into_iter().map(|each| each.name));
    let mut addresses = vec!["/trust?lang=en".to_owned(), "/trust?lang=fr".to_owned(), "/trust.json".to_owned()];
    addresses.extend(PROMISES.iter().map(|promise| format!("/trust/{}?lang=en", promise.slug)));
    for address in addresses {
        let body = send(&world.router, get(&address, None)).await.body;
        for name in &names {
            assert!(!body.contains(name.as_str()), "{address} names {name}");
        }
        let identifier = |word: &str| word.len() == 30 && word.as_bytes()[3] == b'_';
        let mut words = body.split(|each: char| !each.is_ascii_alphanumeric() && each != '_');
        assert!(!words.any(identifier), "{address} shows an identifier");
        for telling in ["1 client", "2 client", "1 engagement", "2 engagement", "1 mandat", "2 mandat"] {
            assert!(!body.contains(telling), "{address} counts so few that they can be told");
        }
    }
}

#[tokio::test]
async fn the_officer_sees_what_shows_it_and_adds_a_remark_that_everybody_reads() {
    let world = World::new().await.expect("a world");
    clocks::tick(&world.firm.app).await.expect("a tick");
    let email = world.firm.officer().await.expect("in").who.email;
    let (_, officer) = world.firm.sign_in_token(&email).await.expect("in");
    let board = send(&world.router, get("/firm/promises", Some(&officer))).await;
    assert_eq!(board.status, StatusCode::OK, "{}", board.body);
    for promise in PROMISES {
        assert!(board.body.contains(&format!("/firm/promises/{}", promise.slug)), "{}", promise.slug);
        let one = send(&world.router, get(&format!("/firm/promises/{}", promise.slug), Some(&officer))).await;
        assert_eq!(one.status, StatusCode::OK, "{}: {}", promise.slug, one.body);
    }
    assert_eq!(send(&world.router, get("/firm/promises", Some(&world.lead))).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&world.router, get("/firm/promises", Some(&world.owner))).await.status, StatusCode::NOT_FOUND);

    let remark = |english: &str| {
        let pairs =
            [("csrf", form_token(&officer)), ("english", english.to_owned()), ("french", "Une remarque.".to_owned())];
        pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
    };
    let path = "/firm/promises/least_access/annotate";
    let wrong = send(&world.router, post(path, Some(&officer), &remark("It was Marrow Mills one (fictional)."))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("english-wrong") && wrong.body.contains("Une remarque."), "nothing typed is lost");
    let added = send(&world.router, post(path, Some(&officer), &remark("A remark."))).await;
    assert_eq!((added.status, added.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/firm/promises/least_access"));
    for (lang, said, role) in [("en", "A remark.", "Security officer"), ("fr", "Une remarque.", "Officier de sécurité")]
    {
        let page = send(&world.router, get(&format!("/trust/least_access?lang={lang}"), None)).await;
        assert!(page.body.contains(said) && page.body.contains(role), "{}", page.body);
    }
}

#[tokio::test]
async fn the_evidence_is_taken_out_by_page_and_by_program() {
    let world = World::new().await.expect("a world");
    clocks::tick(&world.firm.app).await.expect("a tick");
    let email = world.firm.officer().await.expect("in").who.email;
    let (_, officer) = world.firm.sign_in_token(&email).await.expect("in");
    let pack =
        send(&world.router, get("/firm/promises/pack.zip?from=2026-03-01&until=2026-03-02", Some(&officer))).await;
    assert_eq!((pack.status, pack.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"), "{}", pack.body);
    assert!(pack.body.starts_with("PK") && pack.body.contains("evidence.dsse.json"));
    let odd = send(&world.router, get("/firm/promises/pack.zip?from=yesterday", Some(&officer))).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    let policy = send(&world.router, get("/firm/promises/policy.txt", Some(&officer))).await;
    assert!(policy.body.contains("certifier ") && policy.body.contains("quorum none"), "{}", policy.body);
    assert_eq!(
        send(&world.router, get("/firm/promises/pack.zip", Some(&world.lead))).await.status,
        StatusCode::FORBIDDEN
    );

    let call = async |method: &str, path: &str, body: Option<Value>| {
        send(&world.router, api(method, &format!("/api/v1{path}"), Some(&officer), body.as_ref())).await
    };
    let list: Value = serde_json::from_str(&call("GET", "/promises", None).await.body).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(PROMISES.len()));
    let one: Value = serde_json::from_str(&call("GET", "/promises/training", None).await.body).expect("JSON");
    assert_eq!(one["history"].as_array().map(Vec::len), Some(1), "{one}");
    let pack = call("GET", "/promises/evidence.zip?from=2026-03-01", None).await;
    assert_eq!(pack.header(header::CONTENT_TYPE), "application/zip", "{}", pack.body);
    assert!(call("GET", "/promises/policy", None).await.body.contains("certifier "));
    let remark = json!({ "english": "A remark.", "french": "Une remarque." });
    assert_eq!(call("POST", "/promises/training/annotations", Some(remark)).await.status, StatusCode::CREATED);
}
