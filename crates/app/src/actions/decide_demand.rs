//! Decide what an authority is given: one person proposes, another confirms, and between them they are an officer and the lead.
//! Then what was decided is given, thing by thing, sealed to a recipient of the authority's, through the one way out.

use super::{Outgoing, done, text};
use crate::{
    Done, Door,
    custody::require_state,
    demands,
    disclosing::{Bound, Exit},
};
use bailee_model::{
    Action, Assignment, DemandId, DisclosureKind, Error, Holding, HoldingId, HoldingKind, HoldingState, LegalDemand,
    Organisation, Person, PersonId, Result, Role, Standing, say, words::DemandDecision,
};
use bailee_store::Tx;
use bailee_vault::{Recipient, handover};
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is proposed.
pub struct ProposeDemandAsk {
    /// About which demand.
    pub demand: DemandId,
    /// Give all, less, or nothing.
    pub decision: DemandDecision,
    /// Why.
    pub reason: String,
    /// What is given; nothing when it is refused.
    pub holdings: Vec<HoldingId>,
}

/// Proposes a decision, in place of one that was proposed before and not confirmed.
///
/// # Errors
/// When it is decided already, when something is to be given and nothing is named, or what is named has no file that could leave.
pub async fn propose_demand(door: &Door, ask: ProposeDemandAsk) -> Result<Done<LegalDemand>> {
    let held = door.demand(ask.demand, Action::DecideDemand).await?;
    let reason = text("reason", &ask.reason, 2000)?;
    let holdings: Vec<HoldingId> = ask.holdings.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    if holdings.is_empty() != (ask.decision == DemandDecision::Refuse) {
        return Err(Error::bad_input(match holdings.is_empty() {
            true => say!("Nothing is named that would be given."),
            false => say!("A demand that is refused is given nothing."),
        })
        .hint(say!("Name what is given, or refuse the demand."))
        .on_field("holdings"));
    }
    for id in &holdings {
        let holding = door.app.store.get::<Holding>(*id).await?;
        let there = holding.is_some_and(|it| it.engagement == held.it.engagement && may_leave(&it));
        if !there {
            return Err(Error::bad_input(say!("One of these cannot be given."))
                .hint(say!("Name originals and reports that are held. A credential leaves for nobody."))
                .on_field("holdings"));
        }
    }
    let (now, by) = (door.now(), door.who.id);
    let entry = door.by(demands::entry(&held.it, "demand.proposed", now)).id("demand", ask.demand);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut demand = undecided(&tx, ask.demand).await?;
        (demand.decision, demand.reason, demand.holdings) = (Some(ask.decision), reason, holdings);
        (demand.proposed_by, demand.proposed_at) = (Some(by), Some(now));
        tx.save(&demand).await?;
        Ok(demand)
    });
    Ok(done(recorded.await?))
}

fn may_leave(holding: &Holding) -> bool {
    holding.state == HoldingState::Held && !matches!(holding.kind, HoldingKind::Credential | HoldingKind::Table)
}

async fn undecided(tx: &Tx, id: DemandId) -> Result<LegalDemand> {
    let demand = tx.get::<LegalDemand>(id).await?.ok_or_else(Error::not_found)?;
    if demand.decided_at.is_some() {
        return Err(Error::conflict(say!("This demand is decided already.")).hint(say!("Look at what was decided.")));
    }
    Ok(demand)
}

/// Confirms what another person proposed; from then on it is decided.
///
/// # Errors
/// When nothing is proposed, when it is one's own proposal, or when the two are not an officer and the lead.
pub async fn confirm_demand(door: &Door, id: DemandId) -> Result<Done<LegalDemand>> {
    let held = door.demand(id, Action::DecideDemand).await?;
    let (now, by) = (door.now(), door.who.id);
    let entry = door.by(demands::entry(&held.it, "demand.decided", now)).id("demand", id);
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut demand = undecided(&tx, id).await?;
        let proposer = demand.proposed_by.ok_or_else(|| Error::conflict(say!("Nothing is proposed yet.")))?;
        if proposer == by {
            return Err(Error::conflict(say!("Nobody confirms their own proposal.")).hint(say!("Another person does.")));
        }
        let (one, other) = (Post::of(&tx, &demand, proposer, now).await?, Post::of(&tx, &demand, by, now).await?);
        if !(one.officer && other.leads || other.officer && one.leads) {
            return Err(Error::conflict(say!("An officer and the lead of the engagement decide this together."))
                .hint(say!("One of them proposes, the other confirms.")));
        }
        (demand.confirmed_by, demand.decided_at) = (Some(by), Some(now));
        if demand.decision == Some(DemandDecision::Refuse) {
            demand.answered_at = Some(now);
        }
        tx.save(&demand).await?;
        Ok(demand)
    });
    Ok(done(recorded.await?))
}

