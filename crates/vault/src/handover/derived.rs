//! An age identity made from 32 secret bytes, for what a server must be able to open again by a key that it derives.
//!
//! The `age` crate reads an identity from its text alone, so the text is written here: Bech32 (BIP 173), upper case, with
//! the prefix `AGE-SECRET-KEY-`, as age's specification has it.

use zeroize::Zeroizing;

use super::Identity;

const PREFIX: &[u8] = b"age-secret-key-";
const LETTERS: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
const CHECKSUM: usize = 6;

impl Identity {
    /// The identity whose X25519 secret these bytes are. The same bytes give the same identity.
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        let text = spell(secret);
        text.parse().expect("the text is spelled as age reads it")
    }
}

/// The identity's line, as `age-keygen` would print it.
fn spell(secret: &[u8; 32]) -> Zeroizing<String> {
    let data = fives(secret);
    let checksum = checksum(&data);
    let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + 1 + data.len() + CHECKSUM));
    text.extend(PREFIX.iter().map(|byte| char::from(byte.to_ascii_uppercase())));
    text.push('1');
    text.extend(data.iter().chain(&checksum).map(|five| char::from(LETTERS[usize::from(*five)])));
    text
}

/// The bytes in groups of five bits, the last filled up with zeros.
fn fives(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len() * 8 / 5 + 1));
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(low_five(held >> bits));
        }
    }
    if bits > 0 {
        out.push(low_five(held << (5 - bits)));
    }
    out
}

fn checksum(data: &[u8]) -> [u8; CHECKSUM] {
    let high = PREFIX.iter().map(|byte| byte >> 5);
    let low = PREFIX.iter().map(|byte| byte & 31);
    let all = high.chain([0]).chain(low).chain(data.iter().copied()).chain([0; CHECKSUM]);
    let remainder = all.fold(1u32, |state, five| {
        let top = state >> 25;
        let next = ((state & 0x01ff_ffff) << 5) ^ u32::from(five);
        GENERATOR.iter().enumerate().filter(|(bit, _)| (top >> bit) & 1 == 1).fold(next, |next, (_, term)| next ^ term)
    }) ^ 1;
    std::array::from_fn(|place| low_five(remainder >> (5 * (CHECKSUM - 1 - place))))
}

fn low_five(bits: u32) -> u8 {
    (bits & 31) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handover::seal_bytes;

    #[test]
    fn the_same_secret_opens_what_was_sealed_to_it_and_is_spelled_as_age_spells_it() {
        let identity = Identity::from_secret(&[7; 32]);
        let sealed = seal_bytes(&[identity.recipient()], b"the register").unwrap();
        assert_eq!(Identity::from_secret(&[7; 32]).open(&sealed).unwrap().as_slice(), b"the register");
        assert!(Identity::from_secret(&[8; 32]).open(&sealed).is_err());
        assert_eq!(*identity.to_secret_text(), *spell(&[7; 32]));
    }
}
