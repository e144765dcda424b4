//! Closing a review: its certificate says who was asked about whom and what came of it, and can be checked offline.

use crate::{
    App,
    certifying::{instant, log_error},
};
use bailee_log::{
    Hash,
    certificate::{DIGEST, Event, ISSUED, PAYLOAD_TYPE, Role},
    review::{AccessReview, Row, RowOutcome, Rows, does_not_prove, proves},
};
use bailee_model::{EntryDraft, Error, LoggedEntry, Result, Review, ReviewDecision, ReviewRow, entry::LogId, say};

/// How many entries are read at a time.
const PAGE: u64 = 512;

/// Closes a review and certifies it.
///
/// # Errors
/// When a row is still undecided, or the certificate cannot be made.
pub(crate) async fn close(app: &App, review: &Review) -> Result<()> {
    let mut rows = app.store.review_rows(review.id).await?;
    rows.sort_by_key(|row| row.id);
    let list = Rows { rows: rows.iter().map(row).collect::<Result<_>>()? };
    if list.population().to_string() != review.population {
        return Err(Error::corrupt("The rows of a review are not those that were frozen when it opened."));
    }
    let manifest = list.encode().map_err(log_error)?;
    let log = app.store.log(LogId::Site);
    let stated = AccessReview {
        at: instant(app.clock.now()),
        does_not_prove: does_not_prove(),
        due: instant(review.due),
        events: events(app, review).await?,
        number: u32::try_from(review.number).unwrap_or_default(),
        opened_at: instant(review.opened_at),
        origin: log.origin().await?.ok_or_else(|| Error::internal("The site log has no origin."))?,
        population: Hash::from_hex(&review.population)
            .ok_or_else(|| Error::corrupt("The digest of a review's population is not hexadecimal."))?,
        proves: proves(),
        review: review.id.to_string(),
        what: list.counts(),
    };
    let statement = stated.statement(Hash::of(&manifest)).map_err(log_error)?;
    let envelope = app.certifier()?.sign(PAYLOAD_TYPE, statement).to_json().map_err(log_error)?.into_bytes();
    let entry = EntryDraft::site(ISSUED).id("review", review.id).digest(DIGEST, Hash::of(&envelope).to_string());
    let (id, now) = (review.id, app.clock.now());
    let recorded = app.store.ledger().record([entry], move |tx| async move {
        let mut review = tx.get::<Review>(id).await?.ok_or_else(Error::not_found)?;
        if review.closed_at.is_some() {
            return Err(Error::conflict(say!("This access review is closed already.")));
        }
        if tx.review_rows(id).await? != rows {
            return Err(Error::unavailable(say!("A row changed while the certificate was made."))
                .hint(say!("It is made again.")));
        }
        review.closed_at = Some(now);
        review.statement = envelope;
        review.manifest = manifest;
        tx.save(&review).await
    });
    recorded.await.map(drop)
}

/// What the site log tells of this review, from its opening on.
async fn events(app: &App, review: &Review) -> Result<Vec<Event>> {
    let log = app.store.log(LogId::Site);
    let id = review.id.to_string();
    let mut events = Vec::new();
    let mut until = log.size().await?;
    while until > 0 {
        let start = until.saturating_sub(PAGE);
        for entry in log.entries(start, until).await?.iter().rev() {
            if entry.ids.get("review") == Some(&id) {
                events.extend(event(entry)?);
            }
            if entry.at < review.opened_at {
                until = 0;
                break;
            }
        }
        until = until.min(start);
    }
    events.reverse();
    Ok(events)
}

fn event(entry: &LoggedEntry) -> Result<Option<Event>> {
    let role = match entry.name.as_str() {
        "review.opened" => Role::Opening,
        "review.decided" | "review.suspended" | "review.restored" | "review.ended" | "review.reopened" => {
            Role::Decision
        }
        _ => return Ok(None),
    };
    let leaf = Hash::from_hex(&entry.leaf).ok_or_else(|| Error::corrupt("A leaf's hash is not hexadecimal."))?;
    Ok(Some(Event { index: entry.index, leaf, role }))
}

fn row(row: &ReviewRow) -> Result<Row> {
    let outcome = match row.decision {
        Some(ReviewDecision::Keep) => RowOutcome::Kept,
        Some(ReviewDecision::Reduce) => RowOutcome::Reduced,
        Some(ReviewDecision::Remove) => RowOutcome::Removed,
        None if row.probe.is_some() => RowOutcome::Silent,
        None if row.engagement.is_none() => RowOutcome::Stands,
        None => return Err(Error::conflict(say!("A row of this access review is not decided yet."))),
    };
    Ok(Row {
        decided_at: row.decided_at.map(instant),
        decided_by: row.decided_by.map(|id| id.to_string()),
        engagement: row.engagement.map(|id| id.to_string()),
        flags: row.flags.iter().map(|flag| flag.as_str().to_owned()).collect(),
        outcome,
        person: row.person.to_string(),
        probe: row.probe.clone(),
        restored_at: row.restored_at.map(instant),
        row: row.id.to_string(),
        scope: Hash::of(row.scope.as_bytes()),
        suspended_at: row.suspended_at.map(instant),
    })
}
