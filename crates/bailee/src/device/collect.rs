//! What a machine says of itself, asked and read apart.
//!
//! For each operating system there is a list of [`Question`]s: programs to run and files to read. [`ask()`] puts them to
//! this machine. What came back is text, and pure functions make a [`Posture`] of it: each check is a value, or
//! *unavailable* with the reason. An error, a missing program or an answer that makes no sense is never a value. All
//! readers are compiled everywhere, so those of macOS and Windows are tested on any machine.

mod ask;
mod linux;
mod macos;
mod windows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bailee_model::posture::{Encryption, Protection, Unavailable, Why};
use bailee_model::{Measured, Os, Posture};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

pub(crate) use ask::ask;

/// The operating system that this program was built for.
pub(crate) const HERE: Option<Os> = if cfg!(target_os = "linux") {
    Some(Os::Linux)
} else if cfg!(target_os = "macos") {
    Some(Os::Macos)
} else if cfg!(windows) {
    Some(Os::Windows)
} else {
    None
};

/// How one operating system is looked at.
pub(crate) struct Collector {
    /// What to ask, for the files of the person who lives in this folder.
    pub(crate) questions: fn(&Path) -> Vec<Question>,
    /// What the answers say.
    pub(crate) posture: fn(&Answers, &Scene) -> Posture,
    /// Which security updates wait, by names that stay the same while they do.
    pub(crate) waiting: fn(&Answers) -> Vec<String>,
    /// Which release it is.
    pub(crate) release: fn(&Answers) -> Option<String>,
}

/// The collector of an operating system.
pub(crate) fn collector(os: Os) -> Collector {
    match os {
        Os::Linux => linux::COLLECTOR,
        Os::Macos => macos::COLLECTOR,
        Os::Windows => windows::COLLECTOR,
    }
}

/// What the readers need to know beside the answers.
pub(crate) struct Scene {
    /// The present instant, by this machine's clock.
    pub(crate) now: Timestamp,
    /// Where the person's files are.
    pub(crate) home: PathBuf,
    /// Since when each security update is known to wait.
    pub(crate) waiting: BTreeMap<String, Timestamp>,
}

/// One thing to ask the machine.
pub(crate) struct Question {
    /// What the answer is looked up by.
    pub(crate) name: &'static str,
    /// How it is asked.
    pub(crate) ask: Ask,
}

