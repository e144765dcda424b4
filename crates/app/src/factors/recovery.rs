//! Recovery codes: ten of 128 random bits, shown once, kept as hashes, each good for one sign-in beside a bound
//! authenticator (NIST SP 800-63B-4, section 4.2).

use super::Secret;
use bailee_model::{Rng, clock::random};
use sha2::{Digest, Sha256};

/// How many are made at a time.
pub(crate) const CODES: usize = 10;
const DIGITS: usize = 32;

/// A fresh code: 32 hexadecimal digits in eight groups, so that no letter is misread.
pub(crate) fn fresh(rng: &dyn Rng) -> Secret {
    let digits = hex::encode(random::<16>(rng));
    let groups: Vec<&str> = (0..DIGITS).step_by(4).map(|at| &digits[at..at + 4]).collect();
    groups.join("-").into()
}

/// What is kept of a code: its SHA-256. A code has 128 random bits, so nothing slower is needed. None when the text cannot be
/// a code; dashes, spaces and capitals do not count.
pub(crate) fn hash(code: &str) -> Option<String> {
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let digits = digits.to_ascii_lowercase();
    let plausible = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plausible.then(|| hex::encode(Sha256::digest(digits.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        let code = fresh(&SeededRng::new(4));
        assert_eq!(code.expose().len(), 39);
        let typed = format!("  {} ", code.expose().to_uppercase().replace('-', " "));
        assert_eq!(hash(&typed), hash(code.expose()));
        assert!(hash(code.expose()).is_some());
        assert_eq!(hash(&code.expose()[1..]), None);
        assert_eq!(hash(""), None);
    }
}
