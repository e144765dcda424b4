//! The nouns of Bailee: what the rest of the system talks about, and nothing that does anything.
//!
//! Every other crate depends on this one and this one on none of them. It holds the identifiers, the small fixed
//! vocabularies ([`words`]), the records that the store keeps ([`people`], [`engagement`], [`holding`], [`system`]),
//! what the log is told ([`entry`]), how loads are described ([`load`]), the error that people read ([`error`]), the
//! two things that are given and never taken from the air ([`clock`]: time and randomness), and the one port through
//! which the application reaches the workbench ([`engine`]).

pub mod clock;
pub mod engagement;
pub mod engine;
pub mod entry;
pub mod error;
pub mod holding;
pub mod id;
pub mod load;
pub mod people;
pub mod profile;
pub mod record;
pub mod system;
pub mod words;

pub use clock::{Clock, Rng, SystemClock, SystemRng};
pub use engagement::{Assignment, Client, Engagement, Grant, Hold, Verification};
pub use engine::{Engine, Progress};
pub use entry::{EntryDraft, LoggedEntry, Receipt};
pub use error::{Error, ErrorKind, Place, Refusal, Result};
pub use holding::{Certificate, ColumnDecision, Holding, Job, LoadRun};
pub use id::*;
pub use people::{Firm, Organisation, Person, Session, SignIn};
pub use record::Record;
pub use system::System;
pub use words::*;
