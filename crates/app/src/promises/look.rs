//! What promises are judged by: the records at one moment, each table read at most once.

use crate::App;
use bailee_model::{Engagement, Grant, Person, Result};
use bailee_policy::Limits;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// A look at all records at one moment, shared by the promises that are judged in it.
pub struct Look<'a> {
    /// The application whose records are looked at.
    pub app: &'a Arc<App>,
    /// The moment.
    pub now: Timestamp,
    /// The measures in force.
    pub limits: Limits,
    people: OnceCell<Vec<Person>>,
    engagements: OnceCell<Vec<Engagement>>,
    grants: OnceCell<Vec<Grant>>,
}

impl<'a> Look<'a> {
    /// A look at this moment.
    pub fn new(app: &'a Arc<App>) -> Self {
        Self {
            app,
            now: app.clock.now(),
            limits: app.limits(),
            people: OnceCell::new(),
            engagements: OnceCell::new(),
            grants: OnceCell::new(),
        }
    }

    /// Everybody.
    pub async fn people(&self) -> Result<&[Person]> {
        self.people.get_or_try_init(|| self.app.store.people()).await.map(Vec::as_slice)
    }

    /// Every engagement there ever was.
    pub async fn engagements(&self) -> Result<&[Engagement]> {
        self.engagements.get_or_try_init(|| self.app.store.engagements()).await.map(Vec::as_slice)
    }

    /// Every grant that has not ended.
    pub async fn grants(&self) -> Result<&[Grant]> {
        self.grants.get_or_try_init(|| self.app.store.grants_not_ended()).await.map(Vec::as_slice)
    }

    /// How long a finding of a gate or record stands that no date would change by itself: the clock looks again well before.
    pub fn a_day(&self) -> Timestamp {
        self.now + SignedDuration::from_hours(24)
    }
}
