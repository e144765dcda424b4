//! Clause S8.3.

use super::{force, status};
use bailee_model::{PolicyVersion, PromiseStatus, PublishedMeasure};
use bailee_testkit::TestFirm;

const SLUG: &str = "policy_publication";

#[tokio::test]
async fn policy_publication_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven, "nothing is published");
    firm.publish_policies().await.expect("published");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn policy_publication_is_broken() {
    let firm = TestFirm::new().await.expect("a firm");
    let published = firm.publish_policies().await.expect("published");
    let usage = |it: &&PolicyVersion| it.texts[0].text.contains("client_ownership");
    let first = published.iter().find(usage).expect("the data usage policy").clone();
    let spoil = |change: fn(&mut PolicyVersion)| {
        let mut version: PolicyVersion = first.clone();
        change(&mut version);
        version
    };
    let faults: [fn(&mut PolicyVersion); 5] = [
        |it| it.number = None,
        |it| it.contact.clear(),
        |it| it.reviewed_by = None,
        |it| it.texts[0].text = it.texts[0].text.replace(" promise=client_ownership,purpose_limitation", ""),
        // What was published is stricter than what is enforced.
        |it| it.measures = vec![PublishedMeasure { name: "grant_days".to_owned(), value: 7 }],
    ];
    for (at, fault) in faults.into_iter().enumerate() {
        force(&firm, spoil(fault)).await;
        assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "fault {at}");
    }
    force(&firm, first.clone()).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}
