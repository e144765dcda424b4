//! Read who has an account in a client's system: from the system itself, or from a list that the client exported.

use super::done;
use crate::{Done, Door, accounts::Reading, credentials::is_reachable};
use bailee_model::{Action, EntryDraft, Error, Result, SystemId, say};
use bailee_odoo::client::User;
use std::collections::BTreeSet;

/// The longest list that is taken.
const MOST_ACCOUNTS: usize = 20_000;
/// What is longer than this is no login and no name.
const LONGEST: usize = 300;

/// Reads the users of a client's Odoo and reconciles them with who is assigned.
///
/// # Errors
/// When the system is no Odoo, has no credential, does not answer, or does not let its user read the list.
pub async fn read_accounts(door: &Door, system: SystemId) -> Result<Done<Reading>> {
    let system = door.system(system).for_(Action::ReadAccounts).await?.it;
    if !is_reachable(&system) {
        return Err(Error::conflict(say!("Bailee cannot sign in to systems of this kind."))
            .hint(say!("Have its users exported as CSV, and bring that in.")));
    }
    let odoo = door.app.connect(&system, door.who.id, "accounts").await?;
    let users = odoo.users().await?;
    let entry = door.by(EntryDraft::new(system.engagement, "accounts.read")).id("system", system.id);
    Ok(done(door.app.keep_reading(entry, system, users).await?))
}

/// A list of users.
pub struct ImportAccountsAsk {
    /// Of which system.
    pub system: SystemId,
    /// CSV with a header: `login`, and optionally `name` and `active` (`true` or `false`). All users, not only some.
    pub csv: String,
}

/// Takes a list that the client exported, and reconciles it with who is assigned.
///
/// # Errors
/// When the list does not read: the line and the column are named.
pub async fn import_accounts(door: &Door, ask: ImportAccountsAsk) -> Result<Done<Reading>> {
    let system = door.system(ask.system).for_(Action::ReadAccounts).await?.it;
    let users = parse(&ask.csv)?;
    let entry = door.by(EntryDraft::new(system.engagement, "accounts.imported")).id("system", system.id);
    Ok(done(door.app.keep_reading(entry, system, users).await?))
}

fn parse(text: &str) -> Result<Vec<User>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(unreadable)?.clone();
    let column =
        |name: &str| header.iter().position(|each| each.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let login = column("login").ok_or_else(|| {
        Error::bad_input(say!("There is no column ‘login’ in the first line."))
            .hint(say!("The first line names the columns: login,name,active."))
            .on_field("csv")
            .at_line(1)
    })?;
    let (name, active) = (column("name"), column("active"));
    let (mut users, mut seen) = (Vec::new(), BTreeSet::new());
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default();
        let user = User {
            login: cell(Some(login)).to_owned(),
            name: cell(name).to_owned(),
            active: is_active(cell(active)).map_err(|error| error.on_field("csv").at_line(line))?,
        };
        if user.login.is_empty() || user.login.len() > LONGEST || user.name.len() > LONGEST {
            return Err(Error::bad_input(say!("A login is empty, or a login or name is far too long."))
                .hint(say!("Each line is one user of the system."))
                .on_field("csv")
                .at_line(line));
        }
        if !seen.insert(user.login.to_lowercase()) {
            return Err(Error::bad_input(say!("This login is in the list twice.")).on_field("csv").at_line(line));
        }
        users.push(user);
        if users.len() > MOST_ACCOUNTS {
            return Err(Error::bad_input(say!("The list has more than {most} users.", most = MOST_ACCOUNTS))
                .hint(say!("Leave portal users out."))
                .on_field("csv"));
        }
    }
    // An empty list would say that every account is gone.
    if users.is_empty() {
        return Err(Error::bad_input(say!("The list has no user in it."))
            .hint(say!("Export all users."))
            .on_field("csv"));
    }
    Ok(users)
}

/// What is not said may sign in: the stricter reading.
fn is_active(cell: &str) -> Result<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "true" | "1" | "yes" | "oui" | "vrai" => Ok(true),
        "false" | "0" | "no" | "non" | "faux" => Ok(false),
        _ => Err(Error::bad_input(say!("‘active’ is neither true nor false.")).hint(say!("Write true or false."))),
    }
}

fn unreadable(error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    Error::bad_input(say!("The list does not read as CSV."))
        .hint(say!("Every line has as many columns as the first, separated by commas."))
        .on_field("csv")
        .at_line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_users_reads() {
        let users =
            parse("\u{feff}Login,Name,Active\nada@x.example,\"Ada, (fictional)\",False\nbot,,\n").expect("reads");
        let told: Vec<(&str, &str, bool)> =
            users.iter().map(|user| (user.login.as_str(), user.name.as_str(), user.active)).collect();
        assert_eq!(told, [("ada@x.example", "Ada, (fictional)", false), ("bot", "", true)]);
    }

    #[test]
    fn a_list_that_would_prove_too_much_is_refused_with_its_line() {
        for (text, line) in [
            ("user\nada", Some(1)),
            ("login,active\nada,maybe", Some(2)),
            ("login\nada\n\"\"", Some(3)),
            ("login\nada\nADA", Some(3)),
            ("login,name\nada", Some(2)),
            ("login", None),
        ] {
            let error = parse(text).expect_err(text);
            let place = error.place().expect("a place");
            assert_eq!((place.field.as_deref(), place.line), (Some("csv"), line), "{text}: {error}");
        }
    }
}
