//! After a restore: the entries that the backup did not have are put back, and proved to be the very ones that were signed.
//!
//! For each log, the furthest head that was signed is looked for: in the anchor, and in copies of the log that the firm or
//! a client kept. The entries up to there come from the copies, and the root that they lead to must be the one that was
//! signed. So the log goes on where it ended and does not fork; and what the entries say was destroyed can be destroyed
//! again before anything opens.

use crate::anchor::Locked;
use crate::column::{LogName, Millis, Text};
use crate::database::begin;
use crate::entity::is;
use crate::entity::log::{checkpoint, detail, entry, head, node};
use crate::error::{not_ours, trouble};
use crate::ledger::{EVENT, frontier};
use crate::log::tree;
use crate::mirror::{self, Mirror};
use crate::store::{Context, Store, logs};
use bailee_log::checkpoint::Checkpoint;
use bailee_log::entry::{Body, leaf};
use bailee_log::merkle::Frontier;
use bailee_log::note::{Note, SignerKey};
use bailee_log::tile::FULL_WIDTH;
use bailee_model::entry::LogId;
use bailee_model::{Error, EventId, Result, say};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// Details of one engagement's log were erased.
const ERASED: &str = "detail.erased";

/// Entries of one log that were put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// Which log.
    pub log: LogId,
    /// How many entries the backup had.
    pub from: u64,
    /// How many there are now: those that were signed.
    pub to: u64,
}

/// What became of the logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    /// Every log whose end is proved, also where nothing was missing.
    pub proved: Vec<PutBack>,
    /// Logs of which neither anchor nor copy says where they ended: what was destroyed since the backup is not known.
    pub unproven: Vec<LogId>,
}

/// A log's furthest signed head, and the copies that have its entries.
#[derive(Default)]
struct Known {
    target: Option<(Checkpoint, String)>,
    signed: Vec<Checkpoint>,
    copies: Vec<Mirror>,
}

impl Store {
    /// Puts back what the database lacks of each log, from the anchor's own copy and from those in `folders`. Done again,
    /// it finds nothing missing.
    ///
    /// # Errors
    /// `Conflict` unless this is a restore; `Unavailable` when entries that were signed are nowhere to be found; `Corrupt`
    /// when they do not lead to the root that was signed, or two signed heads contradict each other. Nothing is put back then.
    pub async fn put_back_entries(&self, folders: &[PathBuf]) -> Result<Replay> {
        if self.gate().await?.is_none() {
            return Err(Error::conflict(say!("Entries are put back after a restore only.")));
        }
        let context = self.context();
        let anchor = context.anchor.lock().await?;
        let known = gather(context, &anchor, folders).await?;
        let mut replay = Replay::default();
        let transaction = begin(&context.database.writer).await.map_err(trouble)?;
        for (log, known) in &known {
            let Some((target, note)) = &known.target else {
                replay.unproven.push(*log);
                continue;
            };
            replay.proved.push(one_log(&transaction, *log, known, target, note).await?);
        }
        transaction.commit().await.map_err(trouble)?;
        for (log, known) in &known {
            for signed in &known.signed {
                if let Some(difference) = tree::difference(self.reader(), *log, signed).await? {
                    return Err(Error::corrupt(format!(
                        "Two signed heads of log {} contradict each other: {difference}.",
                        LogName(*log)
                    ))
                    .hint(say!(
                        "One of the copies is not of this log, or the log was forked: treat it as an incident."
                    )));
                }
            }
        }
        // From here on the anchor says what the database says.
        for (log, known) in known {
            if let Some((target, note)) = known.target
                && anchor.last(log)?.is_none_or(|last| last.size < target.size)
            {
                anchor.put(log, &note)?;
            }
        }
        Ok(replay)
    }

