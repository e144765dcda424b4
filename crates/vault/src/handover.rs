//! What leaves for a client is sealed with `age` to the client's recipient, so that they need nothing of ours to open it.
//!
//! The same recipients and identities serve the recovery kits. They are age's X25519 keys, as `age-keygen` makes them:
//! a recipient (`age1…`) is public, an identity (`AGE-SECRET-KEY-1…`) is secret. Format: age-encryption.org/v1
//! (C2SP age). Its file keys come from the operating system's generator inside the `age` crate.

mod derived;

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use age::secrecy::ExposeSecret;
use age::x25519;
use bailee_model::say;
use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Someone things are sealed to: an age recipient, public.
#[derive(Clone)]
pub struct Recipient(x25519::Recipient);

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            // Whoever pasted the secret half must not meet it again in a message or a log.
            let given = "AGE-SECRET-KEY-…".to_owned();
            return Err(Error::Recipient { given, reason: say!("this is the secret identity; never give that away") });
        }
        let refused = |reason| Error::Recipient { given: text.chars().take(24).collect(), reason };
        text.parse().map(Self).map_err(|_| {
            refused(match text.starts_with("age1") {
                true => say!("it is mistyped or cut short"),
                false => say!("it does not start with age1"),
            })
        })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Recipient {}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The secret half of a recipient. It has neither `Debug` nor `Clone`.
pub struct Identity(x25519::Identity);

impl Identity {
    /// A fresh identity, for demonstrations and tests; real ones are made by their owner with `age-keygen`.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Whom to seal to so that this identity opens it.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// The line that `age -i` reads. Secret.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Opens what was sealed to this identity's recipient, whole and in memory.
    ///
    /// # Errors
    /// [`Error::WrongIdentity`] when it was sealed to others, [`Error::Age`] when it is damaged.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        age::decrypt(&self.0, sealed).map(Zeroizing::new).map_err(told)
    }

    /// Opens a stream that was sealed to this identity's recipient, in constant memory. Each 64 KiB that it gives was
    /// authenticated; a stream that was cut short ends in an error.
    ///
    /// # Errors
    /// As [`open`](Self::open), for the head of the stream.
    pub fn open_stream<R: Read>(&self, sealed: R) -> Result<impl Read + use<R>> {
        let decryptor = age::Decryptor::new(sealed).map_err(told)?;
        decryptor.decrypt(std::iter::once(&self.0 as &dyn age::Identity)).map_err(told)
    }
}

fn told(error: age::DecryptError) -> Error {
    match error {
        age::DecryptError::NoMatchingKeys => Error::WrongIdentity,
        other => Error::Age(other.to_string()),
    }
}

impl FromStr for Identity {
    type Err = Error;

    /// Reads a single identity, or an identity file as `age-keygen` writes it, with its `#` comments.
    fn from_str(text: &str) -> Result<Self> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match (lines.next(), lines.next()) {
            (Some(line), None) => {
                line.parse().map(Self).map_err(|_| Error::Identity(say!("it is mistyped or cut short")))
            }
            (Some(_), Some(_)) => Err(Error::Identity(say!("there is more than one in the text"))),
            _ => Err(Error::Identity(say!("there is none in the text"))),
        }
    }
}

/// Seals a stream with `age` as its plaintext arrives; `out` grows by whole 64 KiB chunks.
pub struct AgeSealer {
    writer: age::stream::StreamWriter<Drain>,
    drain: Drain,
}

impl AgeSealer {
    /// Starts a stream that any of these recipients will be able to open.
    ///
    /// # Errors
    /// [`Error::Age`] without recipients.
    pub fn new(recipients: &[Recipient]) -> Result<Self> {
        let to = recipients.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(to).map_err(|error| Error::Age(error.to_string()))?;
        let drain = Drain::default();
        let writer = encryptor.wrap_output(drain.clone()).map_err(|error| Error::Age(error.to_string()))?;
        Ok(Self { writer, drain })
    }

