//! Values that nobody may see, every spelling in which they could leave, and an ear on everything that is logged.

use std::io;
use std::sync::{LazyLock, Mutex, Once};

/// Parts of values that nobody writes by chance, by the class that hides them.
pub(crate) const PERSONAL: &[&str] = &["zqxvane", "korridor-zq", "zqxmemo", "783915726"];
pub(crate) const FINANCIAL: &[&str] = &["30006000011234567890189"];
pub(crate) const EMPLOYEE: &[&str] = &["1931-02-17"];
pub(crate) const SECRET: &[&str] = &["zqxsecret"];
pub(crate) const PAY: &[&str] = &["91736458", "91736541", "91736624", "91736707", "91736790", "91736873"];

/// Every one of them.
pub(crate) fn all() -> Vec<&'static str> {
    [PERSONAL, FINANCIAL, EMPLOYEE, SECRET, PAY].concat()
}

/// The spellings of a text that are searched for: as it is and in capitals, as hexadecimal digits, in base 64 at each
/// of the three places where it may begin, in UTF-16 of both orders, reversed.
pub(crate) fn spellings(canary: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for text in [canary.to_lowercase(), canary.to_uppercase(), capitalised(canary)] {
        let bytes = text.as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        found.extend([bytes.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()]);
        found.extend((0..3).map(|skip| base64(bytes, skip)));
        found.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        found.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        found.push(bytes.iter().rev().copied().collect());
    }
    found.sort();
    found.dedup();
    found
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What base 64 (RFC 4648) certainly writes for these bytes after `skip` others.
fn base64(bytes: &[u8], skip: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let first = (3 - skip) % 3;
    let whole = &bytes[first..];
    let whole = &whole[..whole.len() / 3 * 3];
    whole
        .chunks(3)
        .flat_map(|three| {
            let bits = three.iter().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte));
            [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift) as usize & 63])
        })
        .collect()
}

/// The first of these canaries that stands in the bytes in any spelling.
pub(crate) fn found_in<'a>(bytes: &[u8], canaries: &[&'a str]) -> Option<&'a str> {
    canaries
        .iter()
        .copied()
        .find(|canary| spellings_of(canary).iter().any(|spelling| memchr::memmem::find(bytes, spelling).is_some()))
}

fn spellings_of(canary: &str) -> Vec<Vec<u8>> {
    static KNOWN: LazyLock<Mutex<std::collections::HashMap<String, Vec<Vec<u8>>>>> = LazyLock::new(Mutex::default);
    KNOWN.lock().unwrap().entry(canary.to_owned()).or_insert_with(|| spellings(canary)).clone()
}

/// Lines of any log, of any level, that held a canary.
static OVERHEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LINES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

struct Ear;

impl io::Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if found_in(line, &all()).is_some() {
            OVERHEARD.lock().unwrap().push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens from now on to every line that this process logs, its libraries' too.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .without_time()
            .with_ansi(false)
            .with_writer(|| Ear)
            .init();
    });
}

/// What was overheard, and how many lines were listened to.
pub(crate) fn overheard() -> (Vec<String>, usize) {
    (OVERHEARD.lock().unwrap().clone(), LINES.load(std::sync::atomic::Ordering::Relaxed))
}

#[test]
fn a_canary_is_found_in_every_spelling() {
    for bytes in
        [&b"..zqxvane.."[..], b"ZQXVANE", b"7a717876616e65", b"WyJ6cXh2YW5lIl0=", b"z\0q\0x\0v\0a\0n\0e\0", b"enavxqz"]
    {
        assert_eq!(found_in(bytes, PERSONAL), Some("zqxvane"), "{bytes:?}");
    }
    assert_eq!(found_in(b"zqx vane", PERSONAL), None);
}
