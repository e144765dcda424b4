//! A copy of the records becomes a database again, behind the gate of the restore.
//!
//! The schema is first brought to where it was when the copy was made, then the rows are put in, then the later steps are
//! taken, and the gate is shut: all in one transaction. Until the gate is lifted no server opens this database.

use super::schema::{self, Kind, Table};
use super::{Begin, Copied, FORMAT, First, Last, logs};
use crate::column::Millis;
use crate::database::{Database, begin};
use crate::error::trouble;
use crate::migration::Migrator;
use crate::store::Store;
use bailee_model::{Error, ErrorKind, Result, say};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};
use sea_orm_migration::MigratorTrait;
use tokio::sync::mpsc::Receiver;

impl Store {
    /// Makes a database at `url`, which must be empty, out of the pieces of a copy. `backup` names where they came from;
    /// the gate is shut behind it.
    ///
    /// # Errors
    /// `Conflict` when there are records at the address already; `Corrupt` when the pieces are no whole copy, or one of a
    /// newer Bailee; nothing is kept then.
    pub async fn put_back(url: &str, pieces: Receiver<Vec<u8>>, backup: &str, now: Timestamp) -> Result<Copied> {
        let database = Database::connect(url).await?;
        let transaction = begin(&database.writer).await.map_err(trouble)?;
        let mut back = Back { db: &transaction, lines: Lines { pieces, held: Vec::new(), at: 0 }, rows: 0 };
        let done = back.run(backup, now).await;
        let copied = match done {
            Ok(copied) => transaction.commit().await.map_err(trouble).map(|()| copied),
            Err(error) => {
                // The first error is the one to tell.
                drop(transaction.rollback().await);
                Err(error)
            }
        };
        database.close().await?;
        copied
    }
}

struct Back<'c> {
    db: &'c DatabaseTransaction,
    lines: Lines,
    rows: u64,
}

impl Back<'_> {
    async fn run(&mut self, backup: &str, now: Timestamp) -> Result<Copied> {
        let first: First = parse(&self.lines.next().await?.ok_or_else(cut_short)?)?;
        if first.format != FORMAT {
            return Err(Error::corrupt("This is no copy of records, or one of a newer Bailee."));
        }
        self.schema_as_it_was(&first.steps).await?;
        let tables = schema::tables(self.db).await?;
        self.refuse_what_is_there(&tables).await?;
        self.rows(tables).await?;
        Migrator::up(self.db, None).await.map_err(trouble)?;
        let gate = "INSERT INTO restore_gate (id, backup, since) VALUES";
        let values = match self.db.get_database_backend() {
            DbBackend::Postgres => "('only', $1, $2)",
            _ => "('only', ?, ?)",
        };
        self.execute(&format!("{gate} {values}"), vec![backup.into(), Millis::of(now).0.into()]).await?;
        Ok(Copied { rows: self.rows, logs: logs(self.db).await? })
    }

    /// Takes those steps that had been taken when the copy was made.
    async fn schema_as_it_was(&self, steps: &[String]) -> Result<()> {
        let ours = Migrator::migrations();
        let known = steps.len() <= ours.len() && steps.iter().zip(&ours).all(|(theirs, ours)| theirs == ours.name());
        let count = u32::try_from(steps.len()).ok().filter(|count| known && *count > 0);
        let count = count.ok_or_else(|| {
            Error::corrupt("The copy of the records has a schema that this Bailee does not know.")
                .hint(say!("Restore with the version that made the backup, or a newer one."))
        })?;
        Migrator::up(self.db, Some(count)).await.map_err(trouble)
    }

    /// Nothing that is there is overwritten.
    async fn refuse_what_is_there(&self, tables: &[Table]) -> Result<()> {
        for table in tables.iter().filter(|table| ["firm", "log", "person"].contains(&table.name.as_str())) {
            let any = format!("SELECT 1 AS one FROM \"{}\" LIMIT 1", table.name);
            let found = self.db.query_one_raw(Statement::from_string(self.db.get_database_backend(), any)).await;
            if found.map_err(trouble)?.is_some() {
                return Err(Error::conflict(say!(
                    "There are records at this address already, and a restore replaces nothing."
                ))
                .hint(say!("Name an empty database, or a folder that does not exist yet.")));
            }
        }
        Ok(())
    }

    async fn rows(&mut self, tables: Vec<Table>) -> Result<()> {
        let mut current: Option<(Table, String)> = None;
        let mut tables = tables;
        while let Some(line) = self.lines.next().await? {
            if line.starts_with(b"[") {
                let (table, insert) = current.as_ref().ok_or_else(cut_short)?;
                let values: Vec<Option<String>> = parse(&line)?;
                if values.len() != table.columns.len() {
                    return Err(damaged("a row has another number of values than its table has columns"));
                }
                let kinds = table.columns.iter().map(|column| column.kind);
                let values = values.into_iter().zip(kinds).map(|(value, kind)| bind(value, kind));
                self.execute(insert, values.collect::<Result<_>>()?).await?;
                self.rows += 1;
            } else if let Ok(last) = serde_json::from_slice::<Last>(&line) {
                let whole = last.rows == self.rows && self.lines.next().await?.is_none();
                return if whole { Ok(()) } else { Err(cut_short()) };
            } else {
                let begin: Begin = parse(&line)?;
                let at = tables.iter().position(|table| table.name == begin.table);
                let mut table = tables.swap_remove(at.ok_or_else(|| damaged("it has a table that is unknown"))?);
                table.columns = in_order(table.columns, &begin.columns)?;
                let insert = table.insert(self.db.get_database_backend());
                current = Some((table, insert));
            }
        }
        Err(cut_short())
    }

    async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<()> {
        let statement = Statement::from_sql_and_values(self.db.get_database_backend(), sql, values);
        self.db.execute_raw(statement).await.map(drop).map_err(|source| match trouble(source) {
            misfit if misfit.kind() == ErrorKind::Conflict => damaged("a row does not fit the others").because(misfit),
            other => other,
        })
    }
}

