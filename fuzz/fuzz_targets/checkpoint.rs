//! Checkpoints, tile paths and entry bundles.
#![no_main]

use bailee_log::checkpoint::Checkpoint;
use bailee_log::tile::{Resource, decode_entries, encode_entries};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entries) = decode_entries(bytes) {
        assert_eq!(encode_entries(entries).as_deref(), Ok(bytes));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        // Extension lines are passed over, so only the beginning prints back.
        assert!(text.starts_with(&checkpoint.to_string()));
    }
    if let Ok(resource) = Resource::parse(text) {
        assert_eq!(resource.to_string(), text);
    }
});
