//! XML-RPC as Odoo speaks it at `/xmlrpc/2/SERVICE`, and in the older form at `/xmlrpc/SERVICE`.
//!
//! The XML that XML-RPC needs is small, and only that is read: elements, text, the five predefined entities and
//! character references. A document type definition, a processing instruction or any other entity is refused, which
//! rules out entity expansion and external entities. Attributes mean nothing here and are passed over.
//!
//! Values: `int`, `i4`, `i8`, `boolean`, `double`, `string`, `nil`, `array` and `struct` become their JSON kind;
//! `dateTime.iso8601` and `base64` stay text, as Odoo itself sends dates and bytes as text. A `double` that is not
//! finite becomes null.

mod write;

pub use write::encode;
pub(crate) use write::is_xml_char;

use super::{Fault, FaultKind, MAX_DEPTH, Reply, WireError, kind_of_exception, last_line};
use quick_xml::{Reader, events::Event};
use serde_json::{Map, Number, Value};

const DIALECT: &str = "XML-RPC";

/// The reply in a response's body.
///
/// # Errors
///
/// [`WireError::Malformed`] for bytes that are no XML-RPC response; [`WireError::TooDeep`].
pub fn decode(body: &[u8]) -> Result<Reply, WireError> {
    let text = std::str::from_utf8(body).map_err(|_| malformed("not UTF-8"))?;
    let mut parser = Parser::new(text);
    parser.open(Tag::MethodResponse)?;
    let reply = match parser.element()? {
        Some(Tag::Params) => {
            parser.open(Tag::Param)?;
            parser.open(Tag::Value)?;
            let value = parser.value(0)?;
            parser.close()?; // param
            Reply::Value(value)
        }
        Some(Tag::Fault) => {
            parser.open(Tag::Value)?;
            fault(&parser.value(0)?)
        }
        _ => return Err(malformed("neither result nor fault")),
    };
    parser.close()?; // params or fault
    parser.close()?; // methodResponse
    Ok(reply)
}

/// `/xmlrpc/2` numbers its faults 1 to 4; the older form puts the exception's words into the code.
fn fault(value: &Value) -> Reply {
    let text = value["faultString"].as_str().unwrap_or_default();
    if text.contains("cannot marshal ") {
        return Reply::Value(Value::Null); // Odoo did it, and then could not put the result into XML
    }
    let (name, message) = last_line(text);
    let from_name =
        |name: &Option<String>| name.as_deref().map_or(FaultKind::Other, |name| kind_of_exception(name, &message));
    Reply::Fault(match &value["faultCode"] {
        Value::String(code) => old_fault(code, message),
        code => {
            let kind = match code.as_i64() {
                Some(2) => FaultKind::User,
                Some(3) => FaultKind::Denied,
                Some(4) => FaultKind::Access,
                _ => from_name(&name),
            };
            Fault { kind, name, message }
        }
    })
}

/// `warning -- AccessError\n\nmessage`, or `AccessDenied` with the message in the fault's text, or a bare exception.
fn old_fault(code: &str, text: String) -> Fault {
    let (head, body) = code.split_once("\n\n").unwrap_or((code, ""));
    let name = head.rsplit(" -- ").next().unwrap_or(head).trim().to_owned();
    let message = if body.is_empty() { text } else { body.to_owned() };
    let kind = match kind_of_exception(&name, &message) {
        FaultKind::Other if head.starts_with("warning") => FaultKind::User,
        kind => kind,
    };
    Fault { kind, name: Some(name), message }
}

fn malformed(reason: impl Into<String>) -> WireError {
    WireError::Malformed { dialect: DIALECT, reason: reason.into() }
}

/// The elements of XML-RPC.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    MethodResponse,
    Params,
    Param,
    Fault,
    Value,
    Int,
    Boolean,
    Double,
    Text,
    Nil,
    Array,
    Data,
    Struct,
    Member,
    Name,
}

impl Tag {
    fn of(name: &[u8]) -> Result<Self, WireError> {
        Ok(match name {
            b"methodResponse" => Self::MethodResponse,
            b"params" => Self::Params,
            b"param" => Self::Param,
            b"fault" => Self::Fault,
            b"value" => Self::Value,
            b"int" | b"i1" | b"i2" | b"i4" | b"i8" => Self::Int,
            b"boolean" => Self::Boolean,
            b"double" => Self::Double,
            b"string" | b"dateTime.iso8601" | b"base64" => Self::Text,
            b"nil" => Self::Nil,
            b"array" => Self::Array,
            b"data" => Self::Data,
            b"struct" => Self::Struct,
            b"member" => Self::Member,
            b"name" => Self::Name,
            _ => return Err(malformed("an element that XML-RPC does not have")),
        })
    }
}

