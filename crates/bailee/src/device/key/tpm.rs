//! A key in a TPM 2.0, which it cannot leave, used through the `tpm2` program (tpm2-tools).
//!
//! What lies on the disk is the key sealed under the TPM's own storage key: of no use on any other machine. It is
//! loaded anew for each signature, so nothing of the TPM's scarce memory is taken.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bailee_model::{Error, Result, say};
use sha2::{Digest as _, Sha256};

use super::gone;
use crate::{files, folder};

/// The TPM as Linux gives it to several programs at once.
const DEVICE: &str = "/dev/tpmrm0";
/// The environment variable by which tpm2-tools is told of another TPM.
const ELSEWHERE: &str = "TPM2TOOLS_TCTI";
/// A SubjectPublicKeyInfo of P-256 up to the point, in DER (RFC 5480).
const BEFORE_POINT: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// `TPM_ALG_ECDSA` and `TPM_ALG_SHA256`, with which a signature begins (TPM 2.0 Library, part 2).
const ECDSA_SHA256: [u8; 4] = [0x00, 0x18, 0x00, 0x0b];

/// A key that the TPM has.
pub(crate) struct TpmKey {
    folder: PathBuf,
}

/// Whether a TPM can be used here.
pub(super) fn there() -> bool {
    (Path::new(DEVICE).exists() || std::env::var_os(ELSEWHERE).is_some())
        && Command::new("tpm2").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Has the TPM make a key, in place of any other of this name.
pub(super) fn make(name: &str) -> Result<TpmKey> {
    make_in(folder::place(&format!("{name}.tpm"))?)
}

fn make_in(folder: PathBuf) -> Result<TpmKey> {
    // The folder comes into being private, with a file of ours in it; tpm2 writes under its own name for each.
    folder::write_private(&folder.join("about"), b"a device key of bailee, sealed by this machine's TPM\n")?;
    let key = TpmKey { folder };
    let attributes = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign";
    let made = key.primary().and_then(|()| {
        key.tpm2(&[
            "create",
            "-C",
            "primary.ctx",
            "-G",
            "ecc256:ecdsa",
            "-a",
            attributes,
            "-u",
            "key.pub",
            "-r",
            "key.priv",
        ])
    });
    key.tidy();
    made.map(|()| key)
}

pub(super) fn open(name: &str) -> Result<TpmKey> {
    let folder = folder::place(&format!("{name}.tpm"))?;
    if folder.join("key.priv").exists() { Ok(TpmKey { folder }) } else { Err(gone()) }
}

pub(super) fn forget(name: &str) -> Result<()> {
    let folder = folder::place(&format!("{name}.tpm"))?;
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(files::wrong(&folder, error)),
        _ => Ok(()),
    }
}

impl TpmKey {
    /// The public key: an uncompressed SEC 1 point.
    pub(super) fn public(&self) -> Result<Vec<u8>> {
        let read = self.loaded(&["readpublic", "-c", "key.ctx", "-f", "der", "-o", "public.der"], "public.der")?;
        point(&read).ok_or_else(|| trouble("the public key is not of P-256"))
    }

    /// Signs with ECDSA over SHA-256: `r ‖ s`.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        folder::write_private(&self.folder.join("digest"), &Sha256::digest(message))?;
        let sign =
            ["sign", "-c", "key.ctx", "-g", "sha256", "-s", "ecdsa", "-d", "-f", "tss", "-o", "signature", "digest"];
        let signature = self.loaded(&sign, "signature")?;
        r_and_s(&signature).ok_or_else(|| trouble("the signature does not read"))
    }

    /// Loads the key, has something done with it, and reads what came of it.
    fn loaded(&self, arguments: &[&str], result: &str) -> Result<Vec<u8>> {
        let done = self
            .primary()
            .and_then(|()| {
                self.tpm2(&["load", "-C", "primary.ctx", "-u", "key.pub", "-r", "key.priv", "-c", "key.ctx"])
            })
            .and_then(|()| self.tpm2(arguments))
            .and_then(|()| {
                std::fs::read(self.folder.join(result)).map_err(|error| trouble("it left nothing").because(error))
            });
        self.tidy();
        done
    }

    /// The TPM's storage key, under which ours is sealed: derived from the TPM's seed, the same each time.
    fn primary(&self) -> Result<()> {
        self.tpm2(&["createprimary", "-C", "o", "-G", "ecc", "-g", "sha256", "-c", "primary.ctx"])
    }

    fn tpm2(&self, arguments: &[&str]) -> Result<()> {
        let (verb, rest) = arguments.split_at(1);
        let mut command = Command::new("tpm2");
        command.args(verb).arg("-Q").args(rest).current_dir(&self.folder).stdin(Stdio::null());
        let output = command.output().map_err(|error| trouble("tpm2 does not run").because(error))?;
        if std::env::var_os(ELSEWHERE).is_some() {
            // Only the kernel's device takes back what a program loaded; any other TPM is soon full of it.
            let _ = Command::new("tpm2").args(["flushcontext", "-Q", "-t"]).stdin(Stdio::null()).output();
        }
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(trouble(&format!("tpm2 {}", verb[0])).because(said.lines().last().unwrap_or_default().to_owned()))
    }

    /// Removes what is of no use twice.
    fn tidy(&self) {
        for name in ["primary.ctx", "key.ctx", "public.der", "digest", "signature"] {
            let _ = std::fs::remove_file(self.folder.join(name));
        }
    }
}

fn point(der: &[u8]) -> Option<Vec<u8>> {
    let point = der.strip_prefix(&BEFORE_POINT)?;
    (point.len() == 65 && point[0] == 4).then(|| point.to_vec())
}

/// `TPMT_SIGNATURE`: the algorithms, then each number behind its length. Numbers may have lost leading zeros.
fn r_and_s(signature: &[u8]) -> Option<Vec<u8>> {
    let (r, rest) = number(signature.strip_prefix(&ECDSA_SHA256)?)?;
    let (s, rest) = number(rest)?;
    rest.is_empty().then(|| [r, s].concat())
}

fn number(bytes: &[u8]) -> Option<([u8; 32], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (digits, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let mut number = [0; 32];
    number.get_mut(32usize.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    Some((number, rest))
}

fn trouble(what: &str) -> Error {
    Error::unavailable(say!("The TPM cannot be used: {what}.", what)).hint(say!(
        "Does ‘tpm2 getrandom 8’ work here? You may have to join the group that may use the TPM, often ‘tss’."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_two_numbers_of_32_bytes_whatever_the_tpm_left_out() {
        let tss = [&ECDSA_SHA256[..], &[0, 31], &[7; 31], &[0, 32], &[9; 32]].concat();
        let plain = r_and_s(&tss).unwrap();
        assert_eq!((plain.len(), plain[0], plain[1], plain[32]), (64, 0, 7, 9));
        assert!(r_and_s(&tss[..tss.len() - 1]).is_none());
        assert!(r_and_s(&[&tss[..], &[0]].concat()).is_none());
        assert!(r_and_s(&[&ECDSA_SHA256[..], &[0, 33], &[7; 33], &[0, 1, 1]].concat()).is_none());
        assert!(r_and_s(b"").is_none());
    }

    #[test]
    fn a_public_key_of_another_curve_is_none() {
        assert!(point(&[&BEFORE_POINT[..], &[4; 65]].concat()).is_some());
        assert!(point(&[&BEFORE_POINT[..], &[2; 33]].concat()).is_none());
        assert!(point(&[4; 91]).is_none());
    }
}
