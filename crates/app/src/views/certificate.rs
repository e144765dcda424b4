//! Certificates, and what a client needs to check one without us.

use crate::{Door, actions::log_error};
use bailee_log::{
    bundle::{Bundle, Listing, LoggedEntry},
    certificate::Destruction,
    dsse::Envelope,
    manifest::Manifest,
    proof::LogProof,
};
use bailee_model::{Action, Certificate, CertificateId, EngagementId, Error, Result, entry::LogId};

/// A certificate as people read it.
#[derive(Clone, Debug)]
pub struct CertificateView {
    /// The certificate.
    pub certificate: Certificate,
    /// What it states.
    pub destruction: Destruction,
    /// What was destroyed, item by item.
    pub manifest: Manifest,
}

/// One certificate.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn certificate(door: &Door, id: CertificateId) -> Result<CertificateView> {
    let certificate = door.certificate(id).for_(Action::ReadCertificate).await?.it;
    let envelope = Envelope::parse(&certificate.statement).map_err(log_error)?;
    let (destruction, _) = Destruction::from_statement(&envelope.payload).map_err(log_error)?;
    let manifest = Manifest::parse(&certificate.manifest).map_err(log_error)?;
    Ok(CertificateView { certificate, destruction, manifest })
}

/// `certificate.zip`: the statement, the manifest, and proofs of every entry behind it, all on the log's checkpoint of
/// this moment.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn certificate_bundle(door: &Door, id: CertificateId) -> Result<Vec<u8>> {
    let view = certificate(door, id).await?;
    let engagement = view.certificate.engagement;
    let log = door.app.store().log(LogId::Engagement(engagement));
    let issued = log.entries_of(view.certificate.entry).await?;
    let issued = issued.first().ok_or_else(|| Error::corrupt("The certificate's entry is missing from the log."))?;
    let (statement, events) = (view.certificate.statement, view.certificate.events);
    bundled(door, LogId::Engagement(engagement), statement, Listing::Destroyed(view.manifest), events, issued.index)
        .await
}

/// The bundle of a statement: what it lists, with proofs of the entries behind it and of the one that issued it.
pub(super) async fn bundled(
    door: &Door,
    log: LogId,
    envelope: Vec<u8>,
    manifest: Listing,
    mut indices: Vec<u64>,
    issued: u64,
) -> Result<Vec<u8>> {
    indices.push(issued);
    let texts = door.app.store().log(log).tlog_proofs(&indices).await?;
    let proven = |text: &String| LogProof::parse(text.as_bytes()).and_then(LoggedEntry::new).map_err(log_error);
    let mut events = texts.iter().map(proven).collect::<Result<Vec<_>>>()?;
    let proof = events.pop().ok_or_else(|| Error::internal("No proof was given."))?;
    Bundle { envelope, manifest, proof, events }.encode().map_err(log_error)
}

/// `policy.txt`: the keys by which the client's verifier trusts this engagement's log and the firm's certificates. The
/// client keeps it, and compares it with the firm over the telephone.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn verifier_policy(door: &Door, id: EngagementId) -> Result<String> {
    door.engagement(id).for_(Action::ReadLog).await?;
    policy_of(door, LogId::Engagement(id)).await
}

/// The policy by which a verifier trusts one log and the firm's certificates.
pub(super) async fn policy_of(door: &Door, log: LogId) -> Result<String> {
    let firm = door.app.firm().await?;
    let log = door.app.store().log(log);
    let key = log.verifier_key().await?.ok_or_else(|| Error::internal("The log has no key."))?;
    let certifier = door.app.certifier()?.public();
    let name: String = firm.domain.chars().map(|each| if each.is_ascii_alphanumeric() { each } else { '-' }).collect();
    Ok(format!(
        "# Whom to trust for certificates of {}\nlog {key}\nquorum none\ncertifier {name} {certifier}\n",
        firm.name.replace(char::is_control, " ")
    ))
}
