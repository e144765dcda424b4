//! Looking up is authorising: a handle to a thing exists only once the gate has allowed the action on it, at this moment
//! and with live facts (invariant 1).
//!
//! What a person may not know of answers as if it did not exist (invariant 6). What they may know of and may not do is
//! refused with its clause, and the refusal is an entry in the engagement's log.

mod absent;

use crate::{Door, agreements::is_mutual, involving, obligations::Required, residency};
use bailee_model::{
    Action, Assessment, Assignment, Certificate, CertificateId, Checkout, ColumnClass, Disclosure, DropLink,
    Engagement, EngagementId, EntryDraft, Error, Grant, GrantId, Handover, Hold, HoldId, Holding, HoldingId,
    HoldingState, Involvement, Job, JobId, LegalDemand, LoadRun, LoadRunId, Organisation, OutLink, Person, PersonId,
    Refusal, Result, Rng, Standing, Supplier, SupplierId, System, SystemId, TermsChange, UnusualUse,
};
use bailee_policy::{Decision, EngagementFacts, Question, Resource};
use bailee_store::{Mode, Noun};
use jiff::SignedDuration;

/// Uses of a grant closer together than this are not each written down.
const NOTE_USE_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Everything the gate may ask about one engagement, read at this moment.
pub struct Facts {
    /// The engagement.
    pub engagement: Engagement,
    /// The caller's assignments on it.
    pub assignments: Vec<Assignment>,
    /// The caller's grants on it.
    pub grants: Vec<Grant>,
    /// All holds on it.
    pub holds: Vec<Hold>,
    /// Whether firm and client both signed the mutual agreement.
    pub nda_signed: bool,
    /// Whether the client accepts, on this engagement, the subcontractor that stands behind the caller.
    pub accepted: bool,
    /// Regions beyond those agreed, for which a live assessment is on record.
    pub assessed: Vec<String>,
}

/// A thing that the gate let the caller have, for one action.
pub struct Held<T> {
    /// The thing.
    pub it: T,
    /// The facts by which it was allowed.
    pub facts: Facts,
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.it
    }
}

impl<T> Held<T> {
    /// The engagement it hangs off.
    pub fn engagement(&self) -> &Engagement {
        &self.facts.engagement
    }
}

/// A thing that hangs off an engagement and can be asked for.
pub trait Kept: Noun {
    /// The engagement it hangs off.
    fn engagement(&self) -> EngagementId;
    /// What it is to the gate.
    fn resource(&self) -> Resource<'_>;
    /// One that nobody has, on an engagement that nobody has: what the gate is asked about when there is none of the name. None
    /// where the gate is asked about the engagement.
    fn nobodys(_rng: &dyn Rng, _engagement: &Engagement) -> Option<Self> {
        None
    }
}

macro_rules! kept {
    ($($noun:ty: $owner:ident => $resource:expr $(, else $nobodys:path)?;)*) => {$(
        impl Kept for $noun {
            fn engagement(&self) -> EngagementId {
                self.$owner
            }

            fn resource(&self) -> Resource<'_> {
                let make: fn(&$noun) -> Resource<'_> = $resource;
                make(self)
            }

            $(fn nobodys(rng: &dyn Rng, engagement: &Engagement) -> Option<Self> {
                Some($nobodys(rng, engagement))
            })?
        }
    )*};
}

kept! {
    Engagement: id => |_| Resource::Engagement;
    Holding: engagement => |it| Resource::Holding(it), else absent::holding;
    DropLink: engagement => |it| Resource::DropLink(it);
    OutLink: engagement => |it| Resource::OutLink(it);
    System: engagement => |it| Resource::System(it);
    Grant: engagement => |it| Resource::Grant(it), else absent::grant;
    Checkout: engagement => |it| Resource::Checkout(it);
    UnusualUse: engagement => |it| Resource::UnusualUse(it), else absent::unusual_use;
    LegalDemand: engagement => |_| Resource::Engagement;
    Assessment: engagement => |_| Resource::Engagement;
    Disclosure: engagement => |_| Resource::Engagement;
    Assignment: engagement => |_| Resource::Engagement;
    Hold: engagement => |_| Resource::Engagement;
    LoadRun: engagement => |_| Resource::Engagement;
    Certificate: engagement => |_| Resource::Engagement;
    Handover: engagement => |_| Resource::Engagement;
    Job: engagement => |_| Resource::Engagement;
    Involvement: engagement => |_| Resource::Engagement;
    TermsChange: engagement => |_| Resource::Engagement;
}

