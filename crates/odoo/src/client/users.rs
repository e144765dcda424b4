//! Who may sign in to a client's Odoo.

use super::{Odoo, unexpected};
use bailee_model::Result;
use serde_json::{Map, Value, json};

/// A user of a client's Odoo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What they sign in with.
    pub login: String,
    /// Whose name is on it.
    pub name: String,
    /// Whether it may sign in; what was archived may not.
    pub active: bool,
}

impl Odoo {
    /// The users who may work inside, archived ones included. Portal users are left out: they are the client's customers,
    /// and nobody needs to read their names.
    ///
    /// # Errors
    ///
    /// As [`Odoo::read`]; a conflict when the user whose credential is used may not read the list.
    pub async fn users(&self) -> Result<Vec<User>> {
        // Without a word about `active`, Odoo leaves the archived ones out.
        let domain = json!([["share", "=", false], ["active", "in", [true, false]]]);
        let records = self.search_read("res.users", domain, &["login", "name", "active"]).await?;
        records.iter().map(|record| user(record).ok_or_else(|| unexpected("res.users", "search_read"))).collect()
    }
}

fn user(record: &Map<String, Value>) -> Option<User> {
    Some(User {
        login: record.get("login")?.as_str()?.to_owned(),
        // Odoo writes `false` where there is no text.
        name: record.get("name")?.as_str().unwrap_or_default().to_owned(),
        active: record.get("active")?.as_bool()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_reads_and_half_a_user_does_not() {
        let read = |value: Value| user(value.as_object().expect("an object"));
        let found = read(json!({ "id": 2, "login": "ada@x.example", "name": false, "active": true }));
        assert_eq!(found, Some(User { login: "ada@x.example".into(), name: String::new(), active: true }));
        assert_eq!(read(json!({ "login": "ada", "name": "Ada" })), None);
        assert_eq!(read(json!({ "login": 7, "name": "Ada", "active": true })), None);
    }
}