/// The table's columns in the order of the copy.
fn in_order(mut ours: Vec<schema::Column>, theirs: &[String]) -> Result<Vec<schema::Column>> {
    let take = |name: &String| {
        let at = ours.iter().position(|column| column.name == *name);
        at.map(|at| ours.swap_remove(at)).ok_or_else(|| damaged("a table has a column that is unknown"))
    };
    theirs.iter().map(take).collect()
}

fn bind(value: Option<String>, kind: Kind) -> Result<Value> {
    let Some(value) = value else {
        return Ok(match kind {
            Kind::Text => Value::String(None),
            Kind::Integer => Value::BigInt(None),
            Kind::Bool => Value::Bool(None),
            Kind::Real => Value::Double(None),
            Kind::Bytes => Value::Bytes(None),
        });
    };
    let (letter, rest) = value.split_at_checked(1).ok_or_else(|| damaged("a value has no kind"))?;
    let number = || rest.parse::<i64>().map_err(|_| damaged("a number cannot be read"));
    Ok(match (letter, kind) {
        ("t", _) => rest.into(),
        ("i", Kind::Bool) => (number()? != 0).into(),
        ("i", _) => number()?.into(),
        ("r", _) => rest.parse::<f64>().map_err(|_| damaged("a number cannot be read"))?.into(),
        ("b", _) => hex::decode(rest).map_err(|_| damaged("bytes cannot be read"))?.into(),
        _ => return Err(damaged("a value is of an unknown kind")),
    })
}

/// The lines of a copy, out of pieces that end anywhere.
struct Lines {
    pieces: Receiver<Vec<u8>>,
    held: Vec<u8>,
    /// How much of what is held was given.
    at: usize,
}

impl Lines {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let rest = &self.held[self.at..];
            if let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line = rest[..end].to_vec();
                self.at += end + 1;
                return Ok(Some(line));
            }
            self.held.drain(..self.at);
            self.at = 0;
            match self.pieces.recv().await {
                Some(piece) => self.held.extend_from_slice(&piece),
                None if self.held.is_empty() => return Ok(None),
                None => return Err(cut_short()),
            }
        }
    }
}

fn parse<T: serde::de::DeserializeOwned>(line: &[u8]) -> Result<T> {
    serde_json::from_slice(line).map_err(|_| damaged("a line cannot be read"))
}

fn cut_short() -> Error {
    damaged("it was cut short")
}

fn damaged(what: &str) -> Error {
    Error::corrupt(format!("The copy of the records is damaged: {what}.")).hint(say!("Restore from another backup."))
}
