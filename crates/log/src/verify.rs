//! The judgement on a `certificate.zip`, or on an `evidence.zip`, made with nothing but its bytes and the client's own policy file.
//!
//! Every check is a line of a [`Report`], and the worst of them is the [`Outcome`]:
//!
//! | outcome | exit code | what it means |
//! |---|---|---|
//! | valid | 0 | every check holds |
//! | invalid | 2 | something was changed, is not signed by whom the policy trusts, or contradicts itself |
//! | quorum | 3 | all is well but that too few witnesses of the policy have cosigned |
//! | fork | 4 | the log signed two histories that contradict each other; both are in the client's hands |
//! | incomplete | 5 | nothing is wrong, but something that is needed is not there |
//!
//! When several apply, the first of invalid, fork, quorum, incomplete is the outcome.
//!
//! **Every byte counts.** In a signed note, lines by unknown keys are passed over, and could be changed unseen. So in a
//! certificate they are refused: each signature under its checkpoint must be by the log or a witness that the policy
//! names, and verify. All proofs of a bundle stand on one and the same checkpoint.
//!
//! **Forks.** A client who remembers the last checkpoint of a log ([`History`]) can tell that a newer one continues it:
//!
//! - same size and root: it is the same; same size, another root: a fork;
//! - another size: the log must show a [`ConsistencyProof`]. Without one, or with one that leads nowhere, the outcome is
//!   *incomplete*: not proven, which is not the same as wrong. One that leads to the later root but contradicts the
//!   earlier is the proof of a fork.

mod pack;
mod report;
mod stages;

pub use report::{Check, Outcome, Report, Seen};

use crate::bundle::{Bundle, Listing, LoggedEntry};
use crate::certificate::{DIGEST, Destruction, Event, ISSUED, PAYLOAD_TYPE, Role};
use crate::checkpoint::Checkpoint;
use crate::consistency::ConsistencyProof;
use crate::dsse::Envelope;
use crate::merkle::Hash;
use crate::note::Note;
use crate::policy::{Judgement, Policy};
use crate::review::AccessReview;
use crate::{Error, Result, text};

/// What the client remembers of the logs it has seen, and what it was given to connect that with a newer checkpoint.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The last checkpoint of each log.
    pub remembered: Vec<Checkpoint>,
    /// Consistency proofs between a remembered checkpoint and the certificate's, either way round.
    pub consistency: Vec<ConsistencyProof>,
}

/// Judges a bundle. Without a history, forks between certificates go unseen.
pub fn verify(bundle: &[u8], policy: &Policy, history: Option<&History>) -> Report {
    let mut report = Report::default();
    if crate::pack::Pack::is_one(bundle) {
        pack::judge(bundle, policy, history, &mut report);
    } else {
        judge(bundle, policy, history, &mut report);
    }
    report
}

/// Runs the checks in order. One that later ones build on ends the judgement when it fails.
fn judge(bytes: &[u8], policy: &Policy, history: Option<&History>, report: &mut Report) -> Option<()> {
    let bundle = report.note("bundle", read(bytes))?;
    let envelope = report.note("signature", signature(&bundle, policy))?;
    let (stated, subject) = report.note("statement", statement(&envelope))?;
    match &stated {
        Stated::Destruction(destruction) => report.certificate = Some(Destruction::clone(destruction)),
        Stated::Review(review) => report.review = Some(AccessReview::clone(review)),
    }
    stages::judge(&bundle, &stated, subject, policy, report);
    report.note("manifest", list(&bundle, &stated, subject));
    let judgement = report.note("log", log(&bundle, stated.origin(), policy))?;
    report.checkpoint = Some(Seen::new(&judgement.checkpoint, &bundle.proof.proof.checkpoint));
    witnesses(&judgement, policy, report);
    events(&bundle, &stated, &judgement, policy, report);
    if let Some(history) = history {
        continuity(&judgement.checkpoint, history, report);
    }
    Some(())
}

/// A check's result, and the sentence for its line when it holds.
type Checked<T> = Result<(T, String)>;

fn read(bytes: &[u8]) -> Checked<Bundle> {
    let bundle = Bundle::decode(bytes)?;
    let said = format!("{} bytes, in the one form a certificate has", bytes.len());
    Ok((bundle, said))
}

fn signature(bundle: &Bundle, policy: &Policy) -> Checked<Envelope> {
    certified(&bundle.envelope, policy)
}

