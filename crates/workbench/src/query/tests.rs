//! Walls that the port cannot show: little memory, and keys that are not there.

use super::session::{Clearance, Session, Source};
use super::spill::SealedSpills;
use super::{Limits, answer};
use crate::parse;
use crate::pseudonym::Pseudonyms;
use crate::seal::SealedTable;
use crate::sheet::Sheet;
use crate::shelf::{ORIGINAL, Shelf, TABLE};
use bailee_model::clock::SeededRng;
use bailee_model::engine::Unwatched;
use bailee_model::words::ColumnClass;
use bailee_model::{EngagementId, Error, HoldingId};
use bailee_vault::stream::StreamKey;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;
use futures::TryStreamExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use zeroize::Zeroizing;

fn shelf(store: Arc<dyn ObjectStore>, holding: u8, withheld: &'static [ColumnClass]) -> Shelf {
    let keys = move |class: ColumnClass| match withheld.contains(&class) {
        true => Err(Error::internal("withheld")),
        false => Ok(Zeroizing::new(vec![class as u8 + 1; 32])),
    };
    Shelf::new(EngagementId::from_bytes([1; 16]), HoldingId::from_bytes([holding; 16]), store, Arc::new(keys))
}

async fn parsed(text: &str, holding: u8) -> Arc<dyn ObjectStore> {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    store.put(&Path::from(ORIGINAL), text.to_owned().into()).await.unwrap();
    let shelf = shelf(store.clone(), holding, &[]);
    parse::parse(&shelf, &shelf, "t.csv", &Pseudonyms::new(&[3; 32]), &Unwatched).await.unwrap();
    store
}

async fn session(
    store: Arc<dyn ObjectStore>,
    cleared: &[ColumnClass],
    withheld: &'static [ColumnClass],
    limits: Limits,
    spilled: Arc<AtomicUsize>,
) -> Result<Session, Error> {
    let shelf = shelf(store, 1, withheld);
    let classes: BTreeMap<String, ColumnClass> = [("id", ColumnClass::Open), ("contact", ColumnClass::Personal)]
        .map(|(name, class)| (name.to_owned(), class))
        .into();
    let source = Source::of(shelf, "t", "t.csv", &classes, Clearance::Classes(cleared.to_vec())).await?;
    let key = move || {
        spilled.fetch_add(1, Ordering::Relaxed);
        StreamKey::generate(&SeededRng::new(spilled.load(Ordering::Relaxed) as u64))
    };
    Session::over(vec![source], &Pseudonyms::new(&[3; 32]), SealedSpills::new(key, Arc::new(SeededRng::new(9))), limits)
        .await
}

fn little(memory: usize) -> Limits {
    Limits { rows: 10, time: Duration::from_secs(60), memory }
}

