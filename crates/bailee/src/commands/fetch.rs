//! `bailee fetch`: a holding comes back to the client.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_model::{HoldingId, Result};

use crate::{files, output, session};

/// Have a holding handed over, sealed to the client's own key
///
/// The file is in the age format: ‘age -d -i KEY FILE’ opens it, with the client's key and nothing of ours. The hand-over
/// is in the log before the first byte leaves.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    holding: HoldingId,

    /// Where to write it; the holding's name with .age when not given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let holding = connection.holding(arguments.holding).await?;
    let path = arguments.output.unwrap_or_else(|| PathBuf::from(plain_name(&holding.name)));
    let download = connection.hand_over(holding.engagement, holding.id).await?;
    let bytes = files::save(&path, download).await?;
    output::line(&format!("{}: {bytes} bytes, sealed to the client", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// A name that stays in this folder, whatever the holding is called.
fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_control() || matches!(c, '/' | '\\' | ':') { '_' } else { c }).collect();
    format!("{}.age", plain.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holdings_name_cannot_lead_elsewhere() {
        assert_eq!(plain_name("../../.profile"), "_.._.profile.age");
        assert_eq!(plain_name("grand livre.csv"), "grand livre.csv.age");
    }
}
