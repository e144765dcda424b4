//! How fast bytes are sealed and opened: the sealed stream against the bare cipher and against `age`.
//!
//! `cargo bench -p bailee-vault --bench seal` prints a table, with `-- --json` a JSON array of rows
//! `{name, value, unit, peer, peer_value, ratio, goal, met}`. All contenders take turns in one process on the same
//! 64 MiB in memory, and the best of several rounds counts, so that a busy machine slows all of them alike. `goal` is
//! the least ratio of ours to the peer's.

use std::hint::black_box;
use std::io::{self, Read, Write};
use std::time::Instant;

use age::x25519;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use bailee_model::SystemRng;
use bailee_vault::stream::{Opener, SEGMENT, Sealer, StreamKey, TAG};
use serde::Serialize;

const SIZE: usize = 64 << 20;
const CHUNK: usize = 1 << 20;
const ROUNDS: usize = 9;

#[derive(Serialize)]
struct Row {
    name: &'static str,
    value: f64,
    unit: &'static str,
    peer: &'static str,
    peer_value: f64,
    ratio: f64,
    goal: f64,
    met: bool,
}

/// One thing that can be timed: it handles the 64 MiB once.
type Contender = Box<dyn FnMut() -> Result<(), Box<dyn std::error::Error>>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plain: Vec<u8> = (0..SIZE).map(|n| (n * 31 + n / 65_521) as u8).collect();
    let mut contenders =
        [seal(&plain), raw_seal(&plain), age_seal(&plain), open(&plain)?, raw_open(&plain)?, age_open(&plain)?];
    let mut best = [0.0f64; 6];
    for _ in 0..ROUNDS {
        for (contender, best) in contenders.iter_mut().zip(&mut best) {
            *best = best.max(rate(contender)?);
        }
    }
    let [seal, raw_seal, age_seal, open, raw_open, age_open] = best;
    let (raw, age) = ("aws-lc-rs AES-256-GCM, 64 KiB", "age (rage)");
    report(&[
        row("vault/seal", seal, raw, raw_seal, 0.8),
        row("vault/seal", seal, age, age_seal, 3.0),
        row("vault/open", open, raw, raw_open, 0.8),
        row("vault/open", open, age, age_open, 3.0),
    ])
}

fn row(name: &'static str, value: f64, peer: &'static str, peer_value: f64, goal: f64) -> Row {
    let ratio = value / peer_value;
    Row { name, value, unit: "GB/s", peer, peer_value, ratio, goal, met: ratio >= goal }
}

fn report(rows: &[Row]) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    if std::env::args().any(|argument| argument == "--json") {
        return Ok(writeln!(out, "{}", serde_json::to_string(rows)?)?);
    }
    for Row { name, value, unit, peer, peer_value, ratio, .. } in rows {
        writeln!(out, "{name:12} {value:6.2} {unit}   {peer:30} {peer_value:6.2} {unit}   {ratio:5.2}×")?;
    }
    Ok(())
}

fn rate(contender: &mut Contender) -> Result<f64, Box<dyn std::error::Error>> {
    let start = Instant::now();
    contender()?;
    Ok(SIZE as f64 / start.elapsed().as_secs_f64() / 1e9)
}

fn seal(plain: &[u8]) -> Contender {
    let (plain, key, mut out) = (plain.to_vec(), StreamKey::generate(&SystemRng), Vec::new());
    Box::new(move || {
        let mut sealer = Sealer::new(&key, b"bench", &SystemRng);
        for chunk in plain.chunks(CHUNK) {
            out.clear();
            sealer.push(chunk, &mut out)?;
            black_box(&out);
        }
        Ok(sealer.finish(&mut out)?)
    })
}

fn open(plain: &[u8]) -> Result<Contender, Box<dyn std::error::Error>> {
    let (key, mut sealed, mut out) = (StreamKey::generate(&SystemRng), Vec::new(), Vec::new());
    let mut sealer = Sealer::new(&key, b"bench", &SystemRng);
    sealer.push(plain, &mut sealed)?;
    sealer.finish(&mut sealed)?;
    Ok(Box::new(move || {
        let mut opener = Opener::new(&key, b"bench");
        for chunk in sealed.chunks(CHUNK) {
            out.clear();
            opener.push(chunk, &mut out)?;
            black_box(&out);
        }
        Ok(opener.finish(&mut out)?)
    }))
}

fn raw_key() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("an AES-256 key has 32 bytes"))
}

fn nonce(number: usize) -> Nonce {
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&(number as u64).to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

fn raw_seal(plain: &[u8]) -> Contender {
    let (plain, key, mut out) = (plain.to_vec(), raw_key(), vec![0; SEGMENT + TAG]);
    Box::new(move || {
        for (number, chunk) in plain.chunks(SEGMENT).enumerate() {
            let (body, tag) = out[..chunk.len() + TAG].split_at_mut(chunk.len());
            key.seal_out_of_place_scatter(nonce(number), Aad::empty(), chunk, body, &[], tag)?;
            black_box(&out);
        }
        Ok(())
    })
}

fn raw_open(plain: &[u8]) -> Result<Contender, Box<dyn std::error::Error>> {
    let (key, mut out) = (raw_key(), vec![0; SEGMENT]);
    let mut sealed = Vec::new();
    for (number, chunk) in plain.chunks(SEGMENT).enumerate() {
        let mut segment = chunk.to_vec();
        key.seal_in_place_append_tag(nonce(number), Aad::empty(), &mut segment)?;
        sealed.push(segment);
    }
    Ok(Box::new(move || {
        for (number, segment) in sealed.iter().enumerate() {
            let (body, tag) = segment.split_at(segment.len() - TAG);
            key.open_separate_gather(nonce(number), Aad::empty(), body, tag, &mut out[..body.len()])?;
            black_box(&out);
        }
        Ok(())
    }))
}

fn age_seal(plain: &[u8]) -> Contender {
    let (plain, recipient) = (plain.to_vec(), x25519::Identity::generate().to_public());
    let mut out = Vec::new();
    Box::new(move || {
        out.clear();
        age_write(&recipient, &plain, &mut out)?;
        black_box(&out);
        Ok(())
    })
}

fn age_open(plain: &[u8]) -> Result<Contender, Box<dyn std::error::Error>> {
    let identity = x25519::Identity::generate();
    let (mut sealed, mut out) = (Vec::new(), vec![0; CHUNK]);
    age_write(&identity.to_public(), plain, &mut sealed)?;
    Ok(Box::new(move || {
        let mut reader =
            age::Decryptor::new(sealed.as_slice())?.decrypt(std::iter::once(&identity as &dyn age::Identity))?;
        while reader.read(&mut out)? > 0 {
            black_box(&out);
        }
        Ok(())
    }))
}

fn age_write(recipient: &x25519::Recipient, plain: &[u8], out: &mut Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient))?;
    let mut writer = encryptor.wrap_output(out)?;
    for chunk in plain.chunks(CHUNK) {
        writer.write_all(chunk)?;
    }
    writer.finish()?;
    Ok(())
}