#[tokio::test(flavor = "multi_thread")]
async fn invariant_4_a_question_larger_than_its_memory_spills_sealed_and_answers() {
    let text = format!(
        "id,contact\n{}",
        (0..240_000)
            .map(|n| format!("K{:06},Someone {:06} of the Fictional Harbour\n", n * 7919 % 240_000, n))
            .collect::<String>()
    );
    let store = parsed(&text, 1).await;
    let spilled = Arc::new(AtomicUsize::new(0));
    let session =
        session(store, &[ColumnClass::Open, ColumnClass::Personal], &[], little(24 * 1024 * 1024), spilled.clone())
            .await
            .unwrap();
    let rows = answer(&session, "select id, contact from t order by contact desc, id", little(24 * 1024 * 1024))
        .await
        .unwrap();
    assert_eq!(rows.rows[0][1].as_deref(), Some("Someone 239999 of the Fictional Harbour"));
    assert!(spilled.load(Ordering::Relaxed) > 0, "the sort went to disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_cannot_be_made_to_fit_is_refused_without_values() {
    let text = format!("id,contact\n{}", (0..40_000).map(|n| format!("K{n:05},Someone {n:05}\n")).collect::<String>());
    let store = parsed(&text, 1).await;
    let session = session(store, &[ColumnClass::Open, ColumnClass::Personal], &[], little(32 * 1024), Arc::default())
        .await
        .unwrap();
    let fault =
        answer(&session, "select contact, string_agg(id, ',') from t group by contact order by 2", little(32 * 1024))
            .await
            .unwrap_err();
    assert!(fault.message().contains("memory") && !fault.to_string().contains("Someone"), "{fault}");
}

#[tokio::test]
async fn a_masked_column_is_read_without_its_key() {
    let store = parsed("id,contact\nK1,Odile Brume\nK2,Théo Falaise\n", 1).await;
    let session =
        session(store, &[ColumnClass::Open], &[ColumnClass::Personal], little(1 << 26), Arc::default()).await.unwrap();
    let rows = answer(&session, "select id, contact from t order by id", little(1 << 26)).await.unwrap();
    assert_eq!(rows.rows[0][1].as_deref(), Some(Pseudonyms::new(&[3; 32]).of("partner_name", "Odile Brume").as_str()));
}

#[tokio::test]
async fn a_reader_without_the_key_of_a_class_meets_an_error_and_no_value() {
    let store = parsed("id,contact\nK1,Odile Brume\n", 1).await;
    let shelf = shelf(store, 1, &[]);
    let sheet = Sheet::of(&shelf).await.unwrap();
    let table = SealedTable::open(&shelf, TABLE, &sheet.columns, &|column| column.name == "id").await.unwrap();
    let open = table.all(&["id".to_owned()]).unwrap().try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(open[0].num_rows(), 1);
    let sealed = match table.all(&["contact".to_owned()]) {
        Ok(rows) => rows.try_collect::<Vec<_>>().await.map(|_| ()),
        Err(fault) => Err(fault),
    };
    assert!(sealed.is_err());
}

#[tokio::test]
async fn nothing_of_a_question_reaches_a_table_and_a_table_says_nothing_beside_its_rows() {
    let store = parsed("id,contact\nK1,Odile Brume\nK2,Théo Falaise\n", 1).await;
    let session = session(store.clone(), &[ColumnClass::Open], &[], little(1 << 26), Arc::default()).await.unwrap();
    for sql in [
        "select id from t where contact = 'Odile Brume'",
        "select id from t where contact like 'O%' and contact__length > 3 limit 1",
        "select a.id from t a join t b on a.contact = b.contact where b.id = 'K1'",
    ] {
        let plan = session.plan(sql).await.unwrap();
        let mut filters = 0;
        plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                filters += scan.filters.len();
            }
            Ok(TreeNodeRecursion::Continue)
        })
        .unwrap();
        assert_eq!(filters, 0, "{sql}");
    }
    let shelf = shelf(store, 1, &[]);
    let sheet = Sheet::of(&shelf).await.unwrap();
    let table = SealedTable::open(&shelf, TABLE, &sheet.columns, &|_| true).await.unwrap();
    assert!(!table.has_statistics());
}

#[tokio::test]
async fn the_way_of_computing_that_prints_rows_is_not_taken() {
    let store = parsed("id,contact\nK1,Odile Brume\nK2,Théo Falaise\n", 1).await;
    let session = session(store, &[ColumnClass::Open], &[], little(1 << 26), Arc::default()).await.unwrap();
    let sql = "select id, max(contact) as m from t group by id order by m desc limit 1";
    let computed = session.computed(sql).await.unwrap();
    assert!(computed.contains("AggregateExec") && !computed.contains("lim=["), "{computed}");
    assert!(!computed.contains("Odile"), "{computed}");
}

#[tokio::test]
async fn a_column_for_sums_is_in_the_plan_by_row_numbers_and_its_key_opens_nothing_else() {
    let rows: String = (0..6).map(|n| format!("K{n},Someone {n}\n")).collect();
    let store = parsed(&format!("id,contact\n{rows}"), 1).await;
    let classes = [("id", ColumnClass::Open), ("contact", ColumnClass::AggregateOnly)];
    let of = async |withheld: &'static [ColumnClass]| {
        let classes = classes.map(|(name, class)| (name.to_owned(), class)).into();
        let cleared = Clearance::Classes(vec![ColumnClass::Open, ColumnClass::AggregateOnly]);
        let source = Source::of(shelf(store.clone(), 1, withheld), "t", "t.csv", &classes, cleared).await.unwrap();
        let key = || StreamKey::generate(&SeededRng::new(1));
        let spills = SealedSpills::new(key, Arc::new(SeededRng::new(9)));
        Session::over(vec![source], &Pseudonyms::new(&[3; 32]), spills, little(1 << 26)).await.unwrap()
    };
    let sql = "select count(contact) from t";
    let counted = answer(&of(&[]).await, sql, little(1 << 26)).await.unwrap();
    assert_eq!(counted.rows[0][0].as_deref(), Some("6"));
    // Without the key of the column's class the table still opens, and only the counting fails.
    let without = of(&[ColumnClass::Personal]).await;
    assert!(answer(&without, "select id from t", little(1 << 26)).await.is_ok());
    assert!(answer(&without, sql, little(1 << 26)).await.is_err());
}

#[tokio::test]
async fn a_table_moved_to_another_holding_does_not_open() {
    let store = parsed("id,contact\nK1,Odile Brume\n", 1).await;
    let moved = shelf(store, 2, &[]);
    let sheet = Sheet::of(&moved).await.unwrap();
    assert!(SealedTable::open(&moved, TABLE, &sheet.columns, &|_| true).await.is_err());
}
