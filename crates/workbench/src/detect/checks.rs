//! Patterns and checksums of single values, each with the rate at which chance alone would pass it.

/// Whether it has the form of an e-mail address: one `@`, a local part, a domain with a dot and letters at its end.
pub(crate) fn email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    let local_fits = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !local.is_empty()
        && local.len() <= 64
        && local.bytes().all(local_fits)
        && !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether an address stands anywhere in a longer text.
pub(crate) fn holds_email(text: &str) -> bool {
    text.contains('@')
        && text
            .split(|letter: char| letter.is_whitespace() || "<>(),;:\"".contains(letter))
            .any(|word| email(word.trim_end_matches('.')))
}

/// ISO 13616 (IBAN), without spaces: country, two check digits by ISO 7064 mod 97-10; one text in 97 passes by chance.
pub(crate) fn iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !(15..=34).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_alphanumeric)
        || !bytes[..2].iter().all(u8::is_ascii_alphabetic)
        || !bytes[2..4].iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let digits = bytes[4..].iter().chain(&bytes[..4]);
    let rest = digits.fold(0u32, |rest, byte| match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => (rest * 10 + u32::from(digit - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

/// The check digit of Luhn (ISO/IEC 7812-1); one text in ten passes by chance.
pub(crate) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match place % 2 {
                1 if digit > 4 => digit * 2 - 9,
                1 => digit * 2,
                _ => digit,
            }
        })
        .sum();
    digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit()) && sum.is_multiple_of(10)
}

/// A payment card: 13 to 19 digits that begin as the large schemes do, with Luhn's digit.
pub(crate) fn card(digits: &str) -> bool {
    (13..=19).contains(&digits.len()) && digits.starts_with(['2', '3', '4', '5', '6']) && luhn(digits)
}

/// A VAT number of a country of the European Union, the United Kingdom or Switzerland: prefix and form.
pub(crate) fn vat(compact: &str) -> bool {
    const FORMS: &[(&str, usize, usize)] = &[
        ("AT", 9, 9),
        ("BE", 10, 10),
        ("BG", 9, 10),
        ("CY", 9, 9),
        ("CZ", 8, 10),
        ("DE", 9, 9),
        ("DK", 8, 8),
        ("EE", 9, 9),
        ("EL", 9, 9),
        ("ES", 9, 9),
        ("FI", 8, 8),
        ("FR", 11, 11),
        ("GB", 9, 12),
        ("HR", 11, 11),
        ("HU", 8, 8),
        ("IE", 8, 9),
        ("IT", 11, 11),
        ("LT", 9, 12),
        ("LU", 8, 8),
        ("LV", 11, 11),
        ("MT", 8, 8),
        ("NL", 12, 12),
        ("PL", 10, 10),
        ("PT", 9, 9),
        ("RO", 2, 10),
        ("SE", 12, 12),
        ("SI", 8, 8),
        ("SK", 10, 10),
        ("CHE", 9, 12),
    ];
    FORMS.iter().any(|(prefix, least, most)| {
        compact.strip_prefix(prefix).is_some_and(|rest| {
            let digits = rest.bytes().filter(u8::is_ascii_digit).count();
            (*least..=*most).contains(&rest.len()) && digits + 3 >= rest.len() && digits >= 2
        })
    })
}

/// A national identity number: US social security (`123-45-6789`), Canadian social insurance (`123 456 782`, Luhn), French
/// (thirteen digits and a key by mod 97).
pub(crate) fn national(text: &str) -> bool {
    let grouped = |separator: char, lengths: [usize; 3]| {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.len() == 3
            && parts
                .iter()
                .zip(lengths)
                .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if grouped('-', [3, 2, 4]) {
        return !digits.starts_with("000") && !digits.starts_with("666") && !digits.starts_with('9');
    }
    if grouped(' ', [3, 3, 3]) || grouped('-', [3, 3, 3]) {
        return luhn(&digits);
    }
    french(&digits) && text.len() <= 21 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
}

fn french(digits: &str) -> bool {
    if digits.len() != 15 || !digits.starts_with(['1', '2']) {
        return false;
    }
    match (digits[..13].parse::<u64>(), digits[13..].parse::<u64>()) {
        (Ok(number), Ok(key)) => 97 - number % 97 == key,
        _ => false,
    }
}

/// The form of a telephone number: a plus or brackets or separators, and seven to fifteen digits.
pub(crate) fn phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marks = text.bytes().filter(|byte| b" -./()".contains(byte)).count();
    let fits = text
        .char_indices()
        .all(|(at, letter)| letter.is_ascii_digit() || " -./()".contains(letter) || (letter == '+' && at == 0));
    fits && (7..=15).contains(&digits)
        && (text.starts_with('+') || (marks >= 2 && text.starts_with(['0', '(', '1'])) || north_american(text))
        && crate::value::Written::read(text).is_none()
}

/// `514-555-0147`, `514.555.0147`.
fn north_american(text: &str) -> bool {
    let lengths: Vec<usize> = text.split(['-', '.', ' ']).map(str::len).collect();
    lengths == [3, 3, 4]
}

/// A universally unique identifier as RFC 9562 writes it.
pub(crate) fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A private key in PEM or a password hash in the modular crypt format.
pub(crate) fn key(text: &str) -> bool {
    text.starts_with("-----BEGIN")
        || ["$2a$", "$2b$", "$2y$", "$5$", "$6$", "$argon2", "$pbkdf2", "pbkdf2_sha", "{SSHA"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_texts() {
        assert!(email("odile.brume@lanterne.example"));
        assert!(!email("odile@lanterne") && !email("@lanterne.example") && !email("a b@c.example"));
        assert!(holds_email("write to <odile@lanterne.example>, please") && !holds_email("3 @ 2.50"));
    }

    #[test]
    fn check_digits_are_checked() {
        assert!(iban("GB33BUKB20201555555555") && iban("fr1420041010050500013m02606"));
        assert!(!iban("GB34BUKB20201555555555") && !iban("GB33"));
        assert!(card("4111111111111111") && !card("4111111111111112") && !card("411111111111"));
        assert!(vat("FR40303265045") && vat("DE136695976") && !vat("FRANCE") && !vat("AB123"));
    }

    #[test]
    fn identity_numbers_and_telephones_have_their_forms() {
        assert!(national("123-45-6789") && national("046 454 286") && !national("046 454 287"));
        assert!(national("255081416802538") && !national("255081416802539"));
        assert!(phone("+33 1 55 55 01 47") && phone("514-555-0147") && phone("01.55.55.01.47"));
        assert!(!phone("2024-01-02") && !phone("1234567") && !phone("12.50"));
    }
}
