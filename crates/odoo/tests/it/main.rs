//! Against a real Odoo, started by `cargo xtask odoo up`. Without one these tests say that they are left out; with
//! `CI=true` that is a failure. What only counts calls asks a stand-in instead.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test says by panicking that it cannot go on, and aloud that it is left out"
)]

mod connect;
mod load;
mod opening;
mod posting;
mod proxy;
mod stand;
mod trouble;
mod xero;