    /// Lets a log whose true end nobody knows go on under a new name. Whoever saw more of the old one sees that it
    /// stopped, and no head of it is signed again: a log that lost its end must not sign a second history.
    ///
    /// # Errors
    /// `Conflict` unless this is a restore.
    pub async fn rename_log(&self, log: LogId) -> Result<String> {
        if self.gate().await?.is_none() {
            return Err(Error::conflict(say!("A log takes a new name after a restore only.")));
        }
        let context = self.context();
        let found = tree::head(&context.database.writer, log).await?.ok_or_else(Error::not_found)?;
        let old = found.origin.clone().ok_or_else(Error::not_found)?;
        let name = match old.rsplit_once("/after/") {
            Some((first, count)) => format!("{first}/after/{}", count.parse::<u64>().unwrap_or(1) + 1),
            None => format!("{old}/after/1"),
        };
        let transaction = begin(&context.database.writer).await.map_err(trouble)?;
        let rename = head::Entity::update_many()
            .col_expr(head::Column::Origin, name.clone().into())
            .filter(is(head::Column::Id, LogName(log)));
        rename.exec(&transaction).await.map_err(trouble)?;
        let forget = checkpoint::Entity::delete_many().filter(is(checkpoint::Column::Log, LogName(log)));
        forget.exec(&transaction).await.map_err(trouble)?;
        transaction.commit().await.map_err(trouble)?;
        Ok(name)
    }
}

/// What anchor and copies know of each log that the database or the anchor names.
async fn gather(context: &Context, anchor: &Locked, folders: &[PathBuf]) -> Result<BTreeMap<LogId, Known>> {
    let db = &context.database.writer;
    let mut all: BTreeMap<LogId, Known> = BTreeMap::new();
    for log in logs(db).await?.into_iter().chain(anchor.logs()?) {
        all.entry(log).or_default();
    }
    let mut origins = HashMap::new();
    for (log, known) in &mut all {
        if let Some(origin) = tree::head(db, *log).await?.and_then(|head| head.origin) {
            origins.insert(origin, *log);
        }
        if let Some(note) = anchor.last_note(*log)? {
            let signed = anchor.last(*log)?.ok_or_else(Error::not_found)?;
            origins.insert(signed.origin.clone(), *log);
            known.learn(signed, note);
        }
        known.copies.push(anchor.mirror(*log));
    }
    for folder in folders {
        for copy in mirror::find(folder)? {
            let note = copy.checkpoint()?;
            let origin = note.text().lines().next().unwrap_or_default().to_owned();
            // A copy of a log that neither database nor anchor knows is of an engagement that was begun since: without
            // its name nobody can say which.
            let Some(log) = origins.get(&origin) else { continue };
            let signed = authentic(context, *log, &origin, &note)?;
            let known = all.entry(*log).or_default();
            known.learn(signed, note.to_string());
            known.copies.push(copy);
        }
    }
    Ok(all)
}

impl Known {
    fn learn(&mut self, signed: Checkpoint, note: String) {
        if self.target.as_ref().is_none_or(|(target, _)| target.size < signed.size) {
            self.target = Some((signed.clone(), note));
        }
        self.signed.push(signed);
    }
}

/// A checkpoint that this installation signed. The anchor is our own; what a copy says is believed for its signature only.
fn authentic(context: &Context, log: LogId, origin: &str, note: &Note) -> Result<Checkpoint> {
    let seed = context.keys.signing_seed(log).ok_or_else(|| {
        Error::unavailable(say!("The key that signs this log is not there."))
            .hint(say!("Restore the root folder from its kit first."))
    })?;
    let key = SignerKey::from_seed(origin, seed.bytes()).map_err(not_ours)?.verifier();
    Checkpoint::open(note, &key).map_err(|source| {
        Error::corrupt(format!("A copy of log {} has a head that this installation did not sign.", LogName(log)))
            .hint(say!("Leave that copy out."))
            .because(source)
    })
}

