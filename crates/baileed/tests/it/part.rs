//! Tests that have to die, or to be measured, run in a process of their own: this binary again, with one ignored test and a
//! ticket in its environment. They say where they are on standard output.

use crate::stage::{Stage, Ticket};
use bailee_app::actions::{self, DestroyAsk, StartLoadAsk};
use bailee_model::{Category, LoadMode};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

const ENVIRONMENT: &str = "BAILEE_TEST_PART";
const SAID: &str = "part says ";

/// What a part is to do.
#[derive(Serialize, Deserialize)]
pub(crate) struct Order {
    /// Where.
    pub(crate) ticket: Ticket,
    /// With what, as each part understands it.
    pub(crate) subjects: Vec<String>,
}

/// A process of its own, ended when it is dropped.
pub(crate) struct Part {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Part {
    pub(crate) fn start(name: &str, ticket: &Ticket, subjects: &[String]) -> Self {
        let order = Order { ticket: ticket.clone(), subjects: subjects.to_vec() };
        Self::spawn(Command::new(std::env::current_exe().unwrap()), name, serde_json::to_string(&order).unwrap())
    }

    /// With another program in front, such as one that changes what the part can see.
    pub(crate) fn spawn(mut command: Command, name: &str, order: impl Into<OsString>) -> Self {
        command.args([&format!("part::{name}"), "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(ENVIRONMENT, order.into()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next thing it says; none when it has ended.
    pub(crate) fn says(&mut self) -> Option<String> {
        loop {
            let line = self.lines.next()?.ok()?;
            // The harness writes before the first line without ending its own.
            if let Some((_, said)) = line.split_once(SAID) {
                return Some(said.to_owned());
            }
        }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end, which has to be a good one.
    pub(crate) fn finish(mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.says()).collect();
        assert!(self.child.wait().unwrap().success());
        said
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn say(what: impl std::fmt::Display) {
    println!("{SAID}{what}");
}

/// The order's text; none when somebody runs the ignored tests by themselves.
pub(crate) fn order() -> Option<String> {
    std::env::var(ENVIRONMENT).ok()
}

async fn stage() -> Option<(Stage, Vec<String>)> {
    let Order { ticket, subjects } = serde_json::from_str(&order()?).unwrap();
    Some((Stage::open(&ticket).await, subjects))
}

/// Destroys one holding after another.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of killed::"]
async fn destroys() {
    let Some((stage, subjects)) = stage().await else { return };
    for subject in subjects {
        say(&subject);
        let ask = DestroyAsk { engagement: stage.engagement, holdings: vec![subject.parse().unwrap()] };
        actions::destroy(&stage.owner().await, ask).await.unwrap();
    }
    say("done");
}

/// Takes in a file that never ends.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of killed::"]
async fn takes_in_without_end() {
    let Some((stage, _)) = stage().await else { return };
    let drip = futures::stream::unfold(0_u64, async |sent| {
        tokio::time::sleep(Duration::from_millis(2)).await;
        if sent == 20 {
            say("under way");
        }
        Some((Ok(Bytes::from(vec![b'x'; 64 * 1024])), sent + 1))
    });
    stage.intake("endless.csv", Category::Financial, drip).await.unwrap();
}

/// Takes in a file large enough that its table is not made at once.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of killed::"]
async fn makes_a_table() {
    let Some((stage, _)) = stage().await else { return };
    let rows: String = (0..200_000).map(|row| format!("{row},Fern {row},{}.25\n", row * 7)).collect();
    let bytes = Bytes::from(format!("id,name,amount\n{rows}"));
    let taken = stage.intake("large.csv", Category::Financial, futures::stream::iter([Ok(bytes)])).await.unwrap();
    say(taken.original.id);
    stage.at.app.wait(taken.job.id).await.unwrap();
    say("done");
}

/// Loads into a system and says how far it is.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of xero::"]
async fn loads() {
    let Some((stage, subjects)) = stage().await else { return };
    let [mapping, system] = subjects.try_into().unwrap();
    let ask = StartLoadAsk {
        engagement: stage.engagement,
        mapping: mapping.parse().unwrap(),
        mode: LoadMode::Test,
        system: Some(system.parse().unwrap()),
    };
    let job = actions::start_load(&stage.consultant().await, ask).await.unwrap().value.job;
    while stage.at.app.live(job.clone()).done == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    say("under way");
    stage.at.app.wait(job.id).await.unwrap();
}

/// Takes in a file with one line of a gibibyte in it, and says how it went and what memory it took at most.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of bad_input::"]
async fn takes_in_a_long_line() {
    let Some((stage, _)) = stage().await else { return };
    let before = peak_kib();
    let piece = Bytes::from(vec![b'7'; 1024 * 1024]);
    let (head, tail) = (Bytes::from("account,label\n1000,first\n"), Bytes::from("\n1010,last\n"));
    let pieces = std::iter::once(head).chain(std::iter::repeat_n(piece, 1024)).chain([tail]);
    let taken = stage.intake("line.csv", Category::Financial, futures::stream::iter(pieces.map(Ok))).await.unwrap();
    let job = stage.at.app.wait(taken.job.id).await.unwrap();
    let table = stage.table_of(taken.original.id).await;
    say(format!("{}: {} rows, {} aside", job.state, table.rows, table.rejects));
    say(job.lines.iter().find(|line| line.english().starts_with("Line ")).unwrap());
    say(peak_kib() - before);
}

/// The most memory that this process ever had, in KiB.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// On a disk of a few mebibytes: a file too large for it, then one that fits.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of disk::"]
async fn fills_the_disk() {
    let Some(folder) = order() else { return };
    crate::disk::fill(folder.as_ref()).await;
}
