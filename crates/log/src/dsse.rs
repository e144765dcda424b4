//! A signed envelope around a statement: DSSE 1.0.2 with ECDSA over P-256.
//!
//! The certificate is signed by the firm apart from the log, with a kind of key and an envelope that common tools
//! (cosign, in-toto) can check too: the signature is ASN.1 DER, as Sigstore writes it. Because ECDSA as usually accepted
//! gives every signature a twin, only the one with the low s and the shortest encoding is accepted here; our own
//! signatures are deterministic (RFC 6979).

use std::fmt;

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use serde::{Deserialize, Serialize};

use crate::merkle::Hash;
use crate::{Error, Result, json, text};

const WHAT: &str = "DSSE envelope";
const KEY: &str = "certifier key";

/// The bytes that DSSE signs: type and payload, each behind its length ("pre-authentication encoding").
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

/// The firm's key for certificates. Wiped from memory when dropped.
pub struct CertifierKey(SigningKey);

impl CertifierKey {
    /// Makes the key from its 32 secret bytes, a big-endian number.
    ///
    /// # Errors
    /// [`Error::Format`] when the number is 0 or not below the curve's order; of random bytes, fewer than one in 2³² are.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self> {
        SigningKey::from_slice(scalar)
            .map(Self)
            .map_err(|_| Error::format(KEY, "these 32 bytes are not a key of P-256: draw others"))
    }

    /// The public half, as a policy file names it.
    pub fn public(&self) -> CertifierPublicKey {
        CertifierPublicKey(*self.0.verifying_key())
    }

    /// Signs a payload.
    pub fn sign(&self, payload_type: &str, payload: Vec<u8>) -> Envelope {
        let signature: Signature = self.0.sign(&pae(payload_type, &payload));
        let signature = signature.normalize_s().to_der().as_bytes().to_vec();
        Envelope { payload_type: payload_type.to_owned(), payload, key_id: self.public().key_id(), signature }
    }
}

/// A key that checks certificates.
#[derive(Clone, PartialEq, Eq)]
pub struct CertifierPublicKey(VerifyingKey);

impl CertifierPublicKey {
    /// Reads base64 of the DER SubjectPublicKeyInfo: a PEM file without frame and line breaks.
    ///
    /// # Errors
    /// [`Error::Format`] when it is not exactly that.
    pub fn from_base64(encoded: &str) -> Result<Self> {
        let wrong = || Error::format(KEY, "expected base64 of a P-256 public key (DER SubjectPublicKeyInfo)");
        let der = text::from_base64(encoded).ok_or_else(wrong)?;
        let key = Self(VerifyingKey::from_public_key_der(&der).map_err(|_| wrong())?);
        if key.der() == der { Ok(key) } else { Err(wrong()) }
    }

    /// The key's id in an envelope: SHA-256 of its DER SubjectPublicKeyInfo.
    pub fn key_id(&self) -> Hash {
        Hash::of(&self.der())
    }

    /// The key as a PEM file, for `cosign` and `openssl`.
    pub fn to_pem(&self) -> String {
        let encoded = self.to_string();
        let (first, second) = encoded.split_at(64);
        format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n")
    }

    fn der(&self) -> Vec<u8> {
        self.0.to_public_key_der().map(|document| document.into_vec()).unwrap_or_default()
    }
}

impl fmt::Display for CertifierPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::base64(&self.der()))
    }
}

impl fmt::Debug for CertifierPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertifierPublicKey({self})")
    }
}