/// An envelope that a certifier of the policy signed.
fn certified(bytes: &[u8], policy: &Policy) -> Checked<Envelope> {
    if policy.certifiers().is_empty() {
        let why = "it has no `certifier` line, so it trusts no certificate: add the firm's, compared with them by phone or in person";
        return Err(Error::format("policy", why));
    }
    let envelope = Envelope::parse(bytes)?;
    let known = policy.certifiers().iter().find(|certifier| certifier.key.key_id() == envelope.key_id);
    let certifier = known.ok_or(Error::Unsigned { what: "certificate" })?;
    envelope.verify(&certifier.key, &certifier.name)?;
    Ok((envelope, format!("signed by {}", certifier.name)))
}

/// What a certificate states.
enum Stated {
    Destruction(Box<Destruction>),
    Review(Box<AccessReview>),
}

impl Stated {
    fn origin(&self) -> &str {
        match self {
            Self::Destruction(destruction) => &destruction.origin,
            Self::Review(review) => &review.origin,
        }
    }

    fn events(&self) -> &[Event] {
        match self {
            Self::Destruction(destruction) => &destruction.events,
            Self::Review(review) => &review.events,
        }
    }
}

fn statement(envelope: &Envelope) -> Checked<(Stated, Hash)> {
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(Error::format("certificate", format!("its envelope does not hold {PAYLOAD_TYPE}")));
    }
    if let Ok((review, subject)) = AccessReview::from_statement(&envelope.payload) {
        let said = format!("of access review {}, {}", review.number, review.at);
        return Ok(((Stated::Review(Box::new(review)), subject), said));
    }
    let (destruction, subject) = Destruction::from_statement(&envelope.payload)?;
    let said = format!("of engagement {}, {}", destruction.engagement, destruction.at);
    Ok(((Stated::Destruction(Box::new(destruction)), subject), said))
}

fn list(bundle: &Bundle, stated: &Stated, subject: Hash) -> Checked<()> {
    const WHAT: &str = "list of the certificate";
    if Hash::of(&bundle.manifest.encode()?) != subject {
        return Err(Error::format(WHAT, "it is not the one that was signed"));
    }
    let said = match (stated, &bundle.manifest) {
        (Stated::Destruction(destruction), Listing::Destroyed(manifest)) if manifest.counts() == destruction.what => {
            format!("{} things listed, as signed and counted", manifest.items.len())
        }
        (Stated::Review(review), Listing::Reviewed(rows)) if rows.counts() == review.what => {
            if rows.population() != review.population {
                return Err(Error::format(
                    WHAT,
                    "it is not about those who were to be reviewed when the review opened",
                ));
            }
            format!("{} rows listed, as signed and counted", rows.rows.len())
        }
        _ => return Err(Error::format(WHAT, "it does not list what the statement counts")),
    };
    Ok(((), said))
}

fn log(bundle: &Bundle, origin: &str, policy: &Policy) -> Checked<Judgement> {
    let entry = &bundle.proof;
    let judgement = policy.judge(&entry.proof.checkpoint)?;
    let checkpoint = entry.proof.verify(entry.leaf)?;
    if entry.proof.checkpoint.signatures().len() != judgement.cosigned.len() + 1 {
        let why = "a signature is repeated or by a key that the policy does not name, so that no one vouches for it: \
                   add that witness to the policy, or ask for the certificate without it";
        return Err(Error::format("checkpoint", why));
    }
    if checkpoint.origin != origin {
        return Err(Error::format("certificate", "it names another log than the one it stands in"));
    }
    let recorded = entry.body.digests.get(DIGEST) == Some(&Hash::of(&bundle.envelope));
    if entry.body.event != ISSUED || !recorded {
        return Err(Error::format("log entry", "it does not record this certificate"));
    }
    let said = format!("entry {} of {} in {}", entry.proof.index, checkpoint.size, checkpoint.origin);
    Ok((judgement, said))
}

fn witnesses(judgement: &Judgement, policy: &Policy, report: &mut Report) {
    report.witnesses.clone_from(&judgement.cosigned);
    let said: Vec<String> =
        judgement.cosigned.iter().map(|c| format!("{} at {}", c.witness, text::instant(c.time))).collect();
    let cosigned = if said.is_empty() { "no witness".to_owned() } else { said.join(", ") };
    let detail = format!("cosigned by {cosigned}; the policy asks for {}", policy.quorum());
    report.line("witnesses", if judgement.quorum { Outcome::Valid } else { Outcome::Quorum }, detail);
}

