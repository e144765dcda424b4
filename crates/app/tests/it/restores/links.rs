//! Ways in and out: what ended or was used up since the backup does not come back with it.

use super::Disaster;
use bailee_app::{
    App, Door,
    actions::{self, MakeDropLinkAsk, MakeOutLinkAsk},
    clocks,
};
use bailee_model::{
    Category, Checkout, CheckoutEnd, CheckoutId, DisclosureId, DropLink, DropUpload, EngagementId, EntryDraft,
    ErrorKind, HoldingId, LogId, OutLink, Purpose, UploadState,
};
use bailee_testkit::{TestFirm, firm::TestEngagement};
use bytes::Bytes;
use futures::stream;
use jiff::SignedDuration;
use std::sync::Arc;

/// Before the backup: a way in that ends since, one that stays, and an upload under way behind the first.
struct Ways {
    ends: (DropLink, String),
    stays: (DropLink, String),
    upload: DropUpload,
    out_ends: OutLink,
    out_opened: OutLink,
    out_stays: OutLink,
}

async fn way_in(door: &Door, engagement: EngagementId) -> (DropLink, String) {
    let ask = MakeDropLinkAsk {
        engagement,
        label: "Marrow Mills, parties".to_owned(),
        asked_for: "The list of parties".to_owned(),
        category: Category::Parties,
        purpose: Purpose::Audit,
        until: door.now() + SignedDuration::from_hours(24 * 7),
        max_files: 2,
        max_bytes: 1000,
    };
    let made = actions::make_drop_link(door, ask).await.expect("made").value;
    let token = made.address.expose().rsplit('/').next().expect("a path").to_owned();
    (made.link, token)
}

async fn way_out(door: &Door, engagement: EngagementId, holding: HoldingId) -> OutLink {
    let until = door.now() + SignedDuration::from_hours(24 * 7);
    let ask = MakeOutLinkAsk { engagement, holding, person: door.who.id, until };
    actions::make_out_link(door, ask).await.expect("made").value
}

async fn ways(firm: &TestFirm, on: &TestEngagement, holding: HoldingId) -> Ways {
    let owner = firm.sign_in(&on.owner.who.email).await.expect("signed in");
    let (ends, stays) = (way_in(&owner, on.it.id).await, way_in(&owner, on.it.id).await);
    let door = firm.app.drop_door(&ends.1, "192.0.2.9").await.expect("open");
    let begun = door.begin("parties.csv", 20).await.expect("begun");
    let part = stream::iter([Ok(Bytes::from_static(b"id,name"))]);
    door.append(begun.secret.expose(), 0, None, part).await.expect("kept what came");
    Ways {
        ends,
        stays,
        upload: begun.upload,
        out_ends: way_out(&owner, on.it.id, holding).await,
        out_opened: way_out(&owner, on.it.id, holding).await,
        out_stays: way_out(&owner, on.it.id, holding).await,
    }
}

async fn link<T: bailee_store::Noun>(app: &Arc<App>, id: T::Id) -> T {
    app.store().get::<T>(id).await.expect("read").expect("in the backup")
}

#[tokio::test]
async fn a_link_that_ended_or_was_opened_since_the_backup_is_over_after_the_restore() {
    let (disaster, ways) = Disaster::strikes_after(ways).await;
    let owner = disaster.firm.sign_in(&disaster.owner).await.expect("signed in");
    actions::end_drop_link(&owner, ways.ends.0.id).await.expect("ended today");
    actions::end_out_link(&owner, ways.out_ends.id).await.expect("ended today");
    drop(actions::open_out_link(&owner, ways.out_opened.id).await.expect("opened today"));
    let (lost, _) = way_in(&owner, disaster.engagement).await;
    actions::end_drop_link(&owner, lost.id).await.expect("made and ended today");
    let (app, done) = disaster.restored().await;
    assert_eq!((done.links, done.checkouts), (3, 0), "what was made since has no record that could be ended");

    let of_today = link::<DropLink>(&disaster.firm.app, ways.ends.0.id).await;
    assert_eq!(link::<DropLink>(&app, ways.ends.0.id).await.ended, of_today.ended);
    let of_today = link::<OutLink>(&disaster.firm.app, ways.out_opened.id).await;
    let opened = link::<OutLink>(&app, ways.out_opened.id).await;
    assert!(opened.opened_at == of_today.opened_at && opened.ended.is_none(), "the same opening, not another");
    assert!(link::<OutLink>(&app, ways.out_ends.id).await.ended.is_some());
    let shut = app.drop_door(&ways.ends.1, "192.0.2.9").await.err().expect("over");
    assert_eq!(shut.kind(), ErrorKind::NotFound);
    assert!(app.drop_door(&ways.stays.1, "192.0.2.9").await.is_ok(), "what ran on runs on");

    let owner = disaster.door(&app, &disaster.owner).await;
    for over in [ways.out_ends.id, ways.out_opened.id] {
        assert!(actions::open_out_link(&owner, over).await.is_err(), "it opens once");
    }
    assert!(actions::open_out_link(&owner, ways.out_stays.id).await.is_ok());
    clocks::tick(&app).await.expect("ticks");
    let upload = app.store().get::<DropUpload>(ways.upload.id).await.expect("read").expect("in the backup");
    assert_eq!(upload.state, UploadState::GivenUp, "what was unfinished behind it goes with it");

    let log = app.store().log(LogId::Engagement(disaster.engagement)).entries(0, u64::MAX).await.expect("read");
    let again = |event: &str, id: String| {
        log.iter().any(|entry| {
            entry.name == event
                && entry.ids.get("link") == Some(&id)
                && entry.ids.get("backup") == Some(&disaster.backup.to_string())
        })
    };
    assert!(again("drop_link.ended", ways.ends.0.id.to_string()));
    assert!(again("out_link.ended", ways.out_ends.id.to_string()));
    assert!(again("out_link.restored", ways.out_opened.id.to_string()));
}

