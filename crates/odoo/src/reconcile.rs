//! Reading back what arrived, and comparing it with what was given.
//!
//! Odoo sums in decimals and tells the result as a floating-point number. Its fifteen certain digits are taken over as a
//! decimal, so that amounts below ten trillion (10¹³) are exact to the cent; all further arithmetic is decimal.

use crate::{Odoo, client::unexpected};
use bailee_model::{
    Result,
    load::{AccountBalance, BalanceLine},
};
use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many ids go into one question.
const PAGE: usize = 5000;

/// Which journal entries count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// Those that are posted.
    Posted,
    /// Posted ones and drafts, for a load that is not posted yet.
    WithDrafts,
}

/// How many records of each model Odoo has under the prefix, by Odoo's name of the model. Lines of records count as
/// records of their own model.
///
/// # Errors
///
/// Whatever calling Odoo can meet.
pub async fn counts(odoo: &Odoo, prefix: &str) -> Result<BTreeMap<String, u64>> {
    let groups = odoo.read_group("ir.model.data", json!([["module", "=", prefix]]), &[], &["model"]).await?;
    let count = |group: &serde_json::Map<String, Value>| {
        Some((group.get("model")?.as_str()?.to_owned(), group.get("__count")?.as_u64()?))
    };
    groups.iter().map(count).collect::<Option<_>>().ok_or_else(|| unexpected("ir.model.data", "read_group"))
}

/// The sum of each named field over the records of a model under the prefix.
///
/// # Errors
///
/// Whatever calling Odoo can meet.
pub async fn sums(odoo: &Odoo, prefix: &str, model: &str, fields: &[&str]) -> Result<BTreeMap<String, Decimal>> {
    let domain = json!([["module", "=", prefix], ["model", "=", model]]);
    let rows = odoo.search_read("ir.model.data", domain, &["res_id"]).await?;
    let ids: Vec<&Value> = rows.iter().filter_map(|row| row.get("res_id")).collect();
    let mut sums: BTreeMap<String, Decimal> = fields.iter().map(|field| ((*field).to_owned(), Decimal::ZERO)).collect();
    for page in ids.chunks(PAGE) {
        let groups = odoo.read_group(model, json!([["id", "in", page]]), fields, &[]).await?;
        for (field, sum) in &mut sums {
            for group in &groups {
                *sum += group.get(field).and_then(decimal).ok_or_else(|| unexpected(model, "read_group"))?;
            }
        }
    }
    Ok(sums)
}

/// The trial balance up to and including a day, by account code: debits less credits in the company's currency. Accounts
/// without entries are left out.
///
/// # Errors
///
/// Whatever calling Odoo can meet.
pub async fn trial_balance(odoo: &Odoo, until: Date, entries: Entries) -> Result<Vec<AccountBalance>> {
    let states = match entries {
        Entries::Posted => json!(["posted"]),
        Entries::WithDrafts => json!(["posted", "draft"]),
    };
    let domain =
        json!([["parent_state", "in", states], ["date", "<=", until.to_string()], ["account_id", "!=", false]]);
    let groups = odoo.read_group("account.move.line", domain, &["balance"], &["account_id"]).await?;
    let shape = || unexpected("account.move.line", "read_group");
    let mut by_account = BTreeMap::new();
    for group in &groups {
        let account = group.get("account_id").and_then(|account| account[0].as_i64()).ok_or_else(shape)?;
        let balance = group.get("balance").and_then(decimal).ok_or_else(shape)?;
        by_account.insert(account, balance);
    }
    let ids: Vec<i64> = by_account.keys().copied().collect();
    let mut balances = Vec::new();
    for page in ids.chunks(PAGE) {
        // `read` finds closed accounts too, which a search leaves out in later versions
        let accounts = odoo.read("account.account", "read", json!([page, ["code", "name"]]), json!({})).await?;
        for account in accounts.as_array().ok_or_else(shape)? {
            let text = |field: &str| account[field].as_str().unwrap_or_default().to_owned();
            let balance = account["id"].as_i64().and_then(|id| by_account.get(&id)).ok_or_else(shape)?;
            balances.push(AccountBalance { code: text("code"), name: text("name"), balance: *balance });
        }
    }
    balances.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(balances)
}

/// Sets two trial balances side by side, by account code: every account that either has, in the order of the codes. An
/// account that only one has counts as zero in the other; several balances of one code are added up.
pub fn compare(given: &[AccountBalance], loaded: &[AccountBalance]) -> Vec<BalanceLine> {
    let mut lines: BTreeMap<&str, BalanceLine> = BTreeMap::new();
    for (balance, is_given) in
        given.iter().map(|balance| (balance, true)).chain(loaded.iter().map(|balance| (balance, false)))
    {
        let line = lines.entry(&balance.code).or_insert_with(|| BalanceLine {
            code: balance.code.clone(),
            name: balance.name.clone(),
            given: Decimal::ZERO,
            loaded: Decimal::ZERO,
        });
        *(if is_given { &mut line.given } else { &mut line.loaded }) += balance.balance;
    }
    lines.into_values().collect()
}

/// A number of Odoo's as a decimal; a sum over nothing is `false`, and is zero.
fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Null | Value::Bool(false) => Some(Decimal::ZERO),
        Value::Number(number) => match number.as_i64() {
            Some(int) => Some(Decimal::from(int)),
            None => Decimal::from_f64(number.as_f64()?).map(|decimal| decimal.normalize()),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn balance(code: &str, balance: &str) -> AccountBalance {
        AccountBalance { code: code.into(), name: format!("Account {code}"), balance: balance.parse().unwrap() }
    }

    #[test]
    fn floating_point_noise_is_not_taken_over() {
        let read = |text: &str| decimal(&serde_json::from_str(text).unwrap()).unwrap().to_string();
        assert_eq!(read("0.30000000000000004"), "0.3");
        assert_eq!(read("1234567890123.45"), "1234567890123.45");
        assert_eq!(read("-9999999999999.99"), "-9999999999999.99");
        assert_eq!(read("100"), "100");
        assert_eq!(read("100.0"), "100");
        assert_eq!(read("false"), "0");
        assert_eq!(decimal(&json!("12")), None);
    }

    #[test]
    fn balances_are_compared_to_the_cent() {
        let lines = compare(
            &[balance("100", "10.00"), balance("200", "-10"), balance("300", "5"), balance("300", "1")],
            &[balance("100", "10"), balance("200", "-9.99"), balance("999", "0.01")],
        );
        let differences: Vec<(&str, String)> =
            lines.iter().map(|line| (line.code.as_str(), line.difference().to_string())).collect();
        assert_eq!(differences[0].0, "100");
        assert!(lines[0].difference().is_zero());
        assert_eq!(differences[1..], [("200", "0.01".into()), ("300", "-6".into()), ("999", "0.01".into())]);
        assert_eq!(lines[3].given, Decimal::ZERO);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn cents_survive_the_wire(cents in -999_999_999_999_999_i64..999_999_999_999_999) {
            let exact = Decimal::new(cents, 2);
            let float: f64 = exact.to_string().parse().unwrap();
            let wire: Value = serde_json::from_str(&json!(float).to_string()).unwrap();
            proptest::prop_assert_eq!(decimal(&wire), Some(exact.normalize()));
        }
    }
}
