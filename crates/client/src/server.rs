//! A server's address, and on what it is trusted.

use std::time::Duration;

use bailee_model::{DeviceId, Error, Result, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{
    Connection, Token, problem,
    reply::{Confirmed, Reported, Returned, SessionRequest, SignedIn},
};

const CONNECT: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// A Bailee server: where it is and who vouches for its certificate.
///
/// Only TLS is spoken, but to this very machine. Redirects are not followed: a token goes to the address it is for.
pub struct Server {
    http: Client,
    root: Url,
}

impl Server {
    /// The server at `address`, as in `https://bailee.example`.
    ///
    /// With an `authority` (certificates as PEM), nobody else vouches for the server; without one, those that this
    /// machine trusts do.
    ///
    /// # Errors
    /// When the address is no `https` address of a server, or the authority no certificate.
    pub fn at(address: &str, authority: Option<&[u8]>) -> Result<Self> {
        let root = root(address)?;
        let mut client = Client::builder()
            .user_agent(concat!("bailee/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .https_only(root.scheme() == "https")
            .connect_timeout(CONNECT)
            .tcp_keepalive(KEEP_ALIVE);
        if is_loopback(&root) {
            client = client.no_proxy();
        }
        if let Some(pem) = authority {
            client = client.tls_certs_only(certificates(pem)?);
        }
        let http =
            client.build().map_err(|error| Error::internal("No connection can be made from here.").because(error))?;
        Ok(Self { http, root })
    }

    /// The address without anything behind it.
    pub fn address(&self) -> &str {
        self.root.as_str().trim_end_matches('/')
    }

    /// Signs in with both factors.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`] when one of them is wrong, or too many attempts were.
    pub async fn sign_in(&self, email: &str, password: &str, code: &str) -> Result<SignedIn> {
        let body = json!({ "email": email, "password": password, "code": code });
        read(answer(self.request(Method::POST, self.url("/session")).json(&body)).await?).await
    }

    /// Asks for a session that its person allows in their browser, by the code that comes back. `name` is what this machine
    /// calls itself: the person reads it.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::Unavailable`] when it was asked for too often from here.
    pub async fn ask_session(&self, name: &str) -> Result<SessionRequest> {
        let url = self.url("/session/requests");
        read(answer(self.request(Method::POST, url).json(&json!({ "name": name }))).await?).await
    }

    /// Collects the session, once it was allowed; none while nobody has answered.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::SignIn`] when it was refused, `NotFound` when it is too late.
    pub async fn collect_session(&self, asked: &SessionRequest) -> Result<Option<SignedIn>> {
        let url = self.url(&format!("/session/requests/{}", asked.request));
        let body = json!({ "secret": asked.secret.expose() });
        let response = answer(self.request(Method::POST, url).json(&body)).await?;
        if response.status() == StatusCode::ACCEPTED { Ok(None) } else { read(response).await.map(Some) }
    }

    /// Hands in a posture report: the JSON text of a [`bailee_model::ReportBody`], and the device's signature over
    /// [`bailee_model::posture::REPORT_CONTEXT`] and that text. No session is needed: the signature says who speaks.
    ///
    /// # Errors
    /// When the server does not believe it, or does not answer.
    pub async fn report(&self, device: DeviceId, body: &str, signature: &[u8]) -> Result<Reported> {
        self.signed(device, "reports", body, signature).await
    }

    /// Confirms a session: the JSON text of a [`bailee_model::ConfirmBody`], and the device's signature over
    /// [`bailee_model::posture::CONFIRM_CONTEXT`] and that text.
    ///
    /// # Errors
    /// When the server does not believe it, the code is none of a session of the device's person, or nobody answers.
    pub async fn confirm(&self, device: DeviceId, body: &str, signature: &[u8]) -> Result<Confirmed> {
        self.signed(device, "confirmations", body, signature).await
    }

    /// Confirms that a checkout is destroyed: the JSON text of a [`bailee_model::ReturnBody`], and the device's signature over
    /// [`bailee_model::exits::RETURN_CONTEXT`] and that text. No session is needed.
    ///
    /// # Errors
    /// When the server does not believe it, or does not answer.
    pub async fn return_checkout(&self, device: DeviceId, body: &str, signature: &[u8]) -> Result<Returned> {
        self.signed(device, "returns", body, signature).await
    }

    async fn signed<T: DeserializeOwned>(
        &self,
        device: DeviceId,
        what: &str,
        body: &str,
        signature: &[u8],
    ) -> Result<T> {
        let url = self.url(&format!("/devices/{device}/{what}"));
        let body = json!({ "body": body, "signature": STANDARD.encode(signature) });
        read(answer(self.request(Method::POST, url).json(&body)).await?).await
    }

    /// A connection for the session that this token is the secret of.
    pub fn connect(self, token: Token) -> Connection {
        Connection::new(self, token)
    }

    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// The address of a path under `/api/v1`. Paths are made of words of ours and of identifiers, which need no escaping.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("/api/v1{path}"));
        url
    }
}

/// Sends a request; what is no success is an error.
pub(crate) async fn answer(request: RequestBuilder) -> Result<Response> {
    let response = request.send().await.map_err(problem::unanswered)?;
    if response.status().is_success() { Ok(response) } else { Err(problem::told(response).await) }
}

/// Reads a JSON answer.
pub(crate) async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    response.json().await.map_err(problem::unread)
}

/// A file on its way here.
pub struct Download(pub(crate) Response);

impl Download {
    /// The next bytes, until there are no more.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.0.chunk().await.map_err(problem::unanswered)
    }
}

fn root(address: &str) -> Result<Url> {
    let wrong = |why: &str| {
        Error::bad_input(say!("{why} ‘{address}’", why, address))
            .hint(say!("A server's address reads https://bailee.example or https://localhost:8443."))
    };
    let url: Url = address.parse().map_err(|_| wrong("This is no address:"))?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(wrong("Client data travels over https only:"));
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() || url.host().is_none() {
        return Err(wrong("Give the address of the server and nothing else:"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>> {
    match Certificate::from_pem_bundle(pem) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(Error::bad_input(say!("There is no certificate in the authority's file."))
            .hint(say!("It is the PEM file that the firm gave you, often called ca.pem."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> bool {
        root(address).is_err()
    }

    #[test]
    fn only_tls_is_spoken_but_to_this_very_machine() {
        for good in [
            "https://bailee.example",
            "https://10.0.0.4:8443",
            "http://localhost:8080",
            "http://127.0.0.1:1",
            "http://[::1]:8080",
        ] {
            assert!(!refused(good), "{good}");
        }
        for bad in [
            "http://bailee.example",
            "http://localhost.bailee.example",
            "http://10.0.0.4",
            "ftp://localhost",
            "bailee.example",
            "",
        ] {
            assert!(refused(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_carries_nothing_else() {
        for bad in [
            "https://oona:secret@bailee.example",
            "https://bailee.example/work",
            "https://bailee.example/?a=b",
            "https://bailee.example/#a",
        ] {
            assert!(refused(bad), "{bad}");
        }
    }

    #[test]
    fn an_authority_without_a_certificate_is_refused() {
        assert!(Server::at("https://bailee.example", Some(b"not a certificate")).is_err());
    }

    #[test]
    fn the_address_is_told_without_a_slash_at_its_end() {
        assert_eq!(Server::at("https://bailee.example/", None).unwrap().address(), "https://bailee.example");
    }
}
