//! Every way by which a value was seen to leave an engine of this kind, and some hundreds that a grammar makes up.
//!
//! The table is full of canaries. What a question answers, the error it ends in with all that is behind it, every line
//! that is logged at the finest level, the folder for temporary files and the folder of the vault are searched for them
//! in every spelling (`canary`). The data are fictional.

use crate::canary::{self, EMPLOYEE, FINANCIAL, PAY, PERSONAL, SECRET, found_in};
use crate::grammar::{Seeded, statement};
use crate::setting::{Setting, files_below};
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass::{
    self, AggregateOnly, EmployeeSensitive, FinancialSensitive, Open, Personal, Secret,
};
use std::path::Path;

const CLASSES: &[(&str, ColumnClass)] = &[
    ("partner", Personal),
    ("email", Personal),
    ("phone", Personal),
    ("memo", Personal),
    ("iban", FinancialSensitive),
    ("born", EmployeeSensitive),
    ("pass", Secret),
    ("salary", AggregateOnly),
];

const PEOPLE: &str = "\
id,grp,partner,email,iban,phone,memo,born,pass
1,A,Odile Brume,odile@brume.example,GB33BUKB20201555555555,+32 2 123 45 67,paid,1999-12-31,Pa55-word
2,B,Zqxvane,zqxvane@korridor-zq.fr,FR7630006000011234567890189,+33783915726,zqxmemo settled,1931-02-17,zqxsecret
3,A,ZQXVANE,Zqxvane@Korridor-zq.fr,FR7630006000011234567890189,+33 783915726,zqxmemo agreed,1931-02-17,zqxsecret!
4,,,,,,,,
";

struct Tables {
    setting: Setting,
    people: TableRef,
    pay: TableRef,
}

impl Tables {
    async fn new(seed: u64) -> Self {
        canary::listen();
        let setting = Setting::new(seed).await;
        let people = setting.table("people", PEOPLE, CLASSES).await;
        let rows: String =
            (0..12).map(|n| format!("{n},{},Someone {n},{}.31\n", ["A", "B"][n % 2], 91_736_458 + 83 * n)).collect();
        let pay = setting.table("pay", &format!("id,grp,partner,salary\n{rows}"), CLASSES).await;
        setting.typed(&people).await;
        setting.typed(&pay).await;
        Self { setting, people, pay }
    }

    /// All that comes back for a question, errors with what is behind them.
    async fn told(&self, cleared: &[ColumnClass], sql: &str) -> String {
        self.outcome(cleared, sql).await.unwrap_or_else(|fault| fault)
    }

    async fn outcome(&self, cleared: &[ColumnClass], sql: &str) -> Result<String, String> {
        let rows = self.setting.ask(&[&self.people, &self.pay], cleared, sql).await.map_err(|fault| {
            let behind = std::iter::successors(std::error::Error::source(&fault), |fault| fault.source());
            format!("{fault} {fault:?} {}", behind.map(ToString::to_string).collect::<String>())
        })?;
        Ok(format!("{rows:?}"))
    }

    /// Fails when a canary that `cleared` hides comes back; whether the question was answered.
    async fn keeps(&self, cleared: &[ColumnClass], sql: &str) -> bool {
        let outcome = self.outcome(cleared, sql).await;
        let told = outcome.as_ref().unwrap_or_else(|fault| fault);
        if let Some(canary) = found_in(told.as_bytes(), &hidden(cleared)) {
            panic!("{canary} came back, cleared {cleared:?}, for\n{sql}\n{told}");
        }
        assert!(!told.contains("datafusion"), "{sql}\n{told}");
        outcome.is_ok()
    }
}

/// The canaries that these classes do not show. Those for sums are shown to nobody.
fn hidden(cleared: &[ColumnClass]) -> Vec<&'static str> {
    let classes =
        [(Personal, PERSONAL), (FinancialSensitive, FINANCIAL), (EmployeeSensitive, EMPLOYEE), (Secret, SECRET)];
    let hidden = classes.into_iter().filter(|(class, _)| !cleared.contains(class)).flat_map(|(_, canaries)| canaries);
    hidden.chain(PAY).copied().collect()
}

