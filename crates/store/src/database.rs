//! Opening a database so that what is committed stays committed.
//!
//! SQLite is the embedded default: one file, one connection that writes, a few that read and cannot write. PostgreSQL is
//! for several servers. Everything above this module is the same for both.

use crate::error::trouble;
use crate::migration::Migrator;
use bailee_model::{Error, Result, say};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connector, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Versions before this one may corrupt a write-ahead log that is reset under a reader.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];
/// How long a connection waits for another process's write.
const PATIENCE: Duration = Duration::from_secs(10);
/// What servers lock on PostgreSQL while one of them migrates: `bailee` in ASCII.
const MIGRATION_LOCK: i64 = 0x6261_696c_6565;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// An open database.
pub(crate) struct Database {
    /// The connection that changes go through: one on SQLite, a pool on PostgreSQL.
    pub(crate) writer: DatabaseConnection,
    /// Connections that only read.
    pub(crate) reader: DatabaseConnection,
}

impl Database {
    /// Opens, and brings the schema up to date.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let database = Self::connect(url).await?;
        migrate(&database.writer).await.map_err(|source| {
            Error::unavailable(say!("The database's schema could not be brought up to date."))
                .hint(say!("A database written by a newer Bailee is not opened by an older one."))
                .because(source.to_string())
        })?;
        Ok(database)
    }

    /// Opens, and leaves the schema as it is.
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        Ok(match url.split_once(':') {
            Some(("sqlite", rest)) => Self::sqlite(&sqlite_path(rest)?).await?,
            Some(("postgres" | "postgresql", _)) => Self::postgres(url).await?,
            _ => {
                return Err(Error::bad_input(say!("The store's address is of no kind that is known."))
                    .hint(say!("Use sqlite://PATH or postgres://….")));
            }
        })
    }

    /// Whether it is SQLite, which has one writer.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) -> Result<()> {
        self.writer.close_by_ref().await.map_err(trouble)?;
        self.reader.close_by_ref().await.map_err(trouble)
    }

    async fn sqlite(path: &Path) -> Result<Self> {
        make_private(path)?;
        let writer = connect(sqlite_options(path, 1, false)).await?;
        check_sqlite_version(&writer).await?;
        let reader = connect(sqlite_options(path, SQLITE_READERS, true)).await?;
        Ok(Self { writer, reader })
    }

    async fn postgres(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .sqlx_logging(false)
            .set_application_name("bailee");
        // An answer promises that the entry is on disk, whatever the cluster's default.
        options.map_sqlx_postgres_opts(|options| options.options([("synchronous_commit", "on")]));
        let writer = connect(options).await?;
        Ok(Self { reader: writer.clone(), writer })
    }
}

/// Takes every step that is missing, or none. Servers that start together take turns.
async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin(db).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// A transaction in which the schema may be changed, while nobody else changes it.
pub(crate) async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let options = TransactionOptions {
        sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    if !sqlite {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    }
    Ok(transaction)
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection> {
    Connector::connect(options).await.map_err(|source| {
        Error::unavailable(say!("The database cannot be opened."))
            .hint(say!("Is its address right, and does its server run?"))
            .because(source.to_string())
    })
}

fn sqlite_path(rest: &str) -> Result<PathBuf> {
    match rest.strip_prefix("//") {
        Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(PathBuf::from(path)),
        _ => Err(Error::bad_input(say!("A SQLite store is a file."))
            .hint(say!("Use sqlite://PATH. A log in memory would prove nothing after a restart."))),
    }
}

/// Makes the file before SQLite does, so that nobody else may read it; SQLite gives its other files the same permissions.
fn make_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|source| {
        Error::unavailable(say!("The database's file cannot be opened."))
            .hint(say!("Does its folder exist, and may we write there?"))
            .because(source)
    })
}

fn sqlite_options(path: &Path, connections: u32, read_only: bool) -> ConnectOptions {
    let path = path.to_owned();
    // The address only chooses the driver: a path may hold what an address may not.
    let mut options = ConnectOptions::new("sqlite://store");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("secure_delete", "ON")
            .pragma("query_only", if read_only { "ON" } else { "OFF" })
    });
    options
}

async fn check_sqlite_version(db: &DatabaseConnection) -> Result<()> {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version"))
        .await
        .map_err(trouble)?;
    let version: String = row
        .ok_or_else(|| Error::internal("SQLite does not say which version it is."))?
        .try_get("", "version")
        .map_err(trouble)?;
    if is_new_enough(&version) {
        return Ok(());
    }
    Err(Error::unavailable(say!("SQLite {version} may corrupt its write-ahead log.", version))
        .hint(say!("Build Bailee with the SQLite it bundles (3.51.3 or newer).")))
}

fn is_new_enough(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.as_slice() >= OLDEST_SQLITE.as_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_new_enough("3.51.3") && is_new_enough("3.100.0") && is_new_enough("4.0.0"));
        assert!(!is_new_enough("3.51.2") && !is_new_enough("3.9.9") && !is_new_enough("unknown"));
    }

    #[test]
    fn a_store_is_a_file() {
        assert!(sqlite_path("//bailee.db").is_ok());
        assert!(sqlite_path(":memory:").is_err() && sqlite_path("//").is_err() && sqlite_path("//:memory:").is_err());
    }
}
