//! What Bailee does: one file an action, one road for all of them.
//!
//! A page, the JSON API, the command line and the demo take the same road. [`door`] establishes who is there and how
//! strongly they showed it; [`lookup`] gives a handle to a thing only when the gate allows the action on it at that moment;
//! the file in [`actions`] does its work; the ledger records the change together with its entries, or neither; the reply
//! carries the receipt. [`views`] are the reads behind pages, through the same lookups. [`clocks`] are what happens by
//! itself at a deadline. Long work runs as [`jobs`], which a page can leave and find again.

pub mod accounts;
pub mod actions;
pub mod app;
pub mod backup;
pub mod clocks;
pub mod documents;
pub mod door;
pub mod factors;
pub mod feeds;
pub mod granting;
pub mod jobs;
pub mod keys;
pub mod laws;
pub mod lookup;
pub mod mail;
pub mod metrics;
pub mod obligations;
pub mod policies;
pub mod posture;
pub mod promises;
pub mod reviewing;
pub mod stated;
pub mod training;
pub mod views;

mod agreements;
mod bundling;
mod certifying;
mod checkouts;
mod credentials;
mod custody;
mod demands;
mod device_key;
mod disclosing;
mod enquiries;
mod evidence;
mod incidents;
mod involving;
mod leaving;
mod loading;
mod post;
mod read_back;
mod recovery;
mod rejects;
mod residency;
mod rotation;
pub mod transfer;
mod tries;
mod unusual;
mod watch;

pub use app::{App, Parts};
pub use bailee_policy::{LONGEST_WORK, Limits, Unit, parameter};
pub use door::{Arrival, Done, Door, Machine};
pub use factors::{
    PasskeyOptions, Secret,
    provider::{ProviderConfig, SigningIn},
};
pub use keys::SiteKeys;
pub use leaving::Ending;
pub use mail::MailConfig;
pub use rotation::TO_ROTATE_WITHIN;
pub use watch::{Heard, Listening, MOST_LISTENERS};
