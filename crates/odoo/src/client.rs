//! A client of one Odoo database: signs in, calls methods, and says plainly what went wrong.
//!
//! Calls come in two kinds. [`Odoo::read`] is for methods that change nothing: it is tried again, after a pause, when
//! the connection breaks or a transaction collides. [`Odoo::execute`] is for everything else: it is tried again only
//! when the connection could not be made, that is before anything was sent. When a connection breaks after that,
//! nobody can know whether Odoo did the work, and the error says so.
//!
//! Passwords travel in every call, so the channel must be encrypted (clause S4.3): `http` is refused except to this
//! machine itself or on the operator's explicit word. Redirects are not followed, since they would carry the password
//! to an address that nobody named.

mod call;
mod fields;
mod transport;
mod users;

pub(crate) use call::{CallError, Repeat};
pub use fields::{Field, Fields};
pub use transport::check_address;
pub use users::User;

use crate::{
    Secret,
    wire::{FaultKind, Param},
};
use bailee_model::{Error, Result, say};
use serde_json::{Map, Value, json};
use std::{fmt, time::Duration};
use transport::Transport;

/// Which dialect the calls are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JSON-RPC at `/jsonrpc`, which carries nulls and large integers; preferred from Odoo 16 on.
    Json,
    /// XML-RPC at `/xmlrpc/2`; preferred before Odoo 16.
    Xml,
}

/// How to reach an Odoo.
#[derive(Clone, Debug)]
pub struct Options {
    /// Speak only this dialect; none leaves the choice to the server's version.
    pub dialect: Option<Dialect>,
    /// How long the connection may take to be made.
    pub connect_timeout: Duration,
    /// How long one call may take. Odoo itself ends calls after 120 s unless told otherwise.
    pub timeout: Duration,
    /// How often a call that may be repeated is tried in all.
    pub attempts: u32,
    /// The pause before the second attempt; doubled before each further one.
    pub pause: Duration,
    /// Certificates, in PEM, of further authorities to trust, such as the client's own.
    pub extra_roots: Option<Vec<u8>>,
    /// Allow `http` to other machines: the operator vouches for the network between.
    pub allow_plain_http: bool,
    /// The longest reply to accept, in bytes.
    pub max_reply: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dialect: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(150),
            attempts: 4,
            pause: Duration::from_millis(250),
            extra_roots: None,
            allow_plain_http: false,
            max_reply: 128 << 20,
        }
    }
}

/// The version that a server declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As in `14` for `14.0` and `17` for `saas~17.2`.
    pub major: u16,
    /// As the server puts it, as in `14.0-20240101`.
    pub text: String,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Version {
    fn parse(reply: &Value) -> Option<Self> {
        let text = reply["server_version"].as_str()?.to_owned();
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        Some(Self { major: digits.parse().ok()?, text })
    }
}

/// One database of one Odoo, signed in.
pub struct Odoo {
    transport: Transport,
    dialect: Dialect,
    version: Version,
    db: String,
    login: String,
    secret: Secret,
    uid: Value,
}

impl Odoo {
    /// Finds out what answers at `url`, and signs in to the database `db`.
    ///
    /// # Errors
    ///
    /// `BadInput` for an address that is none or not encrypted, an unknown database, or a refused login;
    /// `Unavailable` when nothing answers, nothing there speaks Odoo, or the certificate is not trusted. The secret is
    /// never part of an error.
    pub async fn connect(url: &str, db: &str, login: &str, secret: Secret, options: &Options) -> Result<Self> {
        let mut odoo = Self::reach(url, db, login, secret, options).await?;
        odoo.uid = odoo.sign_in().await?.ok_or_else(|| call::denied(odoo.transport.host(), login))?;
        Ok(odoo)
    }

    /// Whether a system lets this login in with this secret; nothing else is asked of it. `false` only when the system
    /// itself refuses them: whatever leaves it open is an error.
    ///
    /// # Errors
    ///
    /// As [`Odoo::connect`], a refused login aside.
    pub async fn accepts(url: &str, db: &str, login: &str, secret: Secret, options: &Options) -> Result<bool> {
        let odoo = Self::reach(url, db, login, secret, options).await?;
        Ok(odoo.sign_in().await?.is_some())
    }

