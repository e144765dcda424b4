//! Making the bundle that goes back: one pass from custody through the archive into the client's seal.
//!
//! Nothing of it is kept, neither in memory beyond a few chunks nor on disk. Each file is read once, checked against the
//! salted digest it arrived with, hashed for the list, and sealed as it goes. The list comes last, and its digest is in the
//! log before its first byte leaves; a bundle that breaks off has no list, and does not open to its end.

use crate::{
    App, Door,
    certifying::log_error,
    custody::sealed_error,
    disclosing::{Permit, nothing_leaves},
    views,
};
use bailee_log::{
    Hash,
    handover::{File, MANIFEST, Manifest, READABLE, TYPE, plain_name, tar},
};
use bailee_model::{
    Certificate, Engagement, EngagementId, EntryDraft, Error, Handover, HandoverId, Holding, HoldingKind, Result, say,
};
use bailee_vault::{Recipient, handover::AgeSealer};
use bytes::Bytes;
use futures::{StreamExt, stream, stream::BoxStream};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::mpsc;

/// Chunks that may wait for the network.
const WAITING: usize = 4;

/// A holding that goes back, with the register's leave for it.
pub(crate) struct Part {
    pub(crate) holding: Holding,
    pub(crate) permit: Permit,
}

/// Everything that a bundle is made of.
pub(crate) struct Bundling {
    pub(crate) door: Door,
    pub(crate) handover: Handover,
    pub(crate) client: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) certificates: Vec<Certificate>,
}

impl Bundling {
    /// Starts to make it; the bytes come as fast as they are taken.
    ///
    /// # Errors
    /// When the recipient cannot be sealed to. What goes wrong later breaks the stream off.
    pub(crate) fn start(self, recipient: Recipient) -> Result<BoxStream<'static, Result<Bytes>>> {
        let sealer = AgeSealer::new(&[recipient])?;
        let (to, pieces) = mpsc::channel(WAITING);
        let out = Out { sealer, to: to.clone() };
        tokio::spawn(async move {
            let id = self.handover.id;
            if let Err(error) = self.write(out).await {
                tracing::warn!(handover = %id, error = ?error.kind(), "a bundle broke off");
                // Whoever took it may be gone, which is why it broke off.
                let _ = to.send(Err(error)).await;
            }
        });
        Ok(stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) }).boxed())
    }

    async fn write(self, mut way: Out) -> Result<()> {
        let out = &mut way;
        let Self { door, handover, client, parts, certificates } = self;
        let at = handover.at.as_second();
        let (mut files, mut taken) = (Vec::new(), Taken::default());
        for part in parts {
            require_running(&door.app, handover.engagement).await?;
            let path = taken.path(folder(part.holding.kind), &part.holding.name);
            files.push(put_holding(&door.app, out, part, path, at).await?);
        }
        for certificate in &certificates {
            let bytes = views::certificate_bundle(&door, certificate.id).await?;
            let path = format!("certificates/{}.zip", certificate.id);
            files.push(put_made(out, "certificate", Some(certificate.id.to_string()), path, &bytes, at).await?);
        }
        if !certificates.is_empty() {
            let policy = views::verifier_policy(&door, handover.engagement).await?;
            let path = "certificates/policy.txt".to_owned();
            files.push(put_made(out, "policy", None, path, policy.as_bytes(), at).await?);
        }
        let manifest = Manifest {
            at: crate::certifying::instant(handover.at),
            client,
            engagement: handover.engagement.to_string(),
            files,
            handover: handover.id.to_string(),
            manifest_type: TYPE.to_owned(),
        };
        let bytes = manifest.encode().map_err(log_error)?;
        let digest = Hash::of(&bytes);
        note_listed(&door, handover.id, digest, manifest.files.len()).await?;
        put(out, MANIFEST, &bytes, at).await?;
        put(out, READABLE, manifest.readable(digest).as_bytes(), at).await?;
        out.put(&tar::END).await?;
        way.end().await?;
        note_left(&door, handover.id).await
    }
}

/// The sealed way out.
struct Out {
    sealer: AgeSealer,
    to: mpsc::Sender<Result<Bytes>>,
}

impl Out {
    async fn put(&mut self, plain: &[u8]) -> Result<()> {
        let sealed = self.sealer.push(plain)?;
        if sealed.is_empty() { Ok(()) } else { self.to.send(Ok(sealed)).await.map_err(|_| gone()) }
    }

