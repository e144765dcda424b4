//! Clause D4.2: where a client wants a mutual agreement, both sides sign it before the first file arrives.

use super::{Finding, Look, Promise, Said, Tally, few};
use bailee_model::{
    DocumentKind, Engagement, Evidence, Holding, HoldingKind, LogId, Organisation, PromiseKind, PromiseStatus, Result,
    Signature,
};
use futures::future::BoxFuture;
use jiff::Timestamp;

pub(super) const PROMISE: Promise =
    Promise { slug: "mutual_nda", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (signatures, holdings) = (look.signatures().await?, look.holdings().await?);
        let mut tally = Tally::default();
        let engagements = look.engagements().await?.iter().filter(|engagement| engagement.nda_required);
        for engagement in engagements {
            let (first, signed) = (first_arrival(engagement, holdings), signed_at(engagement, signatures));
            let early = first.is_some_and(|first| signed.is_none_or(|signed| first < signed));
            tally.add(Evidence {
                what: format!("engagement {}", engagement.id),
                at: signed.unwrap_or(engagement.since),
                log: LogId::Engagement(engagement.id),
                against: early,
            });
        }
        let (all, wrong) = (few(tally.all()), few(tally.wrong.len()));
        let kept = Said::new(
            format!("Required on {} engagements; nothing arrived on any of them before both sides had signed.", all.en),
            format!("Exigée dans {} mandats ; rien n’y est arrivé avant la signature des deux parties.", all.fr),
        );
        let broken = Said::new(
            format!("On {} of {} engagements files arrived before both sides had signed.", wrong.en, all.en),
            format!(
                "Dans {} mandats sur {}, des fichiers sont arrivés avant la signature des deux parties.",
                wrong.fr, all.fr
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

fn first_arrival(engagement: &Engagement, holdings: &[Holding]) -> Option<Timestamp> {
    let brought = |each: &&Holding| {
        each.engagement == engagement.id && matches!(each.kind, HoldingKind::Original | HoldingKind::Credential)
    };
    holdings.iter().filter(brought).map(|each| each.arrived_at).min()
}

/// When the second of the two sides signed a version that the other had signed as well.
fn signed_at(engagement: &Engagement, signatures: &[Signature]) -> Option<Timestamp> {
    let on_it: Vec<&Signature> = signatures
        .iter()
        .filter(|each| each.kind == DocumentKind::MutualNda && each.engagement == Some(engagement.id))
        .collect();
    let first = |side: Organisation, version: i32| {
        on_it.iter().filter(|each| each.organisation == side && each.version == version).map(|each| each.at).min()
    };
    let both = |version| {
        Some(first(Organisation::Firm, version)?.max(first(Organisation::Client(engagement.client), version)?))
    };
    on_it.iter().filter_map(|each| both(each.version)).min()
}
