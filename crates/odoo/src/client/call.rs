//! The ways in which a call can fail, and what is said about each.

use crate::wire::{Fault, FaultKind, WireError};
use bailee_model::{Error, Text, say};
use std::time::Duration;

/// Whether a call may be made again after it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It changes nothing.
    Safe,
    /// It may change something.
    Never,
}

/// A call that failed.
#[derive(Debug)]
pub(crate) enum CallError {
    /// No connection; nothing was sent.
    Unsent(reqwest::Error),
    /// No connection, because of the server's certificate; nothing was sent.
    Untrusted(reqwest::Error),
    /// No answer in time; it is not known whether the call was executed.
    TimedOut(Duration),
    /// The connection broke; it is not known whether the call was executed.
    Lost(reqwest::Error),
    /// An answer by HTTP that is not success.
    Status(u16),
    /// An answer longer than allowed.
    TooLarge(usize),
    /// Bytes that the dialect does not allow.
    Wire(WireError),
    /// Odoo refused or failed.
    Fault(Fault),
}

impl From<WireError> for CallError {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}

impl CallError {
    /// Whether making the call again may help and cannot harm.
    pub(super) fn may_repeat(&self, repeat: Repeat) -> bool {
        match self {
            Self::Unsent(_) => true,
            Self::Lost(_) | Self::Status(502..=504) => repeat == Repeat::Safe,
            Self::Fault(fault) => repeat == Repeat::Safe && fault.kind == FaultKind::Concurrency,
            _ => false,
        }
    }

    /// Whether the answer is that of a server which does not know this dialect, or is no Odoo.
    pub(super) fn is_foreign(&self) -> bool {
        match self {
            Self::Status(status) => !matches!(status, 500..),
            Self::Wire(_) => true,
            Self::Fault(fault) => fault.kind == FaultKind::Unknown,
            _ => false,
        }
    }

    /// Whether Odoo could not open the database.
    pub(super) fn is_database(&self) -> bool {
        matches!(self, Self::Fault(fault) if fault.kind == FaultKind::Database)
    }

    /// What people read. Odoo's own message is left out, since it may quote data; [`crate::loader`] keeps it with the
    /// rejected row, where it belongs.
    pub(super) fn explain(self, host: &str, login: &str, what: &str) -> Error {
        match self {
            Self::Unsent(error) => Error::unavailable(say!("Odoo at {host} does not answer.", host))
                .hint(say!("Check the address and that the system is running, then try again; nothing was sent."))
                .because(error),
            Self::Untrusted(error) => Error::unavailable(say!("The certificate of {host} is not trusted.", host))
                .hint(say!("If the client has an authority of its own, give its certificate with the system; nothing was sent."))
                .because(error),
            Self::TimedOut(limit) => Error::unavailable(say!("Odoo at {host} did not finish {what} within {seconds} s.", host, what, seconds = limit.as_secs()))
                .hint(say!("It may still finish it. Run it again later, with smaller batches if the server is slow: what is done already is recognised.")),
            Self::Lost(error) => Error::unavailable(say!("The connection to {host} broke during {what}; it is not known whether Odoo did it.", host, what))
                .hint(say!("Run it again: what is done already is recognised."))
                .because(error),
            Self::Status(status) => explain_status(status, host, what),
            Self::TooLarge(limit) => Error::unavailable(say!("The answer of {host} to {what} is longer than {limit} MiB.", host, what, limit = limit >> 20))
                .hint(say!("Ask for less at a time.")),
            Self::Wire(WireError::Unencodable(value)) => {
                Error::bad_input(say!("{what}: XML-RPC cannot carry {value}.", what, value)).hint(say!("Speak JSON-RPC to this system."))
            }
            Self::Wire(error) => Error::unavailable(say!("The answer of {host} to {what} cannot be read.", host, what))
                .hint(say!("Check that nothing between here and Odoo changes its answers."))
                .because(error),
            Self::Fault(fault) => explain_fault(&fault, host, login, what),
        }
    }
}

fn explain_status(status: u16, host: &str, what: &str) -> Error {
    let error = Error::unavailable(say!("{host} answered {what} with HTTP status {status}.", host, what, status));
    match status {
        300..400 => error.hint(say!("It points to another address: give that one.")),
        413 => error.hint(say!("The request is larger than the server allows: use smaller batches.")),
        429 => error.hint(say!("The server wants fewer requests: wait, then run it again.")),
        500.. => error.hint(say!("The server, or what stands before it, is in trouble: try again later.")),
        _ => error.hint(say!("Check the address.")),
    }
}

fn explain_fault(fault: &Fault, host: &str, login: &str, what: &str) -> Error {
    let name = fault.name.as_deref().map_or_else(|| say!("no name given"), Text::told);
    match fault.kind {
        FaultKind::Denied => denied(host, login),
        FaultKind::Access => Error::conflict(say!("Odoo does not let its user ‘{login}’ do {what}.", login, what))
            .hint(say!("Give that user the rights in Odoo, or use another credential.")),
        FaultKind::Missing => Error::conflict(say!("A record that {what} was asked for is gone from Odoo.", what)),
        FaultKind::User => Error::conflict(say!("Odoo refuses {what} ({name}).", what, name)),
        FaultKind::Database => Error::unavailable(say!("Odoo at {host} cannot open its database.", host))
            .hint(say!("Check the database's name, and that its server is running.")),
        FaultKind::Concurrency => {
            Error::unavailable(say!("Somebody else was changing the same records during {what}.", what))
                .hint(say!("Run it again: what is done already is recognised."))
        }
        FaultKind::Unknown => {
            Error::bad_input(say!("This Odoo does not know what {what} asks for ({name}).", what, name))
                .hint(say!("Check the model's name, and that the module it belongs to is installed."))
        }
        FaultKind::Other => {
            Error::unavailable(say!("Odoo failed at {what} ({name}).", what, name)).hint(say!("Its own log says why."))
        }
    }
}

/// The login or the password is wrong; which of them, Odoo does not say.
pub(super) fn denied(host: &str, login: &str) -> Error {
    Error::bad_input(say!("Odoo at {host} refused the login ‘{login}’ or its password.", host, login))
        .hint(say!("Check both; a user with two-factor sign-in needs an API key in place of the password."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: FaultKind) -> CallError {
        CallError::Fault(Fault { kind, name: Some("odoo.exceptions.Any".into()), message: "Mme Secret".into() })
    }

    #[test]
    fn only_what_cannot_harm_is_repeated() {
        assert!(fault(FaultKind::Concurrency).may_repeat(Repeat::Safe));
        assert!(!fault(FaultKind::Concurrency).may_repeat(Repeat::Never));
        assert!(CallError::Status(503).may_repeat(Repeat::Safe));
        assert!(!CallError::Status(503).may_repeat(Repeat::Never));
        assert!(!CallError::TimedOut(Duration::from_secs(1)).may_repeat(Repeat::Safe));
        assert!(!fault(FaultKind::Denied).may_repeat(Repeat::Safe));
    }

    #[test]
    fn no_error_quotes_what_odoo_quoted() {
        use FaultKind::{Access, Concurrency, Database, Denied, Missing, Other, Unknown, User};
        for kind in [Denied, Access, Missing, User, Database, Concurrency, Unknown, Other] {
            let error = fault(kind).explain("erp.client.example", "bot", "res.partner.load");
            assert!(!format!("{error} {error:?}").contains("Secret"), "{error}");
        }
    }
}
