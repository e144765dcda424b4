//! What errors say, in French. A sentence is written once, in English, where it happens (`say!`); here is the same sentence
//! in French with the same `{places}`, and a test that reads the sources finds each one that is missing or left over.

use std::{collections::HashMap, sync::LazyLock};

/// Writes the sentences of one part of the product, each with its French under it.
macro_rules! sentences {
    ($($english:literal => $french:literal;)*) => {
        pub(super) const TABLE: &[(&str, &str)] = &[$(($english, $french),)*];
    };
}

mod data;
mod engagements;
mod exits;
mod foundations;
mod incidents;
mod obligations;
mod odoo;
mod pages;
mod people;
mod signing_in;
mod work;

/// Sentences and their French, by the part of the product that says them.
const TABLES: &[&[(&str, &str)]] = &[
    data::TABLE,
    engagements::TABLE,
    exits::TABLE,
    foundations::TABLE,
    incidents::TABLE,
    obligations::TABLE,
    odoo::TABLE,
    pages::TABLE,
    people::TABLE,
    signing_in::TABLE,
    work::TABLE,
];

static FRENCH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| TABLES.iter().flat_map(|table| table.iter().copied()).collect());

/// The French of a sentence.
pub(super) fn french(sentence: &str) -> Option<&'static str> {
    FRENCH.get(sentence).copied()
}

#[cfg(test)]
mod tests;
