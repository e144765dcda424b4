//! How a database's trouble reads.
//!
//! Every failure of SeaORM passes through [`trouble`], which decides what the caller is told. The database's own message
//! goes to the operator as the source: it names tables and constraints. The rest of what PostgreSQL says (its *detail*)
//! repeats values, and is left behind.

use bailee_model::{Error, ErrorKind, say};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The error of a statement that failed.
pub(crate) fn trouble(source: DbErr) -> Error {
    let error = match source.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::conflict(say!("There is one like this already."))
            .hint(say!("Use the one that is there, or choose another name or address.")),
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
            Error::conflict(say!("This refers to something that is not there."))
                .hint(say!("Save what it refers to first, in the same change."))
        }
        _ => match &source {
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => {
                Error::unavailable(say!("The database does not answer.")).hint(say!("Trying again later may help."))
            }
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => of_driver(inner),
            DbErr::Type(_) => Error::corrupt("The database holds a value that is none of ours.")
                .hint(say!("The operator runs `baileed fsck`.")),
            _ => Error::internal("The database refused a statement."),
        },
    };
    error.because(source.to_string())
}

fn of_driver(error: &sea_orm::sqlx::Error) -> Error {
    use sea_orm::sqlx::Error as Driver;
    match error {
        Driver::Io(_) | Driver::PoolTimedOut | Driver::PoolClosed | Driver::Tls(_) => {
            Error::unavailable(say!("The database does not answer.")).hint(say!("Trying again later may help."))
        }
        Driver::Database(inner) => match inner.code().as_deref() {
            Some("5" | "6" | "261" | "517" | "40P01" | "40001" | "55P03") => {
                Error::unavailable(say!("Somebody else was changing the same thing.")).hint(say!("Try again."))
            }
            Some("13" | "53100") => Error::unavailable(say!("The disk is full."))
                .hint(say!("The operator makes room; nothing was changed.")),
            _ => Error::internal("The database refused a statement."),
        },
        _ => Error::internal("The database refused a statement."),
    }
}

/// The error of bytes that are not of the log's formats although we wrote them.
pub(crate) fn not_ours(source: bailee_log::Error) -> Error {
    Error::new(ErrorKind::Corrupt, say!("The log holds something that does not follow its format."))
        .hint(say!("The operator runs `baileed fsck`."))
        .because(source)
}

/// The error of a draft that cannot be an entry.
pub(crate) fn not_an_entry(event: &str, source: bailee_log::Error) -> Error {
    Error::internal(format!("What happened ({event}) cannot be written in the log: {source}"))
}
