//! The connection to the firm's tools: encrypted, without redirects, and bounded in time.

use bailee_model::{Error, Result, Text, say};
use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect::Policy};
use std::{net::IpAddr, time::Duration};

/// How long a tool may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The client of all addresses. Cheap to clone.
#[derive(Clone)]
pub(super) struct Line(Client);

impl Line {
    pub(super) fn new(authority: Option<&[u8]>) -> Result<Self> {
        let broken = |error: reqwest::Error| {
            Error::bad_input(say!("The certificate authority of the tools that are told does not read."))
                .hint(say!("It is a file with certificates in PEM."))
                .because(error)
        };
        let mut builder = Client::builder().redirect(Policy::none()).timeout(PATIENCE);
        if let Some(authority) = authority {
            builder = builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(authority).map_err(broken)?);
        }
        builder.build().map(Self).map_err(broken)
    }

    pub(super) fn post(&self, to: &Url) -> RequestBuilder {
        self.0.post(to.clone())
    }
}

/// Sends, and says in a word why it was not taken. What the tool answers is not read.
pub(super) async fn send(request: RequestBuilder) -> Result<(), String> {
    match request.send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(refusal(answer.status())),
        Err(error) if error.is_timeout() => Err("timeout".to_owned()),
        Err(error) if error.is_builder() => Err("malformed".to_owned()),
        Err(_) => Err("no_connection".to_owned()),
    }
}

fn refusal(status: StatusCode) -> String {
    format!("http_{}", status.as_u16())
}

/// An address that may be spoken to: HTTPS, or a program on this machine.
pub(super) fn address(text: &str) -> Result<Url> {
    let bad = |why: Text| {
        Error::bad_input(say!("The address of a tool that is to be told is of no use: {why}.", why))
            .hint(say!("Write it as https://collector.firm.example/path; http:// only for a program on this machine."))
    };
    let url: Url = text.parse().map_err(|_| bad(say!("it does not read")))?;
    let host = url.host_str().ok_or_else(|| bad(say!("it names no machine")))?.trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        "http" => return Err(bad(say!("events would cross a network in clear"))),
        _ => return Err(bad(say!("it is neither https nor http"))),
    }
    if url.username().is_empty() && url.password().is_none() {
        Ok(url)
    } else {
        Err(bad(say!("a secret stands in it, where lists of processes show it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_crosses_a_network_in_clear() {
        for good in ["https://siem.firm.example/in", "http://127.0.0.1:4000/", "http://[::1]:1/", "http://localhost:9"]
        {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://siem.firm.example/",
            "ftp://x.example/",
            "siem",
            "https://me:secret@x.example/",
            "http://127.0.0.1.evil.example/",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
