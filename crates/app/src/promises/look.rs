//! What promises are judged by: the records at one moment, each table read at most once.

use super::Fact;
use crate::App;
use bailee_model::*;
use bailee_policy::Limits;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How far back the logs are looked at. What went wrong shows for so long after it happened, and in the history for ever.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Writes the look with a list for each question, read from the records when it is first asked for.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $of:ty = |$look:ident| $read:expr;)*) => {
        /// A look at all records at one moment, shared by the promises that are judged in it.
        pub struct Look<'a> {
            /// The application whose records are looked at.
            pub app: &'a Arc<App>,
            /// The moment.
            pub now: Timestamp,
            /// The measures in force.
            pub limits: Limits,
            facts: OnceCell<Vec<Arc<Fact>>>,
            $($name: OnceCell<Vec<$of>>,)*
        }

        impl<'a> Look<'a> {
            /// A look at this moment.
            pub fn new(app: &'a Arc<App>) -> Self {
                Self {
                    app,
                    now: app.clock.now(),
                    limits: app.limits(),
                    facts: OnceCell::new(),
                    $($name: OnceCell::new(),)*
                }
            }

            $($(#[$doc])*
            ///
            /// # Errors
            /// When the store does not answer.
            pub async fn $name(&self) -> Result<&[$of]> {
                let $look = self;
                self.$name.get_or_try_init(|| async { $read }).await.map(Vec::as_slice)
            })*
        }
    };
}

/// What every engagement has of something, one after another.
macro_rules! of_all {
    ($look:ident, $finder:ident) => {{
        let mut all = Vec::new();
        for engagement in $look.engagements().await? {
            all.extend($look.app.store.$finder(engagement.id).await?);
        }
        Ok(all)
    }};
}

lists! {
    /// Everybody.
    people: Person = |look| look.app.store.people().await;

    /// All organisations that work or worked for the firm.
    suppliers: Supplier = |look| look.app.store.suppliers().await;

    /// Everybody's departures, oldest first.
    departures: Departure = |look| look.app.store.departures().await;

    /// Every session that was not ended; some are over by their own clock.
    open_sessions: Session = |look| look.app.store.open_sessions(look.now).await;

    /// All devices, with those that are trusted no more.
    devices: Device = |look| look.app.store.devices().await;

    /// Every version of every document that is signed.
    documents: Document = |look| look.app.store.documents().await;

    /// What everybody signed.
    signatures: Signature = |look| look.app.store.signatures().await;

    /// What everybody passed.
    completions: Completion = |look| look.app.store.completions().await;

    /// All access reviews, by number.
    reviews: Review = |look| look.app.store.reviews().await;

    /// All credentials to be replaced, with those that were.
    rotations: Rotation = |look| look.app.store.rotations().await;

    /// Every incident, by number.
    incidents: Incident = |look| look.app.store.incidents().await;

    /// What clients are told of incidents.
    notices: Notice = |look| look.app.store.notices().await;

    /// Remedies that are still to be carried out.
    incident_tasks: IncidentTask = |look| look.app.store.incident_tasks_open().await;

    /// Every engagement there ever was.
    engagements: Engagement = |look| look.app.store.engagements().await;

    /// Every grant that has not ended.
    grants: Grant = |look| look.app.store.grants_not_ended().await;

    /// Every grant there ever was.
    grants_ever: Grant = |look| of_all!(look, grants);

    /// Who works or worked on every engagement.
    assignments: Assignment = |look| of_all!(look, assignments);

    /// What every engagement holds or held.
    holdings: Holding = |look| of_all!(look, holdings);

    /// Every hold there ever was.
    holds: Hold = |look| look.app.store.all_holds().await;

    /// Every certificate.
    certificates: Certificate = |look| look.app.store.all_certificates().await;

    /// All that went back to clients.
    handovers: Handover = |look| look.app.store.all_handovers().await;

    /// Every engagement's systems.
    systems: System = |look| of_all!(look, systems);

    /// Every checkout there ever was.
    checkouts: Checkout = |look| look.app.store.all_checkouts().await;

    /// The whole register of disclosures.
    disclosures: Disclosure = |look| look.app.store.all_disclosures().await;

    /// What authorities demanded.
    demands: LegalDemand = |look| look.app.store.all_demands().await;

    /// Every assessment of a further region, with those that are over.
    assessments: Assessment = |look| of_all!(look, assessments);

    /// Every engagement's loads.
    runs: LoadRun = |look| of_all!(look, runs);
}

impl Look<'_> {
    /// How long a finding of a gate or record stands that no date would change by itself: the clock looks again well before.
    pub fn a_day(&self) -> Timestamp {
        self.now + SignedDuration::from_hours(24)
    }

    /// The earliest of these moments that is still to come, and a day at most.
    pub fn until(&self, moments: impl IntoIterator<Item = Timestamp>) -> Timestamp {
        moments.into_iter().filter(|at| *at > self.now).chain([self.a_day()]).min().unwrap_or(self.now)
    }

    /// What the logs say of the last [`WINDOW`], oldest first.
    ///
    /// # Errors
    /// When the store does not answer, or an entry is not of its format.
    pub async fn facts(&self) -> Result<&[Arc<Fact>]> {
        self.facts.get_or_try_init(|| self.app.seen.facts(&self.app.store, self.now)).await.map(Vec::as_slice)
    }

    /// What happened under one of these names in the last [`WINDOW`].
    ///
    /// # Errors
    /// As [`Look::facts`].
    pub async fn facts_named(&self, names: &[&str]) -> Result<Vec<&Fact>> {
        Ok(self.facts().await?.iter().map(Arc::as_ref).filter(|fact| names.contains(&fact.name.as_str())).collect())
    }

    /// Every time that somebody opened client data: a look into a holding, or a question to tables.
    ///
    /// # Errors
    /// As [`Look::facts`].
    pub async fn openings(&self) -> Result<Vec<&Fact>> {
        self.facts_named(&["holding.opened", "query.asked"]).await
    }

    /// The same, without those of a client's people who look at what is theirs: they need nobody's leave.
    ///
    /// # Errors
    /// As [`Look::facts`].
    pub async fn openings_by_workforce(&self) -> Result<Vec<&Fact>> {
        let (people, engagements) = (self.people().await?, self.engagements().await?);
        let own = |fact: &&Fact| {
            let engagement = engagements.iter().find(|each| Some(each.id) == fact.engagement());
            let person = people.iter().find(|each| Some(each.id) == fact.id("person"));
            let (Some(engagement), Some(person)) = (engagement, person) else { return false };
            person.organisation == Organisation::Client(engagement.client)
        };
        Ok(self.openings().await?.into_iter().filter(|fact| !own(fact)).collect())
    }

    /// The person of this identifier.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn person(&self, id: PersonId) -> Result<Option<&Person>> {
        Ok(self.people().await?.iter().find(|person| person.id == id))
    }

    /// Everybody who works for the firm and may sign in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn workforce(&self) -> Result<Vec<&Person>> {
        let active = |each: &&Person| each.state == PersonState::Active && each.organisation.works_for_firm();
        Ok(self.people().await?.iter().filter(active).collect())
    }
}
