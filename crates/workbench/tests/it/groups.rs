//! Columns of which only sums, counts and averages over groups are told.

use crate::setting::Setting;
use bailee_model::ErrorKind;
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass::{self, AggregateOnly, Open};

const CLASSES: &[(&str, ColumnClass)] = &[("salary", AggregateOnly)];
const CLEARED: &[ColumnClass] = &[Open, AggregateOnly];

/// Twelve in sales, six in stores, three in law; salaries are 1000.50 + 100 × the number.
async fn pay(setting: &Setting) -> TableRef {
    let dept = |n: u32| match n {
        0..12 => "sales",
        12..18 => "stores",
        _ => "law",
    };
    let rows: String = (0..21).map(|n| format!("P{n:02},{},{}.50\n", dept(n), 1000 + 100 * n)).collect();
    let table = setting.table("pay", &format!("person_id,dept,salary\n{rows}"), CLASSES).await;
    setting.typed(&table).await;
    table
}

async fn told(setting: &Setting, table: &TableRef, sql: &str) -> String {
    let rows = setting.ask(&[table], CLEARED, sql).await.unwrap_or_else(|fault| panic!("{sql}: {fault:?}"));
    let cell = |cell: &Option<String>| cell.clone().unwrap_or(".".to_owned());
    rows.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn groups_of_five_rows_or_more_are_told_and_smaller_ones_are_not() {
    let setting = Setting::new(61).await;
    let pay = pay(&setting).await;
    let sql = "select dept, sum(salary), avg(salary), count(salary), count(*) from pay group by dept order by dept";
    assert_eq!(
        told(&setting, &pay, sql).await,
        "law . . . 3, sales 18606.00 1550.500000 12 12, stores 14703.00 2450.500000 6 6"
    );
    for (sql, answer) in [
        ("select avg(salary) from pay", "2000.500000"),
        ("select round(avg(salary), 0) from pay", "2001"),
        ("select sum(salary) as total from pay where dept = 'law'", "."),
        ("select count(salary) from pay where 1 = 0", "."),
        (
            "with x as (select dept d, salary s from pay) select d, sum(s) from x group by d having sum(s) > 15000",
            "sales 18606.00",
        ),
        ("select sum(s) from (select salary as s from pay order by person_id limit 5) x", "6002.50"),
        ("select sum(s) from (select salary as s from pay order by person_id limit 4) x", "."),
        ("select dept from pay group by dept order by avg(salary) desc nulls last limit 1", "stores"),
        ("select (select avg(salary) from pay) > 2000", "true"),
        (
            "select p.dept, sum(p.salary) from pay p where exists (select 1 from pay q where q.dept = p.dept and q.person_id = 'P00') group by p.dept",
            "sales 18606.00",
        ),
        ("select sum(salary) - sum(salary) from pay", "0.00"),
    ] {
        assert_eq!(told(&setting, &pay, sql).await, answer, "{sql}");
    }
}

#[tokio::test]
async fn a_join_that_repeats_rows_adds_none_and_makes_no_group_larger() {
    let setting = Setting::new(62).await;
    let pay = pay(&setting).await;
    let plain = told(&setting, &pay, "select sum(salary), avg(salary), count(salary) from pay").await;
    for repeated in [
        "select sum(p.salary), avg(p.salary), count(p.salary) from pay p cross join pay q",
        "select sum(p.salary), avg(p.salary), count(p.salary) from pay p join pay q on q.person_id <= p.person_id",
    ] {
        assert_eq!(told(&setting, &pay, repeated).await, plain, "{repeated}");
    }
    let one = "select sum(p.salary) from pay p cross join pay q where p.person_id = 'P07'";
    assert_eq!(told(&setting, &pay, one).await, ".");
}

#[tokio::test]
async fn every_other_use_is_refused_with_a_code_and_a_place() {
    let setting = Setting::new(63).await;
    let pay = pay(&setting).await;
    for sql in [
        "select salary from pay",
        "select *, salary from pay",
        "select p.salary as s from pay p",
        "select max(salary) from pay",
        "select min(salary) from pay",
        "select median(salary), avg(salary) from pay",
        "select first_value(salary) from pay",
        "select string_agg(salary, ',') from pay",
        "select stddev(salary) from pay",
        "select approx_distinct(salary) from pay",
        "select sum(distinct salary) from pay",
        "select count(distinct salary) from pay",
        "select sum(salary) filter (where person_id = 'P07') from pay",
        "select sum(salary + 0) from pay",
        "select sum(-salary) from pay",
        "select sum(cast(salary as bigint)) from pay",
        "select sum(case when person_id = 'P07' then salary else 0 end) from pay",
        "select sum(case when salary > 2000 then 1 else 0 end) from pay",
        "select sum(coalesce(salary, 0)) from pay",
        "select sum(nullif(salary, 1000.50)) from pay",
        "select avg(salary order by person_id) from pay",
        "select sum(salary) over () from pay",
        "select sum(salary) over (partition by dept) from pay",
        "select lag(salary) over (order by person_id) from pay",
        "select row_number() over (order by salary) from pay",
        "select count(*) from pay where salary > 2000",
        "select count(*) from pay where salary is null",
        "select avg(salary) from pay where salary between 1 and 2000",
        "select avg(salary) from pay group by salary",
        "select dept, avg(salary) from pay group by dept, salary % 2",
        "select dept, avg(salary) from pay group by grouping sets ((dept), (salary))",
        "select person_id from pay order by salary",
        "select person_id from pay order by salary desc limit 1",
        "select distinct salary from pay",
        "select distinct on (salary) person_id from pay",
        "select count(*) from (select distinct dept, salary from pay) x",
        "select sum(s) from (select salary s from pay union all select salary from pay) x",
        "select salary from pay intersect select salary from pay",
        "select count(*) from pay p join pay q on p.salary = q.salary",
        "select count(*) from pay p join pay q on p.salary < q.salary",
        "select count(*) from pay p join pay q using (salary)",
        "select count(*) from pay where salary in (select salary from pay)",
        "select (select salary from pay limit 1)",
        "select count(*) from pay p where exists (select 1 from pay q where q.person_id = p.person_id and p.salary > 2000)",
        "select p.person_id, (select avg(q.salary) from pay q where q.person_id <> p.person_id and q.salary < p.salary) from pay p",
        "select x.v from pay p, lateral (select p.salary as v) x",
        "select avg(x.v) from (select salary / 2 as v from pay) x",
        "select avg(x.v) from (select case dept when 'law' then salary end as v from pay) x",
        "select corr(salary, salary) from pay",
        "select sum(salary) from pay having max(salary) > 1",
        "select arrow_typeof(salary) from pay",
        "select cast(salary as varchar) from pay",
        "select percentile_cont(0.5) within group (order by salary) from pay",
        "select count(salary, dept) from pay",
        "select nth_value(salary, 1) from pay",
        "with x as (select person_id, salary s from pay) select person_id from x order by s",
    ] {
        let fault = setting.ask(&[&pay], CLEARED, sql).await.expect_err(sql);
        assert_eq!(fault.kind(), ErrorKind::BadInput, "{sql}: {fault}");
        assert!(matches!(fault.code(), Some("aggregate_only" | "does_not_fit" | "unknown_column")), "{sql}: {fault:?}");
        assert!(!fault.to_string().contains("00.50"), "{sql}: {fault}");
    }
    let fault = setting.ask(&[&pay], CLEARED, "select dept,\n max(salary) from pay group by dept").await.unwrap_err();
    assert_eq!(fault.code(), Some("aggregate_only"));
    let place = fault.place().unwrap();
    assert_eq!((place.line, place.column, place.field.as_deref()), (Some(2), Some(6), Some("salary")));
}

#[tokio::test]
async fn groups_of_one_question_that_differ_by_a_few_rows_are_refused() {
    let setting = Setting::new(64).await;
    let pay = pay(&setting).await;
    for sql in [
        "select sum(salary) from pay union all select sum(salary) from pay where person_id <> 'P07'",
        "select (select sum(salary) from pay) - (select sum(salary) from pay where person_id <> 'P07')",
        "select a.s - b.s from (select sum(salary) s from pay) a, (select sum(salary) s from pay where person_id <> 'P07') b",
        "select dept, sum(salary) from pay group by rollup (dept)",
        "select sum(p.salary), sum(q.salary) from pay p left join pay q on p.person_id = q.person_id and q.person_id <> 'P07'",
        "select avg(salary) from pay union all select avg(salary) from pay where person_id not in ('P01', 'P02')",
    ] {
        let fault = setting.ask(&[&pay], CLEARED, sql).await.expect_err(sql);
        assert_eq!(fault.code(), Some("narrowed"), "{sql}: {fault:?}");
    }
    let wide = "select dept, sum(salary) from pay where dept <> 'law' group by rollup (dept) order by 1 nulls last";
    assert_eq!(told(&setting, &pay, wide).await, "sales 18606.00, stores 14703.00, . 33309.00");
}

#[tokio::test]
async fn a_star_leaves_the_column_out_and_without_clearance_it_is_masked() {
    let setting = Setting::new(65).await;
    let pay = pay(&setting).await;
    let star = setting.ask(&[&pay], CLEARED, "select * from pay").await.unwrap();
    assert_eq!(star.columns, ["_line", "person_id", "dept"]);
    assert!(setting.ask(&[&pay], CLEARED, "select salary__length from pay").await.is_err(), "no tokens beside sums");
    let masked = setting.ask(&[&pay], &[Open], "select salary, salary__shape from pay").await.unwrap();
    assert_eq!(masked.masked, ["salary"]);
    assert!(masked.rows.iter().all(|row| row[0].as_ref().is_some_and(|cell| cell.len() == 24)));
    assert_eq!(masked.rows[0][1].as_deref(), Some("9.9"));
}

#[tokio::test]
async fn a_column_without_numbers_is_counted_only() {
    let setting = Setting::new(66).await;
    let rows: String = (0..8).map(|n| format!("K{n},Someone {n}\n")).collect();
    let table = setting.table("t", &format!("id,contact\n{rows}"), &[("contact", AggregateOnly)]).await;
    assert_eq!(told(&setting, &table, "select count(contact) from t").await, "8");
    let fault = setting.ask(&[&table], CLEARED, "select sum(contact) from t").await.unwrap_err();
    assert_eq!(fault.code(), Some("aggregate_only"), "{fault}");
    assert!(fault.message().contains("counted only"), "{fault}");
}

#[tokio::test]
async fn a_column_that_became_so_after_its_table_was_written_is_told_in_groups_only() {
    let setting = Setting::new(67).await;
    let mut table = setting.table("t", "id,amount\n1,10\n2,20\n3,30\n4,40\n5,50\n", &[]).await;
    setting.typed(&table).await;
    table.classes.insert("amount".into(), AggregateOnly);
    assert_eq!(told(&setting, &table, "select sum(amount), avg(amount) from t").await, "150 30.0000");
    assert_eq!(told(&setting, &table, "select sum(amount) from t where id > 1").await, ".");
    assert!(setting.ask(&[&table], CLEARED, "select amount from t").await.is_err());
    let masked = setting.ask(&[&table], &[Open], "select amount from t").await.unwrap();
    assert_eq!(masked.masked, ["amount"]);
}
