//! What the gate is asked, and what it answers.

use bailee_model::{
    Action, Assignment, ColumnClass, Engagement, EngagementId, Error, Grant, Holding, Person, Purpose, Refusal, Result,
    System,
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
    /// One thing in custody.
    Holding(&'a Holding),
    /// One of the client's environments.
    System(&'a System),
    /// A grant to be approved or ended.
    Grant(&'a Grant),
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
            Self::Installation | Self::Engagement => None,
            Self::System(system) => Some(system.engagement),
            Self::Grant(grant) => Some(grant.engagement),
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
    pub(crate) fn classes(&self) -> Vec<ColumnClass> {
        match self {
            Self::Columns { classes, .. } => classes.to_vec(),
            Self::Reclassify { from, .. } => vec![*from],
            _ => Vec::new(),
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
            Self::Allowed { clauses } => Ok(clauses),
            Self::Refused(refusal) => Err(Error::refused(refusal)),
            Self::Unseen => Err(Error::not_found()),
        }
    }
}

/// The measures of the firm's promises that the policies compare with. A firm may tighten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seconds that both factors count as shown afresh (clause S2.3).
    pub step_up_secs: i64,
    /// Days that a grant may run at most (clause D3.1).
    pub grant_days: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { step_up_secs: 300, grant_days: 30 }
    }
}
