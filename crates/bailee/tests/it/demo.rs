//! A real server to speak to: `baileed demo`, on a port of its own, with the people and the data of the demonstration.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bailee_model::{Clock as _, SystemClock};
use serde_json::Value;
use tempfile::TempDir;
use totp_rs::{Builder, Secret};

/// How long the demonstration may take until it serves.
const PATIENCE: u32 = 1200;
const LOOK: Duration = Duration::from_millis(100);

/// The server, and a desk to work at. Both go when it is dropped.
pub(crate) struct Demo {
    server: Child,
    address: String,
    accounts: Value,
    desk: TempDir,
}

impl Demo {
    pub(crate) fn start() -> Self {
        let desk = TempDir::new().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let accounts = desk.path().join("accounts.json");
        fs::create_dir(desk.path().join("tmp")).unwrap();
        let mut command = Command::new(baileed());
        command.args(["demo", "--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(desk.path().join("data")).arg("--accounts").arg(&accounts);
        command.arg("--export").arg(desk.path().join("export"));
        command.env("TMPDIR", desk.path().join("tmp"));
        let log = fs::File::create(desk.path().join("server.log")).unwrap();
        let mut server = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        for _ in 0..PATIENCE {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let accounts = serde_json::from_slice(&fs::read(&accounts).unwrap()).unwrap();
                fs::write(desk.path().join("password"), format!("{}\n", text(&accounts, "/sign_in/password"))).unwrap();
                return Self { server, address: format!("https://localhost:{port}"), accounts, desk };
            }
            assert!(
                server.try_wait().unwrap().is_none(),
                "{}",
                fs::read_to_string(desk.path().join("server.log")).unwrap()
            );
            std::thread::sleep(LOOK);
        }
        server.kill().unwrap();
        panic!("the demonstration does not serve:\n{}", fs::read_to_string(desk.path().join("server.log")).unwrap());
    }

    /// The folder that commands run in; `export/` has the client's files.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.desk.path().join(name)
    }

    /// The engagement that is done, or the one that is under way.
    pub(crate) fn engagement(&self, at: usize) -> &str {
        text(&self.accounts, &format!("/engagements/{at}"))
    }

    /// Runs the program as somebody: each has a configuration folder of their own.
    pub(crate) fn run(&self, who: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bailee"));
        command.current_dir(self.desk.path()).args(arguments).stdin(Stdio::null());
        command.env("XDG_CONFIG_HOME", self.path(&format!("config-{who}"))).env("NO_COLOR", "1");
        command.env("TMPDIR", self.path("tmp"));
        Ran::of(&command.output().unwrap(), arguments)
    }

    /// Signs somebody in, by the first word of their address. The code is the next one: this moment's may be used up.
    pub(crate) fn login(&self, who: &str) -> Ran {
        let person = self.accounts["sign_in"]["people"].as_array().unwrap().iter();
        let person = person.into_iter().find(|each| text(each, "/email").starts_with(who)).unwrap();
        let secret = Secret::try_from_base32(text(person, "/totp")).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let code = totp.generate(u64::try_from(SystemClock.now().as_second()).unwrap() + 30).to_string();
        let (ca, email) = (text(&self.accounts, "/ca"), text(person, "/email"));
        self.run(
            who,
            &["login", &self.address, "--ca", ca, "--email", email, "--password-file", "password", "--code", &code],
        )
    }

    /// The authority that vouches for the server, as PEM.
    pub(crate) fn authority(&self) -> Vec<u8> {
        fs::read(self.path(text(&self.accounts, "/ca"))).unwrap()
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What came of a command.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    arguments: String,
}

impl Ran {
    pub(crate) fn of(output: &Output, arguments: &[&str]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: text(&output.stdout),
            err: text(&output.stderr),
            arguments: arguments.join(" "),
        }
    }

    /// Ended with this exit code, and said each of these somewhere.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, saying: &[&str]) -> Self {
        let told = format!("bailee {}\n{}\n{}", self.arguments, self.out, self.err);
        assert_eq!(self.code, code, "{told}");
        for each in saying {
            assert!(self.out.contains(each) || self.err.contains(each), "{each:?} in\n{told}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("bailee {}: {error}\n{}\n{}", self.arguments, self.out, self.err))
    }
}

pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {value}"))
}

/// The server's program, beside ours; built when it is not there.
pub(crate) fn baileed() -> PathBuf {
    let program =
        Path::new(env!("CARGO_BIN_EXE_bailee")).with_file_name(format!("baileed{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "-p", "baileed", "--bin", "baileed"]).status().unwrap();
        assert!(built.success() && program.exists(), "baileed could not be built");
    }
    program
}
