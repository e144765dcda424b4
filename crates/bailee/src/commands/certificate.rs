//! `bailee certificate`: fetch a certificate, and the keys to judge it by.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_model::{CertificateId, Result};

use super::verify::tell_certificate;
use crate::{files, output, session};

/// Show what a certificate of destruction states, or fetch it
///
/// What the server states is worth as much as the server. Fetch the file, and check it offline with ‘bailee verify’ and a
/// policy whose keys you compared with the firm by another way.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    certificate: CertificateId,

    /// Write certificate.zip here
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write the policy, the keys that a verifier trusts, here; one that is there already stays
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let view = connection.certificate(arguments.certificate).await?;
    if arguments.json {
        output::json(&view)?;
    } else if arguments.output.is_none() && arguments.policy.is_none() {
        tell_certificate(&view.destruction);
    }
    if let Some(path) = &arguments.output {
        let bytes = files::save(path, connection.certificate_bundle(arguments.certificate).await?).await?;
        output::remark(&format!("{}: {bytes} bytes", path.display()));
    }
    if let Some(path) = &arguments.policy {
        files::write_new(path, connection.verifier_policy(view.certificate.engagement).await?.as_bytes())?;
        output::remark(&format!("{}: compare its keys with the firm by another way, then keep it", path.display()));
    }
    if let (Some(bundle), Some(policy)) = (&arguments.output, &arguments.policy) {
        output::remark(&format!("Check it: bailee verify {} --policy {}", bundle.display(), policy.display()));
    }
    Ok(ExitCode::SUCCESS)
}
