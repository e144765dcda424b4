//! The two factors: a password and a time-based code, and the one-time codes that let somebody enrol them.

pub mod password;
pub mod totp;

use bailee_model::{Rng, clock::random};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A secret of 256 random bits as text that survives an address bar.
pub(crate) fn fresh_code(rng: &dyn Rng) -> String {
    URL_SAFE_NO_PAD.encode(random::<32>(rng))
}