const CLEARANCES: &[&[ColumnClass]] = &[&[Open], &[], &[Open, Personal], &[Open, AggregateOnly], ColumnClass::ALL];

#[tokio::test(flavor = "multi_thread")]
async fn leak_1_an_error_of_casting_names_no_value_of_an_excluded_row() {
    let tables = Tables::new(71).await;
    for sql in [
        "select * from (select * from people where grp = 'A') v where cast(pass as int) > 0",
        "select * from (select * from people where grp = 'A') v where cast(partner as date) > '2020-01-01'",
        "select cast(pass as int) from people",
        "select sum(cast(memo as decimal(10, 2))) from people",
        "select * from people where 1 = (select cast(max(pass) as int) from people)",
        "select to_date(memo), to_timestamp(pass) from people",
    ] {
        for cleared in CLEARANCES {
            tables.keeps(cleared, sql).await;
        }
        let fault = tables.setting.ask(&[&tables.people], ColumnClass::ALL, sql).await.unwrap_err();
        assert!(fault.code().is_some(), "{sql}: {fault:?}");
        assert!(
            found_in(format!("{fault} {fault:?}").as_bytes(), &canary::all()).is_none(),
            "even in clear: {fault:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_2_a_division_by_zero_asks_nothing_of_a_masked_value() {
    let tables = Tables::new(72).await;
    // Every pseudonym is 24 characters long: the oracle says the same of every row and every length.
    for length in 1..24 {
        let sql = format!("select count(10 / (length(partner) - {length})) from people where partner is not null");
        assert!(tables.told(&[Open], &sql).await.contains("\"3\""), "{length}");
    }
    for sql in [
        "select id from people where 10 / (strpos(partner, 'Zqx') - 1) > 0",
        "select id from people where partner like 'Z%'",
        "select id from people where partner ~* '^z' and length(partner) < 24",
        "select id from people where pass similar to '%zqx%' or memo ilike '%settled%'",
        "select id from people where starts_with(partner, 'Zqxv') or contains(email, 'korridor')",
        "select id from people where iban = 'FR7630006000011234567890189' or born < '1950-01-01'",
    ] {
        assert!(!tables.told(&[Open], sql).await.contains("Some(\"2\")"), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_3_plans_settings_and_the_catalogue_are_not_told() {
    let tables = Tables::new(73).await;
    for sql in [
        "explain select partner from people",
        "explain analyze select partner from people",
        "explain verbose select partner from people where partner = 'x'",
        "describe people",
        "show tables",
        "show columns from people",
        "show functions",
        "show all",
        "set datafusion.catalog.information_schema = true",
        "select * from information_schema.tables",
        "select * from information_schema.columns",
        "select * from information_schema.df_settings",
        "select * from datafusion.information_schema.tables",
        "select @@version",
        "select version(), current_user, session_user",
        "select * from 'people.parquet'",
        "select * from \"/etc/passwd\"",
        "select * from read_csv('/etc/passwd')",
    ] {
        for cleared in CLEARANCES {
            let fault = tables.setting.ask(&[&tables.people], cleared, sql).await.expect_err(sql);
            assert!(!format!("{fault} {fault:?}").to_lowercase().contains("datafusion.public"), "{sql}: {fault}");
            assert!(fault.code().is_some(), "{sql}: {fault:?}");
        }
    }
    let unknown = tables.setting.ask(&[&tables.people], &[Open], "select * from elsewhere").await.unwrap_err();
    assert_eq!(unknown.to_string().matches("elsewhere").count(), 2, "{unknown}");
    assert_eq!((unknown.code(), unknown.place().and_then(|place| place.column)), (Some("unknown_table"), Some(15)));
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_4_no_road_leads_around_the_mask() {
    let tables = Tables::new(74).await;
    for sql in [
        "select * from people",
        "select people.* from people",
        "select p.partner from people p join people q on p.pass = q.pass",
        "select partner from people union select pass from people union all select memo from people",
        "with x as (select * from people), y as (select * from x) select * from y",
        "select (select max(pass) from people), array_agg(memo) from people",
        "select l.v from people p, lateral (select p.pass as v) l",
        "select first_value(pass) over (order by id), lag(memo) over (order by id), max(born) over () from people",
        "select case when grp = 'B' then pass else memo end, coalesce(pass, memo), nullif(pass, ''), greatest(pass, memo) from people",
        "select regexp_replace(pass, '(.*)', '\\1'), regexp_match(pass, '.*'), split_part(email, '@', 2) from people",
        "select upper(pass), reverse(pass), to_hex(ascii(pass)), translate(pass, 'z', 'y'), substr(pass, 2) from people",
        "select arrow_cast(pass, 'Binary'), cast(pass as bytea), arrow_cast(pass, 'Utf8View') from people",
        "select string_agg(pass, ','), min(memo), approx_median(length(pass)) from people group by grp",
        "select grp, partner from people group by cube (grp, partner) having partner > 'A'",
        "select partner, count(*) from people group by 1 order by partner desc limit 1",
        "select pass from people tablesample system (100)",
        "select pass from people limit 1 offset 1",
        "select distinct on (pass) pass from people",
        "select max(salary), min(salary), salary from pay",
        "select sum(salary) from pay where id = '1'",
        "select avg(salary) from pay group by id",
        "select sum(salary) from pay where id <> '1' union all select sum(salary) from pay",
        "select \"partner#pseudonym\", \"partner#shape\", \"pass#length\" from people",
        "select iban__country, iban__shape, partner__length, born__month, email__domain, pass__shape from people",
        "select p.partner from people p where p.partner = any (select pass from people)",
        "select pass from people where pass in ('zqx', pass)",
        "select row_number() over (order by pass), ntile(2) over (order by born) from people",
    ] {
        for cleared in CLEARANCES {
            tables.keeps(cleared, sql).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_5_constants_that_would_fill_the_memory_are_refused_while_planning() {
    let tables = Tables::new(75).await;
    let nested = |open: &str, close: &str| format!("select length({}'x'{})", open.repeat(30), close.repeat(30));
    let doubled = (0..30).fold("select 'x' as s".to_owned(), |inner, _| format!("select s || s as s from ({inner}) q"));
    for sql in [
        "select rpad('x', 2000000000)".to_owned(),
        "select length(lpad('x', 2147483647, 'y'))".to_owned(),
        "select length(rpad(partner, 200000000)) from people".to_owned(),
        nested("replace(", ", 'x', 'xxxxxxxxxx')"),
        nested("regexp_replace(", ", 'x', 'xxxxxxxxxx', 'g')"),
        nested("concat_ws('0123456789', 'a', 'b', ", ", 'c', 'd', lpad('x', 100000), lpad('x', 100000))"),
        doubled,
        "select levenshtein(rpad('x', 60000, 'ab'), rpad('x', 60000, 'ba'))".to_owned(),
        format!("select {}1", "1 + ".repeat(20_000)),
        format!("select {}1{}", "(".repeat(5_000), ")".repeat(5_000)),
        format!("select not {} true", "not ".repeat(5_000)),
        format!("select 1{}", "::int".repeat(8_000)),
        format!("select 1 {}", "union all select 1 ".repeat(3_000)),
        format!("select case {} end", "when true then case ".repeat(3_000)),
        format!("select {}'x'{}", "upper(".repeat(20), ")".repeat(20)),
        format!("select {}'x'{}", "substring(".repeat(20), " from 1)".repeat(20)),
    ] {
        let start = std::time::Instant::now();
        let sort = &sql[..60.min(sql.len())];
        let fault = tables.setting.ask(&[&tables.people], &[Open], &sql).await.expect_err(sort);
        assert!(fault.code().is_some() && start.elapsed().as_secs() < 20, "{sort} {fault:?}");
    }
    let brackets = format!("select {}1{}", "(".repeat(40), ")".repeat(40));
    let start = std::time::Instant::now();
    tables.told(&[Open], &brackets).await;
    assert!(start.elapsed().as_secs() < 20, "brackets alone do not keep the reader");
    let deep = format!("select {}1", "1 + ".repeat(70));
    assert!(tables.told(&[Open], &deep).await.contains("71"), "what is deep and not too deep still runs");
    assert!(tables.told(&[Open], "select rpad('x', 1000)").await.contains("rows: [[Some("));
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_6_a_pseudonym_of_one_client_says_nothing_at_another() {
    let tables = Tables::new(76).await;
    let there = tables.setting.table_of(tables.setting.other, "people", PEOPLE.as_bytes(), CLASSES).await;
    use bailee_model::engine::{Engine, QueryAsk};
    let sql = "select partner, email, iban, memo, born, pass from people where id = '2'".to_owned();
    let ask = QueryAsk {
        engagement: tables.setting.other,
        tables: vec![there],
        cleared: vec![Open],
        sql: sql.clone(),
        limit: 9,
    };
    let theirs = tables.setting.bench.query(&ask).await.unwrap();
    let ours = tables.setting.ask(&[&tables.people], &[Open], &sql).await.unwrap();
    assert!(ours.rows[0].iter().all(|cell| !theirs.rows[0].contains(cell)), "{ours:?} {theirs:?}");
}

/// A question's answer does not depend on a masked value, only on which rows have the same one: what is asked of a
/// table, and of another that differs in masked values alone, comes out alike.
#[tokio::test(flavor = "multi_thread")]
async fn masked_values_change_no_answer_that_does_not_show_them() {
    let setting = Setting::new(77).await;
    let table = |name: &'static str, value: &'static str| {
        let rows: String = (0..40).map(|n| format!("{n},{},{value}{}\n", n % 3, 10 + n % 7)).collect();
        (name, format!("id,grp,note\n{rows}"))
    };
    let mut answers = Vec::new();
    for (name, text) in [table("one", "Kelp"), table("two", "Moss")] {
        let table = setting.table(name, &text, &[("note", FinancialSensitive)]).await;
        let mut told = Vec::new();
        for sql in [
            "select count(distinct note), count(note), max(length(note)) from T",
            "select grp, count(*) from T where note like '%elp%' or note < 'L' and note > 'Moss10' group by grp order by 1",
            "select count(*) from T a join T b on a.note = b.note",
            "select note__shape, note__length, count(*) from T group by 1, 2 order by 1",
            "select count(*) from T where 5 / (length(note) - 6) > 0 or try_cast(note as int) is not null",
            "select count(*) from T where note = 'Kelp12'",
            "select cast(note as int) from T",
        ] {
            let answer = setting.ask(&[&table], &[Open], &sql.replace('T', name)).await;
            told.push(answer.map(|rows| rows.rows).map_err(|fault| fault.message().to_owned()));
        }
        answers.push(told);
    }
    for (one, two) in answers[0].iter().zip(&answers[1]) {
        // Which pseudonym is less than a word is chance; the second question counts by it and only its form is compared.
        match (one, two) {
            (Ok(one), Ok(two)) => assert_eq!(one.first().map(Vec::len), two.first().map(Vec::len)),
            (one, two) => assert_eq!(one, two),
        }
    }
    for place in [0, 2, 3, 4, 5] {
        assert_eq!(answers[0][place], answers[1][place], "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leak_7_some_hundred_questions_out_of_a_grammar_show_no_canary() {
    let tables = Tables::new(78).await;
    let (mut ran, mut choices) = (0, Seeded(0x5eed));
    for round in 0..300 {
        let sql = statement(&mut choices);
        ran += usize::from(tables.keeps(CLEARANCES[round % CLEARANCES.len()], &sql).await);
    }
    assert!(ran > 60, "the grammar writes questions that run: {ran}");
    let mut beside = files_below(tables.setting.dir.path());
    #[allow(clippy::disallowed_methods, reason = "it looks for what must not be there")]
    let temporary = std::env::temp_dir();
    beside.extend(files_below_that_open(&temporary));
    for file in beside {
        assert!(found_in(&file, &canary::all()).is_none(), "a file holds a canary");
    }
    let (overheard, lines) = canary::overheard();
    assert!(lines > 1000, "the ear hears: {lines}");
    assert!(overheard.is_empty(), "{}", overheard.concat());
}

/// Files directly in the folder for temporary files, those that may be read.
fn files_below_that_open(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let small = |path: &std::path::PathBuf| path.metadata().is_ok_and(|facts| facts.is_file() && facts.len() < 1 << 24);
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(small)
        .filter_map(|path| std::fs::read(path).ok())
        .collect()
}
