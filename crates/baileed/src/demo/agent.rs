//! What `bailee device agent` is on a real machine: it answers the page's link on this computer and confirms the session
//! that shows the code. Here it stands for the laptops of all the demonstration's people.

use super::Cast;
use anyhow::Context as _;
use bailee_model::Result;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Where pages expect an agent.
const PORT: u16 = 47321;
/// A request line that is longer is nobody's.
const LONGEST: usize = 4096;
/// How often the laptops report.
const REPORT_EVERY: Duration = Duration::from_secs(4 * 3600);

/// Begins to answer; ends with the process.
///
/// # Errors
/// When something else answers on that port.
pub(crate) async fn answer(cast: Arc<Cast>, server: String) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", PORT))
        .await
        .with_context(|| format!("Something else answers on port {PORT} of this computer."))?;
    tokio::spawn(report(cast.clone()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (cast, server) = (cast.clone(), server.clone());
            tokio::spawn(async move {
                if let Err(error) = serve(stream, &cast, &server).await {
                    tracing::debug!(%error, "the agent could not answer");
                }
            });
        }
    });
    Ok(())
}

async fn report(cast: Arc<Cast>) {
    loop {
        tokio::time::sleep(REPORT_EVERY).await;
        if let Err(error) = cast.report().await {
            tracing::warn!(%error, "the made-up laptops could not report");
        }
    }
}

async fn serve(mut stream: TcpStream, cast: &Cast, server: &str) -> anyhow::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") && head.len() < LONGEST {
        let mut piece = [0; 1024];
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            break;
        }
        head.extend_from_slice(&piece[..read]);
    }
    let head = String::from_utf8_lossy(&head);
    let answer = match asked(&head) {
        Some((code, back)) => match confirm(cast, &code).await {
            Ok(()) => format!("HTTP/1.1 303 See Other\r\nLocation: {server}{back}\r\n"),
            Err(_) => format!("HTTP/1.1 303 See Other\r\nLocation: {server}/devices/confirm\r\n"),
        },
        None => "HTTP/1.1 404 Not Found\r\n".to_owned(),
    };
    let answer = format!("{answer}Content-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

/// The code and the way back, out of `GET /confirm?code=…&back=…` sent to this computer by name.
fn asked(head: &str) -> Option<(String, String)> {
    let mut lines = head.split("\r\n");
    let target = lines.next()?.strip_prefix("GET /confirm?")?.split(' ').next()?;
    let host = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    })?;
    if host != format!("127.0.0.1:{PORT}") && host != format!("localhost:{PORT}") {
        return None;
    }
    let mut code = None;
    let mut back = "/work".to_owned();
    for pair in target.split('&') {
        match pair.split_once('=')? {
            ("code", value) => code = Some(value.to_owned()),
            ("back", value) => back = plain(value)?,
            _ => return None,
        }
    }
    let inside = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    Some((code?, back)).filter(|_| inside)
}

/// Undoes percent-encoding, of ASCII only.
fn plain(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let digits: String = letters.by_ref().take(2).collect();
        let byte = u8::from_str_radix(&digits, 16).ok().filter(u8::is_ascii)?;
        out.push(char::from(byte));
    }
    Some(out)
}

async fn confirm(cast: &Cast, code: &str) -> Result<()> {
    let code: String = code.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    cast.confirm(&code).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_s_own_link_is_answered() {
        let get = |path: &str, host: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let local = "127.0.0.1:47321";
        let good = get("/confirm?code=ABCD-1234&back=%2Fengagements%2Feng_1", local);
        assert_eq!(asked(&good), Some(("ABCD-1234".to_owned(), "/engagements/eng_1".to_owned())));
        for (path, host) in [
            ("/confirm?code=A&back=%2F%2Fevil.example", local),
            ("/confirm?code=A&back=https:%2F%2Fevil.example", local),
            ("/confirm?code=A&back=%2Fa%0D%0Ab", local),
            ("/confirm?back=%2F", local),
            ("/other?code=A", local),
            ("/confirm?code=A&back=%2F", "evil.example"),
            ("/confirm?code=A&back=%2F%C3%A9", local),
        ] {
            assert_eq!(asked(&get(path, host)), None, "{path} {host}");
        }
    }
}
