//! Installing Odoo: a Debian 11 in a folder, Odoo 14 and PostgreSQL in it, and the database that tests copy.

use super::{Cache, HOME, TEMPLATE, workspace};
use anyhow::{Context, Result, bail, ensure};
use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    process::{Command, Stdio},
};

/// Run inside the folder once: packages, and no service started by their installers.
const PACKAGES: &str = "
    printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    apt-get update
    apt-get install --yes --no-install-recommends odoo-14 postgresql
    apt-get clean
";

/// Run inside the folder once: the database that tests copy, with a password of its own for the administrator.
/// Durability is off: a test database that does not survive a power cut is no loss.
const DATABASE: &str = "
    cat > /etc/postgresql/13/main/conf.d/bailee.conf <<'END'
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
END
    pg_ctlcluster 13 main start
    trap 'pg_ctlcluster 13 main stop -m fast' EXIT
    setpriv --reuid postgres --regid postgres --init-groups createuser --createdb odoo
    as_odoo() { HOME=/var/lib/odoo setpriv --reuid odoo --regid odoo --init-groups \"$@\"; }
    as_odoo odoo --database $TEMPLATE --init account,contacts --without-demo=all --stop-after-init
    as_odoo odoo --database $HOME_DATABASE --init base --without-demo=all --stop-after-init
    echo \"env.ref('base.user_admin').password = '$PASSWORD'; env.cr.commit()\" |
        as_odoo odoo shell --database $TEMPLATE
";

/// Makes the folder unless it is there. An attempt that was broken off is thrown away and begun again.
pub(super) fn install(cache: &Cache) -> Result<()> {
    require_root()?;
    if cache.root().exists() {
        return Ok(());
    }
    require_debootstrap()?;
    let partial = cache.partial();
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    println!("Installing Odoo 14 into {} (about three minutes, once)", cache.root().display());
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.args(["--variant=minbase", "bullseye"]).arg(&partial).args(mirror());
    quietly(debootstrap, cache).context("debootstrap could not make a Debian 11")?;
    quietly(inside(&partial, PACKAGES), cache).context("apt-get could not install odoo-14 in the Debian 11 folder")?;
    println!("Making the database {TEMPLATE}");
    let password = new_password(&cache.password())?;
    new_password(&cache.master_password())?;
    let mut database = inside(&partial, DATABASE);
    database.env("TEMPLATE", TEMPLATE).env("HOME_DATABASE", HOME).env("PASSWORD", password);
    quietly(database, cache).context("Odoo could not make its first database")?;
    fs::rename(&partial, cache.root())?;
    Ok(())
}

/// A shell script to be run inside the folder, with `/proc` and shared memory that vanish with it: the mounts are made
/// in a mount namespace of their own, so that removing the folder can never reach anything of the machine.
pub(super) fn inside(root: &Path, script: &str) -> Command {
    const ENTER: &str = r#"
        mount -t proc proc "$0/proc"
        mkdir -p "$0/dev/shm"
        mount -t tmpfs tmpfs "$0/dev/shm"
        exec chroot "$0" /bin/sh -euc "$1" bailee-odoo
    "#;
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "--", "/bin/sh", "-euc", ENTER])
        .arg(root)
        .arg(script)
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("TMPDIR")
        .current_dir("/");
    command
}

/// Runs a command with its output in the log, whose end is shown when it fails.
fn quietly(mut command: Command, cache: &Cache) -> Result<()> {
    let log = fs::OpenOptions::new().create(true).append(true).open(cache.log())?;
    let status = command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    ensure!(status.success(), "{status}; the end of {}:\n{}", cache.log().display(), tail(&cache.log()));
    Ok(())
}

/// The last lines of a file, for a message.
pub(super) fn tail(path: &Path) -> String {
    let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

fn require_root() -> Result<()> {
    let uid = fs::metadata("/proc/self").context("only Linux can run the test Odoo")?.uid();
    ensure!(
        uid == 0,
        "the test Odoo lives in a Debian folder of its own, which only root can make and enter; run this as root \
         (sudo --preserve-env cargo xtask odoo up), or leave the Odoo suites out"
    );
    Ok(())
}

fn require_debootstrap() -> Result<()> {
    let found = |name: &str| Command::new(name).arg("--version").stdout(Stdio::null()).status().is_ok();
    if found("debootstrap") {
        return Ok(());
    }
    ensure!(found("apt-get"), "debootstrap is missing: install it (it makes a Debian in a folder) and try again");
    println!("Installing debootstrap");
    let status = Command::new("apt-get").args(["install", "--yes", "--quiet", "debootstrap"]).status()?;
    ensure!(status.success(), "apt-get could not install debootstrap: run `apt-get update` and try again");
    Ok(())
}

/// The Debian mirror that this machine already uses; nothing on a machine that names none, whereupon debootstrap takes
/// its own default.
fn mirror() -> Option<String> {
    let targets = Command::new("apt-get")
        .args(["indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages"])
        .output()
        .ok()?;
    debian_mirror(&String::from_utf8_lossy(&targets.stdout))
}

/// Out of lines `origin|label|component|address`, the address of Debian's main archive.
fn debian_mirror(targets: &str) -> Option<String> {
    targets.lines().find_map(|line| match line.split('|').collect::<Vec<_>>()[..] {
        ["Debian", "Debian", "main", address] => Some(address.to_owned()),
        _ => None,
    })
}

/// Writes a random password to a file that only the workspace's owner may read, and returns it.
fn new_password(path: &Path) -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let password: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(password.as_bytes())?;
    let owner = fs::metadata(workspace())?;
    std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid()))?;
    Ok(password)
}

/// The password that [`install`] wrote.
pub(super) fn read_password(path: &Path) -> Result<String> {
    match fs::read_to_string(path) {
        Ok(password) => Ok(password),
        Err(error) => {
            bail!("{}: {error}; remove the folder beside it and run `cargo xtask odoo up` again", path.display())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_machines_own() {
        let targets = "Acme|Acme|main|http://packages.example/\n\
                       Debian|Debian-Security|main|http://security.example/\n\
                       Debian|Debian|contrib|http://mirror.example/contrib/\n\
                       Debian|Debian|main|http://mirror.example/debian/\n";
        assert_eq!(debian_mirror(targets).as_deref(), Some("http://mirror.example/debian/"));
        assert_eq!(debian_mirror("Ubuntu|Ubuntu|main|http://u.example/"), None);
        assert_eq!(debian_mirror(""), None);
    }
}
