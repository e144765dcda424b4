//! Sending messages: over SMTP (RFC 5321), to a server that the firm names.
//!
//! A message tells that something waits, and where. It carries no data, no client's name and no secret, and no link in it
//! changes anything (clause S4.3). It goes out encrypted, or not at all: only a server on the same machine may be spoken to
//! in clear. Without a server messages wait, and the officer's page says so.

mod texts;

pub use texts::letter;

use crate::factors::Secret;
use bailee_model::{Error, Firm, Mail, Person, Result, Text, say};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use reqwest::Url;
use std::{net::IpAddr, time::Duration};

/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// RFC 3834: a machine wrote this, so that no other machine answers it.
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// How messages leave.
pub struct MailConfig {
    /// The server: `smtps://user:password@mail.example` for TLS from the first byte (RFC 8314), `smtp://…` for STARTTLS
    /// (RFC 3207), which is required unless the server is on this machine. There, `?tls=required` asks for it all the same.
    pub url: Secret,
    /// From whom, as in `Bailee <bailee@firm.example>`.
    pub from: String,
    /// A certificate authority in PEM to trust beside those of the system, for a mail server of the firm's own.
    pub authority: Option<Vec<u8>>,
}

/// Carries messages to the firm's mail server.
pub struct Postman {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a message did not leave. Its words are kept with the message, and say nothing of what it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// `unreachable`, `timeout`, `encryption`, `sign_in`, `later`, `refused` or `malformed`, with the server's code behind it.
    pub(crate) word: String,
    /// Whether trying again is of no use.
    pub(crate) for_good: bool,
    /// Whether the server itself is in trouble, so that other messages fare no better now.
    pub(crate) of_server: bool,
}

impl Postman {
    /// Somebody who carries messages as configured. Nothing is sent yet, nor connected to.
    ///
    /// # Errors
    /// When the address of the server or of the sender does not read, or the server would be spoken to in clear over a
    /// network.
    pub fn new(config: &MailConfig) -> Result<Self> {
        let from: Mailbox = config.from.parse().map_err(|error| {
            Error::bad_input(say!("The sender of mail is not an address."))
                .hint(say!("Write it as ‘Bailee <bailee@firm.example>’."))
                .because(error)
        })?;
        let url: Url = config.url.expose().parse().map_err(|_| bad_url(say!("It is not an address.")))?;
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| bad_url(say!("It names no server.")))?;
        let host = host.trim_matches(['[', ']']);
        let (tls, port) = encryption(&url, host, config.authority.as_deref())?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(from.email.domain().to_owned()));
        if let Some(password) = url.password() {
            builder = builder.credentials(Credentials::new(decoded(url.username())?, decoded(password)?));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Hands one message to the server. When this succeeds the server has taken it.
    pub(crate) async fn send(&self, mail: &Mail, to: &Person, firm: &Firm, origin: &str) -> Result<(), Trouble> {
        let message = self.message(mail, to, firm, origin).map_err(|_| Trouble::new("malformed", true, false))?;
        self.transport.send(message).await.map(drop).map_err(|error| Trouble::of(&error))
    }

    fn message(&self, mail: &Mail, to: &Person, firm: &Firm, origin: &str) -> Result<Message, lettre::error::Error> {
        let letter = letter(mail.kind, &to.language, firm, &to.name, &format!("{origin}{}", mail.path));
        let address = to.email.parse().map_err(|_| lettre::error::Error::MissingTo)?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(to.name.clone()), address))
            .subject(letter.subject)
            // The same message sent twice has the same name, so that readers show it once.
            .message_id(Some(format!("<{}@{}>", mail.id, firm.domain)))
            .date(mail.since.into())
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body)
    }
}

impl Trouble {
    fn new(word: impl Into<String>, for_good: bool, of_server: bool) -> Self {
        Self { word: word.into(), for_good, of_server }
    }

