//! Clause D1: the client has it destroyed now.

use super::{DAY, count, log, told};
use bailee_app::{
    Door,
    actions::{self, DeleteNowAsk, PlaceHoldAsk},
    views,
};
use bailee_model::{Category, ErrorKind, Holding, HoldingId, HoldingState, MailKind};
use bailee_testkit::{TestFirm, firm::TestEngagement};

async fn scene() -> (TestFirm, TestEngagement, HoldingId, HoldingId) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (one, ..) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    let (two, ..) = firm.bring(&on, "d.csv", Category::Parties, "id,name\n2,B\n").await.expect("brought");
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    (firm, on, one.id, two.id)
}

fn ask(on: &TestEngagement, holding: Option<HoldingId>, confirmation: &str) -> DeleteNowAsk {
    DeleteNowAsk { engagement: on.it.id, holding, end_holds: false, confirmation: confirmation.to_owned() }
}

fn field(error: &bailee_model::Error) -> Option<&str> {
    error.place().and_then(|place| place.field.as_deref())
}

async fn state(firm: &TestFirm, id: HoldingId) -> HoldingState {
    firm.app.store().get::<Holding>(id).await.expect("read").expect("there").state
}

#[tokio::test]
async fn the_owner_has_one_thing_destroyed_and_the_firm_is_told() {
    let (firm, on, one, two) = scene().await;
    let before = views::deletion(&on.owner, on.it.id, Some(one)).await.expect("told before");
    assert_eq!((before.holdings.len(), before.confirmation.as_str()), (2, "c.csv"), "its table goes with it");
    assert!(!before.given_back && before.holds.is_empty() && before.jobs.is_empty());
    let wrong = actions::delete_now(&on.owner, ask(&on, Some(one), "d.csv")).await.expect_err("another name");
    assert_eq!(field(&wrong), Some("confirmation"));
    assert_eq!(state(&firm, one).await, HoldingState::Held);
    let done = actions::delete_now(&on.owner, ask(&on, Some(one), " c.csv ")).await.expect("destroyed");
    assert_eq!(done.items, 2);
    assert_eq!((state(&firm, one).await, state(&firm, two).await), (HoldingState::Destroyed, HoldingState::Held));
    assert!(!firm.vault.is_open(on.it.id, one));
    assert_eq!(told(&firm, on.lead.who.id, MailKind::DestroyedOnDemand).await, 1);
    assert_eq!(told(&firm, firm.officer().await.expect("in").who.id, MailKind::DestroyedOnDemand).await, 1);
    let again = actions::delete_now(&on.owner, ask(&on, Some(one), "c.csv")).await.expect_err("gone");
    assert_eq!(again.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn invariant_5_everything_goes_when_the_owner_says_so() {
    let (firm, on, ..) = scene().await;
    let before = views::deletion(&on.owner, on.it.id, None).await.expect("told before");
    assert_eq!((before.holdings.len(), before.confirmation.as_str()), (4, on.it.title.as_str()));
    actions::delete_now(&on.owner, ask(&on, None, &on.it.title)).await.expect("destroyed");
    for holding in firm.app.store().holdings(on.it.id).await.expect("holdings") {
        assert_eq!(holding.state, HoldingState::Destroyed);
        assert!(holding.salt.is_empty() && !firm.vault.is_open(on.it.id, holding.id));
    }
    let nothing = actions::delete_now(&on.owner, ask(&on, None, &on.it.title)).await.expect_err("nothing is left");
    assert_eq!(nothing.kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_hold_of_their_own_is_named_and_ends_only_when_they_say_so() {
    let (firm, on, one, two) = scene().await;
    let hold = PlaceHoldAsk {
        engagement: on.it.id,
        holding: Some(one),
        reason: "an audit".to_owned(),
        until: firm.app.clock().now() + DAY * 20,
    };
    actions::place_hold(&on.owner, hold).await.expect("held");
    assert_eq!(views::deletion(&on.owner, on.it.id, None).await.expect("told").holds.len(), 1);
    let kept = actions::delete_now(&on.owner, ask(&on, None, &on.it.title)).await.expect_err("a hold keeps some");
    assert_eq!((kept.kind(), field(&kept)), (ErrorKind::BadInput, Some("end_holds")));
    assert_eq!(state(&firm, two).await, HoldingState::Held, "nothing of it went");
    actions::delete_now(&on.owner, ask(&on, Some(two), "d.csv")).await.expect("the hold is about another");
    let ending = DeleteNowAsk { end_holds: true, ..ask(&on, None, &on.it.title) };
    actions::delete_now(&on.owner, ending).await.expect("destroyed");
    assert_eq!(state(&firm, one).await, HoldingState::Destroyed);
    assert_eq!(count(&log(&firm, &on).await, "hold.ended"), 1);
}

#[tokio::test]
async fn nobody_else_deletes_for_the_client_and_not_with_stale_factors() {
    let (firm, on, one, _) = scene().await;
    let refused = async |door: &Door| {
        actions::delete_now(door, ask(&on, Some(one), "c.csv"))
            .await
            .expect_err("refused")
            .refusal()
            .map(|it| it.clause.clone())
    };
    assert_eq!(refused(&on.lead).await.as_deref(), Some("D1"));
    assert_eq!(refused(&firm.officer().await.expect("in")).await.as_deref(), Some("D1"));
    assert!(views::deletion(&on.lead, on.it.id, None).await.is_err());
    let stranger = firm.engagement("B", &[Category::Parties]).await.expect("an engagement").owner;
    let unseen = actions::delete_now(&stranger, ask(&on, Some(one), "c.csv")).await.expect_err("unseen");
    assert_eq!(unseen.kind(), ErrorKind::NotFound);
    firm.advance(jiff::SignedDuration::from_mins(6));
    assert_eq!(refused(&on.owner).await.as_deref(), Some("S2.3"));
    assert_eq!(state(&firm, one).await, HoldingState::Held);
}
