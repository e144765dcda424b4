//! `bailee checkout`: a file onto this machine, for a named reason and a short time. Each verb that does something here is a file.

mod open;
mod take;

use std::process::ExitCode;

use bailee_client::reply::CheckoutRow;
use bailee_model::{CheckoutId, Clock as _, Error, ErrorKind, HoldingId, Result, SystemClock, say};

use crate::{
    checkout::{Checkouts, Kept, place},
    device::Enrolments,
    output::{self, Table},
    session,
};

/// Take a file onto this machine for a short time, and return it
///
/// Work in place is the rule: query, map and load need no copy. Where a tool runs on the laptop only, ask for a checkout: another
/// person approves it, the file arrives sealed to a key of this machine, and it has to be returned in time.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Ask for a file; another person approves it
    Ask {
        /// Which holding
        holding: HoldingId,
        /// Why it cannot be done in place
        #[arg(long)]
        reason: String,
        /// For how many hours from approval
        #[arg(long)]
        hours: i64,
        /// Where this machine will be meanwhile: an ISO 3166 code such as CA-QC
        #[arg(long)]
        region: String,
    },
    /// List your checkouts, and what this machine has
    List {
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    Take(take::Arguments),
    Open(open::Arguments),
    /// Destroy the key and the file, and confirm it, signed by this machine
    ///
    /// It needs no session: what is overdue can be returned too. Run it again when the server was not reached.
    Return {
        /// Which one
        checkout: CheckoutId,
    },
    /// Approve another person's request
    Approve {
        /// Which one
        checkout: CheckoutId,
    },
    /// Refuse another person's request
    Refuse {
        /// Which one
        checkout: CheckoutId,
    },
    /// Withdraw your own request, or end another person's; one that is out ends as not confirmed
    End {
        /// Which one
        checkout: CheckoutId,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.what {
        What::Ask { holding, reason, hours, region } => ask(holding, &reason, hours, &region).await,
        What::List { json } => list(json).await,
        What::Take(it) => take::run(it).await,
        What::Open(it) => open::run(it).await,
        What::Return { checkout } => give_back(checkout).await,
        What::Approve { checkout } => {
            let done = session::connect()?.approve_checkout(checkout).await?;
            output::line(&format!("Approved: it may be taken until {}.", dated(&done.value)));
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
        What::Refuse { checkout } => {
            let done = session::connect()?.refuse_checkout(checkout).await?;
            output::line("Refused.");
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
        What::End { checkout } => {
            let done = session::connect()?.end_checkout(checkout).await?;
            let why = done.value.ended_why.map(|why| why.to_string()).unwrap_or_default();
            output::line(&format!("Ended: {why}."));
            output::receipt(done.receipt.as_ref());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn dated(row: &CheckoutRow) -> String {
    row.expires_at.map(output::instant).unwrap_or_default()
}

async fn ask(holding: HoldingId, reason: &str, hours: i64, region: &str) -> Result<ExitCode> {
    let connection = session::connect()?;
    let held = connection.holding(holding).await?;
    let done = connection.ask_checkout(held.engagement, holding, reason, hours, region).await?;
    output::line(&format!("Asked as {}: another person approves it.", done.value.id));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

async fn list(json: bool) -> Result<ExitCode> {
    let rows = session::connect()?.my_checkouts().await?;
    if json {
        output::json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        output::line("You have no checkouts.");
        return Ok(ExitCode::SUCCESS);
    }
    let kept = Checkouts::read()?;
    let here = |id: CheckoutId| kept.all().iter().any(|each| each.checkout == id);
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let here = if here(row.id) { "yes" } else { "" };
            vec![row.id.to_string(), stands(row).to_owned(), dated(row), here.to_owned(), row.holding_name.clone()]
        })
        .collect();
    let head = ["checkout", "stands", "until", "here", "name"];
    Table { head: &head, numeric: &[], rows: &cells }.write();
    Ok(ExitCode::SUCCESS)
}

/// How it stands, in a word.
fn stands(row: &CheckoutRow) -> &'static str {
    match () {
        () if row.ended_why.is_some() => row.ended_why.map_or("", bailee_model::CheckoutEnd::as_str),
        () if row.returned_at.is_some() => "returned",
        () if row.overdue => "overdue",
        () if row.taken_at.is_some() => "out",
        () if row.approved_at.is_some() => "approved",
        () => "asked",
    }
}

async fn give_back(id: CheckoutId) -> Result<ExitCode> {
    let mut checkouts = Checkouts::read()?;
    let mut kept = checkouts.one(id)?.clone();
    let enrolments = Enrolments::read()?;
    place::sweep(id);
    // First what cannot be undone, then the word about it: the word is never sent before.
    kept.destroy()?;
    kept.destroyed.get_or_insert_with(|| SystemClock.now());
    checkouts.keep(kept.clone())?;
    confirm(&mut checkouts, &enrolments, &kept).await?;
    output::line(&format!("Returned: the key to {} is destroyed, the file removed, and the server knows.", kept.name));
    Ok(ExitCode::SUCCESS)
}

/// Tells the server, signed, that it is destroyed; then forgets it here.
async fn confirm(checkouts: &mut Checkouts, enrolments: &Enrolments, kept: &Kept) -> Result<()> {
    let enrolment = enrolments.of(&kept.server).ok_or_else(|| {
        Error::bad_input(say!("This machine is not enrolled there any more, so its word is not believed."))
            .hint(say!("The key and the file are gone. Tell the lead, who ends the checkout."))
    })?;
    let (body, signature) = kept.confirmation(enrolment, SystemClock.now())?;
    let told = enrolment.server(&kept.server)?.return_checkout(enrolment.device, &body, &signature).await;
    match told {
        Ok(_) => checkouts.forget(kept.checkout),
        // The server never recorded that it left: there is nothing to be confirmed.
        Err(error) if error.kind() == ErrorKind::BadInput => checkouts.forget(kept.checkout),
        Err(error) => Err(error),
    }
}
