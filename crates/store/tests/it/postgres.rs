//! A throw-away PostgreSQL cluster for one run of the tests.
//!
//! It lives in a temporary folder, listens on a Unix socket there and, with TLS and a password, on this machine's
//! loopback. It stops by itself: its keeper, a shell, waits for the end of its standard input, which comes when the test
//! process is gone, however it went.

use crate::world::World;
use bailee_model::SystemRng;
use bailee_model::clock::random;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// What the keeper does. Arguments: the folder with PostgreSQL's programs, the folder of the cluster, the port.
const KEEPER: &str = r#"
set -e
cd "$2"
"$1/initdb" -D data -U postgres --auth-local=trust --auth-host=scram-sha-256 --pwfile=password --no-sync >initdb.log 2>&1
"$1/pg_ctl" -D data -w -s -l server.log -o "-p $3 -c listen_addresses=localhost -c ssl=on -c ssl_cert_file='$2/server.crt' -c ssl_key_file='$2/server.key' -c unix_socket_directories='$2' -c fsync=off -c max_connections=200" start >start.log 2>&1
echo ready
cat >/dev/null
"$1/pg_ctl" -D data -m immediate -s stop >/dev/null 2>&1 || true
cd /
rm -rf "$2"
"#;

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: String,
    /// What is asked of who comes over TCP: any user of this machine could.
    password: String,
    /// Its standard input is what keeps the cluster alive.
    _keeper: Child,
}

/// The address of a new, empty database, or nothing when PostgreSQL is not installed.
pub(crate) fn database() -> Option<String> {
    let (cluster, name) = created()?;
    Some(format!("postgres://postgres@localhost:{}/{name}?host={}", cluster.port, cluster.folder.display()))
}

/// The same over TCP, and the file with the server's certificate.
pub(crate) fn database_over_tls() -> Option<(String, PathBuf)> {
    let (cluster, name) = created()?;
    Some((
        format!("postgres://postgres:{}@localhost:{}/{name}", cluster.password, cluster.port),
        cluster.folder.join("server.crt"),
    ))
}

fn created() -> Option<(&'static Cluster, String)> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Some(cluster) = CLUSTER.get_or_init(start) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "PostgreSQL is not installed, and CI leaves no suite out"
        );
        eprintln!("PostgreSQL is not installed: left out");
        return None;
    };
    let name = format!("store_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut createdb = Command::new(cluster.programs.join("createdb"));
    let made = createdb.args(["-U", "postgres", "-p", &cluster.port, "-h"]).arg(&cluster.folder).arg(&name).status();
    assert!(made.expect("createdb runs").success(), "createdb made no database");
    Some((cluster, name))
}

/// A certificate that nobody vouches for, and its key, which PostgreSQL wants to be its owner's alone.
fn certify(folder: &Path) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(folder.join("server.crt"), made.cert.pem()).expect("the folder is ours");
    std::fs::write(folder.join("server.key"), made.signing_key.serialize_pem()).expect("the folder is ours");
    std::fs::set_permissions(folder.join("server.key"), std::fs::Permissions::from_mode(0o600))
        .expect("the file is ours");
}

fn start() -> Option<Cluster> {
    let programs = programs()?;
    let folder = tempfile::Builder::new().prefix("bailee-pg-").tempdir().expect("a temporary folder").keep();
    certify(&folder);
    let password = hex::encode(random::<16>(&SystemRng));
    std::fs::write(folder.join("password"), &password).expect("the folder is ours");
    // Free now; that somebody takes it before PostgreSQL does is left to chance.
    let port =
        TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port().to_string();
    // PostgreSQL refuses to run as root.
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if root {
        let owned = Command::new("chown").args(["-R", "postgres"]).arg(&folder).status();
        assert!(owned.expect("chown runs").success(), "the folder was not given to the user postgres");
    }
    let mut command = if root { Command::new("runuser") } else { Command::new("sh") };
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut keeper = command
        .args(["-c", KEEPER, "keeper"])
        .args([&programs, &folder])
        .arg(&port)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell runs");
    let mut line = String::new();
    let stdout = keeper.stdout.take().expect("it was asked for");
    BufReader::new(stdout).read_line(&mut line).expect("the keeper speaks");
    assert_eq!(line, "ready\n", "PostgreSQL did not start: see {}", folder.display());
    Some(Cluster { folder, programs, port, password, _keeper: keeper })
}

/// The newest installed version's folder of programs.
fn programs() -> Option<PathBuf> {
    let installed =
        std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut complete: Vec<PathBuf> = installed.filter(|folder| folder.join("initdb").exists()).collect();
    complete.sort_by_key(|folder| {
        folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok())
    });
    complete.pop()
}

#[tokio::test]
async fn postgresql_is_reached_over_tls_when_its_certificate_is_known() {
    let Some((url, certificate)) = database_over_tls() else { return };
    let mut world = World::sqlite();
    world.url = format!("{url}?sslmode=verify-full&sslrootcert={}", certificate.display());
    world.open().await.close().await.unwrap();
    let db = world.behind().await;
    let ours = Statement::from_string(DbBackend::Postgres, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    assert!(db.query_one_raw(ours).await.unwrap().unwrap().try_get::<bool>("", "ssl").unwrap());
    db.close().await.unwrap();

    world.url = format!("{url}?sslmode=verify-full");
    let refused = world.try_open().await.err().expect("nobody vouches for it");
    assert_eq!(refused.kind(), bailee_model::ErrorKind::Unavailable);
}
