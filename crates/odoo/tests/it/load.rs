//! Loading records, and loading them again.

use crate::stand::{Notes, PREFIX, Stand, batches_of, load, partners, plan, run, run_with};
use bailee_model::{Environment, ErrorKind, LoadMode, load::Outcome};
use bailee_odoo::{
    Dialect, Loader, Odoo, Options,
    loader::{Existing, LoadOptions},
    reconcile,
};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

async fn count(odoo: &Odoo, model: &str) -> u64 {
    reconcile::counts(odoo, PREFIX).await.unwrap().get(model).copied().unwrap_or(0)
}

fn accounts() -> bailee_model::load::ModelLoad {
    load(
        "account.account",
        &["code", "name", "user_type_id/id"],
        &[
            ["acc_100", "100", "Bank", "account.data_account_type_liquidity"],
            ["acc_200", "200", "Sales", "account.data_account_type_revenue"],
            ["acc_bad_type", "300", "No such type", "account.no_such_type"],
            ["acc_twice", "200", "Code is taken", "account.data_account_type_revenue"],
            ["acc_200", "400", "External id is taken", "account.data_account_type_revenue"],
            ["acc_500", "500", "Rent", "account.data_account_type_expenses"],
        ],
    )
}

#[tokio::test]
async fn bad_rows_are_kept_with_odoos_message_and_the_rest_is_loaded() {
    let Some(stand) = Stand::new("bad_rows") else { return };
    for dialect in [Dialect::Json, Dialect::Xml] {
        let odoo =
            stand.connect_with(&stand.url, &Options { dialect: Some(dialect), ..Options::default() }).await.unwrap();
        let report = run(&odoo, LoadOptions::default(), &plan(vec![accounts()])).await.unwrap();
        let rejects: BTreeMap<u64, String> =
            report.rejects.iter().map(|reject| (reject.source.line, reject.message.to_string())).collect();
        assert_eq!(rejects.keys().collect::<Vec<_>>(), [&4, &5, &6], "{rejects:?}");
        assert!(rejects[&4].contains("No matching record found for external id 'account.no_such_type'"), "{rejects:?}");
        assert!(rejects[&5].contains("already exist"), "{rejects:?}");
        assert!(rejects[&6].contains("account.account.csv, line 3"), "{rejects:?}");
        assert!(report.rejects.iter().all(|reject| reject.source.file == "account.account.csv"));
        let made = if dialect == Dialect::Json { 3 } else { 0 };
        let outcome =
            Outcome { model: "account.account".into(), created: made, updated: 0, skipped: 3 - made, rejected: 3 };
        assert_eq!(report.outcomes, [outcome]);
        assert_eq!(count(&odoo, "account.account").await, 3);
    }
    stand.finish();
}

