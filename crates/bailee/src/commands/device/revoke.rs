//! `bailee device revoke`: trust a device no more.

use std::process::ExitCode;

use bailee_model::{DeviceId, Result};

use crate::device::{Enrolments, key};
use crate::{output, session};

/// Trust a device of yours no more: a machine that was lost, sold or replaced
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    device: DeviceId,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let done = session::connect()?.revoke_device(arguments.device).await?;
    output::line(&format!("Revoked: “{}” opens nothing any more.", done.value.name));
    output::receipt(done.receipt.as_ref());
    for (address, enrolment) in Enrolments::read()?.forget(arguments.device)? {
        match key::forget(&address, enrolment.home) {
            Ok(()) => output::line("It was this machine; its key is thrown away."),
            Err(error) => output::remark(&format!("Its key could not be thrown away, and is of no use: {error}")),
        }
    }
    Ok(ExitCode::SUCCESS)
}
