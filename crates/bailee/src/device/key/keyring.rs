//! A key in the operating system's keyring: Secret Service, Keychain Services, or the Windows Credential Manager.

use bailee_model::{Error, Result, say};
use keyring::Entry;
use zeroize::Zeroizing;

use super::gone;

const SERVICE: &str = "bailee device key";

/// Keeps a secret, and looks that it is there: a keyring that forgets is none.
pub(super) fn keep(name: &str, secret: &[u8]) -> Result<()> {
    apart(|| {
        let entry = Entry::new(SERVICE, name)?;
        entry.set_secret(secret)?;
        Ok(Zeroizing::new(entry.get_secret()?).as_slice() == secret)
    })?
    .then_some(())
    .ok_or_else(|| closed().because("the keyring did not keep what it was given"))
}

pub(super) fn read(name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let read = apart(|| match Entry::new(SERVICE, name)?.get_secret() {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    })?;
    read.ok_or_else(gone)
}

pub(super) fn forget(name: &str) -> Result<()> {
    apart(|| match Entry::new(SERVICE, name)?.delete_credential() {
        Err(error) if !matches!(error, keyring::Error::NoEntry) => Err(error),
        _ => Ok(()),
    })
}

/// The Secret Service is spoken to by a runtime of its own, which cannot be entered from within ours.
fn apart<T: Send>(work: impl FnOnce() -> keyring::Result<T> + Send) -> Result<T> {
    let done = std::thread::scope(|scope| scope.spawn(work).join());
    done.map_err(|_| closed())?.map_err(|error| closed().because(error))
}

fn closed() -> Error {
    Error::unavailable(say!("The keyring does not open.")).hint(say!(
        "Unlock it, as signing in at the desktop does; or keep the key in a file: bailee device enrol --home file."
    ))
}
