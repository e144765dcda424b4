//! A key in a private file, for machines without a keyring. Whoever can read the person's files can take it.

use bailee_model::{Result, say};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::gone;
use crate::{files, folder};

pub(super) fn keep(name: &str, secret: &[u8]) -> Result<()> {
    let text = Zeroizing::new(STANDARD.encode(secret));
    folder::write_private(&folder::place(&format!("{name}.key"))?, text.as_bytes())
}

pub(super) fn read(name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let hint = say!("The key may be known: revoke the device (bailee device revoke ID) and enrol again.");
    let text = folder::read_private(&folder::place(&format!("{name}.key"))?, &hint)?.ok_or_else(gone)?;
    STANDARD.decode(text.trim()).map(Zeroizing::new).map_err(|_| gone())
}

pub(super) fn forget(name: &str) -> Result<()> {
    let path = folder::place(&format!("{name}.key"))?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(files::wrong(&path, error)),
        _ => Ok(()),
    }
}
