//! `certificate.zip`, through the whole judgement.
#![no_main]

use bailee_log::bundle::Bundle;
use bailee_log::policy::Policy;
use bailee_log::{History, Outcome, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode().as_deref(), Ok(bytes));
    }
    // A policy that trusts no one: whatever the bytes, nothing is valid.
    let nobody = Policy::default();
    assert_ne!(verify(bytes, &nobody, Some(&History::default())).outcome, Outcome::Valid);
});
