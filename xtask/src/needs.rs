//! What suites need beside Rust: each is looked for, installed where that is allowed (Debian, root), and otherwise the suite
//! is left out by name. With `CI=true` leaving one out is a failure.

use crate::run::{run, succeeds, workspace};
use anyhow::{Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Google's Tink for Python, which opens what we seal and seals what we open.
const TINK: &str = "tink==1.16.1";
/// The peer of the workbench's benchmarks.
const DUCKDB: &str = "duckdb==2.0.0";

/// What the tests of devices run, and the packages that it is in. A kernel without device mapper still leaves the encrypted
/// volume out.
const DEVICE_PROGRAMS: &[&str] =
    &["cryptsetup", "swtpm", "tpm2_createprimary", "gnome-keyring-daemon", "dbus-run-session", "gdbus"];
const DEVICE_PACKAGES: &[&str] = &["cryptsetup-bin", "swtpm", "tpm2-tools", "gnome-keyring", "dbus", "libglib2.0-bin"];

/// Something a suite needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    PostgreSql,
    Browser,
    Tink,
    Odoo,
    DuckDb,
    MailServer,
    Devices,
}

impl Need {
    /// What is left out without it.
    pub(crate) fn suite(self) -> &'static str {
        match self {
            Self::PostgreSql => "the store on PostgreSQL",
            Self::Browser => "pages in Chromium",
            Self::Tink => "sealed streams against Google's Tink",
            Self::Odoo => "loads into a real Odoo 14",
            Self::DuckDb => "the workbench beside DuckDB",
            Self::MailServer => "mail through a real server",
            Self::Devices => "devices with a TPM, a keyring and an encrypted volume",
        }
    }

    /// Whether it is there, after trying to install it.
    pub(crate) fn met(self) -> bool {
        self.there() || (self.install().inspect_err(|error| println!("  {error}")).is_ok() && self.there())
    }

    fn there(self) -> bool {
        match self {
            Self::PostgreSql => initdb().is_some(),
            Self::Browser => {
                Path::new("/usr/bin/chromium").exists()
                    && succeeds("node", &["--version"])
                    && workspace().join("e2e/node_modules/playwright-core").exists()
            }
            Self::Tink => python_has("import tink"),
            Self::Odoo => crate::odoo::is_up(),
            Self::DuckDb => python_has("import duckdb"),
            Self::MailServer => Path::new("/usr/sbin/exim4").exists(),
            Self::Devices => DEVICE_PROGRAMS.iter().all(|program| {
                succeeds("sh", &["-c", &format!("PATH=\"$PATH:/usr/sbin:/sbin\" command -v {program}")])
            }),
        }
    }

    fn install(self) -> Result<()> {
        println!("Installing what {} needs.", self.suite());
        match self {
            Self::PostgreSql => debian(&["postgresql"]),
            Self::Browser => {
                if !Path::new("/usr/bin/chromium").exists() {
                    debian(&["chromium"])?;
                }
                if !succeeds("node", &["--version"]) {
                    debian(&["nodejs", "npm"])?;
                }
                run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(workspace().join("e2e")))
            }
            Self::Tink => python_install(TINK),
            Self::DuckDb => python_install(DUCKDB),
            Self::MailServer => debian(&["exim4-daemon-light"]),
            Self::Devices => debian(DEVICE_PACKAGES),
            Self::Odoo => {
                if !succeeds("debootstrap", &["--version"]) {
                    debian(&["debootstrap"])?;
                }
                crate::odoo::run(crate::odoo::Command::Up)
            }
        }
    }
}

/// PostgreSQL's own `initdb`, wherever Debian put it.
fn initdb() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions.filter_map(|version| Some(version.ok()?.path().join("bin/initdb"))).find(|path| path.exists())
}

fn debian(packages: &[&str]) -> Result<()> {
    if !succeeds("sh", &["-c", "command -v apt-get && test \"$(id -u)\" = 0"]) {
        bail!("this needs root on Debian to install {}; install it yourself", packages.join(" "));
    }
    run(Command::new("apt-get").args(["-qq", "update"]))?;
    run(Command::new("apt-get")
        .args(["-qq", "-y", "--no-install-recommends", "install"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The Python that peers are installed into: a virtual environment of the workspace's own.
pub(crate) fn python() -> PathBuf {
    workspace().join("target/python/bin/python3")
}

fn python_has(import: &str) -> bool {
    Command::new(python()).args(["-c", import]).output().is_ok_and(|output| output.status.success())
}

fn python_install(package: &str) -> Result<()> {
    if !python().exists() {
        if !succeeds("python3", &["-c", "import ensurepip"]) {
            debian(&["python3", "python3-venv"])?;
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(workspace().join("target/python")))?;
    }
    run(Command::new(python()).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]))
}
