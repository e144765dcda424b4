//! The records as one stream of text, the same for both databases: for backups.
//!
//! The first line says which format it is and which steps of the schema had been taken; then comes each table, parents
//! before children, with its name and columns in one line and each row in one more; the last line counts the rows, so that
//! a copy that was cut short is never taken for a whole one. All of it is one snapshot: what is recorded while it is made
//! is in it or not, with its entries.
//!
//! ```text
//! {"format":"bailee-records/1","steps":["m0001_nouns", …]}
//! {"table":"person","columns":["id","name", …]}
//! ["tper_…","tOdile …", …, null, "i1767225600000", "b00ff…"]
//! {"rows":4711}
//! ```
//!
//! A value begins with the letter of its kind: `t` text, `i` whole number, `r` other number, `b` bytes in hexadecimal.
//!
//! The copy is as confidential as the database: details and words in it are sealed under keys of the vault, names of people
//! are not. It is never written to a disk as it is; see the backups of the application.

mod back;
mod schema;

use crate::column::LogName;
use crate::entity::log::head;
use crate::error::trouble;
use crate::log::tree;
use crate::store::Store;
use bailee_log::Hash;
use bailee_model::entry::LogId;
use bailee_model::{Error, Result, say};
use futures::StreamExt;
use sea_orm::{
    AccessMode, DatabaseTransaction, EntityTrait, IsolationLevel, Statement, StreamTrait, TransactionOptions,
    TransactionTrait,
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::Sender;

pub(crate) const FORMAT: &str = "bailee-records/1";
/// Text that is gathered before it is handed on.
const CHUNK: usize = 64 << 10;

/// Where one log ends in a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedLog {
    /// `site`, or the engagement's identifier.
    pub log: String,
    /// Entries in the copy.
    pub size: u64,
    /// The root of its tree, in hexadecimal.
    pub root: String,
}

/// What a copy holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Rows of all tables.
    pub rows: u64,
    /// Every log that has begun.
    pub logs: Vec<CopiedLog>,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct First {
    format: String,
    steps: Vec<String>,
}

/// The line before a table's rows.
#[derive(Serialize, Deserialize)]
struct Begin {
    table: String,
    columns: Vec<String>,
}

/// The last line.
#[derive(Serialize, Deserialize)]
struct Last {
    rows: u64,
}

impl Store {
    /// Sends a copy of all records, piece by piece. It runs beside everything else and sees one moment.
    ///
    /// # Errors
    /// When the database does not answer, or nobody takes the pieces any more.
    pub async fn copy(&self, to: Sender<Vec<u8>>) -> Result<Copied> {
        let options = TransactionOptions {
            isolation_level: (!self.is_sqlite()).then_some(IsolationLevel::RepeatableRead),
            access_mode: (!self.is_sqlite()).then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        let snapshot = self.reader().begin_with_options(options).await.map_err(trouble)?;
        let copied = Copy { db: &snapshot, to, held: Vec::new(), rows: 0 }.run().await;
        // Nothing was written; on an error the connection is given back all the same.
        let ended = snapshot.rollback().await.map_err(trouble);
        let copied = copied?;
        ended.map(|()| copied)
    }
}

struct Copy<'c> {
    db: &'c DatabaseTransaction,
    to: Sender<Vec<u8>>,
    held: Vec<u8>,
    rows: u64,
}

impl Copy<'_> {
    async fn run(mut self) -> Result<Copied> {
        let logs = logs(self.db).await?;
        let first = First { format: FORMAT.to_owned(), steps: schema::steps(self.db).await? };
        self.line(&first).await?;
        for table in schema::tables(self.db).await? {
            self.table(&table).await?;
        }
        let rows = self.rows;
        self.line(&Last { rows }).await?;
        self.flush().await?;
        Ok(Copied { rows, logs })
    }

    async fn table(&mut self, table: &schema::Table) -> Result<()> {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        self.line(&Begin { table: table.name.clone(), columns }).await?;
        let db = self.db;
        let statement = Statement::from_string(db.get_database_backend(), table.select(db.get_database_backend()));
        let mut rows = db.stream_raw(statement).await.map_err(trouble)?;
        while let Some(row) = rows.next().await {
            let row = row.map_err(trouble)?;
            let values = (0..table.columns.len()).map(|place| row.try_get_by_index::<Option<String>>(place));
            let values = values.collect::<Result<Vec<_>, _>>().map_err(trouble)?;
            self.rows += 1;
            self.line(&values).await?;
        }
        Ok(())
    }

    async fn line(&mut self, line: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.held, line)
            .map_err(|source| Error::internal("A row cannot be spelled.").because(source))?;
        self.held.push(b'\n');
        if self.held.len() >= CHUNK { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<()> {
        let piece = std::mem::take(&mut self.held);
        self.to.send(piece).await.map_err(|_| Error::unavailable(say!("The copy of the records was broken off.")))
    }
}

/// Where every log ends in this snapshot.
async fn logs(db: &DatabaseTransaction) -> Result<Vec<CopiedLog>> {
    let heads = head::Entity::find().all(db).await.map_err(trouble)?;
    let one = |head: head::Model| {
        let root = hex::encode(&head.root);
        CopiedLog { log: head.id.0.to_string(), size: head.size.cast_unsigned(), root }
    };
    Ok(heads.into_iter().filter(|head| head.size > 0).map(one).collect())
}

impl Store {
    pub(crate) fn is_sqlite(&self) -> bool {
        self.reader().get_database_backend() == sea_orm::DbBackend::Sqlite
    }

    /// Whether a log still begins with what a copy of it ended with; nothing is wrong with a copy that is older.
    ///
    /// # Errors
    /// When the database does not answer, or the copy names no log.
    pub async fn continues(&self, copied: &CopiedLog) -> Result<bool> {
        let log: LogName = copied.log.parse()?;
        let root = Hash::from_hex(&copied.root).ok_or_else(|| Error::corrupt("A copied log has no root."))?;
        Ok(self.log(log.0).size().await? >= copied.size && tree::root(self.reader(), log.0, copied.size).await? == root)
    }
}

/// Which log a name in a copy means.
///
/// # Errors
/// `BadInput` when it means none.
pub fn copied_log(name: &str) -> Result<LogId> {
    name.parse::<LogName>().map(|name| name.0)
}
