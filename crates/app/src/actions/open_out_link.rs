//! Open a link that leads out: once, by the person it names, who has just shown both factors (clause S4.3). What comes is
//! sealed to the client's own recipient.

use super::HandOver;
use crate::{
    Done, Door,
    custody::require_state,
    disclosing::{Bound, Exit},
};
use bailee_model::{
    Action, Client, DisclosureKind, Error, Holding, HoldingState, Organisation, OutLink, OutLinkId, Result, say,
};
use bailee_policy::Resource;
use bailee_vault::{Recipient, handover};
use futures::{StreamExt, TryStreamExt};

/// Opens an out link. It is used up, and the disclosure on record, before the first byte leaves (invariants 3, 11).
///
/// # Errors
/// Not found for everybody but the person it names; refused to them when it is over, was opened, or their factors were not
/// shown afresh.
pub async fn open_out_link(door: &Door, id: OutLinkId) -> Result<Done<HandOver>> {
    let link = own_out_link(door, id).await?;
    let facts = door.facts(link.engagement).await?;
    door.decide(Action::OpenOutLink, Some(&facts), Resource::OutLink(&link)).await?;
    let Organisation::Client(client) = door.who.organisation else { return Err(Error::not_found()) };
    let client = door.app.store.get::<Client>(client).await?.ok_or_else(Error::not_found)?;
    let recipient: Recipient = client.recipient.ok_or_else(super::hand_over::no_recipient)?.parse()?;
    let holding = door.app.store.get::<Holding>(link.holding).await?.ok_or_else(Error::not_found)?;
    let exit = Exit::of(Action::OpenOutLink, DisclosureKind::Link, &holding)
        .to(client.name.clone(), Bound::Owner)
        .because("return of the client’s own data to a named person (S4.3)")
        .under("link", id)
        .decided(Some(link.made_by));
    let (now, who) = (door.now(), door.who.id);
    let opened = door.disclose_with(exit, move |tx, _| async move {
        let mut link = tx.get::<OutLink>(id).await?.ok_or_else(Error::not_found)?;
        if !link.runs(now) || link.person != who {
            return Err(Error::conflict(say!("This link was opened or ended in the meantime.")));
        }
        require_state(&tx, link.holding, HoldingState::Held).await?;
        link.opened_at = Some(now);
        tx.save(&link).await
    });
    let Done { value: (permit, ()), receipt } = opened.await?;
    let plain = door.app.unseal_stream(&holding, permit).await?;
    let bytes = handover::seal_to(&[recipient], plain)?.map_err(Error::from).boxed();
    Ok(Done { value: HandOver { file_name: format!("{}.age", holding.name), bytes }, receipt })
}

/// The link, if it names this person: for anybody else there is none.
pub(crate) async fn own_out_link(door: &Door, id: OutLinkId) -> Result<OutLink> {
    let link = door.app.store.get::<OutLink>(id).await?;
    link.filter(|link| link.person == door.who.id).ok_or_else(Error::not_found)
}
