//! One engagement: who works on it, what is held, what is under way, what remains.

use super::Balance;
use crate::Door;
use bailee_model::{
    Action, Assignment, Certificate, Client, Engagement, EngagementId, Error, Grant, Hold, Holding, HoldingId, Job,
    JobId, LoadRun, Person, PersonId, Result, System, Verification,
};
use std::collections::HashMap;

/// Everything about an engagement that its people may see without opening anything.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The engagement.
    pub engagement: Engagement,
    /// Whose it is.
    pub client: Client,
    /// Who works on it, former people included.
    pub people: Vec<(Assignment, Person)>,
    /// Grants, newest first.
    pub grants: Vec<(Grant, Person)>,
    /// Client systems.
    pub systems: Vec<System>,
    /// What is held, and what was.
    pub holdings: Vec<Holding>,
    /// Loads, newest first.
    pub runs: Vec<LoadRun>,
    /// Holds.
    pub holds: Vec<Hold>,
    /// The client's statements.
    pub verifications: Vec<Verification>,
    /// Long work, newest first, with its progress of this moment.
    pub jobs: Vec<Job>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// What remains.
    pub balance: Balance,
}

/// One engagement.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn overview(door: &Door, id: EngagementId) -> Result<Overview> {
    let engagement = door.engagement(id).for_(Action::ViewEngagement).await?.it;
    let store = door.app.store();
    let people: HashMap<PersonId, Person> =
        store.people().await?.into_iter().map(|person| (person.id, person)).collect();
    let client = store.get::<Client>(engagement.client).await?.ok_or_else(Error::not_found)?;
    let mut grants = with_person(store.grants(id).await?, |grant| grant.person, &people);
    grants.reverse();
    let mut jobs: Vec<Job> = store.jobs(id).await?.into_iter().map(|job| door.app.live(job)).collect();
    jobs.reverse();
    Ok(Overview {
        people: with_person(store.assignments(id).await?, |each| each.person, &people),
        grants,
        systems: store.systems(id).await?,
        holdings: store.holdings(id).await?,
        runs: runs(door, id).await?,
        holds: store.holds(id).await?,
        verifications: store.verifications(id).await?,
        jobs,
        certificates: store.certificates(id).await?,
        balance: door.app.balance(id).await?,
        client,
        engagement,
    })
}

fn with_person<T>(
    things: Vec<T>,
    whose: impl Fn(&T) -> PersonId,
    people: &HashMap<PersonId, Person>,
) -> Vec<(T, Person)> {
    things.into_iter().filter_map(|thing| people.get(&whose(&thing)).cloned().map(|person| (thing, person))).collect()
}

/// What is held: names, sizes, categories, dates.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn holdings(door: &Door, id: EngagementId) -> Result<Vec<Holding>> {
    door.engagement(id).for_(Action::ListHolding).await?;
    door.app.store().holdings(id).await
}

/// One holding, from outside.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn holding(door: &Door, id: HoldingId) -> Result<Holding> {
    Ok(door.holding(id).for_(Action::ListHolding).await?.it)
}

/// Loads, newest first.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn runs(door: &Door, id: EngagementId) -> Result<Vec<LoadRun>> {
    door.engagement(id).for_(Action::ViewEngagement).await?;
    let mut runs = door.app.store().runs(id).await?;
    runs.reverse();
    Ok(runs)
}

/// Long work with its progress of this moment.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn job(door: &Door, id: JobId) -> Result<Job> {
    let job = door.job(id).for_(Action::ViewEngagement).await?.it;
    Ok(door.app.live(job))
}
