//! Certificates, and what a client needs to check one without us.

use crate::{Door, certifying::log_error, clocks::destroyed_everywhere};
use bailee_log::{
    bundle::{Bundle, Listing, LoggedEntry},
    certificate::{Destruction, OutstandingKind},
    manifest::Manifest,
    proof::LogProof,
};
use bailee_model::{Action, Certificate, CertificateId, EngagementId, Error, Result, entry::LogId};
use jiff::Timestamp;

/// A certificate as people read it.
#[derive(Clone, Debug)]
pub struct CertificateView {
    /// The certificate.
    pub certificate: Certificate,
    /// What it states.
    pub destruction: Destruction,
    /// What was destroyed, item by item.
    pub manifest: Manifest,
    /// For a first stage, what it left outstanding and how that stands now.
    pub left: Vec<LeftNow>,
    /// The certificate that completes this one, once it is issued.
    pub completed_by: Option<CertificateId>,
}

/// Something that a certificate left outstanding, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftNow {
    /// What it is.
    pub kind: OutstandingKind,
    /// Its opaque id.
    pub id: String,
    /// The day by which it is gone, such as `2026-12-24`.
    pub by: String,
    /// When it was recorded as gone.
    pub gone_at: Option<Timestamp>,
    /// Whether its day is over and nobody has recorded that it is gone: then it counts as there.
    pub overdue: bool,
}

/// One certificate.
///
/// # Errors
/// Not found for those who may not know of it.
pub async fn certificate(door: &Door, id: CertificateId) -> Result<CertificateView> {
    let certificate = door.certificate(id).for_(Action::ReadCertificate).await?.it;
    let destruction = destroyed_everywhere::stated(&certificate)?;
    let manifest = Manifest::parse(&certificate.manifest).map_err(log_error)?;
    let all = door.app.store().certificates(certificate.engagement).await?;
    let completed_by = all.into_iter().find(|each| each.completes == Some(id)).map(|each| each.id);
    let left = left_now(door, &certificate, &destruction).await?;
    Ok(CertificateView { certificate, destruction, manifest, left, completed_by })
}

async fn left_now(door: &Door, certificate: &Certificate, stated: &Destruction) -> Result<Vec<LeftNow>> {
    if stated.outstanding.is_empty() {
        return Ok(Vec::new());
    }
    let destroyed = destroyed_everywhere::destroyed(&door.app, certificate).await?;
    let known = door.app.left(&destroyed, certificate.at).await?;
    let today = door.now().strftime("%Y-%m-%d").to_string();
    let now = stated.outstanding.iter().map(|left| {
        let gone_at =
            known.iter().find(|each| each.kind == left.kind && each.id == left.id).and_then(|each| each.gone_at);
        let overdue = gone_at.is_none() && left.gone_by < today;
        LeftNow { kind: left.kind, id: left.id.clone(), by: left.gone_by.clone(), gone_at, overdue }
    });
    Ok(now.collect())
}

/// `certificate.zip`: the statement, for a second stage the first one's too, the manifest, and proofs of every entry behind it, all on the log's checkpoint of
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
    let first = match view.certificate.completes {
        Some(first) => door.app.store().get::<Certificate>(first).await?,
        None => None,
    };
    let statements = (view.certificate.statement, first.map(|first| first.statement));
    let (list, events) = (Listing::Destroyed(view.manifest), view.certificate.events);
    bundled(door, LogId::Engagement(engagement), statements, list, events, issued.index).await
}

/// The bundle of a statement, with that of its first stage if it completes one: what it lists, with proofs of the entries behind it and of the one that issued it.
pub(super) async fn bundled(
    door: &Door,
    log: LogId,
    (envelope, first): (Vec<u8>, Option<Vec<u8>>),
    manifest: Listing,
    mut indices: Vec<u64>,
    issued: u64,
) -> Result<Vec<u8>> {
    indices.push(issued);
    let texts = door.app.store().log(log).tlog_proofs(&indices).await?;
    let proven = |text: &String| LogProof::parse(text.as_bytes()).and_then(LoggedEntry::new).map_err(log_error);
    let mut events = texts.iter().map(proven).collect::<Result<Vec<_>>>()?;
    let proof = events.pop().ok_or_else(|| Error::internal("No proof was given."))?;
    Bundle { envelope, first, manifest, proof, events }.encode().map_err(log_error)
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
