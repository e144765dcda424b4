//! `bailee device enrol`: make this machine known.

use std::collections::BTreeMap;
use std::process::ExitCode;

use bailee_client::Enrolling;
use bailee_model::posture::ENROL_CONTEXT;
use bailee_model::{DeviceOwner, DeviceState, Error, KeyHome, Result, SystemRng, say};

use crate::device::{Enrolment, Enrolments, key, own_name, report};
use crate::{output, session, words};

/// Make this machine known as a device of yours, with a key of its own
///
/// Needs fresh factors: sign in, or run bailee step-up, just before. The key is made here and stays here: in a TPM or in the
/// operating system's keyring, or, where there is neither, in a file that only you can read.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What you call it; without it, the machine's own name
    #[arg(long)]
    name: Option<String>,

    /// It is your own, and not the firm's: it needs an approval, which ends
    #[arg(long)]
    personal: bool,

    /// Where to keep the key; without it, the best there is
    #[arg(long, value_parser = words::home())]
    home: Option<KeyHome>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let (connection, authority) = session::connect_and_authority()?;
    let address = connection.address().to_owned();
    let mut enrolments = Enrolments::read()?;
    if let Some(already) = enrolments.of(&address)
        && connection.device(already.device).await.is_ok_and(|view| view.device.state != DeviceState::Revoked)
    {
        return Err(Error::conflict(say!(
            "This machine is enrolled there already, as {device}.",
            device = already.device
        ))
        .hint(say!(
            "To enrol it anew, revoke that one first: bailee device revoke {device}.",
            device = already.device
        )));
    }
    let os = report::os()?;
    let person = connection.who().await?.person.id;
    let (device_key, home) = key::make(&address, arguments.home, &SystemRng)?;
    let name = arguments.name.or_else(own_name).unwrap_or_else(|| os.to_string());
    let owner = if arguments.personal { DeviceOwner::Personal } else { DeviceOwner::Firm };
    let asked = async {
        let proof = device_key.sign(ENROL_CONTEXT, person.to_string().as_bytes())?;
        let (algorithm, key) = (device_key.algorithm(), device_key.public()?);
        connection.enrol_device(&Enrolling { name, os, owner, algorithm, home, key, proof }).await
    };
    let device = match asked.await {
        Ok(device) => device,
        Err(error) => {
            // A key that no server knows is of no use; the error that is told is the one that mattered.
            let _ = key::forget(&address, home);
            return Err(error);
        }
    };
    let waiting = BTreeMap::new();
    enrolments.keep(&address, Enrolment { device: device.id, person, home, authority, last_number: 0, waiting })?;
    output::line(&format!("Enrolled as {}, “{}”, at {address}.", device.id, device.name));
    output::line(kept(home));
    if device.state == DeviceState::Asked {
        output::line("It waits for an approval before it counts.");
    }
    output::remark("Next: bailee device report, and bailee device schedule to have that done every four hours.");
    Ok(ExitCode::SUCCESS)
}

fn kept(home: KeyHome) -> &'static str {
    match home {
        KeyHome::Tpm => "Its key is in this machine's TPM, and cannot leave it.",
        KeyHome::Keyring => "Its key is in your keyring.",
        KeyHome::File => {
            "Its key is in a file that only you can read, because no keyring is used: whoever reads your files can take it. \
             The server is told so."
        }
    }
}
