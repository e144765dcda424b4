//! The device's key, and where it lives: in a TPM, which it cannot leave; in the operating system's keyring; or, where
//! there is neither, in a private file. Each server knows this machine by a key of its own.

mod file;
mod keyring;
mod tpm;

use bailee_model::{Error, KeyAlgorithm, KeyHome, Result, Rng, clock::random, say};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// A key that can be used now.
pub(crate) enum DeviceKey {
    /// Its bytes are in memory while it is used (RFC 8032), and wiped afterwards.
    Ed25519(Box<SigningKey>),
    /// It is in a TPM.
    Tpm(tpm::TpmKey),
}

impl DeviceKey {
    /// How it signs.
    pub(crate) fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Ed25519(_) => KeyAlgorithm::Ed25519,
            Self::Tpm(_) => KeyAlgorithm::P256,
        }
    }

    /// The public key, in the form of [`KeyAlgorithm`].
    pub(crate) fn public(&self) -> Result<Vec<u8>> {
        match self {
            Self::Ed25519(key) => Ok(key.verifying_key().to_bytes().to_vec()),
            Self::Tpm(key) => key.public(),
        }
    }

    /// Signs a body in its context, so that a signature for one purpose never passes for another.
    pub(crate) fn sign(&self, context: &[u8], body: &[u8]) -> Result<Vec<u8>> {
        let message = [context, body].concat();
        match self {
            Self::Ed25519(key) => Ok(key.sign(&message).to_bytes().to_vec()),
            Self::Tpm(key) => key.sign(&message),
        }
    }
}

/// Makes a key for a server and keeps it in the best home there is, or in the one that is wanted. Says where it is.
///
/// # Errors
/// When the wanted home is not there, or nothing can be kept.
pub(crate) fn make(address: &str, wanted: Option<KeyHome>, rng: &dyn Rng) -> Result<(DeviceKey, KeyHome)> {
    match wanted {
        Some(KeyHome::Tpm) => return Ok((DeviceKey::Tpm(tpm::make(&name(address))?), KeyHome::Tpm)),
        None if tpm::there() => {
            if let Ok(key) = tpm::make(&name(address)) {
                return Ok((DeviceKey::Tpm(key), KeyHome::Tpm));
            }
        }
        _ => {}
    }
    let secret = Zeroizing::new(random::<32>(rng));
    let home = match wanted {
        Some(KeyHome::File) => KeyHome::File,
        Some(_) => {
            keyring::keep(&name(address), secret.as_slice())?;
            KeyHome::Keyring
        }
        None => match keyring::keep(&name(address), secret.as_slice()) {
            Ok(()) => KeyHome::Keyring,
            Err(_) => KeyHome::File,
        },
    };
    if home == KeyHome::File {
        file::keep(&name(address), secret.as_slice())?;
    }
    Ok((DeviceKey::Ed25519(Box::new(SigningKey::from_bytes(&secret))), home))
}

/// Opens the key that was made for a server.
///
/// # Errors
/// When it is not there any more, or its home is closed.
pub(crate) fn open(address: &str, home: KeyHome) -> Result<DeviceKey> {
    let name = name(address);
    let secret = match home {
        KeyHome::Tpm => return tpm::open(&name).map(DeviceKey::Tpm),
        KeyHome::Keyring => keyring::read(&name)?,
        KeyHome::File => file::read(&name)?,
    };
    let bytes: &[u8; 32] = secret.as_slice().try_into().map_err(|_| gone())?;
    Ok(DeviceKey::Ed25519(Box::new(SigningKey::from_bytes(bytes))))
}

/// Throws a key away.
///
/// # Errors
/// When its home is closed.
pub(crate) fn forget(address: &str, home: KeyHome) -> Result<()> {
    match home {
        KeyHome::Tpm => tpm::forget(&name(address)),
        KeyHome::Keyring => keyring::forget(&name(address)),
        KeyHome::File => file::forget(&name(address)),
    }
}

/// Keeps a secret beside the device's own key: in the keyring, or in a private file where the device's key is in one or the
/// keyring does not open. Says where it is.
///
/// # Errors
/// When nothing can be kept.
pub(crate) fn keep_secret(name: &str, secret: &[u8], device: KeyHome) -> Result<KeyHome> {
    if device != KeyHome::File && keyring::keep(name, secret).is_ok() {
        return Ok(KeyHome::Keyring);
    }
    file::keep(name, secret)?;
    Ok(KeyHome::File)
}

/// Reads such a secret.
///
/// # Errors
/// When it is not there any more, or its home is closed.
pub(crate) fn read_secret(name: &str, home: KeyHome) -> Result<Zeroizing<Vec<u8>>> {
    match home {
        KeyHome::File => file::read(name),
        KeyHome::Keyring | KeyHome::Tpm => keyring::read(name),
    }
}

/// Throws it away; nothing is said when it is not there.
///
/// # Errors
/// When its home is closed.
pub(crate) fn forget_secret(name: &str, home: KeyHome) -> Result<()> {
    match home {
        KeyHome::File => file::forget(name),
        KeyHome::Keyring | KeyHome::Tpm => keyring::forget(name),
    }
}

/// What the key for a server is called: addresses have characters that file names cannot.
fn name(address: &str) -> String {
    let digest = Sha256::digest(address.as_bytes());
    let letters: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("device-{letters}")
}

fn gone() -> Error {
    Error::bad_input(say!("This machine's key is not where it was kept.")).hint(say!(
        "Revoke the device and enrol again: bailee device list, bailee device revoke ID, bailee device enrol."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;
    use bailee_model::posture::{CONFIRM_CONTEXT, REPORT_CONTEXT};
    use ed25519_dalek::{Signature, VerifyingKey};

    #[test]
    fn a_signature_is_good_in_its_context_and_in_no_other() {
        let secret = random::<32>(&SeededRng::new(3));
        let key = DeviceKey::Ed25519(Box::new(SigningKey::from_bytes(&secret)));
        let public = VerifyingKey::from_bytes(key.public().unwrap().as_slice().try_into().unwrap()).unwrap();
        let signature = Signature::from_slice(&key.sign(REPORT_CONTEXT, b"{}").unwrap()).unwrap();
        assert!(public.verify_strict(&[REPORT_CONTEXT, b"{}"].concat(), &signature).is_ok());
        assert!(public.verify_strict(&[CONFIRM_CONTEXT, b"{}"].concat(), &signature).is_err());
        assert_eq!(key.algorithm(), KeyAlgorithm::Ed25519);
    }

    #[test]
    fn each_server_knows_this_machine_by_another_key() {
        assert_ne!(name("https://bailee.example"), name("https://bailee.example:8443"));
        assert!(name("https://bailee.example/../x").bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    }
}
