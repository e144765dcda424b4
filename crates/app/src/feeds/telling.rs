//! Going through the logs, telling each target what it has not heard, and moving the bookmarks.

use super::Target;
use crate::App;
use bailee_model::{Feed, FeedId, LogId, Result};
use bailee_store::Mode;
use futures::future::join_all;
use jiff::SignedDuration;
use std::collections::HashMap;

/// Entries of one attempt.
const AT_ONCE: u64 = 200;
/// How long one server has a feed to itself; an attempt is over before.
const CLAIM: SignedDuration = SignedDuration::from_secs(60);
/// How long after each failure it is tried again, in seconds; the last one counts for all that follow.
const AGAIN: [i64; 5] = [5, 30, 120, 600, 3600];

/// Tells every target what it has not heard. One target's trouble does not keep the others from hearing; it is not an
/// error, and stands with its bookmark.
///
/// # Errors
/// When the store does not answer.
pub async fn tell(app: &App) -> Result<()> {
    // A store that is read-only keeps no bookmarks; its events wait until somebody has put that right.
    let Some(targets) = app.feeds.get().filter(|_| app.store.mode() == Mode::Writable) else { return Ok(()) };
    let sizes = app.store.log_sizes().await?;
    let there: HashMap<FeedId, Feed> = app.store.feeds().await?.into_iter().map(|feed| (feed.id, feed)).collect();
    let told = join_all(targets.iter().map(|target| target_hears(app, target, &sizes, &there))).await;
    told.into_iter().collect()
}

async fn target_hears(app: &App, target: &Target, sizes: &[(LogId, u64)], there: &HashMap<FeedId, Feed>) -> Result<()> {
    let now = app.clock.now();
    if target.begins_now() && !there.contains_key(&target.feed_id(LogId::Site)) {
        return begin(app, target, sizes).await;
    }
    let mine = there.values().filter(|feed| target.owns(feed));
    if mine.filter_map(|feed| feed.next_at).any(|next_at| next_at > now) {
        return Ok(());
    }
    for (log, size) in sizes {
        let fresh = there.get(&target.feed_id(*log)).cloned().unwrap_or_else(|| unheard(target, *log));
        if fresh.next.cast_unsigned() < *size && !log_is_heard(app, target, fresh).await? {
            break;
        }
    }
    Ok(())
}

/// Sets the bookmarks at the end of every log. That of the site log comes last: where it is, all are.
async fn begin(app: &App, target: &Target, sizes: &[(LogId, u64)]) -> Result<()> {
    let mut sizes = sizes.to_vec();
    if !sizes.iter().any(|(log, _)| *log == LogId::Site) {
        sizes.push((LogId::Site, 0));
    }
    sizes.sort_by_key(|(log, _)| *log == LogId::Site);
    for (log, size) in sizes {
        let next = i64::try_from(size).unwrap_or(i64::MAX);
        app.store.ledger().note_feed(&Feed { next, ..unheard(target, log) }).await?;
    }
    Ok(())
}

fn unheard(target: &Target, log: LogId) -> Feed {
    Feed {
        id: target.feed_id(log),
        kind: target.kind,
        target: target.digest.clone(),
        engagement: match log {
            LogId::Site => None,
            LogId::Engagement(id) => Some(id),
        },
        next: 0,
        claimed_until: None,
        attempts: 0,
        next_at: None,
        trouble: String::new(),
        sent_at: None,
    }
}

/// Tells one log to its end; false when the target, or another server, stands in the way.
async fn log_is_heard(app: &App, target: &Target, fresh: Feed) -> Result<bool> {
    let (ledger, log) = (app.store.ledger(), app.store.log(fresh.log()));
    loop {
        let now = app.clock.now();
        let Some(mut feed) = ledger.claim_feed(&fresh, now, now + CLAIM).await? else { return Ok(false) };
        let next = feed.next.cast_unsigned();
        let entries = log.outlines(next, next.saturating_add(AT_ONCE)).await?;
        let told = target.tell(&entries, now).await;
        feed.next = feed.next.saturating_add(i64::try_from(told.taken).unwrap_or(0));
        feed.claimed_until = None;
        let failed = told.trouble.is_some();
        if told.taken > 0 {
            feed.sent_at = Some(app.clock.now());
            feed.attempts = 0;
        }
        feed.attempts = if failed { feed.attempts.saturating_add(1) } else { 0 };
        feed.next_at = failed.then(|| app.clock.now() + pause(feed.attempts));
        feed.trouble = told.trouble.unwrap_or_default();
        ledger.note_feed(&feed).await?;
        if failed {
            tracing::warn!(kind = %feed.kind, trouble = %feed.trouble, "a tool of the firm did not take what it was told; it is tried again");
            return Ok(false);
        }
        if entries.len() == told.taken && told.taken < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(true);
        }
    }
}

fn pause(attempts: i32) -> SignedDuration {
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(AGAIN.len() - 1);
    SignedDuration::from_secs(AGAIN[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let seconds: Vec<i64> = (1..8).map(|attempts| pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [5, 30, 120, 600, 3600, 3600, 3600]);
    }
}
