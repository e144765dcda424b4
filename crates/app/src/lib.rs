//! What Bailee does: one file an action, one road for all of them.
//!
//! A page, the JSON API, the command line and the demo take the same road. [`door`] establishes who is there and how
//! strongly they showed it; [`lookup`] gives a handle to a thing only when the gate allows the action on it at that moment;
//! the file in [`actions`] does its work; the ledger records the change together with its entries, or neither; the reply
//! carries the receipt. [`views`] are the reads behind pages, through the same lookups. [`clocks`] are what happens by
//! itself at a deadline. Long work runs as [`jobs`], which a page can leave and find again.

pub mod actions;
pub mod app;
pub mod clocks;
pub mod door;
pub mod factors;
pub mod jobs;
pub mod keys;
pub mod lookup;
pub mod views;

mod custody;
mod loading;
mod read_back;

pub use app::{App, Parts};
pub use door::{Done, Door};
pub use keys::SiteKeys;
