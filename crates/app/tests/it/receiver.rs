//! A small HTTP server that keeps what it is sent, and answers what it was told to answer.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

#[derive(Default)]
struct Desk {
    received: Vec<Received>,
    /// What the next requests are answered; 200 when there is nothing left.
    answers: VecDeque<u16>,
}

/// The server; it goes with the runtime of its test.
pub(crate) struct Receiver {
    pub(crate) url: String,
    desk: Arc<Mutex<Desk>>,
}

impl Receiver {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/in", listener.local_addr().expect("an address"));
        let desk = Arc::<Mutex<Desk>>::default();
        let shared = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, desk }
    }

    pub(crate) fn answer(&self, statuses: &[u16]) {
        self.desk.lock().expect("no panic").answers.extend(statuses);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.desk.lock().expect("no panic").received.clone()
    }
}

async fn serve(mut stream: TcpStream, desk: Arc<Mutex<Desk>>) {
    let mut bytes = Vec::new();
    loop {
        let Some((request, length)) = whole(&bytes) else {
            match stream.read_buf(&mut bytes).await {
                Ok(count) if count > 0 => continue,
                _ => return,
            }
        };
        bytes.drain(..length);
        let status = {
            let mut desk = desk.lock().expect("no panic");
            desk.received.push(request);
            desk.answers.pop_front().unwrap_or(200)
        };
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The first request of these bytes and its length, once all of it is there.
fn whole(bytes: &[u8]) -> Option<(Received, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let headers: Vec<_> = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse::<usize>().ok()?;
    let body = String::from_utf8(bytes.get(end..end + length)?.to_vec()).ok()?;
    Some((Received { headers, body }, end + length))
}
