//! What a person owes before they may work: the firm's and its subcontractors' people sign and learn first (clauses S5, S7).
//!
//! Derived at every look from what was signed and passed, never kept as a flag. What was never published cannot have been
//! signed, so an installation without documents lets nobody work.

use bailee_model::{Completion, DocumentKind, Obligation, Organisation, Person, Result, Signature};
use bailee_policy::Limits;
use bailee_store::Store;
use jiff::{SignedDuration, Timestamp};

/// How long somebody whose training ran out may still work (clause S5.2).
pub fn training_grace(limits: &Limits) -> SignedDuration {
    SignedDuration::from_hours(24 * limits.training_grace_days)
}

/// What this person owes now.
///
/// # Errors
/// When the store does not answer.
pub async fn outstanding(store: &Store, person: &Person, now: Timestamp, limits: &Limits) -> Result<Vec<Obligation>> {
    if !person.organisation.works_for_firm() {
        return Ok(Vec::new());
    }
    let required = Required::read(store).await?;
    let signed = store.signatures_of(person.id).await?;
    let mut owed = Vec::new();
    if !required.is_met(DocumentKind::Confidentiality, &signed) {
        owed.push(Obligation::Confidentiality);
    }
    if let Organisation::Supplier(_) = person.organisation {
        let for_it = store.signatures_for(person.organisation).await?;
        if !required.is_met(DocumentKind::FlowDownFirm, &for_it) {
            owed.push(Obligation::FlowDownFirm);
        }
        if !required.is_met(DocumentKind::FlowDownPerson, &signed) {
            owed.push(Obligation::FlowDownPerson);
        }
    }
    if !is_trained(&store.completions_of(person.id).await?, now, limits) {
        owed.push(Obligation::Training);
    }
    if store.checkouts_of(person.id).await?.iter().any(|checkout| checkout.is_overdue(now)) {
        owed.push(Obligation::CheckoutOverdue);
    }
    Ok(owed)
}

/// Which versions of documents are there, as far as it decides whose signature counts.
pub(crate) struct Required(Vec<(DocumentKind, i32, bool)>);

impl Required {
    /// What is required now.
    pub(crate) async fn read(store: &Store) -> Result<Self> {
        Ok(Self(store.document_versions().await?))
    }

    /// The lowest version of a kind whose signature still counts: the newest material one.
    pub(crate) fn version(&self, kind: DocumentKind) -> Option<i32> {
        let of_kind = self.0.iter().filter(|(each, version, material)| *each == kind && (*material || *version == 1));
        of_kind.map(|(_, version, _)| *version).max()
    }

    /// Whether one of these signatures counts for this kind.
    pub(crate) fn is_met(&self, kind: DocumentKind, signatures: &[Signature]) -> bool {
        self.version(kind)
            .is_some_and(|required| signatures.iter().any(|each| each.kind == kind && each.version >= required))
    }
}

fn is_trained(completions: &[Completion], now: Timestamp, limits: &Limits) -> bool {
    completions.iter().any(|completion| now < completion.until + training_grace(limits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_material_version_is_required_and_others_are_not() {
        use DocumentKind::{Confidentiality, MutualNda};
        let required = Required(vec![
            (Confidentiality, 1, true),
            (Confidentiality, 2, true),
            (Confidentiality, 3, false),
            (MutualNda, 1, false),
        ]);
        assert_eq!(required.version(Confidentiality), Some(2));
        assert_eq!(required.version(MutualNda), Some(1), "the first version is always required");
        assert_eq!(required.version(DocumentKind::FlowDownFirm), None);
        assert!(!Required(Vec::new()).is_met(Confidentiality, &[]), "nothing published is nothing signed");
    }
}
