//! `bailee device approve`: let another person's device count.

use std::process::ExitCode;

use bailee_model::{DeviceId, Result};

use crate::{output, session};

/// Approve another person's device, as the security officer
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    device: DeviceId,

    /// For how many days; needed where the device is personal
    #[arg(long)]
    days: Option<i32>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let done = session::connect()?.approve_device(arguments.device, arguments.days).await?;
    let until = done.value.approved_until.map(|until| format!(" until {}", output::instant(until))).unwrap_or_default();
    output::line(&format!("Approved: “{}”{until}.", done.value.name));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
