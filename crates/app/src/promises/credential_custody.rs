//! Clauses D3.3 and D7.2: secrets for clients' systems are used without being read, replaced when somebody who used them
//! leaves, and gone when the engagement is closed.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    EngagementState, Evidence, Holding, HoldingId, HoldingKind, HoldingState, LogId, PromiseKind, PromiseStatus,
    Result, Rotation, RotationState,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

pub(super) const PROMISE: Promise = Promise {
    slug: "credential_custody",
    kinds: &[PromiseKind::Gate, PromiseKind::Clock],
    parameters: &["rotation_days"],
    judge,
};

/// A replacement that is due within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(48);

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let holdings = look.holdings().await?;
        let secrets: Vec<&Holding> = holdings.iter().filter(|each| each.kind == HoldingKind::Credential).collect();
        let mut tally = Tally::default();
        for secret in &secrets {
            let left = secret.state != HoldingState::Destroyed && is_closed(look, secret).await?;
            tally.add(shown(secret, left));
        }
        for fact in look.openings().await? {
            let read = fact.id::<HoldingId>("holding").is_some_and(|id| secrets.iter().any(|secret| secret.id == id));
            if read {
                tally.add(fact.shown(true));
            }
        }
        let rotations = look.rotations().await?;
        let open: Vec<&Rotation> = rotations.iter().filter(|each| each.state != RotationState::Confirmed).collect();
        rotations.iter().for_each(|each| tally.add(replaced(look, each)));
        let attested = rotations.iter().filter(|each| each.attested).count();
        let status = if open.iter().any(|each| due(look, each) <= look.now + SOON) {
            PromiseStatus::DueSoon
        } else if attested > 0 {
            PromiseStatus::Attested
        } else {
            PromiseStatus::Kept
        };
        let held = secrets.iter().filter(|secret| secret.state == HoldingState::Held).count();
        let (says, broken) = (said(held, rotations, attested), failed(tally.wrong.len()));
        let moments = open.iter().map(|each| due(look, each)).flat_map(|due| [due, due - SOON]);
        Ok(tally.finding(look.until(moments), (status, says), broken))
    })
}

async fn is_closed(look: &Look<'_>, secret: &Holding) -> Result<bool> {
    let engagements = look.engagements().await?;
    Ok(engagements.iter().any(|each| each.id == secret.engagement && each.state == EngagementState::Closed))
}

fn shown(secret: &Holding, against: bool) -> Evidence {
    let (at, log) = (secret.arrived_at, LogId::Engagement(secret.engagement));
    Evidence { what: format!("holding {}", secret.id), at, log, against }
}

/// By when a replacement has to be done: the measure that the firm publishes, whatever hurry it makes beside it.
fn due(look: &Look<'_>, rotation: &Rotation) -> Timestamp {
    rotation.requested_at + SignedDuration::from_hours(24 * look.limits.rotation_days)
}

/// A replacement speaks against the promise when its day passed and nobody confirmed it.
fn replaced(look: &Look<'_>, rotation: &Rotation) -> Evidence {
    Evidence {
        what: format!("rotation {}", rotation.id),
        at: rotation.confirmed_at.unwrap_or(rotation.requested_at),
        log: LogId::Engagement(rotation.engagement),
        against: rotation.state != RotationState::Confirmed && due(look, rotation) < look.now,
    }
}

fn said(held: usize, rotations: &[Rotation], attested: usize) -> Said {
    let done = rotations.iter().filter(|each| each.state == RotationState::Confirmed).count();
    let open = rotations.len() - done;
    Said::new(
        format!(
            "{} in custody, read by nobody; {done} replaced after somebody left ({attested} on somebody’s word), {open} to be replaced.",
            en(held, "secret", "secrets")
        ),
        format!(
            "{} en garde, lus par personne ; {done} remplacés après un départ ({attested} sur parole), {open} à remplacer.",
            fr(held, "identifiant secret", "identifiants secrets")
        ),
    )
}

fn failed(wrong: usize) -> Said {
    Said::new(
        format!(
            "{} not replaced in time, read by somebody, or left behind at a close.",
            en(wrong, "secret was", "secrets were")
        ),
        format!(
            "{} sans remplacement à temps, lus par quelqu’un ou restés après une clôture.",
            fr(wrong, "identifiant secret", "identifiants secrets")
        ),
    )
}
