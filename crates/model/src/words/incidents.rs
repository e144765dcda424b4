//! The words of incidents: how grave they are, where they stand, what is written down of them, what a notice says.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// How grave an incident is.
    Severity {
        /// Nothing of a client's is likely to be touched.
        Low = "low",
        /// Something may be.
        Medium = "medium",
        /// Something is, or very likely so.
        High = "high",
        /// A great deal is, or it goes on.
        Critical = "critical",
    }

    /// Where an incident stands.
    IncidentState {
        /// It is being looked into.
        Open = "open",
        /// What could harm was stopped.
        Contained = "contained",
        /// Everything is done and told; only the register keeps it.
        Closed = "closed",
    }

    /// What a line of an incident's timeline says.
    IncidentEventKind {
        /// Somebody declared it.
        Declared = "declared",
        /// An owner, a severity or those who may read it were named.
        Assigned = "assigned",
        /// Its scope was set, and who is affected derived from it.
        Scoped = "scoped",
        /// Things were stopped, in one action.
        Contained = "contained",
        /// An engagement was let run again.
        Thawed = "thawed",
        /// Somebody wrote down what they found or did.
        Noted = "noted",
        /// A remedy was given to somebody.
        TaskAdded = "task_added",
        /// A remedy was carried out.
        TaskDone = "task_done",
        /// A remedy was declined, with a reason.
        TaskDeclined = "task_declined",
        /// A client is owed a notice.
        NoticeOwed = "notice_owed",
        /// A notice was edited.
        NoticeEdited = "notice_edited",
        /// A notice went out.
        NoticeSent = "notice_sent",
        /// A corrected notice went out.
        NoticeCorrected = "notice_corrected",
        /// A client confirmed that they have the notice.
        NoticeAcknowledged = "notice_acknowledged",
        /// An officer signed why a client is not told.
        NoticeWaived = "notice_waived",
        /// A client asked something.
        Asked = "asked",
        /// The firm wrote to a client.
        Answered = "answered",
        /// A client fetched their file of it.
        Exported = "exported",
        /// It was closed.
        Closed = "closed",
    }

    /// Where a remedy stands.
    TaskState {
        /// It is to be done.
        Open = "open",
        /// It was done.
        Done = "done",
        /// Somebody said why not.
        Declined = "declined",
    }

    /// Where a notice stands.
    NoticeState {
        /// The client is to be told.
        Owed = "owed",
        /// The client was told.
        Sent = "sent",
        /// The client confirmed it.
        Acknowledged = "acknowledged",
        /// An officer signed why the client is not told.
        Waived = "waived",
    }

    /// What a notice has to say: all that any of the laws asks for, and what the contract does.
    NoticePart {
        /// Who tells it, and whom to ask.
        Contact = "contact",
        /// What happened, and why.
        Happened = "happened",
        /// When it happened, and when it became known.
        When = "when",
        /// Which kinds of data, or why that is not known.
        Data = "data",
        /// About how many people.
        People = "people",
        /// What is likely to follow from it.
        Consequences = "consequences",
        /// What was done and will be.
        Measures = "measures",
        /// What the reader should do.
        Steps = "steps",
        /// How the harm was judged.
        Assessment = "assessment",
        /// When they hear more.
        NextUpdate = "next_update",
        /// What was corrected since the first notice.
        History = "history",
    }

    /// Why an engagement is among those affected.
    BecauseKind {
        /// Somebody opened something.
        Opened = "opened",
        /// A credential was used.
        CredentialUsed = "credential_used",
        /// Something was checked out onto a device.
        CheckedOut = "checked_out",
        /// The incident names it, or something in it.
        Named = "named",
        /// A grant was live in the period.
        GrantLive = "grant_live",
        /// Somebody was assigned in the period.
        Assigned = "assigned",
    }
}
