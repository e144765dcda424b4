//! The program, from outside.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod checkout;
mod demo;
mod desk;
mod device;
mod journey;
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(target_os = "linux")]
mod luks;
mod reference;
mod reviews;
mod stub;
#[cfg(target_os = "linux")]
mod tpm;
mod verify;

#[path = "../../../log/tests/support/sample.rs"]
mod sample;
mod watch;
