//! A disk that is full. The process gets a small one of its own, which needs root.

use crate::{
    part::{Part, say},
    stage::Stage,
};
use bailee_app::actions::{self, DestroyAsk};
use bailee_model::{Category, ErrorKind, HoldingState, JobState};
use bytes::Bytes;
use std::{path::Path, process::Command};

/// Room for an installation and a small file.
const SIZE: &str = "size=24m,mode=700";

#[test]
fn a_full_disk_mid_intake_leaves_nothing_and_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("unshare");
    let script = "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";
    command.args(["--mount", "sh", "-c", script, "sh", SIZE]).arg(folder.path());
    let probe = Command::new("unshare")
        .args(["--mount", "sh", "-c", "mount -t tmpfs tmpfs \"$1\"", "sh"])
        .arg(folder.path())
        .output();
    if !probe.is_ok_and(|tried| tried.status.success()) {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "no disk of its own: this needs root, mount and unshare"
        );
        eprintln!("left out, for want of root, mount or unshare: a full disk");
        return;
    }
    command.arg(std::env::current_exe().unwrap());
    let part = Part::spawn(command, "fills_the_disk", folder.path());
    assert_eq!(part.finish(), ["clear", "clear again", "whole"]);
}

/// What the process on the small disk does.
pub(crate) async fn fill(folder: &Path) {
    let stage = Stage::new(folder, &[Category::Financial]).await;
    let large = futures::stream::iter((0..64).map(|_| Ok(Bytes::from(vec![b'x'; 1024 * 1024]))));
    let error = stage.intake("large.csv", Category::Financial, large).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    assert!(error.message().contains("disk is full") && error.hint_text().is_some(), "{error}");
    let holdings = stage.holdings().await;
    assert_eq!(holdings.len(), 1);
    assert_eq!(holdings[0].state, HoldingState::Destroyed);
    assert_eq!(stage.objects(holdings[0].id).await, 0);
    say("clear");
    table(&stage).await;
    say("clear again");
    let (_, job) = stage.bring("small.csv", Category::Financial, "account,amount\n1000,1.00\n").await;
    assert_eq!(job.state, JobState::Done, "{:?}", job.lines);
    stage.is_whole().await;
    say("whole");
}

/// The file fits, its table does not: the file stays, and nothing of the table.
async fn table(stage: &Stage) {
    let digits = |row: u32| {
        (0..12_u32).map(move |at| row.wrapping_mul(2_654_435_761).wrapping_add(at).wrapping_mul(2_246_822_519))
    };
    let row = |row: u32| digits(row).map(|digits| format!("{digits:08x}")).collect::<String>() + "\n";
    let text: String = std::iter::once("code\n".to_owned()).chain((0..140_000).map(row)).collect();
    let (original, job) = stage.bring("middling.csv", Category::Financial, text).await;
    assert_eq!(job.state, JobState::Failed, "{:?}", job.lines);
    let said = job.lines.last().unwrap().english();
    assert!(said.contains("middling.csv") && said.contains("disk is full"), "{said}");
    let table = stage.table_of(original).await;
    assert_eq!((table.state, stage.objects(table.id).await), (HoldingState::Destroyed, 0));
    assert_eq!(stage.holding(original).await.state, HoldingState::Held);
    let ask = DestroyAsk { engagement: stage.engagement, holdings: vec![original] };
    let certificate = actions::destroy(&stage.owner().await, ask).await.unwrap().value;
    stage.proves(&certificate).await;
}
