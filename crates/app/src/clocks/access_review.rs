//! Clause S2.4: access is reviewed every quarter. A review opens by itself, reminds, and at its deadline suspends what nobody
//! decided; two days later that ends, and the review closes with its certificate (invariant 8: silence never extends).

use super::{
    due::Due,
    grants::{done_before, once},
};
use crate::{
    App,
    leaving::{self, Leaving},
    reviewing::{self, Extent, carry_out, every, has_drifted, mail, reopen, restore_within, row_in, save_all, suspend},
};
use bailee_model::{
    EngagementId, EntryDraft, Error, Mail, MailKind, Organisation, Person, PersonId, PersonState, Result, Review,
    ReviewRow,
};
use bailee_store::Tx;
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let reviews = app.store.reviews().await?;
    let now = app.clock.now();
    match reviews.last() {
        Some(review) if review.closed_at.is_none() => go_on(app, review, now).await,
        last => {
            let Some(firm) = app.store.firm().await? else { return Ok(()) };
            if now >= last.map_or(firm.since, |review| review.opened_at) + every(&app.limits()) {
                return once(reviewing::open(app, EntryDraft::site("review.opened")).await.map(drop));
            }
            Ok(())
        }
    }
}

async fn go_on(app: &Arc<App>, review: &Review, now: Timestamp) -> Result<()> {
    // One row's trouble must not delay what the others are owed; while there is any, the review stays open.
    let mut all = drifted(app, review, now).await;
    if now >= review.due {
        for row in app.store.review_rows(review.id).await?.iter().filter(|row| is_silent(row)) {
            all = all.and(once(fall_silent(app, review, row).await));
        }
        for row in app.store.review_rows(review.id).await? {
            let over = row.decision.is_none() && row.probe.is_none();
            if over && row.suspended_at.is_some_and(|at| now >= at + restore_within(&app.limits())) {
                all = all.and(once(end(app, &row).await));
            }
        }
    }
    all?;
    if is_settled(app, review, now).await? { once(reviewing::close(app, review).await) } else { Ok(()) }
}

/// Asks again about rows whose access grew. Each engagement is read once, however many rows it has.
async fn drifted(app: &Arc<App>, review: &Review, now: Timestamp) -> Result<()> {
    let mut on: BTreeMap<EngagementId, Vec<ReviewRow>> = BTreeMap::new();
    for row in app.store.review_rows(review.id).await? {
        if let Some(engagement) = row.engagement {
            on.entry(engagement).or_default().push(row);
        }
    }
    let mut all = Ok(());
    for (engagement, rows) in on {
        let (assignments, grants) = (app.store.assignments(engagement).await?, app.store.grants(engagement).await?);
        for row in rows.iter().filter(|row| has_drifted(row, &assignments, &grants, now)) {
            all = all.and(once(reopen(app, row).await));
        }
    }
    all
}

/// Whether every row has its end. One that nobody decided has it only when without it there would be no officer left.
async fn is_settled(app: &Arc<App>, review: &Review, now: Timestamp) -> Result<bool> {
    for row in app.store.review_rows(review.id).await? {
        let settled = row.decision.is_some() || row.probe.is_some();
        let may_stand = row.engagement.is_none() && row.suspended_at.is_none() && now >= review.due;
        if !(settled || may_stand && is_last_officer(app, row.person).await?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_silent(row: &ReviewRow) -> bool {
    row.decision.is_none() && row.suspended_at.is_none() && row.probe.is_none()
}

/// Once for each of the two dates, however often the clock ticks: what was sent since the date is on record.
/// Whoever is asked about rows that they have not decided is reminded a week and a day before silence suspends.
pub(super) async fn due(app: &App) -> Result<Vec<Due>> {
    let reviews = app.store.reviews().await?;
    let Some(review) = reviews.last().filter(|review| review.closed_at.is_none()) else { return Ok(Vec::new()) };
    let rows = app.store.review_rows(review.id).await?;
    let asked: BTreeSet<PersonId> = rows.iter().filter(|row| is_silent(row)).filter_map(|row| row.reviewer).collect();
    Ok(vec![Due {
        kind: "access_review",
        subject: review.id.to_string(),
        engagement: None,
        since: review.opened_at,
        at: review.due,
        who: asked.into_iter().collect(),
        page: reviewing::path_of(review.id),
        by_itself: true,
    }])
}

/// Nobody decided: the access is suspended. The last officer is not, since nobody could let anybody in again.
async fn fall_silent(app: &Arc<App>, review: &Review, row: &ReviewRow) -> Result<()> {
    let now = app.clock.now();
    if row.engagement.is_none() && is_last_officer(app, row.person).await? {
        return Ok(());
    }
    let told = [Some(row.person), row.reviewer].into_iter().flatten().collect::<BTreeSet<_>>();
    let mails: Vec<Mail> =
        told.into_iter().map(|person| mail(app, person, MailKind::AccessSuspended, review)).collect();
    let entry =
        EntryDraft::site("review.suspended").id("review", review.id).id("row", row.id).id("reviewed", row.person);
    let (id, keep) = (row.id, app.clone());
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let (_, mut row) = row_in(&tx, id).await?;
        if !is_silent(&row) {
            return Err(done_before());
        }
        row.suspended_at = Some(now);
        match row.engagement {
            Some(engagement) => {
                let entry = EntryDraft::new(engagement, "access.suspended").id("suspended", row.person);
                tx.entry(entry.id("review", row.review).id("row", row.id)).await?;
                suspend(&tx, engagement, row.person, now).await?;
            }
            None => shut_out(&keep, &tx, &mut row).await?,
        }
        tx.save(&row).await?;
        save_all(&tx, &mails).await
    });
    recorded.await.map(drop)
}

async fn is_last_officer(app: &App, id: PersonId) -> Result<bool> {
    let people = app.store.people_of(Organisation::Firm).await?;
    Ok(people.iter().any(|person| person.id == id && leaving::is_last_officer(person, &people)))
}

/// Keeps somebody out who administers. Whom an officer suspended, or who left, is out already: there is nothing that could be
/// restored, and restoring it would undo what the officer did, so what they administered ends at once.
async fn shut_out(app: &Arc<App>, tx: &Tx, row: &mut ReviewRow) -> Result<()> {
    let mut person = tx.get::<Person>(row.person).await?.ok_or_else(Error::not_found)?;
    if person.state != PersonState::Active {
        return carry_out(app, tx, row, Extent::Everything).await;
    }
    if leaving::is_last_officer(&person, &tx.people_of(Organisation::Firm).await?) {
        return Err(done_before());
    }
    person.state = PersonState::Suspended;
    tx.save(&person).await?;
    let (rng, now) = app.leaving();
    Leaving { tx, rng, by: row.person, now }.end_sessions(row.person).await.map(drop)
}

/// Nobody restored it: it ends, and is tried.
async fn end(app: &Arc<App>, row: &ReviewRow) -> Result<()> {
    let entry = EntryDraft::site("review.ended").id("review", row.review).id("row", row.id).id("reviewed", row.person);
    let (id, keep) = (row.id, app.clone());
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let (_, mut row) = row_in(&tx, id).await?;
        if row.decision.is_some() || row.probe.is_some() {
            return Err(done_before());
        }
        carry_out(&keep, &tx, &mut row, Extent::Everything).await?;
        tx.save(&row).await
    });
    recorded.await.map(drop)
}
