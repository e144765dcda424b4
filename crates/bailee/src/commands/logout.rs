//! `bailee logout`: sign out.

use std::process::ExitCode;

use bailee_model::{ErrorKind, Result};

use crate::{output, session};

/// End the session on the server and forget it here
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) async fn run(_arguments: Arguments) -> Result<ExitCode> {
    let ended = session::connect()?.sign_out().await;
    session::forget()?;
    match ended {
        Ok(done) => {
            output::line("Signed out.");
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == ErrorKind::SignIn => {
            output::line("Signed out; the session had ended already.");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            output::remark("The session is forgotten here. On the server it ends by itself when it is not used.");
            Err(error)
        }
    }
}
