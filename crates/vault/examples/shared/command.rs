//! What `seal` and `open` have in common: three arguments, a help text, and no half-written output.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::process::ExitCode;

use bailee_vault::stream::StreamKey;

/// Bytes handled at a time, whatever the size of the file.
pub(crate) const CHUNK: usize = 1 << 20;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs `work` on the files named on the command line and turns what happens into an exit code: 0 done, 1 failed, 2 for
/// a wrong command line.
pub(crate) fn run(name: &str, work: impl FnOnce(&StreamKey, &mut File, &mut File) -> Result<()>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "-h" || argument == "--help") {
        tell(&mut io::stdout(), &help(name));
        return ExitCode::SUCCESS;
    }
    let [key, input, output] = arguments.as_slice() else {
        tell(&mut io::stderr(), &help(name));
        return ExitCode::from(2);
    };
    let Some(key) = StreamKey::from_hex(key) else {
        tell(&mut io::stderr(), "HEX_KEY must be 64 hexadecimal digits (32 bytes of key material).\n");
        return ExitCode::from(2);
    };
    match convert(&key, input, output, work) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&mut io::stderr(), &format!("{name} {input}: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn convert(
    key: &StreamKey,
    input: &str,
    output: &str,
    work: impl FnOnce(&StreamKey, &mut File, &mut File) -> Result<()>,
) -> Result<()> {
    let mut from = File::open(input)?;
    let mut to = File::create_new(output).map_err(|error| format!("{output}: {error}"))?;
    let done = work(key, &mut from, &mut to).and_then(|()| Ok(to.sync_all()?));
    if done.is_err() {
        fs::remove_file(output)?;
    }
    done
}

fn help(name: &str) -> String {
    format!(
        "Usage: {name} HEX_KEY IN OUT

Reads IN, writes OUT (which must not exist), in constant memory.
HEX_KEY is 32 bytes of key material as 64 hexadecimal digits.

The format is Tink's AES256-GCM-HKDF streaming AEAD with
  hkdf_hash_type            SHA256
  derived_key_size          32
  ciphertext_segment_size   65536
  first segment offset      0
  associated data           empty
so that any Tink opens what `seal` writes, and `open` what any Tink seals.
"
    )
}

fn tell(to: &mut dyn Write, text: &str) {
    // Nobody is left to tell when the terminal is gone.
    let _ = to.write_all(text.as_bytes());
}
