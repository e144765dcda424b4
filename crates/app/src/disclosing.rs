//! The one way out: whatever client data leaves custody, by whichever road, passes here first (invariant 11).
//!
//! An [`Exit`] says what is about to leave, to whom, where and on which ground. [`Door::disclose`] asks whether the data may be
//! in that region at all, writes the line of the register and its entry in one commit (invariants 2 and 3), and only then gives
//! a [`Permit`]. Whoever streams bytes out, or sends rows to a system, asks for one by its type: there is no way to make a
//! permit elsewhere, none to copy one, and it is good for one exit.
//!
//! What an authority forbids to tell (clause D4.1) is written down at once too, in the site's log and without any name; the
//! client's own log follows when the bar is over.

use crate::{App, Done, Door, actions::done, residency};
use bailee_model::{
    Action, Disclosure, DisclosureId, DisclosureKind, Engagement, EngagementId, EntryDraft, Error, Holding, HoldingId,
    PersonId, Result, exits::Assessment, say,
};
use bailee_store::{Recorded, Tx};
use jiff::Timestamp;
use std::future::Future;

/// The entry of a line of the register, in the engagement's log.
pub(crate) const MADE: &str = "disclosure.made";

/// Where something goes.
#[derive(Clone, Debug)]
pub(crate) enum Bound {
    /// To the client, whose it is: nothing restricts where an owner takes their own.
    Owner,
    /// To a place, as an ISO 3166 code.
    Region(String),
    /// To an authority there: where that is, no agreement decides.
    Authority(String),
}

/// Something that is about to leave.
pub(crate) struct Exit {
    /// What the gate was asked about it, for the record of a refusal.
    pub(crate) action: Action,
    /// Whose data.
    pub(crate) engagement: EngagementId,
    /// By which way.
    pub(crate) kind: DisclosureKind,
    /// The thing in custody, when it is one.
    pub(crate) holding: Option<HoldingId>,
    /// What leaves, in words.
    pub(crate) what: String,
    /// To whom, in words.
    pub(crate) recipient: String,
    /// Where.
    pub(crate) bound: Bound,
    /// On which ground, in words.
    pub(crate) basis: String,
    /// The checkout, load, link or demand behind it: its role in the entry, and its identifier.
    pub(crate) subject: Option<(&'static str, String)>,
    /// Who decided, when it was not the one who lets it out.
    pub(crate) decided_by: Option<PersonId>,
    /// Until when an authority forbids telling the client.
    pub(crate) barred_until: Option<Timestamp>,
    /// What the entry says beside.
    pub(crate) more: EntryDraft,
}

impl Exit {
    /// A thing in custody that leaves as it is.
    pub(crate) fn of(action: Action, kind: DisclosureKind, holding: &Holding) -> Self {
        let mut exit = Self::from(action, kind, holding.engagement, holding.name.clone());
        exit.holding = Some(holding.id);
        exit.more = exit.more.digest("content", holding.digest.clone()).detail("bytes", holding.bytes);
        exit
    }

    /// What leaves an engagement and is no one thing in custody, as the rows of a load.
    pub(crate) fn from(action: Action, kind: DisclosureKind, engagement: EngagementId, what: String) -> Self {
        Self {
            action,
            engagement,
            kind,
            holding: None,
            what,
            recipient: String::new(),
            bound: Bound::Owner,
            basis: String::new(),
            subject: None,
            decided_by: None,
            barred_until: None,
            more: EntryDraft::new(engagement, MADE),
        }
    }

    /// To whom, and where.
    #[must_use]
    pub(crate) fn to(mut self, recipient: impl Into<String>, bound: Bound) -> Self {
        (self.recipient, self.bound) = (recipient.into(), bound);
        self
    }

    /// On which ground.
    #[must_use]
    pub(crate) fn because(mut self, basis: impl Into<String>) -> Self {
        self.basis = basis.into();
        self
    }

    /// What stands behind it.
    #[must_use]
    pub(crate) fn under(mut self, role: &'static str, id: impl ToString) -> Self {
        self.subject = Some((role, id.to_string()));
        self
    }

    /// Decided by somebody else than who lets it out.
    #[must_use]
    pub(crate) fn decided(mut self, by: Option<PersonId>) -> Self {
        self.decided_by = by;
        self
    }

    /// Says more in the entry.
    #[must_use]
    pub(crate) fn saying(mut self, more: impl FnOnce(EntryDraft) -> EntryDraft) -> Self {
        self.more = more(self.more);
        self
    }

    /// Forbidden to tell until then.
    #[must_use]
    pub(crate) fn barred(mut self, until: Option<Timestamp>) -> Self {
        self.barred_until = until;
        self
    }

    fn region(&self) -> Option<&str> {
        match &self.bound {
            Bound::Owner => None,
            Bound::Region(region) | Bound::Authority(region) => Some(region),
        }
    }

    /// The region that has to be agreed on or assessed.
    fn to_be_covered(&self) -> Option<&str> {
        self.region().filter(|_| !matches!(self.bound, Bound::Authority(_)))
    }

    /// The line of the register.
    fn line(&self, id: DisclosureId, by: PersonId, at: Timestamp, assessment: Option<&Assessment>) -> Disclosure {
        let barred_until = self.barred_until.filter(|until| at < *until);
        Disclosure {
            id,
            engagement: self.engagement,
            holding: self.holding,
            kind: self.kind,
            subject: self.subject.as_ref().map(|(_, id)| id.clone()).unwrap_or_default(),
            what: self.what.clone(),
            recipient: self.recipient.clone(),
            region: self.region().map(str::to_owned),
            assessment: assessment.map(|assessment| assessment.id),
            basis: self.basis.clone(),
            decided_by: self.decided_by.unwrap_or(by),
            at,
            barred_until,
            told_at: barred_until.is_none().then_some(at),
        }
    }
}

/// Leave for one exit, given by the register and by nothing else. It is used up by what it lets out.
#[must_use = "what was disclosed and never let out stands in the register all the same"]
pub(crate) struct Permit {
    line: DisclosureId,
    engagement: EngagementId,
    holding: Option<HoldingId>,
}

impl Permit {
    /// The line of the register behind it.
    pub(crate) fn line(&self) -> DisclosureId {
        self.line
    }

