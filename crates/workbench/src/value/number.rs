//! Exact numbers as bookkeeping writes them: `1.234,56`, `1 234,56`, `1'234.56`, `(123.45)`, `123.45-`, `€ 12`.

/// Which of point and comma parts the whole from the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Point,
    Comma,
}

impl Style {
    /// The word that [`bailee_model::engine::Parsed::decimal`] uses.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    /// The style that word names; `point` for anything else.
    pub(crate) fn of(word: &str) -> Self {
        if word == "comma" { Self::Comma } else { Self::Point }
    }
}

/// Digits in all that a number may have: what a 128-bit decimal holds.
const DIGITS: usize = 38;
/// Below it, another digit cannot leave 128 bits.
const SAFE: i128 = i128::MAX / 10 - 1;

/// `units ÷ 10^scale`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) units: i128,
    pub(crate) scale: u8,
}

impl Number {
    /// The number in the text, if the text is one in this style.
    pub(crate) fn read(text: &str, style: Style) -> Option<Self> {
        let text = text.trim();
        if let Some(number) = Self::digits_only(text) {
            return Some(number);
        }
        let (text, negative) = sign(text)?;
        let (mark, groups): (char, &[char]) = match style {
            Style::Point => ('.', &[',', ' ', '\u{a0}', '\u{202f}', '\'', '’']),
            Style::Comma => (',', &['.', ' ', '\u{a0}', '\u{202f}', '\'', '’']),
        };
        let (whole, fraction) = text.split_once(mark).unwrap_or((text, ""));
        let mut number = Self { units: 0, scale: 0 };
        let mut digits = number.whole(whole, groups)?;
        for digit in fraction.bytes() {
            number.push(digit)?;
            number.scale += 1;
            digits += 1;
        }
        if digits == 0 || digits > DIGITS || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        if negative {
            number.units = -number.units;
        }
        Some(number)
    }

    /// The commonest case without any of the care.
    fn digits_only(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 18 {
            return None;
        }
        let mut units: i64 = 0;
        for byte in text.bytes() {
            if !byte.is_ascii_digit() {
                return None;
            }
            units = units * 10 + i64::from(byte - b'0');
        }
        Some(Self { units: i128::from(units), scale: 0 })
    }

    fn push(&mut self, digit: u8) -> Option<()> {
        if !digit.is_ascii_digit() {
            return None;
        }
        // Thirty-seven digits always fit; only the last ones need the slow and careful way.
        self.units = if self.units < SAFE {
            self.units * 10 + i128::from(digit - b'0')
        } else {
            self.units.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?
        };
        Some(())
    }

    /// The whole part, whose groups after the first must have three digits and one kind of separator.
    fn whole(&mut self, text: &str, groups: &[char]) -> Option<usize> {
        let separator = text.chars().find(|letter| groups.contains(letter));
        let mut digits = 0;
        let parts = text.split(|letter| Some(letter) == separator);
        for (index, part) in parts.enumerate() {
            let fits = match (separator, index) {
                (None, _) => true,
                (Some(_), 0) => (1..=3).contains(&part.len()),
                (Some(_), _) => part.len() == 3,
            };
            if !fits {
                return None;
            }
            for digit in part.bytes() {
                self.push(digit)?;
                digits += 1;
            }
        }
        Some(digits)
    }

    /// The same value with at least this many places, if it still fits.
    pub(crate) fn at_scale(self, scale: u8) -> Option<i128> {
        let more = scale.checked_sub(self.scale)?;
        self.units.checked_mul(10i128.checked_pow(u32::from(more))?)
    }

    /// For pictures only; money is never computed with it.
    pub(crate) fn roughly(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.scale))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// Takes sign, brackets and currency marks off; `None` when there are two signs or nothing is left.
fn sign(text: &str) -> Option<(&str, bool)> {
    let mut text = currency(text);
    let mut signs = 0;
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        text = currency(inner);
        signs += 1;
    }
    let mut plus = 0;
    for mark in ['-', '−', '+'] {
        let Some(stripped) = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)) else { continue };
        text = currency(stripped);
        if mark == '+' {
            plus += 1;
        } else {
            signs += 1;
        }
    }
    (signs + plus <= 1 && text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == ','))
        .then_some((text, signs == 1))
}

fn currency(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '$' | '€' | '£' | '¥'))
}

/// What one cell says about the style: a sure sign of point, a sure sign of comma, or nothing.
pub(crate) fn style_evidence(text: &str) -> Option<Style> {
    let text = text.trim();
    let last = text.rfind(['.', ','])?;
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b".,-+() '".contains(&byte) || byte >= 0x80) {
        return None;
    }
    let style = if text.as_bytes()[last] == b',' { Style::Comma } else { Style::Point };
    let other = if style == Style::Comma { '.' } else { ',' };
    let digits_after = text[last + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let sure = text[..last].contains(other) || digits_after != 3;
    (sure && Number::read(text, style).is_some()).then_some(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, style: Style) -> Option<String> {
        Number::read(text, style).map(|number| number.to_string())
    }

    #[test]
    fn every_way_of_writing_an_amount_is_read_exactly() {
        let cases = [
            ("1234", Style::Point, "1234"),
            ("1,234.56", Style::Point, "1234.56"),
            ("1.234,56", Style::Comma, "1234.56"),
            ("1 234,56", Style::Comma, "1234.56"),
            ("1\u{a0}234\u{a0}567,80", Style::Comma, "1234567.80"),
            ("1'234.56", Style::Point, "1234.56"),
            ("(123.45)", Style::Point, "-123.45"),
            ("123.45-", Style::Point, "-123.45"),
            ("-0.05", Style::Point, "-0.05"),
            ("€ 12,50", Style::Comma, "12.50"),
            ("$-3.20", Style::Point, "-3.20"),
            (".5", Style::Point, "0.5"),
        ];
        for (text, style, want) in cases {
            assert_eq!(read(text, style).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_guessed() {
        for text in
            ["", "-", "1,23.4", "12,34,567.0", "1.2.3", "--5", "(5)-", "12 rue", "1E+15", "1..2", ".", "2024-01-02"]
        {
            assert_eq!(read(text, Style::Point), None, "{text}");
        }
        assert_eq!(read("1234.56", Style::Comma), None, "a group of two digits");
    }

    #[test]
    fn a_cell_speaks_for_a_style_only_when_it_is_sure() {
        assert_eq!(style_evidence("1.234,56"), Some(Style::Comma));
        assert_eq!(style_evidence("12.50"), Some(Style::Point));
        assert_eq!(style_evidence("1.234"), None);
        assert_eq!(style_evidence("1234"), None);
        assert_eq!(style_evidence("a,b"), None);
    }
}
