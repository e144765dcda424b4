//! JSON with one spelling.
//!
//! What is hashed or signed must have exactly one form, or a byte could change without anyone noticing. RFC 8785 gives
//! it: no space, members sorted, one way to escape. This module writes that form for the JSON that Bailee makes (strings,
//! whole numbers, booleans, null, arrays, objects) and, when reading, accepts nothing else.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, Result};

/// RFC 8785 spells numbers as IEEE doubles do; whole numbers up to this one are exact there.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Writes a value in canonical form. `what` names it in errors.
///
/// # Errors
/// [`Error::Format`] when it holds a fraction or a number beyond 2⁵³ - 1, or cannot be JSON.
pub fn to_canonical<T: Serialize>(what: &'static str, value: &T) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|error| Error::format(what, error.to_string()))?;
    let mut out = String::new();
    write(what, &value, &mut out)?;
    Ok(out)
}

/// Reads a value from its canonical form. `what` names it in errors.
///
/// # Errors
/// [`Error::Format`] when it is not JSON, not of this type, or spelled in any other way than [`to_canonical`] would.
pub fn from_canonical<T: Serialize + DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T> {
    // serde_json's own message may repeat the bytes it stumbled on; only its place is passed on.
    let not_fitting = |error: serde_json::Error| {
        let problem =
            if error.is_data() { "a member is missing, unknown or of another type" } else { "it is not JSON" };
        Error::format(what, format!("{problem} (line {}, column {})", error.line(), error.column()))
    };
    let value: T = serde_json::from_slice(bytes).map_err(not_fitting)?;
    if to_canonical(what, &value)?.as_bytes() == bytes {
        Ok(value)
    } else {
        Err(Error::format(what, "it is not in canonical form (RFC 8785): was it edited or reformatted?"))
    }
}

fn write(what: &'static str, value: &Value, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let exact = number.is_u64() || number.is_i64();
            if !exact || number.as_i64().is_none_or(|n| n.unsigned_abs() > MAX_INTEGER) {
                return Err(Error::format(what, "it holds a number that is not whole, or beyond 2^53 - 1"));
            }
            out.push_str(&number.to_string());
        }
        // serde_json escapes as RFC 8785 wants: the two-character forms where they exist, `\u00xx` for other controls.
        Value::String(text) => out.push_str(&Value::from(text.as_str()).to_string()),
        Value::Array(items) => write_items(what, '[', items.iter().map(|item| (None, item)), ']', out)?,
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            write_items(what, '{', members.into_iter().map(|(name, value)| (Some(name), value)), '}', out)?;
        }
    }
    Ok(())
}

fn write_items<'a>(
    what: &'static str,
    open: char,
    items: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    close: char,
    out: &mut String,
) -> Result<()> {
    out.push(open);
    for (n, (name, value)) in items.enumerate() {
        if n > 0 {
            out.push(',');
        }
        if let Some(name) = name {
            out.push_str(&Value::from(name.as_str()).to_string());
            out.push(':');
        }
        write(what, value, out)?;
    }
    out.push(close);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_sorted_by_utf16_and_nothing_is_spaced() {
        let value = json!({"b": [1, -2, true, null], "a": {"z": "é\"\n\u{1}/"}, "\u{fb33}": 1, "😂": 2});
        assert_eq!(
            to_canonical("sample", &value).unwrap(),
            "{\"a\":{\"z\":\"é\\\"\\n\\u0001/\"},\"b\":[1,-2,true,null],\"😂\":2,\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn numbers_that_lose_digits_are_refused() {
        for value in [json!(0.5), json!(1e300), json!(1_u64 << 53), json!(u64::MAX), json!(-(1_i64 << 53))] {
            assert!(to_canonical("sample", &value).is_err(), "{value}");
        }
        assert_eq!(to_canonical("sample", &json!((1_u64 << 53) - 1)).unwrap(), "9007199254740991");
    }

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert!(from_canonical::<Value>("sample", br#"{"a":1,"b":"x"}"#).is_ok());
        for wrong in [
            r#"{"b":"x","a":1}"#,
            r#"{"a": 1}"#,
            r#"{"a":1}"#.repeat(2).as_str(),
            r#"{"a":1,"a":1}"#,
            r#"{"a":1.0}"#,
            "{\"a\":1}\n",
            r#"{"a":"\u0041"}"#,
            r#"{"a":"\/"}"#,
            "",
            "{",
        ] {
            assert!(from_canonical::<Value>("sample", wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
