//! The network fails in the middle of a load: a clear error, and the next run ends where an undisturbed one would.

use crate::{
    proxy::{Failure, Proxy},
    stand::{PREFIX, Stand, batches_of, partners, plan, run},
};
use bailee_model::ErrorKind;
use bailee_odoo::{Options, reconcile};
use serde_json::json;
use std::time::Duration;

/// A load of 12 partners in batches of 4 whose second call fails; what was said, and how many partners Odoo then had.
async fn broken_off(test: &str, failure: Failure) -> Option<(String, u64)> {
    let stand = Stand::new(test)?;
    let proxy = Proxy::new(&stand.url, failure, 2);
    let options = Options {
        timeout: Duration::from_secs(if failure == Failure::Silence { 2 } else { 30 }),
        ..Options::default()
    };
    let odoo = stand.connect_with(&proxy.url, &options).await.unwrap();
    let twelve = plan(vec![partners(12)]);
    let error = run(&odoo, batches_of(4), &twelve).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    let direct = stand.connect().await;
    let there = reconcile::counts(&direct, PREFIX).await.unwrap().get("res.partner").copied().unwrap_or(0);

    let report = run(&odoo, batches_of(4), &twelve).await.unwrap();
    let outcome = &report.outcomes[0];
    assert_eq!((outcome.created, outcome.skipped, outcome.rejected), (12 - there, there, 0));
    let partners = direct.search_read("res.partner", json!([["name", "like", "(fictional)"]]), &["id"]).await.unwrap();
    assert_eq!(partners.len(), 12);
    stand.finish();
    Some((error.to_string(), there))
}

#[tokio::test]
async fn the_connection_breaks_before_odoo_has_the_batch() {
    let Some((said, there)) = broken_off("cut_before", Failure::BeforeOdoo).await else { return };
    assert!(said.contains("broke during res.partner.load") && said.contains("Run it again"), "{said}");
    assert_eq!(there, 4);
}

#[tokio::test]
async fn the_connection_breaks_after_odoo_did_the_batch() {
    let Some((said, there)) = broken_off("cut_after", Failure::AfterOdoo).await else { return };
    assert!(said.contains("it is not known whether Odoo did it"), "{said}");
    assert_eq!(there, 8);
}

#[tokio::test]
async fn the_answer_never_comes() {
    let Some((said, there)) = broken_off("silence", Failure::Silence).await else { return };
    assert!(said.contains("did not finish res.partner.load within 2 s"), "{said}");
    assert_eq!(there, 8);
}
