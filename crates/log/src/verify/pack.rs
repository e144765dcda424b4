//! The judgement on an `evidence.zip`: signed by whom the policy trusts, complete, and every entry in a log that it names.

use super::{Checked, certified, continues, contradicts, report::Seen, witnesses};
use super::{History, Report};
use crate::bundle::LoggedEntry;
use crate::certificate::PAYLOAD_TYPE;
use crate::checkpoint::Checkpoint;
use crate::dsse::Envelope;
use crate::merkle::Hash;
use crate::note::Note;
use crate::pack::{Evidence, Pack, manifest, origin_of};
use crate::policy::{Judgement, Policy};
use crate::{Error, Result};
use std::collections::BTreeMap;

const WHAT: &str = "evidence";

/// Runs the checks in order. One that later ones build on ends the judgement when it fails.
pub(super) fn judge(bytes: &[u8], policy: &Policy, history: Option<&History>, report: &mut Report) -> Option<()> {
    let pack = report.note("bundle", read(bytes))?;
    let envelope = report.note("signature", certified(&pack.envelope, policy))?;
    let (evidence, subject) = report.note("statement", statement(&envelope))?;
    report.evidence = Some(evidence.clone());
    report.note("manifest", files(&pack, subject));
    let logs = report.note("log", logs(&pack, &evidence, policy))?;
    report.note("events", entries(&pack, &evidence));
    report.note("bound", bound(&pack, &evidence));
    for (origin, (judgement, note)) in &logs {
        if *origin == evidence.origin {
            report.checkpoint = Some(Seen::new(&judgement.checkpoint, note));
        }
        witnesses(judgement, policy, report);
        if let Some(history) = history {
            let known = history.remembered.iter().find(|remembered| remembered.origin == *origin);
            if let Some(known) = known {
                let (outcome, detail) = continues(known, &judgement.checkpoint, &history.consistency);
                report.line("history", outcome, detail);
            }
        }
    }
    Some(())
}

fn read(bytes: &[u8]) -> Checked<Pack> {
    let pack = Pack::decode(bytes)?;
    let said = format!("{} files and {} proofs, in the one form a pack has", pack.files.len(), pack.proofs.len());
    Ok((pack, said))
}

fn statement(envelope: &Envelope) -> Checked<(Evidence, Hash)> {
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(Error::format(WHAT, format!("its envelope does not hold {PAYLOAD_TYPE}")));
    }
    let (evidence, subject) = Evidence::from_statement(&envelope.payload)?;
    let said = format!("of {}, from {} until {}", evidence.firm, evidence.from, evidence.until);
    Ok(((evidence, subject), said))
}

fn files(pack: &Pack, subject: Hash) -> Checked<()> {
    if Hash::of(&manifest(&pack.files)?) != subject {
        return Err(Error::format(WHAT, "its files are not those that were signed"));
    }
    Ok(((), format!("{} files, each as signed", pack.files.len())))
}

/// The one checkpoint of each log that the proofs stand on, by whom the policy trusts.
fn logs(pack: &Pack, evidence: &Evidence, policy: &Policy) -> Checked<BTreeMap<String, (Judgement, Note)>> {
    let mut logs: BTreeMap<String, (Judgement, Note)> = BTreeMap::new();
    for proof in &pack.proofs {
        let note = &proof.proof.checkpoint;
        let origin = origin_of(proof)?;
        if let Some((known, kept)) = logs.get(&origin) {
            if kept != note {
                return Err(other_checkpoint(&known.checkpoint, note));
            }
            continue;
        }
        let judgement = policy.judge(note)?;
        if note.signatures().len() != judgement.cosigned.len() + 1 {
            return Err(Error::format(
                "checkpoint",
                "a signature is repeated or by a key that the policy does not name",
            ));
        }
        logs.insert(origin, (judgement, note.clone()));
    }
    if !pack.proofs.is_empty() && !logs.contains_key(&evidence.origin) {
        return Err(Error::format(WHAT, "it proves nothing in the log that records its judgements"));
    }
    let said = format!("{} logs, each with one checkpoint by whom the policy trusts", logs.len());
    Ok((logs, said))
}

fn other_checkpoint(known: &Checkpoint, note: &Note) -> Error {
    let forked = Checkpoint::parse(note.text()).is_ok_and(|other| contradicts(&other, known));
    let why = if forked {
        "the log signed two checkpoints of one size with different roots; both are in this file"
    } else {
        "proofs of one log stand on different checkpoints"
    };
    Error::format(WHAT, why)
}

fn entries(pack: &Pack, evidence: &Evidence) -> Checked<()> {
    if pack.proofs.len() != evidence.entries.len() {
        return Err(Error::format(WHAT, "it proves other entries than it names"));
    }
    for (proof, named) in pack.proofs.iter().zip(&evidence.entries) {
        if origin_of(proof)? != named.origin || proof.proof.index != named.index || proof.leaf != named.leaf {
            return Err(Error::format(WHAT, "it proves other entries than it names"));
        }
        proof.proof.verify(proof.leaf)?;
    }
    Ok(((), format!("{} entries, each in its log", pack.proofs.len())))
}

/// Files that a log bound when they were made.
fn bound(pack: &Pack, evidence: &Evidence) -> Checked<()> {
    for bound in &evidence.bound {
        let file = pack.file(&bound.file).ok_or(Error::Missing { what: "a file that the statement names" })?;
        let carries = |proof: &LoggedEntry| -> Result<bool> {
            let here = origin_of(proof)? == evidence.origin && proof.proof.index == bound.index;
            Ok(here && proof.body.digests.get(bound.digest.as_str()) == Some(&Hash::of(&file.bytes)))
        };
        let mut carried = false;
        for proof in &pack.proofs {
            carried |= carries(proof)?;
        }
        if !carried {
            return Err(Error::format(WHAT, format!("no entry of the log carries the digest of {}", bound.file)));
        }
    }
    // Whoever makes a pack could leave the binding away: what is recorded by its name is bound, or is not what it says.
    let named = |name: &str| name.starts_with("judgements/") || name.starts_with("statements/");
    let loose =
        pack.files.iter().find(|file| named(&file.name) && !evidence.bound.iter().any(|each| each.file == file.name));
    if let Some(loose) = loose {
        return Err(Error::format(WHAT, format!("{} is bound by no entry", loose.name)));
    }
    Ok(((), format!("{} files bound by the log when they were made", evidence.bound.len())))
}
