//! A large file through a drop link, for real: a server process over TLS, a line that breaks three times, and then a search of
//! everything on disk. 64 MiB unless `BAILEE_DROP_MIB` says otherwise; it is also where the figures come from.

use crate::stage::Stage;
use bailee_app::actions::{self, MakeDropLinkAsk};
use bailee_model::{Category, Clock as _, HoldingState, Purpose, SystemClock};
use bytes::Bytes;
use futures::StreamExt as _;
use jiff::SignedDuration;
use reqwest::{Body, Certificate, Client, Method, Response};
use std::{
    io::Read,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const MIB: u64 = 1 << 20;
/// What no file on disk may hold.
const CANARY: &[u8] = b"canary: the ledger of Lanterne & Fils, in the clear";
/// How much memory the server may need more at its peak than before, whatever the file's size.
const FLAT: u64 = 160 * MIB;

/// The file: the same bytes each time, without keeping them. Each block is unlike the others, and each has the canary.
struct Made {
    at: u64,
    length: u64,
}

fn block(number: u64) -> [u8; 1024] {
    let mut bytes = [0; 1024];
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for chunk in bytes.chunks_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        chunk.copy_from_slice(&state.to_le_bytes());
    }
    bytes[..CANARY.len()].copy_from_slice(CANARY);
    bytes
}

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut done = 0;
        while done < buffer.len() && self.at < self.length {
            let block = block(self.at / 1024);
            let from = (self.at % 1024) as usize;
            let many = (1024 - from).min(buffer.len() - done).min((self.length - self.at) as usize);
            buffer[done..done + many].copy_from_slice(&block[from..from + many]);
            done += many;
            self.at += many as u64;
        }
        Ok(done)
    }
}

/// The server, killed when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    fn start(folder: &Path, port: u16) -> Self {
        let temp = folder.join("temp");
        std::fs::create_dir_all(&temp).unwrap();
        let mut serve = Command::new(env!("CARGO_BIN_EXE_baileed"));
        serve.arg("serve").arg("--data").arg(folder).arg("--listen").arg(format!("127.0.0.1:{port}"));
        let log = std::fs::File::create(folder.join("server.log")).unwrap();
        serve.env("TMPDIR", temp).stdout(Stdio::null()).stderr(log);
        Self(serve.spawn().unwrap())
    }

    /// Bytes of memory: now, and at most so far.
    fn memory(&self) -> [u64; 2] {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        ["VmRSS:", "VmHWM:"].map(|name| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0 kB");
            line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) * 1024
        })
    }
}

struct Sender {
    client: Client,
    origin: String,
}

