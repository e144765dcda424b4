//! The installation's own certificate authority, and the server's certificate under it.
//!
//! A firm that has a certificate of a public authority names it with `--cert` and `--key`; everybody else trusts
//! `DIR/tls/ca.pem` once, in the browser and with `bailee login --ca`.

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// Certificate and key that a server shows.
pub(crate) struct ServerFiles {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

/// Makes the authority if there is none, and a server certificate for these names.
pub(crate) fn ensure(folder: &Path, names: &[String]) -> anyhow::Result<ServerFiles> {
    std::fs::create_dir_all(folder).with_context(|| format!("The folder {} could not be made.", folder.display()))?;
    let files = ServerFiles { cert: folder.join("server.pem"), key: folder.join("server.key") };
    if files.cert.exists() && files.key.exists() {
        return Ok(files);
    }
    let (ca_cert, ca_key) = (folder.join("ca.pem"), folder.join("ca.key"));
    let key = KeyPair::generate()?;
    let authority = authority_params();
    let cert = authority.self_signed(&key)?;
    write_private(&ca_key, &key.serialize_pem())?;
    std::fs::write(&ca_cert, cert.pem())?;
    let server_key = KeyPair::generate()?;
    let server = server_params(names)?.signed_by(&server_key, &Issuer::new(authority, key))?;
    write_private(&files.key, &server_key.serialize_pem())?;
    std::fs::write(&files.cert, server.pem())?;
    Ok(files)
}

fn named(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Bailee installation authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server_params(names: &[String]) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(names.to_vec())
        .context("A name of the server is not one that a certificate can carry.")?;
    params.distinguished_name = named("Bailee server");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}
