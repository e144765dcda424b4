//! This machine as a device: the key by which servers know it, and what it says of itself (clauses S3).
//!
//! A device is enrolled at each server by itself. What is kept here of an enrolment is a line in `devices.json`: which
//! device this machine is there, where its key is, and what the last report was numbered. The key is elsewhere
//! ([`key`]). [`collect`] looks at the machine, [`report`] signs and sends what was found, [`confirm`] vouches for a
//! session, [`agent`] does both by itself, and [`schedule`] has the operating system do the first.

pub(crate) mod agent;
pub(crate) mod collect;
pub(crate) mod confirm;
pub(crate) mod key;
pub(crate) mod report;
pub(crate) mod schedule;

use std::collections::BTreeMap;
use std::path::PathBuf;

use bailee_client::Server;
use bailee_model::{DeviceId, Error, KeyHome, PersonId, Result, say};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{folder, session};

/// What this machine is at one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Enrolment {
    /// Which device it is there.
    pub(crate) device: DeviceId,
    /// Whose.
    pub(crate) person: PersonId,
    /// Where its key is.
    pub(crate) home: KeyHome,
    /// The authority that vouches for the server, where it is the firm's own.
    pub(crate) authority: Option<String>,
    /// The number of the last report.
    #[serde(default)]
    pub(crate) last_number: i64,
    /// Security updates that waited at the last look, and since when each did.
    #[serde(default)]
    pub(crate) waiting: BTreeMap<String, Timestamp>,
}

impl Enrolment {
    /// The server that it is enrolled at.
    pub(crate) fn server(&self, address: &str) -> Result<Server> {
        Server::at(address, self.authority.as_deref().map(str::as_bytes))
    }
}

/// What the machine calls itself.
pub(crate) fn own_name() -> Option<String> {
    let from_file = std::fs::read_to_string("/etc/hostname").ok();
    let name = from_file.or_else(|| std::env::var("COMPUTERNAME").ok()).or_else(|| std::env::var("HOSTNAME").ok())?;
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// Every enrolment of this machine, by the server's address.
pub(crate) struct Enrolments {
    path: PathBuf,
    at: BTreeMap<String, Enrolment>,
}

impl Enrolments {
    /// Reads them; without a file there are none.
    pub(crate) fn read() -> Result<Self> {
        Self::read_at(folder::place("devices.json")?)
    }

    fn read_at(path: PathBuf) -> Result<Self> {
        let hint = say!("Make it yours alone (chmod 600). It tells others where your key is.");
        let at = match folder::read_private(&path, &hint)? {
            None => BTreeMap::new(),
            Some(text) => serde_json::from_str(&text).map_err(|_| {
                Error::bad_input(say!("The file that keeps this machine's enrolments does not read."))
                    .in_file(path.display().to_string())
                    .hint(say!("Take it from a backup; or move it away and enrol again: bailee device enrol."))
            })?,
        };
        Ok(Self { path, at })
    }

    /// What this machine is at a server.
    pub(crate) fn of(&self, address: &str) -> Option<&Enrolment> {
        self.at.get(address)
    }

    /// Remembers it, in place of what was known of it before.
    pub(crate) fn keep(&mut self, address: &str, enrolment: Enrolment) -> Result<()> {
        self.at.insert(address.to_owned(), enrolment);
        self.write()
    }

    /// Forgets a device that is trusted no more. Says at which servers it was this machine.
    pub(crate) fn forget(&mut self, device: DeviceId) -> Result<Vec<(String, Enrolment)>> {
        let gone: Vec<_> = self.at.extract_if(.., |_, each| each.device == device).collect();
        if !gone.is_empty() {
            self.write()?;
        }
        Ok(gone)
    }

    /// The ones that are meant: at the given server, or all.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn meant(&self, server: Option<&str>) -> Result<Vec<(String, Enrolment)>> {
        let address = server.map(|server| Server::at(server, None)).transpose()?;
        let meant = self.at.iter().filter(|(at, _)| address.as_ref().is_none_or(|address| address.address() == *at));
        let meant: Vec<_> = meant.map(|(at, each)| (at.clone(), each.clone())).collect();
        if meant.is_empty() { Err(not_enrolled()) } else { Ok(meant) }
    }

    /// The one that is meant: at the given server; at the one that somebody is signed in at; or the only one.
    ///
    /// # Errors
    /// When there is none, or it cannot be told which.
    pub(crate) fn one(&self, server: Option<&str>) -> Result<(String, Enrolment)> {
        let signed_in = session::server().filter(|at| self.at.contains_key(at));
        let mut meant = self.meant(server.or(signed_in.as_deref()))?;
        match (meant.pop(), meant.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err(Error::bad_input(say!("This machine is enrolled at more than one server."))
                .hint(say!("Say which with --server URL."))),
        }
    }

    fn write(&self) -> Result<()> {
        let text = serde_json::to_vec_pretty(&self.at)
            .map_err(|error| Error::internal("The enrolments are not JSON.").because(error))?;
        folder::write_private(&self.path, &text)
    }
}

fn not_enrolled() -> Error {
    Error::bad_input(say!("This machine is not enrolled there."))
        .hint(say!("Sign in, then enrol it: bailee device enrol."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    pub(crate) fn enrolment(seed: u64) -> Enrolment {
        let rng = SeededRng::new(seed);
        let (device, person) = (DeviceId::new(&rng), PersonId::new(&rng));
        let waiting = BTreeMap::new();
        Enrolment { device, person, home: KeyHome::File, authority: None, last_number: 7, waiting }
    }

    #[test]
    fn enrolments_are_kept_by_server_and_forgotten_by_device() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.json");
        let mut kept = Enrolments::read_at(path.clone()).unwrap();
        assert!(kept.meant(None).is_err());
        kept.keep("https://bailee.example", enrolment(1)).unwrap();
        kept.keep("https://other.example", enrolment(2)).unwrap();
        let mut again = Enrolments::read_at(path).unwrap();
        assert_eq!(again.of("https://bailee.example"), Some(&enrolment(1)));
        assert_eq!(again.meant(Some("https://other.example/")).unwrap()[0].1, enrolment(2));
        assert_eq!(again.meant(None).unwrap().len(), 2);
        assert!(again.meant(Some("https://third.example")).is_err());
        assert_eq!(again.forget(enrolment(1).device).unwrap()[0].0, "https://bailee.example");
        assert!(again.of("https://bailee.example").is_none());
        assert!(again.forget(enrolment(1).device).unwrap().is_empty());
    }
}
