//! Mapping documents: what they yield, and how every mistake in them is told.

use crate::setting::Setting;
use bailee_model::engine::{Engine, MapAsk, Mapped, Mistake, TableRef, Unwatched};
use bailee_model::load::Row;

const ACCOUNTS: &str = "code,name,kind\n1000,Bank,BANK\n3000,Equity,EQUITY\n4000,Sales,REVENUE\n9000,Odd,UNHEARD\n,Nameless,BANK\n1000,Bank again,BANK\n";
const LINES: &str = "entry,day,account,amount\nE1,2023-12-31,1000,150.00\nE1,2023-12-31,4000,-150.00\nE2,2023-12-31,1000,10.50\nE2,2023-12-31,9000,-10.50\n";

const MAPPING: &str = r#"
version = 1
title = "Opening entry (fictional)"

[maps.kinds]
BANK = "account.data_account_type_liquidity"
EQUITY = "account.data_account_type_equity"
REVENUE = "account.data_account_type_revenue"

[[load]]
model = "account.move"
from = "lines"
id = "move_{entry}"
post = true
[load.fields]
date = "day"
ref = { value = "Opening" }
journal_id = { ref = "account.journal", key = "opening" }
[load.lines]
account_id = { ref = "account.account", key = "account_{account}" }
debit = "case when amount > 0 then amount else 0 end"
credit = "case when amount < 0 then -amount else 0 end"

[[load]]
model = "account.journal"
id = "opening"
[load.fields]
name = { value = "Opening" }
code = { value = "OPEN" }
company_id = { xid = "base.main_company" }

[[load]]
model = "account.account"
from = "accounts"
where = "name <> 'Nobody'"
id = "account_{code}"
[load.fields]
code = "code"
name = "trim(name)"
"user_type_id/id" = { map = "kinds", of = "kind" }

[balance]
sql = "select account as code, min(account) as name, sum(amount) as balance from lines group by account"

[sums]
total = "select sum(abs(amount)) from lines"
"#;

async fn tables(setting: &Setting) -> Vec<TableRef> {
    let tables = vec![setting.table("accounts", ACCOUNTS, &[]).await, setting.table("lines", LINES, &[]).await];
    for table in &tables {
        setting.typed(table).await;
    }
    tables
}

async fn mistakes(setting: &Setting, text: &str, tables: &[TableRef]) -> Vec<Mistake> {
    setting.bench.check_mapping(setting.engagement, text, tables).await.unwrap().expect_err("has mistakes")
}

async fn mapped(setting: &Setting, text: &str, tables: Vec<TableRef>) -> Mapped {
    let ask =
        MapAsk { engagement: setting.engagement, mapping: text.to_owned(), tables, prefix: "bailee_test".to_owned() };
    setting.bench.map(&ask, &Unwatched).await.unwrap()
}

fn told(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| format!("{}:{}:{}", row.source.line, row.id, row.cells.join("|"))).collect()
}

#[tokio::test]
async fn a_mapping_yields_records_in_dependency_order_with_rejects_and_balances() {
    let setting = Setting::new(61).await;
    let tables = tables(&setting).await;
    let mapped = mapped(&setting, MAPPING, tables).await;
    let plan = mapped.plan.unwrap();
    let models: Vec<&str> = plan.loads.iter().map(|load| load.model.as_str()).collect();
    assert_eq!(
        (models, plan.prefix.as_str()),
        (vec!["account.journal", "account.account", "account.move"], "bailee_test")
    );
    assert_eq!(told(&plan.loads[0].rows), ["0:opening:Opening|OPEN|base.main_company"]);
    assert_eq!(plan.loads[1].fields, ["code", "name", "user_type_id/id"]);
    assert_eq!(told(&plan.loads[1].rows)[0], "2:account_1000:1000|Bank|account.data_account_type_liquidity");
    assert_eq!(
        plan.loads[2].fields,
        ["date", "ref", "journal_id/id", "line_ids/account_id/id", "line_ids/debit", "line_ids/credit"]
    );
    assert_eq!(
        told(&plan.loads[2].rows),
        ["2:move_E1:2023-12-31|Opening|@opening|@account_1000|150.00|0.00", "3::|||@account_4000|0.00|150.00"]
    );
    assert!(plan.loads[2].post);
    let rejects: Vec<String> = mapped
        .rejects
        .iter()
        .map(|reject| format!("{} {} {}", reject.model, reject.source.line, reject.field.clone().unwrap_or_default()))
        .collect();
    assert_eq!(
        rejects,
        [
            "account.account 5 user_type_id/id",
            "account.account 6 id",
            "account.account 7 id",
            "account.move 5 line_ids/account_id/id",
            "account.move 4 "
        ]
    );
    let balances: Vec<String> =
        mapped.balances.iter().map(|balance| format!("{} {}", balance.code, balance.balance)).collect();
    assert_eq!(balances, ["1000 160.5", "4000 -150", "9000 -10.5"]);
    assert_eq!(mapped.sums["total"].to_string(), "321");
}

