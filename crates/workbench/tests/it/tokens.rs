//! Format tokens beside columns: named, they answer, masked or not; unnamed, they are not there.

use crate::setting::Setting;
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass::{self, EmployeeSensitive, FinancialSensitive, Open, Personal};

const STAFF: &str = "\
ref,contact_name,email,iban,phone,born
R1,Odile Brume,odile@brume.example,GB33 BUKB 2020 1555 5555 55,+33 6 12 34 56 78,31/12/1999
R2,Théo Falaise,theo@gmail.com,nothing,06 12 34 56 78,01/02/1980
R3,Nora Havre,nora@havre.fr,,+32 2 123 45 67,15/06/1975
";
const CLASSES: &[(&str, ColumnClass)] = &[
    ("contact_name", Personal),
    ("email", Personal),
    ("iban", FinancialSensitive),
    ("phone", Personal),
    ("born", EmployeeSensitive),
];

async fn staff(setting: &Setting) -> TableRef {
    setting.table("staff", STAFF, CLASSES).await
}

async fn told(setting: &Setting, table: &TableRef, cleared: &[ColumnClass], sql: &str) -> Vec<String> {
    let rows = setting.ask(&[table], cleared, sql).await.unwrap();
    let cell = |cell: Option<String>| cell.unwrap_or(".".to_owned());
    rows.rows.into_iter().map(|row| row.into_iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}

#[tokio::test]
async fn tokens_tell_the_form_whether_the_column_is_masked_or_not() {
    let setting = Setting::new(51).await;
    let staff = staff(&setting).await;
    setting.typed(&staff).await;
    for (sql, expected) in [
        (
            "select contact_name__shape, contact_name__length from staff order by ref",
            ["Aa Aa | 11", "Aa Aa | 12", "Aa Aa | 10"],
        ),
        (
            "select email__domain, email__valid from staff order by ref",
            ["reserved | true", "public | true", "organisation | true"],
        ),
        (
            "select iban__country, iban__valid, iban__length from staff order by ref",
            ["GB | true | 27", ". | false | 7", ". | . | ."],
        ),
        ("select phone__country from staff order by ref", ["FR", ".", "BE"]),
        ("select born__month from staff order by ref", ["1999-12", "1980-02", "1975-06"]),
        (
            "select IBAN__Country from staff where \"iban__country\" = 'GB' or ref <> 'R1' order by ref",
            ["GB", ".", "."],
        ),
    ] {
        for cleared in [&[Open][..], &[Open, Personal], ColumnClass::ALL] {
            assert_eq!(told(&setting, &staff, cleared, sql).await, expected, "{sql} {cleared:?}");
        }
    }
}

#[tokio::test]
async fn tokens_of_columns_that_were_open_are_computed_and_those_raised_later_too() {
    let setting = Setting::new(52).await;
    let mut staff = staff(&setting).await;
    let sql = "select ref__length, ref__shape from staff order by ref limit 1";
    assert_eq!(told(&setting, &staff, &[Open], sql).await, ["2 | A9"]);
    staff.classes.insert("ref".into(), Personal);
    assert_eq!(told(&setting, &staff, &[Open], sql).await, ["2 | A9"]);
}

#[tokio::test]
async fn a_star_leaves_tokens_out_and_naming_one_beside_it_adds_it_once() {
    let setting = Setting::new(53).await;
    let staff = staff(&setting).await;
    let other = setting.table("banks", "iban,bank\nGB33 BUKB 2020 1555 5555 55,Fictional\n", CLASSES).await;
    let columns = async |sql: &str| setting.ask(&[&staff, &other], &[Open], sql).await.unwrap().columns;
    let own = ["_line", "ref", "contact_name", "email", "iban", "phone", "born"];
    assert_eq!(columns("select * from staff").await, own);
    assert_eq!(columns("select * from staff where iban__country = 'GB'").await, own);
    let named = [&own[..], &["iban__country"]].concat();
    assert_eq!(columns("select *, iban__country from staff").await, named);
    assert_eq!(columns("select s.*, s.iban__country from staff s").await, named);
    assert_eq!(columns("select * from (select *, iban__country from staff) x").await, named);
    assert_eq!(columns("with x as (select *, iban__country from staff) select * from x").await, named);
    let joined = "select * from staff s join banks b on s.iban = b.iban where s.iban__shape = b.iban__shape";
    assert_eq!(columns(joined).await.len(), own.len() + 3);
}

#[tokio::test]
async fn a_column_of_the_file_comes_before_a_token_of_its_name() {
    let setting = Setting::new(54).await;
    let text = "contact_name,contact_name__shape,contact_name#shape\nOdile Brume,round,square\n";
    let table = setting.table("t", text, &[("contact_name", Personal), ("contact_name#shape", Open)]).await;
    assert_eq!(told(&setting, &table, &[Open], "select contact_name__shape from t").await, ["round"]);
    let rows = setting.ask(&[&table], &[Open], "select contact_name from t").await.unwrap();
    assert_eq!(rows.masked, ["contact_name"], "a header cannot put itself in the place of pseudonyms");
    assert!(rows.rows[0][0].as_deref() != Some("square"));
}

#[tokio::test]
async fn the_profile_lists_the_tokens_that_questions_may_name() {
    let setting = Setting::new(55).await;
    let staff = staff(&setting).await;
    let profile = setting.typed(&staff).await;
    let of = |name: &str| profile.columns.iter().find(|column| column.name == name).unwrap().tokens.clone();
    assert_eq!(of("iban"), ["iban__shape", "iban__length", "iban__country", "iban__valid"]);
    assert_eq!(of("born"), ["born__shape", "born__length", "born__month"]);
    for column in &profile.columns {
        for token in &column.tokens {
            told(&setting, &staff, &[Open], &format!("select \"{token}\" from staff")).await;
        }
    }
}

#[tokio::test]
async fn pseudonyms_join_where_values_would() {
    let setting = Setting::new(56).await;
    let staff = staff(&setting).await;
    let banks = setting
        .table("banks", "iban,bank\ngb33bukb20201555555555,Fictional\nDE89 3704 0044 0532 0130 00,Other\n", CLASSES)
        .await;
    let sql = "select s.ref, b.bank from staff s join banks b on s.iban = b.iban";
    let rows = setting.ask(&[&staff, &banks], &[Open], sql).await.unwrap();
    assert_eq!(rows.rows, [[Some("R1".to_owned()), Some("Fictional".to_owned())]]);
    assert_eq!(rows.masked, ["iban"]);
}
