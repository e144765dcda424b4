//! The client's policy file.
#![no_main]

use bailee_log::policy::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(policy) = Policy::parse(bytes) {
        assert_eq!(Policy::parse(policy.to_string().as_bytes()).as_ref(), Ok(&policy));
        let _ = policy.quorum();
    }
});
