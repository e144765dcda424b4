//! A certificate of destruction, laid out for paper.

use crate::{
    frame::Frame,
    visitor::{Answer, Visitor, show},
    words::Words,
};
use askama::Template;
use axum::{extract::Path, http::header, response::IntoResponse};
use bailee_app::views::{self, CertificateView};
use bailee_model::CertificateId;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// One thing that was destroyed, as the manifest names it.
pub(crate) struct DestroyedItem {
    pub(crate) what: String,
    pub(crate) key: String,
    pub(crate) commitment: String,
    pub(crate) location: String,
}

/// Something that still holds a destroyed key, and until when.
pub(crate) struct StillThere {
    pub(crate) what: String,
    pub(crate) id: String,
    pub(crate) gone_by: String,
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
    pub(crate) proves: Vec<String>,
    pub(crate) cannot: Vec<String>,
}

#[derive(Template)]
#[template(path = "certificate.html")]
pub(crate) struct CertificatePage {
    t: &'static Words,
    f: Frame,
    c: CertificateFacts,
}

impl CertificatePage {
    pub(crate) fn new(f: Frame, facts: CertificateFacts) -> Self {
        let t = f.t();
        Self { t, f: f.titled(t.title_certificate), c: facts }
    }
}

pub(crate) async fn look(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let view = views::certificate(&visitor.door, id).await?;
    let it = views::overview(&visitor.door, view.certificate.engagement).await?;
    let f = visitor.inside(&it).await?;
    show(&CertificatePage::new(f, facts(view, it.client.name, it.engagement.title)))
}

fn facts(
    CertificateView { certificate, destruction, manifest }: CertificateView,
    client: String,
    engagement: String,
) -> CertificateFacts {
    CertificateFacts {
        id: certificate.id,
        at: certificate.at,
        client,
        engagement,
        method: format!("{}, {}", destruction.method.technique, destruction.method.standard),
        everywhere: destruction.outstanding.is_empty(),
        manifest: hex::encode(Sha256::digest(&certificate.manifest)),
        items: manifest
            .items
            .into_iter()
            .map(|item| DestroyedItem {
                what: format!("{} · {}", item.kind, item.category.replace('_', " ")),
                key: item.key,
                commitment: item.commitment,
                location: item.location,
            })
            .collect(),
        outstanding: destruction
            .outstanding
            .into_iter()
            .map(|each| StillThere {
                what: format!("{:?}", each.kind).to_lowercase(),
                id: each.id,
                gone_by: each.gone_by,
            })
            .collect(),
        proves: destruction.proves,
        cannot: destruction.does_not_prove,
    }
}

pub(crate) async fn bundle(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let bytes = views::certificate_bundle(&visitor.door, id).await?;
    let about = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"certificate.zip\""),
    ];
    Ok((about, bytes).into_response())
}
