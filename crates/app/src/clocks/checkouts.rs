//! Clause S4.2: what is asked for and not answered, or approved and not taken, lapses; what is out past its time is told to its
//! person, the lead and the officers, once. The gate does not wait for it: it reads the dates themselves.

use super::due::Due;
use super::grants::{done_before, once, tell_once};
use crate::{App, checkouts, post};
use bailee_model::{Checkout, EntryDraft, MailKind, Result, words::CheckoutEnd};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for checkout in app.store.checkouts_not_ended().await? {
        if checkout.is_overdue(now) {
            all = all.and(tell(app, &checkout, now).await);
        } else if lapsed(app, &checkout, now) {
            all = all.and(once(lapse(app, &checkout, now).await));
        }
    }
    all
}

fn lapsed(app: &App, checkout: &Checkout, now: Timestamp) -> bool {
    let waits = checkout.is_asked() && checkouts::lapses_at(app, checkout) <= now;
    let lies = checkout.approved_at.is_some()
        && checkout.taken_at.is_none()
        && checkout.expires_at.is_none_or(|until| until <= now);
    waits || lies
}

async fn lapse(app: &Arc<App>, checkout: &Checkout, now: Timestamp) -> Result<()> {
    let id = checkout.id;
    let entry = EntryDraft::new(checkout.engagement, "checkout.lapsed").id("checkout", id).id("taker", checkout.person);
    let letter = post::to(app, checkout.person, MailKind::CheckoutAnswered, checkouts::page(checkout.engagement));
    let clock = app.clone();
    let change = app.store.ledger().record([entry], move |tx| async move {
        let found = tx.get::<Checkout>(id).await?.filter(|each| each.ended.is_none() && lapsed(&clock, each, now));
        let mut checkout = found.ok_or_else(done_before)?;
        (checkout.ended, checkout.ended_why) = (Some(now), Some(CheckoutEnd::Lapsed));
        tx.save(&checkout).await?;
        tx.save(&letter).await
    });
    change.await.map(drop)
}

async fn tell(app: &Arc<App>, checkout: &Checkout, now: Timestamp) -> Result<()> {
    let since = checkout.expires_at.unwrap_or(now);
    let path = format!("{}#{}", checkouts::page(checkout.engagement), checkout.id);
    let mut told = app.answerable(checkout.engagement, None).await?;
    told.insert(checkout.person);
    let letter = |person| (post::to(app, person, MailKind::CheckoutOverdue, path.clone()), since);
    let letters = told.into_iter().map(letter).collect();
    tell_once(app, letters, |count| {
        EntryDraft::new(checkout.engagement, "checkout.overdue")
            .id("checkout", checkout.id)
            .id("taker", checkout.person)
            .detail("told", count)
    })
    .await
}

/// What is out, by when it has to be back.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let out = app.store.checkouts_not_ended().await?.into_iter().filter(Checkout::is_out);
    Ok(out
        .filter_map(|checkout| {
            Some(Due {
                kind: "checkout",
                subject: checkout.id.to_string(),
                engagement: Some(checkout.engagement),
                since: checkout.taken_at?,
                at: checkout.expires_at?,
                who: vec![checkout.person],
                page: checkouts::page(checkout.engagement),
                by_itself: false,
            })
        })
        .collect())
}
