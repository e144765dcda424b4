//! The client library, from outside.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod offline;

mod mirror;
#[path = "../../../log/tests/support/sample.rs"]
mod sample;