/// Brings one log to its signed end.
async fn one_log(
    db: &DatabaseTransaction,
    log: LogId,
    known: &Known,
    target: &Checkpoint,
    note: &str,
) -> Result<PutBack> {
    let found = head::Entity::find().filter(is(head::Column::Id, LogName(log))).one(db).await.map_err(trouble)?;
    let from = found.as_ref().map_or(0, |head| head.size.cast_unsigned());
    if from >= target.size {
        return Ok(PutBack { log, from, to: from });
    }
    let mut tree = match &found {
        Some(head) => frontier(head)?,
        None => Frontier::default(),
    };
    let bodies = missing(known, from, target.size)?;
    let since = match &found {
        Some(head) => head.since,
        None => bodies.first().map(|body| at(body)).transpose()?.unwrap_or(Millis(0)),
    };
    let mut nodes = Vec::new();
    for body in &bodies {
        nodes.extend(tree.append(leaf(body)));
    }
    if tree.root() != target.root {
        return Err(Error::corrupt(format!(
            "The entries kept of log {} are not those that were signed.",
            LogName(log)
        ))
        .hint(say!("Take the copy from somebody else: a client’s mirror, or a witness.")));
    }
    let row = head::Model {
        id: Text(LogName(log)),
        origin: Some(target.origin.clone()),
        since,
        size: tree.size().cast_signed(),
        root: tree.root().0.to_vec(),
        peaks: tree.peaks().iter().flat_map(|peak| peak.0).collect(),
    };
    let replace = sea_orm::sea_query::OnConflict::column(head::Column::Id)
        .update_columns([head::Column::Size, head::Column::Root, head::Column::Peaks])
        .to_owned();
    let saved = head::Entity::insert(row.into_active_model()).on_conflict(replace);
    saved.exec_without_returning(db).await.map_err(trouble)?;
    append(db, log, from, bodies).await?;
    for (place, hash) in nodes {
        let row = node::Model {
            log: Text(LogName(log)),
            level: place.level.into(),
            idx: place.index.cast_signed(),
            hash: hash.0.to_vec(),
        };
        node::Entity::insert(row.into_active_model()).exec_without_returning(db).await.map_err(trouble)?;
    }
    let kept = checkpoint::Model { log: Text(LogName(log)), size: target.size.cast_signed(), note: note.to_owned() };
    checkpoint::Entity::insert(kept.into_active_model()).exec_without_returning(db).await.map_err(trouble)?;
    Ok(PutBack { log, from, to: target.size })
}

async fn append(db: &DatabaseTransaction, log: LogId, from: u64, bodies: Vec<Vec<u8>>) -> Result<()> {
    for (index, body) in (from..).zip(bodies) {
        let read = Body::decode(&body).map_err(not_ours)?;
        if read.event == ERASED {
            // What was erased since comes back with no backup.
            let of_log = detail::Entity::delete_many().filter(is(detail::Column::Log, LogName(log)));
            of_log.exec(db).await.map_err(trouble)?;
        }
        let event = read
            .ids
            .get(EVENT)
            .and_then(|event| event.parse::<EventId>().ok())
            .ok_or_else(|| Error::corrupt(format!("Entry {index} of log {} names no event.", LogName(log))))?;
        // An event's entries may lie in several logs, and all of them come back in this transaction.
        let part = entry::Entity::find().filter(is(entry::Column::Event, event)).count(db).await.map_err(trouble)?;
        let row = entry::Model {
            log: Text(LogName(log)),
            idx: index.cast_signed(),
            event: Text(event),
            part: i32::try_from(part)
                .map_err(|source| Error::internal("An event has too many entries.").because(source))?,
            leaf: leaf(&body).0.to_vec(),
            body,
        };
        entry::Entity::insert(row.into_active_model()).exec_without_returning(db).await.map_err(trouble)?;
    }
    Ok(())
}

/// The entries `from..to` of a log, each from whichever copy has it.
fn missing(known: &Known, from: u64, to: u64) -> Result<Vec<Vec<u8>>> {
    let width = u64::from(FULL_WIDTH);
    let mut bodies = Vec::new();
    let wanted: BTreeSet<u64> = (from / width..=(to - 1) / width).collect();
    for index in wanted {
        let (first, last) = (from.max(index * width), to.min((index + 1) * width));
        let enough = |bundle: &Vec<Vec<u8>>| index * width + bundle.len() as u64 >= last;
        let mut found = None;
        for copy in &known.copies {
            let bundle = copy.bundle(index)?;
            if enough(&bundle) {
                found = Some(bundle);
                break;
            }
        }
        let Some(bundle) = found else {
            return Err(Error::unavailable(say!("The backup has {from} entries of a log of which {to} were signed, and no copy has those from {first} to {last}.", from, to, first, last))
            .hint(say!("Name a folder that has them with --log: the mirror beside the anchor, or a client’s copy from ‘bailee watch’.")));
        };
        let skip = usize::try_from(first - index * width).unwrap_or(usize::MAX);
        let take = usize::try_from(last - first).unwrap_or(usize::MAX);
        bodies.extend(bundle.into_iter().skip(skip).take(take));
    }
    Ok(bodies)
}

fn at(body: &[u8]) -> Result<Millis> {
    let read = Body::decode(body).map_err(not_ours)?;
    let at = read
        .at
        .parse()
        .map_err(|source: jiff::Error| Error::corrupt("An entry’s instant cannot be read.").because(source))?;
    Ok(Millis::of(at))
}
