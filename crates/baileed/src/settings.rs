//! What is set for a server beside where its installation lies: how it is reached, how its mail leaves, who else vouches for
//! people, and how strict its measures are. A measure can only be tightened.

use anyhow::Context as _;
use bailee_app::{Limits, MailConfig, ProviderConfig, Secret, SigningIn};
use clap::Args;
use std::{path::PathBuf, time::Duration};

/// How a server behaves.
#[derive(Args, Default)]
pub struct Settings {
    /// Where browsers find this server, as in https://bailee.firm.example; passkeys are bound to it. Without it, https://
    /// and the firm's domain.
    #[arg(long, env = "BAILEE_ORIGIN", value_name = "URL")]
    pub origin: Option<String>,
    /// The mail server: smtps://user:password@host, or smtp://… with STARTTLS. Best given in the environment.
    #[arg(long, env = "BAILEE_SMTP_URL", value_name = "URL", hide_env_values = true, requires = "mail_from")]
    pub smtp: Option<String>,
    /// From whom mail comes, as in 'Bailee <bailee@firm.example>'.
    #[arg(long, env = "BAILEE_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// A certificate authority in PEM to trust for the mail server, beside the system's.
    #[arg(long, env = "BAILEE_SMTP_CA", value_name = "FILE", requires = "smtp")]
    pub smtp_ca: Option<PathBuf>,
    /// The firm's identity provider (OpenID Connect), by its issuer.
    #[arg(long, env = "BAILEE_PROVIDER", value_name = "URL", requires_all = ["provider_client", "provider_secret_file"])]
    pub provider: Option<String>,
    /// What the provider calls Bailee.
    #[arg(long, env = "BAILEE_PROVIDER_CLIENT", value_name = "ID")]
    pub provider_client: Option<String>,
    /// A file with the secret that was agreed with the provider.
    #[arg(long, env = "BAILEE_PROVIDER_SECRET_FILE", value_name = "FILE")]
    pub provider_secret_file: Option<PathBuf>,
    /// What the provider says (acr) when somebody showed it two factors; may be given several times. Without any, a local
    /// factor is always asked for as well.
    #[arg(long = "provider-acr", value_name = "CLASS")]
    pub provider_acr: Vec<String>,
    /// A certificate authority in PEM to trust for the provider, beside the system's.
    #[arg(long, env = "BAILEE_PROVIDER_CA", value_name = "FILE", requires = "provider")]
    pub provider_ca: Option<PathBuf>,
    /// How long factors count as shown afresh, in seconds: at most 300.
    #[arg(long, env = "BAILEE_STEP_UP", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=300))]
    pub step_up: Option<u64>,
}

impl Settings {
    pub(crate) fn signing_in(&self) -> anyhow::Result<SigningIn> {
        let provider = match (&self.provider, &self.provider_client, &self.provider_secret_file) {
            (Some(issuer), Some(client), Some(file)) => Some(ProviderConfig {
                issuer: issuer.clone(),
                client_id: client.clone(),
                client_secret: secret(file)?,
                two_factor_acr: self.provider_acr.clone(),
                authority: self.provider_ca.as_ref().map(read).transpose()?,
            }),
            _ => None,
        };
        Ok(SigningIn { origin: self.origin.clone(), provider })
    }

    pub(crate) fn mail(&self) -> anyhow::Result<Option<MailConfig>> {
        let (Some(url), Some(from)) = (&self.smtp, &self.mail_from) else { return Ok(None) };
        let authority = self.smtp_ca.as_ref().map(read).transpose()?;
        Ok(Some(MailConfig { url: url.as_str().into(), from: from.clone(), authority }))
    }

    pub(crate) fn limits(&self) -> Limits {
        let strictest = Limits::default();
        let step_up = self.step_up.map(Duration::from_secs).and_then(|age| i64::try_from(age.as_secs()).ok());
        Limits { step_up_secs: step_up.unwrap_or(strictest.step_up_secs), ..strictest }
    }
}

fn read(file: &PathBuf) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} does not read.", file.display()))
}

fn secret(file: &PathBuf) -> anyhow::Result<Secret> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} does not read.", file.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}
