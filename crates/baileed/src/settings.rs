//! What is set for a server beside where its installation lies: how it is reached, how its mail leaves, who else vouches for
//! people, and how strict its measures are. A measure can only be tightened.

mod tools;

pub use tools::Tools;

use anyhow::Context as _;
use bailee_app::{LONGEST_WORK, Limits, MailConfig, ProviderConfig, Secret, SigningIn, Unit, parameter};
use clap::Args;
use std::path::PathBuf;

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
    /// A measure of the firm's promises made stricter, as in grant_days=7; may be given several times, in the environment
    /// separated by commas. The measures and their bounds are listed in docs/reference/parameters.md.
    #[arg(long = "measure", env = "BAILEE_MEASURES", value_name = "NAME=VALUE", value_delimiter = ',', value_parser = measure)]
    pub measures: Vec<(String, i64)>,
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

    /// The measures in force.
    ///
    /// # Errors
    /// When each may be set so, and working hours would still be too long.
    pub(crate) fn limits(&self) -> anyhow::Result<Limits> {
        let mut limits = Limits::default();
        for (name, value) in &self.measures {
            // What is not among the bounds was refused when it was read.
            let _ = limits.set(name, *value);
        }
        if let Some(step_up) = self.step_up.and_then(|age| i64::try_from(age).ok()) {
            limits.step_up_secs = limits.step_up_secs.min(step_up);
        }
        anyhow::ensure!(
            limits.allows_hours(),
            "Working hours from {}:00 to {}:00 UTC are not between 1 and {LONGEST_WORK} hours long: set work_begins and work_ends \
             together, as in --measure work_begins=11 --measure work_ends=3 for hours that go on past midnight.",
            limits.work_begins,
            limits.work_ends
        );
        Ok(limits)
    }
}

/// A measure as it is set, when there is one of this name and it may be set so.
fn measure(text: &str) -> Result<(String, i64), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "write it as name=value, as in grant_days=7".to_owned())?;
    let known = parameter(name.trim()).ok_or_else(|| format!("there is no measure ‘{}’", name.trim()))?;
    let value: i64 = value.trim().parse().map_err(|_| format!("{} is set as a whole number", known.name))?;
    if known.allows(value) {
        return Ok((known.name.to_owned(), value));
    }
    let (low, high) = known.bounds();
    if known.unit == Unit::Hour {
        return Err(format!("{} is an hour of the day in UTC, from {low} to {high}", known.name));
    }
    Err(format!(
        "{} may be set to {low} up to {high}: a firm can be stricter than {}, and not more lenient",
        known.name, known.default
    ))
}

fn read(file: &PathBuf) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} does not read.", file.display()))
}

fn secret(file: &PathBuf) -> anyhow::Result<Secret> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} does not read.", file.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_may_be_stricter_and_not_more_lenient() {
        assert_eq!(measure("grant_days=7"), Ok(("grant_days".to_owned(), 7)));
        assert_eq!(measure(" tool_notice_days = 60"), Ok(("tool_notice_days".to_owned(), 60)));
        for (text, said) in [
            ("grant_days=31", "grant_days may be set to 1 up to 30"),
            ("tool_notice_days=29", "30 up to 90"),
            ("grant_days", "name=value"),
            ("grant_weeks=1", "no measure ‘grant_weeks’"),
            ("grant_days=soon", "whole number"),
            ("work_ends=24", "work_ends is an hour of the day in UTC, from 0 to 23"),
        ] {
            let error = measure(text).expect_err("not allowed");
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_set_is_in_force() {
        let settings = Settings {
            measures: vec![("grant_days".to_owned(), 7), ("step_up_secs".to_owned(), 120)],
            step_up: Some(60),
            ..Settings::default()
        };
        let limits = settings.limits().expect("allowed");
        assert_eq!((limits.grant_days, limits.step_up_secs), (7, 60));
        assert_eq!(limits.lock_secs, Limits::default().lock_secs);
    }

    #[test]
    fn working_hours_go_past_midnight_and_are_not_too_long() {
        let of = |hours: &[(&str, i64)]| {
            let measures = hours.iter().map(|(name, hour)| ((*name).to_owned(), *hour)).collect();
            Settings { measures, ..Settings::default() }.limits()
        };
        let late = of(&[("work_ends", 3), ("work_begins", 11)]).expect("sixteen hours");
        assert_eq!((late.work_begins, late.work_ends), (11, 3));
        for hours in [&[("work_begins", 5)][..], &[("work_ends", 3)], &[("work_begins", 9), ("work_ends", 9)]] {
            let error = of(hours).expect_err("too long, or none").to_string();
            assert!(error.contains("set work_begins and work_ends together"), "{error}");
        }
    }
}