/// A question half asked: which thing; [`Lookup::for_`] completes it.
pub struct Lookup<'a, T: Kept> {
    door: &'a Door,
    id: T::Id,
}

impl Door {
    /// Asks for anything that hangs off an engagement.
    pub fn lookup<T: Kept>(&self, id: T::Id) -> Lookup<'_, T> {
        Lookup { door: self, id }
    }

    /// Asks for an engagement.
    pub fn engagement(&self, id: EngagementId) -> Lookup<'_, Engagement> {
        self.lookup(id)
    }

    /// Asks for a holding.
    pub fn holding(&self, id: HoldingId) -> Lookup<'_, Holding> {
        self.lookup(id)
    }

    /// Asks for a system.
    pub fn system(&self, id: SystemId) -> Lookup<'_, System> {
        self.lookup(id)
    }

    /// Asks for a grant.
    pub fn grant(&self, id: GrantId) -> Lookup<'_, Grant> {
        self.lookup(id)
    }

    /// Asks for a hold.
    pub fn hold(&self, id: HoldId) -> Lookup<'_, Hold> {
        self.lookup(id)
    }

    /// Asks for a load run.
    pub fn run(&self, id: LoadRunId) -> Lookup<'_, LoadRun> {
        self.lookup(id)
    }

    /// Asks for a certificate.
    pub fn certificate(&self, id: CertificateId) -> Lookup<'_, Certificate> {
        self.lookup(id)
    }

    /// Asks for a piece of long work.
    pub fn job(&self, id: JobId) -> Lookup<'_, Job> {
        self.lookup(id)
    }

    /// What the gate may ask about one engagement, for this caller, now.
    pub(crate) async fn facts(&self, id: EngagementId) -> Result<Facts> {
        let engagement = self.app.store.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
        self.facts_on(engagement).await
    }

    /// The same for an engagement that was read. What is read costs a stranger the same whatever there is: the caller's own
    /// assignments and grants, and the signatures whether any is needed or not.
    async fn facts_on(&self, engagement: Engagement) -> Result<Facts> {
        let (store, id) = (&self.app.store, engagement.id);
        let mut assignments = store.assignments_of(self.who.id).await?;
        assignments.retain(|each| each.engagement == id);
        let mut grants = store.grants_of(self.who.id).await?;
        grants.retain(|each| each.engagement == id);
        let holds = store.holds(id).await?;
        let (required, signatures) = (Required::read(store).await?, store.signatures_on(id).await?);
        let nda_signed = engagement.nda_required && is_mutual(&required, &signatures, &engagement);
        let assessed = residency::assessed(&store.assessments(id).await?, self.now());
        let accepted = match self.who.organisation {
            Organisation::Supplier(supplier) => {
                involving::stands(&store.involvements_of(id).await?, supplier, self.now())
            }
            Organisation::Firm | Organisation::Client(_) => false,
        };
        Ok(Facts { engagement, assignments, grants, holds, nda_signed, assessed, accepted })
    }

    /// The gate's answer, without consequences: for showing what can be done.
    pub(crate) fn answer(&self, action: Action, facts: Option<&Facts>, resource: Resource<'_>) -> Decision {
        let now = self.now();
        let holds_running =
            facts.is_some_and(|facts| facts.holds.iter().any(|hold| hold.runs(now) && concerns(hold, &resource)));
        let engagement = facts.map(|facts| EngagementFacts {
            engagement: &facts.engagement,
            assignments: &facts.assignments,
            holds_running,
            nda_signed: facts.nda_signed,
            accepted: facts.accepted,
            assessed: &facts.assessed,
        });
        self.app.gate.decide_in(
            &self.who.language,
            &Question {
                who: &self.who,
                action,
                engagement,
                resource,
                grants: facts.map(|facts| facts.grants.as_slice()).unwrap_or_default(),
                purpose: self.purpose(),
                now,
                strength: self.strength(),
                outstanding: &self.outstanding,
                device: self.device_facts(),
                token: self.token_facts(),
                alone: self.alone,
            },
        )
    }

    /// Whether an installation-wide action would be allowed, after both factors were shown again where need be.
    pub fn may_at_installation(&self, action: Action) -> bool {
        let mut fresh = self.clone();
        fresh.session.stepped_up = self.now();
        fresh.answer(action, None, Resource::Installation).is_allowed()
    }

    /// Asks the gate and acts on its answer: go on, 403 with the clause and an entry, or 404.
    pub(crate) async fn decide(&self, action: Action, facts: Option<&Facts>, resource: Resource<'_>) -> Result<()> {
        let subject = subject_of(&resource);
        let decision = self.answer(action, facts, resource);
        self.app.metrics.decided(&decision);
        match decision {
            Decision::Allowed { grant, .. } => self.note_use(action, facts, grant).await,
            Decision::Unseen => Err(Error::not_found()),
            Decision::Refused(refusal) => {
                if let Some(facts) = facts {
                    self.record_refusal(facts.engagement.id, action, subject, &refusal).await?;
                }
                Err(Error::refused(refusal))
            }
        }
    }

    async fn record_refusal(
        &self,
        engagement: EngagementId,
        action: Action,
        subject: Option<String>,
        refusal: &Refusal,
    ) -> Result<()> {
        // That an authority asked may be forbidden to tell, and the client reads the engagement's own log.
        let draft = match action {
            Action::HandleDemand | Action::DecideDemand => EntryDraft::site("access.refused"),
            _ => EntryDraft::new(engagement, "access.refused"),
        };
        let mut entry = self
            .by(draft)
            .detail("action", action.as_str())
            .detail("clause", refusal.clause.clone())
            .detail("reason", refusal.reason.clone());
        if let Some(subject) = subject {
            entry = entry.id("subject", subject);
        }
        self.app.store.ledger().note([entry]).await?;
        Ok(())
    }

    /// Whether an action would be allowed now; nothing is recorded.
    pub async fn may<T: Kept>(&self, action: Action, thing: &T) -> Result<bool> {
        let facts = self.facts(thing.engagement()).await?;
        Ok(matches!(self.answer(action, Some(&facts), thing.resource()), Decision::Allowed { .. }))
    }

    /// Whether columns of these classes of a table may be read in clear now; a refusal is recorded.
    pub(crate) async fn require_columns(
        &self,
        facts: &Facts,
        holding: &Holding,
        classes: &[ColumnClass],
    ) -> Result<()> {
        self.decide(Action::OpenHolding, Some(facts), Resource::Columns { holding, classes }).await
    }

    /// Keeps when a grant was last used, to the hour: what is not used is dropped (clause D3.1).
    async fn note_use(&self, action: Action, facts: Option<&Facts>, grant: Option<GrantId>) -> Result<()> {
        let Some(grant) = grant.filter(|_| action.opens() && self.app.store.mode() == Mode::Writable) else {
            return Ok(());
        };
        let used = facts.and_then(|facts| facts.grants.iter().find(|each| each.id == grant)?.used_at);
        let now = self.now();
        if used.is_none_or(|used| now.duration_since(used) >= NOTE_USE_EVERY) {
            self.app.store.ledger().touch_grant(grant, now).await?;
        }
        Ok(())
    }

    /// The tables that a load read and that are still there: what it made opens to those only who may open all of them.
    pub(crate) async fn sources(&self, run: &LoadRun) -> Result<Vec<Holding>> {
        let mut tables = Vec::new();
        for id in &run.sources {
            let table = self.app.store.get::<Holding>(*id).await?;
            tables.extend(
                table.filter(|table| !matches!(table.state, HoldingState::Destroying | HoldingState::Destroyed)),
            );
        }
        Ok(tables)
    }

    /// Refuses unless this action is allowed on every table that a load read.
    pub(crate) async fn require_sources(&self, action: Action, facts: &Facts, run: &LoadRun) -> Result<()> {
        for table in self.sources(run).await? {
            self.decide(action, Some(facts), Resource::Holding(&table)).await?;
        }
        Ok(())
    }

    /// The column classes this caller may read in clear on this table now: the gate's own answer, class by class.
    pub(crate) fn cleared(&self, facts: &Facts, holding: &Holding) -> Vec<ColumnClass> {
        ColumnClass::ALL
            .iter()
            .copied()
            .filter(|class| {
                let classes = [*class];
                let resource = Resource::Columns { holding, classes: &classes };
                matches!(self.answer(Action::OpenHolding, Some(facts), resource), Decision::Allowed { .. })
            })
            .collect()
    }
}

