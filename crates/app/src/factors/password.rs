//! Passwords: argon2id, at least eight characters beside the second factor, no composition rules, nothing guessable
//! (NIST SP 800-63B-4).

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use bailee_model::{Error, Result, Rng, clock::random, say};

/// Fewest characters beside a second factor.
const SHORTEST: usize = 8;
/// More is refused before it is hashed, so that nobody buys our time with a book.
const LONGEST: usize = 256;

/// OWASP's second recommendation: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("constants within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses what is too short, too long, or guessed early; `about` are words about the person and the firm, which do not
/// count: what is left without them must be long enough by itself.
pub fn check_strength(password: &str, about: &[&str]) -> Result<()> {
    if password.chars().count() < SHORTEST {
        return Err(Error::bad_input(say!("The password has fewer than {shortest} characters.", shortest = SHORTEST))
            .hint(say!("Use a longer one."))
            .on_field("password"));
    }
    if password.len() > LONGEST {
        return Err(Error::bad_input(say!("The password is longer than 256 bytes."))
            .hint(say!("Use a shorter one."))
            .on_field("password"));
    }
    if without(password, about).chars().count() < SHORTEST {
        return Err(Error::bad_input(say!("This password is made of your name, your address or the firm’s."))
            .hint(say!("Use four or more unrelated words, or let a password manager make one."))
            .on_field("password"));
    }
    if zxcvbn::zxcvbn(password, about).score() < zxcvbn::Score::Three {
        return Err(Error::bad_input(say!("This password would be guessed early."))
            .hint(say!("Use four or more unrelated words, or let a password manager make one."))
            .on_field("password"));
    }
    Ok(())
}

/// A password without the words that anybody would try first; words of three letters or fewer may be part of any other.
fn without(password: &str, about: &[&str]) -> String {
    let mut words: Vec<String> = about
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word.as_str(), ""))
}

/// The PHC string to keep.
pub fn hash(password: &str, rng: &dyn Rng) -> Result<String> {
    let hash = hasher()
        .hash_password_with_salt(password.as_bytes(), &random::<16>(rng))
        .map_err(|error| Error::internal("The password could not be hashed.").because(error.to_string()))?;
    Ok(hash.to_string())
}

/// Whether it is the password; always the full cost, also for a person that does not exist.
pub fn matches(password: &str, kept: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.len() > LONGEST {
        return false;
    }
    let text = kept.filter(|text| !text.is_empty()).unwrap_or(NOBODY);
    let Ok(parsed) = PasswordHash::new(text) else { return false };
    hasher().verify_password(password.as_bytes(), &parsed).is_ok() && text != NOBODY
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn the_right_password_matches_and_nothing_else_does() {
        let kept = hash("cedar lantern orbit gravel", &SeededRng::new(1)).expect("hashes");
        assert!(matches("cedar lantern orbit gravel", Some(&kept)));
        assert!(!matches("cedar lantern orbit grave", Some(&kept)));
        assert!(!matches("", None));
        assert!(!matches("anything", Some("")));
    }

    #[test]
    fn guessable_and_personal_passwords_are_refused() {
        for (password, about) in [
            ("short", ""),
            ("password1234", ""),
            ("maplewood2024", "maplewood"),
            ("aaaaaaaaaaaa", ""),
            ("Quillbridge-vk93x", "hello@quillbridge.example"),
        ] {
            assert!(check_strength(password, &[about]).is_err(), "{password}");
        }
        check_strength("cedar lantern orbit gravel", &[]).expect("four words");
    }
}
