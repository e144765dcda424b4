//! Writes a made-up `certificate.zip` and the `policy.txt` that trusts it, to try a verifier with.
//!
//! ```text
//! cargo run -p bailee-log --example certificate -- FOLDER
//! cargo run --bin bailee -- verify FOLDER/certificate.zip --policy FOLDER/policy.txt
//! ```
//!
//! All keys in it are published here: it proves nothing.

#[path = "../tests/support/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("expected: certificate FOLDER")?;
    let folder = std::path::Path::new(&folder);
    let mut log = sample::SampleLog::opened("made-up");
    let bundle = sample::certificate(&mut log, &[1, 2]);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("certificate.zip"), bundle.encode()?)?;
    std::fs::write(folder.join("policy.txt"), sample::policy("two"))?;
    std::fs::write(folder.join("certificate.tlog-proof"), bundle.proof.proof.to_string())?;
    std::fs::write(folder.join("consistency.txt"), log.consistency(1).to_string())?;
    std::fs::write(folder.join("certifier.pem"), sample::certifier().public().to_pem())?;
    Ok(())
}