#[tokio::test]
async fn parents_are_made_before_their_children_whatever_the_order_of_the_rows() {
    let Some(stand) = Stand::new("parents") else { return };
    let odoo = stand.connect().await;
    let contacts = load(
        "res.partner",
        &["name", "parent_id/id", "category_id/id", "is_company", "comment"],
        &[
            ["c2", "Deputy (fictional)", "@c1", "@t1,@t2", "0", ""],
            ["c1", "Head (fictional)", "@firm", "@t2", "0", "=1+1 & <b>\r\nsecond line"],
            ["firm", "Lanterne & Fils (fictional)", "", "", "1", ""],
            ["loop", "Own parent", "@loop", "", "0", ""],
            ["orphan", "Orphan", "@nobody", "", "0", ""],
        ],
    );
    let tags = load("res.partner.category", &["name"], &[["t1", "Tag 1"], ["t2", "Tag 2"]]);
    let mut notes = Notes::default();
    let report = run_with(&odoo, LoadOptions::default(), &plan(vec![contacts, tags]), &mut notes).await.unwrap();
    assert_eq!(
        report.rejects.iter().map(|reject| reject.source.line).collect::<Vec<_>>(),
        [5, 6],
        "{:?}",
        report.rejects
    );
    assert_eq!(notes.batches.iter().map(|batch| batch.outcome.model.as_str()).next(), Some("res.partner.category"));
    assert_eq!(notes.batches.last().map(|batch| (batch.done, batch.total)), Some((7, 7)));
    let made = odoo
        .search_read(
            "res.partner",
            json!([["name", "like", "(fictional)"]]),
            &["name", "parent_id", "category_id", "comment"],
        )
        .await
        .unwrap();
    assert_eq!(
        made.iter().map(|partner| partner["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Lanterne & Fils (fictional)", "Head (fictional)", "Deputy (fictional)"]
    );
    assert_eq!(made[1]["parent_id"][0], made[0]["id"]);
    assert_eq!(made[1]["comment"], "=1+1 & <b>\r\nsecond line");
    assert_eq!(made[2]["category_id"].as_array().unwrap().len(), 2);
    stand.finish();
}

#[tokio::test]
async fn a_second_run_leaves_alone_or_updates_but_never_doubles() {
    let Some(stand) = Stand::new("again") else { return };
    let odoo = stand.connect().await;
    let mut twelve = plan(vec![partners(12)]);
    run(&odoo, batches_of(5), &twelve).await.unwrap();
    twelve.loads[0].rows[3].cells[0] = "Renamed (fictional)".into();
    let renamed = json!([["name", "=", "Renamed (fictional)"]]);

    let again = run(&odoo, batches_of(5), &twelve).await.unwrap();
    assert_eq!((again.outcomes[0].created, again.outcomes[0].skipped), (0, 12));
    assert!(odoo.search_read("res.partner", renamed.clone(), &["id"]).await.unwrap().is_empty());

    let update = LoadOptions { existing: Existing::Update, ..batches_of(5) };
    let updated = run(&odoo, update, &twelve).await.unwrap();
    assert_eq!((updated.outcomes[0].created, updated.outcomes[0].updated), (0, 12));
    assert_eq!(odoo.search_read("res.partner", renamed, &["id"]).await.unwrap().len(), 1);
    assert_eq!(count(&odoo, "res.partner").await, 12);
    stand.finish();
}

#[tokio::test]
async fn a_run_that_was_stopped_goes_on_where_it_was() {
    let Some(stand) = Stand::new("stopped") else { return };
    let odoo = stand.connect().await;
    let twelve = plan(vec![accounts(), partners(12)]);
    let mut notes = Notes { stop_after: Some(3), ..Notes::default() };
    let first = run_with(&odoo, batches_of(4), &twelve, &mut notes).await.unwrap();
    assert!(first.stopped);
    assert!(count(&odoo, "res.partner").await < 12);
    let second = run(&odoo, batches_of(4), &twelve).await.unwrap();
    assert!(!second.stopped);
    assert_eq!((count(&odoo, "account.account").await, count(&odoo, "res.partner").await), (3, 12));
    let partners = odoo.search_read("res.partner", json!([["name", "like", "(fictional)"]]), &["id"]).await.unwrap();
    assert_eq!(partners.len(), 12);
    stand.finish();
}

/// A killed loader cannot take back what it sent: Odoo may still be at it when the next run begins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_killed_anywhere_ends_in_the_same_state_when_started_again() {
    let Some(stand) = Stand::new("killed") else { return };
    let sixty = plan(vec![accounts(), partners(60)]);
    for milliseconds in [20, 60, 120, 180, 240, 300] {
        let (odoo, sixty) = (stand.connect().await, sixty.clone());
        let killed = tokio::spawn(async move { run(&odoo, batches_of(10), &sixty).await });
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        killed.abort();
    }
    let odoo = stand.connect().await;
    let report = run(&odoo, batches_of(10), &sixty).await.unwrap();
    assert_eq!(report.rejects.len(), 3, "{:?}", report.rejects);
    assert_eq!((count(&odoo, "account.account").await, count(&odoo, "res.partner").await), (3, 60));
    let partners = odoo.search_read("res.partner", json!([["name", "like", "(fictional)"]]), &["id"]).await.unwrap();
    assert_eq!(partners.len(), 60);
    stand.finish();
}

#[tokio::test]
async fn two_runs_at_once_make_nothing_twice() {
    let Some(stand) = Stand::new("at_once") else { return };
    let (one, two) = (stand.connect().await, stand.connect().await);
    let forty = plan(vec![partners(40)]);
    let (first, second) = tokio::join!(run(&one, batches_of(10), &forty), run(&two, batches_of(10), &forty));
    for report in [first.unwrap(), second.unwrap()] {
        let outcome = &report.outcomes[0];
        assert_eq!((outcome.created + outcome.skipped, outcome.rejected), (40, 0), "{report:?}");
    }
    let partners = one.search_read("res.partner", json!([["name", "like", "(fictional)"]]), &["id"]).await.unwrap();
    assert_eq!((partners.len(), count(&one, "res.partner").await), (40, 40));
    stand.finish();
}

