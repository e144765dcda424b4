//! What a session without clearance can learn: pseudonyms, shapes, and nothing else, whatever it asks.

use crate::setting::{Setting, contains, files_below};
use bailee_model::ErrorKind;
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass;

const CANARY: &str = "SECRET-777";
const PEOPLE: &str = "id,grp,partner,email,code\n1,A,Odile Brume,odile@brume.example,100\n2,B,SECRET-777,x@secret-777.example,SECRET-777\n3,A,odile  brume,odile@brume.example,300\n";
const SEALED: &[(&str, ColumnClass)] =
    &[("partner", ColumnClass::Personal), ("email", ColumnClass::Personal), ("code", ColumnClass::FinancialSensitive)];

async fn people(setting: &Setting) -> TableRef {
    setting.table("people", PEOPLE, SEALED).await
}

#[tokio::test]
async fn uncleared_columns_are_pseudonyms_in_every_place_and_cleared_ones_are_not() {
    let setting = Setting::new(21).await;
    let people = people(&setting).await;
    let cleared = setting
        .ask(&[&people], &[ColumnClass::Open, ColumnClass::Personal], "select partner, code from people order by id")
        .await
        .unwrap();
    assert_eq!(cleared.rows[0][0].as_deref(), Some("Odile Brume"));
    assert_eq!(cleared.masked, ["code"]);
    let masked =
        setting.ask(&[&people], &[ColumnClass::Open], "select partner, email from people order by id").await.unwrap();
    assert_eq!(masked.masked, ["email", "partner"]);
    assert_eq!(masked.rows[0], masked.rows[2], "one person, two spellings, one pseudonym");
    assert_eq!(masked.rows[0][0].as_ref().map(String::len), Some(24));
    let counted = setting
        .ask(
            &[&people],
            &[ColumnClass::Open],
            "select count(distinct partner) from people where partner <> 'Odile Brume'",
        )
        .await
        .unwrap();
    assert_eq!(counted.rows[0][0].as_deref(), Some("2"), "the filter saw pseudonyms");
    let found = setting
        .ask(&[&people], &[ColumnClass::Open], "select id from people where partner like '%Odile%' or code = '100'")
        .await
        .unwrap();
    assert!(found.rows.is_empty());
}

#[tokio::test]
async fn a_column_that_nobody_decided_about_is_sealed() {
    let setting = Setting::new(22).await;
    let mut people = people(&setting).await;
    people.classes.remove("grp");
    let rows = setting.ask(&[&people], ColumnClass::ALL, "select grp from people").await.unwrap();
    assert_eq!(rows.masked, ["grp"]);
    assert!(rows.rows.iter().all(|row| row[0].as_deref() != Some("A")));
}

#[tokio::test]
async fn a_class_that_was_raised_after_parsing_masks_at_once() {
    let setting = Setting::new(23).await;
    let mut people = people(&setting).await;
    people.classes.insert("id".into(), ColumnClass::EmployeeSensitive);
    for typed in [false, true] {
        if typed {
            setting.typed(&people).await;
        }
        let rows = setting.ask(&[&people], &[ColumnClass::Open], "select id from people where id = '1'").await.unwrap();
        assert!(rows.rows.is_empty() && rows.masked == ["id"], "typed: {typed}");
    }
}

#[tokio::test]
async fn leak_1_an_error_quotes_no_value_of_an_excluded_row() {
    let setting = Setting::new(24).await;
    let people = people(&setting).await;
    let sql = "select * from (select * from people where grp = 'A') v where cast(code as int) > 0";
    for cleared in [&[ColumnClass::Open][..], ColumnClass::ALL] {
        let told = match setting.ask(&[&people], cleared, sql).await {
            Ok(rows) => format!("{rows:?}"),
            Err(fault) => format!("{fault} {fault:?}"),
        };
        assert!(!told.contains(CANARY), "{told}");
    }
}

#[tokio::test]
async fn leak_2_plans_cannot_be_printed() {
    let setting = Setting::new(25).await;
    let people = people(&setting).await;
    for sql in
        ["explain select partner from people", "explain analyze select partner from people", "explain verbose select 1"]
    {
        assert_eq!(setting.ask(&[&people], ColumnClass::ALL, sql).await.unwrap_err().kind(), ErrorKind::BadInput);
    }
}

