//! `bailee review`: access reviews.

use std::path::PathBuf;
use std::process::ExitCode;

use bailee_client::{
    Connection,
    reply::{ReviewLine, ReviewRowView},
};
use bailee_model::{Error, Receipt, Result, ReviewDecision, ReviewId, ReviewRowId, say};

use crate::{
    files,
    output::{self, Table},
    session, words,
};

/// List access reviews, decide their rows, restore what silence suspended, and keep the certificate
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// List the reviews that you have to do with, newest first
    List {
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a review's rows, as far as they ask you: those to be decided first
    Show {
        /// Which
        review: ReviewId,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Open a review before its date
    Open,
    /// Decide a row: keep it, reduce it (its grants end), or remove it (all of it ends)
    Decide {
        /// Which review
        review: ReviewId,
        /// Which row
        row: ReviewRowId,
        /// What
        #[arg(value_parser = words::decision())]
        decision: ReviewDecision,
        /// Why; where a row has a flag, it has to be said
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Restore what silence suspended less than two days ago
    Restore {
        /// Which review
        review: ReviewId,
        /// Which row
        row: ReviewRowId,
        /// Why it should stand
        #[arg(long)]
        reason: String,
    },
    /// Fetch the certificate of a closed review, and the keys to judge it by
    Certificate {
        /// Which
        review: ReviewId,
        /// Write certificate.zip here
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write the policy, the keys that a verifier trusts, here; one that is there already stays
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::List { json } => list(&connection, json).await?,
        What::Show { review, json } => show(&connection, review, json).await?,
        What::Open => {
            let done = connection.open_review().await?;
            let due = output::instant(done.value.due);
            tell(&format!("Opened {}. Silence suspends on {due}.", done.value.id), done.receipt.as_ref());
        }
        What::Decide { review, row, decision, reason } => {
            let done = connection.decide_review(review, row, decision, &reason).await?;
            tell(&format!("Decided: {decision}."), done.receipt.as_ref());
        }
        What::Restore { review, row, reason } => {
            let done = connection.restore_access(review, row, &reason).await?;
            tell("Restored.", done.receipt.as_ref());
        }
        What::Certificate { review, output, policy } => certificate(&connection, review, output, policy).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(connection: &Connection, json: bool) -> Result<()> {
    let reviews = connection.reviews().await?;
    if json {
        return output::json(&reviews);
    }
    let rows: Vec<Vec<String>> = reviews.iter().map(line).collect();
    let head = &["review", "number", "stands", "rows", "undecided", "suspended"];
    Table { head, numeric: &[false, true, false, true, true, true], rows: &rows }.write();
    Ok(())
}

fn line(it: &ReviewLine) -> Vec<String> {
    let stands = match it.review.closed_at {
        Some(closed) => format!("closed {}", output::instant(closed)),
        None => format!("until {}", output::instant(it.review.due)),
    };
    let counts = [it.rows, it.undecided, it.suspended].map(|count| count.to_string());
    [it.review.id.to_string(), it.review.number.to_string(), stands].into_iter().chain(counts).collect()
}

async fn show(connection: &Connection, review: ReviewId, json: bool) -> Result<()> {
    let it = connection.review(review).await?;
    if json {
        return output::json(&it);
    }
    let rows: Vec<Vec<String>> = it.rows.iter().map(row).collect();
    let head = &["row", "person", "on", "access", "last used", "flags", "stands"];
    Table { head, numeric: &[], rows: &rows }.write();
    Ok(())
}

fn row(it: &ReviewRowView) -> Vec<String> {
    let on = it
        .engagement
        .as_ref()
        .map_or_else(|| "the installation".to_owned(), |on| format!("{} · {}", on.client, on.title));
    let flags: Vec<&str> = it.row.flags.iter().map(|flag| flag.as_str()).collect();
    vec![
        it.row.id.to_string(),
        it.person.clone(),
        on,
        it.row.scope.clone(),
        it.row.last_used.map_or_else(|| "never".to_owned(), output::instant),
        flags.join(" "),
        stands(it),
    ]
}

fn stands(it: &ReviewRowView) -> String {
    if it.may_decide {
        return "waits for you".to_owned();
    }
    if let Some(until) = it.restore_until {
        return format!("suspended, to be restored until {}", output::instant(until));
    }
    match (it.row.decision, &it.decided_by) {
        (Some(decision), Some(by)) => format!("{decision}, by {by}"),
        (Some(decision), None) => decision.to_string(),
        (None, _) if it.row.probe.is_some() => "ended by silence".to_owned(),
        (None, _) if it.row.suspended_at.is_some() => "suspended".to_owned(),
        (None, _) => {
            it.reviewer.as_ref().map_or_else(|| "waits".to_owned(), |reviewer| format!("waits for {reviewer}"))
        }
    }
}

async fn certificate(
    connection: &Connection,
    review: ReviewId,
    bundle: Option<PathBuf>,
    policy: Option<PathBuf>,
) -> Result<()> {
    if bundle.is_none() && policy.is_none() {
        return Err(
            Error::bad_input(say!("There is nowhere to write to.")).hint(say!("Give --output, --policy, or both."))
        );
    }
    if let Some(path) = &bundle {
        let bytes = files::save(path, connection.review_bundle(review).await?).await?;
        output::remark(&format!("{}: {bytes} bytes", path.display()));
    }
    if let Some(path) = &policy {
        files::write_new(path, connection.review_policy().await?.as_bytes())?;
        output::remark(&format!("{}: compare its keys with the firm by another way, then keep it", path.display()));
    }
    if let (Some(bundle), Some(policy)) = (&bundle, &policy) {
        output::remark(&format!("Check it: bailee verify {} --policy {}", bundle.display(), policy.display()));
    }
    Ok(())
}

fn tell(said: &str, receipt: Option<&Receipt>) {
    output::line(said);
    output::receipt(receipt);
}