#[tokio::test]
async fn a_link_that_ended_stays_ended_where_the_engagement_stands_still() {
    let (disaster, ways) = Disaster::strikes_after(ways).await;
    let owner = disaster.firm.sign_in(&disaster.owner).await.expect("signed in");
    actions::end_drop_link(&owner, ways.ends.0.id).await.expect("ended today");
    let frozen = EntryDraft::new(disaster.engagement, "engagement.frozen");
    disaster.firm.app.store().ledger().note([frozen]).await.expect("frozen after the backup");
    let (app, done) = disaster.restored().await;
    assert_eq!((done.links, done.frozen.len()), (1, 1));
    assert!(link::<DropLink>(&app, ways.ends.0.id).await.ended.is_some(), "so that letting it run opens nothing");
}

/// Checkouts that were approved before the backup, as their records have them.
async fn approved(firm: &TestFirm, on: &TestEngagement, holding: HoldingId) -> Vec<Checkout> {
    let device = firm.report_of(&on.lead.who.email).await.expect("a device");
    let now = firm.app.clock().now();
    let one = |person, asked_only: bool| Checkout {
        id: CheckoutId::new(firm.rng().as_ref()),
        engagement: on.it.id,
        holding,
        person,
        device,
        purpose: Purpose::Audit,
        reason: "a tool that runs on the laptop only".to_owned(),
        region: "CA-QC".to_owned(),
        hours: 48,
        asked_at: now,
        approved_by: (!asked_only).then_some(on.owner.who.id),
        approved_at: (!asked_only).then_some(now),
        expires_at: (!asked_only).then(|| now + SignedDuration::from_hours(48)),
        taken_at: None,
        recipient: None,
        disclosure: None,
        returned_at: None,
        confirmation: None,
        ended: None,
        ended_by: None,
        ended_why: None,
    };
    let (lead, consultant) = (on.lead.who.id, on.consultant.who.id);
    let all = vec![one(lead, false), one(lead, true), one(lead, false), one(consultant, false)];
    let (entry, kept) = (EntryDraft::new(on.it.id, "test.changed"), all.clone());
    let saved = firm.app.store().ledger().record([entry], move |tx| async move {
        for checkout in &kept {
            tx.save(checkout).await?;
        }
        Ok(())
    });
    saved.await.expect("saved");
    all
}

#[tokio::test]
async fn a_checkout_that_was_taken_or_refused_since_the_backup_is_not_there_to_be_taken() {
    let ((disaster, all), mut since) = (Disaster::strikes_after(approved).await, Vec::new());
    let entry = |event: &'static str, checkout: &Checkout| {
        EntryDraft::new(disaster.engagement, event).id("checkout", checkout.id)
    };
    let line = DisclosureId::new(disaster.firm.rng().as_ref());
    since.push(entry("disclosure.made", &all[0]).id("disclosure", line));
    since.push(entry("checkout.approved", &all[1]).id("person", all[0].approved_by.expect("the owner")));
    since.push(entry("disclosure.made", &all[1]).id("disclosure", line));
    since.push(entry("checkout.returned", &all[1]));
    since.push(entry("checkout.refused", &all[2]));
    disaster.firm.app.store().ledger().note(since).await.expect("after the backup");
    let (app, done) = disaster.restored().await;
    // The consultant was taken off the engagement since, which ended what they had not taken.
    assert_eq!((done.links, done.checkouts), (0, 4));
    let taken = link::<Checkout>(&app, all[0].id).await;
    assert!(taken.is_out() && taken.disclosure == Some(line) && taken.expires_at == all[0].expires_at);
    let back = link::<Checkout>(&app, all[1].id).await;
    assert!(back.taken_at.is_some() && back.returned_at.is_some() && !back.is_out());
    assert_eq!(back.approved_by, all[0].approved_by, "who approved it is in the log");
    assert!(back.expires_at.is_some_and(|until| until > app.clock().now()));
    for over in &all[2..] {
        let over = link::<Checkout>(&app, over.id).await;
        assert!(over.ended.is_some() && !over.is_ready(app.clock().now()));
    }
    assert_eq!(link::<Checkout>(&app, all[3].id).await.ended_why, Some(CheckoutEnd::Unassigned));
}
