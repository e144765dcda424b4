//! Make a link through which one named person takes a holding out, once (clause S4.3). It is sealed to the client when it is
//! opened; until then nothing leaves.

use super::{done, make_drop_link::check_until, named};
use crate::{Done, Door, post, transfer};
use bailee_model::{
    Action, Client, Engagement, EngagementId, EntryDraft, Error, Holding, HoldingId, HoldingKind, HoldingState,
    MailKind, Organisation, OutLink, OutLinkId, Person, PersonId, PersonState, Result, say,
};
use jiff::Timestamp;

/// What link is wanted.
pub struct MakeOutLinkAsk {
    /// Out of which engagement.
    pub engagement: EngagementId,
    /// What is to leave.
    pub holding: HoldingId,
    /// For whom: one of the client's people.
    pub person: PersonId,
    /// Until when it opens: within the firm's days for links.
    pub until: Timestamp,
}

/// Makes an out link, and tells its person by mail that something waits.
///
/// # Errors
/// When the holding has no content of its own to give, the person is none of the client's, or the client has given no
/// recipient to seal it to.
pub async fn make_out_link(door: &Door, ask: MakeOutLinkAsk) -> Result<Done<OutLink>> {
    let held = door.holding(ask.holding).for_(Action::MakeOutLink).await?;
    if held.it.engagement != ask.engagement {
        return Err(Error::not_found());
    }
    super::hand_over::require_giveable(door, Action::MakeOutLink, &held).await?;
    let client = held.engagement().client;
    if door.app.store.get::<Client>(client).await?.is_none_or(|client| client.recipient.is_none()) {
        return Err(super::hand_over::no_recipient());
    }
    let person = door.app.store.get::<Person>(ask.person).await?;
    let named_person =
        person.filter(|each| each.organisation == Organisation::Client(client) && each.state == PersonState::Active);
    let person = named_person.ok_or_else(|| {
        Error::bad_input(say!("This is none of the client’s people who may sign in."))
            .hint(say!("Choose one of them; the officer invites others."))
            .on_field("person")
    })?;
    let now = door.now();
    check_until(door, now, ask.until)?;
    let link = OutLink {
        id: OutLinkId::new(door.app.rng.as_ref()),
        engagement: ask.engagement,
        holding: ask.holding,
        person: person.id,
        made_by: door.who.id,
        since: now,
        until: ask.until,
        opened_at: None,
        ended: None,
    };
    let entry = named(EntryDraft::new(link.engagement, "out_link.made"), "link", &link)
        .id("holding", link.holding)
        .id("for", link.person)
        .detail("until", link.until.to_string());
    let letter = post::to(&door.app, person.id, MailKind::OutLinkReady, transfer::out_page(link.id));
    let kept = link.clone();
    let recorded = door.app.store.ledger().record([door.by(entry)], move |tx| async move {
        tx.get::<Engagement>(kept.engagement).await?.ok_or_else(Error::not_found)?;
        let holding = tx.get::<Holding>(kept.holding).await?.ok_or_else(Error::not_found)?;
        if holding.state != HoldingState::Held {
            return Err(Error::conflict(say!("This was changed or destroyed in the meantime.")));
        }
        tx.save(&kept).await?;
        tx.save(&letter).await
    });
    Ok(done(recorded.await?).map(|()| link))
}

/// Whether a holding of this kind has a file of its own that can leave.
pub(crate) fn has_content(holding: &Holding) -> bool {
    holding.state == HoldingState::Held && !matches!(holding.kind, HoldingKind::Credential | HoldingKind::Table)
}
