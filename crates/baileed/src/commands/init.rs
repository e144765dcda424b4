//! `baileed init`.

use crate::{
    installation::{Installation, Place},
    output::line,
    settings::Settings,
    tls,
};
use anyhow::Context as _;
use bailee_app::actions::{FoundFirmAsk, found_firm};
use bailee_model::SystemClock;
use bailee_vault::Recipient;
use clap::Args;
use std::sync::Arc;

/// Make an installation: keys, database, certificate authority, the firm and its officer.
#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    place: Place,
    /// The firm's name, as clients read it.
    #[arg(long)]
    firm: String,
    /// Where questions go, as an e-mail address.
    #[arg(long)]
    contact: String,
    /// The name that the server answers to, as in bailee.firm.example.
    #[arg(long)]
    domain: String,
    /// The security officer's name.
    #[arg(long)]
    officer: String,
    /// The security officer's e-mail address, to sign in with.
    #[arg(long)]
    email: String,
    /// The language of the officer's pages: en or fr.
    #[arg(long, default_value = "en")]
    language: String,
    /// Somebody who can open recovery kits, as an age recipient (age1…): at least two, each kept by another person away
    /// from the server.
    #[arg(long = "recipient", value_name = "AGE1…", required = true, num_args = 1)]
    recipients: Vec<String>,
}

impl Init {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let recipients = self.recipients.iter().map(|text| text.parse()).collect::<Result<Vec<Recipient>, _>>()?;
        let clock = Arc::new(SystemClock);
        let installation = Installation::create(&self.place, &Settings::default(), recipients, clock).await?;
        let names = vec![self.domain.clone(), "localhost".to_owned()];
        tls::ensure(&self.place.tls(), &names)?;
        let ask = FoundFirmAsk {
            name: self.firm,
            contact: self.contact,
            domain: self.domain.clone(),
            officer_name: self.officer,
            officer_email: self.email,
            language: self.language,
        };
        let invitation = found_firm(&installation.app, ask).await?;
        let kit = installation.write_kit().await.context("The first recovery kit could not be written.")?;
        line(format!("The installation stands in {}.", self.place.data.display()));
        line(format!("Recovery kit: {}", kit.display()));
        line(
            "  Let each keeper copy it away, and try it once: baileed kit try. Until then nothing is taken into custody.",
        );
        line(format!(
            "Enrolment of {}, once, until {}:",
            invitation.person.name,
            invitation.until.strftime("%Y-%m-%d %H:%M UTC")
        ));
        line(format!("  https://{}:8443/enrol?invitation={}", self.domain, invitation.code));
        line(format!(
            "Trust {} in browsers, or serve with --cert and --key of your own.",
            self.place.tls().join("ca.pem").display()
        ));
        Ok(())
    }
}
