//! JSON-RPC 2.0 as Odoo speaks it at `/jsonrpc`.
//!
//! Errors come with HTTP status 200. Their `data.name` is the Python exception (all versions since 9); versions to 15
//! also have `data.exception_type`. Code 100 is an expired session. Some versions leave `result` out when it is null.

use super::{Body, Call, Fault, FaultKind, Param, Reply, WireError, kind_of_exception, sized_exactly};
use bailee_model::say;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Value, json};

const DIALECT: &str = "JSON-RPC";

/// The bytes of a request.
///
/// # Errors
///
/// None of the values that [`Value`] can hold is beyond JSON; the error is that of the serialiser.
pub fn encode(call: &Call<'_>) -> Result<Body, WireError> {
    #[derive(serde::Serialize)]
    struct Request<'a> {
        jsonrpc: &'a str,
        method: &'a str,
        params: Params<'a>,
        id: u8,
    }
    #[derive(serde::Serialize)]
    struct Params<'a> {
        service: &'a str,
        method: &'a str,
        args: Args<'a>,
    }
    let request = Request {
        jsonrpc: "2.0",
        method: "call",
        params: Params { service: call.service, method: call.method, args: Args(call.params) },
        id: 1,
    };
    sized_exactly(|out| Ok(serde_json::to_writer(out, &request)?))
        .map_err(|_| WireError::Unencodable(say!("this value")))
}

struct Args<'a>(&'a [Param<'a>]);

impl Serialize for Args<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(Some(self.0.len()))?;
        for param in self.0 {
            match param {
                Param::Text(text) => sequence.serialize_element(text)?,
                Param::Secret(secret) => sequence.serialize_element(secret.expose())?,
                Param::Value(value) => sequence.serialize_element(value)?,
            }
        }
        sequence.end()
    }
}

/// The reply in a response's body.
///
/// # Errors
///
/// [`WireError::Malformed`] for bytes that are no JSON-RPC response, nested too deeply included.
pub fn decode(body: &[u8]) -> Result<Reply, WireError> {
    let malformed = |reason: String| WireError::Malformed { dialect: DIALECT, reason };
    // serde_json's own message may quote the text around the place, so only the place is kept.
    let reply: Value = serde_json::from_slice(body)
        .map_err(|error| malformed(format!("no JSON at line {}, column {}", error.line(), error.column())))?;
    let Value::Object(mut reply) = reply else {
        return Err(malformed("not an object".into()));
    };
    if let Some(error) = reply.get("error").filter(|error| !error.is_null()) {
        return Ok(Reply::Fault(fault(error)));
    }
    if reply.get("jsonrpc") != Some(&json!("2.0")) {
        return Err(malformed("not a JSON-RPC 2.0 response".into()));
    }
    Ok(Reply::Value(reply.remove("result").unwrap_or_default()))
}

fn fault(error: &Value) -> Fault {
    let data = &error["data"];
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
    let name = text(&data["name"]);
    let message = text(&data["message"])
        .or_else(|| text(&data["arguments"][0]))
        .or_else(|| text(&error["message"]))
        .unwrap_or_default();
    let kind = match (error["code"].as_i64(), data["exception_type"].as_str()) {
        (Some(100), _) => FaultKind::Denied,
        (Some(404), _) => FaultKind::Unknown,
        (_, Some("access_denied")) => FaultKind::Denied,
        (_, Some("access_error")) => FaultKind::Access,
        (_, Some("missing_error")) => FaultKind::Missing,
        (_, Some("user_error" | "validation_error" | "warning" | "except_orm")) => FaultKind::User,
        _ => name.as_deref().map_or(FaultKind::Other, |name| kind_of_exception(name, &message)),
    };
    Fault { kind, name, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn a_call_is_written_as_odoo_reads_it() {
        let secret = Secret::new("pw\"1".to_owned());
        let value = json!([[1, 2], {"context": {"lang": null}}]);
        let call = Call {
            service: "object",
            method: "execute_kw",
            params: &[Param::Text("db"), Param::Secret(&secret), Param::Value(&value)],
        };
        let body: Value = serde_json::from_slice(&encode(&call).unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"jsonrpc": "2.0", "method": "call", "id": 1, "params": {
                "service": "object", "method": "execute_kw", "args": ["db", "pw\"1", [[1, 2], {"context": {"lang": null}}]]}})
        );
    }

    #[test]
    fn an_absent_result_is_null() {
        assert_eq!(decode(br#"{"jsonrpc":"2.0","id":1}"#), Ok(Reply::Value(Value::Null)));
        assert_eq!(decode(br#"{"jsonrpc":"2.0","id":1,"result":[1]}"#), Ok(Reply::Value(json!([1]))));
    }

    #[test]
    fn faults_are_told_apart() {
        let kind =
            |error: Value| match decode(json!({"jsonrpc": "2.0", "id": 1, "error": error}).to_string().as_bytes()) {
                Ok(Reply::Fault(fault)) => fault.kind,
                other => panic!("{other:?}"),
            };
        let named =
            |name: &str| json!({"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": "m"}});
        assert_eq!(kind(named("odoo.exceptions.AccessError")), FaultKind::Access);
        assert_eq!(kind(named("odoo.exceptions.ValidationError")), FaultKind::User);
        assert_eq!(kind(named("odoo.exceptions.MissingError")), FaultKind::Missing);
        assert_eq!(kind(json!({"code": 100, "message": "Odoo Session Expired"})), FaultKind::Denied);
        assert_eq!(kind(json!({"code": 404, "message": "404: Not Found"})), FaultKind::Unknown);
        assert_eq!(kind(json!({"code": 200, "data": {"exception_type": "access_denied"}})), FaultKind::Denied);
        assert_eq!(kind(json!("broken")), FaultKind::Other);
    }

    #[test]
    fn what_is_no_reply_is_refused_without_quoting_it() {
        for body in ["", "<html>secret</html>", "[1]", "{\"result\": 1}", "{\"a\": \"secret"] {
            let error = decode(body.as_bytes()).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        let deep = format!("{{\"jsonrpc\":\"2.0\",\"result\":{}{}}}", "[".repeat(200), "]".repeat(200));
        assert!(decode(deep.as_bytes()).is_err());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