impl Door {
    /// Whether showing both factors again would let a live grant of theirs show more than it does now.
    pub fn is_stale_for(&self, grant: &Grant) -> bool {
        let stale = self.strength().factors_age_secs > self.app.limits().step_up_secs;
        stale && grant.person == self.who.id && grant.is_live(self.now()) && !grant.classes.is_empty()
    }
}

impl<T: Kept> Lookup<'_, T> {
    /// The handle, if the gate allows this action on it now.
    ///
    /// # Errors
    /// [`bailee_model::ErrorKind::NotFound`] when there is no such thing or the caller may not know of it;
    /// [`bailee_model::ErrorKind::Refused`] with the clause when they may know and not do.
    pub async fn for_(self, action: Action) -> Result<Held<T>> {
        let Some(it) = self.door.app.store.get::<T>(self.id).await? else {
            return Err(self.door.absent::<T>(action).await?);
        };
        let facts = self.door.facts(it.engagement()).await?;
        self.door.decide(action, Some(&facts), it.resource()).await?;
        Ok(Held { it, facts })
    }
}

/// Whether a hold is about this thing: it names none, or this one.
fn concerns(hold: &Hold, resource: &Resource<'_>) -> bool {
    match (hold.holding, resource) {
        (None, _) => true,
        (Some(held), Resource::Holding(holding)) => held == holding.id || holding.source == Some(held),
        (Some(_), _) => false,
    }
}

