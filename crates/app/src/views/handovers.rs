//! What goes back to the client, and what went: the key it is sealed to, the bundles, and the client's receipts.

use crate::{Door, actions::goes_back};
use bailee_model::{
    Action, Client, Engagement, EngagementId, Error, Handover, Holding, HoldingState, Person, PersonId, Result,
};
use std::collections::HashMap;

/// How an engagement stands with what goes back.
#[derive(Clone, Debug)]
pub struct Returns {
    /// The engagement.
    pub engagement: Engagement,
    /// The key that what goes back is sealed to, once the client named one.
    pub recipient: Option<String>,
    /// What could go back now.
    pub holdings: Vec<Holding>,
    /// Quarantined things, which go back only once the client has decided about them.
    pub set_apart: usize,
    /// What went, newest first.
    pub handovers: Vec<HandoverView>,
    /// Whether the reader may fetch; after showing both factors again, where that is needed.
    pub may_fetch: bool,
    /// Whether the reader may name the key.
    pub may_name: bool,
    /// Whether the reader may give the receipt.
    pub may_confirm: bool,
}

/// One bundle.
#[derive(Clone, Debug)]
pub struct HandoverView {
    /// Its record.
    pub handover: Handover,
    /// Who had it made.
    pub made_by: String,
    /// Who gave the receipt.
    pub receipt_by: String,
}

/// How an engagement stands with what goes back.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn returns(door: &Door, id: EngagementId) -> Result<Returns> {
    let held = door.engagement(id).for_(Action::ListHolding).await?;
    let store = door.app.store();
    let people: HashMap<PersonId, String> =
        store.people().await?.into_iter().map(|Person { id, name, .. }| (id, name)).collect();
    let name = |id: PersonId| people.get(&id).cloned().unwrap_or_default();
    let client = store.get::<Client>(held.it.client).await?.ok_or_else(Error::not_found)?;
    let mut holdings = store.holdings(id).await?;
    let set_apart = holdings.iter().filter(|each| each.state == HoldingState::Quarantined).count();
    holdings.retain(|each| goes_back(each.kind) && each.state == HoldingState::Held);
    let mut handovers: Vec<HandoverView> = store
        .handovers(id)
        .await?
        .into_iter()
        .map(|handover| HandoverView {
            made_by: name(handover.made_by),
            receipt_by: handover.receipt_by.map(name).unwrap_or_default(),
            handover,
        })
        .collect();
    handovers.reverse();
    let may = |action| door.may_after_step_up(action, &held.facts, bailee_policy::Resource::Engagement);
    Ok(Returns {
        recipient: client.recipient,
        holdings,
        set_apart,
        handovers,
        may_fetch: may(Action::HandOver),
        may_name: may(Action::ChangeRecipient),
        may_confirm: may(Action::ConfirmReceipt),
        engagement: held.it,
    })
}
