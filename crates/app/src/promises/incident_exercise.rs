//! Clause S6.5: what is done about incidents is practised, on an engagement made up for it, and brought to its end.

use super::{Finding, Look, Promise, Said};
use crate::clocks::next_exercise;
use bailee_model::{Evidence, Incident, LogId, PromiseKind, PromiseStatus, Result};
use bailee_policy::parameter;
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise =
    Promise { slug: "incident_exercise", kinds: &[PromiseKind::Clock], parameters: &["exercise_months"], judge };

/// An exercise that has to be over within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let held: Vec<&Incident> =
            look.incidents().await?.iter().filter(|each| each.exercise && each.is_closed()).collect();
        let evidence: Vec<Evidence> = held.iter().map(|each| shown(each)).collect();
        let Some((_, due)) = next_exercise(look.app).await? else {
            return Ok(Finding::new(PromiseStatus::Unproven, look.a_day(), none_yet()));
        };
        let status = match (held.is_empty(), due) {
            (_, due) if due < look.now => PromiseStatus::Broken,
            (true, _) => PromiseStatus::Unproven,
            (false, due) if due <= look.now + SOON => PromiseStatus::DueSoon,
            (false, _) => PromiseStatus::Kept,
        };
        let says = match status {
            PromiseStatus::Broken => late(look),
            PromiseStatus::Unproven => none_yet(),
            _ => said(&due.strftime("%Y-%m-%d").to_string()),
        };
        Ok(Finding::new(status, look.until([due - SOON, due]), says).with(evidence))
    })
}

fn shown(incident: &Incident) -> Evidence {
    let at = incident.closed_at.unwrap_or(incident.declared_at);
    Evidence { what: format!("incident {}", incident.id), at, log: LogId::Site, against: false }
}

fn said(next: &str) -> Said {
    Said::new(
        format!("The procedure was exercised; the next exercise ends by {next}."),
        format!("La procédure a été exercée ; le prochain exercice s’achève au plus tard le {next}."),
    )
}

fn none_yet() -> Said {
    Said::new("No exercise has been held yet.", "Aucun exercice n’a encore eu lieu.")
}

fn late(look: &Look<'_>) -> Said {
    let every = |language| {
        parameter("exercise_months").map_or_else(String::new, |each| each.say(look.limits.exercise_months, language))
    };
    Said::new(
        format!("No exercise came to its end in the last {}.", every("en")),
        format!("Aucun exercice n’est arrivé à son terme au cours des derniers {}.", every("fr")),
    )
}
