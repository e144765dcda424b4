//! Small readers that the text formats share. Each accepts one spelling only, so that what parses prints back as it was.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Reads a decimal number: no sign, no leading zero, no space.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let spelled_once = text == "0" || !text.starts_with('0');
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    (spelled_once && digits_only).then(|| text.parse().ok()).flatten()
}

/// Standard base64 with padding, as every C2SP format wants it.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64; padding and unused bits must be as an encoder leaves them.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// URL-safe base64 without padding, as RFC 9901 disclosures want it.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads URL-safe base64 without padding.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Whether a word may stand in a log for ever: an opaque id, a code, an event name.
///
/// Letters, digits and `. _ : -` only, so that no e-mail address, no file name with a path and no person's full name fits.
pub(crate) fn is_opaque(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    !text.is_empty() && text.len() <= 128 && text.bytes().all(allowed)
}

/// Whether the text is an instant as RFC 3339 writes it in UTC: `2026-11-22T04:00:27Z`, with up to nine decimals.
pub(crate) fn is_instant(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let Some(time) = time.strip_suffix('Z') else { return false };
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, rest)| (clock, Some(rest)));
    let fraction_fits =
        fraction.is_none_or(|digits| (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    is_date(date)
        && fraction_fits
        && matches!(numbers(clock, ':', [2, 2, 2]), Some([h, m, s]) if h < 24 && m < 60 && s < 61)
}

/// Whether the text is a day as RFC 3339 writes it: `2026-11-22`.
pub(crate) fn is_date(text: &str) -> bool {
    matches!(numbers(text, '-', [4, 2, 2]), Some([_, m, d]) if (1..=12).contains(&m) && (1..=31).contains(&d))
}

/// Spells seconds of Unix time as RFC 3339 in UTC: `2026-11-22T04:00:27Z`.
pub(crate) fn instant(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days are counted from 0000-03-01, so that a leap day is the last of its year; 400 years have 146,097 days.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u32; 3]> {
    let mut parts = text.split(separator);
    let mut read = |width: usize| {
        let part = parts.next()?;
        let fits = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse().ok()).flatten()
    };
    let found = [read(widths[0])?, read(widths[1])?, read(widths[2])?];
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "18446744073709551616", "١"] {
            assert_eq!(decimal(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(from_base64("AAE="), Some(vec![0, 1]));
        for wrong in ["AAE", "AAF=", "AAE=\n", " AAE=", "A-E="] {
            assert_eq!(from_base64(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn instants_are_utc_and_whole() {
        for right in ["2026-11-22T04:00:27Z", "2026-11-22T04:00:27.123456789Z", "2016-12-31T23:59:60Z"] {
            assert!(is_instant(right), "{right}");
        }
        for wrong in [
            "2026-11-22",
            "2026-11-22T04:00:27+01:00",
            "2026-13-22T04:00:27Z",
            "2026-11-22T24:00:27Z",
            "2026-11-22T04:00:27.Z",
            "26-11-22T04:00:27Z",
        ] {
            assert!(!is_instant(wrong), "{wrong}");
        }
    }

    #[test]
    fn seconds_are_spelled_as_instants() {
        for (seconds, spelled) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_767_225_600, "2026-01-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(instant(seconds), spelled);
        }
    }

    #[test]
    fn what_names_a_person_is_not_opaque() {
        assert!(is_opaque("hold_01JD8Q:v1.2"));
        for wrong in ["", "jeanne@lanterne.example", "Jeanne Lanterne", "exports/clients.csv", "Zoé"] {
            assert!(!is_opaque(wrong), "{wrong}");
        }
    }
}
