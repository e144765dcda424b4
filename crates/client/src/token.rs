//! The secret by which a server knows a session.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Visitor};
use zeroize::Zeroizing;

/// A session's secret. It has no `Debug`, no `Display` and no copy, and its memory is wiped when it goes.
pub struct Token(Zeroizing<String>);

impl Token {
    /// The secret itself, for the header of a request and for the file that keeps it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Token {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Token;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a session's token")
            }

            fn visit_str<E>(self, text: &str) -> Result<Token, E> {
                Ok(Token(Zeroizing::new(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Token, E> {
                Ok(Token(Zeroizing::new(text)))
            }
        }
        deserializer.deserialize_string(Text)
    }
}
