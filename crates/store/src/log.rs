//! Reading a log, and proving what it says.
//!
//! Everything here is computed from what is committed. Signing is the one thing that is also written: a signed head goes to
//! the anchor first and to the database after, because a head that left the house must never be forgotten.

pub(crate) mod tree;

use crate::anchor::Locked;
use crate::column::{LogName, Text};
use crate::entity::is;
use crate::entity::log::{checkpoint, detail, entry, head};
use crate::error::{not_ours, trouble};
use crate::keys::Key;
use crate::ledger::{EVENT, Ledger, disclosures, frontier, named};
use crate::store::Context;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::entry::Body;
use bailee_log::merkle::{Frontier, Plan};
use bailee_log::note::{Note, SignerKey};
use bailee_log::proof::LogProof;
use bailee_log::tile::Place;
use bailee_log::{Hash, tile};
use bailee_model::entry::LogId;
use bailee_model::{Error, EventId, LoggedEntry, Result, say};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// One log, for reading and proving.
#[derive(Clone)]
pub struct Log {
    context: Arc<Context>,
    ledger: Ledger,
    id: LogId,
}

impl Log {
    pub(crate) fn new(context: Arc<Context>, ledger: Ledger, id: LogId) -> Self {
        Self { context, ledger, id }
    }

    fn db(&self) -> &DatabaseConnection {
        &self.context.database.reader
    }

    async fn head(&self) -> Result<Option<head::Model>> {
        tree::head(self.db(), self.id).await
    }

    /// How many entries it has.
    ///
    /// # Errors
    /// When the database does not answer; so it is for all of these.
    pub async fn size(&self) -> Result<u64> {
        Ok(self.head().await?.map_or(0, |head| head.size.cast_unsigned()))
    }

    /// Its name in checkpoints, once it has begun: opaque, `<domain>/log/<32 hexadecimal digits>`.
    ///
    /// # Errors
    /// As [`Log::size`].
    pub async fn origin(&self) -> Result<Option<String>> {
        Ok(self.head().await?.and_then(|head| head.origin))
    }

    /// The line that names its key in a policy file (C2SP signed-note, *verifier key*), once it has begun.
    ///
    /// # Errors
    /// `Unavailable` when its signing key is not there.
    pub async fn verifier_key(&self) -> Result<Option<String>> {
        match self.origin().await? {
            Some(origin) => Ok(Some(self.signer(&origin)?.verifier().to_string())),
            None => Ok(None),
        }
    }

    /// The entries from `from` up to, and without, `to`, as far as there are any. Details whose key is gone are absent, as
    /// are erased ones.
    ///
    /// # Errors
    /// `Corrupt` when an entry is not of its format.
    pub async fn entries(&self, from: u64, to: u64) -> Result<Vec<LoggedEntry>> {
        self.logged(self.rows(from, to).await?).await
    }

    async fn rows(&self, from: u64, to: u64) -> Result<Vec<entry::Model>> {
        let rows = entry::Entity::find()
            .filter(is(entry::Column::Log, LogName(self.id)))
            .filter(entry::Column::Idx.gte(column(from)))
            .filter(entry::Column::Idx.lt(column(to)))
            .order_by_asc(entry::Column::Idx);
        rows.all(self.db()).await.map_err(trouble)
    }

    /// As [`Log::entries`], with every detail left sealed: what may be told outside.
    ///
    /// # Errors
    /// As [`Log::entries`].
    pub async fn outlines(&self, from: u64, to: u64) -> Result<Vec<LoggedEntry>> {
        let rows = self.rows(from, to).await?;
        rows.into_iter().map(|row| logged(row, None, &HashMap::new())).collect()
    }

    /// The entries of one event in this log.
    ///
    /// # Errors
    /// As [`Log::entries`].
    pub async fn entries_of(&self, event: EventId) -> Result<Vec<LoggedEntry>> {
        let rows = entry::Entity::find()
            .filter(is(entry::Column::Log, LogName(self.id)))
            .filter(is(entry::Column::Event, event))
            .order_by_asc(entry::Column::Idx);
        self.logged(rows.all(self.db()).await.map_err(trouble)?).await
    }