/// A recursive-descent reader over the events of the XML reader, which itself checks that tags match.
struct Parser<'a>(Reader<&'a [u8]>);

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self(reader)
    }

    /// The text up to the next tag, and that tag: an opened element, or none for a closing tag.
    fn text_then_tag(&mut self) -> Result<(String, Option<Tag>), WireError> {
        let mut text = String::new();
        loop {
            let event =
                self.0.read_event().map_err(|_| malformed(format!("bad XML at byte {}", self.0.error_position())))?;
            match event {
                Event::Start(start) => return Ok((text, Some(Tag::of(start.local_name().as_ref())?))),
                Event::End(_) => return Ok((text, None)),
                // Odoo writes a carriage return as it is and means it, so line ends are not normalised as XML would
                Event::Text(part) => text.push_str(&part.decode().map_err(|_| malformed("not UTF-8"))?),
                Event::CData(part) => text.push_str(&part.decode().map_err(|_| malformed("not UTF-8"))?),
                Event::GeneralRef(reference) => text.push(resolve(&reference)?),
                Event::Comment(_) | Event::Decl(_) => {}
                Event::Eof => return Err(malformed("it ends early")),
                Event::DocType(_) => return Err(malformed("it has a document type definition")),
                Event::PI(_) => return Err(malformed("it has a processing instruction")),
                Event::Empty(_) => return Err(malformed("an empty element that was to be expanded")),
            }
        }
    }

    /// The next tag where only white space may stand before it.
    fn element(&mut self) -> Result<Option<Tag>, WireError> {
        let (text, tag) = self.text_then_tag()?;
        if text.trim().is_empty() { Ok(tag) } else { Err(malformed("text where an element belongs")) }
    }

    fn open(&mut self, expected: Tag) -> Result<(), WireError> {
        if self.element()? == Some(expected) { Ok(()) } else { Err(malformed("another element than expected")) }
    }

    fn close(&mut self) -> Result<(), WireError> {
        if self.element()?.is_none() { Ok(()) } else { Err(malformed("an element where none belongs")) }
    }

    /// The text of an element whose opening tag is read, through its closing tag.
    fn text(&mut self) -> Result<String, WireError> {
        match self.text_then_tag()? {
            (text, None) => Ok(text),
            _ => Err(malformed("an element inside a scalar")),
        }
    }

    /// The value of a `value` element whose opening tag is read, through its closing tag.
    fn value(&mut self, depth: usize) -> Result<Value, WireError> {
        if depth > MAX_DEPTH {
            return Err(WireError::TooDeep);
        }
        let (text, tag) = self.text_then_tag()?;
        let Some(tag) = tag else {
            return Ok(Value::String(text)); // a value without a type is a string
        };
        let value = match tag {
            Tag::Int => Value::from(self.text()?.trim().parse::<i64>().map_err(|_| malformed("a bad integer"))?),
            Tag::Boolean => Value::Bool(boolean(&self.text()?)?),
            Tag::Double => double(&self.text()?)?,
            Tag::Text => Value::String(self.text()?),
            Tag::Nil => self.close().map(|()| Value::Null)?,
            Tag::Array => self.array(depth)?,
            Tag::Struct => self.members(depth)?,
            _ => return Err(malformed("an element that is no value")),
        };
        self.close()?;
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value, WireError> {
        self.open(Tag::Data)?;
        let mut items = Vec::new();
        while let Some(tag) = self.element()? {
            if tag != Tag::Value {
                return Err(malformed("an array of something else than values"));
            }
            items.push(self.value(depth + 1)?);
        }
        self.close()?;
        Ok(Value::Array(items))
    }

    fn members(&mut self, depth: usize) -> Result<Value, WireError> {
        let mut members = Map::new();
        while let Some(tag) = self.element()? {
            if tag != Tag::Member {
                return Err(malformed("a struct of something else than members"));
            }
            self.open(Tag::Name)?;
            let name = self.text()?;
            self.open(Tag::Value)?;
            members.insert(name, self.value(depth + 1)?);
            self.close()?;
        }
        Ok(Value::Object(members))
    }
}

/// A character reference or one of the five predefined entities.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, WireError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| malformed("a bad character reference"))? {
        return Ok(character);
    }
    match &**reference {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(malformed("an entity that XML does not define")),
    }
}

fn boolean(text: &str) -> Result<bool, WireError> {
    match text.trim() {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(malformed("a bad boolean")),
    }
}

fn double(text: &str) -> Result<Value, WireError> {
    let double: f64 = text.trim().parse().map_err(|_| malformed("a bad number"))?;
    Ok(Number::from_f64(double).map_or(Value::Null, Value::Number))
}

#[cfg(test)]
mod tests {
    use super::{write::write_value, *};
    use proptest::prelude::*;
    use serde_json::json;

    fn response(value: &str) -> String {
        format!(
            "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n{value}\n</param>\n</params>\n</methodResponse>\n"
        )
    }