    /// Seals the end, and waits until all of it was taken.
    async fn end(self) -> Result<()> {
        self.to.send(Ok(self.sealer.finish()?)).await.map_err(|_| gone())?;
        self.to.reserve_many(WAITING).await.map(drop).map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::unavailable(say!("Whoever fetched the bundle went away before its end.")).hint(say!("Fetch it again."))
}

/// Nothing goes on leaving once an incident has frozen the engagement.
async fn require_running(app: &App, id: EngagementId) -> Result<()> {
    let engagement = app.store.get::<Engagement>(id).await?.ok_or_else(Error::not_found)?;
    if engagement.frozen_by.is_none() { Ok(()) } else { Err(nothing_leaves()) }
}

async fn put_holding(app: &Arc<App>, out: &mut Out, part: Part, path: String, at: i64) -> Result<File> {
    let Part { holding, permit } = part;
    let size = u64::try_from(holding.bytes).unwrap_or_default();
    let other = || {
        Error::corrupt("What is held is not what arrived; the bundle was broken off.")
            .hint(say!("The operator runs ‘baileed fsck’."))
    };
    out.put(&tar::header(&path, size, at)).await?;
    let salt = hex::decode(&holding.salt).map_err(|error| Error::corrupt("A salt does not read.").because(error))?;
    let (mut bare, mut salted) = (Sha256::new(), Sha256::new_with_prefix(salt));
    let mut plain = app.unseal_stream(&holding, permit).await?;
    let mut seen = 0;
    while let Some(chunk) = plain.next().await {
        let chunk = chunk.map_err(sealed_error)?;
        seen += chunk.len() as u64;
        if seen > size {
            return Err(other());
        }
        bare.update(&chunk);
        salted.update(&chunk);
        out.put(&chunk).await?;
    }
    if seen != size || hex::encode(salted.finalize()) != holding.digest {
        return Err(other());
    }
    out.put(tar::padding(size)).await?;
    Ok(File {
        bytes: size,
        category: Some(holding.category.as_str().to_owned()),
        id: Some(holding.id.to_string()),
        kind: holding.kind.as_str().to_owned(),
        path,
        sha256: Hash(bare.finalize().into()),
    })
}

async fn put_made(out: &mut Out, kind: &str, id: Option<String>, path: String, bytes: &[u8], at: i64) -> Result<File> {
    put(out, &path, bytes, at).await?;
    Ok(File { bytes: bytes.len() as u64, category: None, id, kind: kind.to_owned(), path, sha256: Hash::of(bytes) })
}

async fn put(out: &mut Out, path: &str, bytes: &[u8], at: i64) -> Result<()> {
    out.put(&tar::header(path, bytes.len() as u64, at)).await?;
    out.put(bytes).await?;
    out.put(tar::padding(bytes.len() as u64)).await
}

/// The list is on record before it leaves: what has its digest came from here.
async fn note_listed(door: &Door, id: HandoverId, digest: Hash, files: usize) -> Result<()> {
    let set = move |handover: &mut Handover, _| handover.manifest = Some(digest.to_string());
    change(door, id, "handover.listed", Some((digest, files)), set).await
}

async fn note_left(door: &Door, id: HandoverId) -> Result<()> {
    change(door, id, "handover.left", None, |handover, now| handover.fetched_at = Some(now)).await
}

async fn change(
    door: &Door,
    id: HandoverId,
    event: &'static str,
    listed: Option<(Hash, usize)>,
    set: impl FnOnce(&mut Handover, jiff::Timestamp) + Send + 'static,
) -> Result<()> {
    let now = door.now();
    let handover = door.app.store.get::<Handover>(id).await?.ok_or_else(Error::not_found)?;
    let mut entry = door.by(EntryDraft::new(handover.engagement, event)).id("handover", id);
    if let Some((digest, files)) = listed {
        entry = entry.digest("manifest", digest.to_string()).detail("files", files);
    }
    let recorded = door.app.store.ledger().record([entry], move |tx| async move {
        let mut handover = tx.get::<Handover>(id).await?.ok_or_else(Error::not_found)?;
        set(&mut handover, now);
        tx.save(&handover).await
    });
    recorded.await.map(drop)
}

/// Where a kind of holding lies in the archive.
fn folder(kind: HoldingKind) -> &'static str {
    match kind {
        HoldingKind::Mapping => "mappings",
        HoldingKind::Report => "reports",
        HoldingKind::Handover => "bundles",
        HoldingKind::Original | HoldingKind::Table | HoldingKind::Credential => "originals",
    }
}

/// Paths that are taken, whatever the case of their letters: some systems make no difference.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    fn path(&mut self, folder: &str, name: &str) -> String {
        let name = plain_name(name);
        let (stem, end) = match name.rsplit_once('.') {
            Some((stem, end)) if !stem.is_empty() => (stem.to_owned(), format!(".{end}")),
            _ => (name, String::new()),
        };
        let mut path = format!("{folder}/{stem}{end}");
        let mut number = 1_u64;
        while !self.0.insert(path.to_lowercase()) {
            number += 1;
            path = format!("{folder}/{stem} ({number}){end}");
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_a_name_lie_beside_each_other() {
        let mut taken = Taken::default();
        assert_eq!(taken.path("originals", "a.csv"), "originals/a.csv");
        assert_eq!(taken.path("originals", "A.csv"), "originals/A (2).csv");
        assert_eq!(taken.path("originals", "a.csv"), "originals/a (3).csv");
        assert_eq!(taken.path("reports", "a.csv"), "reports/a.csv");
        assert_eq!(taken.path("originals", "a (2).csv"), "originals/a (2) (2).csv");
        assert_eq!(taken.path("originals", "../.x"), "originals/_.x");
    }
}
