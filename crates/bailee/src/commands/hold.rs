//! `bailee hold`: keep something longer.

use std::process::ExitCode;

use bailee_model::{EngagementId, Error, HoldId, HoldingId, Result, say};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{output, session};

/// Place or end, for the client, a dated hold that pauses destruction
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Keep one holding, or everything, longer
    Place {
        /// Of which engagement
        engagement: EngagementId,
        /// One holding; without it, all of the engagement
        #[arg(long)]
        holding: Option<HoldingId>,
        /// Until when: a date such as 2027-01-31 (to its end, UTC) or an instant such as 2027-01-31T12:00:00Z
        #[arg(long, value_parser = until)]
        until: Timestamp,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// End a hold before its date
    End {
        /// Which
        hold: HoldId,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let done = match arguments.what {
        What::Place { engagement, holding, until, reason } => {
            connection.place_hold(engagement, holding, &reason, until).await?
        }
        What::End { hold } => connection.end_hold(hold).await?,
    };
    let said = match done.value.ended {
        Some(ended) => format!("Ended on {}.", output::instant(ended)),
        None => {
            format!("Held as {} until {}, when it ends by itself.", done.value.id, output::instant(done.value.until))
        }
    };
    output::line(&said);
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}

fn until(text: &str) -> Result<Timestamp> {
    let day = |date: Date| date.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp());
    let instant = text.parse().ok().or_else(|| text.parse().ok().and_then(day));
    instant.ok_or_else(|| {
        Error::bad_input(say!("This is neither a date nor an instant."))
            .hint(say!("Write 2027-01-31 or 2027-01-31T12:00:00Z."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_holds_to_its_end_and_an_instant_to_itself() {
        assert_eq!(until("2027-01-31").unwrap().to_string(), "2027-01-31T23:59:59Z");
        assert_eq!(until("2027-01-31T12:00:00Z").unwrap().to_string(), "2027-01-31T12:00:00Z");
        assert!(until("2027-02-30").is_err() && until("soon").is_err());
    }
}
