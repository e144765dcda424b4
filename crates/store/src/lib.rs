//! What Bailee remembers, and the one door through which it changes.
//!
//! The store keeps the nouns of [`bailee_model`] in SQLite (one file, the embedded default) or PostgreSQL (several
//! servers), and beside them one tamper-evident log for each engagement and one for the site. Reading is open: [`Store`]
//! has a finder for every question. Writing is not: the only way is [`Ledger::record`], which takes what happened
//! ([`EntryDraft`](bailee_model::EntryDraft)) and the change that goes with it, and commits both in one transaction or
//! neither (invariant 2). The answer is a receipt for each entry; it is on disk by then.
//!
//! | module | what it does |
//! |---|---|
//! | `store` | opens, and compares the logs with the anchor |
//! | `find` | the finders, on committed data and inside a change |
//! | `ledger` | the door: queue, group commit, drafts into entries |
//! | `log` | reading and proving: entries, checkpoints, proofs, tiles |
//! | `fsck` | recomputes every hash from the entries' bytes |
//! | `anchor`, `mirror` | what was last signed, and the entries behind it, outside the database |
//! | `copy`, `replay` | all records as one stream and back; the log's end put back after a restore |
//! | `words` | seals the client's words in the nouns, under the engagement's key |
//! | `entity`, `column`, `migration`, `database` | tables, types, schema and connections: the only places that are about SQL |
//!
//! ```no_run
//! # use bailee_model::*; use bailee_store::*;
//! # async fn approve(store: Store, grant: Grant) -> Result<Receipt> {
//! let entry = EntryDraft::new(grant.engagement, "grant.approved").id("grant", grant.id);
//! let recorded = store.ledger().record([entry], move |tx| async move { tx.save(&grant).await }).await?;
//! # Ok(recorded.receipt().clone()) }
//! ```

mod anchor;
mod column;
mod copy;
mod database;
mod entity;
mod error;
mod find;
mod fsck;
mod keys;
mod ledger;
mod log;
mod migration;
mod mirror;
mod replay;
mod store;
mod words;

pub use anchor::Anchor;
pub use copy::{Copied, CopiedLog, copied_log};
pub use entity::Noun;
pub use fsck::Findings;
pub use keys::{Key, StoreKeys};
pub use ledger::{Ledger, Recorded, Tx};
pub use log::Log;
pub use replay::{PutBack, Replay};
pub use store::{Mode, Store};
pub use words::ERASED;
