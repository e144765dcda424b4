//! Checkouts that this machine has: a sealed file each, and the key to it, made for this once.
//!
//! The file lies sealed (age) in the program's folder; its key lies where the device's own key is at home: in the operating
//! system's keyring, or in a private file where there is none. Destroying the key is what returns a checkout: without it nobody
//! opens the file, wherever a copy of it may be.

pub(crate) mod place;

use std::path::PathBuf;

use age::secrecy::ExposeSecret as _;
use age::x25519;
use bailee_model::{CheckoutId, Error, KeyHome, Result, ReturnBody, exits::RETURN_CONTEXT, say};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::device::{Enrolment, key};
use crate::{files, folder};

/// The list of what is here.
const LIST: &str = "checkouts.json";

/// A checkout that is here, or was and is not confirmed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Which one.
    pub(crate) checkout: CheckoutId,
    /// At which server.
    pub(crate) server: String,
    /// What it is sealed to.
    pub(crate) recipient: String,
    /// Where the key is.
    pub(crate) home: KeyHome,
    /// What it is called.
    pub(crate) name: String,
    /// By when it must be back.
    pub(crate) until: Option<Timestamp>,
    /// When its key was destroyed here; the server may not know yet.
    #[serde(default)]
    pub(crate) destroyed: Option<Timestamp>,
}

impl Kept {
    /// Where its sealed file lies.
    pub(crate) fn file(&self) -> Result<PathBuf> {
        Ok(folder::place("checkouts")?.join(format!("{}.age", self.checkout)))
    }

    /// The key to it.
    ///
    /// # Errors
    /// When it is not there any more, or its home is closed.
    pub(crate) fn identity(&self) -> Result<x25519::Identity> {
        let text = key::read_secret(&secret(self.checkout), self.home)?;
        let text = std::str::from_utf8(&text).map_err(|_| damaged())?;
        text.parse().map_err(|_| damaged())
    }

    /// Destroys the key, and then removes the file. Says whether the file was there to be removed.
    ///
    /// # Errors
    /// When the key's home is closed, or the file cannot be removed.
    pub(crate) fn destroy(&self) -> Result<bool> {
        key::forget_secret(&secret(self.checkout), self.home)?;
        let path = self.file()?;
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(files::wrong(&path, error)),
        }
    }

    /// What the device signs once both are gone: the body as it is sent, and its signature.
    ///
    /// # Errors
    /// When the device's key cannot be used.
    pub(crate) fn confirmation(&self, enrolment: &Enrolment, now: Timestamp) -> Result<(String, Vec<u8>)> {
        let body = ReturnBody {
            device: enrolment.device,
            checkout: self.checkout,
            recipient: self.recipient.clone(),
            identity_destroyed: true,
            file_removed: !self.file()?.exists(),
            at: now,
        };
        let text = serde_json::to_string(&body)
            .map_err(|error| Error::internal("The confirmation is not JSON.").because(error))?;
        let signature = key::open(&self.server, enrolment.home)?.sign(RETURN_CONTEXT, text.as_bytes())?;
        Ok((text, signature))
    }
}

/// Makes a key for one checkout and keeps it where the device's key is at home. Gives its recipient and its home.
///
/// # Errors
/// When nothing can be kept.
pub(crate) fn make_key(checkout: CheckoutId, device: KeyHome) -> Result<(String, KeyHome)> {
    let identity = x25519::Identity::generate();
    let text = identity.to_string();
    let home = key::keep_secret(&secret(checkout), text.expose_secret().as_bytes(), device)?;
    Ok((identity.to_public().to_string(), home))
}

/// What the key of a checkout is called.
fn secret(checkout: CheckoutId) -> String {
    format!("checkout-{checkout}")
}

fn damaged() -> Error {
    Error::bad_input(say!("The key to this checkout does not read."))
        .hint(say!("Return it (bailee checkout return), and ask for it again if it is still needed."))
}

/// Every checkout of this machine.
pub(crate) struct Checkouts {
    path: PathBuf,
    list: Vec<Kept>,
}

impl Checkouts {
    /// Reads them; without a file there are none.
    pub(crate) fn read() -> Result<Self> {
        let path = folder::place(LIST)?;
        let hint = say!("Make it yours alone (chmod 600). It tells others what is here.");
        let list = match folder::read_private(&path, &hint)? {
            None => Vec::new(),
            Some(text) => serde_json::from_str(&text).map_err(|_| {
                Error::bad_input(say!("The list of what this machine has does not read."))
                    .in_file(path.display().to_string())
                    .hint(say!("Take it from a backup; or tell the lead, who ends what cannot be returned."))
            })?,
        };
        Ok(Self { path, list })
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Kept] {
        &self.list
    }

    /// This one.
    ///
    /// # Errors
    /// When this machine does not have it.
    pub(crate) fn one(&self, id: CheckoutId) -> Result<&Kept> {
        self.list.iter().find(|kept| kept.checkout == id).ok_or_else(|| {
            Error::not_found().hint(say!("This machine does not have it: bailee checkout list tells what is here."))
        })
    }

    /// Remembers one, in place of what was known of it.
    pub(crate) fn keep(&mut self, kept: Kept) -> Result<()> {
        self.list.retain(|each| each.checkout != kept.checkout);
        self.list.push(kept);
        self.write()
    }

    /// Forgets one.
    pub(crate) fn forget(&mut self, id: CheckoutId) -> Result<()> {
        self.list.retain(|each| each.checkout != id);
        self.write()
    }

    fn write(&self) -> Result<()> {
        let text = serde_json::to_vec_pretty(&self.list)
            .map_err(|error| Error::internal("The list is not JSON.").because(error))?;
        folder::write_private(&self.path, &text)
    }
}

/// The plain bytes of a checkout as they are opened, in constant memory.
///
/// # Errors
/// When the file or its key is not there, or was changed.
pub(crate) fn reader(kept: &Kept) -> Result<impl std::io::Read> {
    let path = kept.file()?;
    let file = std::fs::File::open(&path).map_err(|error| files::wrong(&path, error))?;
    let changed = |error: age::DecryptError| {
        Error::bad_input(say!("This file does not open with its key: it was changed or cut short."))
            .hint(say!("Return it, and ask for it again."))
            .because(error)
    };
    let decryptor = age::Decryptor::new(std::io::BufReader::new(file)).map_err(changed)?;
    let identity = kept.identity()?;
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[test]
    fn what_is_kept_is_found_replaced_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut checkouts = Checkouts { path: folder.path().join(LIST), list: Vec::new() };
        let id = CheckoutId::new(&SeededRng::new(1));
        let kept = Kept {
            checkout: id,
            server: "https://bailee.example".to_owned(),
            recipient: "age1x".to_owned(),
            home: KeyHome::File,
            name: "customers.csv".to_owned(),
            until: None,
            destroyed: None,
        };
        assert!(checkouts.one(id).is_err());
        checkouts.keep(kept.clone()).unwrap();
        checkouts.keep(Kept { name: "again.csv".to_owned(), ..kept }).unwrap();
        assert_eq!((checkouts.all().len(), checkouts.one(id).unwrap().name.as_str()), (1, "again.csv"));
        let text = std::fs::read_to_string(folder.path().join(LIST)).unwrap();
        assert!(!text.contains("AGE-SECRET-KEY"), "no key beside the list");
        checkouts.forget(id).unwrap();
        assert!(checkouts.all().is_empty());
    }
}
