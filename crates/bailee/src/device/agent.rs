//! The agent: reports every four hours, and confirms a browser's session when the server's page sends the browser here.
//!
//! A page of the server has a link to `http://127.0.0.1:47321/confirm?code=…&back=…`, with `referrerpolicy="origin"` on
//! it. The browser follows it, the agent vouches for the code with the device's key, and sends the browser back. Three
//! things keep other pages from using it: the request must name this machine as its host (a name that was rebound to it
//! does not), the page it comes from must be the server's (or any page could have whoever stole a password confirmed), and
//! the way back leads to the server and nowhere else.

mod answer;

use std::time::Duration;

use bailee_model::{Clock, Error, ErrorKind, Result, say};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{Enrolments, confirm::confirm, report};
use crate::output;
use answer::{Answer, Asked};

/// Where the agent listens; the server's pages link to it.
pub(crate) const PORT: u16 = 47321;
/// How often a report is made.
pub(crate) const EVERY_HOURS: u64 = 4;
/// The longest request that is read, in bytes.
const LONGEST: usize = 8 << 10;
/// How long a browser may take to say what it wants, or to take the answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the server may take to confirm.
const SERVER_PATIENCE: Duration = Duration::from_secs(30);

/// What stands between a browser and the device's key.
struct Gate<'a> {
    /// The server that the agent speaks to, and whose page the browser has to come from.
    server: &'a str,
    port: u16,
    clock: &'a dyn Clock,
}

/// Runs until it is stopped.
///
/// # Errors
/// When it cannot listen.
pub(crate) async fn run(server: Option<&str>, port: u16, clock: &dyn Clock) -> Result<()> {
    let (address, _) = Enrolments::read()?.one(server)?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        Error::conflict(say!("The agent cannot listen.")).hint(say!("Does it run already?")).because(error)
    })?;
    output::line(&format!("Listening on 127.0.0.1:{port} for {address}; reporting every {EVERY_HOURS} hours."));
    let gate = Gate { server: &address, port, clock };
    tokio::select! {
        () = reporting(&address, clock) => Ok(()),
        () = listening(&listener, &gate) => Ok(()),
    }
}

/// Reports now, and every four hours. A machine that slept reports when it wakes.
async fn reporting(address: &str, clock: &dyn Clock) {
    let mut due = interval(Duration::from_secs(EVERY_HOURS * 60 * 60));
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        report_once(address, clock).await;
    }
}

/// Answers browsers, one after the other.
async fn listening(listener: &TcpListener, gate: &Gate<'_>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => serve(stream, gate).await,
            // Too many open files, say: that passes, and must not be tried without a pause.
            Err(_) => tokio::time::sleep(PATIENCE).await,
        }
    }
}

/// Makes one report. That it failed is told, and the next one is tried at its time.
async fn report_once(address: &str, clock: &dyn Clock) {
    let made = async {
        let mut enrolments = Enrolments::read()?;
        let look = report::look(enrolments.of(address), clock.now()).await?;
        report::send(&mut enrolments, address, &look).await
    };
    match made.await {
        Ok(reported) => {
            let missing = reported.checks.iter().filter(|check| !check.met).count();
            output::line(&format!("{}  reported, {missing} checks not met", output::instant(reported.received_at)));
        }
        Err(error) => output::remark(&format!("{}  not reported: {error}", output::instant(clock.now()))),
    }
}

/// Answers one browser. Whatever goes wrong with it is its own trouble.
async fn serve(mut stream: TcpStream, gate: &Gate<'_>) {
    let answer = match timeout(PATIENCE, head(&mut stream)).await {
        Ok(Ok(Some(head))) => decide(&head, gate).await,
        _ => Answer::NotUnderstood,
    };
    let bytes = answer.to_bytes();
    let _ = timeout(PATIENCE, async {
        stream.write_all(&bytes).await?;
        stream.shutdown().await
    })
    .await;
}

async fn decide(head: &str, gate: &Gate<'_>) -> Answer {
    let Gate { server: address, port, clock } = *gate;
    let Asked { code, back } = match answer::read(head, address, port) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let enrolment = Enrolments::read().map(|all| all.of(address).cloned());
    let Ok(Some(enrolment)) = enrolment else {
        return Answer::NotConfirmed("This machine is not enrolled.".to_owned());
    };
    let now = output::instant(clock.now());
    let vouched = timeout(SERVER_PATIENCE, confirm(address, &enrolment, &code, clock.now())).await;
    match vouched.unwrap_or_else(|_| Err(Error::unavailable(say!("The server does not answer.")))) {
        Ok(_) => {
            output::line(&format!("{now}  confirmed a session"));
            Answer::Back(format!("{address}{back}"))
        }
        Err(error) => {
            output::remark(&format!("{now}  not confirmed: {error}"));
            // What the server says to this machine is no business of a page's.
            let said = match error.kind() {
                ErrorKind::Unavailable => "The server does not answer, or the key is locked.",
                _ => "The server did not take the code. Ask for another on its page.",
            };
            Answer::NotConfirmed(said.to_owned())
        }
    }
}

/// Reads the head of a request: none when it is too long, no text, or breaks off.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 1024];
    while bytes.len() < LONGEST {
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            bytes.truncate(end);
            return Ok(String::from_utf8(bytes).ok());
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::SystemClock;

    #[tokio::test]
    async fn a_head_ends_where_it_ends_or_is_none() {
        let whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody";
        assert_eq!(head(&mut whole.as_bytes()).await.unwrap().unwrap(), "GET / HTTP/1.1\r\nHost: a");
        assert_eq!(head(&mut &b"GET / HTTP/1.1\r\n"[..]).await.unwrap(), None);
        assert_eq!(head(&mut &vec![b'a'; LONGEST * 2][..]).await.unwrap(), None);
        assert_eq!(head(&mut &b"\xff\r\n\r\n"[..]).await.unwrap(), None);
    }

    /// What a browser gets that asks for something else, over a real socket.
    #[tokio::test]
    async fn nothing_else_is_answered() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let asking = async {
            let mut stream = TcpStream::connect(at).await.unwrap();
            stream.write_all(b"GET /confirm?code=A&back=/ HTTP/1.1\r\nHost: evil.example\r\n\r\n").await.unwrap();
            let mut said = String::new();
            stream.read_to_string(&mut said).await.unwrap();
            said
        };
        let serving = async {
            let (stream, _) = listener.accept().await.unwrap();
            serve(stream, &Gate { server: "https://bailee.example", port: PORT, clock: &SystemClock }).await;
        };
        let (said, ()) = tokio::join!(asking, serving);
        assert!(said.starts_with("HTTP/1.1 403 "), "{said}");
    }
}
