//! `bailee recipient`: the client's own key, which what goes back is sealed to.

use std::process::ExitCode;

use bailee_model::{EngagementId, Result};

use crate::{output, session};

/// Name, for the client, the key that what goes back is sealed to, or show it
///
/// Make one with age-keygen and keep its secret half to yourself: whoever has it opens everything that goes back, and without it
/// nobody does. It holds for all of the client's engagements, and the log of each says that it changed. The server asks for fresh
/// factors: bailee step-up.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Any engagement of the client's that is not closed
    engagement: EngagementId,

    /// The public half of an age key, age1…; without it, the one that is named now is shown
    #[arg(value_name = "KEY")]
    recipient: Option<String>,
}

pub(crate) async fn run(Arguments { engagement, recipient }: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let Some(recipient) = recipient else {
        let named = connection.engagement(engagement).await?.client.recipient;
        output::line(named.as_deref().unwrap_or("none"));
        return Ok(ExitCode::SUCCESS);
    };
    let done = connection.change_recipient(engagement, &recipient).await?;
    let named = done.value.recipient.unwrap_or_default();
    output::line(&format!("What goes back to {} is sealed to {named} from now on.", done.value.name));
    output::receipt(done.receipt.as_ref());
    Ok(ExitCode::SUCCESS)
}
