//! Running other programs, told as it happens.

use anyhow::{Context as _, Result, ensure};
use std::{path::PathBuf, process::Command};

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// The cargo that runs this chore.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// Runs a program to its end; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let told = format!("{command:?}").replace('"', "");
    println!("$ {told}");
    let status = command.status().with_context(|| format!("{told} cannot be started"))?;
    ensure!(status.success(), "{told} ended with {status}");
    Ok(())
}

/// Whether a program ends well, without showing what it says.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}
