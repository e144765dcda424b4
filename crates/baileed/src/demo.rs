//! The demonstration: a made-up firm, a made-up client, and the whole job on a made-up export, told in plain sentences.
//!
//! Nothing is staged. Every step goes through the same doors, gates and ledger as on any other day; what is refused is
//! refused by the gate, and the certificate at the end is checked by the same code as the client's own verifier.

pub(crate) mod agent;
mod cast;
mod export;
mod laptop;
mod say;
mod script;

pub use cast::Cast;
pub use export::{ExportFile, export};
pub(crate) use say::Say;
pub(crate) use script::{Outcome, Target, play};
