//! Clause D1: what is held stays the client's. It lies under their own keys, never another's, and an owner of theirs can list,
//! fetch or have it destroyed at any time.

use super::{Finding, Look, Promise, Said, Tally, en, few, fr};
use bailee_model::{
    Engagement, Evidence, Holding, HoldingState, LogId, Organisation, Person, PersonState, PromiseKind, PromiseStatus,
    Result, Standing,
};
use futures::future::BoxFuture;
use std::collections::BTreeSet;

pub(super) const PROMISE: Promise =
    Promise { slug: "client_ownership", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (mut tally, mut holders) = (Tally::default(), BTreeSet::new());
        for holding in look.holdings().await?.iter().filter(|each| is_held(each)) {
            holders.insert(holding.engagement);
            tally.add(shown(look, holding));
        }
        let people = look.people().await?;
        let engagements = look.engagements().await?.iter().filter(|each| holders.contains(&each.id));
        let silent = engagements.filter(|each| !has_owner(each, people)).count();
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let broken = Said::new(
            format!(
                "{wrong} of {} not under the keys of the client they belong to.",
                en(all, "thing held is", "things held are")
            ),
            format!(
                "{wrong} sur {} hors des clés du client à qui elles appartiennent.",
                fr(all, "chose détenue", "choses détenues")
            ),
        );
        let otherwise = if silent > 0 {
            let few = few(silent);
            let says = Said::new(
                format!(
                    "{}; of {} engagements no owner could ask for it yet.",
                    en(all, "thing is held", "things are held"),
                    few.en
                ),
                format!(
                    "{} ; pour {} mandats, aucun décideur ne pourrait encore les demander.",
                    fr(all, "chose détenue", "choses détenues"),
                    few.fr
                ),
            );
            (PromiseStatus::Unproven, says)
        } else {
            let says = Said::new(
                format!(
                    "{}, each under its own client’s keys, and an owner there can list, fetch or have it destroyed.",
                    en(all, "thing is held", "things are held")
                ),
                format!(
                    "{}, toujours sous les clés du client, dont un décideur peut en voir la liste, les reprendre ou les faire détruire.",
                    fr(all, "chose détenue", "choses détenues")
                ),
            );
            (PromiseStatus::Kept, says)
        };
        Ok(tally.finding(look.a_day(), otherwise, broken))
    })
}

fn is_held(holding: &Holding) -> bool {
    matches!(holding.state, HoldingState::Held | HoldingState::Quarantined)
}

/// A record that was moved to another client names a key which is not in that client's ring.
fn shown(look: &Look<'_>, holding: &Holding) -> Evidence {
    Evidence {
        what: format!("holding {}", holding.id),
        at: holding.arrived_at,
        log: LogId::Engagement(holding.engagement),
        against: !look.app.vault.is_open(holding.engagement, holding.id),
    }
}

fn has_owner(engagement: &Engagement, people: &[Person]) -> bool {
    people.iter().any(|person| {
        person.organisation == Organisation::Client(engagement.client)
            && person.standing == Standing::Owner
            && person.state == PersonState::Active
    })
}
