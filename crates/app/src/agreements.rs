//! What is agreed with whom: who signs for a side, and whether a mutual agreement stands (clause D4.2).

use crate::{documents::signs, obligations::Required};
use bailee_model::{
    DocumentKind, Engagement, EngagementState, Organisation, PersonId, PersonState, Result, Role, Signature, Standing,
};
use bailee_store::Store;

/// Whether firm and client both signed the same version of the mutual agreement, and it still counts.
pub(crate) fn is_mutual(required: &Required, signatures: &[Signature], engagement: &Engagement) -> bool {
    let Some(required) = required.version(DocumentKind::MutualNda) else { return false };
    let versions = |side: Organisation| {
        signatures
            .iter()
            .filter(move |each| {
                each.kind == DocumentKind::MutualNda && each.organisation == side && each.version >= required
            })
            .map(|each| each.version)
    };
    let client = Organisation::Client(engagement.client);
    versions(Organisation::Firm).any(|version| versions(client).any(|other| other == version))
}

/// Who may sign for one side of an engagement: its client's owners, or the firm's officers and its own leads.
pub(crate) async fn who_signs_for(store: &Store, side: Organisation, on: &Engagement) -> Result<Vec<PersonId>> {
    let assignments = store.assignments(on.id).await?;
    let leads = |person: PersonId| {
        assignments.iter().any(|each| each.person == person && each.role == Role::Lead && each.ended.is_none())
    };
    let people = store.people_of(side).await?.into_iter().filter(|person| {
        person.state == PersonState::Active
            && match side {
                Organisation::Client(_) => person.standing == Standing::Owner,
                Organisation::Firm => person.standing == Standing::Officer || leads(person.id),
                Organisation::Supplier(_) => false,
            }
    });
    Ok(people.map(|person| person.id).collect())
}

/// Who has to sign after a material new version of this kind.
pub(crate) async fn who_owes(store: &Store, kind: DocumentKind) -> Result<Vec<PersonId>> {
    if kind == DocumentKind::MutualNda {
        return who_owes_mutual(store).await;
    }
    let people = store.people().await?.into_iter();
    Ok(people.filter(|each| each.state == PersonState::Active && signs(each, kind)).map(|each| each.id).collect())
}

/// A mutual agreement is asked for again where it is required and the engagement still works.
async fn who_owes_mutual(store: &Store) -> Result<Vec<PersonId>> {
    use EngagementState::{Active, Open};
    let mut people = Vec::new();
    for engagement in store.engagements().await? {
        if engagement.nda_required && matches!(engagement.state, Open | Active) {
            people.extend(who_signs_for(store, Organisation::Firm, &engagement).await?);
            people.extend(who_signs_for(store, Organisation::Client(engagement.client), &engagement).await?);
        }
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
