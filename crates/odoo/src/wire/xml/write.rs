//! Writing calls.

use crate::wire::{Body, Call, Param, WireError, sized_exactly};
use bailee_model::say;
use serde_json::Value;
use std::io::{self, Write};

/// The bytes of a request.
///
/// # Errors
///
/// [`WireError::Unencodable`] for what XML-RPC has no form for: integers beyond 32 bits and control characters.
pub fn encode(call: &Call<'_>) -> Result<Body, WireError> {
    for param in call.params {
        match param {
            Param::Text(text) => check_text(text)?,
            Param::Secret(secret) => check_text(secret.expose())?,
            Param::Value(value) => check(value)?,
        }
    }
    sized_exactly(|out| write_call(call, out)).map_err(|_| WireError::Unencodable(say!("this value")))
}

/// Whether XML can carry this character at all (XML 1.0, production 2).
pub(crate) fn is_xml_char(character: char) -> bool {
    !matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

fn check_text(text: &str) -> Result<(), WireError> {
    match text.chars().all(is_xml_char) {
        true => Ok(()),
        false => Err(WireError::Unencodable(say!("a control character"))),
    }
}

fn check(value: &Value) -> Result<(), WireError> {
    match value {
        Value::Number(number) if !number.is_f64() && number.as_i64().is_none_or(|int| i32::try_from(int).is_err()) => {
            Err(WireError::Unencodable(say!("an integer beyond 32 bits")))
        }
        Value::String(text) => check_text(text),
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Object(members) => {
            members.iter().try_for_each(|(name, value)| check_text(name).and_then(|()| check(value)))
        }
        _ => Ok(()),
    }
}

fn write_call(call: &Call<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<?xml version=\"1.0\"?><methodCall><methodName>{}</methodName><params>", call.method)?;
    for param in call.params {
        out.write_all(b"<param>")?;
        match param {
            Param::Text(text) => write_string(text, out)?,
            Param::Secret(secret) => write_string(secret.expose(), out)?,
            Param::Value(value) => write_value(value, out)?,
        }
        out.write_all(b"</param>")?;
    }
    out.write_all(b"</params></methodCall>")
}

pub(super) fn write_value(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    match value {
        Value::Null => out.write_all(b"<value><nil/></value>"),
        Value::Bool(bool) => write!(out, "<value><boolean>{}</boolean></value>", u8::from(*bool)),
        Value::Number(number) if number.is_f64() => write!(out, "<value><double>{number}</double></value>"),
        Value::Number(number) => write!(out, "<value><int>{number}</int></value>"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.write_all(b"<value><array><data>")?;
            items.iter().try_for_each(|item| write_value(item, out))?;
            out.write_all(b"</data></array></value>")
        }
        Value::Object(members) => {
            out.write_all(b"<value><struct>")?;
            for (name, value) in members {
                out.write_all(b"<member><name>")?;
                write_text(name, out)?;
                out.write_all(b"</name>")?;
                write_value(value, out)?;
                out.write_all(b"</member>")?;
            }
            out.write_all(b"</struct></value>")
        }
    }
}

fn write_string(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<value><string>")?;
    write_text(text, out)?;
    out.write_all(b"</string></value>")
}

/// A carriage return is written as a reference, since an XML reader turns a bare one into a line feed.
fn write_text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '\r']) {
        out.write_all(&rest.as_bytes()[..at])?;
        out.write_all(match rest.as_bytes()[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            _ => b"&#13;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;
    use serde_json::json;

    #[test]
    fn a_call_is_written_as_odoo_reads_it() {
        let secret = Secret::new("a<b".to_owned());
        let call = Call { service: "common", method: "login", params: &[Param::Text("d&b"), Param::Secret(&secret)] };
        assert_eq!(
            std::str::from_utf8(&encode(&call).unwrap()).unwrap(),
            "<?xml version=\"1.0\"?><methodCall><methodName>login</methodName><params>\
             <param><value><string>d&amp;b</string></value></param>\
             <param><value><string>a&lt;b</string></value></param></params></methodCall>"
        );
    }

    #[test]
    fn what_xml_cannot_carry_is_refused() {
        for value in [json!(1_i64 << 40), json!(["\0"]), json!({"\u{1}": 1}), json!(u64::MAX)] {
            let call = Call { service: "object", method: "m", params: &[Param::Value(&value)] };
            assert!(matches!(encode(&call), Err(WireError::Unencodable(_))), "{value}");
        }
    }
}