    /// What answers at `url`, and nobody signed in there yet.
    async fn reach(url: &str, db: &str, login: &str, secret: Secret, options: &Options) -> Result<Self> {
        let transport = Transport::new(url, options)?;
        let (dialect, version) = detect(&transport, options.dialect).await?;
        tracing::debug!(host = transport.host(), ?dialect, %version, "reached an Odoo");
        Ok(Self { transport, dialect, version, db: db.into(), login: login.into(), secret, uid: Value::Null })
    }

    /// The server's version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The dialect in use.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Calls a method that changes nothing: `model.method(*args, **kwargs)`.
    ///
    /// # Errors
    ///
    /// Whatever Odoo refuses, and `Unavailable` when all attempts failed.
    pub async fn read(&self, model: &str, method: &str, args: Value, kwargs: Value) -> Result<Value> {
        self.call(model, method, args, kwargs, Repeat::Safe).await.map_err(|error| self.explain(error, model, method))
    }

    /// Calls a method that may change something; null when it returns nothing.
    ///
    /// # Errors
    ///
    /// Whatever Odoo refuses; `Unavailable` when the connection breaks, whereupon it is not known whether the call was
    /// executed.
    pub async fn execute(&self, model: &str, method: &str, args: Value, kwargs: Value) -> Result<Value> {
        self.call(model, method, args, kwargs, Repeat::Never).await.map_err(|error| self.explain(error, model, method))
    }

    /// All records that match, page by page in the order of their ids.
    ///
    /// # Errors
    ///
    /// As [`Odoo::read`].
    pub async fn search_read(&self, model: &str, domain: Value, fields: &[&str]) -> Result<Vec<Map<String, Value>>> {
        const PAGE: usize = 2000;
        let mut records = Vec::new();
        loop {
            let kwargs = json!({"fields": fields, "offset": records.len(), "limit": PAGE, "order": "id"});
            let page = self.read(model, "search_read", json!([domain]), kwargs).await?;
            let page: Vec<Map<String, Value>> =
                serde_json::from_value(page).map_err(|_| unexpected(model, "search_read"))?;
            let last = page.len() < PAGE;
            records.extend(page);
            if last {
                return Ok(records);
            }
        }
    }

    /// Groups the records that match and sums the named fields in each group: one map per group, with the grouping
    /// fields, the sums and `__count`.
    ///
    /// # Errors
    ///
    /// As [`Odoo::read`].
    pub async fn read_group(
        &self,
        model: &str,
        domain: Value,
        sums: &[&str],
        by: &[&str],
    ) -> Result<Vec<Map<String, Value>>> {
        let fields: Vec<String> = sums.iter().map(|field| format!("{field}:sum")).collect();
        let groups = self.read(model, "read_group", json!([domain, fields, by]), json!({"lazy": false})).await?;
        serde_json::from_value(groups).map_err(|_| unexpected(model, "read_group"))
    }

    /// What the user may know of a model's fields, by name; none when there is no such model, or the user may not see it.
    /// (Which exception Odoo raises then depends on its version, so any refusal counts but that of the login.)
    ///
    /// # Errors
    ///
    /// As [`Odoo::read`].
    pub async fn fields_get(&self, model: &str) -> Result<Option<Fields>> {
        let kwargs = json!({"attributes": Field::ATTRIBUTES});
        match self.call(model, "fields_get", json!([]), kwargs, Repeat::Safe).await {
            Ok(reply) => fields::parse(&reply).map(Some).ok_or_else(|| unexpected(model, "fields_get")),
            Err(CallError::Fault(fault)) if fault.kind != FaultKind::Denied => Ok(None),
            Err(error) => Err(self.explain(error, model, "fields_get")),
        }
    }

    /// One call, with the failure as it came, for callers within this crate that tell failures apart.
    pub(crate) async fn call(
        &self,
        model: &str,
        method: &str,
        args: Value,
        kwargs: Value,
        repeat: Repeat,
    ) -> std::result::Result<Value, CallError> {
        tracing::debug!(model, method, "calling Odoo");
        let (model, method) = (Value::from(model), Value::from(method));
        let params = [
            Param::Text(&self.db),
            Param::Value(&self.uid),
            Param::Secret(&self.secret),
            Param::Value(&model),
            Param::Value(&method),
            Param::Value(&args),
            Param::Value(&kwargs),
        ];
        self.transport.call(self.dialect, "object", "execute_kw", &params, repeat).await
    }

