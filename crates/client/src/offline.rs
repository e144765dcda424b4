//! Judging a certificate with nothing but files: no network, no account, no trust in the firm.
//!
//! The judgement itself is [`bailee_log::verify()`], which sees only bytes. This module reads the files, and keeps the
//! client's memory: the last checkpoint of each log, by which a later certificate is held against an earlier one.

mod memory;

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use bailee_log::bundle::MAX_BUNDLE;
use bailee_log::consistency::ConsistencyProof;
use bailee_log::note::MAX_NOTE;
use bailee_log::policy::{MAX_POLICY, Policy};
use bailee_log::{History, Outcome, Report};
use bailee_model::{Error, Result, Text, say};

pub use memory::Memory;
pub(crate) use memory::replace;

/// The files of one judgement.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// The certificate.
    pub bundle: PathBuf,
    /// Whom the client trusts.
    pub policy: PathBuf,
    /// Where the last checkpoint of each log is remembered. The file is made when it does not exist.
    pub remember: Option<PathBuf>,
    /// Consistency proofs that connect a remembered checkpoint with the certificate's.
    pub consistency: Vec<PathBuf>,
}

impl Judgement {
    /// Reads the files and judges the certificate. A checkpoint is remembered only when the outcome is *valid*, and only
    /// when it is newer than the one remembered: whatever contradicts an earlier one must not replace it.
    ///
    /// # Errors
    /// When a file cannot be read or written, or the policy, a consistency proof or the memory is not well formed. What
    /// is wrong with the certificate is no error but the report.
    pub fn run(&self) -> Result<Report> {
        let policy = Policy::parse(&read(&self.policy, MAX_POLICY)?).map_err(|error| {
            wrong(&self.policy, &error)
                .hint(say!("The policy file is yours: correct it, or ask whoever gave it to you for a whole copy."))
        })?;
        let bundle = read(&self.bundle, MAX_BUNDLE)?;
        let Some(remember) = &self.remember else {
            return Ok(bailee_log::verify(&bundle, &policy, None));
        };
        let mut memory = Memory::read(remember)?;
        let history = History { remembered: memory.checkpoints()?, consistency: self.proofs()? };
        let report = bailee_log::verify(&bundle, &policy, Some(&history));
        if let (Outcome::Valid, Some(seen)) = (report.outcome, &report.checkpoint)
            && memory.keep(seen)
        {
            memory.write(remember)?;
        }
        Ok(report)
    }

    fn proofs(&self) -> Result<Vec<ConsistencyProof>> {
        let proof = |path: &PathBuf| {
            ConsistencyProof::parse(&read(path, MAX_NOTE)?)
                .map_err(|error| wrong(path, &error).hint(say!("Ask the firm for the consistency proof again.")))
        };
        self.consistency.iter().map(proof).collect()
    }
}

/// Reads a file of at most `limit` bytes, and one more, so that what is too large is refused by whoever parses it.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let whole = File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    whole.map_err(|error| {
        let error = match error.kind() {
            ErrorKind::NotFound => Error::bad_input(say!("There is no such file.")).hint(say!("Check the path.")),
            ErrorKind::PermissionDenied => {
                Error::bad_input(say!("This file may not be read.")).hint(say!("Check its permissions."))
            }
            _ => Error::unavailable(say!("This file cannot be read.")).because(error),
        };
        error.in_file(path.display().to_string())
    })?;
    Ok(bytes)
}

/// An error of the log crate as one of the product's, with its place.
pub(crate) fn wrong(path: &Path, error: &bailee_log::Error) -> Error {
    let file = path.display().to_string();
    match error {
        bailee_log::Error::Line { line, why, .. } => Error::bad_input(capital(why)).in_file(file).at_line(*line as u64),
        other => Error::bad_input(capital(&other.to_string())).in_file(file),
    }
}

fn capital(sentence: &str) -> Text {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Text::told(format!("{first}{}.", letters.as_str()))
}
