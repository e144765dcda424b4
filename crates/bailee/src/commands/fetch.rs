//! `bailee fetch`: what is held comes back to the client.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_model::{EngagementId, HoldingId, Result};

use crate::{files, output, session};

/// Have everything, or chosen holdings, handed over in one archive, sealed to the client's own key
///
/// The file is a tar archive in the age format: ‘age -d -i KEY FILE | tar -x’ opens it, with the client's key and nothing of
/// ours. It ends with a list of hashes; ‘bailee received FILE -i KEY’ checks them all and confirms the receipt. The hand-over is
/// in the log before the first byte leaves.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Of which engagement
    engagement: EngagementId,

    /// Only this holding; may be repeated
    #[arg(long = "holding", value_name = "HOLDING")]
    holdings: Vec<HoldingId>,

    /// Where to write it; bailee-ENGAGEMENT.tar.age when not given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { engagement, holdings, output } = arguments;
    let connection = session::connect()?;
    let path = output.unwrap_or_else(|| PathBuf::from(format!("bailee-{engagement}.tar.age")));
    let download = connection.hand_over(engagement, &holdings).await?;
    let bytes = files::save(&path, download).await?;
    output::line(&format!("{}: {bytes} bytes, sealed to the client", path.display()));
    output::line(&format!("Check it and confirm that it arrived: bailee received {} -i KEY", path.display()));
    Ok(ExitCode::SUCCESS)
}
