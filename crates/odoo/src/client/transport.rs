//! Bytes to and from the server.

use super::{
    Dialect, Options,
    call::{CallError, Repeat},
};
use crate::wire::{Body, Call, Param, Reply, json, xml};
use bailee_model::{Error, Result, say};
use bytes::Bytes;
use reqwest::{Certificate, Client, Url, header, redirect};
use serde_json::Value;
use std::{net::IpAddr, time::Duration};

/// A server that calls are sent to.
pub(super) struct Transport {
    client: Client,
    base: Url,
    host: String,
    attempts: u32,
    pause: Duration,
    max_reply: usize,
    timeout: Duration,
}

impl Transport {
    pub(super) fn new(url: &str, options: &Options) -> Result<Self> {
        let base = parse(url, options.allow_plain_http)?;
        let mut builder = Client::builder()
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("bailee/", env!("CARGO_PKG_VERSION")));
        if base.scheme() == "http" {
            builder = builder.no_proxy(); // the word given for the network between does not cover a proxy
        }
        if let Some(pem) = &options.extra_roots {
            let roots = Certificate::from_pem_bundle(pem).map_err(|error| {
                Error::bad_input(say!("The extra certificates are not in PEM."))
                    .hint(say!("Give a file of blocks that begin with -----BEGIN CERTIFICATE-----."))
                    .because(error)
            })?;
            builder = builder.tls_certs_merge(roots);
        }
        let client =
            builder.build().map_err(|error| Error::internal("The HTTP client could not be made.").because(error))?;
        let &Options { attempts, pause, max_reply, timeout, .. } = options;
        let host = host_and_port(&base);
        Ok(Self { client, base, host, attempts: attempts.max(1), pause, max_reply, timeout })
    }

    /// Host and port, for messages.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Makes a call, again if it may be made again.
    pub(super) async fn call(
        &self,
        dialect: Dialect,
        service: &str,
        method: &str,
        params: &[Param<'_>],
        repeat: Repeat,
    ) -> std::result::Result<Value, CallError> {
        let call = Call { service, method, params };
        let (path, kind, body) = match dialect {
            Dialect::Json => ("jsonrpc".to_owned(), "application/json", json::encode(&call)?),
            Dialect::Xml => (format!("xmlrpc/2/{service}"), "text/xml", xml::encode(&call)?),
        };
        let body = Bytes::from_owner(Overwritten(body));
        let mut left = self.attempts;
        let mut pause = self.pause;
        loop {
            left -= 1;
            match self.once(dialect, &path, kind, body.clone()).await {
                Err(error) if left > 0 && error.may_repeat(repeat) => {}
                result => return result,
            }
            tracing::debug!(left, "an Odoo call is tried again");
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    async fn once(
        &self,
        dialect: Dialect,
        path: &str,
        kind: &'static str,
        body: Bytes,
    ) -> std::result::Result<Value, CallError> {
        let url = self.base.join(path).map_err(|_| CallError::Status(404))?;
        let request = self.client.post(url).header(header::CONTENT_TYPE, kind).body(body);
        let mut response = request.send().await.map_err(|error| self.classify(error))?;
        if !response.status().is_success() {
            return Err(CallError::Status(response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.classify(error))? {
            if bytes.len() + chunk.len() > self.max_reply {
                return Err(CallError::TooLarge(self.max_reply));
            }
            bytes.extend_from_slice(&chunk);
        }
        let reply = match dialect {
            Dialect::Json => json::decode(&bytes)?,
            Dialect::Xml => xml::decode(&bytes)?,
        };
        match reply {
            Reply::Value(value) => Ok(value),
            Reply::Fault(fault) => Err(CallError::Fault(fault)),
        }
    }

    fn classify(&self, error: reqwest::Error) -> CallError {
        let error = error.without_url();
        if error.is_connect() {
            match mentions_certificate(&error) {
                true => CallError::Untrusted(error),
                false => CallError::Unsent(error),
            }
        } else if error.is_timeout() {
            CallError::TimedOut(self.timeout)
        } else {
            CallError::Lost(error)
        }
    }
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A request's bytes, overwritten when the HTTP client lets go of them.
struct Overwritten(Body);

impl AsRef<[u8]> for Overwritten {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Whether the trouble is the server's certificate; the TLS library says so only in words.
fn mentions_certificate(error: &dyn std::error::Error) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("certificate") {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether an address is one that Bailee would call: encrypted, unless on this machine, and without a secret in it.
///
/// # Errors
///
/// `BadInput` with what is wrong.
pub fn check_address(url: &str) -> Result<()> {
    parse(url, false).map(drop)
}

/// The address of a server, with a path that ends in `/`.
fn parse(url: &str, allow_plain_http: bool) -> Result<Url> {
    let bad = |message| Error::bad_input(message).hint(say!("Give an address like https://erp.client.example."));
    let mut base = Url::parse(url.trim()).map_err(|_| bad(say!("The address of the Odoo is not a web address.")))?;
    if !base.username().is_empty() || base.password().is_some() {
        return Err(bad(say!("The address of the Odoo carries a user or password, which would end up in records.")));
    }
    if base.query().is_some() || base.fragment().is_some() {
        return Err(bad(say!("The address of the Odoo has more to it than a path.")));
    }
    match base.scheme() {
        "https" => {}
        "http" if allow_plain_http || is_this_machine(&base) => {}
        "http" => {
            return Err(Error::bad_input(say!(
                "The address of the Odoo begins with http: the password and the data would travel unencrypted."
            ))
            .hint(say!(
                "Use https. Where the network between is trusted, the operator can allow http for this system."
            )));
        }
        _ => return Err(bad(say!("The address of the Odoo begins with neither https nor http."))),
    }
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    Ok(base)
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_refused_except_to_this_machine() {
        for url in
            ["https://erp.client.example", "http://127.0.0.1:8069", "http://[::1]:8069/", "http://localhost/odoo"]
        {
            assert!(parse(url, false).unwrap().path().ends_with('/'), "{url}");
        }
        let error = parse("http://erp.client.example", false).err().unwrap();
        assert!(error.to_string().contains("unencrypted"), "{error}");
        assert!(parse("http://erp.client.example", true).is_ok());
        assert!(parse("http://127.0.0.1.client.example", false).is_err());
    }

    #[test]
    fn addresses_that_are_none_are_refused_without_repeating_a_password() {
        for url in [
            "",
            "erp.client.example",
            "ftp://erp.client.example",
            "https://a:hunter2@erp.example",
            "https://e.example/?a=b",
        ] {
            let error = parse(url, false).err().unwrap();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn messages_name_host_and_port_only() {
        let transport = Transport::new("https://erp.client.example:8443/odoo", &Options::default()).unwrap();
        assert_eq!(transport.host(), "erp.client.example:8443");
    }
}
