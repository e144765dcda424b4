//! The second stage of certificates (clause S4.4): once all that still held a key or sealed bytes is recorded as gone, the
//! clock says so and issues the certificate that completes the first.
//!
//! A date alone never does: what the register does not say is gone counts as there, is shown as overdue, and goes to the
//! officers.

use super::{
    due::Due,
    grants::{done_before, once},
};
use crate::{
    App,
    certifying::{Left, instant, issuing, leaf, log_error},
    post,
};
use bailee_log::{
    Hash,
    certificate::{Completes, Destruction, EVERYWHERE, Event, Gone, Outstanding, Role, Stage, proves_everywhere},
    dsse::Envelope,
    manifest::Manifest,
};
use bailee_model::{
    Certificate, CertificateId, Engagement, EntryDraft, Error, EventId, Holding, HoldingId, LoggedEntry, Mail,
    MailKind, Organisation, PersonState, Receipt, Result, Standing, entry::LogId,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let mut all = Ok(());
    for first in app.store.certificates_outstanding().await? {
        // One client's trouble must not delay what is owed to another.
        all = all.and(once(look(app, first).await));
    }
    all
}

async fn look(app: &Arc<App>, first: Certificate) -> Result<()> {
    let stated = stated(&first)?;
    if stated.outstanding.is_empty() {
        return nothing_outstanding(app, &first).await;
    }
    let left = app.left(&destroyed(app, &first).await?, first.at).await?;
    let Some(gone) = all_gone(&stated.outstanding, &left) else { return Ok(()) };
    let said = say_so(app, &first).await?;
    issue(app, first, stated, gone, &said).await
}

/// What a certificate states.
pub(crate) fn stated(certificate: &Certificate) -> Result<Destruction> {
    let envelope = Envelope::parse(&certificate.statement).map_err(log_error)?;
    Ok(Destruction::from_statement(&envelope.payload).map_err(log_error)?.0)
}

/// The holdings that a certificate is about, as its manifest names them.
pub(crate) async fn destroyed(app: &App, certificate: &Certificate) -> Result<Vec<Holding>> {
    let manifest = Manifest::parse(&certificate.manifest).map_err(log_error)?;
    let mut all = Vec::new();
    for item in manifest.items {
        let id: HoldingId = item.location.parse()?;
        all.extend(app.store.get::<Holding>(id).await?);
    }
    Ok(all)
}

/// When each thing that was outstanding was gone; none while anything of it, or anything else, still has the key.
fn all_gone(outstanding: &[Outstanding], left: &[Left]) -> Option<Vec<Gone>> {
    if left.iter().any(|each| each.gone_at.is_none()) {
        return None;
    }
    let gone = |it: &Outstanding| {
        let found = left.iter().find(|each| each.kind == it.kind && each.id == it.id)?;
        Some(Gone { at: instant(found.gone_at?), id: it.id.clone(), kind: it.kind })
    };
    outstanding.iter().map(gone).collect()
}

/// A certificate of before this clock, under which nothing was outstanding from the beginning.
async fn nothing_outstanding(app: &App, first: &Certificate) -> Result<()> {
    let id = first.id;
    let entry = EntryDraft::new(first.engagement, EVERYWHERE).id("certificate", id);
    let recorded = app.store.ledger().record_as(event_of(id), [entry], move |tx| async move {
        let mut first = tx.get::<Certificate>(id).await?.ok_or_else(Error::not_found)?;
        first.outstanding_until = None;
        tx.save(&first).await
    });
    recorded.await.map(drop)
}

/// The event of the entry that nothing is outstanding any more: the same for one certificate, whoever records it and however
/// often.
fn event_of(first: CertificateId) -> EventId {
    let digest = Sha256::new_with_prefix(EVERYWHERE).chain_update(first.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    EventId::from_bytes(bytes)
}

async fn say_so(app: &App, first: &Certificate) -> Result<Receipt> {
    let entry = EntryDraft::new(first.engagement, EVERYWHERE)
        .id("certificate", first.id)
        .digest("manifest", Hash::of(&first.manifest).to_string());
    let recorded = app.store.ledger().record_as(event_of(first.id), [entry], |_| async { Ok(()) }).await?;
    recorded.receipts.into_iter().next().ok_or_else(|| Error::internal("No receipt was given."))
}

async fn issue(app: &Arc<App>, first: Certificate, stated: Destruction, gone: Vec<Gone>, said: &Receipt) -> Result<()> {
    let log = app.store.log(LogId::Engagement(first.engagement));
    let issued: LoggedEntry = log
        .entries_of(first.entry)
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| Error::corrupt("A certificate’s entry is missing from the log."))?;
    let mut events = stated.events.clone();
    events.push(Event { index: issued.index, leaf: leaf(&issued.leaf)?, role: Role::Issued });
    events.push(Event { index: said.index, leaf: leaf(&said.leaf)?, role: Role::Completion });
    events.sort_by_key(|event| event.index);
    let now = app.clock.now();
    let second = Destruction {
        at: instant(now),
        completes: Some(Completes { certificate: Hash::of(&first.statement), gone }),
        events,
        outstanding: Vec::new(),
        proves: proves_everywhere(),
        stage: Stage::DestroyedEverywhere,
        ..stated
    };
    let certificate = Certificate {
        id: CertificateId::new(app.rng.as_ref()),
        at: now,
        statement: app.signed(&second, &first.manifest)?,
        events: second.events.iter().map(|event| event.index).collect(),
        entry: EventId::new(app.rng.as_ref()),
        completes: Some(first.id),
        outstanding_until: None,
        ..first.clone()
    };
    let letters = letters(app, &certificate).await?;
    let entry = issuing(&certificate);
    let recorded = app.store.ledger().record_as(certificate.entry, [entry], move |tx| async move {
        // Another server may have been faster.
        let first = tx.get::<Certificate>(first.id).await?.filter(|each| each.outstanding_until.is_some());
        let mut first = first.ok_or_else(done_before)?;
        first.outstanding_until = None;
        tx.save(&first).await?;
        tx.save(&certificate).await?;
        for letter in &letters {
            tx.save(letter).await?;
        }
        Ok(())
    });
    recorded.await.map(drop)
}

async fn letters(app: &App, certificate: &Certificate) -> Result<Vec<Mail>> {
    let Some(engagement) = app.store.get::<Engagement>(certificate.engagement).await? else { return Ok(Vec::new()) };
    let people = app.store.people_of(Organisation::Client(engagement.client)).await?;
    let owners = people.iter().filter(|each| each.standing == Standing::Owner && each.state == PersonState::Active);
    let page = format!("/certificates/{}", certificate.id);
    Ok(owners.map(|owner| post::to(app, owner.id, MailKind::DestroyedEverywhere, page.clone())).collect())
}

/// Every certificate that something is outstanding of, by its last day. It happens by itself once all is recorded as gone; when
/// it is late, a kit or a backup is not known to be gone.
pub(crate) async fn due(app: &App) -> Result<Vec<Due>> {
    let waiting = app.store.certificates_outstanding().await?.into_iter();
    let due = waiting.filter_map(|first| {
        Some(Due {
            kind: "destroyed_everywhere",
            subject: first.id.to_string(),
            engagement: Some(first.engagement),
            since: first.at,
            at: first.outstanding_until?,
            who: Vec::new(),
            page: format!("/certificates/{}", first.id),
            by_itself: true,
        })
    });
    Ok(due.collect())
}
