//! `bailee verify`: check a certificate, of whatever it certifies, or a pack of evidence, offline.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailee_client::mirror::Mirror;
use bailee_client::offline::Judgement;
use bailee_log::certificate::{Destruction, OutstandingKind, Stage};
use bailee_log::pack::Evidence;
use bailee_log::review::{AccessReview, RowOutcome};
use bailee_log::{Outcome, Report};
use bailee_model::{ErrorKind, Result};

use crate::output;

/// Check a certificate, of destruction or of an access review, or evidence of the promises, with no network and no account
///
/// A folder is the copy of a log that ‘bailee watch’ keeps: then every entry is hashed again.
///
/// Trust comes from the policy file alone: it names the log, the witnesses and how many of them must have signed, and the
/// key that signs certificates. Keep your own copy of it.
///
/// Exit codes: 0 valid, 2 invalid, 3 too few witnesses, 4 the log was forked, 5 something needed is missing, 1 could not judge.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The certificate, as received, or the folder of a watched log
    #[arg(value_name = "CERTIFICATE")]
    certificate: PathBuf,

    /// Whom you trust: a C2SP log policy with a `certifier` line
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,

    /// Remember the last checkpoint of each log in this file, and hold the certificate against it
    #[arg(long, value_name = "FILE")]
    remember: Option<PathBuf>,

    /// A proof that the log only grew between the remembered checkpoint and the certificate's; may be repeated
    #[arg(long, value_name = "FILE", requires = "remember")]
    consistency: Vec<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { certificate, policy, json, remember, consistency } = arguments;
    if certificate.is_dir() {
        return audit(&certificate, &policy, json);
    }
    let report = Judgement { bundle: certificate, policy, remember, consistency }.run()?;
    if json {
        output::json(&report)?;
    } else {
        tell(&report);
    }
    Ok(ExitCode::from(report.outcome.exit_code()))
}

/// The copy of a log, judged from its files alone.
fn audit(folder: &Path, policy: &Path, json: bool) -> Result<ExitCode> {
    let audit = match Mirror::open(folder, policy).and_then(|mirror| mirror.audit()) {
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            output::mark(false, &error.to_string());
            return Ok(ExitCode::from(Outcome::Invalid.exit_code()));
        }
        audit => audit?,
    };
    if json {
        output::json(&audit)?;
        return Ok(ExitCode::SUCCESS);
    }
    output::mark(true, &format!("{} entries of {} hashed again: they give the signed head.", audit.size, audit.origin));
    let heads = match audit.heads {
        1 => "One head was kept so far.".to_owned(),
        heads => format!("{heads} heads were kept over time, each the beginning of the next."),
    };
    output::mark(true, &heads);
    let names: Vec<&str> = audit.cosigned.iter().map(|each| each.witness.as_str()).collect();
    if !names.is_empty() {
        output::mark(true, &format!("Cosigned by {}.", names.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(report: &Report) {
    for check in &report.checks {
        output::mark(check.ok, &format!("{:<10} {}", check.name, check.detail));
    }
    output::line("");
    let valid = report.outcome == Outcome::Valid;
    let said = if valid && report.evidence.is_some() { "The evidence is valid." } else { verdict(report.outcome) };
    output::mark(valid, said);
    if valid {
        report.certificate.iter().for_each(tell_certificate);
        report.review.iter().for_each(tell_review);
        report.evidence.iter().for_each(tell_evidence);
    }
}

fn verdict(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Valid => "The certificate is valid.",
        Outcome::Invalid => {
            "The certificate is not valid. Do not rely on it: ask the firm for another copy, and for an explanation."
        }
        Outcome::Quorum => {
            "Too few witnesses have signed. Ask the firm for the certificate again once your quorum has cosigned it."
        }
        Outcome::Fork => "The log has contradicted itself. Keep every file: together they prove it.",
        Outcome::Incomplete => {
            "Something needed is missing, so the certificate cannot be judged yet. Nothing found is wrong."
        }
    }
}

pub(crate) fn tell_certificate(destruction: &Destruction) {
    let counted: Vec<String> =
        destruction.what.iter().map(|c| format!("{} × {} ({})", c.count, c.kind, c.category)).collect();
    output::line(&format!(
        "  Engagement {} of client {}, {}",
        destruction.engagement, destruction.client, destruction.at
    ));
    output::line(&format!("  Destroyed: {}", counted.join(", ")));
    let method = &destruction.method;
    output::line(&format!("  Method: {} ({}), {} {}", method.technique, method.standard, method.tool, method.version));
    match destruction.stage {
        Stage::DestroyedEverywhere => output::line("  Stage: destroyed everywhere"),
        Stage::Destroyed => output::line("  Stage: destroyed; the live keys are gone"),
    }
    for left in &destruction.outstanding {
        output::line(&format!("  Still holds a key: {} {}, gone by {}", kind(left.kind), left.id, left.gone_by));
    }
    for gone in destruction.completes.iter().flat_map(|completes| &completes.gone) {
        output::line(&format!("  Held a key before: {} {}, gone at {}", kind(gone.kind), gone.id, gone.at));
    }
    tell_sentences(&destruction.proves, &destruction.does_not_prove);
}

fn kind(kind: OutstandingKind) -> &'static str {
    match kind {
        OutstandingKind::Kit => "recovery kit",
        OutstandingKind::Backup => "backup",
        OutstandingKind::Replica => "replica",
        OutstandingKind::Checkout => "copy on a device",
    }
}

fn tell_review(review: &AccessReview) {
    output::line(&format!("  Access review {} ({}), closed {}", review.number, review.review, review.at));
    output::line(&format!("  Opened {}, with silence suspending from {}", review.opened_at, review.due));
    let counted: Vec<String> =
        review.what.iter().map(|each| format!("{} {}", each.count, ended(each.outcome))).collect();
    output::line(&format!("  Rows: {}", counted.join(", ")));
    tell_sentences(&review.proves, &review.does_not_prove);
}

fn tell_evidence(evidence: &Evidence) {
    output::line(&format!("  Evidence of {}, made {}", evidence.firm, evidence.at));
    output::line(&format!("  From {} until {}: {} promises", evidence.from, evidence.until, evidence.promises));
    output::line(&format!("  {} entries proved, {} files bound", evidence.entries.len(), evidence.bound.len()));
    tell_sentences(&evidence.proves, &evidence.does_not_prove);
}

fn ended(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Kept => "kept",
        RowOutcome::Reduced => "reduced",
        RowOutcome::Removed => "removed",
        RowOutcome::Silent => "ended because nobody decided",
        RowOutcome::Stands => "undecided and standing, for want of another officer",
    }
}

fn tell_sentences(proves: &[String], does_not_prove: &[String]) {
    for (heading, said) in [("What this proves:", proves), ("What it does not prove:", does_not_prove)] {
        output::line(&format!("  {heading}"));
        said.iter().for_each(|sentence| output::line(&format!("  - {sentence}")));
    }
}
