//! Clause D3.1: whoever has a grant is warned before it ends: three days and one day before its date, and three days before
//! it is dropped for want of use.
//!
//! What was said is read from the messages already written, so that a warning is given once however often the clock looks.
//! After a jump of time only the latest warning is given: the earlier one would say what is no longer true.

use super::grants::{done_before, once};
use crate::{
    App,
    granting::{self, END_WARNINGS, UNUSED_WARNING},
    post,
};
use bailee_model::{EntryDraft, Grant, GrantKind, MailKind, Result};
use jiff::Timestamp;
use std::sync::Arc;

/// A warning that is due: since when, and where it leads.
struct Warning {
    since: Timestamp,
    ends: Timestamp,
    path: String,
}

pub(super) async fn run(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let mut all = Ok(());
    for grant in app.store.grants_not_ended().await? {
        for warning in [before_its_date(&grant, now), before_it_is_dropped(&grant, now)].into_iter().flatten() {
            all = all.and(once(warn(app, &grant, warning).await));
        }
    }
    all
}

/// The latest warning before the date whose time has come. One that would come before the grant began is none.
fn before_its_date(grant: &Grant, now: Timestamp) -> Option<Warning> {
    let (began, ends) = (granting::began_at(grant)?, grant.expires_at?);
    if grant.kind == GrantKind::BreakGlass || !grant.is_live(now) {
        return None;
    }
    let since = END_WARNINGS.iter().map(|before| ends - *before).filter(|at| began < *at && *at <= now).max()?;
    Some(Warning { since, ends, path: granting::page(grant.id) })
}

fn before_it_is_dropped(grant: &Grant, now: Timestamp) -> Option<Warning> {
    let ends = granting::drops_at(grant).filter(|at| now < *at && grant.is_live(now))?;
    let since = Some(ends - UNUSED_WARNING).filter(|at| *at <= now)?;
    Some(Warning { since, ends, path: format!("{}#unused", granting::page(grant.id)) })
}

async fn warn(app: &Arc<App>, grant: &Grant, warning: Warning) -> Result<()> {
    let Warning { since, ends, path } = warning;
    if is_said(&app.store.mails_of(grant.person).await?, &path, since) {
        return Ok(());
    }
    let (id, person) = (grant.id, grant.person);
    let entry = EntryDraft::new(grant.engagement, "grant.warned")
        .id("grant", id)
        .id("granted", person)
        .detail("ends", ends.to_string());
    let letter = post::to(app, person, MailKind::GrantEnding, path);
    let change = app.store.ledger().record([entry], move |tx| async move {
        let running = tx.get::<Grant>(id).await?.is_some_and(|each| each.ended.is_none());
        if !running || is_said(&tx.mails_of(person).await?, &letter.path, since) {
            return Err(done_before());
        }
        tx.save(&letter).await
    });
    change.await.map(drop)
}

fn is_said(mails: &[bailee_model::Mail], path: &str, since: Timestamp) -> bool {
    mails.iter().any(|mail| mail.kind == MailKind::GrantEnding && mail.path == path && mail.since >= since)
}
