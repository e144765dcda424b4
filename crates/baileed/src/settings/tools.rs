//! What the firm's other tools are told, and read: audit events, webhooks, metrics, traces.

use super::{read, secret};
use anyhow::Context as _;
use bailee_app::feeds::{CollectorConfig, FeedsConfig, webhooks_of};
use clap::Args;
use std::{net::SocketAddr, path::PathBuf};

/// The firm's other tools.
#[derive(Args, Default)]
pub struct Tools {
    /// A file that every entry of every log is appended to, one line each, as OCSF events in JSON, for a collector to read.
    /// It may be moved away at any time; a new one is begun.
    #[arg(long, env = "BAILEE_SIEM_FILE", value_name = "FILE")]
    pub siem_file: Option<PathBuf>,
    /// Where the same lines are posted (application/x-ndjson): https://…, or http://… on this machine.
    #[arg(long, env = "BAILEE_SIEM_URL", value_name = "URL")]
    pub siem_url: Option<String>,
    /// A file with the bearer token that the collector wants.
    #[arg(long, env = "BAILEE_SIEM_TOKEN_FILE", value_name = "FILE", requires = "siem_url")]
    pub siem_token_file: Option<PathBuf>,
    /// A file that names webhooks, their events and their secrets, in TOML; docs/operating/tools.md shows one.
    #[arg(long, env = "BAILEE_WEBHOOKS", value_name = "FILE")]
    pub webhooks: Option<PathBuf>,
    /// A certificate authority in PEM to trust for the collector and for webhooks, instead of the system's.
    #[arg(long, env = "BAILEE_TOOLS_CA", value_name = "FILE")]
    pub tools_ca: Option<PathBuf>,
    /// Where Prometheus reads metrics, at /metrics: an address of this machine, as in 127.0.0.1:9464, since what is read
    /// there is neither encrypted nor asked who it is.
    #[arg(long, env = "BAILEE_METRICS", value_name = "ADDRESS:PORT", value_parser = loopback)]
    pub metrics: Option<SocketAddr>,
    /// Where traces go by OTLP over HTTP, without /v1/traces: https://…, or http://… on this machine.
    #[arg(long, env = "BAILEE_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
}

impl Tools {
    pub(crate) fn feeds(&self) -> anyhow::Result<FeedsConfig> {
        let token = self.siem_token_file.as_ref().map(secret).transpose()?;
        let webhooks = match &self.webhooks {
            Some(file) => webhooks_of(&secret(file)?).with_context(|| format!("{} is of no use.", file.display()))?,
            None => Vec::new(),
        };
        Ok(FeedsConfig {
            file: self.siem_file.clone(),
            collector: self.siem_url.clone().map(|url| CollectorConfig { url, token }),
            webhooks,
            authority: self.tools_ca.as_ref().map(read).transpose()?,
        })
    }
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| "write it as 127.0.0.1:9464".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("metrics are served in clear, so only on this machine, as in 127.0.0.1:9464; a proxy with a certificate can carry them further".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_stay_on_this_machine() {
        assert!(loopback("127.0.0.1:9464").is_ok() && loopback("[::1]:9464").is_ok());
        for bad in ["0.0.0.0:9464", "192.0.2.7:9464", "[::]:9464", "localhost", "9464"] {
            assert!(loopback(bad).is_err(), "{bad}");
        }
    }
}
