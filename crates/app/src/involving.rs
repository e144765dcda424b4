//! Suppliers' parts in engagements: whether a supplier may begin, and where it may work (clause S7).

use bailee_model::{Engagement, Involvement, SupplierId};
use jiff::Timestamp;

/// Whether the client accepts this supplier: one of its parts in the engagement stands.
pub(crate) fn stands(parts: &[Involvement], supplier: SupplierId, now: Timestamp) -> bool {
    parts.iter().any(|part| part.supplier == supplier && part.stands(now))
}

/// The supplier's latest part, if it ended under an objection that was never settled.
pub(crate) fn objected_before(parts: Vec<Involvement>, supplier: SupplierId) -> Option<Involvement> {
    let before = parts.into_iter().filter(|part| part.supplier == supplier).max_by_key(|part| part.noticed_at)?;
    let stood = before.agreed_at.is_some_and(|agreed| before.objected_at.is_none_or(|objected| objected < agreed));
    (before.objected_at.is_some() && !stood).then_some(before)
}

/// Whether a region is among those agreed: the same, or a part of an agreed country.
pub(crate) fn is_agreed_region(engagement: &Engagement, region: &str) -> bool {
    let country = region.split('-').next().unwrap_or_default();
    engagement.regions.iter().any(|agreed| agreed == region || agreed == country)
}