fn subject_of(resource: &Resource<'_>) -> Option<String> {
    match resource {
        Resource::Installation | Resource::Engagement | Resource::Beginning { .. } => None,
        Resource::Holding(holding) | Resource::Columns { holding, .. } | Resource::Reclassify { holding, .. } => {
            Some(holding.id.to_string())
        }
        Resource::System(system) => Some(system.id.to_string()),
        Resource::Grant(grant) => Some(grant.id.to_string()),
        Resource::Checkout(checkout) => Some(checkout.id.to_string()),
        Resource::UnusualUse(unusual) => Some(unusual.id.to_string()),
        Resource::DropLink(link) => Some(link.id.to_string()),
        Resource::OutLink(link) => Some(link.id.to_string()),
        Resource::ReviewRow(row) => Some(row.id.to_string()),
        Resource::Device(device) => Some(device.id.to_string()),
        Resource::Incident(incident) => Some(incident.id.to_string()),
    }
}

impl Door {
    /// A refusal that an action finds by itself, recorded like the gate's.
    pub(crate) async fn refuse(&self, engagement: EngagementId, action: Action, refusal: Refusal) -> Result<Error> {
        self.record_refusal(engagement, action, None, &refusal).await?;
        Ok(Error::refused(refusal))
    }
}

impl Door {
    /// Whether showing both factors again would be enough to be allowed.
    pub(crate) fn may_after_step_up(&self, action: Action, facts: &Facts, resource: Resource<'_>) -> bool {
        let mut fresh = self.clone();
        fresh.session.stepped_up = self.now();
        fresh.answer(action, Some(facts), resource).is_allowed()
    }
}

impl Door {
    /// A person, if this action on people is allowed now. To those who do not oversee people, nobody exists; an auditor, who
    /// does, is told why they may not change anything.
    pub(crate) async fn person(&self, id: PersonId, action: Action) -> Result<Person> {
        self.overseen(id, action).await
    }

    /// A supplier, in the same way.
    pub(crate) async fn supplier(&self, id: SupplierId, action: Action) -> Result<Supplier> {
        self.overseen(id, action).await
    }

    /// Something of the installation's own, in the same way: it is there for those alone who oversee the firm.
    pub(crate) async fn overseen<T: Noun>(&self, id: T::Id, action: Action) -> Result<T> {
        let oversees = self.who.organisation == Organisation::Firm
            && matches!(self.who.standing, Standing::Officer | Standing::Auditor);
        if !oversees {
            return Err(Error::not_found());
        }
        self.require(Action::ViewPeople).await?;
        let found = self.app.store.get::<T>(id).await?.ok_or_else(Error::not_found)?;
        if action != Action::ViewPeople {
            self.require(action).await?;
        }
        Ok(found)
    }
}
