//! Files as clients send them: every encoding, dialect and breakage, and what becomes of each record.

use crate::setting::Setting;
use bailee_model::engine::{Engine, ParseAsk, Progress, Unwatched};
use bailee_model::{ErrorKind, HoldingId, Text};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};

#[tokio::test]
async fn encodings_and_delimiters_give_the_same_table() {
    let setting = Setting::new(1).await;
    let comma = "Nom,Ville,Solde\nÉloïse Brume,Orléans,\"1.234,56\"\nRené Lanterne,Besançon,\"2,10\"\n";
    let semicolon = "Nom;Ville;Solde\r\nÉloïse Brume;Orléans;1.234,56\r\nRené Lanterne;Besançon;2,10\r\n";
    let tabs = semicolon.replace(';', "\t");
    let latin = |text: &str| text.chars().map(|letter| letter as u32 as u8).collect::<Vec<u8>>();
    let wide = |text: &str| {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (comma.into(), "utf-8", "comma"),
        (marked(comma), "utf-8", "comma"),
        (latin(semicolon), "windows-1252", "semicolon"),
        (wide(&tabs), "utf-16le", "tab"),
        (semicolon.replace("\r\n", "\r").into(), "utf-8", "semicolon"),
    ];
    for (bytes, encoding, delimiter) in cases {
        let (holding, parsed) = setting.try_parse(setting.engagement, "clients.csv", bytes).await.unwrap();
        assert_eq!(
            (parsed.encoding.as_str(), parsed.delimiter.as_str(), parsed.decimal.as_str()),
            (encoding, delimiter, "comma")
        );
        assert_eq!(
            (parsed.columns.join(" "), parsed.rows, parsed.rejects, parsed.header_line),
            ("Nom Ville Solde".into(), 2, 0, 1)
        );
        let table = bailee_model::engine::TableRef {
            holding,
            name: "t".into(),
            file: "clients.csv".into(),
            classes: Default::default(),
        };
        let all =
            parsed.columns.iter().map(|column| (column.clone(), bailee_model::words::ColumnClass::Open)).collect();
        let table = bailee_model::engine::TableRef { classes: all, ..table };
        assert_eq!(
            setting.told(&[&table], "select _line, nom, ville, solde from t order by _line").await,
            "2|Éloïse Brume|Orléans|1.234,56, 3|René Lanterne|Besançon|2,10"
        );
    }
}

#[tokio::test]
async fn every_broken_record_is_kept_aside_with_its_line_and_code() {
    let setting = Setting::new(2).await;
    let text = b"Lanterne (fictional)\nTrial balance\n\ncode,name,amount\n1,a,10\n2,b\n3,c,30,extra\n4,d\0d,40\n\n5,\"e\nf\",50\n6,\"g\"h,60\n7,caf\xc3\xa9 cr\xc3\xa8me,70\n8,x\xe9y,80\ncode,name,amount\n9,=1+1,007\n10,\"never closed,1\n11,z,12,,\n".to_vec();
    let (holding, parsed) = setting.try_parse(setting.engagement, "odd.csv", text).await.unwrap();
    let rejects = setting.bench.rejects(setting.engagement, holding, 100).await.unwrap();
    let told: Vec<String> = rejects
        .rows
        .iter()
        .map(|row| format!("{} {}", row[0].as_deref().unwrap(), row[1].as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "1 title_row",
            "2 title_row",
            "6 too_few_fields",
            "7 too_many_fields",
            "8 nul_byte",
            "12 text_after_quote",
            "14 invalid_text",
            "15 repeated_header",
            "17 unclosed_quote"
        ]
    );
    assert_eq!(rejects.rows[3][2].as_deref(), Some("3,c,30,extra"));
    assert_eq!((parsed.rows, parsed.rejects, parsed.replaced, parsed.header_line), (5, 9, 1, 4));
    assert_eq!(parsed.reject_samples.len(), 9);
    let few = setting.bench.rejects(setting.engagement, holding, 2).await.unwrap();
    assert!(few.more && few.rows.len() == 2);
    let table = bailee_model::engine::TableRef {
        holding,
        name: "t".into(),
        file: "odd.csv".into(),
        classes: parsed.columns.iter().map(|column| (column.clone(), bailee_model::words::ColumnClass::Open)).collect(),
    };
    assert_eq!(
        setting.told(&[&table], "select _line, name, amount from t order by _line").await.replace('\n', "¶"),
        "5|a|10, 10|e¶f|50, 13|café crème|70, 16|=1+1|007, 18|z|12"
    );
}

