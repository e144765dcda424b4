//! Sending files through a drop link, without any account: tus 1.0.0 from the other side.

use std::io;

use bailee_model::{Error, ErrorKind, Result, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::Stream;
use reqwest::{Body, Method, RequestBuilder, Response, StatusCode, Url, header};

use crate::{Server, problem};

const VERSION: &str = "1.0.0";
const BYTES: &str = "application/offset+octet-stream";

/// A drop link: whoever has its address may send files through it.
pub struct DropLink {
    server: Server,
    page: Url,
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many bytes are sealed: it goes on from there.
    pub offset: u64,
    /// How many there will be.
    pub length: u64,
}

impl DropLink {
    /// The link of this address, as in `https://bailee.example/drop/…`.
    ///
    /// # Errors
    /// As [`Server::at`], and when it is no drop link's address.
    pub fn at(address: &str, authority: Option<&[u8]>) -> Result<Self> {
        let wrong = || {
            Error::bad_input(say!("This is no address of a drop link."))
                .hint(say!("It reads https://bailee.example/drop/ and a long word."))
        };
        let page: Url = address.trim().parse().map_err(|_| wrong())?;
        let parts: Vec<&str> = page.path_segments().map(Iterator::collect).unwrap_or_default();
        if !matches!(parts[..], ["drop", token] if !token.is_empty())
            || page.query().is_some()
            || page.fragment().is_some()
        {
            return Err(wrong());
        }
        let mut root = page.clone();
        root.set_path("/");
        Ok(Self { server: Server::at(root.as_str(), authority)?, page })
    }

    /// Begins an upload, and gives the path under which it goes on: whoever knows it can.
    ///
    /// # Errors
    /// Not found when the link takes nothing; bad input when it does not take as much.
    pub async fn begin(&self, file_name: &str, length: u64) -> Result<String> {
        let request = self
            .request(Method::POST, &format!("{}/uploads", self.page.path()))
            .header("Upload-Length", length)
            .header("Upload-Metadata", format!("filename {}", STANDARD.encode(file_name)));
        let response = sent(request).await?;
        let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok());
        let url = place.and_then(|place| self.page.join(place).ok()).filter(|url| url.origin() == self.page.origin());
        url.map(|url| url.path().to_owned()).ok_or_else(unread)
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// Not found when it was given up, or its link takes nothing any more.
    pub async fn standing(&self, upload: &str) -> Result<Standing> {
        let response = sent(self.request(Method::HEAD, upload)).await?;
        Ok(Standing { offset: number(&response, "upload-offset")?, length: number(&response, "upload-length")? })
    }

    /// Sends bytes from this offset on, and gives the offset that is reached.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::Unavailable`] when the line breaks: what came before is kept. A conflict when the upload stands elsewhere.
    pub async fn send<S>(&self, upload: &str, offset: u64, bytes: u64, content: S) -> Result<u64>
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let request = self
            .request(Method::PATCH, upload)
            .header("Upload-Offset", offset)
            .header(header::CONTENT_TYPE, BYTES)
            .header(header::CONTENT_LENGTH, bytes)
            .body(Body::wrap_stream(content));
        number(&sent(request).await?, "upload-offset")
    }

    /// The receipt of an upload, as JSON; none while it is being put together.
    ///
    /// # Errors
    /// Those of the connection.
    pub async fn receipt(&self, upload: &str) -> Result<Option<Bytes>> {
        match sent(self.request(Method::GET, &format!("{upload}/receipt.json"))).await {
            Ok(response) => response.bytes().await.map(Some).map_err(problem::unread),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.page.clone();
        url.set_path(path);
        self.server.request(method, url).header("Tus-Resumable", VERSION)
    }
}

/// Sends a request; what is no success is an error, in the server's own sentence.
async fn sent(request: RequestBuilder) -> Result<Response> {
    let response = request.send().await.map_err(problem::unanswered)?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let (kind, said) = match status {
        StatusCode::NOT_FOUND => {
            (ErrorKind::NotFound, say!("There is no such link, it takes nothing any more, or the upload was given up."))
        }
        StatusCode::LOCKED => {
            (ErrorKind::Conflict, say!("The link takes nothing for the moment; what was sent so far is kept."))
        }
        StatusCode::CONFLICT => (ErrorKind::Conflict, say!("The upload stands elsewhere.")),
        StatusCode::PAYLOAD_TOO_LARGE => {
            (ErrorKind::BadInput, say!("The link does not take so much, or no more files."))
        }
        StatusCode::BAD_REQUEST => {
            (ErrorKind::BadInput, say!("The server does not take this file: it may be empty, or its name does not do."))
        }
        _ if status.is_server_error() => (ErrorKind::Unavailable, say!("The server could not do it now.")),
        _ => (ErrorKind::BadInput, say!("The server refused it.")),
    };
    Err(Error::new(kind, said))
}

fn number(response: &Response, name: &str) -> Result<u64> {
    response.headers().get(name).and_then(|value| value.to_str().ok()?.parse().ok()).ok_or_else(unread)
}

fn unread() -> Error {
    Error::internal("The server's answer does not read.").hint(say!("Is this the address of a Bailee server?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_of_a_drop_link_is_one() {
        assert!(DropLink::at("https://bailee.example/drop/abc", None).is_ok());
        for bad in [
            "https://bailee.example/drop/",
            "https://bailee.example/drop/a/b",
            "https://bailee.example/held",
            "http://bailee.example/drop/abc",
            "https://bailee.example/drop/abc?x=1",
            "drop/abc",
        ] {
            assert!(DropLink::at(bad, None).is_err(), "{bad}");
        }
    }
}
