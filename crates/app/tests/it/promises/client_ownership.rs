//! Clause D1.

use super::{at_work, force, status};
use bailee_model::{Category, Holding, Person, PersonState, PromiseStatus};

const SLUG: &str = "client_ownership";

#[tokio::test]
async fn client_ownership_is_kept() {
    let (firm, on, _) = at_work().await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
    // Nobody on the client's side could ask for it any more.
    let owner = Person { state: PersonState::Suspended, ..on.owner.who.clone() };
    force(&firm, owner).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Unproven);
}

#[tokio::test]
async fn client_ownership_is_broken() {
    let (firm, _, table) = at_work().await;
    let other = firm.engagement("B", &[Category::Parties]).await.expect("an engagement");
    // The record says that it is another client's; the keys know better.
    force(&firm, Holding { engagement: other.it.id, ..table.clone() }).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Broken);
    force(&firm, table).await;
    assert_eq!(status(&firm, SLUG).await, PromiseStatus::Kept);
}
