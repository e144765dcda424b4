//! Bailee's tamper-evident log, and the certificate that rests on it.
//!
//! A client who reads "your data is gone" should not have to take the firm's word for it. So everything the firm does
//! with a client's data is a line in a *log*: a Merkle tree whose signed head (a *checkpoint*) can be cosigned by
//! independent witnesses. When something is destroyed, the client receives a *certificate*: a zip with the signed
//! statement, the list of what was destroyed, and a proof that each step stands in the log. This crate makes all of
//! these, and checks them with nothing but the bytes and the client's own policy file.
//!
//! It is pure: no IO, no async, no clock and no randomness but what is passed in, and no C. The server and the
//! verifier on the client's laptop share it line for line.
//!
//! | module | what it holds | where it is specified |
//! |---|---|---|
//! | [`merkle`] | hashing, the appender, proofs | RFC 6962, RFC 9162 |
//! | [`tile`] | how tree and entries are laid out for reading | C2SP tlog-tiles |
//! | [`note`], [`checkpoint`], [`cosignature`] | signed heads | C2SP signed-note, tlog-checkpoint, tlog-cosignature |
//! | [`proof`], [`consistency`] | proofs as files | C2SP tlog-proof, tlog-witness |
//! | [`policy`] | whom the client trusts | C2SP tlog-policy, with one line of our own |
//! | [`entry`] | what a line of the log says | RFC 8785, RFC 9901 |
//! | [`dsse`], [`certificate`], [`manifest`] | the signed statement and its list | DSSE 1.0.2, in-toto Statement v1 |
//! | [`handover`] | what goes back to a client: the archive and its list | here, POSIX.1-2001 `pax` |
//! | [`pack`] | `evidence.zip`: how promises stood, with what shows it | here |
//! | [`bundle`], [`verify`](mod@verify) | `certificate.zip` and the judgement on it | here |
//!
//! ```
//! use bailee_log::merkle::{Frontier, Plan, leaf_hash, verify_inclusion};
//! use std::collections::HashMap;
//!
//! let mut tree = Frontier::default();
//! let mut stored = HashMap::new();
//! for body in ["opened", "sealed", "destroyed"] {
//!     stored.extend(tree.append(leaf_hash(body.as_bytes())));
//! }
//! let proof = Plan::inclusion(1, 3)?.hashes(|node| stored.get(&node).copied())?;
//! verify_inclusion(leaf_hash(b"sealed"), 1, 3, &proof, tree.root())?;
//! # Ok::<(), bailee_log::Error>(())
//! ```

// The made-up certificate of `tests/support` names this crate as the tests outside it do.
#[cfg(test)]
extern crate self as bailee_log;

mod archive;
pub mod bundle;
pub mod certificate;
pub mod checkpoint;
pub mod consistency;
pub mod cosignature;
pub mod dsse;
pub mod entry;
mod error;
pub mod handover;
pub mod json;
pub mod manifest;
pub mod merkle;
pub mod note;
pub mod pack;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod review;
mod text;
pub mod tile;
pub mod verify;

pub use error::{Error, Result};
pub use merkle::Hash;
pub use verify::{History, Outcome, Report, verify};