/// How something is asked.
pub(crate) enum Ask {
    /// Run a program, in the C locale.
    Run(&'static str, Vec<String>),
    /// Read a file.
    Read(PathBuf),
    /// Read the file of this name below every folder in one; a line for each, behind the folder's name.
    ReadEach(&'static str, &'static str),
    /// When a file was last written, as an instant.
    Modified(PathBuf),
    /// Whether a file is there: it is when the code is 0.
    Exists(PathBuf),
    /// A variable of the environment.
    Variable(&'static str),
}

impl Question {
    fn run(name: &'static str, program: &'static str, arguments: &[&str]) -> Self {
        Self { name, ask: Ask::Run(program, arguments.iter().map(|each| (*each).to_owned()).collect()) }
    }

    fn read(name: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { name, ask: Ask::Read(path.into()) }
    }

    fn read_each(name: &'static str, folder: &'static str, file: &'static str) -> Self {
        Self { name, ask: Ask::ReadEach(folder, file) }
    }

    fn modified(name: &'static str, path: &str) -> Self {
        Self { name, ask: Ask::Modified(path.into()) }
    }

    fn exists(name: &'static str, path: &str) -> Self {
        Self { name, ask: Ask::Exists(path.into()) }
    }

    fn variable(name: &'static str) -> Self {
        Self { name, ask: Ask::Variable(name) }
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// How it ended.
    pub(crate) code: i32,
    /// Standard output, or what was read.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// A reading: a value, or why there is none.
type Reading<T> = Result<T, Unavailable>;

/// What came back, by the question's name.
pub(crate) struct Answers(pub(crate) BTreeMap<&'static str, Reading<Said>>);

impl Answers {
    /// What was said, however it ended.
    fn said(&self, name: &str) -> Reading<&Said> {
        match self.0.get(name) {
            Some(Ok(said)) => Ok(said),
            Some(Err(why)) => Err(why.clone()),
            None => Err(failed(format!("‘{name}’ was not asked"))),
        }
    }

    /// What was said by something that ended well.
    fn out(&self, name: &str) -> Reading<&str> {
        let said = self.said(name)?;
        if said.code == 0 { Ok(&said.out) } else { Err(failed(format!("‘{name}’ ended with code {}", said.code))) }
    }

    /// The same without the space around it.
    fn word(&self, name: &str) -> Reading<&str> {
        self.out(name).map(str::trim)
    }

    /// An instant that a file was written at.
    fn instant(&self, name: &str) -> Reading<Timestamp> {
        self.word(name)?.parse().map_err(|_| failed(format!("‘{name}’ is no instant")))
    }

    /// Whether a file is there.
    fn exists(&self, name: &str) -> Reading<bool> {
        self.said(name).map(|said| said.code == 0)
    }

    /// SHA-256 over every answer with its name, hexadecimal. Each part stands behind its length, so none can pass for
    /// another.
    pub(crate) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, answer) in &self.0 {
            let (code, out, err) = match answer {
                Ok(said) => (said.code.to_string(), said.out.as_str(), said.err.as_str()),
                Err(why) => (format!("{:?}", why.why), why.detail.as_str(), ""),
            };
            for part in [*name, &code, out, err] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A reading as it is sent.
fn measured<T>(reading: Reading<T>) -> Measured<T> {
    match reading {
        Ok(value) => Measured::Value(value),
        Err(why) => Measured::Unavailable(why),
    }
}

fn unavailable(why: Why, detail: impl Into<String>) -> Unavailable {
    Unavailable { why, detail: detail.into() }
}

/// It was asked, and its answer made no sense.
fn failed(detail: impl Into<String>) -> Unavailable {
    unavailable(Why::Failed, detail)
}

/// What would be asked is not there.
fn not_found(detail: impl Into<String>) -> Unavailable {
    unavailable(Why::NotFound, detail)
}

/// Whole days from then to now. What lies in the future has no age: a clock is wrong, and nothing young is proved.
fn age_days(now: Timestamp, then: Timestamp) -> Reading<i64> {
    let age = now.duration_since(then);
    if age < -SignedDuration::from_hours(24) {
        return Err(failed("a date lies in the future; is the clock right?"));
    }
    Ok((age.as_hours() / 24).max(0))
}

/// Whole days since the first of the updates that still wait was seen to.
fn oldest_wait(scene: &Scene, waiting: &[String]) -> Reading<i64> {
    let since = waiting.iter().filter_map(|each| scene.waiting.get(each)).min();
    since.map_or(Ok(0), |since| age_days(scene.now, *since))
}

/// Since when each of the updates that wait now does: those seen before keep their date.
pub(crate) fn since_when(
    before: &BTreeMap<String, Timestamp>,
    waiting: Vec<String>,
    now: Timestamp,
) -> BTreeMap<String, Timestamp> {
    let dated = waiting.into_iter().map(|each| {
        let since = before.get(&each).copied().unwrap_or(now);
        (each, since)
    });
    dated.collect()
}

/// The longest text that a report holds, in characters.
const LONGEST: usize = 300;

/// A text as it may stand in a report: in one line, and not too long. It comes from programs and files.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect()
}

/// The same for every text of a posture.
pub(crate) fn in_plain(posture: Posture) -> Posture {
    fn each<T>(measured: Measured<T>, tidy: impl Fn(T) -> T) -> Measured<T> {
        match measured {
            Measured::Value(value) => Measured::Value(tidy(value)),
            Measured::Unavailable(it) => Measured::Unavailable(Unavailable { detail: plain(&it.detail), ..it }),
        }
    }
    Posture {
        encryption: each(posture.encryption, |it| Encryption { path: plain(&it.path), found: plain(&it.found), ..it }),
        updates: each(posture.updates, |it| it),
        protection: each(posture.protection, |it| Protection { name: plain(&it.name), ..it }),
        screen_lock: each(posture.screen_lock, |it| it),
    }
}

#[cfg(test)]
mod tests;
