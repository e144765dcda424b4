//! Proof files.
#![no_main]

use bailee_log::consistency::ConsistencyProof;
use bailee_log::merkle::leaf_hash;
use bailee_log::proof::LogProof;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = LogProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        let _ = proof.verify(leaf_hash(b"entry"));
    }
    if let Ok(proof) = ConsistencyProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
});
