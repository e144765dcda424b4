//! The gate: may this person do this, to this, now?
//!
//! Whoever wants to act in Bailee is judged here, on every read and every change, with the facts of that moment. The rules
//! are not in this crate: they are the Cedar policies in `policies/*.cedar`, in words that a client's auditor can read.
//! This crate states the facts ([`Question`]), has Cedar judge them ([`Gate`]), and puts a refusal into plain words
//! ([`Decision`]): which clause of the firm's policies stands in the way, and what would lift it.
//!
//! Three things hold whatever the policies say:
//!
//! - what no policy permits is refused;
//! - a question that does not fit the schema, or that makes any policy err, is refused;
//! - what a person may not see is [`Decision::Unseen`] and answers as if it did not exist (invariant 6).
//!
//! [`CLAUSES`] and [`PROMISES`] are the table of what the firm's published policies say, clause by clause, with the promise
//! that keeps each; [`PARAMETERS`] are the measures they name; [`POLICY_TEXTS`] are the two template policies themselves.

// The sample of the integration tests serves the unit tests as well, and names this crate from outside.
#[cfg(test)]
extern crate self as bailee_policy;

mod asking;
mod clauses;
mod context;
mod entities;
mod explain;
mod gate;
mod kinds;
mod parameters;
mod phrases;
mod policies;
mod posture;
mod promises;
mod question;
mod reasons;
#[cfg(test)]
#[path = "../tests/it/sample.rs"]
mod sample;
mod sliced;

pub use clauses::{CLAUSES, Clause, POLICY_TEXTS, PolicyText, clause};
pub use gate::Gate;
pub use parameters::{LONGEST_WORK, Limits, PARAMETERS, Parameter, Unit, parameter};
pub use posture::missing;
pub use promises::{PROMISES, Promise, Text, promise};
pub use question::{Decision, DeviceFacts, EngagementFacts, Question, Resource, Strength, TokenFacts};
