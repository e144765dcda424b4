//! Access reviews as people read them: the campaigns, one campaign's rows, and its certificate.

use crate::{
    Door,
    certifying::log_error,
    reviewing::{may_be_restored, restore_within},
};
use bailee_log::{bundle::Listing, certificate::ISSUED, review::Rows};
use bailee_model::{
    Action, Client, ClientId, Engagement, EngagementId, Error, LoggedEntry as Entry, Person, PersonId, Result, Review,
    ReviewId, ReviewRow, entry::LogId, say,
};
use bailee_policy::Resource;
use jiff::Timestamp;
use std::collections::HashMap;

/// How many entries are read at a time.
const PAGE: u64 = 512;

/// One review in the list.
#[derive(Clone, Debug)]
pub struct ReviewLine {
    /// The review.
    pub review: Review,
    /// How many rows the reader may see.
    pub rows: usize,
    /// How many of those wait for a decision.
    pub undecided: usize,
    /// How many are suspended and may still be restored.
    pub suspended: usize,
}

/// One row, with names.
#[derive(Clone, Debug)]
pub struct ReviewRowView {
    /// The row.
    pub row: ReviewRow,
    /// Whose access.
    pub person: String,
    /// The client's name and the engagement's title; none for who administers the installation.
    pub engagement: Option<(String, String)>,
    /// Who is asked.
    pub reviewer: Option<String>,
    /// Who gave the access.
    pub given_by: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Whether the reader may decide it now, after showing both factors where need be.
    pub may_decide: bool,
    /// Until when it may be restored, by the reader.
    pub restore_until: Option<Timestamp>,
}

/// One review.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The review.
    pub review: Review,
    /// Its rows, as far as the reader may see them: those to be decided first.
    pub rows: Vec<ReviewRowView>,
    /// Whether the reader sees all of them.
    pub whole: bool,
}

/// The reviews that the reader has to do with, newest first: officers and auditors all, others those that ask them.
pub async fn reviews(door: &Door) -> Result<Vec<ReviewLine>> {
    let store = door.app.store();
    let whole = reads_all(door);
    let mut lines = Vec::new();
    for review in store.reviews().await?.into_iter().rev() {
        let rows = rows_of(door, review.id, whole).await?;
        if rows.is_empty() && !whole {
            continue;
        }
        let now = door.now();
        lines.push(ReviewLine {
            undecided: rows.iter().filter(|row| waits(&review, row)).count(),
            suspended: rows.iter().filter(|row| may_be_restored(row, now, &door.app.limits())).count(),
            rows: rows.len(),
            review,
        });
    }
    Ok(lines)
}

/// One review.
///
/// # Errors
/// Not found for those whom it does not ask and who may not read it whole.
pub async fn review(door: &Door, id: ReviewId) -> Result<ReviewView> {
    let store = door.app.store();
    let review = store.get::<Review>(id).await?.ok_or_else(Error::not_found)?;
    let whole = reads_all(door);
    let rows = rows_of(door, id, whole).await?;
    if rows.is_empty() && !whole {
        return Err(Error::not_found());
    }
    let people: HashMap<PersonId, Person> =
        store.people().await?.into_iter().map(|person| (person.id, person)).collect();
    let clients: HashMap<ClientId, Client> =
        store.clients().await?.into_iter().map(|client| (client.id, client)).collect();
    let engagements: HashMap<EngagementId, Engagement> =
        store.engagements().await?.into_iter().map(|each| (each.id, each)).collect();
    let name = |id: PersonId| people.get(&id).map(|person| person.name.clone()).unwrap_or_default();
    let titled = |id: EngagementId| {
        let engagement = engagements.get(&id)?;
        Some((clients.get(&engagement.client)?.name.clone(), engagement.title.clone()))
    };
    let now = door.now();
    let mut rows: Vec<ReviewRowView> = rows
        .into_iter()
        .map(|row| {
            let decides = may_decide(door, &row);
            ReviewRowView {
                person: name(row.person),
                engagement: row.engagement.and_then(titled),
                reviewer: row.reviewer.map(name),
                given_by: row.given_by.map(name),
                decided_by: row.decided_by.map(name),
                may_decide: decides && waits(&review, &row),
                restore_until: row
                    .suspended_at
                    .map(|at| at + restore_within(&door.app.limits()))
                    .filter(|_| decides && may_be_restored(&row, now, &door.app.limits())),
                row,
            }
        })
        .collect();
    let key = |view: &ReviewRowView| {
        (!view.may_decide && view.restore_until.is_none(), view.engagement.clone(), view.person.clone())
    };
    rows.sort_by_cached_key(key);
    Ok(ReviewView { review, rows, whole })
}