fn events(bundle: &Bundle, stated: &Stated, judgement: &Judgement, policy: &Policy, report: &mut Report) {
    let own = &bundle.proof.proof.checkpoint;
    let others: Vec<&Note> =
        bundle.events.iter().map(|event| &event.proof.checkpoint).filter(|note| *note != own).collect();
    let forked =
        |note: &&Note| policy.judge(note).is_ok_and(|other| contradicts(&other.checkpoint, &judgement.checkpoint));
    if others.iter().any(forked) {
        let detail = "the log signed two checkpoints of one size with different roots; both are in this file";
        return report.line("events", Outcome::Fork, detail);
    }
    if !others.is_empty() {
        let detail = "a proof stands on another checkpoint than the certificate's";
        return report.line("events", Outcome::Invalid, detail);
    }
    report.note("events", listed_events(bundle, stated));
}

fn listed_events(bundle: &Bundle, stated: &Stated) -> Checked<()> {
    let named = stated.events();
    if bundle.events.iter().any(|event| !named.iter().any(|named| named.index == event.proof.index)) {
        return Err(Error::format("certificate.zip", "it proves an entry that the certificate does not name"));
    }
    for named in named {
        let found = bundle.events.iter().find(|event| event.proof.index == named.index);
        let event = found.ok_or(Error::Missing { what: "the proof of an entry that the certificate names" })?;
        check_event(event, named.leaf, bundle)?;
        if let (Stated::Review(review), Role::Opening) = (stated, named.role)
            && event.body.digests.get("population") != Some(&review.population)
        {
            return Err(Error::format("log entry", "it does not freeze the population that the certificate names"));
        }
        if let Stated::Destruction(destruction) = stated {
            stages::check_event(destruction, named.role, event)?;
        }
    }
    Ok(((), format!("{} entries that led to it, each in the log", bundle.events.len())))
}

fn check_event(event: &LoggedEntry, named: Hash, bundle: &Bundle) -> Result<()> {
    if event.leaf != named {
        return Err(Error::format("log entry", "it is not the one that the certificate names"));
    }
    if event.proof.index >= bundle.proof.proof.index {
        return Err(Error::format("log entry", "it is not earlier than the certificate"));
    }
    event.proof.verify(event.leaf).map(|_| ())
}

fn continuity(seen: &Checkpoint, history: &History, report: &mut Report) {
    let Some(remembered) = history.remembered.iter().find(|checkpoint| checkpoint.origin == seen.origin) else {
        report.line("history", Outcome::Valid, "the first checkpoint seen of this log");
        return;
    };
    let (outcome, detail) = continues(remembered, seen, &history.consistency);
    report.line("history", outcome, detail);
}

/// Whether two checkpoints of one log belong to one history.
fn continues(remembered: &Checkpoint, seen: &Checkpoint, proofs: &[ConsistencyProof]) -> (Outcome, String) {
    if contradicts(remembered, seen) {
        return (
            Outcome::Fork,
            format!("the log signed another root for {} entries before; keep both files, they prove it", seen.size),
        );
    }
    if remembered.size == seen.size {
        return (Outcome::Valid, format!("the checkpoint of {} entries seen before", seen.size));
    }
    let (earlier, later) = if remembered.size < seen.size { (remembered, seen) } else { (seen, remembered) };
    let span = format!("from {} to {} entries", earlier.size, later.size);
    if earlier.size == 0 {
        return (Outcome::Valid, "every log begins empty".to_owned());
    }
    let ask = format!("ask the firm for the consistency proof {span} of this log");
    let Some(proof) = proofs.iter().find(|proof| connects(proof, earlier, later)) else {
        return (Outcome::Incomplete, format!("whether the log only grew is not shown: {ask}"));
    };
    match proof.verify(earlier, later) {
        Ok(()) => (Outcome::Valid, format!("the log only grew {span}")),
        Err(Error::WrongRoot { expected, .. }) if expected == earlier.root => {
            (Outcome::Fork, format!("the log was rewritten {span}; keep both files and the proof, they show it"))
        }
        Err(_) => (
            Outcome::Incomplete,
            format!(
                "the consistency proof does not lead to the later checkpoint: {ask} again, and take a refusal for a fork"
            ),
        ),
    }
}

fn contradicts(one: &Checkpoint, other: &Checkpoint) -> bool {
    one.origin == other.origin && one.size == other.size && one.root != other.root
}

fn connects(proof: &ConsistencyProof, earlier: &Checkpoint, later: &Checkpoint) -> bool {
    let newer = Checkpoint::parse(proof.checkpoint.text());
    proof.old == earlier.size && newer.is_ok_and(|newer| newer.origin == later.origin && newer.size == later.size)
}

#[cfg(test)]
mod tests;
