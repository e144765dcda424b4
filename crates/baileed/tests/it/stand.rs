//! The running Odoo (`cargo xtask odoo up`), a database of its own for each test, and what it holds.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A database made for one test, and how to sign in to it.
pub(crate) struct Stand {
    pub(crate) url: String,
    pub(crate) db: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) password_file: PathBuf,
    master: String,
    client: reqwest::Client,
}

impl Stand {
    /// A fresh copy of the template, named after the test; none when there is no Odoo.
    pub(crate) async fn new(test: &str) -> Option<Self> {
        // Odoo copies a database only while nobody uses it, so one test at a time.
        static ONE_COPY_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let Ok(state) = std::fs::read(state_file()) else {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "no Odoo: run `cargo xtask odoo up`");
            eprintln!("left out, for want of an Odoo (cargo xtask odoo up): {test}");
            return None;
        };
        let state: Value = serde_json::from_slice(&state).unwrap();
        let text = |name: &str| state[name].as_str().unwrap().to_owned();
        let secret = |name: &str| std::fs::read_to_string(text(name)).unwrap();
        let stand = Self {
            url: text("url"),
            db: format!("bailee_it_whole_{test}"),
            login: text("login"),
            password: secret("password_file"),
            password_file: text("password_file").into(),
            master: secret("master_password_file"),
            client: reqwest::Client::new(),
        };
        let _copying = ONE_COPY_AT_A_TIME.lock().await;
        let _ = stand.call("db", "drop", json!([stand.master, stand.db])).await;
        stand.call("db", "duplicate_database", json!([stand.master, text("template"), stand.db])).await.unwrap();
        Some(stand)
    }

    /// How many records a model has, in all.
    pub(crate) async fn count(&self, model: &str) -> u64 {
        let who = self.call("common", "login", json!([self.db, self.login, self.password])).await.unwrap();
        let counted =
            self.call("object", "execute_kw", json!([self.db, who, self.password, model, "search_count", [[]]])).await;
        counted.unwrap().as_u64().unwrap()
    }

    /// Throws the database away; one that a failed test leaves behind is thrown away by the next run.
    pub(crate) async fn finish(self) {
        self.call("db", "drop", json!([self.master, self.db])).await.unwrap();
    }

    async fn call(&self, service: &str, method: &str, args: Value) -> Result<Value, String> {
        let body = json!({ "jsonrpc": "2.0", "method": "call", "params": { "service": service, "method": method, "args": args } });
        let reply: Value =
            self.client.post(format!("{}/jsonrpc", self.url)).json(&body).send().await.unwrap().json().await.unwrap();
        match reply.get("error") {
            Some(error) => Err(error["data"]["message"].to_string()),
            None => Ok(reply["result"].clone()),
        }
    }
}

fn state_file() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("BAILEE_ODOO_CACHE").map_or(workspace.join("target/odoo"), PathBuf::from).join("state.json")
}
