//! Where data may be: the regions agreed, and assessments that the client agreed to.

use super::{Scene, agree};
use bailee_app::actions::{self, AskCheckoutAsk, AssessRegionAsk, IntakeAsk};
use bailee_app::views::{self, Covered};
use bailee_model::{Assessment, Category, ErrorKind, Purpose};
use bytes::Bytes;
use jiff::SignedDuration;

fn ask(scene: &Scene) -> AssessRegionAsk {
    AssessRegionAsk {
        engagement: scene.on.it.id,
        region: "FR".to_owned(),
        why: "the consultant works from Lyon this month".to_owned(),
        safeguards: "an encrypted laptop, a day at most".to_owned(),
        until: scene.firm.app.clock().now() + SignedDuration::from_hours(24 * 60),
    }
}

async fn assessed(scene: &Scene) -> Assessment {
    let officer = scene.firm.officer().await.expect("an officer");
    actions::assess_region(&officer, ask(scene)).await.expect("assessed").value
}

#[tokio::test]
async fn a_further_region_needs_an_officers_assessment_and_the_owners_agreement() {
    let scene = Scene::new().await;
    let there = || AskCheckoutAsk { region: "FR".to_owned(), ..scene.ask() };
    let refused = |error: bailee_model::Error| error.refusal().expect("refused").clause.clone();
    assert_eq!(refused(actions::ask_checkout(&scene.fresh().await, there()).await.expect_err("outside")), "D6");
    assert_eq!(
        refused(actions::assess_region(&scene.lead().await, ask(&scene)).await.expect_err("no officer")),
        "S2.1"
    );
    let assessment = assessed(&scene).await;
    assert_eq!(refused(actions::ask_checkout(&scene.fresh().await, there()).await.expect_err("not agreed")), "D6");
    let owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in");
    assert_eq!(
        refused(actions::agree_region(&scene.lead().await, assessment.id, true).await.expect_err("not theirs")),
        "D1"
    );
    actions::agree_region(&owner, assessment.id, true).await.expect("agreed");
    assert_eq!(actions::agree_region(&owner, assessment.id, true).await.expect_err("once").kind(), ErrorKind::Conflict);
    let asked = actions::ask_checkout(&scene.fresh().await, there()).await.expect("asked").value;
    // The owner takes it back before it is approved.
    actions::agree_region(&owner, assessment.id, false).await.expect("taken back");
    assert_eq!(refused(actions::approve_checkout(&scene.lead().await, asked.id).await.expect_err("outside")), "D6");
}

#[tokio::test]
async fn an_assessment_is_dated_ends_by_itself_and_is_not_made_for_what_is_agreed() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    let now = scene.firm.app.clock().now();
    let agreed = AssessRegionAsk { region: "CA-ON".to_owned(), ..ask(&scene) };
    assert_eq!(actions::assess_region(&officer, agreed).await.expect_err("a part of CA").kind(), ErrorKind::Conflict);
    for until in [now, now + SignedDuration::from_hours(24 * 400)] {
        let ask = AssessRegionAsk { until, ..ask(&scene) };
        assert_eq!(actions::assess_region(&officer, ask).await.expect_err("its date").kind(), ErrorKind::BadInput);
    }
    let assessment = assessed(&scene).await;
    let owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in");
    actions::agree_region(&owner, assessment.id, true).await.expect("agreed");
    let here = views::whereabouts(&owner, scene.on.it.id).await.expect("the client’s page");
    assert_eq!(
        (here.here.covered, here.assessments.len(), here.may_agree, here.may_assess),
        (Covered::Unknown, 1, true, false)
    );
    scene.firm.advance(SignedDuration::from_hours(24 * 61));
    let owner = scene.firm.sign_in(&scene.on.owner.who.email).await.expect("signed in");
    assert_eq!(
        actions::agree_region(&owner, assessment.id, false).await.expect_err("over").kind(),
        ErrorKind::Conflict
    );
}

#[tokio::test]
async fn what_is_kept_outside_the_agreed_regions_is_not_taken_in() {
    let scene = Scene::new().await;
    let officer = scene.firm.officer().await.expect("an officer");
    assert_eq!(actions::set_region(&officer, "Canada").await.expect_err("no code").kind(), ErrorKind::BadInput);
    actions::set_region(&officer, "ca-qc").await.expect("set");
    let here = views::whereabouts(&officer, scene.on.it.id).await.expect("the page");
    assert_eq!((here.here.region.as_deref(), here.here.covered), (Some("CA-QC"), Covered::Agreed));
    scene.firm.bring(&scene.on, "more.csv", Category::Parties, "id\n1\n").await.expect("still taken in");
    agree(&scene.firm, scene.on.it.id, &["FR"]).await;
    let ask = || IntakeAsk {
        engagement: scene.on.it.id,
        file_name: "x.csv".to_owned(),
        category: Category::Parties,
        purpose: Purpose::Audit,
    };
    let bytes = || futures::stream::iter([Ok(Bytes::from_static(b"id\n1\n"))]);
    let door = scene.fresh().await;
    let refused = actions::intake(&door, ask(), bytes()).await.expect_err("outside");
    assert_eq!(refused.refusal().expect("refused").clause, "D6");
    let lead = scene.lead().await;
    assert_eq!(
        actions::set_region(&lead, "FR").await.expect_err("no officer").refusal().expect("refused").clause,
        "S2.1"
    );
}
