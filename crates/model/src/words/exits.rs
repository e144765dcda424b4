//! The words about what leaves: by which way, and how a checkout or a demand ended.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

words! {
    /// By which way client data leaves. There is no other.
    DisclosureKind {
        /// Onto a device, for a short time.
        Checkout = "checkout",
        /// Back to the client.
        Handover = "handover",
        /// Into a system of the client's.
        Load = "load",
        /// By a link, to a named person.
        Link = "link",
        /// To an authority that demands it.
        LegalDemand = "legal_demand",
        /// To a provider whose service the work needs.
        Provider = "provider",
    }

    /// Why a checkout ended without being returned.
    CheckoutEnd {
        /// Whoever could approve it said no.
        Refused = "refused",
        /// Its person took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time, or it was not taken in time.
        Lapsed = "lapsed",
        /// Its person left the engagement, was suspended or departed before taking it.
        Unassigned = "unassigned",
        /// Its device was revoked before it was taken.
        DeviceRevoked = "device_revoked",
        /// The engagement closed before it was taken.
        Closed = "closed",
        /// It was out, and nobody could confirm that it is destroyed.
        Unconfirmed = "unconfirmed",
    }

    /// What is decided about a legal demand.
    DemandDecision {
        /// Give what is asked for.
        Comply = "comply",
        /// Give less than is asked for.
        Narrow = "narrow",
        /// Give nothing.
        Refuse = "refuse",
    }
}
