//! What a CSV writer writes, parsing reads back; and whatever the bytes, no record is lost.

use crate::setting::Setting;
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

/// One vault for all cases of a property.
fn setting(seed: u64) -> (Runtime, Setting) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let setting = runtime.block_on(Setting::new(seed));
    (runtime, setting)
}

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() })
}

#[test]
fn written_rows_come_back() {
    let (runtime, setting) = setting(11);
    let cell = "[a-zé0-9 ,;\"\n.=-]{1,12}";
    let rows = prop::collection::vec(prop::collection::vec(cell, 3), 1..30);
    let delimiter = prop::sample::select(vec![b',', b';', b'\t']);
    let outcome = runner().run(&(rows, delimiter), |(rows, delimiter)| {
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["first", "second", "third"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let kept: Vec<Vec<String>> =
            rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        let read = runtime.block_on(read_back(&setting, writer.into_inner().unwrap()));
        prop_assert_eq!(kept, read);
        Ok(())
    });
    outcome.unwrap();
}

async fn read_back(setting: &Setting, bytes: Vec<u8>) -> Vec<Vec<String>> {
    let (holding, parsed) = setting.try_parse(setting.engagement, "t.csv", bytes).await.unwrap();
    assert_eq!(parsed.rejects, 0);
    let classes = parsed.columns.into_iter().map(|column| (column, ColumnClass::Open)).collect();
    let table = TableRef { holding, name: "t".into(), file: "t.csv".into(), classes };
    let sql = "select first, second, third from t order by _line";
    let answer = setting.ask(&[&table], ColumnClass::ALL, sql).await.unwrap();
    answer.rows.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect()
}

#[test]
fn rows_rejects_and_blank_lines_are_all_the_lines_there_are() {
    let (runtime, setting) = setting(12);
    let line = prop_oneof![
        Just("1,2,3".to_owned()),
        Just("a,b".to_owned()),
        Just("a,b,c,d".to_owned()),
        Just(String::new()),
        Just("x,\"y\"z,1".to_owned()),
        Just("h1,h2,h3".to_owned()),
        "[ab,]{0,8}"
    ];
    let outcome = runner().run(&prop::collection::vec(line, 0..40), |lines| {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let text = format!("h1,h2,h3\n4,5,6\n7,8,9\n1,1,1\n2,2,2\n{lines}");
        let blank = text.lines().filter(|line| line.trim_matches([',', ' ']).is_empty()).count() as u64;
        let bytes = text.clone().into_bytes();
        let (_, parsed) = runtime.block_on(setting.try_parse(setting.engagement, "t.csv", bytes)).unwrap();
        prop_assert_eq!(parsed.rows + parsed.rejects + blank + 1, text.lines().count() as u64);
        Ok(())
    });
    outcome.unwrap();
}
