//! The log against vectors published by others, against two other implementations, and against rubbish.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod oracles;
mod parsers;
mod vectors;
