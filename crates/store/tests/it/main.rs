//! The store as its callers meet it, on SQLite and on PostgreSQL.
//!
//! Most tests are written once and run on both: see [`world::on_both`]. PostgreSQL runs in a throw-away cluster when its
//! programs are installed; with `CI=true` their absence is a failure.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that panics has said what it had to say"
)]

mod access;
mod copies;
mod crash;
mod erasure;
mod feeds;
mod invariants;
mod ledger;
mod nouns;
mod postgres;
mod promises;
mod proofs;
mod restore;
mod samples;
mod schema;
mod words;
mod world;
