//! Write down in an incident's timeline what was found or done, and when it happened.

use super::done;
use crate::{Done, Door, enquiries::lines, incidents::Timeline};
use bailee_model::{Action, Error, IncidentEventKind, IncidentId, Result, Text, say};
use jiff::Timestamp;

/// What is written down.
pub struct NoteIncidentAsk {
    /// In which incident.
    pub incident: IncidentId,
    /// What; without a client's name or data.
    pub text: String,
    /// When it happened; now, if it is not said.
    pub happened_at: Option<Timestamp>,
}

/// Adds a line. None is ever changed or taken away.
///
/// # Errors
/// When it is empty, lies ahead, or the incident is closed.
pub async fn note_incident(door: &Door, ask: NoteIncidentAsk) -> Result<Done<()>> {
    door.incident(ask.incident, Action::RunIncident).await?;
    let text = lines("text", &ask.text)?;
    let (rng, by, now) = door.telling();
    let happened_at = ask.happened_at.unwrap_or(now);
    if happened_at > now {
        return Err(Error::bad_input(say!("This moment lies ahead."))
            .hint(say!("Give when it happened."))
            .on_field("happened_at"));
    }
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let incident = timeline.open(ask.incident).await?;
        timeline.write(incident.id, IncidentEventKind::Noted, happened_at, None, Text::told(text)).await
    });
    Ok(done(recorded.await?))
}