#[tokio::test]
async fn a_plan_that_does_not_fit_is_refused_field_by_field_and_nothing_is_sent() {
    let Some(stand) = Stand::new("preflight") else { return };
    let odoo = stand.connect().await;
    let mut posted = load(
        "res.partner",
        &["name", "nope", "country_id", "country_id/code", "display_name", "child_ids", "name/id", ".id"],
        &[["p1", "x", "", "", "", "", "", "", ""]],
    );
    posted.post = true;
    let bad = plan(vec![
        posted,
        load("account.account", &["code", "name", "account_type"], &[["a1", "1", "x", "asset_cash"]]),
        load("stock.lot", &["name"], &[["l1", "x"]]),
        load("account.move", &["ref", "ref", "line_ids/nope", "line_ids/account_id"], &[["m1", "x", "x", "", ""]]),
    ]);
    let loader = Loader::new(&odoo, LoadMode::Test, Environment::Test, LoadOptions::default());
    let found = loader.preflight(&bad).await.unwrap();
    let found: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
    for expected in [
        "res.partner, field nope: This Odoo has no such field.",
        "res.partner, field country_id: A reference is given by external id: write country_id/id.",
        "res.partner, field country_id/code: A reference is given by external id and nothing else: write country_id/id.",
        "res.partner, field child_ids: Lines are filled field by field, as in child_ids/name.",
        "res.partner, field name/id: name is no relation, so nothing can stand after it.",
        "res.partner, field .id: The plan gives every record its external id by itself.",
        "res.partner: Only journal entries (account.move) can be posted.",
        "account.account, field account_type: In this version the field is called user_type_id.",
        "account.account, field user_type_id: Odoo requires this field and has no default for it, but the mapping does not fill it.",
        "stock.lot: In this version the model is called stock.production.lot.",
        "account.move, field ref: It is filled twice.",
        "account.move, field line_ids/nope: This Odoo has no such field.",
        "account.move, field line_ids/account_id: A reference is given by external id: write account_id/id.",
    ] {
        assert!(found.iter().any(|problem| problem == expected), "missing {expected:?} in {found:#?}");
    }
    assert!(
        found.iter().any(|problem| problem.starts_with("res.partner, field display_name: Odoo works this field out")),
        "{found:#?}"
    );
    let error = run(&odoo, LoadOptions::default(), &bad).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadInput);
    assert!(error.to_string().contains("field nope: This Odoo has no such field."), "{error}");
    assert!(reconcile::counts(&odoo, PREFIX).await.unwrap().is_empty());
    stand.finish();
}

#[tokio::test]
async fn cells_that_do_not_fit_their_field_never_reach_odoo() {
    let Some(stand) = Stand::new("cells") else { return };
    let odoo = stand.connect().await;
    let partners = load(
        "res.partner",
        &["name", "type", "color", "date", "active", "partner_latitude", "parent_id/id"],
        &[
            ["ok", "Fits (fictional)", "contact", "3", "2024-02-29", "1", "1.5", ""],
            ["p1", "x", "Contact", "", "", "", "", ""],
            ["p2", "x", "", "1,5", "", "", "", ""],
            ["p3", "x", "", "", "29/02/2024", "", "", ""],
            ["p4", "x", "", "", "", "maybe", "", ""],
            ["p5", "x", "", "", "", "", "1,5", ""],
            ["p6", "x", "", "", "", "", "", "ok"],
            ["p7", "nul\0", "", "", "", "", "", ""],
        ],
    );
    let account = load(
        "account.account",
        &["code", "name", "user_type_id/id"],
        &[["a1", "", "No code", "account.data_account_type_revenue"]],
    );
    let report = run(&odoo, LoadOptions::default(), &plan(vec![partners, account])).await.unwrap();
    let fields: Vec<&str> = report.rejects.iter().map(|reject| reject.field.as_deref().unwrap()).collect();
    assert_eq!(
        fields,
        ["code", "type", "color", "date", "active", "partner_latitude", "parent_id/id", "name"],
        "{:?}",
        report.rejects
    );
    assert_eq!(count(&odoo, "res.partner").await, 1);
    stand.finish();
}

#[tokio::test]
async fn a_test_load_does_not_go_into_production() {
    let Some(stand) = Stand::new("marks") else { return };
    let odoo = stand.connect().await;
    let one = plan(vec![partners(1)]);
    for (mode, environment) in [(LoadMode::Test, Environment::Production), (LoadMode::GoLive, Environment::Test)] {
        let loader = Loader::new(&odoo, mode, environment, LoadOptions::default());
        let error = loader.run(&one, &mut Notes::default()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
    }
    assert!(reconcile::counts(&odoo, PREFIX).await.unwrap().is_empty());
    stand.finish();
}
