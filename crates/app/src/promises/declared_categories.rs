//! Clauses D2 and S1.1: what is held is of a category that the engagement agreed on; what is not waits for the client's
//! decision and opens to nobody.

use super::{Finding, Look, Promise, Said, Tally, en, fr};
use bailee_model::{
    Engagement, Evidence, Holding, HoldingKind, HoldingState, LogId, PromiseKind, PromiseStatus, Result,
};
use futures::future::BoxFuture;

pub(super) const PROMISE: Promise =
    Promise { slug: "declared_categories", kinds: &[PromiseKind::Gate, PromiseKind::Record], parameters: &[], judge };

fn judge<'a>(look: &'a Look<'a>) -> BoxFuture<'a, Result<Finding>> {
    Box::pin(async move {
        let (engagements, opened) = (look.engagements().await?, look.openings_by_workforce().await?);
        let (mut tally, mut waiting) = (Tally::default(), 0);
        for holding in look.holdings().await?.iter().filter(|holding| is_data(holding)) {
            let evidence = |against| Evidence {
                what: format!("holding {}", holding.id),
                at: holding.arrived_at,
                log: LogId::Engagement(holding.engagement),
                against,
            };
            match holding.state {
                HoldingState::Held => tally.add(evidence(!is_agreed(holding, engagements))),
                HoldingState::Quarantined => {
                    waiting += 1;
                    tally.add(evidence(false));
                    // What waits was opened by nobody since it is here.
                    let touched = opened.iter().filter(|fact| fact.id("holding") == Some(holding.id));
                    let since = quarantined_at(look, holding).await?;
                    touched
                        .filter(|fact| since.is_some_and(|since| fact.at > since))
                        .for_each(|fact| tally.add(fact.shown(true)));
                }
                HoldingState::Arriving | HoldingState::Destroying | HoldingState::Destroyed => {}
            }
        }
        let (all, wrong) = (tally.all(), tally.wrong.len());
        let kept = Said::new(
            format!(
                "{} held, all of categories agreed beforehand; {waiting} in quarantine until the client decides.",
                en(all - waiting, "file or table is", "files and tables are")
            ),
            format!(
                "{} en garde, de catégories convenues d’avance ; {waiting} en quarantaine jusqu’à la décision du client.",
                fr(all - waiting, "fichier ou table", "fichiers et tables")
            ),
        );
        let broken = Said::new(
            format!(
                "{wrong} of {all} files and tables are of a category nobody agreed on, or were opened in quarantine."
            ),
            format!(
                "{wrong} fichiers et tables sur {all} sont d’une catégorie non convenue ou ont été ouverts en quarantaine."
            ),
        );
        Ok(tally.finding(look.a_day(), (PromiseStatus::Kept, kept), broken))
    })
}

/// What came from the client's world, and what was made of it.
fn is_data(holding: &Holding) -> bool {
    matches!(holding.kind, HoldingKind::Original | HoldingKind::Table)
}

fn is_agreed(holding: &Holding, engagements: &[Engagement]) -> bool {
    let engagement = engagements.iter().find(|each| each.id == holding.engagement);
    engagement.is_some_and(|engagement| engagement.categories.contains(&holding.category))
}

/// When it was put into quarantine, if that was in the weeks looked at.
async fn quarantined_at(look: &Look<'_>, holding: &Holding) -> Result<Option<jiff::Timestamp>> {
    let put = look.facts_named(&["holding.quarantined"]).await?;
    Ok(put.into_iter().filter(|fact| fact.id("holding") == Some(holding.id)).map(|fact| fact.at).max())
}
