//! A signed-in connection: one method for each route of the JSON API, by theme.
//!
//! Every method fails the same way: with the error that the server gave (kind, place, hint, clause), with
//! [`bailee_model::ErrorKind::Unavailable`] when it does not answer, or with `Internal` when its answer does not read.

mod custody;
mod devices;
mod engagements;
mod exits;
mod promises;
mod reviews;
mod sessions;
mod witness;
mod workbench;

use bailee_model::Result;
use reqwest::{Method, RequestBuilder, Url};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Server, Token,
    reply::Done,
    server::{answer, read},
};

pub use custody::Declared;
pub use devices::Enrolling;
pub use engagements::{EmergencyAsk, GrantAsk};
pub use sessions::TokenAsk;

/// A server, and the session that speaks to it.
pub struct Connection {
    server: Server,
    token: Token,
}

impl Connection {
    pub(crate) fn new(server: Server, token: Token) -> Self {
        Self { server, token }
    }

    /// The server's address.
    pub fn address(&self) -> &str {
        self.server.address()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_url(method, self.server.url(path))
    }

    fn request_url(&self, method: Method, url: Url) -> RequestBuilder {
        self.server.request(method, url).bearer_auth(self.token.expose())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        read(answer(self.request(Method::GET, path)).await?).await
    }

    async fn get_url<T: DeserializeOwned>(&self, url: Url) -> Result<T> {
        read(answer(self.request_url(Method::GET, url)).await?).await
    }

    async fn get_text(&self, path: &str) -> Result<String> {
        let response = answer(self.request(Method::GET, path)).await?;
        response.text().await.map_err(crate::problem::unread)
    }

    async fn send<T: DeserializeOwned>(&self, method: Method, path: &str, body: &impl Serialize) -> Result<T> {
        read(answer(self.request(method, path).json(body)).await?).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<Done<T>> {
        self.send(Method::POST, path, body).await
    }

    /// Asks for something to be done that needs no more words than its address.
    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str) -> Result<T> {
        read(answer(self.request(method, path)).await?).await
    }
}
