//! Format tokens: what a value's form tells without the value, enough for most questions of an audit.
//!
//! Every column has some: `iban__shape`, `iban__length`, `iban__country`, `email__domain`, `born__month`, named after the
//! column and parted from it by two underscores. For columns that are not open they are computed once, when the table is
//! written, and stored beside the pseudonyms; a question that names one reads an ordinary column. They do not depend on
//! who asks, so a question written against masks gives the same answer in clear.

use crate::detect::checks;
use crate::value::date::Order;
use crate::value::{self, Written};
use arrow::array::{Array, ArrayRef, BooleanBuilder, Int64Builder, StringArray, StringBuilder};
use arrow::datatypes::DataType;
use bailee_model::engine::TOKEN_SEPARATOR;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Country calling codes (ITU-T E.164) and the countries that share them (ISO 3166-1), for the regions of our clients.
const CALLING: &[(&str, &str)] = &[
    ("1", "US/CA"),
    ("7", "RU/KZ"),
    ("20", "EG"),
    ("27", "ZA"),
    ("30", "GR"),
    ("31", "NL"),
    ("32", "BE"),
    ("33", "FR"),
    ("34", "ES"),
    ("36", "HU"),
    ("39", "IT"),
    ("40", "RO"),
    ("41", "CH"),
    ("43", "AT"),
    ("44", "GB"),
    ("45", "DK"),
    ("46", "SE"),
    ("47", "NO"),
    ("48", "PL"),
    ("49", "DE"),
    ("52", "MX"),
    ("54", "AR"),
    ("55", "BR"),
    ("56", "CL"),
    ("57", "CO"),
    ("61", "AU"),
    ("64", "NZ"),
    ("65", "SG"),
    ("81", "JP"),
    ("82", "KR"),
    ("86", "CN"),
    ("90", "TR"),
    ("91", "IN"),
    ("212", "MA"),
    ("213", "DZ"),
    ("216", "TN"),
    ("221", "SN"),
    ("225", "CI"),
    ("237", "CM"),
    ("351", "PT"),
    ("352", "LU"),
    ("353", "IE"),
    ("354", "IS"),
    ("356", "MT"),
    ("357", "CY"),
    ("358", "FI"),
    ("359", "BG"),
    ("370", "LT"),
    ("371", "LV"),
    ("372", "EE"),
    ("377", "MC"),
    ("380", "UA"),
    ("385", "HR"),
    ("386", "SI"),
    ("420", "CZ"),
    ("421", "SK"),
    ("423", "LI"),
    ("961", "LB"),
    ("966", "SA"),
    ("971", "AE"),
    ("972", "IL"),
];

/// Domains where anybody may have a mailbox.
const PUBLIC_MAIL: &[&str] = &[
    "aol.com",
    "bluewin.ch",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "sfr.fr",
    "t-online.de",
    "videotron.ca",
    "wanadoo.fr",
    "web.de",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.ru",
];

/// What a token tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Token {
    /// Capitals `A`, small letters `a`, digits `9`, runs written once.
    Shape,
    /// Characters.
    Length,
    /// ISO 3166 letters, where an account, telephone or tax number says so.
    Country,
    /// `2024-03`, of a day.
    Month,
    /// `public`, `organisation`, `institution` or `reserved`, of an e-mail address.
    Domain,
    /// Whether check digits or form agree.
    Valid,
}

/// What a token says of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Text(String),
    Number(i64),
    Truth(bool),
}

