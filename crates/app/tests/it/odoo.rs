//! As much of an Odoo as a load calls: it takes every record, and halts at each batch until the test lets it go on. Its
//! database `trial` is a neutralised copy.

use serde_json::{Value, json};
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(crate) struct FakeOdoo {
    pub(crate) url: String,
    batches: Arc<AtomicUsize>,
    arrived: UnboundedReceiver<()>,
    go_on: mpsc::Sender<()>,
}

impl FakeOdoo {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (arrives, arrived) = unbounded_channel();
        let (go_on, may_go_on) = mpsc::channel();
        let batches = Arc::new(AtomicUsize::new(0));
        let count = batches.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &count, &arrives, &may_go_on);
            }
        });
        Self { url, batches, arrived, go_on }
    }

    /// Waits until a batch has come.
    pub(crate) async fn batch(&mut self) {
        self.arrived.recv().await.expect("the server runs as long as the test");
    }

    /// Lets this many batches through.
    pub(crate) fn let_through(&self, batches: usize) {
        (0..batches).for_each(|_| self.go_on.send(()).expect("the server runs as long as the test"));
    }

    pub(crate) fn batches(&self) -> usize {
        self.batches.load(Ordering::SeqCst)
    }
}

fn serve(mut stream: TcpStream, batches: &AtomicUsize, arrives: &UnboundedSender<()>, may_go_on: &mpsc::Receiver<()>) {
    let Some(call) = read(&mut stream) else { return };
    let params = &call["params"];
    let args = &params["args"];
    let result = match (params["method"].as_str().unwrap_or_default(), args[3].as_str(), args[4].as_str()) {
        ("version", ..) => json!({ "server_version": "17.0" }),
        ("authenticate", ..) => json!(2),
        (_, _, Some("fields_get")) => json!({ "name": { "type": "char", "store": true } }),
        (_, Some("ir.config_parameter"), _) => {
            json!([{ "id": 1, "value": if args[0] == "trial" { "True" } else { "False" } }])
        }
        (_, _, Some("load")) => {
            batches.fetch_add(1, Ordering::SeqCst);
            let _ = arrives.send(());
            let _ = may_go_on.recv();
            let rows = args[5][1].as_array().map_or(0, Vec::len);
            json!({ "ids": (1..=rows).collect::<Vec<_>>(), "messages": [] })
        }
        _ => json!([]),
    };
    let body = json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

pub(crate) fn read(stream: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())?;
            if body.len() >= length {
                return serde_json::from_str(body).ok();
            }
        }
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
            _ => return None,
        }
    }
}
