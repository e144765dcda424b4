//! A policy that a firm already has, in bytes from anywhere: text, HTML or DOCX. Whatever they are, it is taken in whole or
//! refused with a hint, and what is taken in can be written as a draft and read again.
#![no_main]

use bailee_app::policies::{import, text::Text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["policy.txt", "policy.html"] {
        match import::read(name, bytes) {
            Ok(it) => {
                let clauses = import::as_proposed(&it);
                let draft = import::markdown("Policy", it.language, "P", &clauses);
                assert_eq!(Text::parse(&draft).clauses.len(), clauses.len(), "no sentence is lost on the way");
            }
            Err(error) => assert!(error.hint_text().is_some(), "{error}"),
        }
    }
});
