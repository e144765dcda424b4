//! The small fixed vocabularies, each spelled once.
//!
//! The spelling in snake case is what stands in the database, the log, the JSON and the Cedar requests; what people read
//! is made from it by the catalogue of the page's language.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every word of this vocabulary, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word as it is stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err(Error::bad_input($crate::say!("‘{word}’ is not known here.", word = other.chars().take(60).collect::<String>()))
                        .hint($crate::say!("Use one of: {words}.", words = [$($word),*].join(" ")))),
                }
            }
        }
    )*};
}

mod access;
mod action;
mod backups;
mod exits;
mod feeds;
mod incidents;
mod obligations;
mod policies;
mod transfer;
mod unusual;

pub use access::*;
pub use action::Action;
pub use backups::*;
pub use exits::*;
pub use feeds::*;
pub use incidents::*;
pub use obligations::*;
pub use policies::*;
pub use transfer::*;
pub use unusual::*;

words! {
    /// What client data is about; agreed per engagement (clauses D2, S1.1).
    Category {
        /// Accounts, balances, journals, invoices, payments.
        Financial = "financial",
        /// Customers and vendors.
        Parties = "customers_and_vendors",
        /// Inventory, products and operations.
        Operations = "inventory_products_and_operations",
        /// Employees and users.
        Employees = "employees_and_users",
        /// System settings and secrets.
        Secrets = "system_and_secrets",
    }

    /// What an access is for, out of the engagement's agreed list (clause D3.2).
    Purpose {
        /// Looking at the state of the data before anything is moved.
        Audit = "audit",
        /// Deciding what becomes what.
        Mapping = "mapping",
        /// Loading into a test system.
        TestLoad = "test_load",
        /// Loading into the production system.
        GoLive = "go_live",
        /// Comparing what was loaded with what was given.
        Verification = "verification",
        /// Helping after go-live.
        Support = "support",
    }

    /// What a person does in an engagement.
    Role {
        /// Answers for the engagement; approves grants.
        Lead = "lead",
        /// Works on the data.
        Consultant = "consultant",
        /// Works on the system.
        Developer = "developer",
        /// Checks the work of others.
        Reviewer = "reviewer",
    }

    /// What a person is in their organisation.
    Standing {
        /// The firm's security officer.
        Officer = "officer",
        /// The firm's or a subcontractor's person.
        Staff = "staff",
        /// Reads logs, certificates and reviews for the firm; opens nothing.
        Auditor = "auditor",
        /// Decides for a client, or signs for a subcontractor.
        Owner = "owner",
        /// A client's person who may look.
        Contact = "contact",
    }

    /// Where a person stands in time.
    PersonState {
        /// Invited, and has not enrolled yet.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// Kept out for now.
        Suspended = "suspended",
        /// Gone; nothing opens any more.
        Departed = "departed",
    }

    /// Where an engagement stands.
    EngagementState {
        /// Agreed and being set up; no data yet.
        Open = "open",
        /// Data may arrive and be worked on.
        Active = "active",
        /// The client has verified the result; the deletion clock runs.
        Verified = "verified",
        /// Being emptied.
        Closing = "closing",
        /// Nothing is held any more.
        Closed = "closed",
    }

    /// What a holding is.
    HoldingKind {
        /// A file exactly as it arrived.
        Original = "original",
        /// A sealed table made from an original.
        Table = "table",
        /// A mapping document.
        Mapping = "mapping",
        /// A secret for a system.
        Credential = "credential",
        /// Rejects, reconciliations and other findings that carry client data.
        Report = "report",
        /// A bundle sealed for the client.
        Handover = "handover",
    }

    /// Where a holding stands.
    HoldingState {
        /// Bytes are still arriving.
        Arriving = "arriving",
        /// In custody and open to those with a grant.
        Held = "held",
        /// Contains what was not agreed; opens to nobody until the client decides.
        Quarantined = "quarantined",
        /// Its destruction has been decided and is under way; it opens to nobody and there is no way back.
        Destroying = "destroying",
        /// Its key is destroyed.
        Destroyed = "destroyed",
    }

    /// Which copy of a client's environment a system is.
    Environment {
        /// The client's live system.
        Production = "production",
        /// A copy to try things on.
        Test = "test",
    }

    /// What kind of system it is.
    SystemKind {
        /// Hosted by Odoo.
        OdooOnline = "odoo_online",
        /// Odoo.sh.
        OdooSh = "odoo_sh",
        /// Odoo on the client's or a host's machines.
        OdooSelfHosted = "odoo_self_hosted",
        /// The system migrated away from.
        Legacy = "legacy",
    }

    /// Who may see a column's values (clause S4.1). A column is sealed until it is classified.
    ColumnClass {
        /// Everyone with a grant on the table.
        Open = "open",
        /// Names, addresses, telephone numbers, e-mail.
        Personal = "personal",
        /// Bank accounts, cards, tax numbers.
        FinancialSensitive = "financial_sensitive",
        /// Pay, birth dates, identity numbers of employees.
        EmployeeSensitive = "employee_sensitive",
        /// Shown to nobody row by row; who is cleared may have counts, sums and averages over five rows or more.
        AggregateOnly = "aggregate_only",
        /// Passwords, keys, tokens.
        Secret = "secret",
    }

    /// What a load is for.
    LoadMode {
        /// Into a system marked test.
        Test = "test",
        /// Into the client's production system.
        GoLive = "go_live",
        /// Into import files sealed for the client.
        Files = "files",
    }

    /// How far long work has come.
    JobState {
        /// Accepted and not begun.
        Waiting = "waiting",
        /// Under way.
        Running = "running",
        /// Finished.
        Done = "done",
        /// Ended with an error that says what to do.
        Failed = "failed",
        /// Ended because somebody asked; may be started again.
        Stopped = "stopped",
    }
}

impl ColumnClass {
    /// What a grant can show in clear, row by row: a text that may quote any column is for those who see all of these.
    pub const IN_CLEAR: &'static [Self] =
        &[Self::Open, Self::Personal, Self::FinancialSensitive, Self::EmployeeSensitive];
}
