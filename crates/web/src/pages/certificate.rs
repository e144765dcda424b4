//! A certificate of destruction, laid out for paper.

use crate::{
    format,
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::{RetentionWords, Say, Words},
};
use askama::Template;
use axum::{extract::Path, http::header, response::IntoResponse};
use bailee_app::{
    stated::stated_in,
    views::{self, CertificateView, LeftNow, OutstandingKind},
};
use bailee_model::{Category, CertificateId, HoldingKind};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// One thing that was destroyed, as the manifest names it.
pub(crate) struct DestroyedItem {
    pub(crate) what: String,
    pub(crate) key: String,
    pub(crate) commitment: String,
    pub(crate) location: String,
}

/// Something that held a destroyed key when the certificate was issued, and how that stands now.
pub(crate) struct StillThere {
    pub(crate) what: &'static str,
    pub(crate) id: String,
    pub(crate) gone_by: String,
    pub(crate) now: String,
    /// The look of the status, and its icon.
    pub(crate) look: &'static str,
}

/// What a certificate says.
pub(crate) struct CertificateFacts {
    pub(crate) id: CertificateId,
    pub(crate) at: Timestamp,
    pub(crate) client: String,
    pub(crate) engagement: String,
    pub(crate) method: String,
    pub(crate) everywhere: bool,
    /// SHA-256 of the destruction manifest, hexadecimal.
    pub(crate) manifest: String,
    pub(crate) items: Vec<DestroyedItem>,
    pub(crate) outstanding: Vec<StillThere>,
    /// The certificate of the second stage, once it is there.
    pub(crate) completed_by: Option<CertificateId>,
    /// The certificate of the first stage that this one completes.
    pub(crate) completes: Option<CertificateId>,
    pub(crate) proves: Vec<String>,
    pub(crate) cannot: Vec<String>,
}

#[derive(Template)]
#[template(path = "certificate.html")]
pub(crate) struct CertificatePage {
    t: &'static Words,
    w: &'static RetentionWords,
    f: Frame,
    c: CertificateFacts,
}

impl CertificatePage {
    pub(crate) fn new(f: Frame, facts: CertificateFacts) -> Self {
        let t = f.t();
        Self { t, w: RetentionWords::of(f.lang), f: f.titled(t.title_certificate), c: facts }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let view = views::certificate(&visitor.door, id).await?;
    let it = views::overview(&visitor.door, view.certificate.engagement).await?;
    let f = visitor.inside(&it).await?;
    let facts = facts(&f, view, it.client.name, it.engagement.title);
    show(&CertificatePage::new(f, facts))
}

fn facts(
    f: &Frame,
    CertificateView { certificate, destruction, manifest, left, completed_by }: CertificateView,
    client: String,
    engagement: String,
) -> CertificateFacts {
    CertificateFacts {
        id: certificate.id,
        at: certificate.at,
        client,
        engagement,
        method: format!("{}, {}", stated_in(&destruction.method.technique, f.lang.tag()), destruction.method.standard),
        everywhere: destruction.outstanding.is_empty(),
        manifest: hex::encode(Sha256::digest(&certificate.manifest)),
        items: manifest
            .items
            .into_iter()
            .map(|item| DestroyedItem {
                what: kind_and_category(f, &item.kind, &item.category),
                key: item.key,
                commitment: item.commitment,
                location: item.location,
            })
            .collect(),
        outstanding: left.into_iter().map(|each| still_there(f, each)).collect(),
        completed_by,
        completes: certificate.completes,
        proves: said(f, &destruction.proves),
        cannot: said(f, &destruction.does_not_prove),
    }
}

/// Signed sentences, as far as there are words for them in the page's language.
fn said(f: &Frame, sentences: &[String]) -> Vec<String> {
    sentences.iter().map(|sentence| stated_in(sentence, f.lang.tag()).to_owned()).collect()
}

/// What a thing was, by the words of the manifest.
fn kind_and_category(f: &Frame, kind: &str, category: &str) -> String {
    let kind = kind.parse::<HoldingKind>().map_or(kind, |kind| kind.say(f.lang));
    let category = category.parse::<Category>().map_or(category, |category| category.say(f.lang));
    format!("{kind} · {category}")
}

fn still_there(f: &Frame, left: LeftNow) -> StillThere {
    let w = RetentionWords::of(f.lang);
    let (look, now) = match left.gone_at {
        Some(at) => ("kept", f.fill(w.gone_since, format::day(f.lang, at))),
        None if left.overdue => ("broken", w.overdue.to_owned()),
        None => ("due", w.still_within.to_owned()),
    };
    let what = match left.kind {
        OutstandingKind::Kit => w.kind_kit,
        OutstandingKind::Backup => w.kind_backup,
        OutstandingKind::Replica => w.kind_replica,
        OutstandingKind::Checkout => w.kind_checkout,
    };
    StillThere { what, id: left.id, gone_by: left.by, now, look }
}

pub(crate) async fn bundle(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let bytes = views::certificate_bundle(&visitor.door, id).await?;
    let about = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"certificate.zip\""),
    ];
    Ok((about, bytes).into_response())
}
