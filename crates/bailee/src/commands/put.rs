//! `bailee put`: bring files into custody.

mod drop;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailee_client::{
    Connection, Declared,
    reply::{Brought, Held},
};
use bailee_model::{Category, EngagementId, Error, HoldingState, Job, JobState, Purpose, Result, say};
use futures::TryStreamExt as _;
use serde::Serialize;
use tokio_util::io::ReaderStream;

use crate::{files, output, progress, session, words};

/// How much is read at once, in bytes: what the server seals at once.
const CHUNK: usize = 64 << 10;

/// Bring files into custody
///
/// Each file is streamed over TLS straight into its sealed form; then the server reads it as a table, and what did not
/// parse is told with its line. Your own copy stays where it is: destroying it is up to you.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Send them through this drop link instead, without any account; what breaks off is gone on with
    #[arg(long, value_name = "URL", conflicts_with_all = ["engagement", "category", "purpose", "json", "no_wait"])]
    drop: Option<String>,

    /// The authority that vouches for the drop link's server, as PEM; without it, those that this machine trusts
    #[arg(long, value_name = "FILE", requires = "drop")]
    ca: Option<PathBuf>,

    /// Under which engagement
    #[arg(long, short, value_name = "ENGAGEMENT", required_unless_present = "drop")]
    engagement: Option<EngagementId>,

    /// What they are about; it must have been agreed on
    #[arg(long, short, value_parser = words::category(), required_unless_present = "drop")]
    category: Option<Category>,

    /// What they are for; it must have been agreed on
    #[arg(long, short, value_parser = words::purpose(), required_unless_present = "drop")]
    purpose: Option<Purpose>,

    /// Do not wait until they are read
    #[arg(long)]
    no_wait: bool,

    /// Print what came of each as JSON
    #[arg(long)]
    json: bool,
}

/// What came of one file.
#[derive(Serialize)]
struct Came {
    holding: Held,
    job: Job,
    /// What was made of it, once it was read.
    tables: Vec<Held>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(address) = &arguments.drop {
        return drop::run(address, &arguments).await;
    }
    let (Some(engagement), Some(category), Some(purpose)) =
        (arguments.engagement, arguments.category, arguments.purpose)
    else {
        return Err(Error::bad_input(say!("A file is brought under an engagement, with a category and a purpose."))
            .hint(say!("Give all three, or --drop and a link.")));
    };
    let connection = session::connect()?;
    let mut all = Vec::new();
    for file in &arguments.files {
        let brought = bring(&connection, file, (engagement, category, purpose), arguments.json).await?;
        let came = if arguments.no_wait {
            Came { holding: brought.holding, job: brought.job, tables: Vec::new() }
        } else {
            read(&connection, brought, arguments.json).await?
        };
        if !arguments.json {
            tell(&came);
        }
        all.push(came);
    }
    if arguments.json {
        output::json(&all)?;
    }
    Ok(output::result(all.iter().all(|came| !matches!(came.job.state, JobState::Failed | JobState::Stopped))))
}

async fn bring(
    connection: &Connection,
    path: &Path,
    (engagement, category, purpose): (EngagementId, Category, Purpose),
    quiet: bool,
) -> Result<Brought> {
    let file = tokio::fs::File::open(path).await.map_err(|error| files::wrong(path, error))?;
    let about = file.metadata().await.map_err(|error| files::wrong(path, error))?;
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(file_name) = name.filter(|_| about.is_file()).map(str::to_owned) else {
        return Err(
            Error::bad_input(say!("This is no file, or its name is not text.")).in_file(path.display().to_string())
        );
    };
    let bar = progress::bytes(Some(about.len()), &file_name);
    let moving = bar.clone();
    let content = ReaderStream::with_capacity(file, CHUNK).inspect_ok(move |chunk| moving.inc(chunk.len() as u64));
    let declared = Declared { file_name, category, purpose, bytes: about.len() };
    let done = connection.bring(engagement, &declared, content).await;
    bar.finish_and_clear();
    let done = done?;
    if !quiet {
        let it = &done.value.holding;
        output::line(&format!("{}: {} bytes in custody as {}", it.name, it.bytes, it.id));
        output::receipt(done.receipt.as_ref());
    }
    Ok(done.value)
}

/// Waits until the file is read.
async fn read(connection: &Connection, brought: Brought, quiet: bool) -> Result<Came> {
    let job = progress::follow(connection, brought.job, quiet).await?;
    let holding = connection.holding(brought.holding.id).await?;
    let made =
        connection.holdings(holding.engagement).await?.into_iter().filter(|each| each.source == Some(holding.id));
    Ok(Came { tables: made.collect(), holding, job })
}

fn tell(came: &Came) {
    for table in &came.tables {
        output::mark(
            true,
            &format!("table {}: {} rows, {} kept aside, as {}", table.name, table.rows, table.rejects, table.id),
        );
    }
    if came.holding.state == HoldingState::Quarantined {
        output::mark(
            false,
            "It holds data that nobody agreed on, so it waits in quarantine for the client: bailee quarantine.",
        );
    }
    match came.job.state {
        JobState::Failed => output::mark(false, "It could not be read as a table. The file is in custody as it came."),
        JobState::Stopped => output::mark(false, "Reading it was stopped. The file is in custody as it came."),
        JobState::Waiting | JobState::Running => {
            output::line(&format!("  It is being read: bailee job {} --follow", came.job.id))
        }
        JobState::Done => {}
    }
}
