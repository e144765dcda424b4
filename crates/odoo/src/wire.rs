//! The dialects that Odoo speaks, as pure functions from calls to bytes and from bytes to replies.
//!
//! Two are spoken today: JSON-RPC ([`json`]) and XML-RPC ([`xml`]). Both carry the same call, `service.method(args)`,
//! and both are mapped to and from [`serde_json::Value`], so that nothing above this module knows which one is in use.
//! (JSON-2 of Odoo 19 and the web session will be two more files here.)
//!
//! What differs between dialects and versions ends here:
//!
//! - an absent result and XML-RPC's "cannot marshal None" (or any other object that XML cannot carry) both mean *done, and
//!   there is nothing to tell*: Odoo commits before it builds the reply;
//! - a fault is a number, a word, or a Python exception's name; it comes out as a [`FaultKind`];
//! - a traceback is cut down to its last line, since the rest tells of Odoo's insides and may quote data.

pub mod json;
pub mod xml;

use crate::Secret;
use bailee_model::Text;
use serde_json::Value;
use zeroize::Zeroizing;

/// How deeply a value may be nested in either direction.
pub const MAX_DEPTH: usize = 64;

/// One call: `service.method(params…)`.
pub struct Call<'a> {
    /// `common`, `object` or `db`.
    pub service: &'a str,
    /// The service's method, as in `execute_kw`.
    pub method: &'a str,
    /// Positional parameters.
    pub params: &'a [Param<'a>],
}

/// One positional parameter of a [`Call`].
pub enum Param<'a> {
    /// Plain text, such as a database's name.
    Text(&'a str),
    /// A password or key.
    Secret(&'a Secret),
    /// Anything else.
    Value(&'a Value),
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The method's result; null when it returned nothing.
    Value(Value),
    /// The method refused or failed.
    Fault(Fault),
}

/// A failure that Odoo reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure.
    pub kind: FaultKind,
    /// The Python exception's name where it is known, as in `odoo.exceptions.UserError`.
    pub name: Option<String>,
    /// Odoo's message, which may quote data: show it to who may see the data, never write it to a log.
    pub message: String,
}

/// The kinds of failure that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The login or password is wrong, or a session ended.
    Denied,
    /// The user may not do this to these records.
    Access,
    /// The records are gone.
    Missing,
    /// Odoo's rules refuse the values, with a message meant for people.
    User,
    /// The database does not exist or cannot be opened.
    Database,
    /// Two transactions met; the same call may succeed later.
    Concurrency,
    /// There is no such service, model or method.
    Unknown,
    /// Anything else.
    Other,
}

/// Bytes that are not what the dialect promises.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The reply is not well-formed, or not a reply.
    #[error("the reply is not {dialect}: {reason}")]
    Malformed {
        /// The dialect that was expected.
        dialect: &'static str,
        /// What is wrong, without quoting the reply.
        reason: String,
    },
    /// The reply is nested more deeply than [`MAX_DEPTH`].
    #[error("the reply is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// XML-RPC cannot carry this value.
    #[error("XML-RPC cannot carry {0}")]
    Unencodable(Text),
}

/// What an encoder writes into: an exactly sized buffer that is overwritten when dropped, since the password is in it.
pub type Body = Zeroizing<Vec<u8>>;

/// Runs an encoder twice, first to learn the size: a buffer that grew would leave copies of the password behind.
fn sized_exactly(encode: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> std::io::Result<Body> {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    encode(&mut count)?;
    let mut body = Zeroizing::new(Vec::with_capacity(count.0));
    encode(&mut *body)?;
    Ok(body)
}

/// The kind that a Python exception's name stands for.
fn kind_of_exception(name: &str, message: &str) -> FaultKind {
    match name.rsplit('.').next().unwrap_or(name) {
        "AccessDenied" | "SessionExpiredException" => FaultKind::Denied,
        "AccessError" => FaultKind::Access,
        "MissingError" => FaultKind::Missing,
        "UserError" | "ValidationError" | "RedirectWarning" | "Warning" | "except_orm" => FaultKind::User,
        "OperationalError" | "DatabaseError" => kind_of_database_trouble(message),
        "SerializationFailure" | "LockNotAvailable" | "DeadlockDetected" | "LockError" => FaultKind::Concurrency,
        "KeyError" | "AttributeError" | "NotFound" | "NameError" => FaultKind::Unknown,
        _ => FaultKind::Other,
    }
}

fn kind_of_database_trouble(message: &str) -> FaultKind {
    if is_concurrency(message) { FaultKind::Concurrency } else { FaultKind::Database }
}

/// Whether a message of PostgreSQL says that two transactions met.
pub(crate) fn is_concurrency(message: &str) -> bool {
    ["could not serialize access", "could not obtain lock", "deadlock detected"]
        .iter()
        .any(|sign| message.contains(sign))
}

/// The exception and message at the end of a traceback: `psycopg2.Error: no such thing`; of a chain of them, the last. A
/// text that is no traceback is all message.
fn last_line(text: &str) -> (Option<String>, String) {
    let text = text.trim();
    let Some(start) = text.rfind("Traceback (most recent call last)") else {
        return (None, text.to_owned());
    };
    let tail = text[start..].lines().skip_while(|line| !is_exception_line(line)).collect::<Vec<_>>().join("\n");
    match tail.split_once(':') {
        Some((name, message)) => (Some(name.trim().to_owned()), message.trim().to_owned()),
        None => (Some(tail.trim().to_owned()).filter(|name| !name.is_empty()), String::new()),
    }
}

/// Frames of a traceback are indented and its heading is known; the first other line names the exception.
fn is_exception_line(line: &str) -> bool {
    !line.starts_with(' ') && !line.starts_with("Traceback") && !line.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceback_is_cut_down_to_its_exception() {
        let text = "Traceback (most recent call last):\n  File \"y.py\", line 2, in g\nKeyError: 'nope'\n\nDuring handling of the \
                    above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"x.py\", line 1, in f\n    secret = 1\n\
                    psycopg2.OperationalError: FATAL:  database \"nope\" does not exist\n";
        let (name, message) = last_line(text);
        assert_eq!(name.as_deref(), Some("psycopg2.OperationalError"));
        assert_eq!(message, "FATAL:  database \"nope\" does not exist");
        assert_eq!(last_line("plain words: here"), (None, "plain words: here".to_owned()));
        assert_eq!(last_line("Traceback (most recent call last):"), (None, String::new()));
    }

    #[test]
    fn kinds_are_known_by_the_exceptions_name() {
        assert_eq!(kind_of_exception("odoo.exceptions.AccessDenied", ""), FaultKind::Denied);
        assert_eq!(kind_of_exception("odoo.exceptions.AccessError", ""), FaultKind::Access);
        assert_eq!(kind_of_exception("psycopg2.errors.SerializationFailure", ""), FaultKind::Concurrency);
        assert_eq!(
            kind_of_exception("psycopg2.OperationalError", "database \"x\" does not exist"),
            FaultKind::Database
        );
        assert_eq!(
            kind_of_exception("psycopg2.OperationalError", "could not serialize access"),
            FaultKind::Concurrency
        );
        assert_eq!(kind_of_exception("builtins.ValueError", ""), FaultKind::Other);
    }

    #[test]
    fn bodies_are_sized_exactly() {
        let body = sized_exactly(|out| out.write_all(b"twelve bytes")).unwrap();
        assert_eq!((body.len(), body.capacity()), (12, 12));
    }
}
