//! `bailee device report`: look at this machine and hand in what was found.

use std::process::ExitCode;

use bailee_model::{Clock as _, Result, SystemClock};

use crate::device::{Enrolment, Enrolments, report};
use crate::output;

/// Look at this machine and report its posture
///
/// Encryption of the volume that holds your files, age of security updates, endpoint protection, screen lock. What cannot be
/// told is reported as such, with the reason. Run it from your own session at the desktop, or the screen lock cannot be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only say what would be reported
    #[arg(long)]
    dry_run: bool,

    /// To this server only; without it, to every one that this machine is enrolled at
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut enrolments = Enrolments::read()?;
    let server = arguments.server.as_deref();
    if arguments.dry_run {
        let meant = enrolments.meant(server).unwrap_or_default();
        report::look(meant.first().map(|(_, each)| each), SystemClock.now()).await?.tell();
        output::remark("Nothing was sent.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut code = ExitCode::SUCCESS;
    for (address, enrolment) in enrolments.meant(server)? {
        // That one server does not answer is no reason to keep from the next one what it waits for.
        match report_to(&mut enrolments, &address, &enrolment).await {
            Ok(true) => {}
            Ok(false) => code = output::result(false),
            Err(error) => code = output::error(&error),
        }
    }
    Ok(code)
}

/// Reports to one server. Says whether every check is met there.
async fn report_to(enrolments: &mut Enrolments, address: &str, enrolment: &Enrolment) -> Result<bool> {
    let look = report::look(Some(enrolment), SystemClock.now()).await?;
    let reported = report::send(enrolments, address, &look).await?;
    output::line(&format!("Reported to {address} as number {}.", reported.number));
    report::tell_checks(&reported.checks);
    Ok(reported.checks.iter().all(|check| check.met))
}
