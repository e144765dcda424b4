//! A real export of another system, where the machine has one: chart of accounts, contacts, and an opening entry made from
//! 1,685 journals, loaded, loaded again, and compared to the cent.

use crate::stand::{PREFIX, Stand, load, plan, run};
use bailee_model::load::{AccountBalance, Plan};
use bailee_odoo::{
    loader::LoadOptions,
    reconcile::{self, Entries},
};
use jiff::civil::date;
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

/// Rows of the export by column name.
type Rows = Vec<HashMap<String, String>>;

fn export() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/legacy/xero");
    if !folder.exists() {
        eprintln!("left out, for want of ../shared/data/legacy/xero");
        return None;
    }
    Some(folder)
}

fn read(folder: &Path, file: &str) -> Rows {
    csv::Reader::from_path(folder.join(file)).unwrap().deserialize().map(Result::unwrap).collect()
}

/// One account has no code in the export; Odoo wants one.
fn code(account: &HashMap<String, String>) -> String {
    if account["code"].is_empty() { "090".into() } else { account["code"].clone() }
}

fn kind(xero: &str) -> String {
    let kind = match xero {
        "BANK" => "type_liquidity",
        "FIXED" => "type_fixed_assets",
        "CURRENT" | "INVENTORY" => "type_current_assets",
        "CURRLIAB" => "type_current_liabilities",
        "TERMLIAB" => "type_non_current_liabilities",
        "EQUITY" => "type_equity",
        "REVENUE" => "type_revenue",
        "DIRECTCOSTS" => "type_direct_costs",
        _ => "type_expenses",
    };
    format!("account.data_account_{kind}")
}

fn given(folder: &Path, accounts: &Rows) -> Vec<AccountBalance> {
    let mut balances: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in read(folder, "xero_journal_line_data.csv") {
        *balances.entry(line["account_id"].clone()).or_default() += line["net_amount"].parse::<Decimal>().unwrap();
    }
    let account = |id: &str| accounts.iter().find(|account| account["account_id"] == id).unwrap();
    let balance = |(id, balance): (&String, &Decimal)| AccountBalance {
        code: code(account(id)),
        name: account(id)["name"].clone(),
        balance: *balance,
    };
    balances.iter().map(balance).collect()
}

fn everything(folder: &Path, accounts: &Rows, balances: &[AccountBalance]) -> Plan {
    let chart: Vec<[String; 4]> = accounts
        .iter()
        .map(|account| {
            [format!("acc_{}", code(account)), code(account), account["name"].clone(), kind(&account["type"])]
        })
        .collect();
    let contacts: Vec<[String; 2]> = read(folder, "xero_contact_data.csv")
        .iter()
        .map(|contact| [contact["contact_id"].clone(), contact["name"].clone()])
        .collect();
    let lines: Vec<[String; 7]> = balances
        .iter()
        .filter(|balance| !balance.balance.is_zero())
        .enumerate()
        .map(|(at, AccountBalance { code, balance, .. })| {
            let [id, day, journal] =
                if at == 0 { ["opening", "2020-12-31", "@journal"] } else { [""; 3] }.map(str::to_owned);
            let (debit, credit) =
                if balance.is_sign_negative() { (Decimal::ZERO, -balance) } else { (*balance, Decimal::ZERO) };
            [id, day, journal, format!("@acc_{code}"), "Opening".into(), debit.to_string(), credit.to_string()]
        })
        .collect();
    let mut opening = load(
        "account.move",
        &["date", "journal_id/id", "line_ids/account_id/id", "line_ids/name", "line_ids/debit", "line_ids/credit"],
        &lines,
    );
    opening.post = true;
    plan(vec![
        load("account.account", &["code", "name", "user_type_id/id"], &chart),
        load("account.journal", &["code", "name", "type"], &[["journal", "OPN", "Opening", "general"]]),
        load("res.partner", &["name"], &contacts),
        opening,
    ])
}

#[tokio::test]
async fn an_export_of_xero_arrives_to_the_cent_and_once() {
    let Some(folder) = export() else { return };
    let Some(stand) = Stand::new("xero") else { return };
    let odoo = stand.connect().await;
    let accounts = read(&folder, "xero_account_data.csv");
    let balances = given(&folder, &accounts);
    let plan = everything(&folder, &accounts, &balances);
    let first = run(&odoo, LoadOptions::default(), &plan).await.unwrap();
    assert!(first.rejects.is_empty() && first.unposted.is_empty(), "{:?} {:?}", first.rejects, first.unposted);
    let second = run(&odoo, LoadOptions::default(), &plan).await.unwrap();
    assert_eq!(second.outcomes.iter().map(|outcome| outcome.created).sum::<u64>(), 0, "{second:?}");

    let loaded = reconcile::trial_balance(&odoo, date(2020, 12, 31), Entries::Posted).await.unwrap();
    let lines = reconcile::compare(&balances, &loaded);
    assert_eq!(lines.len(), 40);
    assert!(lines.iter().all(|line| line.difference().is_zero()), "{lines:?}");
    let counts = reconcile::counts(&odoo, PREFIX).await.unwrap();
    assert_eq!((counts["account.account"], counts["res.partner"], counts["account.move"]), (71, 152, 1));
    stand.finish();
}
