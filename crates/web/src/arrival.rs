//! From where a request comes: the address of the connection, what the browser or program calls itself, and whether the
//! browser was here before.

use crate::session;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request::Parts},
};
use bailee_app::Arrival;
use bailee_model::SessionKind;
use std::{convert::Infallible, net::SocketAddr};

/// From where somebody signs in.
pub(crate) struct Caller {
    address: String,
    agent: String,
    known: Option<String>,
}

impl Caller {
    /// The address of the connection; empty where it is not known.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// As the application wants it, for a session of this kind.
    pub(crate) fn arrives(self, kind: SessionKind) -> Arrival {
        Arrival { kind, name: self.agent, address: self.address, known: self.known }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self {
            address: connection.map(|ConnectInfo(address)| address.ip().to_string()).unwrap_or_default(),
            agent: agent.to_owned(),
            known: session::known(&parts.headers).map(str::to_owned),
        })
    }
}
