//! `bailee mapping`: check, save and show mapping documents.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailee_client::Connection;
use bailee_model::{EngagementId, Error, HoldingId, Result, engine::Mistake, say};

use crate::{
    files,
    output::{self, Table},
    session,
};

/// Check, save and show mapping documents: what of a client's tables becomes what
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Check a document against the tables; every mistake is told with line and column
    Check {
        /// Of which engagement
        engagement: EngagementId,
        /// The document
        file: PathBuf,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check a document and save it as a holding
    Save {
        /// Of which engagement
        engagement: EngagementId,
        /// The document
        file: PathBuf,
        /// What it is called; the file's name when not given
        #[arg(long)]
        name: Option<String>,
    },
    /// Print a saved document
    Show {
        /// The mapping
        holding: HoldingId,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::Check { engagement, file, json } => check(&connection, engagement, file, json).await,
        What::Save { engagement, file, name } => save(&connection, engagement, file, name).await,
        What::Show { holding } => {
            let done = connection.mapping(holding).await?;
            output::bytes(done.value.text.as_bytes());
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn check(connection: &Connection, engagement: EngagementId, file: PathBuf, json: bool) -> Result<ExitCode> {
    let check = connection.check_mapping(engagement, &files::read_text(&file)?).await?;
    if json {
        output::json(&check)?;
    } else if let Some(outline) = &check.outline {
        output::mark(true, &format!("{}: no mistakes", outline.title));
        let rows: Vec<Vec<String>> = outline
            .loads
            .iter()
            .map(|(model, table, fields)| vec![model.clone(), table.clone(), fields.to_string()])
            .collect();
        Table { head: &["model", "from", "fields"], numeric: &[false, false, true], rows: &rows }.write();
    } else {
        check.mistakes.iter().for_each(|mistake| tell(&file, mistake));
    }
    Ok(output::result(check.mistakes.is_empty()))
}

/// As compilers do it, so that editors find the place.
fn tell(file: &Path, mistake: &Mistake) {
    let place = &mistake.place;
    let numbers: String = [place.line, place.column].into_iter().flatten().map(|number| format!("{number}:")).collect();
    let field = place.field.as_ref().map(|field| format!(" {field}:")).unwrap_or_default();
    output::line(&format!("{}:{numbers}{field} {}", file.display(), mistake.message));
    output::line(&format!("  hint: {}", mistake.hint));
}

async fn save(
    connection: &Connection,
    engagement: EngagementId,
    file: PathBuf,
    name: Option<String>,
) -> Result<ExitCode> {
    let own_name = || file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = name
        .or_else(own_name)
        .ok_or_else(|| Error::bad_input(say!("The mapping has no name.")).hint(say!("Give --name.")))?;
    let saved = connection.save_mapping(engagement, &name, &files::read_text(&file)?).await;
    let done = saved
        .map_err(|error| if error.place().is_some() { error.in_file(file.display().to_string()) } else { error })?;
    output::line(&format!("Saved as {}", done.value.id));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
