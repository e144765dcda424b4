//! What a client should know before anything is shared: what will be asked, why, where it will be, who is on it, when it is
//! gone, and how to stop (clauses D8, S9). Everything here is read from what was agreed, nothing is typed in for the page.

use super::suppliers::named;
use crate::Door;
use bailee_model::{
    Action, Engagement, EngagementId, EngagementState, Involvement, Person, Result, Role, Supplier, TermsChange,
    Walkthrough,
};
use bailee_policy::{Limits, Resource};

/// The walk-through of one engagement.
#[derive(Clone, Debug)]
pub struct WalkthroughView {
    /// What was agreed.
    pub engagement: Engagement,
    /// Who works on it, and as what.
    pub people: Vec<(Person, Role)>,
    /// Subcontractors and tools named for it.
    pub suppliers: Vec<(Involvement, Supplier)>,
    /// The measures in force.
    pub limits: Limits,
    /// Whether nothing has come yet.
    pub nothing_yet: bool,
    /// Who of the client read it, earliest first.
    pub read: Vec<(Walkthrough, String)>,
    /// Whether the reader has not said so yet and can.
    pub may_confirm: bool,
}

/// The walk-through of an engagement.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn walkthrough(door: &Door, id: EngagementId) -> Result<WalkthroughView> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    let store = door.app.store();
    let mut people = Vec::new();
    for assignment in store.assignments(id).await?.into_iter().filter(|each| each.runs(door.now())) {
        people.extend(store.get::<Person>(assignment.person).await?.map(|person| (person, assignment.role)));
    }
    let mut read = Vec::new();
    for each in store.walkthroughs(id).await? {
        let name = store.get::<Person>(each.person).await?.map(|person| person.name).unwrap_or_default();
        read.push((each, name));
    }
    let may = door.answer(Action::AskQuestion, Some(&held.facts), Resource::Engagement).is_allowed();
    Ok(WalkthroughView {
        people,
        suppliers: named(door, &held.it).await?,
        limits: door.app.limits(),
        nothing_yet: store.holdings(id).await?.is_empty(),
        may_confirm: may && !read.iter().any(|(each, _)| each.person == door.who.id),
        read,
        engagement: held.it,
    })
}

/// A change of what was agreed, with the name of who proposed it, and what the reader may do.
#[derive(Clone, Debug)]
pub struct TermsView {
    /// The engagement as it is agreed now.
    pub engagement: Engagement,
    /// The change that waits for the client, and who proposed it.
    pub open: Option<(TermsChange, String)>,
    /// Changes that were answered, oldest first.
    pub past: Vec<TermsChange>,
    /// Whether the reader may propose or take back.
    pub may_propose: bool,
    /// Whether the reader may agree, and refuse.
    pub may_agree: bool,
}

/// What was agreed for an engagement, and the change that is proposed, if there is one.
///
/// # Errors
/// Not found for those who may not know of the engagement.
pub async fn terms(door: &Door, id: EngagementId) -> Result<TermsView> {
    let held = door.engagement(id).for_(Action::ViewEngagement).await?;
    let may = |action| door.may_after_step_up(action, &held.facts, Resource::Engagement);
    let (open, past): (Vec<_>, Vec<_>) =
        door.app.store().terms_changes(id).await?.into_iter().partition(|each| each.answered_at.is_none());
    let open = match open.into_iter().next() {
        Some(change) => {
            let by = door.app.store().get::<Person>(change.proposed_by).await?;
            Some((change, by.map(|person| person.name).unwrap_or_default()))
        }
        None => None,
    };
    let open_still = held.it.state != EngagementState::Closed;
    Ok(TermsView {
        may_propose: open_still && may(Action::ProposeTerms),
        may_agree: open_still && may(Action::AgreeTerms),
        engagement: held.it,
        open,
        past,
    })
}
