//! Checks a `.tlog-proof` file offline: that an entry stands in a log, and who signed.
//!
//! ```text
//! cargo run -p bailee-log --example verify -- PROOF POLICY [ENTRY]
//! ```
//!
//! `ENTRY` is the entry's exact bytes; without it, the proof's `extra` is taken for the entry.

use bailee_log::entry::leaf;
use bailee_log::policy::Policy;
use bailee_log::proof::LogProof;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (proof, policy, entry) = match arguments.as_slice() {
        [proof, policy] => (proof, policy, None),
        [proof, policy, entry] => (proof, policy, Some(std::fs::read(entry)?)),
        _ => return Err("expected: verify PROOF POLICY [ENTRY]".into()),
    };
    let proof = LogProof::parse(&std::fs::read(proof)?)?;
    let policy = Policy::parse(&std::fs::read(policy)?)?;
    let entry = entry
        .or_else(|| proof.extra.clone())
        .ok_or("the proof carries no entry: give its file as the third argument")?;

    let judgement = policy.judge(&proof.checkpoint)?;
    let checkpoint = proof.verify(leaf(&entry))?;
    say(&format!("entry {} of {} stands in {}", proof.index, checkpoint.size, checkpoint.origin));
    for cosigned in &judgement.cosigned {
        say(&format!("cosigned by {} at {} (Unix time)", cosigned.witness, cosigned.time));
    }
    if judgement.quorum { Ok(()) } else { Err(format!("the quorum is not met: {}", policy.quorum()).into()) }
}

#[allow(clippy::print_stdout, reason = "an example speaks on the terminal")]
fn say(line: &str) {
    println!("{line}");
}
