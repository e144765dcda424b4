//! `bailee device schedule`: have the operating system report.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use bailee_model::{Error, Result, say};

use crate::device::{report, schedule::plan};
use crate::{files, folder, output};

/// Have this machine report by itself, every four hours
///
/// A systemd user timer, a launch agent, or a scheduled task. What is written and run is told, line by line.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Have it do so no more
    #[arg(long)]
    remove: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    let program = std::env::current_exe()
        .map_err(|error| Error::internal("This program does not know where it is.").because(error))?;
    let home = std::env::home_dir()
        .ok_or_else(|| Error::bad_input(say!("There is no home folder.")).hint(say!("Set HOME.")))?;
    let plan = plan(report::os()?, &program, &home, &folder::configuration()?)?;
    if arguments.remove {
        // What was never scheduled cannot be stopped, and that is no failure of removing it.
        plan.remove.iter().for_each(|line| drop(perform(line)));
        for (path, _) in &plan.files {
            remove(path)?;
        }
        output::line("This machine reports by itself no more.");
        return Ok(ExitCode::SUCCESS);
    }
    for (path, text) in &plan.files {
        write(path, text)?;
    }
    for line in &plan.install {
        perform(line)?;
    }
    output::line(&format!("This machine reports {}.", plan.when));
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| files::wrong(folder, error))?;
    }
    std::fs::write(path, text).map_err(|error| files::wrong(path, error))?;
    output::line(&format!("wrote   {}", path.display()));
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Ok(()) => output::line(&format!("removed {}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(files::wrong(path, error)),
    }
    Ok(())
}

fn perform(line: &[String]) -> Result<()> {
    let Some((program, arguments)) = line.split_first() else { return Ok(()) };
    output::line(&format!("ran     {}", line.join(" ")));
    let trouble = || {
        Error::unavailable(say!("‘{join}’ did not work.", join = line.join(" ")))
            .hint(say!("What was written stays. Run it yourself, or report by another timer: bailee device report."))
    };
    let done = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).output();
    let done = done.map_err(|error| trouble().because(error))?;
    if done.status.success() {
        return Ok(());
    }
    Err(trouble().because(String::from_utf8_lossy(&done.stderr).trim().to_owned()))
}
