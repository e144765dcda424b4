//! Clause S2.2: who left, or whose engagement closed, has nothing any more, and it went fast enough.

use super::{Finding, Look, Promise, Said, Tally, WINDOW, en, fr};
use bailee_model::{
    Departure, DeviceState, EngagementState, Evidence, LogId, PersonId, PersonState, PromiseKind, PromiseStatus, Result,
};
use bailee_policy::parameter;
use futures::future::BoxFuture;
use jiff::SignedDuration;

pub(super) const PROMISE: Promise = Promise {
    slug: "prompt_revocation",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["revoke_minutes"],
    judge,
};

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let mut tally = Tally::default();
        let left: Vec<&Departure> =
            look.departures().await?.iter().filter(|each| each.ended_at + WINDOW >= look.now).collect();
        let most = SignedDuration::from_mins(look.limits.revoke_minutes);
        left.iter().for_each(|each| tally.add(timed(each, took(each) > most)));
        let left_over = remains_of_people(look).await?.into_iter().chain(remains_of_engagements(look).await?);
        left_over.for_each(|each| tally.add(each));
        let longest = left.iter().map(|each| took(each)).max().unwrap_or_default();
        let (says, broken) = (said(left.len(), longest), failed(look, tally.wrong.len()));
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, says), broken))
    })
}

/// From the moment somebody had to have nothing any more to the moment when it was so.
fn took(departure: &Departure) -> SignedDuration {
    departure.ended_at.duration_since(departure.left_at).max(SignedDuration::ZERO)
}

fn timed(departure: &Departure, against: bool) -> Evidence {
    Evidence { what: format!("departure {}", departure.id), at: departure.ended_at, log: LogId::Site, against }
}

/// What those who left still have: nothing, unless something went wrong.
async fn remains_of_people(look: &Look<'_>) -> Result<Vec<Evidence>> {
    let people = look.people().await?;
    let gone = |id: PersonId| people.iter().any(|each| each.id == id && each.state == PersonState::Departed);
    let against = |what, at, log| Evidence { what, at, log, against: true };
    let mut remains = Vec::new();
    for each in look.open_sessions().await?.iter().filter(|each| gone(each.person)) {
        remains.push(against(format!("session {}", each.id), each.since, LogId::Site));
    }
    for each in look.devices().await?.iter().filter(|each| gone(each.person) && each.state != DeviceState::Revoked) {
        remains.push(against(format!("device {}", each.id), each.since, LogId::Site));
    }
    for each in look.grants().await?.iter().filter(|each| gone(each.person)) {
        remains.push(against(format!("grant {}", each.id), each.asked_at, LogId::Engagement(each.engagement)));
    }
    for each in look.assignments().await?.iter().filter(|each| gone(each.person) && each.ended.is_none()) {
        remains.push(against(format!("assignment {}", each.id), each.since, LogId::Engagement(each.engagement)));
    }
    Ok(remains)
}

/// What still runs on an engagement that closed.
async fn remains_of_engagements(look: &Look<'_>) -> Result<Vec<Evidence>> {
    let (grants, assignments) = (look.grants().await?, look.assignments().await?);
    let mut remains = Vec::new();
    for closed in look.engagements().await?.iter().filter(|each| each.state == EngagementState::Closed) {
        let against = |what, at| Evidence { what, at, log: LogId::Engagement(closed.id), against: true };
        let grants = grants.iter().filter(|each| each.engagement == closed.id);
        remains.extend(grants.map(|each| against(format!("grant {}", each.id), each.asked_at)));
        let running = assignments.iter().filter(|each| each.engagement == closed.id && each.ended.is_none());
        remains.extend(running.map(|each| against(format!("assignment {}", each.id), each.since)));
    }
    Ok(remains)
}

fn said(left: usize, longest: SignedDuration) -> Said {
    if left == 0 {
        return Said::new(
            "Nobody left in the last 30 days; who left before has nothing any more.",
            "Aucun départ au cours des 30 derniers jours ; les personnes parties auparavant n’ont plus rien.",
        );
    }
    // Started minutes count as whole ones, so that the figure never flatters.
    let minutes = (longest.as_secs() + 59) / 60;
    Said::new(
        format!(
            "{} in the last 30 days; all access had ended within {minutes} minutes at most.",
            en(left, "departure", "departures")
        ),
        format!(
            "{} au cours des 30 derniers jours ; tout accès retiré en {minutes} minutes au plus.",
            fr(left, "départ", "départs")
        ),
    )
}

fn failed(look: &Look<'_>, wrong: usize) -> Said {
    let limit = |language| {
        parameter("revoke_minutes").map_or_else(String::new, |each| each.say(look.limits.revoke_minutes, language))
    };
    Said::new(
        format!("{} later than {}, or not at all.", en(wrong, "access ended", "accesses ended"), limit("en")),
        format!("{} après plus de {}, ou pas du tout.", fr(wrong, "accès retiré", "accès retirés"), limit("fr")),
    )
}
