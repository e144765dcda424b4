//! The running Odoo, and a database of its own for each test.

use async_trait::async_trait;
use bailee_model::{
    Environment, LoadMode, Result,
    load::{ModelLoad, Plan, Row, Source},
};
use bailee_odoo::{
    Loader, Odoo, Options, Secret,
    loader::{BatchOutcome, Journal, LoadOptions, LoadReport, Next},
    wire::{Call, Param, Reply, json},
};
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The module of the external ids in these tests.
pub(crate) const PREFIX: &str = "bailee_test";

/// A database made for one test, and how to sign in to it.
pub(crate) struct Stand {
    pub(crate) url: String,
    pub(crate) db: String,
    pub(crate) login: String,
    password: String,
    master: String,
}

impl Stand {
    /// A fresh copy of the template, named after the test; none when there is no Odoo.
    pub(crate) fn new(test: &str) -> Option<Self> {
        static ONE_COPY_AT_A_TIME: Mutex<()> = Mutex::new(());
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
            db: format!("bailee_it_{test}"),
            login: text("login"),
            password: secret("password_file"),
            master: secret("master_password_file"),
        };
        let _copying = ONE_COPY_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = stand.database("drop", &[&stand.db]);
        stand.database("duplicate_database", &[&text("template"), &stand.db]).unwrap();
        Some(stand)
    }

    pub(crate) fn secret(&self) -> Secret {
        Secret::new(self.password.clone())
    }

    pub(crate) async fn connect(&self) -> Odoo {
        self.connect_with(&self.url, &Options::default()).await.unwrap()
    }

    pub(crate) async fn connect_with(&self, url: &str, options: &Options) -> Result<Odoo> {
        Odoo::connect(url, &self.db, &self.login, self.secret(), options).await
    }

    /// Throws the database away; one that a failed test leaves behind is thrown away by the next run.
    pub(crate) fn finish(self) {
        self.database("drop", &[&self.db]).unwrap();
    }

    fn database(&self, method: &str, arguments: &[&str]) -> std::result::Result<Value, String> {
        let master = Secret::new(self.master.clone());
        let params: Vec<Param<'_>> =
            std::iter::once(Param::Secret(&master)).chain(arguments.iter().map(|text| Param::Text(text))).collect();
        let body = json::encode(&Call { service: "db", method, params: &params }).unwrap();
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST /jsonrpc HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        stream.write_all(&body).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let start = reply.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        match json::decode(&reply[start..]).unwrap() {
            Reply::Value(value) => Ok(value),
            Reply::Fault(fault) => Err(fault.message),
        }
    }
}

fn state_file() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("BAILEE_ODOO_CACHE").map_or(workspace.join("target/odoo"), PathBuf::from).join("state.json")
}

/// Keeps every outcome, and stops after so many batches.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) batches: Vec<BatchOutcome>,
    pub(crate) stop_after: Option<usize>,
}

#[async_trait]
impl Journal for Notes {
    async fn recorded(&mut self, batch: &BatchOutcome) -> Result<Next> {
        self.batches.push(batch.clone());
        Ok(if self.stop_after == Some(self.batches.len()) { Next::Stop } else { Next::Continue })
    }

    async fn may_go_on(&mut self) -> Result<Next> {
        Ok(Next::Continue)
    }
}

pub(crate) async fn run(odoo: &Odoo, options: LoadOptions, plan: &Plan) -> Result<LoadReport> {
    run_with(odoo, options, plan, &mut Notes::default()).await
}

pub(crate) async fn run_with(odoo: &Odoo, options: LoadOptions, plan: &Plan, notes: &mut Notes) -> Result<LoadReport> {
    Loader::new(odoo, LoadMode::Test, Environment::Test, options).run(plan, notes).await
}

pub(crate) fn batches_of(batch: usize) -> LoadOptions {
    LoadOptions { batch, ..LoadOptions::default() }
}

pub(crate) fn plan(loads: Vec<ModelLoad>) -> Plan {
    Plan { prefix: PREFIX.into(), loads }
}

/// Rows `[id, cells…]`, as from lines 2, 3, … of a file.
pub(crate) fn load<R: AsRef<[C]>, C: AsRef<str>>(model: &str, fields: &[&str], rows: &[R]) -> ModelLoad {
    let row = |(at, row): (usize, &R)| {
        let mut cells: Vec<String> = row.as_ref().iter().map(|cell| cell.as_ref().to_owned()).collect();
        Row { id: cells.remove(0), cells, source: Source { file: format!("{model}.csv"), line: at as u64 + 2 } }
    };
    ModelLoad {
        model: model.into(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        rows: rows.iter().enumerate().map(row).collect(),
        post: false,
    }
}

/// So many partners.
pub(crate) fn partners(count: usize) -> ModelLoad {
    let rows: Vec<[String; 2]> =
        (0..count).map(|at| [format!("partner_{at}"), format!("Partner {at} (fictional)")]).collect();
    load("res.partner", &["name"], &rows)
}
