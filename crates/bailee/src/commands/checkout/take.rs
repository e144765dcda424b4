//! `bailee checkout take`: the approved file arrives, sealed to a key that this machine makes for it.

use std::process::ExitCode;

use bailee_model::{CheckoutId, Clock as _, Error, ErrorKind, Result, SystemClock, TakeBody, exits::TAKE_CONTEXT, say};

use super::confirm;
use crate::{
    checkout::{Checkouts, Kept, make_key},
    device::{Enrolments, key},
    files, folder, output, session,
};

/// Take an approved checkout onto this machine
///
/// This machine makes a key for it alone, keeps that beside its own key, and signs what the file is to be sealed to. The
/// server asks for fresh factors: bailee step-up.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which one
    checkout: CheckoutId,
}

pub(crate) async fn run(Arguments { checkout }: Arguments) -> Result<ExitCode> {
    let connection = session::connect()?;
    let enrolments = Enrolments::read()?;
    let (address, enrolment) = enrolments.one(Some(connection.address()))?;
    let mut checkouts = Checkouts::read()?;
    if checkouts.one(checkout).is_ok() {
        return Err(Error::conflict(say!("This machine has it already."))
            .hint(say!("Open it (bailee checkout open), or return it (bailee checkout return).")));
    }
    let row = connection.checkout(checkout).await?;
    let (recipient, home) = make_key(checkout, enrolment.home)?;
    let kept = Kept {
        checkout,
        server: address.clone(),
        recipient: recipient.clone(),
        home,
        name: row.holding_name,
        until: row.expires_at,
        destroyed: None,
    };
    // Remembered before it is asked for: what breaks off can be returned all the same.
    checkouts.keep(kept.clone())?;
    let body = TakeBody { device: enrolment.device, checkout, recipient, at: SystemClock.now() };
    let text = serde_json::to_string(&body).map_err(|error| Error::internal("The wish is not JSON.").because(error))?;
    let signature = key::open(&address, enrolment.home)?.sign(TAKE_CONTEXT, text.as_bytes())?;
    let download = match connection.take_checkout(checkout, &text, &signature).await {
        Ok(download) => download,
        Err(error) => {
            // Refused, it never left; unanswered, nobody can tell, and it is kept to be returned.
            if error.kind() != ErrorKind::Unavailable {
                kept.destroy()?;
                checkouts.forget(checkout)?;
            }
            return Err(error);
        }
    };
    let path = kept.file()?;
    folder::make_private(&folder::place("checkouts")?)?;
    match files::save(&path, download).await {
        Ok(bytes) => {
            let until = kept.until.map(output::instant).unwrap_or_default();
            output::line(&format!("{}: {bytes} bytes, sealed to this machine. It must be back by {until}.", kept.name));
            output::line(&format!("Open it: bailee checkout open {checkout} -- PROGRAM {{}}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            // It has left as far as the register goes, and is of no use: returned at once.
            kept.destroy()?;
            confirm(&mut checkouts, &enrolments, &kept).await?;
            output::remark("It broke off on its way and was returned. Ask for it again.");
            Err(error)
        }
    }
}
