//! Reaching an Odoo, and being told why not.

use crate::stand::Stand;
use bailee_model::ErrorKind;
use bailee_odoo::{Dialect, Odoo, Options, Secret};
use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
    time::Duration,
};

fn impatient() -> Options {
    Options { attempts: 2, pause: Duration::from_millis(1), timeout: Duration::from_secs(5), ..Options::default() }
}

#[tokio::test]
async fn both_dialects_say_the_same() {
    let Some(stand) = Stand::new("dialects") else { return };
    let detected = stand.connect().await;
    assert_eq!((detected.dialect(), detected.version().major), (Dialect::Xml, 14));
    let mut answers = Vec::new();
    for dialect in [Dialect::Json, Dialect::Xml] {
        let odoo =
            stand.connect_with(&stand.url, &Options { dialect: Some(dialect), ..Options::default() }).await.unwrap();
        assert_eq!(odoo.dialect(), dialect);
        let partners =
            odoo.search_read("res.partner", json!([]), &["name", "active", "parent_id", "credit_limit"]).await.unwrap();
        let fields = odoo.fields_get("account.move").await.unwrap().unwrap();
        assert!(!fields["date"].readonly && fields["amount_total"].readonly);
        assert_eq!(odoo.fields_get("no.such.model").await.unwrap(), None);
        let groups =
            odoo.read_group("ir.model.data", json!([["module", "=", "account"]]), &[], &["model"]).await.unwrap();
        answers.push((partners, fields, groups.len()));
    }
    assert_eq!(answers[0], answers[1]);
    stand.finish();
}

#[tokio::test]
async fn a_wrong_password_or_database_is_said_without_repeating_the_password() {
    let Some(stand) = Stand::new("denied") else { return };
    for dialect in [Dialect::Json, Dialect::Xml] {
        let options = Options { dialect: Some(dialect), ..impatient() };
        let wrong = Odoo::connect(&stand.url, &stand.db, &stand.login, Secret::new("hunter2".to_owned()), &options)
            .await
            .err()
            .unwrap();
        assert_eq!(wrong.kind(), ErrorKind::BadInput);
        assert!(
            wrong.to_string().contains("refused the login ‘admin’") && !format!("{wrong:?}").contains("hunter2"),
            "{wrong:?}"
        );
        let wrong =
            Odoo::connect(&stand.url, "bailee_it_no_such", "admin", stand.secret(), &options).await.err().unwrap();
        assert_eq!(wrong.kind(), ErrorKind::BadInput);
        assert!(wrong.to_string().contains("has no database ‘bailee_it_no_such’"), "{wrong}");
    }
    stand.finish();
}

#[tokio::test]
async fn a_secret_is_tried_without_being_used_and_the_users_are_listed() {
    let Some(stand) = Stand::new("users") else { return };
    for dialect in [Dialect::Json, Dialect::Xml] {
        let options = Options { dialect: Some(dialect), ..impatient() };
        let accepts =
            async |secret| Odoo::accepts(&stand.url, &stand.db, &stand.login, secret, &options).await.unwrap();
        assert!(accepts(stand.secret()).await);
        assert!(!accepts(Secret::new("hunter2".to_owned())).await, "only the system's own refusal says so");
        let nowhere = Odoo::accepts(&stand.url, "bailee_it_no_such", "admin", stand.secret(), &options).await;
        assert!(nowhere.is_err(), "a database that is not there refuses nobody");
        let users = stand.connect_with(&stand.url, &options).await.unwrap().users().await.unwrap();
        assert!(users.iter().any(|user| user.login == stand.login && user.active), "{users:?}");
        assert!(users.iter().any(|user| !user.active), "archived ones are told too: {users:?}");
        assert!(!users.iter().any(|user| user.login == "portal"), "customers are left out: {users:?}");
    }
    stand.finish();
}

#[tokio::test]
async fn what_odoo_refuses_is_explained() {
    let Some(stand) = Stand::new("refusals") else { return };
    for dialect in [Dialect::Json, Dialect::Xml] {
        let odoo = stand.connect_with(&stand.url, &Options { dialect: Some(dialect), ..impatient() }).await.unwrap();
        let unknown = odoo.read("no.such.model", "search", json!([[]]), json!({})).await.unwrap_err();
        assert!(unknown.to_string().contains("no.such.model.search"), "{unknown}");
        let private = odoo.execute("res.partner", "_write", json!([[1], {}]), json!({})).await.unwrap_err();
        assert!(private.to_string().contains("does not let its user ‘admin’ do res.partner._write"), "{private}");
        let gone =
            odoo.execute("res.partner", "write", json!([[999_999], {"name": "x"}]), json!({})).await.unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::Conflict, "{gone}");
    }
    stand.finish();
}

#[tokio::test]
async fn a_machine_that_does_not_answer_is_said_to_be_down() {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let down = Odoo::connect(&url, "any", "any", Secret::new("hunter2".to_owned()), &impatient()).await.err().unwrap();
    assert_eq!(down.kind(), ErrorKind::Unavailable);
    assert!(down.to_string().contains(&format!("127.0.0.1:{port} does not answer")), "{down}");
}

/// A server that gives every caller the same answer.
fn canned(answer: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(stream, "HTTP/1.1 {answer}");
        }
    });
    url
}

#[tokio::test]
async fn what_is_no_odoo_is_told_apart() {
    for (answer, said) in [
        ("200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>", "not in a dialect of Odoo"),
        ("404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "not in a dialect of Odoo"),
        (
            "301 Moved\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "not in a dialect of Odoo",
        ),
        ("503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "HTTP status 503"),
    ] {
        let error = Odoo::connect(&canned(answer), "any", "any", Secret::new("x".to_owned()), &impatient())
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.to_string().contains(said), "{answer}: {error}");
    }
}

#[tokio::test]
async fn a_reply_without_end_is_cut_short() {
    let url = canned(
        "200 OK\r\nConnection: close\r\n\r\n{\"jsonrpc\":\"2.0\",\"result\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
    );
    let options = Options { max_reply: 32, ..impatient() };
    let error = Odoo::connect(&url, "any", "any", Secret::new("x".to_owned()), &options).await.err().unwrap();
    assert!(error.to_string().contains("longer than"), "{error}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_unless_its_authority_is_given() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await; // and hang up
        }
    });
    let connect = async |options: Options| {
        Odoo::connect(&url, "any", "any", Secret::new("x".to_owned()), &options).await.err().unwrap().to_string()
    };
    let error = connect(impatient()).await;
    assert!(error.contains("certificate of localhost:") && error.contains("is not trusted"), "{error}");
    let error = connect(Options { extra_roots: Some(made.cert.pem().into_bytes()), ..impatient() }).await;
    assert!(error.contains("broke during common.version"), "{error}");
    let error = connect(Options {
        extra_roots: Some(b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----".to_vec()),
        ..impatient()
    })
    .await;
    assert!(error.contains("not in PEM"), "{error}");
}
