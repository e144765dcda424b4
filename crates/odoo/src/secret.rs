//! A password or API key on its way into a request.

use zeroize::Zeroizing;

/// A password or API key. It has no `Debug`, cannot be copied, and is overwritten when dropped; only the codecs of this
/// crate read it.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the secret over; the caller keeps no copy.
    pub fn new(secret: impl Into<Zeroizing<String>>) -> Self {
        Self(secret.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}
