//! What a CSV writer writes, parsing reads back; and whatever the bytes, no record is lost.

use crate::setting::Setting;
use bailee_model::engine::TableRef;
use bailee_model::words::ColumnClass;
use proptest::prelude::*;

fn table(holding: bailee_model::HoldingId, columns: &[String]) -> TableRef {
    let classes = columns.iter().map(|column| (column.clone(), ColumnClass::Open)).collect();
    TableRef { holding, name: "t".into(), file: "t.csv".into(), classes }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn written_rows_come_back(rows in prop::collection::vec(prop::collection::vec("[a-zé0-9 ,;\"\n.=-]{1,12}", 3), 1..30), delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let setting = Setting::new(11).await;
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(["first", "second", "third"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let bytes = writer.into_inner().unwrap();
            let (holding, parsed) = setting.try_parse(setting.engagement, "t.csv", bytes).await.unwrap();
            let kept: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            assert_eq!((parsed.rows, parsed.rejects), (kept.len() as u64, 0));
            let table = table(holding, &parsed.columns);
            let answer = setting.ask(&[&table], ColumnClass::ALL, "select first, second, third from t order by _line").await.unwrap();
            for (row, read) in kept.iter().zip(&answer.rows) {
                let read: Vec<String> = read.iter().map(|cell| cell.clone().unwrap_or_default()).collect();
                assert_eq!(**row, read);
            }
        });
    }

    #[test]
    fn rows_rejects_and_blank_lines_are_all_the_lines_there_are(lines in prop::collection::vec(prop_oneof![
        Just("1,2,3".to_owned()), Just("a,b".to_owned()), Just("a,b,c,d".to_owned()), Just(String::new()), Just("x,\"y\"z,1".to_owned()), Just("h1,h2,h3".to_owned()), "[ab,]{0,8}"
    ], 0..40)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let setting = Setting::new(12).await;
            let text = format!("h1,h2,h3\n4,5,6\n7,8,9\n1,1,1\n2,2,2\n{}", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
            let blank = text.lines().filter(|line| line.trim_matches([',', ' ']).is_empty()).count() as u64;
            let (_, parsed) = setting.try_parse(setting.engagement, "t.csv", text.clone().into_bytes()).await.unwrap();
            assert_eq!(parsed.rows + parsed.rejects + blank + 1, text.lines().count() as u64, "{text}");
        });
    }
}
