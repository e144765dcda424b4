//! `cargo xtask e2e`: starts the demonstration and drives a real Chromium through its pages.

use crate::{
    needs::Need,
    run::{cargo, run, workspace},
};
use anyhow::{Context as _, Result, bail, ensure};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The demonstration's job takes seconds; the rest is a slow machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// The browser journeys against a running demonstration.
#[derive(clap::Args, Default)]
pub(crate) struct E2e {
    /// Where screenshots go; target/e2e without it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl E2e {
    pub(crate) fn run(self) -> Result<()> {
        ensure!(Need::Browser.met(), "Chromium, Node.js or the packages of e2e/ are missing");
        let out = self.out.unwrap_or_else(|| workspace().join("target/e2e"));
        std::fs::create_dir_all(&out)?;
        run(cargo().args(["build", "--locked", "--bin", "baileed"]))?;
        let state = fresh_folder(&out)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let accounts = state.join("accounts.json");
        let mut server = Server(
            Command::new(workspace().join("target/debug/baileed"))
                .args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--step-up", "60", "--data"])
                .arg(state.join("data"))
                .arg("--accounts")
                .arg(&accounts)
                .stdin(Stdio::null())
                .stdout(std::fs::File::create(state.join("demo.log"))?)
                .spawn()
                .context("the demonstration cannot be started")?,
        );
        server.wait_until_serving(port, &state.join("demo.log"))?;
        run(Command::new("node")
            .arg("run.mjs")
            .args(["--url", &format!("https://localhost:{port}"), "--out"])
            .arg(&out)
            .arg("--accounts")
            .arg(&accounts)
            .current_dir(workspace().join("e2e")))
    }
}

/// A fresh folder for this run's state; the last run's is removed.
fn fresh_folder(out: &Path) -> Result<PathBuf> {
    let folder = out.join("state");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The server, ended with this value.
struct Server(Child);

impl Server {
    fn wait_until_serving(&mut self, port: u16, log: &Path) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.0.try_wait()? {
                bail!("the demonstration ended with {status}:\n{}", std::fs::read_to_string(log).unwrap_or_default());
            }
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        bail!("the demonstration does not serve after {} s; see {}", PATIENCE.as_secs(), log.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whatever has ended by itself needs no end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
