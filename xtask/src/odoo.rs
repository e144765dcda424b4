//! A real Odoo 14, for tests and for the demonstration: `cargo xtask odoo up`, `down`, and `database NAME`.
//!
//! Odoo is too large to imitate and its habits are what the loader must survive, so the tests talk to the real thing:
//! the `odoo-14` package of Debian 11, installed by `debootstrap` into a folder of its own (about three minutes and
//! two gigabytes, once), with its PostgreSQL beside it. Nothing of it touches the machine's own packages, users or
//! services, and everything goes away with the folder.
//!
//! The folder is `target/odoo`, or what `BAILEE_ODOO_CACHE` names. Beside the Debian folder stand:
//!
//! - `state.json`: where the running Odoo is (see [`State`]); the tests read it;
//! - `password` and `master-password`: of the user `admin` and of Odoo's database service, random and readable to the
//!   owner of the workspace only;
//! - `serve.log`: what the server said.
//!
//! The database `bailee_template` holds the modules `account` and `contacts`, no demonstration data and no chart of
//! accounts, since loading a chart is part of what is tested. A test never works in it: it asks Odoo for a copy, which
//! takes about a second.

mod debian;
mod server;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// What to do with the test Odoo.
#[derive(Clone, clap::Subcommand)]
pub(crate) enum Command {
    /// Install it (the first time), start it, and say where it is. Needs root on a Debian machine.
    Up,
    /// Stop it; what was installed stays for the next time.
    Down,
    /// Make a database of this name, fresh: a copy of the template, in place of any there was.
    Database {
        /// Lower-case letters, digits and underscores.
        #[arg(value_parser = database_name)]
        name: String,
    },
}

/// Where the running Odoo is: the contents of `state.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// The address of its web server, as in `http://127.0.0.1:8069`.
    pub(crate) url: String,
    /// The process that holds the server; ends when it is told to.
    pub(crate) pid: u32,
}

/// The database that tests copy.
const TEMPLATE: &str = "bailee_template";

/// The one database that the server lists, as a client's server usually has one. Calls may go to any database; but an Odoo
/// 14 that lists several answers failed calls of JSON-RPC without the reason.
const HOME: &str = "bailee_home";

pub(crate) fn run(command: Command) -> Result<()> {
    let cache = Cache::find()?;
    match command {
        Command::Up => up(&cache),
        Command::Down => down(&cache),
        Command::Database { name } => database(&cache, &name),
    }
}

/// Whether it runs and answers.
pub(crate) fn is_up() -> bool {
    let state = Cache::find().and_then(|cache| cache.state());
    matches!(state, Ok(Some(state)) if server::is_ours(state.pid) && server::answers(&state.url))
}

fn up(cache: &Cache) -> Result<()> {
    if let Some(state) = cache.state()?
        && server::is_ours(state.pid)
        && server::answers(&state.url)
    {
        println!("Odoo 14 is already running at {}", state.url);
        return Ok(());
    }
    debian::install(cache)?;
    let state = server::start(cache)?;
    cache.write_state(&state)?;
    println!("Odoo 14 is running at {}", state.url);
    println!("  user admin, password in {}", cache.password().display());
    println!("  database to copy: {TEMPLATE}; facts for programs: {}", cache.state_file().display());
    Ok(())
}

fn down(cache: &Cache) -> Result<()> {
    let Some(state) = cache.state()? else {
        println!("Odoo is not running");
        return Ok(());
    };
    server::stop(state.pid)?;
    std::fs::remove_file(cache.state_file())?;
    println!("Odoo is stopped");
    Ok(())
}

fn database(cache: &Cache, name: &str) -> Result<()> {
    let state = cache.state()?.context("Odoo is not running: `cargo xtask odoo up` starts it")?;
    server::copy(&state.url, &debian::read_password(&cache.master_password())?, TEMPLATE, name)?;
    println!("Database {name} at {}, user admin, password in {}", state.url, cache.password().display());
    Ok(())
}

/// A name that PostgreSQL takes without quotes, and not that of a database which others are copied from.
fn database_name(name: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty()
        || name.len() > 60
        || !name.starts_with(|c: char| c.is_ascii_lowercase())
        || !name.chars().all(plain)
    {
        return Err("use up to 60 lower-case letters, digits and underscores, beginning with a letter".into());
    }
    if [TEMPLATE, HOME, "postgres", "template0", "template1"].contains(&name) {
        return Err("this one is in use by the server itself".into());
    }
    Ok(name.to_owned())
}

/// The folder in which all of it lives.
pub(crate) struct Cache(PathBuf);

impl Cache {
    fn find() -> Result<Self> {
        let folder = match std::env::var_os("BAILEE_ODOO_CACHE") {
            Some(folder) => PathBuf::from(folder),
            None => workspace().join("target").join("odoo"),
        };
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder.canonicalize()?))
    }

    /// The Debian 11 folder, complete.
    pub(crate) fn root(&self) -> PathBuf {
        self.0.join("bullseye")
    }

    /// The Debian 11 folder while it is being made.
    pub(crate) fn partial(&self) -> PathBuf {
        self.0.join("bullseye.partial")
    }

    pub(crate) fn password(&self) -> PathBuf {
        self.0.join("password")
    }

    pub(crate) fn master_password(&self) -> PathBuf {
        self.0.join("master-password")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.0.join("serve.log")
    }

    fn state_file(&self) -> PathBuf {
        self.0.join("state.json")
    }

    fn state(&self) -> Result<Option<State>> {
        match std::fs::read(self.state_file()) {
            Ok(bytes) => Ok(parse_state(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write_state(&self, state: &State) -> Result<()> {
        let facts = serde_json::json!({
            "url": state.url,
            "pid": state.pid,
            "template": TEMPLATE,
            "login": "admin",
            "password_file": self.password(),
            "master_password_file": self.master_password(),
        });
        std::fs::write(self.state_file(), serde_json::to_vec_pretty(&facts)?)?;
        Ok(())
    }
}

/// A state file of another making counts as none.
fn parse_state(bytes: &[u8]) -> Option<State> {
    let facts: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    Some(State { url: facts["url"].as_str()?.to_owned(), pid: facts["pid"].as_u64()?.try_into().ok()? })
}

/// The folder of the workspace's `Cargo.toml`.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_the_server_itself_are_not_replaced() {
        assert_eq!(database_name("bailee_demo_2").as_deref(), Ok("bailee_demo_2"));
        for name in ["", "Demo", "2demo", "a-b", "a b", TEMPLATE, HOME, "postgres", &"a".repeat(61)] {
            assert!(database_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_state_file_of_another_making_counts_as_none() {
        assert_eq!(parse_state(b"{}"), None);
        assert_eq!(parse_state(b"not json"), None);
        assert_eq!(
            parse_state(br#"{"url": "http://127.0.0.1:1", "pid": 7, "more": true}"#),
            Some(State { url: "http://127.0.0.1:1".into(), pid: 7 })
        );
    }
}
