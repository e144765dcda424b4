//! Say who answers for an incident, how grave it is, and who else may read it.

use super::done;
use crate::{
    Done, Door,
    incidents::{Timeline, counting, page},
    post,
};
use bailee_model::{
    Action, Error, Incident, IncidentEventKind, IncidentId, MailKind, Person, PersonId, PersonState, Result, Severity,
    say,
};

/// Who and how grave.
pub struct AssignIncidentAsk {
    /// Which incident.
    pub incident: IncidentId,
    /// Who answers for it.
    pub owner: PersonId,
    /// How grave it is.
    pub severity: Severity,
    /// Who may read it beside the officers and its owner.
    pub named: Vec<PersonId>,
}

/// Names owner, severity and readers.
///
/// # Errors
/// When somebody named is not active or does not work for the firm.
pub async fn assign_incident(door: &Door, ask: AssignIncidentAsk) -> Result<Done<Incident>> {
    door.incident(ask.incident, Action::RunIncident).await?;
    for person in ask.named.iter().chain([&ask.owner]) {
        let person = door.app.store.get::<Person>(*person).await?;
        if !person.is_some_and(|each| each.state == PersonState::Active && each.organisation.works_for_firm()) {
            return Err(Error::bad_input(say!("An incident is looked into by active people of the firm."))
                .hint(say!("Choose somebody from the list."))
                .on_field("owner"));
        }
    }
    let (rng, by, now) = door.telling();
    let mail = post::to(&door.app, ask.owner, MailKind::IncidentDeclared, page(ask.incident));
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let mut incident = timeline.open(ask.incident).await?;
        let is_new = incident.owner != ask.owner && ask.owner != by;
        incident.owner = ask.owner;
        incident.severity = ask.severity;
        incident.named = ask.named;
        incident.named.sort_unstable();
        incident.named.dedup();
        tx.save(&incident).await?;
        let severity = counting::severity(incident.severity);
        let readers = counting::listed([counting::people(incident.named.len())]);
        let text = say!("Severity: {severity}. Beside officers and owner it is read by: {readers}.", severity, readers);
        timeline.say(incident.id, IncidentEventKind::Assigned, text).await?;
        if is_new {
            tx.save(&mail).await?;
        }
        Ok(incident)
    });
    Ok(done(recorded.await?))
}
