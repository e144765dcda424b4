//! What a form sent: read once, its token checked, its fields taken by name.

use crate::{site::Site, trouble::Trouble, visitor::Visitor};
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Request},
};
use bailee_app::Secret;
use bailee_model::{Error, Result, say};
use std::str::FromStr;
use zeroize::Zeroize;

/// The fields of a form, in its order; wiped when they are dropped, since some are passwords.
pub(crate) struct Fields(Vec<(String, String)>);

/// A form of somebody who is signed in, with the session's token in it.
pub(crate) struct Posted {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
}

impl FromRequest<Site> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        // To its end before the door opens: a form that comes slowly would outlive the session that sends it.
        let fields = Fields::from_request(Request::from_parts(parts.clone(), body), site).await;
        let visitor = Visitor::from_request_parts(&mut parts, site).await?;
        let fields = fields?;
        if visitor.owns(fields.text("csrf")) { Ok(Self { visitor, fields }) } else { Err(Trouble::Forged) }
    }
}

impl FromRequest<Site> for Fields {
    type Rejection = Trouble;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Trouble> {
        match Form::<Vec<(String, String)>>::from_request(request, site).await {
            Ok(Form(pairs)) => Ok(Self(pairs)),
            Err(rejection) => Err(Error::bad_input(say!("The form does not read."))
                .hint(say!("Reload the page and send it again."))
                .because(rejection)
                .into()),
        }
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

impl Fields {
    /// A field's text; empty when it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The same, as its own string.
    pub(crate) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// A field that must not be seen again.
    pub(crate) fn secret(&self, name: &str) -> Secret {
        self.text(name).into()
    }

    /// All values of a field that may be sent several times.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// A field as a word or identifier.
    pub(crate) fn parse<T: FromStr<Err = Error>>(&self, name: &str) -> Result<T> {
        self.text(name).parse().map_err(|error: Error| error.on_field(name))
    }

    /// The same, where an empty field means none.
    pub(crate) fn parse_some<T: FromStr<Err = Error>>(&self, name: &str) -> Result<Option<T>> {
        if self.text(name).is_empty() { Ok(None) } else { self.parse(name).map(Some) }
    }

    /// All values of a field, as words or identifiers.
    pub(crate) fn parse_all<T: FromStr<Err = Error>>(&self, name: &str) -> Result<Vec<T>> {
        self.all(name).iter().map(|value| value.parse().map_err(|error: Error| error.on_field(name))).collect()
    }

    /// A field as a whole number.
    pub(crate) fn number(&self, name: &str) -> Result<i32> {
        let text = self.text(name).trim();
        text.parse().map_err(|_| {
            Error::bad_input(say!("This is not a whole number.")).hint(say!("Use digits only.")).on_field(name)
        })
    }
}