    /// Refuses unless this is the very thing that was written down.
    pub(crate) fn covers(&self, holding: &Holding) -> Result<()> {
        if self.engagement == holding.engagement && self.holding == Some(holding.id) {
            return Ok(());
        }
        Err(Error::internal("Something else was to leave than the register says."))
    }

    /// Refuses unless what leaves is of the engagement that was written down.
    pub(crate) fn covers_load(&self, engagement: EngagementId) -> Result<()> {
        if self.engagement == engagement && self.holding.is_none() {
            return Ok(());
        }
        Err(Error::internal("Rows of something else were to leave than the register says."))
    }
}

/// What an incident that froze the engagement meanwhile is told by.
pub(crate) fn nothing_leaves() -> Error {
    Error::conflict(say!("An incident has frozen this engagement in the meantime: nothing leaves."))
        .hint(say!("An officer lets it run again."))
}

impl Door {
    /// Writes what is about to leave into the register, and gives leave for it.
    ///
    /// # Errors
    /// Refused under clause D6 when it would go outside the agreed regions and no agreed assessment covers that.
    pub(crate) async fn disclose(&self, exit: Exit) -> Result<Done<Permit>> {
        let given = self.disclose_with(exit, |_, _| async { Ok(()) }).await?;
        Ok(given.map(|(permit, ())| permit))
    }

    /// As [`Door::disclose`], together with what changes by it: both are kept, or neither.
    ///
    /// # Errors
    /// As [`Door::disclose`], and the change's own.
    pub(crate) async fn disclose_with<T, F, R>(&self, exit: Exit, change: F) -> Result<Done<(Permit, T)>>
    where
        T: Send + 'static,
        F: FnOnce(Tx, Disclosure) -> R + Send + 'static,
        R: Future<Output = Result<T>> + Send + 'static,
    {
        if let Some(region) = exit.to_be_covered() {
            let engagement = self.app.store.get::<Engagement>(exit.engagement).await?.ok_or_else(Error::not_found)?;
            self.require_region(&engagement, region, exit.action).await?;
        }
        self.app.record_exit(exit, self.who.id, change).await.map(done)
    }
}

impl App {
    /// Keeps the line of the register and its entry in one commit with the change, and gives the permit after it.
    async fn record_exit<T, F, R>(&self, exit: Exit, by: PersonId, change: F) -> Result<Recorded<(Permit, T)>>
    where
        T: Send + 'static,
        F: FnOnce(Tx, Disclosure) -> R + Send + 'static,
        R: Future<Output = Result<T>> + Send + 'static,
    {
        let (id, now) = (DisclosureId::new(self.rng.as_ref()), self.clock.now());
        let entry = if exit.barred_until.is_some_and(|until| now < until) {
            EntryDraft::site(MADE).id("disclosure", id).id("person", by)
        } else {
            told(&exit, id, by)
        };
        let recorded = self.store.ledger().record([entry], move |tx| async move {
            let engagement = tx.get::<Engagement>(exit.engagement).await?.ok_or_else(Error::not_found)?;
            if engagement.frozen_by.is_some() && !matches!(exit.bound, Bound::Authority(_)) {
                return Err(nothing_leaves());
            }
            let assessments = tx.assessments(exit.engagement).await?;
            // An assessment may have ended since the door looked.
            let assessment = match exit.to_be_covered() {
                None => None,
                Some(region) => residency::covering(&engagement, &assessments, region, now)
                    .ok_or_else(|| Error::refused(residency::outside(region, "en")))?,
            };
            let line = exit.line(id, by, now, assessment);
            tx.save(&line).await?;
            let permit = Permit { line: id, engagement: exit.engagement, holding: exit.holding };
            Ok((permit, change(tx, line).await?))
        });
        recorded.await
    }
}

/// The entry in the engagement's own log: who, what and where by identifiers, and the words as details.
fn told(exit: &Exit, id: DisclosureId, by: PersonId) -> EntryDraft {
    let mut entry = exit.more.clone().id("disclosure", id).id("person", by);
    if let Some(holding) = exit.holding {
        entry = entry.id("holding", holding);
    }
    if let Some((role, subject)) = &exit.subject {
        entry = entry.id(role, subject);
    }
    if let Some(region) = exit.region() {
        entry = entry.detail("region", region);
    }
    entry
        .detail("kind", exit.kind.as_str())
        .detail("name", exit.what.clone())
        .detail("to", exit.recipient.clone())
        .detail("basis", exit.basis.clone())
}

/// The entry that follows in the engagement's log when an authority's bar is over.
pub(crate) fn told_late(line: &Disclosure) -> EntryDraft {
    let entry = EntryDraft::new(line.engagement, MADE).id("disclosure", line.id).id("person", line.decided_by);
    let entry = line.holding.iter().fold(entry, |entry, holding| entry.id("holding", holding));
    entry
        .detail("kind", line.kind.as_str())
        .detail("name", line.what.clone())
        .detail("to", line.recipient.clone())
        .detail("region", line.region.clone())
        .detail("basis", line.basis.clone())
        .detail("at", line.at.to_string())
        .detail("barred_until", line.barred_until.map(|until| until.to_string()))
}
