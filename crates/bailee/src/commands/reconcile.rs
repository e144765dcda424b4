//! `bailee reconcile`: compare what was loaded with what was given.

use std::process::ExitCode;

use bailee_model::{Error, LoadRunId, Result, load::Reconciliation, say};

use crate::{
    output::{self, Table},
    session,
};

/// Compare a load with what the client gave, to the cent
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The run
    run: LoadRunId,

    /// Show the last comparison instead of making one
    #[arg(long)]
    last: bool,

    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let (compared, receipt) = if arguments.last {
        let done = connection.reconciliation(arguments.run).await?;
        let kept = done
            .value
            .ok_or_else(|| Error::conflict(say!("This run was not compared yet.")).hint(say!("Leave --last out.")))?;
        (kept, done.receipt)
    } else {
        let done = connection.reconcile(arguments.run).await?;
        (done.value, done.receipt)
    };
    if arguments.json {
        output::json(&compared)?
    } else {
        tell(&compared)
    }
    output::receipt(receipt.as_ref());
    Ok(output::result(compared.agrees()))
}

/// An amount with its cents, and with more places where it has them.
macro_rules! cents {
    ($amount:expr) => {
        format!("{:.*}", usize::try_from($amount.scale().max(2)).unwrap_or(2), $amount)
    };
}

fn tell(compared: &Reconciliation) {
    let rows: Vec<Vec<String>> = compared
        .balances
        .iter()
        .map(|it| vec![it.code.clone(), it.name.clone(), cents!(it.given), cents!(it.loaded), cents!(it.difference())])
        .collect();
    Table {
        head: &["account", "name", "given", "loaded", "difference"],
        numeric: &[false, false, true, true, true],
        rows: &rows,
    }
    .write();
    output::line("");
    let rows: Vec<Vec<String>> = compared
        .counts
        .iter()
        .map(|it| vec![it.what.clone(), it.given.to_string(), it.loaded.to_string(), it.rejected.to_string()])
        .collect();
    Table { head: &["counted", "given", "loaded", "refused"], numeric: &[false, true, true, true], rows: &rows }
        .write();
    let agrees = compared.agrees();
    let said = if agrees {
        "Every account agrees, and every row is loaded or refused with a reason."
    } else {
        "It does not agree."
    };
    output::mark(agrees, said);
}