    async fn logged(&self, rows: Vec<entry::Model>) -> Result<Vec<LoggedEntry>> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
        let sealed = details(self.db(), self.id, first.idx..last.idx + 1).await?;
        let key = self.context.keys.detail_key(self.id);
        rows.into_iter().map(|row| logged(row, key.as_ref(), &sealed)).collect()
    }

    /// The hashes that prove that entry `index` is in the tree of the first `size` entries (RFC 9162, section 2.1.3).
    ///
    /// # Errors
    /// `BadInput` when there is no such entry or tree.
    pub async fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Hash>> {
        self.check_size(size).await?;
        tree::hashes(self.db(), self.id, &Plan::inclusion(index, size).map_err(out_of_range)?).await
    }

    /// The hashes that prove that the tree of the first `old` entries is the beginning of that of the first `new`.
    ///
    /// # Errors
    /// `BadInput` when there are no such trees.
    pub async fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.check_size(new).await?;
        tree::hashes(self.db(), self.id, &Plan::consistency(old, new).map_err(out_of_range)?).await
    }

    async fn check_size(&self, size: u64) -> Result<()> {
        let there = self.size().await?;
        if size <= there {
            Ok(())
        } else {
            Err(Error::bad_input(say!("The log has {there} entries, not {size}.", there, size)))
        }
    }

    /// The signed head as it is now: a C2SP checkpoint. What is signed is in the anchor before anybody sees it.
    ///
    /// # Errors
    /// `NotFound` when the log has not begun; `Unavailable` when its key is not there, or the store is read-only, which it
    /// becomes here if the log lacks something that it once signed.
    pub async fn checkpoint(&self) -> Result<String> {
        Ok(self.sign().await?.1)
    }

    /// Signs if the head has moved since it was last signed, and says whether it had.
    pub(crate) async fn sign_if_moved(&self) -> Result<bool> {
        let newest = self.newest_checkpoint().await?.map_or(0, |newest| newest.size);
        let moved = self.head().await?.is_some_and(|head| head.size != newest);
        if moved {
            self.sign().await?;
        }
        Ok(moved)
    }

    async fn newest_checkpoint(&self) -> Result<Option<checkpoint::Model>> {
        let newest = checkpoint::Entity::find()
            .filter(is(checkpoint::Column::Log, LogName(self.id)))
            .order_by_desc(checkpoint::Column::Size);
        newest.one(self.db()).await.map_err(trouble)
    }

    /// The size and the signed note of the present head.
    async fn sign(&self) -> Result<(u64, String)> {
        self.context.check_writable()?;
        // The anchor stays locked until the head is in it: nobody signs an older head after a newer one.
        let anchor = self.context.anchor.lock().await?;
        let head = self.head().await?.filter(|head| head.size > 0).ok_or_else(Error::not_found)?;
        let size = head.size.cast_unsigned();
        if let Some(newest) = self.newest_checkpoint().await?.filter(|newest| newest.size == head.size) {
            return Ok((size, newest.note));
        }
        if let Some(signed) = anchor.last(self.id)?
            && let Some(difference) = tree::difference(self.db(), self.id, &signed).await?
        {
            let log = LogName(self.id).to_string();
            self.context.end_writing(say!("{difference} (log {log}).", difference, log));
            self.context.check_writable()?;
        }
        let note = self.sign_head(&head, &frontier(&head)?)?;
        self.copy_entries(&anchor, size).await?;
        anchor.keep(self.id, note.clone()).await?;
        let row = checkpoint::Model { log: Text(LogName(self.id)), size: head.size, note: note.clone() };
        self.ledger.keep(move |tx| async move { tx.keep_checkpoint(row).await }).await?;
        Ok((size, note))
    }

    /// Brings the copy outside the database up to this size, before a head of this size is signed away.
    async fn copy_entries(&self, anchor: &Locked, size: u64) -> Result<()> {
        let width = u64::from(tile::FULL_WIDTH);
        let done = anchor.mirror(self.id).size();
        for index in done / width..size.div_ceil(width) {
            let rows = entry::Entity::find()
                .filter(is(entry::Column::Log, LogName(self.id)))
                .filter(entry::Column::Idx.gte(column(index * width)))
                .filter(entry::Column::Idx.lt(column(size.min((index + 1) * width))))
                .order_by_asc(entry::Column::Idx);
            let bodies = rows.all(self.db()).await.map_err(trouble)?.into_iter().map(|row| row.body).collect();
            anchor.copy_entries(self.id, index, bodies).await?;
        }
        Ok(())
    }

    fn sign_head(&self, head: &head::Model, tree: &Frontier) -> Result<String> {
        let origin = head.origin.clone().ok_or_else(Error::not_found)?;
        let signer = self.signer(&origin)?;
        let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
        checkpoint.sign(&signer).map(|note| note.to_string()).map_err(not_ours)
    }

    fn signer(&self, origin: &str) -> Result<SignerKey> {
        let seed = self.context.keys.signing_seed(self.id).ok_or_else(|| {
            Error::unavailable(say!("The key that signs this log is not there.")).hint(say!("Is the vault open?"))
        })?;
        SignerKey::from_seed(origin, seed.bytes()).map_err(not_ours)
    }

    /// A C2SP `.tlog-proof` file that entry `index` is in the log, against its present signed head, with the entry's body as
    /// its extra data.
    ///
    /// # Errors
    /// `BadInput` when there is no such entry; otherwise as [`Log::checkpoint`].
    pub async fn tlog_proof(&self, index: u64) -> Result<String> {
        self.tlog_proofs(&[index]).await?.pop().ok_or_else(|| Error::internal("One index gave no proof."))
    }

    /// The `.tlog-proof`s of several entries, all on one and the same checkpoint, as a certificate needs them.
    ///
    /// # Errors
    /// As [`tlog_proof`](Self::tlog_proof).
    pub async fn tlog_proofs(&self, indices: &[u64]) -> Result<Vec<String>> {
        let (size, note) = self.sign().await?;
        let checkpoint = Note::parse(note.as_bytes()).map_err(not_ours)?;
        let mut proofs = Vec::with_capacity(indices.len());
        for &index in indices {
            let missing = || Error::bad_input(say!("The log has no entry {index}.", index));
            let entry = self.entries(index, index.saturating_add(1)).await?.pop().ok_or_else(missing)?;
            let hashes = self.inclusion_proof(index, size).await?;
            proofs
                .push(LogProof { extra: Some(entry.body), index, hashes, checkpoint: checkpoint.clone() }.to_string());
        }
        Ok(proofs)
    }

    /// The bytes of a tile (C2SP tlog-tiles): `width` hashes, from the tile's left edge.
    ///
    /// # Errors
    /// `NotFound` when the tree does not reach that far.
    pub async fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>> {
        let place = self.place(level, index, width).await?;
        let wanted: Vec<_> = place.nodes(level).collect();
        let stored = tree::nodes(self.db(), self.id, &wanted).await?;
        let hashes = wanted.iter().map(|node| stored.get(node).copied()).collect::<Option<Vec<_>>>();
        Ok(hashes.ok_or_else(tree::missing_node)?.iter().flat_map(|hash| hash.0).collect())
    }

    /// The bytes of an entry bundle (C2SP tlog-tiles): the bodies behind a tile of level 0.
    ///
    /// # Errors
    /// `NotFound` when the tree does not reach that far.
    pub async fn entry_bundle(&self, index: u64, width: u16) -> Result<Vec<u8>> {
        self.place(0, index, width).await?;
        let from = index.saturating_mul(tile::FULL_WIDTH.into());
        let entries = self.entries(from, from.saturating_add(width.into())).await?;
        tile::encode_entries(entries.iter().map(|entry| entry.body.as_slice())).map_err(not_ours)
    }

    async fn place(&self, level: u8, index: u64, width: u16) -> Result<Place> {
        let whole = Place::of_tree(index, level, self.size().await?).ok_or_else(Error::not_found)?;
        if (1..=whole.width).contains(&width) { Ok(Place { index, width }) } else { Err(Error::not_found()) }
    }
}

