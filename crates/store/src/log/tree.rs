//! The tree as it is stored: the roots of complete subtrees, from which every proof and every earlier root follows.

use crate::column::LogName;
use crate::entity::is;
use crate::entity::log::{head, node};
use crate::error::{not_ours, trouble};
use bailee_log::Hash;
use bailee_log::checkpoint::Checkpoint;
use bailee_log::merkle::{Node, Plan};
use bailee_model::entry::LogId;
use bailee_model::{Error, ErrorKind, Result, Text, say};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// The head of a log, if it has begun.
pub(crate) async fn head(db: &DatabaseConnection, log: LogId) -> Result<Option<head::Model>> {
    head::Entity::find().filter(is(head::Column::Id, LogName(log))).one(db).await.map_err(trouble)
}

/// The stored hashes of these nodes; those that are not there are left out.
pub(crate) async fn nodes(db: &DatabaseConnection, log: LogId, wanted: &[Node]) -> Result<HashMap<Node, Hash>> {
    let mut levels: BTreeMap<u8, Vec<i64>> = BTreeMap::new();
    for node in wanted {
        levels.entry(node.level).or_default().push(node.index.cast_signed());
    }
    let any = levels.into_iter().fold(Condition::any(), |any, (level, indices)| {
        any.add(node::Column::Level.eq(i32::from(level)).and(node::Column::Idx.is_in(indices)))
    });
    if any.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        node::Entity::find().filter(is(node::Column::Log, LogName(log))).filter(any).all(db).await.map_err(trouble)?;
    rows.into_iter()
        .map(read)
        .collect::<Option<_>>()
        .ok_or_else(|| Error::corrupt("A node of a log holds no hash.").hint(say!("The operator runs `baileed fsck`.")))
}

fn read(row: node::Model) -> Option<(Node, Hash)> {
    let node = Node { level: u8::try_from(row.level).ok()?, index: row.idx.cast_unsigned() };
    Some((node, Hash::from_slice(&row.hash)?))
}

/// The hashes of a proof or a root.
pub(crate) async fn hashes(db: &DatabaseConnection, log: LogId, plan: &Plan) -> Result<Vec<Hash>> {
    let wanted: Vec<Node> = plan.nodes().collect();
    let stored = nodes(db, log, &wanted).await?;
    plan.hashes(|node| stored.get(&node).copied()).map_err(not_ours)
}

/// The root of the tree of the first `size` entries.
pub(crate) async fn root(db: &DatabaseConnection, log: LogId, size: u64) -> Result<Hash> {
    let mut hashes = hashes(db, log, &Plan::root(size)).await?;
    hashes.pop().ok_or_else(missing_node)
}

/// What the log lacks of what it once signed, in words; nothing when it still says all of it.
pub(crate) async fn difference(db: &DatabaseConnection, log: LogId, signed: &Checkpoint) -> Result<Option<Text>> {
    let Some(head) = head(db, log).await? else {
        return Ok(Some(say!("the database lacks a log of which {count} entries were signed", count = signed.size)));
    };
    let size = head.size.cast_unsigned();
    if head.origin.as_deref() != Some(&signed.origin) {
        return Ok(Some(say!("the database has a log under another name than the one that was signed")));
    }
    if size < signed.size {
        return Ok(Some(say!(
            "the database is older than what was signed: it has {size} entries of {count}",
            size,
            count = signed.size
        )));
    }
    match root(db, log, signed.size).await {
        Ok(root) if root == signed.root => Ok(None),
        Ok(_) => Ok(Some(say!("the first {count} entries are not those that were signed", count = signed.size))),
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            Ok(Some(say!("nodes of the first {count} entries are missing", count = signed.size)))
        }
        Err(error) => Err(error),
    }
}

/// The error of a tree with holes.
pub(crate) fn missing_node() -> Error {
    Error::corrupt("A node of the log's tree is missing.").hint(say!("The operator runs `baileed fsck`."))
}
