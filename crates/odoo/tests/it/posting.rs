//! Posting stops when the journal says so. Odoo is a stand-in here that has every entry as a draft, and counts what it posts.

use crate::stand::{load, plan};
use async_trait::async_trait;
use bailee_model::{Environment, LoadMode, Result};
use bailee_odoo::{
    Loader, Odoo, Options, Secret,
    loader::{BatchOutcome, Journal, LoadOptions, LoadReport, Next},
};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Lets every batch of rows through, and so many calls that post.
struct Allows(usize);

#[async_trait]
impl Journal for Allows {
    async fn recorded(&mut self, _: &BatchOutcome) -> Result<Next> {
        Ok(Next::Continue)
    }

    async fn may_go_on(&mut self) -> Result<Next> {
        let Some(left) = self.0.checked_sub(1) else { return Ok(Next::Stop) };
        self.0 = left;
        Ok(Next::Continue)
    }
}

/// A stand-in's address, and how many entries it was told to post.
fn stand_in() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let posted = Arc::new(AtomicUsize::new(0));
    let count = posted.clone();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| serve(stream, &count)));
    (url, posted)
}

fn serve(mut stream: TcpStream, posted: &AtomicUsize) {
    let Some(call) = read(&mut stream) else { return };
    let (method, args) = (call["params"]["method"].as_str(), &call["params"]["args"]);
    let result = match (method, args[3].as_str(), args[4].as_str()) {
        (Some("version"), ..) => json!({ "server_version": "13.0" }),
        (Some("authenticate"), ..) => json!(2),
        (_, _, Some("fields_get")) => json!({ "ref": { "type": "char", "store": true } }),
        (_, Some("ir.model.data"), _) => {
            let names = args[5][0][1][2].as_array().cloned().unwrap_or_default();
            names.iter().enumerate().map(|(at, name)| json!({ "name": name, "res_id": at + 1 })).collect()
        }
        (_, _, Some("action_post")) => {
            posted.fetch_add(args[5][0].as_array().map_or(0, Vec::len), Ordering::SeqCst);
            json!(true)
        }
        (_, Some("account.move"), Some("search_read")) => {
            args[5][0][0][2].as_array().into_iter().flatten().map(|id| json!({ "id": id })).collect()
        }
        _ => json!([]),
    };
    let body = json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let _ = write!(stream, "{head}Connection: close\r\n\r\n{body}");
}

fn read(stream: &mut TcpStream) -> Option<Value> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        if let Some((head, body)) = String::from_utf8_lossy(&bytes).split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())?;
            if body.len() >= length {
                return serde_json::from_str(body).ok();
            }
        }
        match stream.read(&mut piece) {
            Ok(size @ 1..) => bytes.extend_from_slice(&piece[..size]),
            _ => return None,
        }
    }
}

/// Posts 120 entries, as far as the journal allows.
async fn posted(url: &str, allows: usize) -> LoadReport {
    let options = Options { dialect: Some(bailee_odoo::Dialect::Json), ..Options::default() };
    let odoo = Odoo::connect(url, "trial", "bailee", Secret::new("a secret".to_owned()), &options).await.unwrap();
    let rows: Vec<[String; 2]> = (0..120).map(|at| [format!("move_{at}"), format!("Entry {at}")]).collect();
    let mut entries = load("account.move", &["ref"], &rows);
    entries.post = true;
    let loader = Loader::new(&odoo, LoadMode::Test, Environment::Test, LoadOptions::default());
    loader.run(&plan(vec![entries]), &mut Allows(allows)).await.unwrap()
}

#[tokio::test]
async fn posting_stops_at_the_next_call_when_the_journal_says_so() {
    let (url, sent) = stand_in();
    let none = posted(&url, 0).await;
    assert_eq!((none.stopped, none.posted, sent.load(Ordering::SeqCst)), (true, 0, 0), "{none:?}");
    let some = posted(&url, 1).await;
    assert_eq!((some.stopped, some.posted, sent.load(Ordering::SeqCst)), (true, 50, 50));
    let all = posted(&url, usize::MAX).await;
    assert_eq!((all.stopped, all.posted, sent.load(Ordering::SeqCst)), (false, 120, 170));
}
