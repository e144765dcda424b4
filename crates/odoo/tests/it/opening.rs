//! The opening entry: lines that are not doubled, posting, and the trial balance to the cent.

use crate::stand::{PREFIX, Stand, load, plan, run};
use bailee_model::load::{AccountBalance, ModelLoad, Plan};
use bailee_odoo::{
    Dialect, Options,
    loader::{Existing, LoadOptions},
    reconcile::{self, Entries},
};
use jiff::civil::date;
use serde_json::json;

const BALANCES: [(&str, &str, &str); 4] = [
    ("100", "account.data_account_type_liquidity", "1234567.89"),
    ("200", "account.data_account_type_revenue", "-1234567.00"),
    ("300", "account.data_account_type_expenses", "0.10"),
    ("400", "account.data_account_type_equity", "-0.99"),
];

fn opening() -> Plan {
    let accounts: Vec<[String; 4]> = BALANCES
        .iter()
        .map(|(code, kind, _)| [format!("acc_{code}"), (*code).into(), format!("Account {code}"), (*kind).into()])
        .collect();
    let journal = load("account.journal", &["code", "name", "type"], &[["journal", "OPN", "Opening", "general"]]);
    let mut entry = load(
        "account.move",
        &[
            "date",
            "journal_id/id",
            "ref",
            "line_ids/account_id/id",
            "line_ids/name",
            "line_ids/debit",
            "line_ids/credit",
        ],
        &lines(),
    );
    entry.post = true;
    plan(vec![entry, journal, load("account.account", &["code", "name", "user_type_id/id"], &accounts)])
}

fn lines() -> Vec<[String; 8]> {
    let line = |(at, (code, _, balance)): (usize, &(&str, &str, &str))| {
        let head = if at == 0 { ["opening", "2019-12-31", "@journal", "Opening balance"] } else { [""; 4] };
        let (debit, credit) = match balance.strip_prefix('-') {
            Some(credit) => ("0", credit),
            None => (*balance, "0"),
        };
        let [id, date, journal, reference] = head.map(str::to_owned);
        [id, date, journal, reference, format!("@acc_{code}"), "Opening".into(), debit.into(), credit.into()]
    };
    BALANCES.iter().enumerate().map(line).collect()
}

fn given() -> Vec<AccountBalance> {
    BALANCES
        .iter()
        .map(|(code, _, balance)| AccountBalance {
            code: (*code).into(),
            name: String::new(),
            balance: balance.parse().unwrap(),
        })
        .collect()
}

/// Leaves the entry a draft.
fn unposted(mut plan: Plan) -> Plan {
    for ModelLoad { post, .. } in &mut plan.loads {
        *post = false;
    }
    plan
}

#[tokio::test]
async fn the_opening_entry_is_made_once_and_agrees_to_the_cent() {
    for (dialect, name) in [(Dialect::Json, "opening_json"), (Dialect::Xml, "opening_xml")] {
        let Some(stand) = Stand::new(name) else { return };
        let odoo =
            stand.connect_with(&stand.url, &Options { dialect: Some(dialect), ..Options::default() }).await.unwrap();
        let report = run(&odoo, LoadOptions::default(), &unposted(opening())).await.unwrap();
        assert!(report.rejects.is_empty(), "{:?}", report.rejects);
        assert_eq!(report.posted, 0);
        let day = date(2019, 12, 31);
        assert!(reconcile::trial_balance(&odoo, day, Entries::Posted).await.unwrap().is_empty());
        let drafts = reconcile::trial_balance(&odoo, day, Entries::WithDrafts).await.unwrap();
        assert!(reconcile::compare(&given(), &drafts).iter().all(|line| line.difference().is_zero()), "{drafts:?}");

        let update = LoadOptions { existing: Existing::Update, ..LoadOptions::default() };
        let updated = run(&odoo, update, &unposted(opening())).await.unwrap();
        assert_eq!(updated.outcomes.iter().map(|outcome| outcome.updated).sum::<u64>(), 6, "{updated:?}");
        let report = run(&odoo, LoadOptions::default(), &opening()).await.unwrap();
        assert_eq!((report.posted, report.outcomes[2].skipped), (1, 1), "{report:?}");
        let again = run(&odoo, LoadOptions::default(), &opening()).await.unwrap();
        assert_eq!((again.posted, again.outcomes[2].skipped, again.rejects.len()), (0, 1, 0));

        assert_eq!(odoo.search_read("account.move.line", json!([]), &["id"]).await.unwrap().len(), 4);
        let posted = reconcile::trial_balance(&odoo, day, Entries::Posted).await.unwrap();
        let lines = reconcile::compare(&given(), &posted);
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line.difference().is_zero()), "{lines:?}");
        assert!(reconcile::trial_balance(&odoo, date(2019, 12, 30), Entries::Posted).await.unwrap().is_empty());
        let counts = reconcile::counts(&odoo, PREFIX).await.unwrap();
        assert_eq!((counts["account.account"], counts["account.move"], counts["account.move.line"]), (4, 1, 4));
        let sums = reconcile::sums(&odoo, PREFIX, "account.move.line", &["debit", "credit"]).await.unwrap();
        assert_eq!((sums["debit"].to_string(), sums["credit"].to_string()), ("1234567.99".into(), "1234567.99".into()));
        assert_eq!(
            reconcile::sums(&odoo, PREFIX, "res.partner", &["credit_limit"]).await.unwrap()["credit_limit"].to_string(),
            "0"
        );
        stand.finish();
    }
}

#[tokio::test]
async fn an_entry_that_does_not_balance_is_refused_whole() {
    let Some(stand) = Stand::new("unbalanced") else { return };
    let odoo = stand.connect().await;
    let mut plan = opening();
    plan.loads[0].rows[3].cells[6] = "0.98".into();
    let report = run(&odoo, LoadOptions::default(), &plan).await.unwrap();
    assert_eq!((report.rejects.len(), report.rejects[0].source.line, report.posted), (1, 2, 0), "{report:?}");
    assert!(report.rejects[0].message.english().contains("balanced"), "{}", report.rejects[0].message);
    assert!(odoo.search_read("account.move", json!([]), &["id"]).await.unwrap().is_empty());
    stand.finish();
}

#[tokio::test]
async fn an_entry_that_odoo_will_not_post_stays_a_draft() {
    let Some(stand) = Stand::new("unpostable") else { return };
    let odoo = stand.connect().await;
    let mut plan = opening();
    plan.loads[0].rows.truncate(1);
    plan.loads[0].rows[0].cells[3..].fill(String::new());
    let report = run(&odoo, LoadOptions::default(), &plan).await.unwrap();
    assert_eq!((report.rejects.len(), report.unposted.len(), report.posted), (0, 1, 0), "{report:?}");
    assert!(
        report.unposted[0].message.english().starts_with("It is loaded but not posted: "),
        "{}",
        report.unposted[0].message
    );
    stand.finish();
}
