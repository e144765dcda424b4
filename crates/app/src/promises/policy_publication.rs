//! Clause S8.3: what is published has a number and a day, every clause of it names who keeps it, and what it says is enforced.

use super::{Evidence, Finding, Look, Promise, Said};
use crate::policies::{
    check::{self, Fault},
    day_of, in_force,
    published::loosened,
};
use bailee_model::{LogId, PolicyVersion, PromiseKind, PromiseStatus, Result};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise =
    Promise { slug: "policy_publication", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let store = look.app.store();
        let published = store.policy_versions_published().await?;
        let mut current = Vec::new();
        for policy in store.policies().await? {
            let of: Vec<PolicyVersion> = published.iter().filter(|each| each.policy == policy.id).cloned().collect();
            current.extend(in_force(&of, day_of(look.now)).cloned());
        }
        if current.is_empty() {
            let says = Said::new("No policy is in force yet.", "Aucune politique n’est encore en vigueur.");
            return Ok(Finding::new(PromiseStatus::Unproven, look.a_day(), says));
        }
        let wrong: Vec<Evidence> =
            current.iter().filter(|each| is_amiss(each, look)).map(|each| shown(each, true)).collect();
        let unkept = check::all(&[], &published, look.now).len();
        if !wrong.is_empty() || unkept > 0 {
            let says = Said::new(
                format!(
                    "Of {} policies in force, {} say what is not so; {unkept} promises stand in none.",
                    current.len(),
                    wrong.len()
                ),
                format!(
                    "Sur {} politiques en vigueur, {} disent ce qui n’est pas ; {unkept} promesses ne figurent dans aucune.",
                    current.len(),
                    wrong.len()
                ),
            );
            return Ok(Finding::new(PromiseStatus::Broken, look.a_day(), says).with(wrong));
        }
        let says = Said::new(
            format!(
                "{} policies are in force, each with its number, its day and its earlier versions; {} versions are kept.",
                current.len(),
                published.len()
            ),
            format!(
                "{} politiques en vigueur, chacune avec son numéro, sa date et ses versions antérieures ; {} versions conservées.",
                current.len(),
                published.len()
            ),
        );
        Ok(Finding::new(PromiseStatus::Kept, look.a_day(), says).with(published.iter().map(|each| shown(each, false))))
    })
}

/// Whether a version in force lacks what it must have, or says a measure that is stricter than the one enforced.
fn is_amiss(version: &PolicyVersion, look: &Look<'_>) -> bool {
    // It stands beside itself here: that its number and day are taken, and by itself, is no fault.
    let taken = |fault: &Fault| {
        matches!(
            fault,
            Fault::NumberNotHigher(_) | Fault::EffectiveDateOver | Fault::EffectiveBeforeLast | Fault::NotReviewed
        )
    };
    let faulty = check::one("", version, &[], look.now).iter().any(|problem| !taken(&problem.fault));
    let unread = version.reviewed_by.is_none() || version.published_by.is_none();
    faulty || unread || !loosened(version, &look.limits).is_empty()
}

fn shown(version: &PolicyVersion, against: bool) -> Evidence {
    let at = version.published_at.unwrap_or(version.since);
    Evidence { what: format!("policy_version {}", version.id), at, log: LogId::Site, against }
}