impl Sender {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.client.request(method, format!("{}{path}", self.origin)).header("Tus-Resumable", "1.0.0")
    }

    async fn stands(&self, upload: &str) -> u64 {
        let answer = self.request("HEAD", upload).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        header(&answer, "upload-offset").parse().unwrap()
    }

    /// Sends from this offset on, as much as `bytes`.
    fn patch(&self, upload: &str, from: u64, length: u64, stop: Option<u64>) -> reqwest::RequestBuilder {
        let file = Made { at: from, length };
        let pieces = futures::stream::unfold((file, 0), move |(mut file, sent)| async move {
            if stop.is_some_and(|stop| sent >= stop) {
                // The line hangs, until whoever sends is killed.
                std::future::pending::<()>().await;
            }
            let mut piece = vec![0; 256 << 10];
            let read = file.read(&mut piece).unwrap();
            piece.truncate(read);
            (read > 0).then(|| (Ok::<_, std::io::Error>(Bytes::from(piece)), (file, sent + read as u64)))
        });
        self.request("PATCH", upload)
            .header("Upload-Offset", from)
            .header("Content-Type", "application/offset+octet-stream")
            .header("Content-Length", length - from)
            .body(Body::wrap_stream(pieces.boxed()))
    }
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_4_a_large_upload_cut_off_three_times_is_whole_and_nowhere_plain() {
    let length = std::env::var("BAILEE_DROP_MIB").ok().and_then(|mib| mib.parse().ok()).unwrap_or(64) * MIB;
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), &[Category::Financial]).await;
    let ask = MakeDropLinkAsk {
        engagement: stage.engagement,
        label: "Lanterne & Fils".to_owned(),
        asked_for: "The old books".to_owned(),
        category: Category::Financial,
        purpose: Purpose::Audit,
        until: SystemClock.now() + SignedDuration::from_hours(48),
        max_files: 1,
        max_bytes: length as i64,
    };
    let made = actions::make_drop_link(&stage.owner().await, ask).await.unwrap().value;
    let link = made.address.expose().rsplit('/').next().unwrap().to_owned();
    let ticket = stage.shut().await;

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Server::start(folder.path(), port);
    let sender = sender(folder.path(), port, &link).await;
    let before = server.memory();
    let begun = Instant::now();
    let collection = format!("/drop/{link}/uploads");
    let answer = sender.request("POST", &collection).header("Upload-Length", length).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let upload = header(&answer, "location");

    let mut stands = 0;
    for cut in 1..=3 {
        let some = length / 4 + 12_345 * cut;
        let patch = tokio::spawn(sender.patch(&upload, stands, length, Some(some)).send());
        reached(folder.path(), stands + some).await;
        patch.abort();
        let _ = patch.await;
        if cut == 2 {
            // The second time it is the server that goes, without a word.
            drop(server);
            server = Server::start(folder.path(), port);
            wait(&sender, &collection).await;
        }
        let now = sender.stands(&upload).await;
        // A server that goes without a word takes the part with it that was being sealed, and no more.
        let least = if cut == 2 { stands } else { stands + 1 };
        assert!(now >= least && now <= stands + some + MIB, "{now} after {stands} and {some}");
        stands = now;
        nothing_plain(folder.path());
    }
    let answer = sender.patch(&upload, stands, length, None).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(header(&answer, "upload-offset"), length.to_string());
    let sent = begun.elapsed();
    let receipt = receipt(&sender, &upload).await;
    let whole = begun.elapsed();
    let [_, peak] = server.memory();
    // Searched when nothing moves any more.
    drop(server);
    nothing_plain(folder.path());
    let checked = bailee_log::receipt::check(&receipt, Made { at: 0, length }, None).unwrap();
    assert_eq!(checked.bytes, length);

    println!(
        "{} MiB: sent in {sent:?} ({:.0} MB/s, cuts included), in custody after {whole:?}; memory {} MiB before, {} MiB at its peak",
        length / MIB,
        length as f64 / 1e6 / sent.as_secs_f64(),
        before[0] / MIB,
        peak / MIB
    );
    assert!(peak < before[0] + FLAT, "memory is not flat: {} MiB, then {} MiB", before[0] / MIB, peak / MIB);
    let stage = Stage::open(&ticket).await;
    let held = stage.holdings().await.into_iter().find(|each| each.bytes == length as i64).unwrap();
    assert_eq!(held.state, HoldingState::Held);
    stage.is_whole().await;
}

async fn sender(folder: &Path, port: u16, link: &str) -> Sender {
    let ca = loop {
        match std::fs::read(folder.join("tls/ca.pem")) {
            Ok(ca) if folder.join("tls/server.pem").exists() => break ca,
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let client = Client::builder().tls_certs_only([Certificate::from_pem(&ca).unwrap()]).no_proxy().build().unwrap();
    let sender = Sender { client, origin: format!("https://localhost:{port}") };
    wait(&sender, &format!("/drop/{link}/uploads")).await;
    sender
}

async fn wait(sender: &Sender, collection: &str) {
    for _ in 0..600 {
        if sender.request("OPTIONS", collection).send().await.is_ok_and(|answer| answer.status() == 204) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the server does not answer");
}

/// Waits until about so many bytes lie sealed on disk, staged ones included.
async fn reached(folder: &Path, bytes: u64) {
    fn size(folder: &Path) -> u64 {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| match entry.metadata() {
                Ok(about) if about.is_dir() => size(&entry.path()),
                Ok(about) => about.len(),
                Err(_) => 0,
            })
            .sum()
    }
    let wanted = bytes.saturating_sub(20 * MIB);
    for _ in 0..6000 {
        if size(&folder.join("data")) >= wanted {
            // A moment for what is still in the pipe.
            tokio::time::sleep(Duration::from_millis(300)).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the bytes do not arrive");
}

async fn receipt(sender: &Sender, upload: &str) -> Vec<u8> {
    for _ in 0..6000 {
        let answer = sender.request("GET", &format!("{upload}/receipt.json")).send().await.unwrap();
        if answer.status() == 200 {
            return answer.bytes().await.unwrap().to_vec();
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("there is no receipt");
}

/// Searches every file below the folder: data, temp, keys, logs. What goes away meanwhile is passed over.
fn nothing_plain(folder: &Path) {
    let canary = std::str::from_utf8(CANARY).unwrap();
    let found = Command::new("grep").args(["-r", "-l", "-a", "-F", canary]).arg(folder).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "", "in the clear");
    let said = String::from_utf8_lossy(&found.stderr);
    let searched = said.lines().all(|line| line.ends_with("No such file or directory"));
    assert!(searched && found.status.code() != Some(0), "the search itself went wrong: {found:?}");
}