    fn of(error: &lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(|code| code.to_string()).unwrap_or_default();
        match code.as_str() {
            // What the server says of us, not of the message: it may be put right without the message changing.
            "421" | "454" | "530" | "534" | "535" | "538" => Self::new(format!("sign_in {code}"), false, true),
            _ if error.is_permanent() => Self::new(format!("refused {code}"), true, false),
            _ if error.is_transient() => Self::new(format!("later {code}"), false, false),
            _ if error.is_timeout() => Self::new("timeout", false, true),
            _ if error.is_tls() || error.is_client() || is_handshake(error) => Self::new("encryption", false, true),
            _ => Self::new("unreachable", false, true),
        }
    }
}

/// Whether TLS was offered and did not come about: a certificate that nobody vouches for, most often.
fn is_handshake(error: &lettre::transport::smtp::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.downcast_ref::<std::io::Error>().is_some_and(|cause| cause.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        source = cause.source();
    }
    false
}

/// How to speak to a server, and at which port when none is named.
fn encryption(url: &Url, host: &str, authority: Option<&[u8]>) -> Result<(Tls, u16)> {
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let wish = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), wish.as_deref()) {
        ("smtps", None) => Ok((Tls::Wrapper(trust(host, authority)?), 465)),
        ("smtp", None) if here => Ok((Tls::None, 25)),
        ("smtp", None | Some("required")) => Ok((Tls::Required(trust(host, authority)?), 587)),
        ("smtp" | "smtps", Some(_)) => Err(bad_url(say!("Mail leaves this machine encrypted or not at all."))),
        _ => Err(bad_url(say!("It begins with neither smtp:// nor smtps://."))),
    }
}

fn trust(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters> {
    let bad = |error| Error::bad_input(say!("The mail server’s certificate authority does not read.")).because(error);
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(bad)?);
    }
    builder.build().map_err(bad)
}

/// Never with the address itself: a password may be in it.
fn bad_url(why: Text) -> Error {
    Error::bad_input(say!("The mail server’s address cannot be used. {why}", why))
        .hint(say!("Write it as smtps://user:password@mail.example, or smtp://… for STARTTLS."))
}

/// A part of an address without its percent-encoding.
fn decoded(part: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let plain = match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|each| char::from(each).to_digit(16));
                digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
            }
            other => Some(other),
        };
        bytes.push(plain.ok_or_else(|| bad_url(say!("Its user or password is not encoded.")))?);
    }
    String::from_utf8(bytes).map_err(|_| bad_url(say!("Its user or password is not UTF-8.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> MailConfig {
        MailConfig { url: url.into(), from: "Bailee <bailee@quillbridge.example>".to_owned(), authority: None }
    }

    #[test]
    fn over_a_network_only_what_is_encrypted_is_spoken() {
        let tls = |url: &str| {
            let url: Url = url.parse().expect("an address");
            let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
            encryption(&url, &host, None)
        };
        assert!(matches!(tls("smtp://mail.example"), Ok((Tls::Required(_), 587))));
        assert!(matches!(tls("smtps://mail.example"), Ok((Tls::Wrapper(_), 465))));
        assert!(matches!(tls("smtp://127.0.0.1:2525"), Ok((Tls::None, _))));
        assert!(matches!(tls("smtp://[::1]:2525"), Ok((Tls::None, _))));
        assert!(matches!(tls("smtp://localhost?tls=required"), Ok((Tls::Required(_), _))));
        for bad in ["smtp://mail.example?tls=none", "smtp://mail.example?tls=opportunistic", "http://mail.example"] {
            assert!(tls(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_without_its_password() {
        for bad in ["smtp://u:hush@mail.example?tls=none", "mail.example:hush", "smtp://u:%zzhush@mail.example"] {
            let error = Postman::new(&config(bad)).err().expect(bad);
            assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        }
        assert!(Postman::new(&MailConfig { from: "nobody".to_owned(), ..config("smtps://mail.example") }).is_err());
    }

    #[test]
    fn a_password_may_have_any_letter() {
        assert_eq!(decoded("caf%C3%A9%3A%40").expect("encoded"), "café:@");
        assert!(decoded("%c3").is_err() && decoded("%4").is_err());
    }
}
