//! What checkouts have in common: what may be taken at all, who is written to, and how those that are not out end together
//! with what they hang on (clause S4.2).

use crate::{App, Door, lookup::Held, post};
use bailee_model::{
    Action, Assignment, Checkout, CheckoutId, ColumnClass, EngagementId, EntryDraft, Error, Holding, HoldingKind, Mail,
    MailKind, Organisation, Person, PersonId, PersonState, Refusal, Result, Role, Standing, exits::TakeBody, say,
    words::CheckoutEnd,
};
use bailee_policy::Resource;
use bailee_store::Tx;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The page of an engagement's checkouts.
pub(crate) fn page(engagement: EngagementId) -> String {
    format!("/engagements/{engagement}/checkouts")
}

/// When a request that nobody answers is over.
pub(crate) fn lapses_at(app: &App, checkout: &Checkout) -> Timestamp {
    checkout.asked_at + SignedDuration::from_hours(24 * app.limits().request_days)
}

impl Door {
    /// Refuses what cannot leave as a file, and what quotes more than the caller's grant shows: a raw file quotes every
    /// column, so it is for those who see all that can be shown.
    pub(crate) async fn require_raw(&self, action: Action, held: &Held<Holding>) -> Result<()> {
        if held.kind == HoldingKind::Table {
            return Err(Error::conflict(say!("A table has no file of its own to take out."))
                .hint(say!("Work on it in place, or ask for the original that it was made from.")));
        }
        let whole = Resource::Columns { holding: &held.it, classes: ColumnClass::IN_CLEAR };
        self.decide(action, Some(&held.facts), whole).await?;
        for table in self.app.store.tables_of(held.it.id).await? {
            if self.app.has_aggregates(table.id).await? {
                return Err(self.refuse(held.it.engagement, action, for_sums_only(&self.who.language)).await?);
            }
        }
        // What a load made quotes every table that it read.
        let runs = self.app.store.runs(held.it.engagement).await?;
        let made =
            |run: &&bailee_model::LoadRun| run.report == Some(held.it.id) || run.reconciliation == Some(held.it.id);
        match runs.iter().find(made) {
            Some(run) => self.require_sources(action, &held.facts, run).await,
            None => Ok(()),
        }
    }
}

fn for_sums_only(language: &str) -> Refusal {
    let (promise, reason, lift) = if language == "fr" {
        (
            "Besoin de savoir",
            "Ce fichier montrerait une colonne qui ne sert qu’à des sommes et des moyennes.",
            "Travaillez sur la table, ici même.",
        )
    } else {
        (
            "Need to know",
            "This file would show a column that is for sums and averages only.",
            "Work on the table, in place.",
        )
    };
    Refusal { clause: "S4.1".to_owned(), promise: promise.to_owned(), reason: reason.to_owned(), lift: lift.to_owned() }
}

impl App {
    /// The engagement's leads and the firm's officers, perhaps but for one: who hears of what leaves, and answers for it.
    pub(crate) async fn answerable(
        &self,
        engagement: EngagementId,
        but: Option<PersonId>,
    ) -> Result<BTreeSet<PersonId>> {
        let now = self.clock.now();
        let officer = |each: &Person| each.organisation == Organisation::Firm && each.standing == Standing::Officer;
        let leads: BTreeSet<PersonId> = self
            .store
            .assignments(engagement)
            .await?
            .iter()
            .filter(|each: &&Assignment| each.role == Role::Lead && each.runs(now))
            .map(|each| each.person)
            .collect();
        let people = self.store.people().await?;
        let here = people.iter().filter(|each| each.state == PersonState::Active && Some(each.id) != but);
        Ok(here.filter(|each| leads.contains(&each.id) || officer(each)).map(|each| each.id).collect())
    }

    /// Messages to them.
    pub(crate) async fn letters_to_answerable(
        &self,
        engagement: EngagementId,
        but: PersonId,
        kind: MailKind,
        path: &str,
    ) -> Result<Vec<Mail>> {
        let people = self.answerable(engagement, Some(but)).await?;
        Ok(people.into_iter().map(|person| post::to(self, person, kind, path)).collect())
    }
}

/// The checkout as it stands within a change, when this is still to be said of it.
pub(crate) async fn still(tx: &Tx, id: CheckoutId, is: impl Fn(&Checkout) -> bool) -> Result<Checkout> {
    let checkout = tx.get::<Checkout>(id).await?.ok_or_else(Error::not_found)?;
    if is(&checkout) {
        return Ok(checkout);
    }
    Err(Error::conflict(say!("This checkout was answered, taken or ended in the meantime."))
        .hint(say!("Look at how it stands now.")))
}

/// Ends, within a change, those of these checkouts that are not out. What is out cannot be ended from here: it is called back,
/// and is overdue from this moment on. Gives how many.
pub(crate) async fn end_in(tx: &Tx, checkouts: Vec<Checkout>, why: CheckoutEnd, now: Timestamp) -> Result<usize> {
    let mut count = 0;
    for mut checkout in checkouts {
        let event = if checkout.is_out() {
            checkout.expires_at = checkout.expires_at.into_iter().chain([now]).min();
            "checkout.called_back"
        } else if checkout.ended.is_none() && checkout.returned_at.is_none() {
            (checkout.ended, checkout.ended_why) = (Some(now), Some(why));
            "checkout.ended"
        } else {
            continue;
        };
        count += 1;
        tx.save(&checkout).await?;
        let entry =
            EntryDraft::new(checkout.engagement, event).id("checkout", checkout.id).id("taker", checkout.person);
        tx.entry(entry.detail("why", why.as_str())).await?;
    }
    Ok(count)
}

/// Reads what a device signed to take a checkout.
pub(crate) fn read_take(body: &[u8]) -> Result<TakeBody> {
    serde_json::from_slice(body).map_err(|_| {
        Error::bad_input(say!("This is not the signed wish to take a checkout."))
            .hint(say!("Use the command line of the version that belongs to this server."))
            .on_field("body")
    })
}