impl Token {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Shape, Self::Length, Self::Country, Self::Month, Self::Domain, Self::Valid];

    /// The tokens of a column about this, whose values are of this kind.
    pub(crate) fn of(subject: &str, kind: &str) -> Vec<Self> {
        let mut tokens = vec![Self::Shape, Self::Length];
        if matches!(subject, "iban" | "bank_account" | "phone" | "tax_id") {
            tokens.push(Self::Country);
        }
        if kind == "date" || matches!(subject, "birth_date" | "date") {
            tokens.push(Self::Month);
        }
        if subject == "email" {
            tokens.push(Self::Domain);
        }
        if matches!(subject, "iban" | "bank_account" | "card" | "email" | "tax_id" | "national_id") {
            tokens.push(Self::Valid);
        }
        tokens
    }

    /// Its word in a column's name.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Length => "length",
            Self::Country => "country",
            Self::Month => "month",
            Self::Domain => "domain",
            Self::Valid => "valid",
        }
    }

    /// What questions call it beside this column.
    pub(crate) fn named(self, column: &str) -> String {
        format!("{column}{TOKEN_SEPARATOR}{}", self.word())
    }

    /// The Arrow type of what it tells.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Shape | Self::Country | Self::Month | Self::Domain => DataType::Utf8,
            Self::Length => DataType::Int64,
            Self::Valid => DataType::Boolean,
        }
    }

    /// What it tells of a value; nothing where the value does not have the form that the token is about.
    pub(crate) fn tell(self, subject: &str, value: &str, order: Option<Order>) -> Option<Told> {
        match self {
            Self::Shape => Some(Told::Text(value::shape(value))),
            Self::Length => Some(Told::Number(value.chars().count() as i64)),
            Self::Country => country(subject, value).map(|country| Told::Text(country.to_owned())),
            Self::Month => month(value, order).map(Told::Text),
            Self::Domain => domain(value).map(|class| Told::Text(class.to_owned())),
            Self::Valid => Some(Told::Truth(valid(subject, value))),
        }
    }

    /// What it tells of a column of texts.
    pub(crate) fn of_all(self, subject: &str, values: &StringArray, order: Option<Order>) -> ArrayRef {
        let mut column = TokenColumn::new(self, values.len());
        for value in values {
            column.put(value.and_then(|value| self.tell(subject, value, order)).as_ref());
        }
        column.finish()
    }
}

/// A column of what a token tells, under way.
pub(crate) enum TokenColumn {
    Text(StringBuilder),
    Number(Int64Builder),
    Truth(BooleanBuilder),
}

impl TokenColumn {
    /// For so many rows.
    pub(crate) fn new(token: Token, rows: usize) -> Self {
        match token.data_type() {
            DataType::Int64 => Self::Number(Int64Builder::with_capacity(rows)),
            DataType::Boolean => Self::Truth(BooleanBuilder::with_capacity(rows)),
            _ => Self::Text(StringBuilder::with_capacity(rows, rows * 8)),
        }
    }

    /// The next row; what the token has no word for is empty.
    pub(crate) fn put(&mut self, told: Option<&Told>) {
        match (self, told) {
            (Self::Text(column), Some(Told::Text(text))) => column.append_value(text),
            (Self::Number(column), Some(Told::Number(number))) => column.append_value(*number),
            (Self::Truth(column), Some(Told::Truth(truth))) => column.append_value(*truth),
            (Self::Text(column), _) => column.append_null(),
            (Self::Number(column), _) => column.append_null(),
            (Self::Truth(column), _) => column.append_null(),
        }
    }

    /// The column.
    pub(crate) fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut column) => Arc::new(column.finish()),
            Self::Number(mut column) => Arc::new(column.finish()),
            Self::Truth(mut column) => Arc::new(column.finish()),
        }
    }
}

fn compact(value: &str) -> String {
    value.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Told only where the whole value has the form that carries a country: the first letters of anything else are the value.
fn country(subject: &str, value: &str) -> Option<String> {
    if subject == "phone" {
        return calling(value).map(str::to_owned);
    }
    let compact = compact(value);
    if subject != "tax_id" {
        return checks::iban(&compact).then(|| compact.chars().take(2).collect());
    }
    if !checks::vat(&compact) {
        return None;
    }
    Some(match compact.get(..2)? {
        "EL" => "GR".to_owned(),
        other => other.to_owned(),
    })
}

/// The country of an international number, `+33 …` or `0033 …`: the longest calling code that fits.
fn calling(value: &str) -> Option<&'static str> {
    let value = value.trim();
    let rest = value.strip_prefix('+').or_else(|| value.strip_prefix("00"))?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if !(7..=15).contains(&digits.len()) {
        return None;
    }
    (1..=3).rev().find_map(|length| {
        let code = digits.get(..length)?;
        CALLING.iter().find(|(known, _)| *known == code).map(|(_, country)| *country)
    })
}

