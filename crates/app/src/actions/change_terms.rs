//! Change what an engagement may be about and for: the firm proposes, the client's owner agrees or not (clauses D1, D2).

use super::{done, named, text};
use crate::{Done, Door, enquiries::to_owners, granting};
use bailee_model::{
    Action, Category, Engagement, EngagementId, EntryDraft, Error, Grant, GrantEnd, HoldingState, MailKind, Purpose,
    Result, TermsChange, TermsChangeId, say,
};
use bailee_store::Tx;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is proposed: the whole lists, as they are to be.
pub struct ProposeTermsAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// What the data may be about.
    pub categories: Vec<Category>,
    /// What access may be for.
    pub purposes: Vec<Purpose>,
    /// Why.
    pub reason: String,
}

/// Proposes a change, and tells the client's owners. Until one of them agrees, everything stays as it is.
///
/// # Errors
/// When a list is empty, nothing would change, another change waits, or something is held of a category that would go.
pub async fn propose_terms(door: &Door, ask: ProposeTermsAsk) -> Result<Done<TermsChange>> {
    let engagement = door.engagement(ask.engagement).for_(Action::ProposeTerms).await?.it;
    let change = TermsChange {
        id: TermsChangeId::new(door.app.rng.as_ref()),
        engagement: engagement.id,
        categories: sorted("categories", ask.categories)?,
        purposes: sorted("purposes", ask.purposes)?,
        reason: text("reason", &ask.reason, 500)?,
        proposed_by: door.who.id,
        proposed_at: door.now(),
        answered_by: None,
        answered_at: None,
        agreed: false,
    };
    let entry = named(EntryDraft::new(engagement.id, "terms.proposed"), "change", &change)
        .detail("categories", change.categories.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("purposes", change.purposes.iter().map(ToString::to_string).collect::<Vec<_>>())
        .detail("reason", change.reason.clone());
    let path = format!("/decisions?engagement={}", engagement.id);
    let letters = to_owners(&door.app, engagement.client, MailKind::TermsProposed, &path).await?;
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        let engagement = tx.get::<Engagement>(change.engagement).await?.ok_or_else(Error::not_found)?;
        if tx.terms_changes(engagement.id).await?.iter().any(|each| each.answered_at.is_none()) {
            return Err(Error::conflict(say!("Another change waits for the client's answer."))
                .hint(say!("Wait for it, or take it back first.")));
        }
        if set(&engagement.categories) == set(&change.categories) && set(&engagement.purposes) == set(&change.purposes)
        {
            return Err(Error::bad_input(say!("Nothing would change."))
                .hint(say!("Add or leave out something."))
                .on_field("categories"));
        }
        nothing_left_behind(&tx, &engagement, &change).await?;
        tx.save(&change).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(change)
    });
    Ok(done(recorded.await?))
}

/// The client's answer to a change.
pub struct AnswerTermsAsk {
    /// To which.
    pub change: TermsChangeId,
    /// Whether they agree.
    pub agree: bool,
}

/// The client's owner agrees, and the change is made; or refuses, and everything stays. What a grant covered that is no longer
/// agreed ends with it.
///
/// # Errors
/// When it was answered or taken back already.
pub async fn answer_terms(door: &Door, ask: AnswerTermsAsk) -> Result<Done<TermsChange>> {
    let action = if ask.agree { Action::AgreeTerms } else { Action::Object };
    let held = door.lookup::<TermsChange>(ask.change).for_(action).await?;
    let event = if ask.agree { "terms.agreed" } else { "terms.refused" };
    answer(door, &held, event, ask.agree).await
}

/// The firm takes a proposed change back.
///
/// # Errors
/// When it was answered already.
pub async fn withdraw_terms(door: &Door, change: TermsChangeId) -> Result<Done<TermsChange>> {
    let held = door.lookup::<TermsChange>(change).for_(Action::ProposeTerms).await?;
    answer(door, &held, "terms.withdrawn", false).await
}

async fn answer(door: &Door, change: &TermsChange, event: &'static str, agree: bool) -> Result<Done<TermsChange>> {
    let (id, by, now) = (change.id, door.who.id, door.now());
    let entry = door.by(EntryDraft::new(change.engagement, event)).id("change", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut change = tx.get::<TermsChange>(id).await?.ok_or_else(Error::not_found)?;
        if change.answered_at.is_some() {
            return Err(
                Error::conflict(say!("This was answered already.")).hint(say!("Look at the engagement as it is now."))
            );
        }
        change.answered_by = Some(by);
        change.answered_at = Some(now);
        change.agreed = agree;
        if agree {
            carry_out(&tx, &change, now).await?;
        }
        tx.save(&change).await?;
        Ok(change)
    });
    Ok(done(recorded.await?))
}

async fn carry_out(tx: &Tx, change: &TermsChange, now: Timestamp) -> Result<()> {
    let mut engagement = tx.get::<Engagement>(change.engagement).await?.ok_or_else(Error::not_found)?;
    nothing_left_behind(tx, &engagement, change).await?;
    engagement.categories = change.categories.clone();
    engagement.purposes = change.purposes.clone();
    engagement.sealed.retain(|each| change.categories.contains(each));
    tx.save(&engagement).await?;
    let beyond = |grant: &Grant| {
        grant.ended.is_none()
            && (!change.purposes.contains(&grant.purpose)
                || grant.categories.iter().any(|each| !change.categories.contains(each)))
    };
    for mut grant in tx.grants(engagement.id).await?.into_iter().filter(beyond) {
        granting::end(&mut grant, now, GrantEnd::Ended);
        tx.entry(EntryDraft::new(engagement.id, "grant.ended").id("grant", grant.id).id("change", change.id)).await?;
        tx.save(&grant).await?;
    }
    Ok(())
}

/// A category is not taken out of what is agreed while something of it is held.
async fn nothing_left_behind(tx: &Tx, engagement: &Engagement, change: &TermsChange) -> Result<()> {
    let gone = |each: &Category| engagement.categories.contains(each) && !change.categories.contains(each);
    let held = tx.holdings(engagement.id).await?;
    if held.iter().any(|each| each.state != HoldingState::Destroyed && gone(&each.category)) {
        return Err(Error::conflict(say!("Something is held of a category that would no longer be agreed."))
            .hint(say!("Hand it back or have it destroyed first."))
            .on_field("categories"));
    }
    Ok(())
}

fn set<T: Ord + Copy>(list: &[T]) -> BTreeSet<T> {
    list.iter().copied().collect()
}

fn sorted<T: Ord + Copy>(field: &'static str, list: Vec<T>) -> Result<Vec<T>> {
    let list: Vec<T> = set(&list).into_iter().collect();
    if list.is_empty() {
        return Err(Error::bad_input(say!("Nothing is chosen here."))
            .hint(say!("Choose at least one."))
            .on_field(field));
    }
    Ok(list)
}
