//! What somebody takes away who brought a file through a link: proof that this file, and no other, was in custody then.
//!
//! A receipt is one JSON document. Its proof carries the log's entry about the arrival; the entry holds the SHA-256 of a salt
//! and the file's bytes; the receipt has the salt, and whoever checks it has the file. Without the salt the entry tells nobody
//! which file it was.
//!
//! What a receipt proves rests on the log's key. A policy file ([`crate::policy`]) says which key is trusted; without one the
//! receipt's own key is taken, and the check says no more than that the receipt agrees with itself and the file.

use std::io::Read;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bundle::LoggedEntry;
use crate::checkpoint::Checkpoint;
use crate::merkle::Hash;
use crate::note::VerifierKey;
use crate::policy::Policy;
use crate::proof::LogProof;
use crate::{Error, Result};

const WHAT: &str = "receipt";
/// The largest receipt read, in bytes.
pub const MAX_RECEIPT: usize = 1 << 20;
/// The entry of an arrival, and the digest in it.
const ARRIVED: &str = "holding.arrived";
const CONTENT: &str = "content";

/// A receipt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of this form: 1.
    pub bailee_receipt: u8,
    /// When the file was in custody, as RFC 3339 in UTC.
    pub at: String,
    /// How many bytes.
    pub bytes: u64,
    /// What was hashed before the bytes, hexadecimal.
    pub salt: String,
    /// SHA-256 of salt and bytes, hexadecimal.
    pub sha256: String,
    /// The log's key, as C2SP notes spell it.
    pub log: String,
    /// The C2SP `.tlog-proof` that carries the entry.
    pub proof: String,
}

/// What a receipt turned out to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// When the file was in custody, as the log says.
    pub at: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The log that says so.
    pub origin: String,
    /// The entry's place in it.
    pub index: u64,
    /// Whether the checker's own policy trusts that log, and its quorum signed.
    pub trusted: bool,
}

/// Checks a receipt against the file that it is about.
///
/// # Errors
/// [`Error::Format`] when it is no receipt, or is about another file; those of [`LogProof::verify`] and of the signatures; with
/// a policy, [`Error::Unsigned`] when none of its logs signed.
pub fn check(receipt: &[u8], mut file: impl Read, policy: Option<&Policy>) -> Result<Checked> {
    let wrong = |why: &str| Error::format(WHAT, why);
    if receipt.len() > MAX_RECEIPT {
        return Err(Error::TooLarge { what: WHAT, size: receipt.len(), limit: MAX_RECEIPT });
    }
    let receipt: Receipt = serde_json::from_slice(receipt).map_err(|_| wrong("it is not a receipt of this form"))?;
    if receipt.bailee_receipt != 1 {
        return Err(wrong("its version is not 1: a newer verifier may read it"));
    }
    let salt = hex::decode(&receipt.salt).map_err(|_| wrong("its salt is not hexadecimal"))?;
    let stated = Hash::from_hex(&receipt.sha256).ok_or_else(|| wrong("its digest is not 64 hexadecimal digits"))?;
    let (digest, bytes) = hash(&salt, &mut file)?;
    if digest != stated || bytes != receipt.bytes {
        return Err(wrong("it is about another file, or the file was changed"));
    }
    let entry = LoggedEntry::new(LogProof::parse(receipt.proof.as_bytes())?)?;
    if entry.body.event != ARRIVED || entry.body.digests.get(CONTENT) != Some(&digest) {
        return Err(wrong("its entry is not about this file"));
    }
    let checkpoint = entry.proof.verify(entry.leaf)?;
    let trusted = match policy {
        Some(policy) => policy.judge(&entry.proof.checkpoint)?.quorum,
        None => {
            Checkpoint::open(&entry.proof.checkpoint, &VerifierKey::parse(&receipt.log)?)?;
            false
        }
    };
    Ok(Checked { at: entry.body.at, bytes, origin: checkpoint.origin, index: entry.proof.index, trusted })
}

fn hash(salt: &[u8], file: &mut impl Read) -> Result<(Hash, u64)> {
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 64 << 10]);
    hasher.update(salt);
    loop {
        let read = file.read(&mut buffer).map_err(|_| Error::format(WHAT, "the file cannot be read to its end"))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    let digest = Hash::from_slice(&hasher.finalize()).ok_or_else(|| Error::format(WHAT, "a digest has 32 bytes"))?;
    Ok((digest, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Body;
    use crate::merkle::leaf_hash;
    use crate::note::SignerKey;

    const FILE: &[u8] = b"a ledger (fictional)";

    /// The receipt of a log with one entry.
    fn receipt() -> Receipt {
        let salt = [7; 32];
        let (digest, bytes) = hash(&salt, &mut &FILE[..]).unwrap();
        let body = Body::new(ARRIVED, "2026-03-02T09:00:00Z").digest(CONTENT, digest).encode().unwrap();
        let key = SignerKey::from_seed("quillbridge.example/log", &[3; 32]).unwrap();
        let checkpoint = Checkpoint { origin: key.verifier().name().to_owned(), size: 1, root: leaf_hash(&body) };
        let proof =
            LogProof { extra: Some(body), index: 0, hashes: Vec::new(), checkpoint: checkpoint.sign(&key).unwrap() };
        Receipt {
            bailee_receipt: 1,
            at: "2026-03-02T09:00:00Z".to_owned(),
            bytes,
            salt: hex::encode(salt),
            sha256: hex::encode(digest.0),
            log: key.verifier().to_string(),
            proof: proof.to_string(),
        }
    }

    fn checked(receipt: &Receipt, file: &[u8], policy: Option<&str>) -> Result<Checked> {
        let policy = policy.map(|text| Policy::parse(text.as_bytes()).unwrap());
        check(&serde_json::to_vec(receipt).unwrap(), file, policy.as_ref())
    }

    #[test]
    fn a_receipt_agrees_with_its_file_and_is_trusted_by_a_policy_only() {
        let receipt = receipt();
        let found = checked(&receipt, FILE, None).unwrap();
        assert_eq!((found.bytes, found.index, found.trusted), (20, 0, false));
        assert_eq!(found.origin, "quillbridge.example/log");
        let policy = format!("log {}\nquorum none\n", receipt.log);
        assert!(checked(&receipt, FILE, Some(&policy)).unwrap().trusted);
        let other = SignerKey::from_seed("other.example/log", &[4; 32]).unwrap().verifier();
        let stranger = checked(&receipt, FILE, Some(&format!("log {other}\nquorum none\n")));
        assert!(matches!(stranger, Err(Error::Unsigned { .. })));
    }

    #[test]
    fn another_file_salt_entry_or_key_is_refused() {
        let good = receipt();
        assert!(checked(&good, b"another ledger", None).is_err());
        assert!(checked(&Receipt { salt: hex::encode([8; 32]), ..good.clone() }, FILE, None).is_err());
        assert!(checked(&Receipt { sha256: hex::encode([8; 32]), ..good.clone() }, FILE, None).is_err());
        assert!(checked(&Receipt { bytes: 21, ..good.clone() }, FILE, None).is_err());
        assert!(checked(&Receipt { bailee_receipt: 2, ..good.clone() }, FILE, None).is_err());
        let other = SignerKey::from_seed("quillbridge.example/log", &[4; 32]).unwrap().verifier();
        assert!(checked(&Receipt { log: other.to_string(), ..good.clone() }, FILE, None).is_err());
        let proof = good.proof.replacen("index 0", "index 1", 1);
        assert!(checked(&Receipt { proof, ..good }, FILE, None).is_err());
        assert!(check(b"{}", FILE, None).is_err());
    }
}