#[tokio::test]
async fn the_outline_says_what_is_read_and_written() {
    let setting = Setting::new(62).await;
    let tables = tables(&setting).await;
    let outline = setting.bench.check_mapping(setting.engagement, MAPPING, &tables).await.unwrap().unwrap();
    assert_eq!(outline.title, "Opening entry (fictional)");
    assert_eq!(outline.loads[2], ("account.move".into(), "lines".into(), 6));
    assert_eq!(outline.columns["accounts"], ["code", "kind", "name"]);
    assert_eq!(outline.columns["lines"], ["account", "amount", "day", "entry"]);
    assert_eq!(outline.tables, ["accounts", "lines"]);
    assert_eq!(outline.fields["account.journal"], ["name", "code", "company_id/id"]);
}

#[tokio::test]
async fn a_view_joins_tables_and_keeps_the_lines() {
    let setting = Setting::new(63).await;
    let tables = tables(&setting).await;
    let text = "version = 1\ntitle = \"t\"\n[views.trial]\nsql = \"select min(l._line) as _line, l.account, max(a.name) as name, sum(l.amount) as amount from lines l join accounts a on a.code = l.account group by l.account\"\nlines = \"lines\"\n[[load]]\nmodel = \"x.balance\"\nfrom = \"trial\"\nid = \"b_{account}\"\n[load.fields]\nname = \"name\"\namount = \"amount\"\n";
    let mapped = mapped(&setting, text, tables).await;
    let load = &mapped.plan.unwrap().loads[0];
    assert_eq!(load.rows[0].source.file, "lines.csv");
    assert_eq!(told(&load.rows)[1], "3:b_4000:Sales|-150.00");
}

#[tokio::test]
async fn every_mistake_is_told_with_its_line_and_column() {
    let setting = Setting::new(64).await;
    let tables = tables(&setting).await;
    let text = r#"version = 2
title = 3
speed = "fast"

[[load]]
model = "Account"
from = "nowhere"
id = "a_{code}"
[load.fields]
code = "code"

[[load]]
model = "account.account"
from = "accounts"
where = "cod is not null"
id = "account"
post = true
[load.fields]
code = "upper(code"
name = { ref = "res.partner", key = "p_{name}" }
kind = { map = "kinds", of = "kind" }
flag = { value = "x", xid = "a.b" }
note = "count(name)"
other = 5

[sums]
total = "select nothing from lines"
"#;
    let found = mistakes(&setting, text, &tables).await;
    let told: Vec<String> = found
        .iter()
        .map(|mistake| {
            format!(
                "{}:{} {}",
                mistake.place.line.unwrap(),
                mistake.place.column.unwrap(),
                mistake.place.field.clone().unwrap_or_default()
            )
        })
        .collect();
    insta::assert_snapshot!("mistakes", told.join("\n"));
    assert!(found.iter().all(|mistake| !mistake.message.english().is_empty()));
}

#[tokio::test]
async fn circles_and_broken_toml_are_told() {
    let setting = Setting::new(65).await;
    let tables = tables(&setting).await;
    let circle = "version = 1\ntitle = \"t\"\n[[load]]\nmodel = \"a.a\"\nfrom = \"accounts\"\nid = \"a_{code}\"\n[load.fields]\nb = { ref = \"b.b\", key = \"b_{code}\" }\n[[load]]\nmodel = \"b.b\"\nfrom = \"accounts\"\nid = \"b_{code}\"\n[load.fields]\na = { ref = \"a.a\", key = \"a_{code}\" }\n";
    let found = mistakes(&setting, circle, &tables).await;
    assert!(found[0].message.english().contains("circle"), "{found:?}");
    let found = mistakes(&setting, "version = 1\ntitle = \"open\n", &tables).await;
    assert_eq!(found[0].place.line, Some(2));
    let ask = MapAsk { engagement: setting.engagement, mapping: circle.to_owned(), tables, prefix: "p".into() };
    assert!(setting.bench.map(&ask, &Unwatched).await.is_err());
}

#[tokio::test]
async fn the_examples_of_the_reference_are_without_mistake() {
    let setting = Setting::new(66).await;
    let mut tables = tables(&setting).await;
    tables.push(
        setting
            .table("contacts", "contact_id,name,email,country\nC1,Odile Brume,odile@brume.example,Canada\n", &[])
            .await,
    );
    let reference =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/mapping.md")).unwrap();
    let examples: Vec<&str> =
        reference.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 2);
    for example in examples {
        let outline = setting.bench.check_mapping(setting.engagement, example, &tables).await.unwrap();
        assert!(outline.is_ok(), "{example}\n{outline:#?}");
    }
}