fn month(value: &str, order: Option<Order>) -> Option<String> {
    let day = match (Written::read(value)?, order) {
        (Written::Certain(day), _) => day,
        (written, Some(order)) => written.day(order)?,
        _ => return None,
    };
    let (year, month, _) = day.parts();
    Some(format!("{year:04}-{month:02}"))
}

fn domain(value: &str) -> Option<&'static str> {
    let value = value.trim().to_ascii_lowercase();
    if !checks::email(&value) {
        return None;
    }
    let (_, domain) = value.split_once('@')?;
    let top = domain.rsplit('.').next()?;
    let below = |name: &str| domain.split('.').any(|part| part == name);
    Some(if PUBLIC_MAIL.contains(&domain) {
        "public"
    } else if matches!(top, "example" | "test" | "invalid" | "localhost") || domain.starts_with("example.") {
        "reserved"
    } else if matches!(top, "gov" | "edu" | "mil" | "int")
        || below("gouv")
        || below("gob")
        || below("gov")
        || below("ac")
    {
        "institution"
    } else {
        "organisation"
    })
}

fn valid(subject: &str, value: &str) -> bool {
    let compact = compact(value);
    match subject {
        "email" => checks::email(value.trim()),
        "card" => checks::card(&compact),
        "tax_id" => checks::vat(&compact),
        "national_id" => checks::national(value.trim()),
        _ => checks::iban(&compact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(token: Token, subject: &str, value: &str) -> String {
        match token.tell(subject, value, None) {
            Some(Told::Text(text)) => text,
            Some(Told::Number(number)) => number.to_string(),
            Some(Told::Truth(truth)) => truth.to_string(),
            None => "·".to_owned(),
        }
    }

    #[test]
    fn tokens_say_the_form_and_not_the_value() {
        for (token, subject, value, told) in [
            (Token::Shape, "partner_name", "Odile Brume", "Aa Aa"),
            (Token::Length, "partner_name", "Odile Brume", "11"),
            (Token::Country, "iban", "GB33 BUKB 2020 1555 5555 55", "GB"),
            (Token::Valid, "iban", "GB33 BUKB 2020 1555 5555 55", "true"),
            (Token::Valid, "iban", "GB34 BUKB 2020 1555 5555 55", "false"),
            (Token::Country, "phone", "+33 6 12 34 56 78", "FR"),
            (Token::Country, "phone", "00352 123 456", "LU"),
            (Token::Country, "phone", "+1 514 555 0100", "US/CA"),
            (Token::Country, "tax_id", "EL 123456789", "GR"),
            (Token::Country, "tax_id", "CHE-123.456.789", "CH"),
            (Token::Month, "birth_date", "1999-12-31", "1999-12"),
            (Token::Domain, "email", "someone@gmail.com", "public"),
            (Token::Domain, "email", "someone@lanterne.example", "reserved"),
            (Token::Domain, "email", "someone@ville.gouv.fr", "institution"),
            (Token::Domain, "email", "someone@lanterne-fils.fr", "organisation"),
        ] {
            assert_eq!(text(token, subject, value), told, "{subject} {value}");
        }
    }

    #[test]
    fn a_value_of_another_form_tells_no_part_of_itself() {
        for (token, subject, value) in [
            (Token::Country, "iban", "Odile Brume"),
            (Token::Country, "iban", "GB34 BUKB 2020 1555 5555 55"),
            (Token::Country, "phone", "06 12 34 56 78"),
            (Token::Country, "tax_id", "Odile"),
            (Token::Month, "date", "03/04/2024"),
            (Token::Month, "date", "Odile"),
            (Token::Domain, "email", "Odile Brume"),
        ] {
            assert_eq!(text(token, subject, value), "·", "{subject} {value}");
        }
        assert_eq!(Token::Month.tell("date", "03/04/2024", Some(Order::DayFirst)), Some(Told::Text("2024-04".into())));
    }
}
