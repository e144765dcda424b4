//! `bailee token`: sessions for programs.

use std::process::ExitCode;

use bailee_client::{TokenAsk, reply::SessionRow};
use bailee_model::{EngagementId, Result, SessionId, SessionKind, TokenScope};

use crate::{
    output::{self, Table},
    session, words,
};

/// Make a token for a program, list yours, or revoke one
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Make a token and print it, once; it needs fresh factors
    ///
    /// The program finds it in BAILEE_TOKEN, beside BAILEE_SERVER. It goes no further than you do, and never where fresh
    /// factors are asked for.
    Create {
        /// What you will know it by
        #[arg(long)]
        name: String,
        /// How far it goes: only looking, or all that needs no fresh factors
        #[arg(long, value_parser = words::scope(), default_value = "look")]
        scope: TokenScope,
        /// The one engagement it is good for; without it, all of yours
        #[arg(long)]
        engagement: Option<EngagementId>,
        /// For how many days
        #[arg(long)]
        days: i32,
    },
    /// List your tokens
    List {
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a token
    Revoke {
        /// Which
        token: SessionId,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::Create { name, scope, engagement, days } => {
            let done = connection.make_token(&TokenAsk { name, scope, engagement, days }).await?;
            let made = done.value;
            output::line(made.token.expose());
            output::remark(&format!(
                "{} is good until {}. It is not shown again: bailee token revoke {}",
                made.id,
                output::instant(made.until),
                made.id
            ));
            output::receipt(done.receipt.as_ref());
        }
        What::List { json } => {
            let mut tokens = connection.sessions().await?;
            tokens.retain(|each| each.kind == SessionKind::Token);
            if json {
                output::json(&tokens)?;
            } else {
                let rows: Vec<Vec<String>> = tokens.iter().map(row).collect();
                Table {
                    head: &["token", "name", "scope", "engagement", "last used", "until"],
                    numeric: &[],
                    rows: &rows,
                }
                .write();
            }
        }
        What::Revoke { token } => {
            let done = connection.end_session(token).await?;
            output::line("Revoked.");
            output::receipt(done.receipt.as_ref());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(token: &SessionRow) -> Vec<String> {
    vec![
        token.id.to_string(),
        token.name.clone(),
        token.scope.map(TokenScope::as_str).unwrap_or_default().to_owned(),
        token.engagement.map_or_else(|| "all".to_owned(), |engagement| engagement.to_string()),
        output::instant(token.seen),
        output::instant(token.until),
    ]
}