/// The sealed details of a range of entries, by index.
pub(crate) async fn details(db: &DatabaseConnection, log: LogId, range: Range<i64>) -> Result<HashMap<i64, Vec<u8>>> {
    let rows = detail::Entity::find()
        .filter(is(detail::Column::Log, LogName(log)))
        .filter(detail::Column::Idx.gte(range.start))
        .filter(detail::Column::Idx.lt(range.end));
    Ok(rows.all(db).await.map_err(trouble)?.into_iter().map(|row| (row.idx, row.sealed)).collect())
}

fn logged(row: entry::Model, key: Option<&Key>, sealed: &HashMap<i64, Vec<u8>>) -> Result<LoggedEntry> {
    let event = row.event.0;
    let mut body = Body::decode(&row.body).map_err(not_ours)?;
    body.ids.remove(EVENT);
    let details = match (body.sealed.is_empty(), key, sealed.get(&row.idx)) {
        (true, ..) => Some(Default::default()),
        (false, Some(key), Some(sealed)) => disclosures(key, event, row.part, sealed).and_then(|found| named(&found)),
        _ => None,
    };
    let at = body
        .at
        .parse()
        .map_err(|source: jiff::Error| Error::corrupt("An entry's instant cannot be read.").because(source))?;
    let index = row.idx.cast_unsigned();
    Ok(LoggedEntry {
        log: row.log.0.0,
        index,
        event,
        name: body.event,
        at,
        ids: body.ids,
        details,
        leaf: hex::encode(row.leaf),
        body: row.body,
    })
}

fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn out_of_range(source: bailee_log::Error) -> Error {
    Error::bad_input(say!("The log has no such entry or size.")).because(source)
}