    /// Takes the next chunk of plaintext and returns what could be sealed by now.
    ///
    /// # Errors
    /// [`Error::Age`]; the stream is then to be thrown away.
    pub fn push(&mut self, plain: &[u8]) -> Result<Bytes> {
        self.writer.write_all(plain).map_err(|error| Error::Age(error.to_string()))?;
        Ok(self.drain.take())
    }

    /// Seals the end. A stream that was never finished does not open.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(self) -> Result<Bytes> {
        self.writer.finish().map_err(|error| Error::Age(error.to_string()))?;
        Ok(self.drain.take())
    }
}

/// Where `age` writes to, and where we take from, since it gives its output back only at the end.
#[derive(Clone, Default)]
struct Drain(Arc<Mutex<Vec<u8>>>);

impl Drain {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Drain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Seals a stream of plaintext to recipients, in constant memory.
///
/// # Errors
/// [`Error::Age`] without recipients; the stream carries its own errors and those of `plain`.
pub fn seal_to<E>(
    recipients: &[Recipient],
    plain: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> Result<impl Stream<Item = Result<Bytes>> + Send + 'static>
where
    Error: From<E>,
    E: Send + 'static,
{
    let sealer = AgeSealer::new(recipients)?;
    Ok(stream::try_unfold((Some(sealer), plain.boxed()), |(sealer, mut plain)| async move {
        let Some(mut sealer) = sealer else { return Ok(None) };
        while let Some(chunk) = plain.next().await {
            let sealed = sealer.push(&chunk?)?;
            if !sealed.is_empty() {
                return Ok(Some((sealed, (Some(sealer), plain))));
            }
        }
        Ok(Some((sealer.finish()?, (None, plain))))
    }))
}

/// Seals bytes in memory to recipients.
///
/// # Errors
/// As [`AgeSealer`].
pub fn seal_bytes(recipients: &[Recipient], plain: &[u8]) -> Result<Vec<u8>> {
    let mut sealer = AgeSealer::new(recipients)?;
    let mut sealed = sealer.push(plain)?.to_vec();
    sealed.extend_from_slice(&sealer.finish()?);
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::TryStreamExt;

    #[test]
    fn what_is_sealed_to_a_client_opens_with_their_identity_alone() {
        let (client, other) = (Identity::generate(), Identity::generate());
        let sealed = seal_bytes(&[client.recipient()], b"the books").unwrap();
        assert_eq!(client.open(&sealed).unwrap().as_slice(), b"the books");
        assert!(matches!(other.open(&sealed), Err(Error::WrongIdentity)));
        assert!(matches!(client.open(&sealed[..sealed.len() - 1]), Err(Error::Age(_))));
    }

    #[tokio::test]
    async fn a_stream_is_sealed_as_it_comes() {
        let client = Identity::generate();
        let plain = stream::iter((0..40u8).map(|n| Ok::<_, Error>(Bytes::from(vec![n; 7_000]))));
        let sealed: Vec<Bytes> = seal_to(&[client.recipient()], plain).unwrap().try_collect().await.unwrap();
        assert!(sealed.len() > 3, "it must not wait for the end");
        let plain = client.open(&sealed.concat()).unwrap();
        assert_eq!(plain.len(), 280_000);
        assert_eq!(plain[279_999], 39);
    }

    #[test]
    fn recipients_and_identities_are_checked_with_a_reason() {
        let identity = Identity::generate();
        let text = identity.recipient().to_string();
        assert_eq!(text.parse::<Recipient>().unwrap(), identity.recipient());
        let told = |text: &str| text.parse::<Recipient>().unwrap_err().to_string();
        assert!(told("ssh-ed25519 AAAA").contains("does not start with age1"));
        assert!(told(&text[..40]).contains("mistyped or cut short"));
        let secret = identity.to_secret_text();
        assert!(told(&secret).contains("secret identity") && !told(&secret).contains(&secret[20..30]));
        assert!("".parse::<Identity>().is_err() && "AGE-SECRET-KEY-1X".parse::<Identity>().is_err());
        let file = format!("# created: today\n# public key: {text}\n{}\n", secret.as_str());
        assert_eq!(file.parse::<Identity>().unwrap().recipient().to_string(), text);
    }
}
