//! What remains of an engagement: it closes at zero (invariant 7).

use crate::App;
use bailee_model::{
    Checkout, EngagementId, Grant, Hold, Holding, HoldingKind, HoldingState, Incident, Job, JobState, Result, Text, say,
};
use jiff::Timestamp;

/// What remains, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Holdings that are not destroyed, credentials aside.
    pub holdings: usize,
    /// Credentials in custody.
    pub credentials: usize,
    /// Live grants. What is only asked for is no access; it ends with the engagement.
    pub grants: usize,
    /// Holds that run.
    pub holds: usize,
    /// Long work under way.
    pub jobs: usize,
    /// Incidents that touch it and are not closed.
    pub incidents: usize,
    /// Checkouts that are out.
    pub checkouts: usize,
}

impl Balance {
    /// Whether nothing remains.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Counts what of all this remains now.
    pub(crate) fn of(now: Timestamp, held: &[Holding], grants: &[Grant], holds: &[Hold], jobs: &[Job]) -> Self {
        let remaining = |credential: bool| {
            held.iter()
                .filter(|each| {
                    each.state != HoldingState::Destroyed && (each.kind == HoldingKind::Credential) == credential
                })
                .count()
        };
        Self {
            holdings: remaining(false),
            credentials: remaining(true),
            grants: grants.iter().filter(|grant| grant.is_live(now)).count(),
            holds: holds.iter().filter(|hold| hold.runs(now)).count(),
            jobs: jobs.iter().filter(|job| matches!(job.state, JobState::Running | JobState::Waiting)).count(),
            ..Self::default()
        }
    }

    /// The same with the incidents that touch it and are not closed.
    pub(crate) fn with_incidents(self, engagement: EngagementId, open: &[Incident]) -> Self {
        Self { incidents: open.iter().filter(|incident| incident.touches(engagement)).count(), ..self }
    }

    /// The same with what is out on devices.
    pub(crate) fn with_checkouts(self, checkouts: &[Checkout]) -> Self {
        Self { checkouts: checkouts.iter().filter(|checkout| checkout.is_out()).count(), ..self }
    }
}

impl Balance {
    /// What remains, counted, as in *2 holdings, 1 running hold*.
    pub(crate) fn told(&self) -> Text {
        let one_or = |count: usize, one: Text, many: Text| (count > 0).then_some(if count == 1 { one } else { many });
        let Self { holdings, credentials, grants, holds, jobs, incidents, checkouts } = *self;
        let counted = [
            one_or(holdings, say!("1 holding"), say!("{holdings} holdings", holdings)),
            one_or(credentials, say!("1 credential"), say!("{credentials} credentials", credentials)),
            one_or(grants, say!("1 grant"), say!("{grants} grants", grants)),
            one_or(holds, say!("1 running hold"), say!("{holds} running holds", holds)),
            one_or(jobs, say!("1 job under way"), say!("{jobs} jobs under way", jobs)),
            one_or(incidents, say!("1 open incident"), say!("{incidents} open incidents", incidents)),
            one_or(checkouts, say!("1 checkout that is out"), say!("{checkouts} checkouts that are out", checkouts)),
        ];
        let all = counted.into_iter().flatten().reduce(|so_far, next| say!("{so_far}, {next}", so_far, next));
        all.unwrap_or_else(|| say!("nothing"))
    }
}

impl App {
    /// What remains of an engagement now.
    pub(crate) async fn balance(&self, engagement: EngagementId) -> Result<Balance> {
        let store = &self.store;
        let (held, grants) = (store.holdings(engagement).await?, store.grants(engagement).await?);
        let (holds, jobs) = (store.holds(engagement).await?, store.jobs(engagement).await?);
        Ok(Balance::of(self.clock.now(), &held, &grants, &holds, &jobs)
            .with_checkouts(&store.checkouts(engagement).await?)
            .with_incidents(engagement, &store.incidents_not_closed().await?))
    }
}