#[tokio::test]
async fn nasty_questions_never_show_the_canary() {
    let setting = Setting::new(26).await;
    let people = people(&setting).await;
    let nasty = [
        "select * from people",
        "select partner || '' from people",
        "select max(partner), min(code) from people",
        "select string_agg(partner, ',') from people",
        "select cast(code as int) from people",
        "select 10 / (length(code) - 10) from people",
        "select p.partner from people p join people q on p.code = q.code",
        "select upper(partner) from people order by partner",
        "select partner from people union select code from people",
        "with x as (select * from people) select * from x",
        "select (select max(code) from people)",
        "select case when partner = 'SECRET-777' then partner else code end from people",
        "select regexp_replace(partner, '(.*)', '\\1') from people",
        "select first_value(partner) over (order by id) from people",
        "select partner from people group by partner having partner > 'S'",
        "select \"partner#shape\" from people",
        "select \"partner#pseudonym\" from people",
        "select arrow_cast(partner, 'Binary') from people",
        "select to_date(code) from people",
        "select substr(code, 1, 3) from people",
        "select * from information_schema.tables",
        "show tables",
        "copy people to '/x.csv'",
        "create external table t stored as csv location '/etc/passwd'",
        "select * from '/etc/passwd'",
        "select version()",
        "select now()",
        "select random()",
        "select * from generate_series(1, 100)",
        "select read_csv('x')",
        "set datafusion.execution.batch_size = 1",
        "select partner from people where partner in (select code from people)",
        "select lag(code) over (order by id) from people",
        "select array_agg(code) from people",
        "select sum(cast(code as decimal(10,2))) from people",
        "select nth_value(code, 2) over (order by id) from people",
        "select * from people where 1 = (select cast(max(code) as int) from people)",
    ];
    for sql in nasty {
        let told = match setting.ask(&[&people], &[ColumnClass::Open], sql).await {
            // Names of columns repeat what the caller typed; cells must not.
            Ok(rows) => format!("{:?}", rows.rows),
            Err(fault) => format!("{fault} {fault:?}"),
        };
        assert!(!told.to_lowercase().contains(&CANARY.to_lowercase()), "{sql}: {told}");
        assert!(!told.contains("Brume") && !told.contains("brume.example"), "{sql}: {told}");
    }
    for sql in &nasty[24..31] {
        assert!(setting.ask(&[&people], ColumnClass::ALL, sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn mistakes_in_a_question_are_told_with_their_place() {
    let setting = Setting::new(27).await;
    let people = people(&setting).await;
    let fault = setting.ask(&[&people], &[], "select id\nfrom people wher id = 1 1").await.unwrap_err();
    assert!(fault.place().is_some_and(|place| place.line == Some(2)), "{fault:?}");
    let fault = setting.ask(&[&people], &[], "select nothing from people").await.unwrap_err();
    assert!(fault.message().contains("nothing"), "{fault}");
}

#[tokio::test]
async fn answers_stop_at_the_limit_and_say_so() {
    let setting = Setting::new(28).await;
    let text = format!("n\n{}", (0..3000).map(|n| format!("{n}\n")).collect::<String>());
    let table = setting.table("many", &text, &[]).await;
    let rows = setting.ask(&[&table], ColumnClass::ALL, "select n from many").await.unwrap();
    assert!(rows.more && rows.rows.len() == 1000);
    let count = setting.ask(&[&table], &[], "select count(*) from many").await.unwrap();
    assert_eq!(
        (count.rows[0][0].as_deref(), &count.numeric[..], &count.masked[..]),
        (Some("3000"), &[true][..], &[][..])
    );
}

#[tokio::test]
async fn invariant_10_clients_never_meet() {
    let setting = Setting::new(29).await;
    let ours = people(&setting).await;
    let theirs = setting.table_of(setting.other, "theirs", PEOPLE.as_bytes(), SEALED).await;
    let refused = setting.ask(&[&ours], ColumnClass::ALL, "select * from theirs").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::BadInput);
    let smuggled = setting.ask(&[&ours, &theirs], ColumnClass::ALL, "select * from theirs").await.unwrap_err();
    assert_eq!(smuggled.kind(), ErrorKind::NotFound, "another engagement's holding does not exist here");
    let mine = setting.ask(&[&ours], &[], "select email from people order by id").await.unwrap();
    use bailee_model::engine::{Engine, QueryAsk};
    let ask = QueryAsk {
        engagement: setting.other,
        tables: vec![theirs],
        cleared: vec![],
        sql: "select email from theirs order by id".into(),
        limit: 10,
    };
    let other = setting.bench.query(&ask).await.unwrap();
    assert_ne!(mine.rows, other.rows, "the same value has another pseudonym with another client");
}

#[tokio::test]
async fn invariant_4_no_plaintext_on_disk_after_parse_profile_and_typing() {
    let setting = Setting::new(30).await;
    let people = people(&setting).await;
    setting.typed(&people).await;
    let files = files_below(setting.dir.path());
    assert!(files.len() > 5);
    for canary in [CANARY, "Odile Brume", "brume.example", "partner"] {
        assert!(files.iter().all(|bytes| !contains(bytes, canary.as_bytes())), "{canary}");
    }
}
