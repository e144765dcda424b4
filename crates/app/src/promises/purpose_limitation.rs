//! Clauses D1, D3.2 and S1.2: whoever opens client data does it for a purpose that was agreed, under a grant for that purpose.
//!
//! Looked at is every opening of the last weeks as the logs have it. The client's own people are left out: what they look at
//! is theirs. Where details were erased with their engagement the purpose cannot be read any more; a grant that ran then
//! still shows.
//!
//! An opening may have its purpose and its grant and still not be like the others. Those days wait for the lead; one that
//! nobody looked at by its date breaks the promise for as long as it waits. Where there is nobody but the person themselves the day
//! cannot be looked at: for the weeks of the window the promise is unproven by it.

use super::{Fact, Finding, Look, Promise, Said, Tally, WINDOW, en, fr};
use crate::unusual::looking;
use bailee_model::{
    Engagement, Evidence, Grant, LogId, PersonId, PromiseKind, PromiseStatus, Purpose, Result, UnusualUse,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "purpose_limitation",
    kinds: &[PromiseKind::Gate, PromiseKind::Record],
    parameters: &[
        "unusual_times",
        "unusual_openings",
        "work_begins",
        "work_ends",
        "unusual_quiet_days",
        "unusual_look_days",
    ],
    judge,
};

/// How long before its date an unusual use that nobody looked at counts as due soon.
const SOON: SignedDuration = SignedDuration::from_hours(24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (engagements, grants) = (look.engagements().await?, look.grants_ever().await?);
        let mut tally = Tally::default();
        for fact in look.openings_by_workforce().await? {
            let engagement = engagements.iter().find(|each| Some(each.id) == fact.engagement());
            let meant = engagement.is_some_and(|engagement| is_meant(fact, engagement, grants));
            tally.add(fact.shown(!meant));
        }
        let (openings, wrong) = (tally.all(), tally.wrong.len());
        let uses = Uses::of(look, &mut tally).await?;
        let unlooked = tally.wrong.len() - wrong;
        let until = look.until(uses.waiting.iter().flat_map(|by| [*by - SOON, *by]).chain(uses.alone.iter().copied()));
        let otherwise = (uses.status(look.now), uses.said(openings));
        Ok(tally.finding(until, otherwise, broken(openings, wrong, unlooked)))
    })
}

/// The days of unusual use that were looked at of late, or not at all.
#[derive(Default)]
struct Uses {
    looked: usize,
    /// By when those are to be looked at that wait.
    waiting: Vec<Timestamp>,
    /// Until when those show that nobody else could look at.
    alone: Vec<Timestamp>,
}

impl Uses {
    async fn of(look: &Look<'_>, tally: &mut Tally) -> Result<Self> {
        let mut uses = Self::default();
        for each in look.app.store.unusual_uses_since(look.now - WINDOW).await? {
            if !each.is_open() {
                uses.looked += 1;
                tally.add(shown(&each, false));
            } else if let Some(by) = looking(look.app, &each).await?.by {
                uses.waiting.push(by);
                tally.add(shown(&each, by <= look.now));
            } else if each.found_at + WINDOW > look.now {
                uses.alone.push(each.found_at + WINDOW);
                tally.add(shown(&each, false));
            }
        }
        Ok(uses)
    }

    fn status(&self, now: Timestamp) -> PromiseStatus {
        if !self.alone.is_empty() {
            PromiseStatus::Unproven
        } else if self.waiting.iter().any(|by| *by < now + SOON) {
            PromiseStatus::DueSoon
        } else {
            PromiseStatus::Kept
        }
    }

    fn said(&self, openings: usize) -> Said {
        let alone = self.alone.len();
        let said = kept(openings, self.looked + self.waiting.len() + alone, self.looked);
        if alone == 0 {
            return said;
        }
        let nobody = Said::new(
            format!(
                "{} where nobody else could look at it; the client finds each in their log.",
                en(alone, "day", "days")
            ),
            format!(
                "{} où personne d’autre ne pouvait l’examiner ; le client trouve chacun dans son journal.",
                fr(alone, "jour", "jours")
            ),
        );
        Said::new(format!("{} {}", said.en, nobody.en), format!("{} {}", said.fr, nobody.fr))
    }
}

fn shown(unusual: &UnusualUse, against: bool) -> Evidence {
    let log = LogId::Engagement(unusual.engagement);
    Evidence { what: format!("unusual use {}", unusual.id), at: unusual.found_at, log, against }
}

fn kept(openings: usize, unusual: usize, looked: usize) -> Said {
    Said::new(
        format!(
            "{} in the last 30 days, each for an agreed purpose under a grant; {} of unusual use, {} of them looked at.",
            en(openings, "opening", "openings"),
            en(unusual, "day", "days"),
            looked
        ),
        format!(
            "{} au cours des 30 derniers jours, toujours pour une finalité convenue et sous autorisation ; usage inhabituel : {}, dont {} avec examen.",
            fr(openings, "ouverture", "ouvertures"),
            fr(unusual, "jour", "jours"),
            looked
        ),
    )
}

fn broken(openings: usize, wrong: usize, unlooked: usize) -> Said {
    let late = Said::new(
        format!("{} of unusual use not looked at in time.", en(unlooked, "day", "days")),
        format!("{} d’usage inhabituel sans examen à temps.", fr(unlooked, "jour", "jours")),
    );
    if wrong == 0 {
        return late;
    }
    let said = Said::new(
        format!("{wrong} of {} had no agreed purpose or no grant for it.", en(openings, "opening", "openings")),
        format!("{wrong} sur {} sans finalité convenue ou sans autorisation.", fr(openings, "ouverture", "ouvertures")),
    );
    match unlooked {
        0 => said,
        _ => Said::new(format!("{} {}", said.en, late.en), format!("{} {}", said.fr, late.fr)),
    }
}

/// Whether an opening was for a purpose of its engagement, and a grant of its person for that purpose ran at that moment.
fn is_meant(fact: &Fact, engagement: &Engagement, grants: &[Grant]) -> bool {
    let purpose: Option<Purpose> = fact.word("purpose");
    let agreed = purpose.map_or(fact.erased, |purpose| engagement.purposes.contains(&purpose));
    let Some(person) = fact.id::<PersonId>("person") else { return false };
    let covers = |grant: &&Grant| {
        let same = grant.engagement == engagement.id && grant.person == person;
        same && ran(grant, fact.at) && purpose.is_none_or(|purpose| grant.purpose == purpose)
    };
    agreed && grants.iter().any(|grant| covers(&grant))
}

/// Whether a grant ran at a moment that may be long past.
pub(super) fn ran(grant: &Grant, at: Timestamp) -> bool {
    let begun = grant.approved_at.max(grant.agreed_at).is_some_and(|begun| begun <= at);
    let runs = grant.expires_at.is_some_and(|until| at < until);
    begun && runs && grant.ended.is_none_or(|ended| at <= ended)
}