    /// Turns a failed call into the error that people read.
    pub(crate) fn explain(&self, error: CallError, model: &str, method: &str) -> Error {
        error.explain(self.transport.host(), &self.login, &format!("{model}.{method}"))
    }

    /// The user's number; none when the system refuses the login or its secret.
    async fn sign_in(&self) -> Result<Option<Value>> {
        let empty = json!({});
        let params =
            [Param::Text(&self.db), Param::Text(&self.login), Param::Secret(&self.secret), Param::Value(&empty)];
        let reply = self.transport.call(self.dialect, "common", "authenticate", &params, Repeat::Safe).await;
        match reply {
            Ok(uid) if uid.is_u64() => Ok(Some(uid)),
            Ok(Value::Bool(false)) => Ok(None),
            Ok(_) => Err(unexpected("common", "authenticate")),
            Err(CallError::Fault(fault)) if fault.kind == FaultKind::Denied => Ok(None),
            Err(error) if error.is_database() => Err(Error::bad_input(say!(
                "Odoo at {host} has no database ‘{db}’ that it can open.",
                host = self.transport.host(),
                db = self.db
            ))
            .hint(say!("Check the database's name; on Odoo Online and Odoo.sh it is the first part of the address."))),
            Err(error) => Err(error.explain(self.transport.host(), &self.login, "common.authenticate")),
        }
    }
}

/// The first version whose JSON-RPC can be relied upon. Before it, a server of several databases answers every failed
/// call with a bare HTTP status 500 instead of the reason; its XML-RPC tells.
const JSON_SINCE: u16 = 16;

/// The version, and the dialect to speak: the one chosen, else JSON-RPC from [`JSON_SINCE`] on, else XML-RPC, else
/// whichever there is. Only an answer that is not Odoo's leads on to the next, not a machine that does not answer.
async fn detect(transport: &Transport, choice: Option<Dialect>) -> Result<(Dialect, Version)> {
    let json = match choice {
        Some(Dialect::Xml) => None,
        _ => ask(transport, Dialect::Json).await?,
    };
    let json_is_best = json.as_ref().is_some_and(|version| version.major >= JSON_SINCE);
    let xml = match choice {
        Some(Dialect::Json) => None,
        _ if json_is_best => None,
        _ => ask(transport, Dialect::Xml).await?,
    };
    let found = xml.map(|version| (Dialect::Xml, version)).or(json.map(|version| (Dialect::Json, version)));
    found.ok_or_else(|| {
        Error::unavailable(say!("Something answers at {host}, but not in a dialect of Odoo.", host = transport.host())).hint(
            say!("Check the address: it is that of Odoo's sign-in page without its path. A plan of Odoo Online without the \
             external API cannot be called at all; use import files there."),
        )
    })
}

/// The version, told in this dialect; none when the answer is not Odoo's.
async fn ask(transport: &Transport, dialect: Dialect) -> Result<Option<Version>> {
    match transport.call(dialect, "common", "version", &[], Repeat::Safe).await {
        Ok(reply) => Ok(Version::parse(&reply)),
        Err(error) if error.is_foreign() => Ok(None),
        Err(error) => Err(error.explain(transport.host(), "", "common.version")),
    }
}

/// A reply of a shape that no version of Odoo is known to give.
pub(crate) fn unexpected(model: &str, method: &str) -> Error {
    Error::unavailable(say!("Odoo's answer to {model}.{method} has a shape that is not known here.", model, method))
        .hint(say!("A module of the client's may change this method; the operator should look at it there."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_every_spelling_are_read() {
        let major = |text: &str| Version::parse(&json!({"server_version": text})).map(|version| version.major);
        assert_eq!(major("14.0-20240101"), Some(14));
        assert_eq!(major("saas~17.2+e"), Some(17));
        assert_eq!(major("none"), None);
        assert_eq!(Version::parse(&json!([])), None);
    }
}
