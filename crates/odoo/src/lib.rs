//! Talking to a client's Odoo: reading from it, loading into it, and comparing afterwards.
//!
//! Odoo is reached by remote calls in one of several dialects ([`wire`]). On top of them stands a small client
//! ([`Odoo`]) that knows which calls may be repeated and says plainly what went wrong. What is known about Odoo's
//! models (their category, which fields are sensitive, in what order they are loaded, how they were renamed) is a table
//! ([`catalogue`]). The [`loader`] sends a plan of rows, safely however often it is run; where a client's Odoo cannot
//! be called at all, [`files`] writes the same plan as import files. [`reconcile`] reads back what arrived.
//!
//! This crate records nothing and decides nothing: the application asks its gate first, hands over the secret, and
//! keeps the outcome that the loader reports batch by batch. Sessions in which a person works in Odoo through Bailee
//! will be a module `broker` here, over the same wire functions.

pub mod catalogue;
pub mod client;
pub mod files;
pub mod loader;
mod plan;
pub mod reconcile;
mod secret;
pub mod wire;

pub use client::{Dialect, Odoo, Options, Version, check_address};
pub use loader::Loader;
pub use plan::external_id;
pub use secret::Secret;
