//! Clause D4.2.

use super::{at_work, force, status};
use bailee_app::actions::{self, SignDocumentAsk};
use bailee_model::{Category, DocumentKind, Engagement, PromiseStatus, Purpose};
use bailee_testkit::TestFirm;

const SLUG: &str = "mutual_nda";

#[tokio::test]
async fn mutual_nda_is_kept() {
    let firm = TestFirm::new().await.expect("a firm");
    let mut on = firm.engagement("A", &[Category::Parties]).await.expect("an engagement");
    force(&firm, Engagement { nda_required: true, ..on.it.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "nothing has arrived");
    let documents = firm.app.store().documents().await.expect("documents");
    let document = documents.iter().rfind(|each| each.kind == DocumentKind::MutualNda && each.language == "en");
    for door in [&on.lead, &on.owner] {
        let ask = SignDocumentAsk {
            document: document.expect("one").id,
            typed_name: door.who.name.clone(),
            consent: true,
            engagement: Some(on.it.id),
            for_organisation: true,
        };
        actions::sign_document(door, ask).await.expect("signed");
    }
    firm.grant(&mut on, Purpose::Audit, &[Category::Parties], &[]).await.expect("granted");
    firm.bring(&on, "parties.csv", Category::Parties, "id,name\n1,Ida Fern\n").await.expect("brought");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}

#[tokio::test]
async fn mutual_nda_is_broken() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "nobody asked for one");
    force(&firm, Engagement { nda_required: true, ..on.it }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
}
