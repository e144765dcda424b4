//! Seals a file with a key given on the command line, so that Google's Tink can check the format.

#[path = "shared/command.rs"]
mod command;

use std::io::{Read, Write};
use std::process::ExitCode;

use bailee_model::SystemRng;
use bailee_vault::stream::{Sealer, StreamKey};

fn main() -> ExitCode {
    command::run("seal", |key: &StreamKey, input, output| {
        let mut sealer = Sealer::new(key, b"", &SystemRng);
        let (mut plain, mut sealed) = (vec![0; command::CHUNK], Vec::new());
        loop {
            let read = input.read(&mut plain)?;
            if read == 0 {
                break;
            }
            sealer.push(&plain[..read], &mut sealed)?;
            output.write_all(&sealed)?;
            sealed.clear();
        }
        sealer.finish(&mut sealed)?;
        Ok(output.write_all(&sealed)?)
    })
}
