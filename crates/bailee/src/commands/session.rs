//! `bailee session`: where one is signed in.

use std::process::ExitCode;

use bailee_client::reply::SessionRow;
use bailee_model::{Result, SessionId, SessionKind};

use crate::{
    output::{self, Table},
    session,
};

/// List where you are signed in, or end one of those sessions
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// List your open sessions: browsers and command lines
    List {
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// End one of them
    End {
        /// Which
        session: SessionId,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::List { json } => {
            let mut sessions = connection.sessions().await?;
            sessions.retain(|each| each.kind != SessionKind::Token);
            if json {
                output::json(&sessions)?;
            } else {
                let rows: Vec<Vec<String>> = sessions.iter().map(row).collect();
                Table {
                    head: &["session", "kind", "name", "from", "last used", "until", "device"],
                    numeric: &[],
                    rows: &rows,
                }
                .write();
            }
        }
        What::End { session } => {
            let done = connection.end_session(session).await?;
            output::line("Ended.");
            output::receipt(done.receipt.as_ref());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(session: &SessionRow) -> Vec<String> {
    vec![
        session.id.to_string(),
        session.kind.to_string(),
        if session.here { format!("{} (this one)", session.name) } else { session.name.clone() },
        session.address.clone(),
        output::instant(session.seen),
        output::instant(session.until),
        session.device.clone().unwrap_or_else(|| "not confirmed".to_owned()),
    ]
}
