//! Checking what devices sign.
//!
//! A device signs a context, which says what the signature is for, and then the bytes as it sends them. Ed25519 is checked
//! strictly (RFC 8032, and no point of small order: such a key would accept signatures that nobody made); P-256 as
//! ECDSA with SHA-256 over a signature of the fixed form `r ‖ s` (FIPS 186-5).

use bailee_model::{Error, KeyAlgorithm, Result, say};
use ed25519_dalek::{Signature as EdSignature, VerifyingKey as EdKey};
use p256::ecdsa::{Signature as P256Signature, VerifyingKey as P256Key, signature::Verifier as _};

/// Length of an uncompressed SEC 1 point of P-256.
const P256_POINT: usize = 65;
/// First byte of an uncompressed SEC 1 point.
const UNCOMPRESSED: u8 = 4;

/// A device's public key, known to be usable.
pub(crate) enum DeviceKey {
    Ed25519(EdKey),
    P256(P256Key),
}

impl DeviceKey {
    /// Reads a public key in the form of its [`KeyAlgorithm`].
    ///
    /// # Errors
    /// Bad input when the length is wrong, it is no point of the curve, or one of small order.
    pub(crate) fn read(algorithm: KeyAlgorithm, bytes: &[u8]) -> Result<Self> {
        match algorithm {
            KeyAlgorithm::Ed25519 => {
                let bytes = bytes.try_into().map_err(|_| unusable())?;
                let key = EdKey::from_bytes(bytes).map_err(|_| unusable())?;
                if key.is_weak() { Err(unusable()) } else { Ok(Self::Ed25519(key)) }
            }
            KeyAlgorithm::P256 => {
                if bytes.len() != P256_POINT || bytes.first() != Some(&UNCOMPRESSED) {
                    return Err(unusable());
                }
                P256Key::from_sec1_bytes(bytes).map(Self::P256).map_err(|_| unusable())
            }
        }
    }

    /// Whether this key signed these bytes in this context.
    pub(crate) fn signed(&self, context: &[u8], body: &[u8], signature: &[u8]) -> bool {
        let message = [context, body].concat();
        match self {
            Self::Ed25519(key) => EdSignature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(&message, &signature).is_ok()),
            Self::P256(key) => {
                P256Signature::from_slice(signature).is_ok_and(|signature| key.verify(&message, &signature).is_ok())
            }
        }
    }
}

fn unusable() -> Error {
    Error::bad_input(say!("This is not a public key that a device may have."))
        .hint(say!("Ed25519: 32 bytes (RFC 8032). P-256: the 65 bytes of an uncompressed point (SEC 1)."))
        .on_field("key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer as _, SigningKey as EdSigner};
    use p256::ecdsa::SigningKey as P256Signer;

    const HERE: &[u8] = b"context one\n";
    const THERE: &[u8] = b"context two\n";

    fn good_here_only(key: &DeviceKey, signature: &[u8]) {
        assert!(key.signed(HERE, b"body", signature));
        assert!(!key.signed(THERE, b"body", signature), "another context");
        assert!(!key.signed(HERE, b"bodY", signature), "other bytes");
        assert!(!key.signed(HERE, b"body", &signature[1..]), "too short");
        assert!(!key.signed(HERE, b"body", &[signature, &[0]].concat()), "too long");
        assert!(!key.signed(HERE, b"body", &[0; 64]), "nothing");
        let mut forged = signature.to_vec();
        forged[40] ^= 1;
        assert!(!key.signed(HERE, b"body", &forged), "one bit");
    }

    #[test]
    fn an_ed25519_signature_is_good_for_its_bytes_and_context() {
        let signer = EdSigner::from_bytes(&[7; 32]);
        let key = DeviceKey::read(KeyAlgorithm::Ed25519, signer.verifying_key().as_bytes()).expect("a key");
        good_here_only(&key, &signer.sign(&[HERE, b"body"].concat()).to_bytes());
    }

    #[test]
    fn a_p256_signature_is_good_for_its_bytes_and_context() {
        let signer = P256Signer::from_slice(&[7; 32]).expect("a scalar");
        let point = signer.verifying_key().to_sec1_point(false);
        let key = DeviceKey::read(KeyAlgorithm::P256, point.as_bytes()).expect("a key");
        let signature: P256Signature = signer.sign(&[HERE, b"body"].concat());
        good_here_only(&key, &signature.to_bytes());
        let der = signature.to_der();
        assert!(!key.signed(HERE, b"body", der.as_bytes()), "DER is another form");
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let order_four = [0; 32];
        for bytes in [&identity[..], &order_four[..], &[2; 31][..], &[2; 33][..], &[][..]] {
            assert!(DeviceKey::read(KeyAlgorithm::Ed25519, bytes).is_err(), "{bytes:?}");
        }
        let signer = P256Signer::from_slice(&[9; 32]).expect("a scalar");
        let compressed = signer.verifying_key().to_sec1_point(true);
        let mut off_curve = signer.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        off_curve[64] ^= 1;
        for bytes in [compressed.as_bytes(), &off_curve[..], &[4; 65][..], &[0][..], &[][..]] {
            assert!(DeviceKey::read(KeyAlgorithm::P256, bytes).is_err(), "{bytes:?}");
        }
    }
}
