//! Who asks, and what about.

use super::{OURS, THEIRS, days, now};
use bailee_model::{ClientId, Organisation, Person, PersonId, PersonState, Role, Standing, SupplierId};
use serde::Deserialize;

/// Everybody who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    Officer,
    Lead,
    Consultant,
    Developer,
    Reviewer,
    /// A subcontractor's consultant.
    Supplier,
    /// The firm's auditor, whom somebody has assigned by mistake.
    Auditor,
    /// Of the firm, and not on the engagement.
    Unassigned,
    /// A lead who has left the firm; assignment and grant still stand in the records.
    Departed,
    Owner,
    Contact,
    /// The owner at another client.
    Stranger,
}

impl Who {
    pub(crate) const ALL: [Self; 12] = [
        Self::Officer,
        Self::Lead,
        Self::Consultant,
        Self::Developer,
        Self::Reviewer,
        Self::Supplier,
        Self::Auditor,
        Self::Unassigned,
        Self::Departed,
        Self::Owner,
        Self::Contact,
        Self::Stranger,
    ];

    fn standing(self) -> Standing {
        match self {
            Self::Officer => Standing::Officer,
            Self::Auditor => Standing::Auditor,
            Self::Owner | Self::Stranger => Standing::Owner,
            Self::Contact => Standing::Contact,
            _ => Standing::Staff,
        }
    }

    fn organisation(self) -> Organisation {
        match self {
            Self::Owner | Self::Contact => Organisation::Client(ClientId::from_bytes([OURS; 16])),
            Self::Stranger => Organisation::Client(ClientId::from_bytes([THEIRS; 16])),
            Self::Supplier => Organisation::Supplier(SupplierId::from_bytes([OURS; 16])),
            _ => Organisation::Firm,
        }
    }

    pub(super) fn role(self) -> Option<Role> {
        match self {
            Self::Lead | Self::Departed => Some(Role::Lead),
            Self::Consultant | Self::Supplier | Self::Auditor => Some(Role::Consultant),
            Self::Developer => Some(Role::Developer),
            Self::Reviewer => Some(Role::Reviewer),
            _ => None,
        }
    }

    pub(super) fn person(self) -> Person {
        Person {
            id: PersonId::from_bytes([10 + self as u8; 16]),
            name: format!("{self:?} (fictional)"),
            email: format!("{self:?}@lanterne.example").to_lowercase(),
            organisation: self.organisation(),
            standing: self.standing(),
            state: if self == Self::Departed { PersonState::Departed } else { PersonState::Active },
            language: "en".to_owned(),
            since: now() - days(100),
        }
    }
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum On {
    Installation,
    Engagement,
    /// The engagement, where a supplier that the client accepts is to begin.
    Accepted,
    /// The engagement, where a supplier is to begin that the client has not accepted.
    Announced,
    /// A table.
    Table,
    /// The file it was made from.
    Original,
    /// The table's columns of class personal, which the sample grant clears.
    Personal,
    /// The table's columns of class secret, which it does not.
    Secret,
    /// A column from open to personal.
    Raise,
    /// A column from personal to open.
    Lower,
    /// A column from secret to open.
    LowerSecret,
    TestSystem,
    ProductionSystem,
    /// A test system in a region that was not agreed.
    ForeignSystem,
    /// A test system that the person added.
    OwnSystem,
    /// A grant that somebody else asked for.
    Grant,
    /// A grant that the person asked for.
    OwnGrant,
    /// A grant that covers a category which the client opens only by their own agreement.
    SealedGrant,
    /// An emergency grant that somebody else asked for.
    EmergencyGrant,
    /// An emergency grant that the person asked for.
    OwnEmergency,
    /// A checkout that somebody else asked for.
    Checkout,
    /// A checkout that the person asked for.
    OwnCheckout,
    /// Another person's unusual use.
    Use,
    /// The person's own unusual use.
    OwnUse,
    /// A row about somebody else, for somebody else to review.
    Row,
    /// A row about somebody else, for the person to review.
    RowToReview,
    /// A row about the person, which names them as its reviewer.
    OwnRow,
    /// A way in that somebody else made.
    DropLink,
    /// A way in that the person made.
    OwnDropLink,
    /// A way out for somebody else.
    OutLink,
    /// A way out for the person.
    OwnOutLink,
    /// An incident that somebody else answers for.
    Incident,
    /// An incident that the person answers for.
    OwnIncident,
    /// An incident that the person is named to.
    NamedIncident,
    /// Somebody else's device.
    Device,
    /// The person's own device.
    OwnDevice,
}

impl On {
    /// Whether it hangs off an engagement.
    pub(crate) fn within(self) -> bool {
        !matches!(
            self,
            Self::Installation
                | Self::Incident
                | Self::OwnIncident
                | Self::NamedIncident
                | Self::Row
                | Self::RowToReview
                | Self::OwnRow
                | Self::Device
                | Self::OwnDevice
        )
    }
}
