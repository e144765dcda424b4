//! `bailee load`: run a mapping into a system or into import files.

use std::process::ExitCode;

use bailee_client::{Connection, reply::LoadReport};
use bailee_model::{EngagementId, HoldingId, JobState, LoadMode, LoadRun, LoadRunId, Result, SystemId};

use crate::{
    output::{self, Table},
    progress, session, words,
};

/// Run a mapping into a system, or into import files sealed for the client
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Start a load and follow it; it may be stopped and started again and makes nothing twice
    Start {
        /// Under which engagement
        engagement: EngagementId,
        /// The saved mapping
        mapping: HoldingId,
        /// Into a system marked test, into production, or into import files
        #[arg(long, value_parser = words::mode())]
        mode: LoadMode,
        /// Into which system; none for files
        #[arg(long)]
        system: Option<SystemId>,
        /// Do not wait for its end
        #[arg(long)]
        no_wait: bool,
    },
    /// List the runs there were, newest first
    List {
        /// Of which engagement
        engagement: EngagementId,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what a run left out, and why
    Report {
        /// The run
        run: LoadRunId,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::Start { engagement, mapping, mode, system, no_wait } => {
            start(&connection, engagement, mapping, mode, system, no_wait).await
        }
        What::List { engagement, json } => {
            let runs = connection.loads(engagement).await?;
            if json {
                output::json(&runs)?
            } else {
                list(&runs)
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Report { run, json } => {
            let done = connection.load_report(run).await?;
            if json {
                output::json(&done)?
            } else {
                report(&done.value)
            }
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn start(
    connection: &Connection,
    engagement: EngagementId,
    mapping: HoldingId,
    mode: LoadMode,
    system: Option<SystemId>,
    no_wait: bool,
) -> Result<ExitCode> {
    let done = connection.start_load(engagement, mapping, mode, system).await?;
    output::line(&format!("Load {}", done.value.run.id));
    output::receipt(done.receipt.as_ref());
    if no_wait {
        output::line(&format!("It goes on by itself: bailee job {} --follow", done.value.job.id));
        return Ok(ExitCode::SUCCESS);
    }
    let job = progress::follow(connection, done.value.job, false).await?;
    let good = job.state == JobState::Done;
    output::mark(
        good,
        if good {
            "The load is done."
        } else {
            "The load did not come to its end. Start it again: nothing is made twice."
        },
    );
    let runs = connection.loads(engagement).await?;
    if let Some(run) = runs.into_iter().find(|each| each.id == done.value.run.id) {
        outcomes(&run);
        output::line(&format!("Compare it: bailee reconcile {}", run.id));
    }
    Ok(output::result(good))
}

fn list(runs: &[LoadRun]) {
    if runs.is_empty() {
        output::line("Nothing was loaded yet.");
        return;
    }
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let agrees = match run.agrees {
                Some(true) => "agrees",
                Some(false) => "does not agree",
                None => "not compared",
            };
            vec![
                run.id.to_string(),
                output::instant(run.started_at),
                run.mode.to_string(),
                run.state.to_string(),
                agrees.to_owned(),
            ]
        })
        .collect();
    Table { head: &["run", "started", "mode", "state", "compared"], numeric: &[], rows: &rows }.write();
}

fn outcomes(run: &LoadRun) {
    let rows: Vec<Vec<String>> = run
        .outcomes
        .iter()
        .map(|it| {
            let counts = [it.created, it.updated, it.skipped, it.rejected].map(|count| count.to_string());
            std::iter::once(it.model.clone()).chain(counts).collect()
        })
        .collect();
    let head = ["model", "made", "updated", "left alone", "refused"];
    Table { head: &head, numeric: &[false, true, true, true, true], rows: &rows }.write();
}

fn report(report: &LoadReport) {
    outcomes(&report.run);
    let rows: Vec<Vec<String>> = report
        .rejects
        .iter()
        .map(|it| {
            let place = format!("{}:{}", it.source.file, it.source.line);
            vec![it.model.clone(), place, it.field.clone().unwrap_or_default(), it.message.to_string()]
        })
        .collect();
    if rows.is_empty() {
        output::mark(true, "Nothing was left out.");
        return;
    }
    Table { head: &["model", "from", "field", "why"], numeric: &[], rows: &rows }.write();
    if !report.cleared {
        output::remark("Your grant does not clear the messages; they may quote the data.");
    }
}
