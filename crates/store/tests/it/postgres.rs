//! A throw-away PostgreSQL cluster for one run of the tests.
//!
//! It lives in a temporary folder, listens on a Unix socket there and nowhere else, and stops by itself: its keeper, a
//! shell, waits for the end of its standard input, which comes when the test process is gone, however it went.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// What the keeper does. Arguments: the folder with PostgreSQL's programs, the folder of the cluster.
const KEEPER: &str = r#"
set -e
cd "$2"
"$1/initdb" -D data -U postgres -A trust --no-sync >initdb.log 2>&1
"$1/pg_ctl" -D data -w -s -l server.log -o "-c listen_addresses='' -c unix_socket_directories='$2' -c fsync=off -c max_connections=200" start >start.log 2>&1
echo ready
cat >/dev/null
"$1/pg_ctl" -D data -m immediate -s stop >/dev/null 2>&1 || true
cd /
rm -rf "$2"
"#;

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    /// Its standard input is what keeps the cluster alive.
    _keeper: Child,
}

/// The address of a new, empty database, or nothing when PostgreSQL is not installed.
pub(crate) fn database() -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Some(cluster) = CLUSTER.get_or_init(start) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "PostgreSQL is not installed, and CI leaves no suite out");
        eprintln!("PostgreSQL is not installed: left out");
        return None;
    };
    let name = format!("store_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.programs.join("createdb")).args(["-U", "postgres", "-h"]).arg(&cluster.folder).arg(&name).status();
    assert!(made.expect("createdb runs").success(), "createdb made no database");
    Some(format!("postgres://postgres@localhost/{name}?host={}", cluster.folder.display()))
}

fn start() -> Option<Cluster> {
    let programs = programs()?;
    let folder = tempfile::Builder::new().prefix("bailee-pg-").tempdir().expect("a temporary folder").keep();
    // PostgreSQL refuses to run as root.
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if root {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status();
        assert!(owned.expect("chown runs").success(), "the folder was not given to the user postgres");
    }
    let mut command = if root { Command::new("runuser") } else { Command::new("sh") };
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut keeper = command
        .args(["-c", KEEPER, "keeper"])
        .args([&programs, &folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell runs");
    let mut line = String::new();
    let stdout = keeper.stdout.take().expect("it was asked for");
    BufReader::new(stdout).read_line(&mut line).expect("the keeper speaks");
    assert_eq!(line, "ready\n", "PostgreSQL did not start: see {}", folder.display());
    Some(Cluster { folder, programs, _keeper: keeper })
}

/// The newest installed version's folder of programs.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut complete: Vec<PathBuf> = installed.filter(|folder| folder.join("initdb").exists()).collect();
    complete.sort_by_key(|folder| folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok()));
    complete.pop()
}
