//! The ways in which a call can fail, and what is said about each.

use crate::wire::{Fault, FaultKind, WireError};
use bailee_model::Error;
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
            Self::Unsent(error) => Error::unavailable(format!("Odoo at {host} does not answer."))
                .hint("Check the address and that the system is running, then try again; nothing was sent.")
                .because(error),
            Self::Untrusted(error) => Error::unavailable(format!("The certificate of {host} is not trusted."))
                .hint("If the client has an authority of its own, give its certificate with the system; nothing was sent.")
                .because(error),
            Self::TimedOut(limit) => Error::unavailable(format!("Odoo at {host} did not finish {what} within {} s.", limit.as_secs()))
                .hint("It may still finish it. Run it again later, with smaller batches if the server is slow: what is done already is recognised."),
            Self::Lost(error) => Error::unavailable(format!("The connection to {host} broke during {what}; it is not known whether Odoo did it."))
                .hint("Run it again: what is done already is recognised.")
                .because(error),
            Self::Status(status) => explain_status(status, host, what),
            Self::TooLarge(limit) => Error::unavailable(format!("The answer of {host} to {what} is longer than {} MiB.", limit >> 20))
                .hint("Ask for less at a time."),
            Self::Wire(error @ WireError::Unencodable(_)) => {
                Error::bad_input(format!("{what}: {error}.")).hint("Speak JSON-RPC to this system.")
            }
            Self::Wire(error) => Error::unavailable(format!("The answer of {host} to {what} cannot be read."))
                .hint("Check that nothing between here and Odoo changes its answers.")
                .because(error),
            Self::Fault(fault) => explain_fault(&fault, host, login, what),
        }
    }
}

fn explain_status(status: u16, host: &str, what: &str) -> Error {
    let error = Error::unavailable(format!("{host} answered {what} with HTTP status {status}."));
    match status {
        300..400 => error.hint("It points to another address: give that one."),
        413 => error.hint("The request is larger than the server allows: use smaller batches."),
        429 => error.hint("The server wants fewer requests: wait, then run it again."),
        500.. => error.hint("The server, or what stands before it, is in trouble: try again later."),
        _ => error.hint("Check the address."),
    }
}

fn explain_fault(fault: &Fault, host: &str, login: &str, what: &str) -> Error {
    let name = fault.name.as_deref().unwrap_or("no name given");
    match fault.kind {
        FaultKind::Denied => denied(host, login),
        FaultKind::Access => Error::conflict(format!("Odoo does not let its user ‘{login}’ do {what}."))
            .hint("Give that user the rights in Odoo, or use another credential."),
        FaultKind::Missing => Error::conflict(format!("A record that {what} was asked for is gone from Odoo.")),
        FaultKind::User => Error::conflict(format!("Odoo refuses {what} ({name}).")),
        FaultKind::Database => Error::unavailable(format!("Odoo at {host} cannot open its database."))
            .hint("Check the database's name, and that its server is running."),
        FaultKind::Concurrency => {
            Error::unavailable(format!("Somebody else was changing the same records during {what}."))
                .hint("Run it again: what is done already is recognised.")
        }
        FaultKind::Unknown => Error::bad_input(format!("This Odoo does not know what {what} asks for ({name})."))
            .hint("Check the model's name, and that the module it belongs to is installed."),
        FaultKind::Other => {
            Error::unavailable(format!("Odoo failed at {what} ({name}).")).hint("Its own log says why.")
        }
    }
}

/// The login or the password is wrong; which of them, Odoo does not say.
pub(super) fn denied(host: &str, login: &str) -> Error {
    Error::bad_input(format!("Odoo at {host} refused the login ‘{login}’ or its password."))
        .hint("Check both; a user with two-factor sign-in needs an API key in place of the password.")
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
