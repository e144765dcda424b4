//! How somebody shows who they are: a passkey, which is two factors in one, or a password and a time-based code; recovery
//! codes for when one is lost, the firm's identity provider where there is one, and the one-time codes that enrol.

pub(crate) mod ceremony;
pub(crate) mod guessing;
pub(crate) mod passkey;
pub mod password;
pub mod provider;
pub(crate) mod recovery;
mod secret;
pub mod totp;

pub use passkey::PasskeyOptions;
pub use secret::Secret;

use bailee_model::{Rng, clock::random};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A secret of 256 random bits as text that survives an address bar.
pub(crate) fn fresh_code(rng: &dyn Rng) -> String {
    URL_SAFE_NO_PAD.encode(random::<32>(rng))
}
