//! What real exports do to a parser, through the whole intake: each a clear word with its line, and nothing lost.

use crate::{
    part::Part,
    stage::{Stage, files_below},
};
use bailee_app::actions;
use bailee_model::{Category, Error, ErrorKind, HoldingState, Job, JobState, Purpose, say};
use bytes::Bytes;
use std::time::Instant;

async fn stage() -> (tempfile::TempDir, Stage) {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), &[Category::Financial]).await;
    (folder, stage)
}

/// What a person reads about a line of the file.
fn about(job: &Job, line: u64) -> &str {
    let begin = format!("Line {line}: ");
    job.lines
        .iter()
        .find_map(|told| told.english().strip_prefix(&begin))
        .unwrap_or_else(|| panic!("nothing about line {line}: {:?}", job.lines))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let (_folder, stage) = stage().await;
    let pieces = [
        Ok(Bytes::from(vec![b'x'; 300_000])),
        Err(Error::bad_input(say!("The connection broke off.")).hint(say!("Send it again."))),
    ];
    let error = stage.intake("half.csv", Category::Financial, futures::stream::iter(pieces)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message(), error.hint_text()),
        (ErrorKind::BadInput, "The connection broke off.", Some("Send it again."))
    );
    let holdings = stage.holdings().await;
    assert_eq!((holdings.len(), holdings[0].state), (1, HoldingState::Destroyed));
    assert!(!stage.at.vault.is_open(stage.engagement, holdings[0].id) && stage.objects(holdings[0].id).await == 0);
    stage.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_refused() {
    let (_folder, stage) = stage().await;
    let error = stage.intake("empty.csv", Category::Financial, futures::stream::empty()).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::BadInput, "The file is empty."));
    assert_eq!(stage.holdings().await[0].state, HoldingState::Destroyed);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_do_not_fit_stay_aside_with_their_line() {
    let (_folder, stage) = stage().await;
    let (original, job) = stage
        .bring("ragged.csv", Category::Financial, "account,amount\n1000,1.00\n1010\n1020,2.00,what\n1030,4.00\n")
        .await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let table = stage.table_of(original).await;
    assert_eq!((table.rows, table.rejects), (2, 2));
    assert!(about(&job, 3).contains("Fewer fields") && about(&job, 4).contains("More fields"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cut_off_inside_a_quoted_field_says_where() {
    let (_folder, stage) = stage().await;
    let (original, job) =
        stage.bring("cut.csv", Category::Financial, "account,label\n1000,first\n1010,\"cut off here").await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let table = stage.table_of(original).await;
    assert_eq!((table.rows, table.rejects), (1, 1));
    assert!(about(&job, 3).contains("never ends"), "{:?}", job.lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nul_byte_and_broken_utf_8_cost_their_record_and_no_other() {
    let (_folder, stage) = stage().await;
    let mut bytes = "account,label\n1000,Été\n1010,a\0b\n".as_bytes().to_vec();
    bytes.extend_from_slice("1020,Hêtraie\n".repeat(400).as_bytes());
    bytes.extend_from_slice(b"1030,\xff\xfe\xc3\n1040,last\n");
    let (original, job) = stage.bring("broken.csv", Category::Financial, bytes).await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let table = stage.table_of(original).await;
    assert_eq!((table.rows, table.rejects), (402, 2), "{:?}", job.lines);
    assert!(about(&job, 3).contains("NUL"), "{:?}", job.lines);
    assert!(about(&job, 404).contains("not text"), "{:?}", job.lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_stays_in_custody_and_says_so() {
    let (_folder, stage) = stage().await;
    let picture: Vec<u8> =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".iter().copied().chain((0..4096_u32).map(|n| (n * 37 % 251) as u8)).collect();
    let (original, job) = stage.bring("plan.csv", Category::Financial, picture.clone()).await;
    let said = job.lines.last().unwrap().english();
    assert_eq!(job.state, JobState::Failed, "{:?}", job.lines);
    assert!(said.starts_with("plan.csv: This file is not text") && said.contains("CSV"), "{said}");
    assert_eq!(stage.content(original).await.unwrap(), picture, "what arrived can go back as it came");
    let table = stage.table_of(original).await;
    assert_eq!((table.state, stage.objects(table.id).await), (HoldingState::Destroyed, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_formula_is_text_and_is_found() {
    let (_folder, stage) = stage().await;
    stage.grant(Purpose::Audit, &[Category::Financial], &[]).await;
    let (original, job) = stage
        .bring(
            "formulas.csv",
            Category::Financial,
            "account,note\n1000,\"=HYPERLINK(\"\"http://bad.example\"\")\"\n1010,plain\n",
        )
        .await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    let table = stage.table_of(original).await;
    let view = actions::open_profile(&stage.consultant().await, table.id).await.unwrap();
    let found =
        view.profile.findings.iter().find(|finding| finding.text.english().contains("equals sign")).expect("a finding");
    assert_eq!(found.lines, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_one_line_is_no_table() {
    let (_folder, stage) = stage().await;
    let (_, job) = stage.bring("line.csv", Category::Financial, vec![b'7'; 4 << 20]).await;
    assert_eq!(job.state, JobState::Failed, "{:?}", job.lines);
    let said = job.lines.last().unwrap().english();
    assert!(said.starts_with("line.csv: There is no table") && said.contains("Export"), "{said}");
}

/// A gibibyte without a line end: put aside with its line, and never in memory.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_gibibyte_costs_no_memory() {
    let (folder, stage) = stage().await;
    let ticket = stage.shut().await;
    let begun = Instant::now();
    let said = Part::start("takes_in_a_long_line", &ticket, &[]).finish();
    let [ended, told, kib] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(ended, "done: 2 rows, 1 aside");
    assert!(told.starts_with("Line 3: A record too long"), "{told}");
    let mebibytes = kib.parse::<u64>().unwrap() / 1024;
    println!("a line of 1 GiB: {mebibytes} MiB of memory, {:?}", begun.elapsed());
    assert!(mebibytes < 256, "{mebibytes} MiB");
    assert!(files_below(&folder.path().join("data/staging")).is_empty());
}
