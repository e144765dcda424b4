//! What the firm's other tools get from a real server process, at the noisiest level of its own log: traces, metrics, events
//! and webhooks, searched for what must not be in them.

use crate::stage::Stage;
use bailee_model::{Category, EngagementId};
use reqwest::{Certificate, Client, Method};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

const EMAIL: &str = "odile@quillbridge.example";
const SQL: &str = "SELECT canary_column FROM payroll";

/// The server, killed when it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Takes every request, and keeps its path, its head and its body as they came.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Request>>>);

/// The head and the body of a request.
type Request = (String, Vec<u8>);

impl Collector {
    /// The collector, and its port.
    fn open() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let collector = Self::default();
        let shared = collector.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = shared.clone();
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        (collector, port)
    }

    fn serve(&self, mut stream: std::net::TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        loop {
            let (mut head, mut length) = (String::new(), 0);
            while reader.read_line(&mut head).is_ok_and(|count| count > 2) {
                let line = head.lines().last().unwrap_or_default().to_ascii_lowercase();
                length = line.strip_prefix("content-length: ").map_or(length, |value| value.parse().unwrap());
            }
            let mut body = vec![0; length];
            if head.trim().is_empty() || reader.read_exact(&mut body).is_err() {
                return;
            }
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            self.0.lock().unwrap().push((path, [head.into_bytes(), body].concat()));
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_err() {
                return;
            }
        }
    }

    /// Everything that came to this path.
    fn at(&self, path: &str) -> Vec<u8> {
        let all = self.0.lock().unwrap();
        all.iter().filter(|(each, _)| each == path).flat_map(|(_, bytes)| bytes.clone()).collect()
    }

    /// Waits until this came to this path.
    async fn hears(&self, path: &str, what: &str) -> Vec<u8> {
        for _ in 0..150 {
            let bytes = self.at(path);
            if holds(&bytes, what) {
                return bytes;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{what} never came to {path}: {}", String::from_utf8_lossy(&self.at(path)));
    }
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn start(folder: &Path, [port, metrics, collector]: [u16; 3]) -> Server {
    let webhooks = format!(
        "[[webhook]]\nurl = \"http://127.0.0.1:{collector}/hook\"\nevents = [\"*\"]\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n"
    );
    std::fs::write(folder.join("webhooks.toml"), webhooks).unwrap();
    std::fs::write(folder.join("token"), "token-of-the-collector\n").unwrap();
    let mut serve = Command::new(env!("CARGO_BIN_EXE_baileed"));
    serve.arg("serve").arg("--data").arg(folder).arg("--listen").arg(format!("127.0.0.1:{port}"));
    serve.arg("--otlp").arg(format!("http://127.0.0.1:{collector}"));
    serve.arg("--metrics").arg(format!("127.0.0.1:{metrics}"));
    serve.arg("--siem-file").arg(folder.join("events.jsonl"));
    serve.arg("--siem-url").arg(format!("http://127.0.0.1:{collector}/siem"));
    serve.arg("--siem-token-file").arg(folder.join("token"));
    serve.arg("--webhooks").arg(folder.join("webhooks.toml"));
    let log = std::fs::File::create(folder.join("server.log")).unwrap();
    serve.env("BAILEE_LOG", "trace").stdout(Stdio::null()).stderr(log);
    Server(serve.spawn().unwrap())
}

async fn client(folder: &Path, origin: &str) -> Client {
    let authority = std::fs::read(folder.join("tls/ca.pem"));
    for _ in 0..200 {
        if let Ok(authority) = std::fs::read(folder.join("tls/ca.pem")) {
            let trusted = Certificate::from_pem(&authority).unwrap();
            let client = Client::builder().tls_certs_only([trusted]).build().unwrap();
            if client.get(format!("{origin}/trust.json")).send().await.is_ok() {
                return client;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no server: {authority:?}");
}

/// Requests with something in path, query and body that must not be seen again.
async fn asks(client: &Client, origin: &str, token: &str, engagement: EngagementId) {
    let get = |path: String| client.get(format!("{origin}{path}")).send();
    get(format!("/engagements/{engagement}?q={EMAIL}")).await.unwrap();
    get(format!("/nowhere/{engagement}")).await.unwrap();
    let form = client.request(Method::POST, format!("{origin}/sign-in")).header("sec-fetch-site", "same-origin");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    form.body("email=odile%40quillbridge.example&password=wrong+wrong+wrong&code=000000").send().await.unwrap();
    let query = client.post(format!("{origin}/api/v1/engagements/{engagement}/query")).bearer_auth(token);
    query.header("content-type", "application/json").body(format!("{{\"sql\":\"{SQL}\"}}")).send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_metrics_and_events_say_what_happened_and_nothing_of_whom() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), &[Category::Financial]).await;
    let (engagement, token) = (stage.engagement, stage.ticket.consultant.clone());
    stage.shut().await;
    let (collector, at) = Collector::open();
    let [port, metrics] = [free_port(), free_port()];
    let _server = start(folder.path(), [port, metrics, at]);
    let origin = format!("https://localhost:{port}");
    let client = client(folder.path(), &origin).await;
    collector.hears("/siem", "firm.founded").await;
    asks(&client, &origin, &token, engagement).await;

    let route = "/api/v1/engagements/{engagement}/query";
    let traces = collector.hears("/v1/traces", route).await;
    for there in ["/engagements/{engagement}", "http.response.status_code", "http.request.method", "GET none", "bailee"]
    {
        assert!(holds(&traces, there), "{there}");
    }
    let read = Client::new().get(format!("http://127.0.0.1:{metrics}/metrics")).send().await.unwrap();
    let read = read.text().await.unwrap();
    assert!(read.contains(&format!("route=\"{route}\"")) && read.contains("bailee_writable"), "{read}");
    let hook = collector.hears("/hook", "sign_in.failed").await;
    assert!(holds(&hook, "webhook-signature: v1,"));
    let siem = collector.hears("/siem", "sign_in.failed").await;
    assert!(holds(&siem, "authorization: Bearer token-of-the-collector"));
    let file = std::fs::read(folder.path().join("events.jsonl")).unwrap();
    assert!(holds(&file, "firm.founded") && file.ends_with(b"\n"));

    let id = engagement.to_string();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_else(|_| "no-name".to_owned());
    for canary in [id.as_str(), EMAIL, "odile", SQL, "canary_column", "nowhere", token.as_str(), host.trim(), "?q="] {
        assert!(!holds(&traces, canary), "{canary} in a trace");
        assert!(!holds(read.as_bytes(), canary), "{canary} in the metrics");
    }
    for canary in [EMAIL, "canary_column", "Odile", "Quillbridge", "Lanterne", token.as_str()] {
        assert!([&hook, &siem, &file].iter().all(|bytes| !holds(bytes, canary)), "{canary} in an event");
    }
}

#[test]
fn what_would_travel_in_clear_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for setting in [["--metrics", "0.0.0.0:9464"], ["--otlp", "http://collector.firm.example:4318"]] {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_baileed"));
        let said = serve.arg("serve").arg("--data").arg(folder.path()).args(setting).output().unwrap();
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && why.contains("clear"), "{why}");
    }
}
