//! `bailee device status`: what the server thinks of this device.

use std::process::ExitCode;

use bailee_model::{DeviceId, Error, Result, say};

use crate::device::{Enrolments, report};
use crate::{output, session};

/// Show what the server thinks of this device: each check, its clause, what was found, and how to mend it
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Another device of yours; without it, this machine
    device: Option<DeviceId>,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let device = match arguments.device {
        Some(device) => Some(device),
        None => Enrolments::read()?.of(connection.address()).map(|enrolment| enrolment.device),
    };
    let device = device.ok_or_else(|| {
        Error::bad_input(say!("This machine is not enrolled there."))
            .hint(say!("Enrol it: bailee device enrol. Or name another: bailee device list."))
    })?;
    let view = connection.device(device).await?;
    if arguments.json {
        output::json(&view)?;
        return Ok(ExitCode::SUCCESS);
    }
    let it = &view.device;
    output::line(&format!("{}  “{}”, {} of {}, {}", it.id, it.name, it.os, it.owner, it.state));
    output::line(&format!("key in  {}, enrolled {}", it.home, output::instant(it.since)));
    if let Some(until) = it.approved_until {
        output::line(&format!("approved until {}", output::instant(until)));
    }
    match &view.report {
        Some(report) => output::line(&format!(
            "reported {} by {} on {}, number {}",
            output::instant(report.received_at),
            report.collector,
            report.os_version,
            report.number
        )),
        None => output::line("never reported: bailee device report"),
    }
    report::tell_checks(&view.checks);
    Ok(output::result(view.checks.iter().all(|check| check.met)))
}
