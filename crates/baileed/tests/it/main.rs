//! What needs all parts at once: the real workbench, the real vault and database, and where there is one a real Odoo.
//!
//! Processes are killed for real here: a test that has to die runs in a process of its own, see [`part`].

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says by panicking that it cannot go on, and aloud that it is left out"
)]

mod bad_input;
mod command_line;
mod demo;
mod disk;
mod drop;
mod invariant_5;
mod killed;
mod mapping;
mod part;
mod restore;
mod stage;
mod stand;
mod tools;
mod xero;