/// A payload, its type, and one signature. DSSE allows several; a certificate has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What the payload is, as a media type.
    pub payload_type: String,
    /// The signed bytes.
    pub payload: Vec<u8>,
    /// The id of the key that signed: a hint in DSSE, checked here.
    pub key_id: Hash,
    /// The ECDSA signature in ASN.1 DER.
    pub signature: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Wire {
    payload: String,
    payload_type: String,
    signatures: [WireSignature; 1],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignature {
    keyid: Hash,
    sig: String,
}

impl Envelope {
    /// Reads an envelope in canonical JSON.
    ///
    /// # Errors
    /// [`Error::Format`] when it has not exactly one signature, or is spelled in any other way.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let Wire { payload, payload_type, signatures: [WireSignature { keyid, sig }] } =
            json::from_canonical(WHAT, bytes)?;
        let decode = |encoded: &str| {
            text::from_base64(encoded).ok_or_else(|| Error::format(WHAT, "payload and signature are standard base64"))
        };
        Ok(Self { payload: decode(&payload)?, payload_type, key_id: keyid, signature: decode(&sig)? })
    }

    /// The envelope in canonical JSON.
    ///
    /// # Errors
    /// None that an envelope can cause; the writer's signature allows for it.
    pub fn to_json(&self) -> Result<String> {
        let signature = WireSignature { keyid: self.key_id, sig: text::base64(&self.signature) };
        let wire = Wire {
            payload: text::base64(&self.payload),
            payload_type: self.payload_type.clone(),
            signatures: [signature],
        };
        json::to_canonical(WHAT, &wire)
    }

    /// Checks the signature with the key whose id the envelope names. `by` is how to call that key in errors.
    ///
    /// # Errors
    /// [`Error::Signature`].
    pub fn verify(&self, key: &CertifierPublicKey, by: &str) -> Result<()> {
        let refused = |why| Error::Signature { by: by.to_owned(), why };
        if self.key_id != key.key_id() {
            return Err(refused("the envelope names another key"));
        }
        let signature =
            Signature::from_der(&self.signature).map_err(|_| refused("it is not an ECDSA signature in DER"))?;
        let one_spelling = signature.normalize_s() == signature && signature.to_der().as_bytes() == self.signature;
        if !one_spelling {
            return Err(refused("it is not in its one accepted form (low s, shortest DER)"));
        }
        let signed = pae(&self.payload_type, &self.payload);
        key.0.verify(&signed, &signature).map_err(|_| refused("the statement, the key or the signature was changed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> CertifierKey {
        CertifierKey::from_scalar(&[n; 32]).unwrap()
    }

    #[test]
    fn the_published_encoding_is_ours() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn an_envelope_signs_reads_back_and_verifies() {
        let envelope = key(5).sign("text/plain", b"gone".to_vec());
        let read = Envelope::parse(envelope.to_json().unwrap().as_bytes()).unwrap();
        assert_eq!(read, envelope);
        assert_eq!(read.verify(&key(5).public(), "us"), Ok(()));
        assert_eq!(key(5).sign("text/plain", b"gone".to_vec()), envelope, "signing is deterministic");
    }

    #[test]
    fn another_key_payload_or_type_is_refused() {
        let envelope = key(5).sign("text/plain", b"gone".to_vec());
        assert!(envelope.verify(&key(6).public(), "them").is_err());
        assert!(Envelope { payload: b"here".to_vec(), ..envelope.clone() }.verify(&key(5).public(), "us").is_err());
        assert!(
            Envelope { payload_type: "text/html".into(), ..envelope.clone() }.verify(&key(5).public(), "us").is_err()
        );
        assert!(Envelope { key_id: key(6).public().key_id(), ..envelope }.verify(&key(5).public(), "us").is_err());
    }

    #[test]
    fn the_signatures_twin_is_refused() {
        let envelope = key(5).sign("text/plain", b"gone".to_vec());
        let signature = Signature::from_der(&envelope.signature).unwrap();
        let twin = Signature::from_scalars(signature.r().to_bytes(), (-*signature.s()).to_bytes()).unwrap();
        assert!(key(5).public().0.verify(&pae("text/plain", b"gone"), &twin).is_ok(), "ECDSA itself accepts it");
        let twin = Envelope { signature: twin.to_der().as_bytes().to_vec(), ..envelope };
        assert!(
            matches!(twin.verify(&key(5).public(), "us"), Err(Error::Signature { why, .. }) if why.contains("low s"))
        );
    }

    #[test]
    fn keys_have_one_spelling() {
        let public = key(5).public();
        assert_eq!(CertifierPublicKey::from_base64(&public.to_string()).unwrap(), public);
        assert_eq!(VerifyingKey::from_public_key_pem(&public.to_pem()).unwrap(), public.0);
        assert!(CertifierPublicKey::from_base64("AAAA").is_err());
        assert!(CertifierKey::from_scalar(&[0; 32]).is_err() && CertifierKey::from_scalar(&[255; 32]).is_err());
    }

    #[test]
    fn other_envelopes_are_refused() {
        let json = key(5).sign("text/plain", b"gone".to_vec()).to_json().unwrap();
        for wrong in [
            format!("{json}\n"),
            json.replace("Z29uZQ==", "Z29uZR=="),
            json.replace("keyid", "keyId"),
            json.replace('[', "[{},"),
            String::new(),
        ] {
            assert!(Envelope::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
