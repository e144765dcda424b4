//! Test loads go into test systems, and the real one into production: never the other way round.
//!
//! Which of the two a system is, is marked in Bailee when the system is added, and that mark decides. From Odoo 16 on,
//! a copy made for testing is *neutralised* (no mail goes out, no scheduled work runs) and says so in its parameter
//! `database.is_neutralized`; there the mark and the parameter must agree. An Odoo before 16 has nothing of the kind, so
//! the mark alone is relied on, and whoever sets it answers for it.

use crate::Odoo;
use bailee_model::{Environment, Error, LoadMode, Result, say};
use serde_json::json;

/// The first version that tells whether it is a neutralised copy.
const NEUTRALISES_SINCE: u16 = 16;

/// Whether a load of this mode may go into the system behind `odoo`, which is marked as `environment`.
///
/// # Errors
///
/// `Conflict` when mark, mode and system do not agree; whatever calling Odoo can meet.
pub async fn check(odoo: &Odoo, mode: LoadMode, environment: Environment) -> Result<()> {
    marked(mode, environment)?;
    if odoo.version().major < NEUTRALISES_SINCE {
        return Ok(());
    }
    let rows =
        odoo.search_read("ir.config_parameter", json!([["key", "=", "database.is_neutralized"]]), &["value"]).await?;
    neutralised(mode, rows.first().is_some_and(|row| row["value"].as_str().is_some_and(is_true)))
}

fn marked(mode: LoadMode, environment: Environment) -> Result<()> {
    match (mode, environment) {
        (LoadMode::Test, Environment::Test) | (LoadMode::GoLive, Environment::Production) => Ok(()),
        (LoadMode::Test, Environment::Production) => {
            Err(Error::conflict(say!("This system is marked production: a test load may not go into it."))
                .hint(say!("Load into a system marked test, or begin the go-live.")))
        }
        (LoadMode::GoLive, Environment::Test) => {
            Err(Error::conflict(say!("This system is marked test: the go-live does not belong into it."))
                .hint(say!("Choose the production system.")))
        }
        (LoadMode::Files, _) => {
            Err(Error::conflict(say!("A load into import files goes into no system."))
                .hint(say!("Leave the system out.")))
        }
    }
}

fn neutralised(mode: LoadMode, neutralised: bool) -> Result<()> {
    match (mode, neutralised) {
        (LoadMode::Test, false) => Err(Error::conflict(say!(
            "This system is marked test, but its Odoo is not neutralised: it may send mail and act on its own."
        ))
        .hint(say!("Neutralise it (odoo-bin neutralize, or a staging copy of Odoo.sh), or correct its mark."))),
        (LoadMode::GoLive, true) => {
            Err(Error::conflict(say!("This system is marked production, but its Odoo is a neutralised copy."))
                .hint(say!("Check the address, or correct its mark.")))
        }
        _ => Ok(()),
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "true" | "1" | "t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_must_fit_the_load() {
        assert!(marked(LoadMode::Test, Environment::Test).is_ok());
        assert!(marked(LoadMode::GoLive, Environment::Production).is_ok());
        assert!(marked(LoadMode::Test, Environment::Production).is_err());
        assert!(marked(LoadMode::GoLive, Environment::Test).is_err());
        assert!(marked(LoadMode::Files, Environment::Test).is_err());
    }

    #[test]
    fn the_system_must_fit_its_mark() {
        assert!(neutralised(LoadMode::Test, true).is_ok());
        assert!(neutralised(LoadMode::GoLive, false).is_ok());
        assert!(neutralised(LoadMode::Test, false).is_err());
        assert!(neutralised(LoadMode::GoLive, true).is_err());
        assert!(is_true("True") && is_true("1") && !is_true("False") && !is_true(""));
    }
}