    fn faulted(code: &str, text: &str) -> String {
        format!(
            "<methodResponse><fault><value><struct><member><name>faultCode</name><value>{code}</value></member>\
             <member><name>faultString</name><value><string>{text}</string></value></member></struct></value></fault></methodResponse>"
        )
    }

    fn kind(body: &str) -> FaultKind {
        match decode(body.as_bytes()) {
            Ok(Reply::Fault(fault)) => fault.kind,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_of_every_kind_are_read() {
        for (xml, value) in [
            ("<value><int>-7</int></value>", json!(-7)),
            ("<value><i8>5000000000</i8></value>", json!(5_000_000_000_i64)),
            ("<value><boolean>1</boolean></value>", json!(true)),
            ("<value><double>12.5</double></value>", json!(12.5)),
            ("<value><double>nan</double></value>", json!(null)),
            ("<value>bare &amp; &#233;&lt;</value>", json!("bare & é<")),
            ("<value>two\r\nlines</value>", json!("two\r\nlines")),
            ("<value/>", json!("")),
            ("<value><nil/></value>", json!(null)),
            ("<value><string/></value>", json!("")),
            ("<value><dateTime.iso8601>20260101T00:00:00</dateTime.iso8601></value>", json!("20260101T00:00:00")),
            ("<value><array><data></data></array></value>", json!([])),
            ("<value><struct></struct></value>", json!({})),
            ("<value><string><![CDATA[a<b]]></string></value>", json!("a<b")),
        ] {
            assert_eq!(decode(response(xml).as_bytes()), Ok(Reply::Value(value)), "{xml}");
        }
    }

    #[test]
    fn faults_of_both_forms_are_told_apart() {
        assert_eq!(
            kind(&faulted("<int>1</int>", "Traceback (most recent call last):\n  x\nKeyError: 'a.b'\n")),
            FaultKind::Unknown
        );
        assert_eq!(kind(&faulted("<int>2</int>", "Not so")), FaultKind::User);
        assert_eq!(kind(&faulted("<int>3</int>", "Access Denied")), FaultKind::Denied);
        assert_eq!(kind(&faulted("<int>4</int>", "no")), FaultKind::Access);
        assert_eq!(kind(&faulted("<string>warning -- AccessError\n\nno</string>", "")), FaultKind::Access);
        assert_eq!(kind(&faulted("<string>AccessDenied</string>", "no")), FaultKind::Denied);
        assert_eq!(kind(&faulted("<string>warning -- Something\n\nno</string>", "")), FaultKind::User);
    }

    #[test]
    fn a_result_that_could_not_be_marshalled_is_null() {
        for what in ["None unless allow_none is enabled", "&lt;class 'odoo.api.account.move'&gt; objects"] {
            let text = format!("Traceback (most recent call last):\n  x\nTypeError: cannot marshal {what}");
            assert_eq!(decode(faulted("<int>1</int>", &text).as_bytes()), Ok(Reply::Value(Value::Null)));
        }
    }

    #[test]
    fn definitions_and_foreign_entities_are_refused() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>".to_owned() + &response("<value>&a;</value>");
        for body in [bomb, response("<value>&a;</value>"), "<?php x?>".to_owned() + &response("<value/>")] {
            assert!(matches!(decode(body.as_bytes()), Err(WireError::Malformed { .. })), "{body}");
        }
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        let deep = response(&("<value><array><data>".repeat(100) + &"</data></array></value>".repeat(100)));
        assert_eq!(decode(deep.as_bytes()), Err(WireError::TooDeep));
        let whole = response("<value><int>1</int></value>");
        for end in 0..whole.len() - "</methodResponse>\n".len() {
            assert!(decode(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
        }
        for body in
            ["", "<html/>", "<methodResponse/>", "\u{feff}", "<methodResponse><params>x</params></methodResponse>"]
        {
            assert!(decode(body.as_bytes()).is_err(), "{body}");
        }
        for value in [
            "<value><int>x</int></value>",
            "<value><boolean>2</boolean></value>",
            "<value><array><int/></array></value>",
        ] {
            assert!(decode(response(value).as_bytes()).is_err(), "{value}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (-1e15..1e15_f64).prop_map(Value::from),
            any::<String>().prop_map(|text| Value::from(text.chars().filter(|c| is_xml_char(*c)).collect::<String>())),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec(("[a-z<&]{0,8}", inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_is_read_back(value in values()) {
            let mut xml = Vec::new();
            write_value(&value, &mut xml).unwrap();
            let body = response(std::str::from_utf8(&xml).unwrap());
            prop_assert_eq!(decode(body.as_bytes()).unwrap(), Reply::Value(value));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..100_usize) {
            let _ = decode(&bytes);
            let mut body = response("<value><array><data><value>&#13;x</value></data></array></value>").into_bytes();
            let at = at % body.len();
            body[at] = bytes.first().copied().unwrap_or(b'<');
            let _ = decode(&body);
        }
    }
}
