//! Time-based codes (RFC 6238): SHA-1, six digits, thirty seconds, because that is what every authenticator app does.
//! A step is accepted once.

use bailee_model::{Error, Result, Rng, clock::random, say};
use jiff::Timestamp;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A person's shared secret.
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A fresh one.
    pub fn new(rng: &dyn Rng) -> Self {
        Self(Zeroizing::new(random::<SECRET_BYTES>(rng).to_vec()))
    }

    /// One that was sealed earlier.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, to be sealed.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    fn totp(&self) -> Result<Totp> {
        Builder::new().with_secret(self.0.to_vec()).with_skew(1).build().map_err(|error| {
            Error::internal("The second factor is unusable.")
                .hint(say!("Ask the officer for a new enrolment."))
                .because(error.to_string())
        })
    }

    /// The step that this code belongs to, within one step of now, if it is later than the last one accepted.
    pub fn accept(&self, code: &str, last_step: i64, now: Timestamp) -> Result<Option<i64>> {
        let code: String = code.chars().filter(|character| !character.is_whitespace()).collect();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let step = self.totp()?.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
        Ok(step.filter(|step| *step > last_step))
    }

    /// The code of this moment; what an authenticator app shows.
    pub fn code_at(&self, now: Timestamp) -> Result<String> {
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        Ok(self.totp()?.generate(seconds).to_string())
    }

    /// The secret as people type it, RFC 4648 base 32 without padding.
    pub fn base32(&self) -> String {
        let mut out = String::new();
        let (mut buffer, mut bits) = (0u32, 0);
        for byte in self.0.iter() {
            buffer = (buffer << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                out.push(char::from(BASE32[((buffer >> bits) & 31) as usize]));
            }
        }
        if bits > 0 {
            out.push(char::from(BASE32[((buffer << (5 - bits)) & 31) as usize]));
        }
        out
    }

    /// Reads what [`TotpSecret::base32`] writes, as an authenticator app does.
    ///
    /// # Errors
    /// When a character is not of the alphabet.
    pub fn from_base32(text: &str) -> Result<Self> {
        let mut bytes = Vec::new();
        let (mut buffer, mut bits) = (0u32, 0);
        for letter in text.bytes() {
            let digit = BASE32.iter().position(|each| *each == letter).and_then(|digit| u32::try_from(digit).ok());
            buffer = (buffer << 5) | digit.ok_or_else(|| Error::bad_input(say!("This is not a secret in base 32.")))?;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push((buffer >> bits) as u8);
                buffer &= (1 << bits) - 1;
            }
        }
        Ok(Self::from_bytes(bytes))
    }

    /// The address that an authenticator app reads from a QR code.
    pub fn uri(&self, account: &str) -> String {
        let account: String = account
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        format!("otpauth://totp/Bailee:{account}?secret={}&issuer=Bailee", self.base32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn rfc_6238_vector() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890".to_vec());
        assert_eq!(secret.code_at(at(59)).expect("code"), "287082");
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::from_base32(&secret.base32()).expect("own spelling").expose(), secret.expose());
    }

    #[test]
    fn a_code_works_once_and_only_near_its_time() {
        let secret = TotpSecret::new(&SeededRng::new(3));
        let code = secret.code_at(at(1_000_000)).expect("code");
        let step = secret.accept(&code, 0, at(1_000_010)).expect("usable").expect("accepted");
        assert_eq!(secret.accept(&code, step, at(1_000_010)).expect("usable"), None, "again");
        assert_eq!(secret.accept(&code, 0, at(1_000_100)).expect("usable"), None, "late");
        assert_eq!(secret.accept("not a code", 0, at(1_000_000)).expect("usable"), None);
    }
}
