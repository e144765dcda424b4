//! What the gate is asked, and what it answers.

use bailee_model::{
    Action, Assignment, Checkout, ColumnClass, Device, DropLink, Engagement, EngagementId, Error, Grant, GrantId,
    Holding, Incident, Obligation, OutLink, Person, PostureReport, Purpose, Refusal, Result, ReviewRow, System,
    TokenScope, UnusualUse,
};
use jiff::Timestamp;

/// May this person do this, to this, now? All of it facts; the policies judge.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who asks.
    pub who: &'a Person,
    /// What they want to do.
    pub action: Action,
    /// The engagement it is under; `None` with [`Resource::Installation`] only.
    pub engagement: Option<EngagementFacts<'a>>,
    /// To what.
    pub resource: Resource<'a>,
    /// The person's grants, in any state. The gate finds the one that fits best and checks all of it.
    pub grants: &'a [Grant],
    /// What they say they are working for.
    pub purpose: Option<Purpose>,
    /// The present instant.
    pub now: Timestamp,
    /// How they proved who they are.
    pub strength: Strength,
    /// What they still owe before they may work; a client's people owe nothing.
    pub outstanding: &'a [Obligation],
    /// The device that confirmed their session, if one did.
    pub device: Option<DeviceFacts<'a>>,
    /// How far they may go at most, when a program asks with a token of theirs.
    pub token: Option<TokenFacts>,
    /// Whether nobody else is an active officer: then there is no other person to ask.
    pub alone: bool,
}

/// What is known about the device behind a session.
#[derive(Clone, Copy, Debug)]
pub struct DeviceFacts<'a> {
    /// The device.
    pub device: &'a Device,
    /// Its newest report.
    pub report: Option<&'a PostureReport>,
}

/// The bounds of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    /// How far it goes.
    pub scope: TokenScope,
    /// The one engagement it is good for, if it names one.
    pub engagement: Option<EngagementId>,
}

/// What is known about the engagement asked about.
#[derive(Clone, Copy, Debug)]
pub struct EngagementFacts<'a> {
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The person's assignments on it; ended ones may be among them and count for nothing.
    pub assignments: &'a [Assignment],
    /// Whether a client's hold runs now on what is asked about: on the holding, or on all of the engagement.
    pub holds_running: bool,
    /// Whether firm and client both signed the mutual agreement.
    pub nda_signed: bool,
    /// Whether the client accepts, on this engagement, the subcontractor that stands behind the person who asks. Of no matter
    /// for anybody else.
    pub accepted: bool,
    /// Regions beyond those agreed, for which a live assessment is on record.
    pub assessed: &'a [String],
}

/// How strongly and how recently a person proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Whether the session began with two factors.
    pub two_factors: bool,
    /// Seconds since both factors were last shown.
    pub factors_age_secs: i64,
}

/// What is asked about. `policies/schema.cedarschema` says which actions take which; any other pairing is refused.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    /// The installation as a whole.
    Installation,
    /// The engagement itself.
    Engagement,
    /// The engagement, on which a supplier is to begin: one of its people is to be assigned, or it is to be used.
    Beginning {
        /// Whether the client accepts the supplier there.
        accepted: bool,
    },
    /// One thing in custody.
    Holding(&'a Holding),
    /// One of the client's environments.
    System(&'a System),
    /// A grant to be approved or ended.
    Grant(&'a Grant),
    /// A checkout, to be approved or ended.
    Checkout(&'a Checkout),
    /// A day of somebody's unusual use, to be looked at.
    UnusualUse(&'a UnusualUse),
    /// A row of an access review, to be decided; it hangs off no engagement.
    ReviewRow(&'a ReviewRow),
    /// A device, to be approved or revoked; it hangs off no engagement.
    Device(&'a Device),
    /// A way in for files.
    DropLink(&'a DropLink),
    /// A way out for one named person.
    OutLink(&'a OutLink),
    /// An incident, to be read or run; it hangs off no engagement.
    Incident(&'a Incident),
    /// Columns of a table, to be shown.
    Columns {
        /// The table.
        holding: &'a Holding,
        /// The classes of the columns; an undecided column counts as [`ColumnClass::Secret`].
        classes: &'a [ColumnClass],
    },
    /// A column of a table, to be given another class.
    Reclassify {
        /// The table.
        holding: &'a Holding,
        /// The class in force; an undecided column counts as [`ColumnClass::Secret`].
        from: ColumnClass,
        /// The class wanted.
        to: ColumnClass,
    },
}

impl<'a> Resource<'a> {
    /// The engagement it says it belongs to; `None` for what has none of its own.
    pub(crate) fn engagement(&self) -> Option<EngagementId> {
        match self {
            Self::Installation
            | Self::Engagement
            | Self::Beginning { .. }
            | Self::ReviewRow(_)
            | Self::Device(_)
            | Self::Incident(_) => None,
            Self::System(system) => Some(system.engagement),
            Self::Grant(grant) => Some(grant.engagement),
            Self::DropLink(link) => Some(link.engagement),
            Self::OutLink(link) => Some(link.engagement),
            Self::Checkout(checkout) => Some(checkout.engagement),
            Self::UnusualUse(unusual) => Some(unusual.engagement),
            Self::Holding(holding) | Self::Columns { holding, .. } | Self::Reclassify { holding, .. } => {
                Some(holding.engagement)
            }
        }
    }

    /// The holding, when it is about one.
    pub(crate) fn holding(&self) -> Option<&'a Holding> {
        match self {
            Self::Holding(holding) | Self::Columns { holding, .. } | Self::Reclassify { holding, .. } => Some(holding),
            _ => None,
        }
    }

    /// The column classes that have to be cleared.
    pub(crate) fn classes(&self) -> &[ColumnClass] {
        match self {
            Self::Columns { classes, .. } => classes,
            Self::Reclassify { from, .. } => std::slice::from_ref(from),
            _ => &[],
        }
    }

    /// Whether the client accepts the supplier that is to begin; `None` when none is.
    pub(crate) fn accepted(&self) -> Option<bool> {
        match self {
            Self::Beginning { accepted } => Some(*accepted),
            _ => None,
        }
    }

    /// Whether a column would be protected less than it is; `None` when no class is being given.
    pub(crate) fn lowers(&self) -> Option<bool> {
        match self {
            Self::Reclassify { from, to, .. } => Some(to < from),
            _ => None,
        }
    }
}

/// What the gate answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be done, under these clauses.
    Allowed {
        /// The clauses of the policies that permitted it, in order, each once.
        clauses: Vec<String>,
        /// The grant that it leaned on, if it leaned on one.
        grant: Option<GrantId>,
    },
    /// It may not, and the person may know why.
    Refused(Refusal),
    /// It may not, and the person may not know that there is anything (invariant 6).
    Unseen,
}

impl Decision {
    /// Whether it may be done.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// The clauses, or the error that the caller is answered with: refused, or not found.
    pub fn into_result(self) -> Result<Vec<String>> {
        match self {
            Self::Allowed { clauses, .. } => Ok(clauses),
            Self::Refused(refusal) => Err(Error::refused(refusal)),
            Self::Unseen => Err(Error::not_found()),
        }
    }
}
