//! Give a holding back to the client, sealed to the client's own recipient: they need nothing of ours to open it.

use super::done;
use crate::{Done, Door, custody::CONTENT};
use bailee_model::{Action, Client, EngagementId, EntryDraft, Error, HoldingId, HoldingKind, Refusal, Result};
use bailee_vault::{Recipient, handover};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

/// What is handed over.
pub struct HandOverAsk {
    /// Of which engagement.
    pub engagement: EngagementId,
    /// What.
    pub holding: HoldingId,
}

/// A file on its way out.
pub struct HandOver {
    /// Its name: the holding's, with `.age`.
    pub file_name: String,
    /// Its bytes, sealed to the client's recipient.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

/// Seals a holding to the client's recipient. The disclosure is on record before the first byte leaves (invariants 3, 11).
///
/// # Errors
/// When the client has given no recipient yet, or the holding has no content of its own to give.
pub async fn hand_over(door: &Door, ask: HandOverAsk) -> Result<Done<HandOver>> {
    let held = door.holding(ask.holding).for_(Action::HandOver).await?;
    if held.it.engagement != ask.engagement {
        return Err(Error::not_found());
    }
    match held.kind {
        HoldingKind::Credential => {
            return Err(door.refuse(held.it.engagement, Action::HandOver, read_by_nobody()).await?);
        }
        HoldingKind::Table => {
            return Err(Error::conflict("A table has no file of its own to give back.")
                .hint("Hand over the original that it was made from."));
        }
        _ => {}
    }
    if !door.is_client() {
        // What a load made quotes every table that it read.
        let runs = door.app.store.runs(ask.engagement).await?;
        if let Some(run) =
            runs.iter().find(|run| run.report == Some(ask.holding) || run.reconciliation == Some(ask.holding))
        {
            door.require_sources(Action::HandOver, &held.facts, run).await?;
        }
    }
    let client = door.app.store.get::<Client>(held.engagement().client).await?.ok_or_else(Error::not_found)?;
    let recipient = client.recipient.ok_or_else(|| {
        Error::conflict("The client has given no recipient key yet.")
            .hint("They make one with ‘age-keygen’ and send the line that begins with age1.")
    })?;
    let recipient: Recipient = recipient.parse()?;
    let entry = door
        .by(EntryDraft::new(held.it.engagement, "disclosure.handed_over"))
        .id("holding", held.it.id)
        .id("client", client.id)
        .digest("content", held.it.digest.clone())
        .detail("what", CONTENT)
        .detail("name", held.it.name.clone())
        .detail("bytes", held.it.bytes)
        .detail("basis", "return of the client's own data (D7.1)");
    let recorded = door.app.store.ledger().record([entry], |_| async { Ok(()) }).await?;
    let plain = door.app.unseal_stream(&held.it).await?;
    let bytes = handover::seal_to(&[recipient], plain)?.map_err(Error::from).boxed();
    Ok(done(recorded).map(|()| HandOver { file_name: format!("{}.age", held.it.name), bytes }))
}

fn read_by_nobody() -> Refusal {
    Refusal {
        clause: "D3.3".to_owned(),
        promise: "Credential custody".to_owned(),
        reason: "A credential is used through Bailee and read by nobody; it does not leave.".to_owned(),
        lift: "Change it in the system itself, and destroy it here.".to_owned(),
    }
}
