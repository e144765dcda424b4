//! The program, from outside.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod demo;
mod journey;
mod reference;
mod verify;

#[path = "../../../log/tests/support/sample.rs"]
mod sample;
