//! `bailee job`: long work.

use std::process::ExitCode;

use bailee_model::{JobId, JobState, Result};

use crate::{output, progress, session};

/// Show long work, follow it, or ask it to stop
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which
    job: JobId,

    /// Follow it to its end; leaving stops nothing
    #[arg(long, short)]
    follow: bool,

    /// Ask it to stop; it may be started again
    #[arg(long, conflicts_with = "follow")]
    stop: bool,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let mut job =
        if arguments.stop { connection.stop_job(arguments.job).await? } else { connection.job(arguments.job).await? };
    if arguments.follow {
        job = progress::follow(&connection, job, arguments.json).await?;
    }
    let good = !matches!(job.state, JobState::Failed | JobState::Stopped);
    if arguments.json {
        output::json(&job)?;
        return Ok(output::result(good));
    }
    if !arguments.follow {
        job.lines.iter().for_each(|line| output::line(&format!("  {line}")));
    }
    let total = job.total.map(|total| format!(" of {total}")).unwrap_or_default();
    let said = format!("{} {}: {}{total} {}", job.kind, job.state, job.done, job.unit);
    if progress::ended(&job) {
        output::mark(good, &said)
    } else {
        output::line(&said)
    }
    Ok(output::result(good))
}
