//! Delete now (clause D1): the client's owner has one thing, or everything, destroyed and certified before its date.
//!
//! It asks for both factors afresh and for a typed confirmation. What a hold of the client's own keeps is destroyed only when
//! they say that the hold ends with it. Work that needs what goes is stopped first.

use super::{Asked, keeps};
use crate::{App, Done, Door, post};
use bailee_model::{
    Action, Certificate, Engagement, EngagementId, EntryDraft, Error, Hold, Holding, HoldingId, HoldingState, Job,
    JobState, Mail, MailKind, Organisation, PersonId, PersonState, Result, Role, Standing, say,
};
use bailee_policy::Resource;
use futures::future::join_all;
use std::{collections::BTreeSet, time::Duration};

/// How long work that was asked to stop may take to reach a safe point. Then its keys are gone, which stops it too.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is to be destroyed.
pub struct DeleteNowAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// One holding, with what was made from it; none: everything.
    pub holding: Option<HoldingId>,
    /// Whether holds that keep some of it end now.
    pub end_holds: bool,
    /// The name of the holding, or the title of the engagement when it is about everything, as somebody typed it.
    pub confirmation: String,
}

/// What a deletion now would reach.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    pub(crate) engagement: Engagement,
    /// What goes.
    pub(crate) holdings: Vec<Holding>,
    /// The client's holds that keep some of it.
    pub(crate) holds: Vec<Hold>,
    /// Work under way that needs some of it.
    pub(crate) jobs: Vec<Job>,
    /// What has to be typed.
    pub(crate) confirmation: String,
}

/// What a deletion now would reach, for somebody who may decide about it.
pub(crate) async fn reach(door: &Door, engagement: EngagementId, holding: Option<HoldingId>) -> Result<Reach> {
    // Who may have something kept may have it destroyed: the client's owner, and nobody of the firm.
    let engagement = door.engagement(engagement).for_(Action::PlaceHold).await?.it;
    let store = &door.app.store;
    let mut holdings = store.holdings(engagement.id).await?;
    holdings.retain(|each| !matches!(each.state, HoldingState::Destroyed | HoldingState::Destroying));
    let mut confirmation = engagement.title.clone();
    if let Some(id) = holding {
        let named = holdings.iter().find(|each| each.id == id).ok_or_else(Error::not_found)?;
        confirmation.clone_from(&named.name);
        holdings.retain(|each| each.id == id || each.source == Some(id));
    }
    let now = door.now();
    let mut holds = store.holds(engagement.id).await?;
    holds.retain(|hold| hold.runs(now) && holdings.iter().any(|each| keeps(hold, each)));
    let jobs = needing(door, engagement.id, &holdings, holding.is_none()).await?;
    Ok(Reach { engagement, holdings, holds, jobs, confirmation })
}

/// Work under way that is about any of these, or reads it.
async fn needing(door: &Door, engagement: EngagementId, holdings: &[Holding], all: bool) -> Result<Vec<Job>> {
    let ids: BTreeSet<HoldingId> = holdings.iter().map(|each| each.id).collect();
    let runs = door.app.store.runs(engagement).await?;
    let reads = |job: &Job| {
        let run = runs.iter().find(|run| run.id.to_string() == job.subject);
        run.is_some_and(|run| ids.contains(&run.mapping) || run.sources.iter().any(|source| ids.contains(source)))
    };
    let mut jobs = door.app.store.jobs(engagement).await?;
    jobs.retain(|job| {
        let under_way = matches!(job.state, JobState::Running | JobState::Waiting);
        under_way && (all || ids.iter().any(|id| id.to_string() == job.subject) || reads(job))
    });
    Ok(jobs)
}

/// Destroys it and certifies that. The firm is told.
///
/// # Errors
/// When the confirmation is not what was to be typed, nothing is left, or a hold keeps some of it and is not to end; the gate
/// refuses while factors are stale.
pub async fn delete_now(door: &Door, ask: DeleteNowAsk) -> Result<Done<Certificate>> {
    let reach = reach(door, ask.engagement, ask.holding).await?;
    if reach.holdings.is_empty() {
        return Err(Error::conflict(say!("Nothing is held any more that could be destroyed.")));
    }
    require_leave(door, &reach).await?;
    if ask.confirmation.trim() != reach.confirmation.trim() {
        return Err(Error::bad_input(say!("This is not what was to be typed, so nothing was destroyed."))
            .hint(say!("Type the name exactly as it is shown."))
            .on_field("confirmation"));
    }
    if !reach.holds.is_empty() && !ask.end_holds {
        return Err(Error::bad_input(say!("A hold that you asked for keeps some of this, so nothing was destroyed."))
            .hint(say!("Say that it ends now, or wait until its date."))
            .on_field("end_holds"));
    }
    end_holds(door, &reach.holds).await?;
    stop(door, &reach.jobs).await?;
    let ids: Vec<HoldingId> = reach.holdings.iter().map(|each| each.id).collect();
    let done = door.app.destroy_asked(reach.engagement.id, ids, Asked::Person(door.who.id)).await?;
    tell(&door.app, reach.engagement.id, &done).await?;
    Ok(done)
}

/// The gate's leave for each, holds aside: those are the client's own, and are ended in the same step.
async fn require_leave(door: &Door, reach: &Reach) -> Result<()> {
    let mut facts = door.facts(reach.engagement.id).await?;
    facts.holds.clear();
    for holding in &reach.holdings {
        door.decide(Action::Destroy, Some(&facts), Resource::Holding(holding)).await?;
    }
    Ok(())
}

async fn end_holds(door: &Door, holds: &[Hold]) -> Result<()> {
    for hold in holds {
        super::end_hold(door, hold.id).await?;
    }
    Ok(())
}

async fn stop(door: &Door, jobs: &[Job]) -> Result<()> {
    for job in jobs {
        let entry = door.by(EntryDraft::new(job.engagement, "job.stop_asked")).id("job", job.id);
        door.app.store.ledger().note([entry]).await?;
        door.app.jobs.stop(job.id);
    }
    let all = join_all(jobs.iter().map(|job| door.app.wait(job.id)));
    // One that does not stop in time ends by itself when it next reads: its keys are gone.
    let _ = tokio::time::timeout(PATIENCE, all).await;
    Ok(())
}

/// Tells those who lead the engagement, and the officers, that the client had something destroyed.
pub(super) async fn tell(app: &App, engagement: EngagementId, done: &Done<Certificate>) -> Result<()> {
    let now = app.clock.now();
    let leads = app.store.assignments(engagement).await?.into_iter();
    let leads = leads.filter(|each| each.role == Role::Lead && each.runs(now)).map(|each| each.person);
    let officers = app.store.people_of(Organisation::Firm).await?.into_iter();
    let officers = officers
        .filter(|each| each.standing == Standing::Officer && each.state == PersonState::Active)
        .map(|each| each.id);
    let people: BTreeSet<PersonId> = leads.chain(officers).collect();
    let page = format!("/certificates/{}", done.id);
    let letters: Vec<Mail> =
        people.into_iter().map(|person| post::to(app, person, MailKind::DestroyedOnDemand, page.clone())).collect();
    let entry =
        EntryDraft::new(engagement, "destruction.told").id("certificate", done.id).detail("told", letters.len());
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(())
    });
    recorded.await.map(drop)
}
