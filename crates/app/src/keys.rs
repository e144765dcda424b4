//! The installation's own keys: what signs its logs and certificates, and what seals second factors.
//!
//! All are derived by HKDF-SHA-256 from one random secret in a file of its own, beside the vault's root and like it never in
//! a backup. Every log has a signing key of its own (invariant 10).

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf,
};
use bailee_model::{Error, Result, Rng, clock::random, entry::LogId, say};
use bailee_store::{Key, StoreKeys};
use bailee_vault::Vault;
use std::{io::Write as _, path::Path, sync::Arc};
use zeroize::Zeroizing;

const FILE: &str = "site.key";
const SALT: &[u8] = b"bailee site key v1";

/// The secret behind the installation's own keys.
pub struct SiteKeys(Zeroizing<[u8; 32]>);

struct Thirty2;

impl hkdf::KeyType for Thirty2 {
    fn len(&self) -> usize {
        32
    }
}

impl SiteKeys {
    /// Keys from this secret; for tests and for [`SiteKeys::open`].
    pub fn new(secret: [u8; 32]) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// Reads the secret from `folder`, or makes one the first time.
    ///
    /// # Errors
    /// When the file cannot be read or written, or does not hold 64 hexadecimal digits.
    pub fn open(folder: &Path, rng: &dyn Rng) -> Result<Self> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let text = Zeroizing::new(text);
                let mut secret = [0; 32];
                hex::decode_to_slice(text.trim(), &mut secret).map_err(|_| {
                    Error::corrupt(format!("{FILE} does not hold 64 hexadecimal digits."))
                        .hint(say!("Restore it from where you keep the root key."))
                })?;
                Ok(Self::new(secret))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let keys = Self::new(random(rng));
                write_private(&path, hex::encode(*keys.0).as_bytes())?;
                Ok(keys)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A key of its own for this use.
    pub(crate) fn derive(&self, usage: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = [usage.as_bytes()];
        hkdf::Salt::new(hkdf::HKDF_SHA256, SALT)
            .extract(self.0.as_slice())
            .expand(&info, Thirty2)
            .and_then(|okm| okm.fill(key.as_mut_slice()))
            .expect("32 bytes are within what HKDF-SHA-256 gives");
        key
    }

    fn site_details(&self) -> Key {
        Key::new(*self.derive("site details"))
    }

    fn log_seed(&self, log: LogId) -> Key {
        let usage = match log {
            LogId::Site => "log site".to_owned(),
            LogId::Engagement(engagement) => format!("log {engagement}"),
        };
        Key::new(*self.derive(&usage))
    }

    fn sign_in_key(&self) -> LessSafeKey {
        let key = self.derive("sign-in");
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_slice()).expect("32 bytes are an AES-256 key"))
    }

    /// Seals a person's second factor; `whose` is bound as associated data.
    pub(crate) fn seal(&self, whose: &str, plain: &[u8], rng: &dyn Rng) -> Result<Vec<u8>> {
        let nonce = random::<12>(rng);
        let mut out = plain.to_vec();
        self.sign_in_key()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(whose.as_bytes()), &mut out)
            .map_err(|_| Error::internal("A secret could not be sealed."))?;
        Ok([nonce.as_slice(), &out].concat())
    }

    /// Opens what [`SiteKeys::seal`] made.
    pub(crate) fn open_sealed(&self, whose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let broken =
            || Error::corrupt("A sealed secret does not open.").hint(say!("Ask the officer for a new enrolment."));
        let (nonce, body) = sealed.split_first_chunk::<12>().ok_or_else(broken)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .sign_in_key()
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(whose.as_bytes()), &mut body)
            .map_err(|_| broken())?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

/// Whole or not at all: a crash half way must not leave an empty key that blocks every start.
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What the store asks for: details' keys out of the vault, signing keys derived here.
pub struct LedgerKeys {
    site: Arc<SiteKeys>,
    vault: Arc<Vault>,
}

impl LedgerKeys {
    /// Puts the two together.
    pub fn new(site: Arc<SiteKeys>, vault: Arc<Vault>) -> Self {
        Self { site, vault }
    }
}

impl StoreKeys for LedgerKeys {
    fn detail_key(&self, log: LogId) -> Option<Key> {
        match log {
            LogId::Site => Some(self.site.site_details()),
            LogId::Engagement(engagement) => {
                self.vault.detail_key(engagement).ok().map(|key| Key::new(*key.as_bytes()))
            }
        }
    }

    fn signing_seed(&self, log: LogId) -> Option<Key> {
        Some(self.site.log_seed(log))
    }
}

/// The same without a vault, for what is about the site log alone and runs beside a server that has the vault open: details
/// of engagements read as erased, and cannot be written.
pub struct SiteLedgerKeys(Arc<SiteKeys>);

impl SiteLedgerKeys {
    /// The site's keys alone.
    pub fn new(site: Arc<SiteKeys>) -> Self {
        Self(site)
    }
}

impl StoreKeys for SiteLedgerKeys {
    fn detail_key(&self, log: LogId) -> Option<Key> {
        (log == LogId::Site).then(|| self.0.site_details())
    }

    fn signing_seed(&self, log: LogId) -> Option<Key> {
        Some(self.0.log_seed(log))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn a_sealed_factor_opens_for_its_owner_only() {
        let rng = SeededRng::new(5);
        let keys = SiteKeys::new([7; 32]);
        let sealed = keys.seal("per_a", b"secret", &rng).expect("seals");
        assert_eq!(keys.open_sealed("per_a", &sealed).expect("opens").as_slice(), b"secret");
        assert!(keys.open_sealed("per_b", &sealed).is_err());
        assert!(keys.open_sealed("per_a", &sealed[..10]).is_err());
        assert!(SiteKeys::new([8; 32]).open_sealed("per_a", &sealed).is_err());
    }

    #[test]
    fn every_use_has_a_key_of_its_own() {
        let keys = SiteKeys::new([7; 32]);
        assert_ne!(*keys.derive("log site"), *keys.derive("sign-in"));
        assert_eq!(*keys.derive("log site"), *keys.derive("log site"));
    }
}
