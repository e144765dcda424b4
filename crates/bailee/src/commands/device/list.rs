//! `bailee device list`: the devices one has.

use std::process::ExitCode;

use bailee_client::reply::DeviceRow;
use bailee_model::Result;

use crate::device::Enrolments;
use crate::{
    output::{self, Table},
    session,
};

/// List your devices
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let devices = connection.devices().await?;
    if arguments.json {
        output::json(&devices)?;
        return Ok(ExitCode::SUCCESS);
    }
    let enrolments = Enrolments::read()?;
    let this = enrolments.of(connection.address()).map(|enrolment| enrolment.device);
    let rows: Vec<Vec<String>> = devices.iter().map(|each| row(each, this == Some(each.id))).collect();
    Table {
        head: &["device", "name", "system", "owner", "key in", "stands", "approved until"],
        numeric: &[],
        rows: &rows,
    }
    .write();
    Ok(ExitCode::SUCCESS)
}

fn row(device: &DeviceRow, this: bool) -> Vec<String> {
    vec![
        device.id.to_string(),
        if this { format!("{} (this machine)", device.name) } else { device.name.clone() },
        device.os.to_string(),
        device.owner.to_string(),
        device.home.to_string(),
        device.state.to_string(),
        device.approved_until.map(output::instant).unwrap_or_default(),
    ]
}