fn reads_all(door: &Door) -> bool {
    door.answer(Action::ReadReview, None, Resource::Installation).is_allowed()
}

/// All rows for those who read reviews whole, and for others those that ask them, as far as the gate lets them decide.
async fn rows_of(door: &Door, id: ReviewId, whole: bool) -> Result<Vec<ReviewRow>> {
    if whole {
        return door.app.store().review_rows(id).await;
    }
    let rows = door.app.store().review_rows_for(id, door.who.id).await?;
    Ok(rows.into_iter().filter(|row| may_decide(door, row)).collect())
}

/// Whether the gate would let the reader decide, after they showed both factors again.
fn may_decide(door: &Door, row: &ReviewRow) -> bool {
    let mut fresh = door.clone();
    fresh.session.stepped_up = door.now();
    fresh.answer(Action::DecideReview, None, Resource::ReviewRow(row)).is_allowed()
}

fn waits(review: &Review, row: &ReviewRow) -> bool {
    review.closed_at.is_none() && row.decision.is_none() && row.suspended_at.is_none() && row.probe.is_none()
}

/// `certificate.zip` of a closed review: the statement, the rows, and proofs of every entry behind it.
///
/// # Errors
/// Not found for whom the review does not ask and who may not read it whole; refused to whom it only asks; `Conflict` while
/// it is open.
pub async fn review_bundle(door: &Door, id: ReviewId) -> Result<Vec<u8>> {
    let review = self::review(door, id).await?.review;
    door.require(Action::ReadReview).await?;
    if review.closed_at.is_none() {
        return Err(Error::conflict(say!("This access review is not closed yet."))
            .hint(say!("Its certificate is made when every row is decided, or silence has decided it.")));
    }
    let (issued, events) = entries_behind(door, &review).await?;
    let rows = Rows::parse(&review.manifest).map_err(log_error)?;
    super::certificate::bundled(door, LogId::Site, (review.statement, None), Listing::Reviewed(rows), events, issued)
        .await
}

/// The index of the entry that records the certificate, and of those that the certificate names.
async fn entries_behind(door: &Door, review: &Review) -> Result<(u64, Vec<u64>)> {
    let envelope = bailee_log::dsse::Envelope::parse(&review.statement).map_err(log_error)?;
    let (stated, _) = bailee_log::review::AccessReview::from_statement(&envelope.payload).map_err(log_error)?;
    let log = door.app.store().log(LogId::Site);
    let id = review.id.to_string();
    let is_it = |entry: &&Entry| entry.name == ISSUED && entry.ids.get("review") == Some(&id);
    let mut until = log.size().await?;
    while until > 0 {
        let start = until.saturating_sub(PAGE);
        if let Some(entry) = log.entries(start, until).await?.iter().find(is_it) {
            return Ok((entry.index, stated.events.iter().map(|event| event.index).collect()));
        }
        until = start;
    }
    Err(Error::corrupt("The entry of this review's certificate is missing from the site log."))
}

/// `policy.txt` for certificates of reviews: the keys of the site log and of the firm's certificates.
///
/// # Errors
/// Refused to who may not read reviews.
pub async fn review_policy(door: &Door) -> Result<String> {
    door.require(Action::ReadReview).await?;
    super::certificate::policy_of(door, LogId::Site).await
}
