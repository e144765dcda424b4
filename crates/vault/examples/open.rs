//! Opens a file that `seal` or Google's Tink sealed.

#[path = "shared/command.rs"]
mod command;

use std::io::{Read, Write};
use std::process::ExitCode;

use bailee_vault::stream::{Opener, StreamKey};

fn main() -> ExitCode {
    command::run("open", |key: &StreamKey, input, output| {
        let mut opener = Opener::new(key, b"");
        let (mut sealed, mut plain) = (vec![0; command::CHUNK], Vec::new());
        loop {
            let read = input.read(&mut sealed)?;
            if read == 0 {
                break;
            }
            opener.push(&sealed[..read], &mut plain)?;
            output.write_all(&plain)?;
            plain.clear();
        }
        opener.finish(&mut plain)?;
        Ok(output.write_all(&plain)?)
    })
}
