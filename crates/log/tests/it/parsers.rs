//! Parsers on rubbish: none panics, and what one accepts prints back byte for byte.

use bailee_log::bundle::Bundle;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::consistency::ConsistencyProof;
use bailee_log::dsse::{CertifierPublicKey, Envelope};
use bailee_log::entry::{Body, Disclosure};
use bailee_log::manifest::Manifest;
use bailee_log::note::{Note, VerifierKey};
use bailee_log::policy::Policy;
use bailee_log::proof::LogProof;
use bailee_log::tile::{Resource, decode_entries, encode_entries};
use bailee_log::{History, verify};
use proptest::prelude::*;

#[path = "../support/sample.rs"]
mod sample;

fn exercise(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Ok(proof) = LogProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
    if let Ok(proof) = ConsistencyProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(manifest.encode().unwrap(), bytes);
    }
    if let Ok(envelope) = Envelope::parse(bytes) {
        assert_eq!(envelope.to_json().unwrap().as_bytes(), bytes);
    }
    if let Ok(body) = Body::decode(bytes) {
        assert_eq!(body.encode().unwrap(), bytes);
    }
    if let Ok(entries) = decode_entries(bytes) {
        assert_eq!(encode_entries(entries).unwrap(), bytes);
    }
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode().unwrap(), bytes);
    }
    if let Ok(policy) = Policy::parse(bytes) {
        assert_eq!(Policy::parse(policy.to_string().as_bytes()).unwrap(), policy);
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = (Checkpoint::parse(&text), Disclosure::parse(&text), CertifierPublicKey::from_base64(&text));
    if let Ok(key) = VerifierKey::parse(&text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(resource) = Resource::parse(&text) {
        assert_eq!(resource.to_string(), text);
    }
    let policy = Policy::parse(sample::policy("two").as_bytes()).unwrap();
    let _ = verify(bytes, &policy, Some(&History::default()));
}

/// Files that are right, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let mut log = sample::SampleLog::opened("a");
    let bundle = sample::certificate(&mut log, &[1, 2]);
    vec![
        bundle.proof.proof.checkpoint.to_string().into_bytes(),
        bundle.proof.proof.to_string().into_bytes(),
        log.consistency(3).to_string().into_bytes(),
        bundle.manifest.encode().unwrap(),
        bundle.proof.body.encode().unwrap(),
        bundle.envelope.clone(),
        sample::policy("two").into_bytes(),
        sample::log_key().verifier().to_string().into_bytes(),
        b"tile/entries/x001/234.p/7".to_vec(),
        bundle.encode().unwrap(),
    ]
}

#[test]
fn right_files_are_accepted_whole() {
    seeds().iter().for_each(|seed| exercise(seed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rubbish_is_refused_calmly(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        exercise(&bytes);
    }

    #[test]
    fn text_is_refused_calmly(text in "[a-z0-9+/=— \n{}\":,]{0,300}") {
        exercise(text.as_bytes());
    }

    #[test]
    fn damaged_files_are_refused_calmly(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), new in prop::collection::vec(any::<u8>(), 0..5), cut in 0_usize..5) {
        let seeds = seeds();
        let mut bytes = seeds[which.index(seeds.len())].clone();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, new);
        exercise(&bytes);
    }
}
