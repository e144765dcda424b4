//! Clauses D7.2 and S4.4: certificates in two stages.

use super::{DAY, count, log, told};
use bailee_app::{
    actions::{self, DestroyAsk},
    clocks, views,
};
use bailee_log::{
    certificate::{OutstandingKind, Stage},
    policy::Policy,
    verify::{Outcome, verify},
};
use bailee_model::{Category, Certificate, EntryDraft, MailKind, RecoveryKit};
use bailee_testkit::{TestFirm, firm::TestEngagement};

async fn scene() -> (TestFirm, TestEngagement, Certificate) {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    let (original, ..) = firm.bring(&on, "c.csv", Category::Parties, "id,name\n1,A\n").await.expect("brought");
    on.owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let ask = DestroyAsk { engagement: on.it.id, holdings: vec![original.id] };
    let certificate = actions::destroy(&on.owner, ask).await.expect("destroyed").value;
    (firm, on, certificate)
}

/// Every kit's keepers destroy their copies: what somebody says is recorded.
async fn kits_are_gone(firm: &TestFirm) {
    let now = firm.app.clock().now();
    for kit in firm.app.store().recovery_kits().await.expect("kits") {
        if kit.superseded_at.is_some() && kit.gone_at.is_none() {
            let gone = RecoveryKit { gone_at: Some(now), ..kit };
            let entry = EntryDraft::site("kit.gone").id("kit", gone.id);
            firm.app.store().ledger().record([entry], |tx| async move { tx.save(&gone).await }).await.expect("gone");
        }
    }
}

async fn certificates(firm: &TestFirm, on: &TestEngagement) -> Vec<Certificate> {
    firm.app.store().certificates(on.it.id).await.expect("certificates")
}

#[tokio::test]
async fn the_first_stage_names_what_still_has_the_key_and_until_when() {
    let (firm, on, first) = scene().await;
    let view = views::certificate(&on.owner, first.id).await.expect("seen");
    assert_eq!(view.destruction.stage, Stage::Destroyed);
    let keep = firm.app.limits().backup_keep_days;
    let day = (firm.app.clock().now() + jiff::SignedDuration::from_hours(24 * keep)).strftime("%Y-%m-%d").to_string();
    assert!(!view.destruction.outstanding.is_empty());
    for left in &view.destruction.outstanding {
        assert_eq!((left.kind, left.gone_by.as_str()), (OutstandingKind::Kit, day.as_str()));
    }
    assert!(view.left.iter().all(|left| left.gone_at.is_none() && !left.overdue) && view.completed_by.is_none());
    assert!(first.outstanding_until.is_some() && first.completes.is_none());
}

#[tokio::test]
async fn invariant_5_the_second_stage_follows_what_is_recorded_and_never_a_date() {
    let (firm, on, first) = scene().await;
    firm.advance(DAY * 40);
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(certificates(&firm, &on).await.len(), 1, "nobody said that the kit is gone");
    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let late = views::certificate(&owner, first.id).await.expect("seen");
    assert!(late.left.iter().all(|left| left.overdue));
    let officer = firm.officer().await.expect("in");
    assert!(told(&firm, officer.who.id, MailKind::DeadlineMissed).await > 0, "what is late goes to the officers");

    kits_are_gone(&firm).await;
    clocks::tick(&firm.app).await.expect("ticks");
    clocks::tick(&firm.app).await.expect("twice is harmless");
    let all = certificates(&firm, &on).await;
    assert_eq!(all.len(), 2);
    assert_eq!((all[1].completes, all[1].outstanding_until, all[0].outstanding_until), (Some(first.id), None, None));
    assert_eq!(count(&log(&firm, &on).await, "destruction.everywhere"), 1);
    assert_eq!(told(&firm, on.owner.who.id, MailKind::DestroyedEverywhere).await, 1);

    let owner = firm.sign_in(&on.owner.who.email).await.expect("in");
    let policy = views::verifier_policy(&owner, on.it.id).await.expect("a policy");
    let policy = Policy::parse(policy.as_bytes()).expect("parses");
    for (certificate, stage) in all.iter().zip([Stage::Destroyed, Stage::DestroyedEverywhere]) {
        let bundle = views::certificate_bundle(&owner, certificate.id).await.expect("a bundle");
        let report = verify(&bundle, &policy, None);
        assert_eq!(report.outcome, Outcome::Valid, "{report:?}");
        assert_eq!(report.certificate.expect("a certificate").stage, stage);
    }
    let view = views::certificate(&owner, first.id).await.expect("seen");
    assert_eq!(view.completed_by, Some(all[1].id));
    assert!(view.left.iter().all(|left| left.gone_at.is_some() && !left.overdue));
}

#[tokio::test]
async fn invariant_9_a_second_stage_that_broke_off_half_way_is_finished_once() {
    let (firm, on, _) = scene().await;
    kits_are_gone(&firm).await;
    // The clock runs on two servers at once, and then again.
    let (one, two) = tokio::join!(clocks::tick(&firm.app), clocks::tick(&firm.app));
    one.and(two).expect("tick");
    clocks::tick(&firm.app).await.expect("ticks");
    assert_eq!(certificates(&firm, &on).await.len(), 2);
    assert_eq!(count(&log(&firm, &on).await, "destruction.everywhere"), 1);
}
