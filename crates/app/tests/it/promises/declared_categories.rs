//! Clauses D2 and S1.1.

use super::{at_work, force, status};
use bailee_model::{Category, EntryDraft, Holding, HoldingId, HoldingState, PromiseStatus};

const SLUG: &str = "declared_categories";

#[tokio::test]
async fn declared_categories_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    let (_, table, _) =
        firm.bring(&on, "people.csv", Category::Parties, "id,name,salary\n1,Ida Fern,52000\n").await.expect("brought");
    assert_eq!(table.expect("a table").state, HoldingState::Quarantined);
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept, "it waits, and opens to nobody");
}

#[tokio::test]
async fn declared_categories_is_broken() {
    let (firm, on, table) = at_work().await;
    let other = Holding { id: HoldingId::new(firm.rng().as_ref()), category: Category::Employees, ..table.clone() };
    force(&firm, other.clone()).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "held, and nobody agreed");
    force(&firm, Holding { state: HoldingState::Destroyed, ..other }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    let entry = EntryDraft::new(on.it.id, "holding.quarantined").id("holding", table.id);
    firm.app.store().ledger().note([entry]).await.expect("noted");
    force(&firm, Holding { state: HoldingState::Quarantined, ..table.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    firm.advance(jiff::SignedDuration::from_mins(1));
    let entry = EntryDraft::new(on.it.id, "holding.opened").id("person", on.consultant.who.id).id("holding", table.id);
    firm.app.store().ledger().note([entry]).await.expect("noted");
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken, "opened in quarantine");
}
