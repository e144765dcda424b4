//! Clause D4.1: when an authority's bar on telling is over, the client is told at once, of the demand and of all that was given
//! under it.

use super::due::Due;
use super::grants::{done_before, once};
use crate::{App, demands, disclosing};
use bailee_model::{Disclosure, Engagement, Error, LegalDemand, MailKind, Result};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for demand in app.store.all_demands().await? {
        if is_to_be_told(&demand, now) {
            all = all.and(once(tell(app, &demand, now).await));
        }
    }
    all
}

fn is_to_be_told(demand: &LegalDemand, now: Timestamp) -> bool {
    demand.told_at.is_none() && !demand.is_barred(now)
}

async fn tell(app: &Arc<App>, demand: &LegalDemand, now: Timestamp) -> Result<()> {
    let id = demand.id;
    let engagement = app.store.get::<Engagement>(demand.engagement).await?.ok_or_else(Error::not_found)?;
    let letters = app.letters_to_owners(&engagement, MailKind::LegalDemand).await?;
    let entry = demands::entry(demand, "demand.told", now).id("demand", id);
    let change = app.store.ledger().record([entry], move |tx| async move {
        let found = tx.get::<LegalDemand>(id).await?.filter(|each| is_to_be_told(each, now));
        let mut demand = found.ok_or_else(done_before)?;
        demand.told_at = Some(now);
        tx.save(&demand).await?;
        let subject = id.to_string();
        for mut line in tx.disclosures(demand.engagement).await? {
            if line.subject == subject && line.told_at.is_none() {
                line.told_at = Some(now);
                tx.save::<Disclosure>(&line).await?;
                tx.entry(disclosing::told_late(&line)).await?;
            }
        }
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(())
    });
    change.await.map(drop)
}

/// Demands that wait for their answer, and clients who wait to be told.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let mut list = Vec::new();
    for demand in app.store.all_demands().await? {
        let one = |kind, at, who, by_itself| Due {
            kind,
            subject: demand.id.to_string(),
            engagement: Some(demand.engagement),
            since: demand.recorded_at,
            at,
            who,
            page: demands::page(demand.engagement),
            by_itself,
        };
        if demand.answered_at.is_none() {
            let who = app.answerable(demand.engagement, None).await?.into_iter().collect();
            list.push(one("legal_demand", demand.answer_due, who, false));
        }
        if let (None, Some(until)) = (demand.told_at, demand.barred_until) {
            list.push(one("client_told", until, Vec::new(), true));
        }
    }
    Ok(list)
}
