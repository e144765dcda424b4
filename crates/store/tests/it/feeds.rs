//! Bookmarks of what the firm's other tools have been told: one server at a time, never back, and without an entry.

use crate::samples::*;
use crate::world::on_both;
use bailee_model::entry::LogId;
use bailee_model::*;
use jiff::SignedDuration;

fn bookmark(engagement: Option<EngagementId>) -> Feed {
    Feed {
        id: FeedId::new(&SystemRng),
        kind: FeedKind::SiemUrl,
        target: "ab".repeat(32),
        engagement,
        next: 0,
        claimed_until: None,
        attempts: 0,
        next_at: None,
        trouble: String::new(),
        sent_at: None,
    }
}

on_both! {
    async fn a_bookmark_is_one_servers_at_a_time_and_never_goes_back(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let sizes = store.log_sizes().await.unwrap();
        let feed = bookmark(Some(scene.engagement.id));
        let minute = SignedDuration::from_mins(1);
        let (one, other) = tokio::join!(
            store.ledger().claim_feed(&feed, at(1), at(1) + minute),
            store.ledger().claim_feed(&feed, at(1), at(1) + minute),
        );
        let won: Vec<Feed> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
        assert_eq!(won, [Feed { claimed_until: Some(at(1) + minute), ..feed.clone() }], "one of them");
        let again = store.ledger().claim_feed(&feed, at(1) + minute, at(1) + minute * 2).await.unwrap();
        assert!(again.is_some(), "a claim ends by itself");

        let told = Feed { next: 7, claimed_until: None, next_at: Some(at(9)), trouble: "http_500".into(), attempts: 1, sent_at: Some(at(3)), ..feed.clone() };
        store.ledger().note_feed(&told).await.unwrap();
        store.ledger().note_feed(&Feed { next: 3, ..told.clone() }).await.unwrap();
        assert_eq!(store.feeds().await.unwrap(), std::slice::from_ref(&told));
        assert_eq!(store.ledger().claim_feed(&feed, at(8), at(8) + minute).await.unwrap(), None, "it waits after a failure");
        assert_eq!(store.ledger().claim_feed(&feed, at(9), at(9) + minute).await.unwrap().map(|feed| feed.next), Some(7));
        assert_eq!(store.log_sizes().await.unwrap(), sizes, "telling makes no entries");
    }

    async fn an_outline_has_everything_but_the_details(world: &World) {
        let store = world.open().await;
        let scene = scene(&store).await;
        let log = LogId::Engagement(scene.engagement.id);
        let entry = EntryDraft::new(scene.engagement.id, "query.asked").detail("sql", "SELECT iban FROM payroll");
        store.ledger().note([entry]).await.unwrap();
        let size = store.log(log).size().await.unwrap();
        let whole = store.log(log).entries(size - 1, size).await.unwrap().remove(0);
        let outline = store.log(log).outlines(size - 1, size).await.unwrap().remove(0);
        assert!(whole.details.as_ref().is_some_and(|details| details.contains_key("sql")));
        assert_eq!(outline, LoggedEntry { details: None, ..whole });
        assert!(store.log_sizes().await.unwrap().contains(&(log, size)));
    }
}
