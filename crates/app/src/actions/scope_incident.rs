//! Say who and what an incident may involve, and when; whom it touches follows from the records and the logs (clause S6.2).

use super::{declare_incident::lock, done};
use crate::{
    Done, Door,
    incidents::{Timeline, affected, counting, owing},
};
use bailee_model::{
    Action, Device, Engagement, Error, Holding, HoldingKind, Incident, IncidentEventKind, IncidentId, Person, Result,
    incident::Scope, say,
};

/// What it may involve.
pub struct ScopeIncidentAsk {
    /// Which incident.
    pub incident: IncidentId,
    /// Who and what, and when.
    pub scope: Scope,
}

/// Sets the scope, derives whom it touches, and writes down what each client is owed. Who was owed a notice stays so: not to
/// tell somebody needs a signed reason.
///
/// # Errors
/// When the period is upside down or something named does not exist.
pub async fn scope_incident(door: &Door, ask: ScopeIncidentAsk) -> Result<Done<Incident>> {
    let mut incident = door.incident(ask.incident, Action::RunIncident).await?;
    incident.scope = checked(door, ask.scope).await?;
    let affected = affected::derive(&door.app, &incident).await?;
    let owed = owing::prepare(&door.app, &incident, &affected).await?;
    let reached: Vec<_> = affected.iter().map(|each| each.engagement.id).collect();
    let (rng, by, now) = door.telling();
    let recorded = door.app.store.ledger().record([], move |tx| async move {
        lock(&tx, &reached).await?;
        let timeline = Timeline { tx: &tx, rng, by: Some(by), now };
        let before = timeline.open(ask.incident).await?;
        let incident = Incident { scope: incident.scope, affected: reached, ..before };
        tx.save(&incident).await?;
        let scope = &incident.scope;
        let involved = counting::listed([
            counting::people(scope.people.len()),
            counting::devices(scope.devices.len()),
            counting::credentials(scope.credentials.len()),
            counting::holdings(scope.holdings.len()),
            counting::engagements(scope.engagements.len()),
        ]);
        let touched = counting::listed([counting::engagements(incident.affected.len())]);
        let text = say!("May be involved: {involved}. Touched: {touched}.", involved, touched);
        timeline.say(incident.id, IncidentEventKind::Scoped, text).await?;
        timeline.owe(&incident, owed).await?;
        Ok(incident)
    });
    Ok(done(recorded.await?))
}

async fn checked(door: &Door, mut scope: Scope) -> Result<Scope> {
    if let (Some(from), Some(until)) = (scope.from, scope.until)
        && until < from
    {
        return Err(Error::bad_input(say!("The period ends before it begins."))
            .hint(say!("Turn the dates around."))
            .on_field("until"));
    }
    let store = &door.app.store;
    let unknown = |field: &'static str| {
        Error::bad_input(say!("This is not known here.")).hint(say!("Choose from the list.")).on_field(field)
    };
    for id in &scope.people {
        store.get::<Person>(*id).await?.ok_or_else(|| unknown("people"))?;
    }
    for id in &scope.devices {
        store.get::<Device>(*id).await?.ok_or_else(|| unknown("devices"))?;
    }
    for id in &scope.engagements {
        store.get::<Engagement>(*id).await?.ok_or_else(|| unknown("engagements"))?;
    }
    for id in scope.credentials.iter().chain(&scope.holdings) {
        store.get::<Holding>(*id).await?.ok_or_else(|| unknown("holdings"))?;
    }
    // A credential given among the holdings is one all the same.
    let (mut holdings, mut credentials) = (Vec::new(), std::mem::take(&mut scope.credentials));
    for id in std::mem::take(&mut scope.holdings) {
        let kind = store.get::<Holding>(id).await?.map(|each| each.kind);
        if kind == Some(HoldingKind::Credential) { credentials.push(id) } else { holdings.push(id) }
    }
    (scope.holdings, scope.credentials) = (holdings, credentials);
    Ok(scope)
}
