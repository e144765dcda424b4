//! Clause D5.2: holds.

use super::{DAY, count, log};
use bailee_app::{
    actions::{self, PlaceHoldAsk, VerifyAsk},
    clocks, views,
};
use bailee_model::{Category, ErrorKind, HoldingState};
use bailee_testkit::TestFirm;

#[tokio::test]
async fn the_officer_sees_all_that_is_kept_and_counts_nothing_twice() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let other = firm.engagement("B", &[Category::Parties]).await.expect("an engagement");
    let (original, ..) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    firm.bring(&on, "d.csv", Category::Parties, "id,name\n2,B\n").await.expect("brought");
    firm.bring(&other, "e.csv", Category::Parties, "id,name\n3,C\n").await.expect("brought");
    let officer = firm.officer().await.expect("in");
    assert!(views::holds(&officer).await.expect("seen").rows.is_empty());
    let hold = |engagement, holding, days: i64| PlaceHoldAsk {
        engagement,
        holding,
        reason: "an audit".to_owned(),
        until: firm.app.clock().now() + DAY * i32::try_from(days).expect("few"),
    };
    actions::place_hold(&on.owner, hold(on.it.id, None, 20)).await.expect("held");
    actions::place_hold(&on.owner, hold(on.it.id, Some(original.id), 10)).await.expect("held");
    actions::place_hold(&other.owner, hold(other.it.id, None, 5)).await.expect("held");
    let total = views::holds(&officer).await.expect("seen");
    let held = [
        firm.app.store().holdings(on.it.id).await.expect("held"),
        firm.app.store().holdings(other.it.id).await.expect("held"),
    ]
    .concat();
    assert_eq!(total.rows.iter().map(|row| row.holdings).collect::<Vec<_>>(), [2, 2, 4], "the first to end first");
    assert_eq!((total.holdings, total.bytes), (held.len(), held.iter().map(|each| each.bytes).sum()));
    assert_eq!(total.rows[2].asked_by, on.owner.who.name);
    assert!(total.until.is_some() && !total.rows[0].keeps_back);
    for door in [&on.lead, &on.owner] {
        assert!(views::holds(door).await.is_err(), "figures over all clients are the officer’s");
    }
}

#[tokio::test]
async fn invariant_9_a_hold_that_ends_by_itself_is_said_so_once_and_deletion_follows() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, ..) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let ask = VerifyAsk { engagement: on.it.id, run: None, statement: "Right.".to_owned() };
    actions::verify(&on.owner, ask).await.expect("verified");
    let until = firm.app.clock().now() + DAY * 20;
    let ask = PlaceHoldAsk { engagement: on.it.id, holding: Some(original.id), reason: "an audit".to_owned(), until };
    let hold = actions::place_hold(&on.owner, ask).await.expect("held");
    firm.advance(DAY * 15);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(count(&log(&firm, &on).await, "hold.expired"), 0, "it still runs");
    let state =
        async || firm.app.store().get(original.id).await.expect("read").map(|each: bailee_model::Holding| each.state);
    assert_eq!(state().await, Some(HoldingState::Held));
    firm.advance(DAY * 6);
    clocks::tick(&firm.app).await.expect("ticks");
    clocks::tick(&firm.app).await.expect("twice is harmless");
    assert_eq!(count(&log(&firm, &on).await, "hold.expired"), 1);
    assert_eq!(state().await, Some(HoldingState::Destroyed), "what it kept went in the same minute");
    let kept: bailee_model::Hold = firm.app.store().get(hold.id).await.expect("read").expect("there");
    assert_eq!(kept.ended, Some(until));
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    assert_eq!(actions::end_hold(&owner, hold.id).await.expect_err("over").kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_hold_is_no_longer_than_the_policy_says() {
    let firm = TestFirm::new().await.expect("a firm");
    let on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let longest = i32::try_from(firm.app.limits().hold_days).expect("few");
    let ask = |days: i32| PlaceHoldAsk {
        engagement: on.it.id,
        holding: None,
        reason: "an audit".to_owned(),
        until: firm.app.clock().now() + DAY * days,
    };
    let error = actions::place_hold(&on.owner, ask(longest + 1)).await.expect_err("too long");
    assert_eq!(error.place().and_then(|place| place.field.as_deref()), Some("until"));
    assert!(actions::place_hold(&on.owner, ask(0)).await.is_err(), "it needs a date to come");
    actions::place_hold(&on.owner, ask(longest)).await.expect("just so long");
}
