//! What a cell's text means: numbers, days and truth, as people and bookkeeping programs write them.
//!
//! Every table lands as text. Profile, typing and detection all ask these readers what a text stands for, so the three
//! never disagree. A reader says *no* rather than guess: `1.234` is a thousand in one style and a fraction in the other,
//! `03/04/2024` is a day in March or in April, and which one it is gets decided over a whole column, never over a cell.

pub(crate) mod date;
pub(crate) mod number;

pub(crate) use date::{Day, Written};
pub(crate) use number::{Number, Style};

/// Words for true and false in the languages of the exports we meet; digits are left to numbers.
const TRUE: &[&str] = &["true", "yes", "oui", "vrai", "wahr", "ja", "si", "sí", "y", "t"];
const FALSE: &[&str] = &["false", "no", "non", "faux", "falsch", "nein", "n", "f"];

/// Cells that stand for nothing.
const PLACEHOLDERS: &[&str] = &[
    "n/a",
    "na",
    "null",
    "none",
    "nil",
    "-",
    "--",
    "?",
    ".",
    "#n/a",
    "(blank)",
    "(none)",
    "néant",
    "aucun",
    "1900-01-01",
    "01/01/1900",
    "1/1/1900",
    "0000-00-00",
    "00/00/0000",
    "undefined",
    "tbd",
    "xxx",
];

/// First words of rows that sum up the rows above them.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "totaux",
    "sous-total",
    "sous-totaux",
    "subtotal",
    "sub-total",
    "gesamt",
    "summe",
    "zwischensumme",
    "gesamtsumme",
    "subtotales",
    "totales",
    "somme",
];

/// True or false, if the text is a word for it.
pub(crate) fn truth(text: &str) -> Option<bool> {
    if text.len() > 6 {
        return None;
    }
    let word = text.trim();
    let is_in = |list: &[&str]| list.iter().any(|listed| listed.eq_ignore_ascii_case(word));
    match (is_in(TRUE), is_in(FALSE)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Whether the cell is filled in, with something that says it is not.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    // Most values are numbers, and of numbers only the two oldest days and the day zero stand for nothing.
    let plausible = match text.as_bytes().first() {
        Some(b'0' | b'1') => text.contains("00"),
        Some(first) => !first.is_ascii_digit(),
        None => false,
    };
    plausible && text.len() <= 12 && PLACEHOLDERS.iter().any(|listed| listed.eq_ignore_ascii_case(text))
}

/// Whether the cell opens a row of totals: `Total`, `Totaux du mois`, `TOTAL 411`.
pub(crate) fn opens_total(text: &str) -> bool {
    let text = text.trim_start();
    let end = text.find(|letter: char| !letter.is_alphabetic() && letter != '-').unwrap_or(text.len());
    let word = &text[..end];
    if word.len() < 5 || word.len() > 16 {
        return false;
    }
    if word.eq_ignore_ascii_case("grand") {
        let rest = text[end..].trim_start();
        return rest.get(..5).is_some_and(|next| next.eq_ignore_ascii_case("total"));
    }
    TOTALS.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

/// The shape of a text: capitals `A`, small letters `a`, digits `9`, runs written once, everything else as it is;
/// `Lanterne & Fils 12` is `Aa & Aa 9`. At most twenty-four characters.
pub(crate) fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(16);
    shape_into(text, &mut shape);
    shape
}

/// As [`shape`], into a text that is used again and again.
pub(crate) fn shape_into(text: &str, shape: &mut String) {
    shape.clear();
    let mut last = '\0';
    let mut length = 0;
    for letter in text.chars() {
        let kind = match letter {
            'A'..='Z' => 'A',
            'a'..='z' => 'a',
            '0'..='9' => '9',
            letter if letter.is_ascii() => letter,
            letter if letter.is_uppercase() => 'A',
            letter if letter.is_alphabetic() => 'a',
            letter if letter.is_numeric() => '9',
            letter => letter,
        };
        if last == kind && kind.is_alphanumeric() {
            continue;
        }
        if length == 24 {
            shape.push('…');
            return;
        }
        shape.push(kind);
        last = kind;
        length += 1;
    }
}

/// A text without its accents, spaces doubled or at the ends, and capitals: what two spellings of one thing share.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(plain));
    }
    out
}

/// A small letter without its accent, for the letters of western European languages.
pub(crate) fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_true_and_false_are_read_and_digits_are_not() {
        assert_eq!(truth("Oui"), Some(true));
        assert_eq!(truth("FALSE"), Some(false));
        assert_eq!(truth("1"), None);
        assert_eq!(truth("perhaps"), None);
    }

    #[test]
    fn rows_of_totals_are_known_by_their_first_word() {
        for text in ["Total", "TOTAL 411", "Totaux du mois", "Sous-total", "Grand total", "Summe:"] {
            assert!(opens_total(text), "{text}");
        }
        for text in ["Totally Fictional Ltd", "Grand Hotel", "Tot", "Receipt total"] {
            assert!(!opens_total(text), "{text}");
        }
    }

    #[test]
    fn a_shape_forgets_the_letters_and_keeps_the_form() {
        assert_eq!(shape("Lanterne & Fils 12"), "Aa & Aa 9");
        assert_eq!(shape("FR76 3000"), "A9 9");
        assert_eq!(folded("  Café   CRÈME "), "cafe creme");
    }

    #[test]
    fn cells_that_stand_for_nothing_are_known() {
        assert!(is_placeholder("N/A") && is_placeholder("1900-01-01") && is_placeholder("-"));
        assert!(!is_placeholder("0") && !is_placeholder("none of it"));
    }
}
