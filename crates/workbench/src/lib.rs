//! The workbench: where a client's export becomes sealed tables and is looked at, questioned and mapped, without a copy
//! on any laptop.
//!
//! [`Workbench`] is the real [`bailee_model::Engine`]. It reads and writes objects of one engagement at a time through
//! the vault and decides nothing by itself: with each call it is told which column classes the caller's grant clears.
//! DataFusion, Arrow and Parquet live in this crate and nowhere else.
//!
//! The life of a table, and where to read about each step:
//!
//! - `parse`: the original streams into a table of texts with line numbers, and a table of rejects;
//! - `detect`: a first judgement of who may see each column, which fails closed;
//! - `seal`: the table at rest, every column under the key of its class, with stored pseudonyms (`pseudonym`) and format
//!   tokens (`token`) beside those that are not open;
//! - `profile`: what is in it and what is wrong with it;
//! - `typing`: numbers, days and truth as a second, recorded step;
//! - `query`: one `SELECT` at a time, masked below any expression;
//! - `mapping`: the document that says what becomes what in Odoo, checked and run.

mod detect;
mod engine;
mod mapping;
mod parse;
mod profile;
mod pseudonym;
mod query;
mod seal;
mod sheet;
mod shelf;
mod token;
mod typing;
mod value;

pub use engine::Workbench;