#[tokio::test]
async fn a_line_of_64_mebibytes_is_kept_aside_by_its_beginning_and_the_next_line_is_read() {
    let setting = Setting::new(3).await;
    let piece = bytes::Bytes::from(vec![b'x'; 1024 * 1024]);
    let mut pieces = vec![bytes::Bytes::from_static(b"a,b\n1,2\n")];
    pieces.extend(std::iter::repeat_n(piece, 64));
    pieces.push(bytes::Bytes::from_static(b"\n3,4\n"));
    let (_, parsed) = setting.try_parse(setting.engagement, "long.csv", PutPayload::from_iter(pieces)).await.unwrap();
    assert_eq!((parsed.rows, parsed.rejects), (2, 1));
    assert_eq!(parsed.reject_samples[0].0, 3);
    assert_eq!(parsed.reject_samples[0].1, "line_too_long");
}

#[tokio::test]
async fn a_file_without_a_table_is_refused_with_its_name_and_leaves_nothing() {
    let setting = Setting::new(4).await;
    for bytes in [&b""[..], b"\n\n , \n"] {
        let refused = setting.try_parse(setting.engagement, "empty.csv", bytes.to_vec()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::BadInput);
        assert!(refused.to_string().starts_with("empty.csv: ") && refused.hint_text().is_some(), "{refused}");
    }
}

#[tokio::test]
async fn a_table_that_was_never_parsed_is_a_conflict_and_no_crash() {
    let setting = Setting::new(5).await;
    let holding = bailee_model::HoldingId::new(setting.rng.as_ref());
    setting.vault.add_holding(setting.engagement, holding).await.unwrap();
    let table =
        bailee_model::engine::TableRef { holding, name: "t".into(), file: "t.csv".into(), classes: Default::default() };
    let refused = setting.ask(&[&table], &[], "select 1 from t").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    assert!(setting.bench.kept_profile(setting.engagement, holding).await.unwrap().is_none());
}

/// Somebody who asks to stop as soon as anything was read.
struct Impatient;

impl Progress for Impatient {
    fn at(&self, _done: u64, _total: Option<u64>) {}
    fn note(&self, _line: Text) {}
    fn stopped(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_parsing_that_is_stopped_leaves_nothing_and_can_be_started_again() {
    let setting = Setting::new(6).await;
    let (original, table) = (HoldingId::new(setting.rng.as_ref()), HoldingId::new(setting.rng.as_ref()));
    setting.vault.add_holding(setting.engagement, original).await.unwrap();
    setting.vault.add_holding(setting.engagement, table).await.unwrap();
    let store = setting.vault.store(setting.engagement, original).unwrap();
    store.put(&Path::from("original"), PutPayload::from_static(b"a,b\n1,2\n")).await.unwrap();
    let ask = ParseAsk { engagement: setting.engagement, original, table, file: "t.csv".into() };
    assert_eq!(setting.bench.parse(&ask, &Impatient).await.unwrap_err().kind(), ErrorKind::Conflict);
    let left: Vec<_> = setting.vault.store(setting.engagement, table).unwrap().list(None).try_collect().await.unwrap();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(setting.bench.parse(&ask, &Unwatched).await.unwrap().rows, 1);
}

#[tokio::test]
async fn an_original_damaged_in_its_middle_gives_an_error_and_no_table() {
    let setting = Setting::new(7).await;
    let text = format!("a,b\n{}", "one,two\n".repeat(200_000));
    let (original, table) = (HoldingId::new(setting.rng.as_ref()), HoldingId::new(setting.rng.as_ref()));
    setting.vault.add_holding(setting.engagement, original).await.unwrap();
    setting.vault.add_holding(setting.engagement, table).await.unwrap();
    let store = setting.vault.store(setting.engagement, original).unwrap();
    store.put(&Path::from("original"), text.into()).await.unwrap();
    damage(setting.dir.path());
    let ask = ParseAsk { engagement: setting.engagement, original, table, file: "t.csv".into() };
    let refused = setting.bench.parse(&ask, &Unwatched).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Corrupt, "{refused}");
    let left: Vec<_> = setting.vault.store(setting.engagement, table).unwrap().list(None).try_collect().await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

/// Changes a byte two thirds into the largest file.
fn damage(folder: &std::path::Path) {
    let mut folders = vec![folder.to_path_buf()];
    let mut largest = (0, folder.to_path_buf());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let (path, size) = entry.map(|entry| (entry.path(), entry.metadata().unwrap().len())).unwrap();
            if path.is_dir() {
                folders.push(path);
            } else if size > largest.0 {
                largest = (size, path);
            }
        }
    }
    let mut bytes = std::fs::read(&largest.1).unwrap();
    let at = bytes.len() * 2 / 3;
    bytes[at] ^= 1;
    std::fs::write(&largest.1, bytes).unwrap();
}
