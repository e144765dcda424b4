//! What remains of an engagement: it closes at zero (invariant 7).

use crate::App;
use bailee_model::{EngagementId, HoldingKind, HoldingState, JobState, Result};
use std::fmt;

/// What remains, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Holdings that are not destroyed, credentials aside.
    pub holdings: usize,
    /// Credentials in custody.
    pub credentials: usize,
    /// Grants that were asked for or live.
    pub grants: usize,
    /// Holds that run.
    pub holds: usize,
    /// Long work under way.
    pub jobs: usize,
}

impl Balance {
    /// Whether nothing remains.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.holdings, "holding", "holdings"),
            (self.credentials, "credential", "credentials"),
            (self.grants, "grant", "grants"),
            (self.holds, "running hold", "running holds"),
            (self.jobs, "job under way", "jobs under way"),
        ];
        let named: Vec<String> = parts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
            .collect();
        f.write_str(&if named.is_empty() { "nothing".to_owned() } else { named.join(", ") })
    }
}

impl App {
    /// What remains of an engagement now.
    pub(crate) async fn balance(&self, engagement: EngagementId) -> Result<Balance> {
        let now = self.clock.now();
        let (mut credentials, mut holdings) = (0, 0);
        for holding in self.store.holdings(engagement).await? {
            match (holding.state, holding.kind) {
                (HoldingState::Destroyed, _) => {}
                (_, HoldingKind::Credential) => credentials += 1,
                _ => holdings += 1,
            }
        }
        let grants = self.store.grants(engagement).await?;
        let holds = self.store.holds(engagement).await?;
        let jobs = self.store.jobs(engagement).await?;
        Ok(Balance {
            holdings,
            credentials,
            grants: grants.iter().filter(|grant| grant.ended.is_none() && grant.expires_at.is_none_or(|until| now < until)).count(),
            holds: holds.iter().filter(|hold| hold.runs(now)).count(),
            jobs: jobs.iter().filter(|job| matches!(job.state, JobState::Running | JobState::Waiting)).count(),
        })
    }
}
