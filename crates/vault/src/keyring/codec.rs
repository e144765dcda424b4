//! The plain form of key files: fixed-width fields one after another, big endian, in memory that is wiped.
//!
//! It is written by hand because a general serialiser grows its buffer and leaves copies of the keys behind.

use zeroize::Zeroizing;

use super::secret::{KeyId, Secret};

/// Writes fields into a buffer that never moves.
pub(crate) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    /// `capacity` is what will be written at most; a larger text would be copied as the buffer grows.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(crate) fn number(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn id(&mut self, bytes: &[u8; 16]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn secret(&mut self, secret: &Secret) {
        self.0.extend_from_slice(secret.expose());
    }

    pub(crate) fn finish(self) -> Zeroizing<Vec<u8>> {
        self.0
    }
}

/// Reads fields; every method is `None` at a premature end.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Starts behind a line that names the file's format.
    pub(crate) fn after(format: &str, bytes: &'a [u8]) -> Option<Self> {
        bytes.strip_prefix(format.as_bytes()).map(Self)
    }

    pub(crate) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_be_bytes)
    }

    pub(crate) fn id(&mut self) -> Option<[u8; 16]> {
        self.take(16)?.try_into().ok()
    }

    pub(crate) fn key_id(&mut self) -> Option<KeyId> {
        self.id().map(KeyId::from_bytes)
    }

    pub(crate) fn secret(&mut self) -> Option<Secret> {
        Secret::from_slice(self.take(32)?)
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    /// `Some` only when nothing is left over.
    pub(crate) fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}