/// What somebody is in the matter of a demand.
struct Post {
    officer: bool,
    leads: bool,
}

impl Post {
    async fn of(tx: &Tx, demand: &LegalDemand, id: PersonId, now: Timestamp) -> Result<Self> {
        let person = tx.get::<Person>(id).await?.ok_or_else(Error::not_found)?;
        let assignments = tx.assignments(demand.engagement).await?;
        let leads = |each: &Assignment| each.person == id && each.role == Role::Lead && each.runs(now);
        Ok(Self {
            officer: person.organisation == Organisation::Firm && person.standing == Standing::Officer,
            leads: assignments.iter().any(leads),
        })
    }
}

/// What is given now, and to which key of the authority's.
pub struct GiveDemandAsk {
    /// Under which demand.
    pub demand: DemandId,
    /// What, of that which was decided.
    pub holding: HoldingId,
    /// The age recipient that the authority gave.
    pub recipient: String,
}

/// Gives what two people decided, sealed to the authority. When all of it is given, the demand is answered.
///
/// # Errors
/// When it is not decided so, was given already, or is no longer held.
pub async fn give_demand(door: &Door, ask: GiveDemandAsk) -> Result<Done<Outgoing>> {
    let demand = door.demand(ask.demand, Action::DecideDemand).await?.it;
    if demand.decided_at.is_none() || !demand.holdings.contains(&ask.holding) {
        return Err(Error::conflict(say!("It was not decided to give this."))
            .hint(say!("An officer and the lead decide it together first.")));
    }
    let holding = door.app.store.get::<Holding>(ask.holding).await?.filter(may_leave);
    let holding = holding.ok_or_else(|| {
        Error::conflict(say!("This is no longer held."))
            .hint(say!("Say so to the authority; the certificate shows it."))
    })?;
    let recipient: Recipient = ask.recipient.parse().map_err(|error| Error::from(error).on_field("recipient"))?;
    let exit = Exit::of(Action::DecideDemand, DisclosureKind::LegalDemand, &holding)
        .to(demand.authority.clone(), Bound::Authority(demand.region.clone()))
        .because(format!("{} (D4.1)", demand.basis))
        .under("demand", demand.id)
        .decided(demand.confirmed_by)
        .barred(demand.barred_until);
    let (id, now, given) = (demand.id, door.now(), ask.holding);
    let left = door.disclose_with(exit, move |tx, line| async move {
        require_state(&tx, given, HoldingState::Held).await?;
        let mut demand = tx.get::<LegalDemand>(id).await?.ok_or_else(Error::not_found)?;
        let lines = tx.disclosures(demand.engagement).await?;
        let under = |what: HoldingId| {
            lines.iter().any(|each| each.subject == id.to_string() && each.holding == Some(what) && each.id != line.id)
        };
        if under(given) {
            return Err(Error::conflict(say!("This was given already.")).hint(say!("The register says when.")));
        }
        if demand.holdings.iter().all(|each| *each == given || under(*each)) {
            demand.answered_at = Some(now);
        }
        tx.save(&demand).await
    });
    let Done { value: (permit, ()), receipt } = left.await?;
    let plain = door.app.unseal_stream(&holding, permit).await?;
    let bytes = handover::seal_to(&[recipient], plain)?.map_err(Error::from).boxed();
    Ok(Done { value: Outgoing { file_name: format!("{}.age", holding.name), bytes }, receipt })
}
