//! `bailee receipt`: check the receipt of a file that was sent, offline.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_log::policy::Policy;
use bailee_log::receipt::{MAX_RECEIPT, check};
use bailee_model::{Error, Result, Text, say};

use crate::{files, output};

/// Check the receipt of a file that was sent through a link, with no network and no account
///
/// It shows that this very file, byte for byte, was in custody at that time. Without a policy the receipt's own key is taken,
/// and the check says no more than that receipt and file agree; with one, the log has to be one that you trust.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The receipt, as it was downloaded
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,

    /// The file that was sent
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Whom you trust: a C2SP log policy
    #[arg(long, value_name = "POLICY")]
    policy: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { receipt, file, policy } = arguments;
    let size = std::fs::metadata(&receipt).map_err(|error| files::wrong(&receipt, error))?.len();
    if size > MAX_RECEIPT as u64 {
        return Err(Error::bad_input(say!("This is too large for a receipt.")).in_file(receipt.display().to_string()));
    }
    let text = files::read_text(&receipt)?;
    let policy = policy.map(|path| {
        let text = files::read_text(&path)?;
        Policy::parse(text.as_bytes())
            .map_err(|error| Error::bad_input(Text::told(error.to_string())).in_file(path.display().to_string()))
    });
    let policy = policy.transpose()?;
    let content = std::fs::File::open(&file).map_err(|error| files::wrong(&file, error))?;
    match check(text.as_bytes(), std::io::BufReader::new(content), policy.as_ref()) {
        Ok(found) => {
            output::mark(true, &format!("{} bytes were in custody at {}", found.bytes, found.at));
            output::mark(true, &format!("entry {} of {}", found.index, found.origin));
            let trusted = if found.trusted {
                "a log that your policy trusts says so"
            } else {
                "the receipt agrees with itself and the file; whose log it is, only a policy can say (--policy)"
            };
            output::mark(found.trusted || policy.is_none(), trusted);
            Ok(output::result(found.trusted || policy.is_none()))
        }
        Err(error) => {
            output::mark(false, &error.to_string());
            Ok(ExitCode::from(2))
        }
    }
}
