//! Ask or tell something in a client's room of an incident (clause S6.4).

use super::done;
use crate::{
    Done, Door,
    enquiries::lines,
    incidents::{Timeline, page},
    post,
};
use bailee_model::{
    Action, ClientId, Error, Incident, IncidentEventKind, IncidentId, IncidentMessage, IncidentMessageId, MailKind,
    Organisation, PersonState, Result, Text,
};

/// What is written.
pub struct WriteInRoomAsk {
    /// Of which incident.
    pub incident: IncidentId,
    /// In whose room; a client's people write in their own.
    pub client: Option<ClientId>,
    /// What.
    pub text: String,
}

/// Writes a message: of the client's people a question that the incident's owner is told of, of the firm's an answer or an
/// update that all of the client's people are told of.
///
/// # Errors
/// When there is no such room: it opens with the first notice sent.
pub async fn write_in_room(door: &Door, ask: WriteInRoomAsk) -> Result<Done<IncidentMessage>> {
    let own = match door.who.organisation {
        Organisation::Client(client) => Some(client),
        _ => None,
    };
    if own.is_none() {
        door.incident(ask.incident, Action::RunIncident).await?;
    }
    let client = own.or(ask.client).ok_or_else(Error::not_found)?;
    let notices = door.app.store.notices_on(ask.incident).await?;
    let notice = notices.into_iter().find(|each| each.client == client && each.sent_version > 0);
    let notice = notice.ok_or_else(Error::not_found)?;
    if own.is_some() {
        door.engagement(notice.engagement).for_(Action::WriteInRoom).await?;
    }
    let incident = door.app.store.get::<Incident>(ask.incident).await?.ok_or_else(Error::not_found)?;
    let (rng, by, now) = door.telling();
    let message = IncidentMessage {
        id: IncidentMessageId::new(rng.as_ref()),
        incident: incident.id,
        engagement: notice.engagement,
        client,
        by,
        from_client: own.is_some(),
        at: now,
        text: lines("text", &ask.text)?,
    };
    let told = if own.is_some() { vec![incident.owner] } else { readers(door, client).await? };
    let mails: Vec<_> =
        told.into_iter().map(|each| post::to(&door.app, each, MailKind::IncidentMessage, page(incident.id))).collect();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        tx.save(&message).await?;
        for mail in &mails {
            tx.save(mail).await?;
        }
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let kind = if message.from_client { IncidentEventKind::Asked } else { IncidentEventKind::Answered };
        timeline.say_to(message.incident, kind, &[message.engagement], Text::told(message.id.to_string())).await?;
        Ok(message)
    });
    Ok(done(recorded.await?))
}

async fn readers(door: &Door, client: ClientId) -> Result<Vec<bailee_model::PersonId>> {
    let people = door.app.store.people_of(Organisation::Client(client)).await?;
    Ok(people.into_iter().filter(|each| each.state == PersonState::Active).map(|each| each.id).collect())
}
