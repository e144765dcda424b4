//! `bailee grant`: ask for access, give it, end it.

use std::process::ExitCode;

use bailee_client::{Connection, EmergencyAsk, GrantAsk};
use bailee_model::{Category, ColumnClass, EngagementId, Grant, GrantId, Purpose, Receipt, Result};

use crate::{
    output::{self, Table},
    session, words,
};

/// Ask for a grant, approve another person's, end one, or list them
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Ask for a grant; another person approves it
    Ask {
        /// On which engagement
        engagement: EngagementId,
        /// What for
        #[arg(long, value_parser = words::purpose())]
        purpose: Purpose,
        /// Which categories of data
        #[arg(long, required = true, value_delimiter = ',', value_parser = words::category())]
        category: Vec<Category>,
        /// Which column classes it clears, beside open ones
        #[arg(long, value_delimiter = ',', value_parser = words::class())]
        class: Vec<ColumnClass>,
        /// For how many days from its approval
        #[arg(long)]
        days: i32,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Approve another person's grant: its days start now
    Approve {
        /// Which
        grant: GrantId,
    },
    /// Agree, for the client, to a grant on a category that they sealed
    Agree {
        /// Which
        grant: GrantId,
    },
    /// Refuse a grant that was asked for
    Refuse {
        /// Which
        grant: GrantId,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Take back your own request
    Withdraw {
        /// Which
        grant: GrantId,
    },
    /// Ask for a grant that runs again: a new request, which somebody approves
    Extend {
        /// Which
        grant: GrantId,
        /// For how many days from its approval
        #[arg(long)]
        days: i32,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Ask for emergency access: another person opens it, for an hour, and the client is told at once
    BreakGlass {
        /// On which engagement
        engagement: EngagementId,
        /// What for
        #[arg(long, value_parser = words::purpose())]
        purpose: Purpose,
        /// Which categories of data
        #[arg(long, required = true, value_delimiter = ',', value_parser = words::category())]
        category: Vec<Category>,
        /// Which column classes it clears, beside open ones
        #[arg(long, value_delimiter = ',', value_parser = words::class())]
        class: Vec<ColumnClass>,
        /// Why it cannot wait
        #[arg(long)]
        reason: String,
    },
    /// End a grant, or refuse one that was asked for
    End {
        /// Which
        grant: GrantId,
    },
    /// List the grants of an engagement, newest first
    List {
        /// Which engagement
        engagement: EngagementId,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    match arguments.what {
        What::Ask { engagement, purpose, category, class, days, reason } => {
            let ask = GrantAsk { purpose, categories: category, classes: class, days, reason };
            let done = connection.ask_grant(engagement, &ask).await?;
            tell(&format!("Asked for as {}. A lead or the officer approves it.", done.value.id), done.receipt.as_ref());
        }
        What::Approve { grant } => {
            let done = connection.approve_grant(grant).await?;
            tell(&format!("Approved; {}.", runs(&done.value)), done.receipt.as_ref());
        }
        What::Agree { grant } => {
            let done = connection.agree_grant(grant).await?;
            tell(&format!("Agreed; {}.", runs(&done.value)), done.receipt.as_ref());
        }
        What::Refuse { grant, reason } => {
            let done = connection.refuse_grant(grant, &reason).await?;
            tell("Refused.", done.receipt.as_ref());
        }
        What::Withdraw { grant } => {
            let done = connection.withdraw_grant(grant).await?;
            tell("Withdrawn.", done.receipt.as_ref());
        }
        What::Extend { grant, days, reason } => {
            let done = connection.extend_grant(grant, days, &reason).await?;
            tell(&format!("Asked for as {}. It is approved like any other.", done.value.id), done.receipt.as_ref());
        }
        What::BreakGlass { engagement, purpose, category, class, reason } => {
            let ask = EmergencyAsk { purpose, categories: category, classes: class, reason };
            let done = connection.break_glass(engagement, &ask).await?;
            tell(
                &format!("Asked for as {}. Another person opens it, and the client is told.", done.value.id),
                done.receipt.as_ref(),
            );
        }
        What::End { grant } => {
            let done = connection.end_grant(grant).await?;
            tell("Ended.", done.receipt.as_ref());
        }
        What::List { engagement, json } => list(&connection, engagement, json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(connection: &Connection, engagement: EngagementId, json: bool) -> Result<()> {
    let grants = connection.engagement(engagement).await?.grants;
    if json {
        return output::json(&grants);
    }
    let rows: Vec<Vec<String>> = grants.into_iter().map(|it| row(&it.grant, it.person.name)).collect();
    let head = &["grant", "person", "purpose", "categories", "classes", "stands"];
    Table { head, numeric: &[], rows: &rows }.write();
    Ok(())
}

/// Until when a grant runs, once everybody who must has approved it.
fn runs(grant: &Grant) -> String {
    match grant.expires_at {
        Some(until) => format!("it ends by itself on {}", output::instant(until)),
        None => "it waits for another approval".to_owned(),
    }
}

fn tell(said: &str, receipt: Option<&Receipt>) {
    output::line(said);
    output::receipt(receipt);
}

fn row(grant: &Grant, person: String) -> Vec<String> {
    let categories: Vec<&str> = grant.categories.iter().map(|each| each.as_str()).collect();
    let classes: Vec<&str> = grant.classes.iter().map(|each| each.as_str()).collect();
    let stands = match (grant.ended, grant.expires_at) {
        (Some(ended), _) => format!("ended {}", output::instant(ended)),
        (None, Some(until)) => format!("until {}", output::instant(until)),
        (None, None) => format!("asked for, {} days", grant.days),
    };
    vec![grant.id.to_string(), person, grant.purpose.to_string(), categories.join(" "), classes.join(" "), stands]
}
