//! A small authenticator and the browser around it, for ceremonies of passkeys: P-256 keys, no attestation.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

struct Key {
    id: Vec<u8>,
    key: SigningKey,
    owner: Vec<u8>,
}

/// An authenticator in a browser at one origin.
pub(crate) struct Authenticator {
    /// Where the browser is.
    pub(crate) origin: String,
    /// The relying party that the browser lets it sign for; what was asked for when there is none.
    pub(crate) party: Option<String>,
    /// Whether it verifies its user.
    pub(crate) verifies: bool,
    /// What its next signature counts.
    pub(crate) counter: u32,
    keys: Vec<Key>,
}

impl Authenticator {
    pub(crate) fn at(origin: &str) -> Self {
        Self { origin: origin.to_owned(), party: None, verifies: true, counter: 1, keys: Vec::new() }
    }

    /// With a key that says it is this owner's and was never registered.
    pub(crate) fn with_a_key_of(mut self, owner: &[u8]) -> Self {
        let key = SigningKey::from_slice(&Sha256::digest(owner)).expect("a digest is a key");
        self.keys.push(Key { id: vec![7; 32], key, owner: owner.to_vec() });
        self
    }

    /// `navigator.credentials.create`.
    pub(crate) fn create(&mut self, options: &Value) -> String {
        let asked = &options["publicKey"];
        let number = u8::try_from(self.keys.len()).expect("few keys") + 1;
        let seed = Sha256::digest(format!("{} {number} {}", self.origin, asked["challenge"]));
        let key = SigningKey::from_slice(&seed).expect("a digest is a key");
        let id = Sha256::digest(seed).to_vec();
        let owner = bytes(&asked["user"]["id"]);
        let point = key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("a point").to_vec(), point.y().expect("a point").to_vec());
        let mut attested = self.head(asked["rp"]["id"].as_str().expect("an id"), ATTESTED);
        attested.extend([0; 16]);
        attested.extend(u16::try_from(id.len()).expect("short").to_be_bytes());
        attested.extend(&id);
        attested.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]);
        attested.extend(&x);
        attested.extend([0x22, 0x58, 32]);
        attested.extend(&y);
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.push(0xa0);
        object.push(0x68);
        object.extend(b"authData");
        object.extend([0x58, u8::try_from(attested.len()).expect("less than 256 bytes")]);
        object.extend(&attested);
        let client = self.client("webauthn.create", &asked["challenge"]);
        self.keys.push(Key { id: id.clone(), key, owner });
        json!({
            "id": text(&id), "rawId": text(&id), "type": "public-key", "clientExtensionResults": {},
            "response": { "attestationObject": text(&object), "clientDataJSON": text(&client), "transports": ["internal"] },
        })
        .to_string()
    }

    /// `navigator.credentials.get`: with a key that was asked for, or with the newest when any will do.
    pub(crate) fn get(&mut self, options: &Value) -> String {
        let asked = &options["publicKey"];
        let allowed: Vec<Vec<u8>> =
            asked["allowCredentials"].as_array().into_iter().flatten().map(|each| bytes(&each["id"])).collect();
        let head = self.head(asked["rpId"].as_str().expect("an id"), 0);
        let client = self.client("webauthn.get", &asked["challenge"]);
        let fits = |key: &&Key| allowed.is_empty() || allowed.contains(&key.id);
        let key = self.keys.iter().rev().find(fits).expect("a key that was asked for");
        let signed = [head.as_slice(), &Sha256::digest(&client)].concat();
        let signature: DerSignature = key.key.sign(&signed);
        json!({
            "id": text(&key.id), "rawId": text(&key.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": text(&head), "clientDataJSON": text(&client),
                "signature": text(signature.as_bytes()), "userHandle": text(&key.owner),
            },
        })
        .to_string()
    }

    fn head(&mut self, party: &str, more: u8) -> Vec<u8> {
        let party = self.party.as_deref().unwrap_or(party);
        let mut head = Sha256::digest(party).to_vec();
        head.push(PRESENT | if self.verifies { VERIFIED } else { 0 } | more);
        head.extend(self.counter.to_be_bytes());
        self.counter += 1;
        head
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().expect("base64url")).expect("base64url")
}
