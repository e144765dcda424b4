//! Starting, finding and stopping the server.

use super::{Cache, HOME, State, debian};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// Run inside the folder as long as the server runs. It passes the order to stop on to Odoo, then to PostgreSQL.
/// Requests may take ten minutes: test machines are slow, and a killed request would look like a defect of ours.
const SERVE: &str = r#"
    cat > /etc/odoo/bailee.conf <<END
[options]
admin_passwd = $MASTER_PASSWORD
http_interface = 127.0.0.1
http_port = $HTTP_PORT
data_dir = /var/lib/odoo
dbfilter = ^$HOME_DATABASE\$
max_cron_threads = 0
limit_time_cpu = 600
limit_time_real = 600
END
    unset MASTER_PASSWORD
    chown odoo /etc/odoo/bailee.conf
    chmod 600 /etc/odoo/bailee.conf
    # A holder that was killed outright leaves its PostgreSQL behind.
    pg_ctlcluster 13 main status >/dev/null && pg_ctlcluster 13 main stop -m fast
    pg_ctlcluster 13 main start
    HOME=/var/lib/odoo setpriv --reuid odoo --regid odoo --init-groups odoo --config /etc/odoo/bailee.conf &
    odoo=$!
    trap 'kill -TERM $odoo' TERM INT
    wait $odoo || true
    wait $odoo || true
    pg_ctlcluster 13 main stop -m fast
"#;

/// How long a start may take before it counts as failed, in seconds.
const PATIENCE: u32 = 120;

/// Starts PostgreSQL and Odoo and waits until Odoo answers.
pub(super) fn start(cache: &Cache) -> Result<State> {
    let port = free_port()?;
    let log = fs::File::create(cache.log())?;
    let mut child = debian::inside(&cache.root(), SERVE)
        .env("HTTP_PORT", port.to_string())
        .env("HOME_DATABASE", HOME)
        .env("MASTER_PASSWORD", debian::read_password(&cache.master_password())?)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0) // an interrupt at this terminal is not meant for the server
        .spawn()
        .context("cannot run unshare (package util-linux)")?;
    let state = State { url: format!("http://127.0.0.1:{port}"), pid: child.id() };
    await_answer(&mut child, &state.url)
        .with_context(|| format!("the end of {}:\n{}", cache.log().display(), debian::tail(&cache.log())))?;
    Ok(state)
}

fn await_answer(child: &mut Child, url: &str) -> Result<()> {
    for _ in 0..PATIENCE {
        if answers(url) {
            return Ok(());
        }
        if let Some(status) = child.try_wait()? {
            bail!("Odoo ended while starting: {status}");
        }
        sleep(Duration::from_secs(1));
    }
    bail!("Odoo did not answer within {PATIENCE} s")
}

/// Whether an Odoo answers at this address.
pub(super) fn answers(url: &str) -> bool {
    call(url, "common", "version", &[]).is_ok_and(|version| version["server_version"].is_string())
}

/// Makes `name` a fresh copy of `template`, throwing away what was there.
pub(super) fn copy(url: &str, master: &str, template: &str, name: &str) -> Result<()> {
    call(url, "db", "drop", &[master, name])?;
    call(url, "db", "duplicate_database", &[master, template, name])?;
    Ok(())
}

/// One call by JSON-RPC over a bare socket, which spares this crate an HTTP client.
fn call(url: &str, service: &str, method: &str, args: &[&str]) -> Result<Value> {
    let params = json!({"service": service, "method": method, "args": args});
    let body = json!({"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}).to_string();
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).with_context(|| format!("nothing answers at {url}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(stream, "POST /jsonrpc HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\n")?;
    write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let (_, body) = reply.split_once("\r\n\r\n").context("the answer is not HTTP")?;
    let mut reply: Value = serde_json::from_str(body).context("the answer is not JSON")?;
    ensure!(reply["error"].is_null(), "{service}.{method}: {}", reply["error"]["data"]["message"]);
    Ok(reply["result"].take())
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Whether this process is the one that [`start`] made, and not a later one with the same number.
pub(super) fn is_ours(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.windows(11).any(|word| word == b"bailee-odoo"))
}

/// Stops the server and waits until it is gone. A server that is gone already is no error.
pub(super) fn stop(pid: u32) -> Result<()> {
    if !is_ours(pid) {
        return Ok(());
    }
    let status = Command::new("kill").args(["-TERM", &pid.to_string()]).status().context("cannot run kill")?;
    ensure!(status.success(), "process {pid} cannot be stopped: run this as the user who started it");
    for _ in 0..PATIENCE {
        if !is_ours(pid) {
            return Ok(());
        }
        sleep(Duration::from_millis(500));
    }
    bail!("process {pid} does not stop")
}
