//! Vouching for a session: the device signs the code that the session shows.

use bailee_client::reply::Confirmed;
use bailee_model::{ConfirmBody, Error, Result, posture::CONFIRM_CONTEXT, say};
use jiff::Timestamp;

use super::{Enrolment, key};

/// The longest code that is looked at.
const LONGEST: usize = 64;

/// Whether this may be a code at all: letters, digits and dashes, and not many.
pub(crate) fn plausible(code: &str) -> bool {
    (1..=LONGEST).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Confirms the session that shows `code`, with this machine's key.
///
/// # Errors
/// When it is no code, the key cannot be used, or the server does not take it.
pub(crate) async fn confirm(address: &str, enrolment: &Enrolment, code: &str, now: Timestamp) -> Result<Confirmed> {
    if !plausible(code) {
        return Err(
            Error::bad_input(say!("This is not a code.")).hint(say!("The page that asks for a device shows it."))
        );
    }
    let body = ConfirmBody { device: enrolment.device, code: code.to_owned(), at: now };
    let text = serde_json::to_string(&body)
        .map_err(|error| Error::internal("The confirmation is not JSON.").because(error))?;
    let signature = key::open(address, enrolment.home)?.sign(CONFIRM_CONTEXT, text.as_bytes())?;
    enrolment.server(address)?.confirm(enrolment.device, &text, &signature).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_of_plain_letters() {
        assert!(plausible("ABCD-2345") && plausible("7"));
        assert!(!plausible("") && !plausible("a b") && !plausible("a\n") && !plausible("é"));
        assert!(!plausible(&"a".repeat(LONGEST + 1)));
    }
}
