//! A client's Odoo as far as its users and its door go: it lets one login in with the secrets that it knows at the moment,
//! lists its users, and can be down.

use crate::odoo::read;
use serde_json::{Value, json};
use std::{
    io::Write as _,
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What the client has set there.
#[derive(Default)]
pub(crate) struct Settings {
    /// Secrets that open it.
    pub(crate) secrets: Vec<String>,
    /// Login, and whether it may sign in.
    pub(crate) users: Vec<(String, bool)>,
    /// Whether it answers nobody.
    pub(crate) down: bool,
    /// How often somebody tried to sign in.
    pub(crate) tries: usize,
}

pub(crate) struct ClientSystem {
    pub(crate) url: String,
    settings: Arc<Mutex<Settings>>,
}

impl ClientSystem {
    pub(crate) fn new(secret: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let settings = Arc::new(Mutex::new(Settings { secrets: vec![secret.to_owned()], ..Settings::default() }));
        let shared = settings.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &shared);
            }
        });
        Self { url, settings }
    }

    /// What the client changes there.
    pub(crate) fn set(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut stream: TcpStream, settings: &Mutex<Settings>) {
    let Some(call) = read(&mut stream) else { return };
    let mut settings = settings.lock().unwrap_or_else(PoisonError::into_inner);
    if settings.down {
        return;
    }
    let params = &call["params"];
    let args = &params["args"];
    let result = match (params["method"].as_str().unwrap_or_default(), args[3].as_str()) {
        ("version", _) => json!({ "server_version": "17.0" }),
        ("authenticate", _) => {
            settings.tries += 1;
            let known = settings.secrets.iter().any(|secret| args[2].as_str() == Some(secret));
            if known { json!(2) } else { json!(false) }
        }
        (_, Some("res.users")) => users(&settings.users),
        _ => json!([]),
    };
    let body = json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

fn users(users: &[(String, bool)]) -> Value {
    users
        .iter()
        .enumerate()
        .map(|(id, (login, active))| json!({ "id": id, "login": login, "name": "Named (fictional)", "active": active }))
        .collect()
}
