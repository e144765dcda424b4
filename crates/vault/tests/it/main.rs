//! The vault from outside: the stream against its model and against Google's Tink, the store against a plain one,
//! destruction against old copies of everything.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod destruction;
mod objects;
mod recovery;
mod setting;
mod stream;
mod tink;
