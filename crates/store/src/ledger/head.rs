//! Where a log ends, and the lock of everything that it is about.

use crate::column::{LogName, Millis, Text};
use crate::entity::is;
use crate::entity::log::head;
use crate::error::{not_ours, trouble};
use bailee_log::Hash;
use bailee_log::merkle::Frontier;
use bailee_model::entry::LogId;
use bailee_model::{Error, Result, say};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

/// A log's head as it is known inside the transaction.
pub(super) struct Head {
    pub(super) origin: String,
    pub(super) since: Millis,
    pub(super) tree: Frontier,
    /// Whether entries were appended that the row does not know yet.
    pub(super) moved: bool,
}

impl Head {
    /// The head as it stands in the database.
    pub(super) fn row(&self, log: LogId) -> head::Model {
        head::Model {
            id: Text(LogName(log)),
            origin: Some(self.origin.clone()),
            since: self.since,
            size: self.tree.size().cast_signed(),
            root: self.tree.root().0.to_vec(),
            peaks: self.tree.peaks().iter().flat_map(|peak| peak.0).collect(),
        }
    }
}

/// The head of a log, locked for this transaction where the database locks rows. It is made if it is not there, so that
/// there is something to lock.
pub(super) async fn lock(db: &DatabaseTransaction, log: LogId) -> Result<Option<head::Model>> {
    let find = || head::Entity::find().filter(is(head::Column::Id, LogName(log))).lock_exclusive();
    let found = find().one(db).await.map_err(trouble)?;
    if found.is_some() || db.get_database_backend() == DbBackend::Sqlite {
        return Ok(found);
    }
    let empty = Head { origin: String::new(), since: Millis(0), tree: Frontier::default(), moved: false };
    let empty = head::Model { origin: None, ..empty.row(log) };
    let once = OnConflict::column(head::Column::Id).do_nothing().to_owned();
    head::Entity::insert(empty.into_active_model())
        .on_conflict(once)
        .exec_without_returning(db)
        .await
        .map_err(trouble)?;
    find().one(db).await.map_err(trouble)
}

/// The tree that a head row stands for.
pub(crate) fn frontier(row: &head::Model) -> Result<Frontier> {
    let peaks = row.peaks.chunks(32).map(Hash::from_slice).collect::<Option<Vec<_>>>();
    let peaks = peaks.ok_or_else(|| {
        Error::corrupt("The head of a log holds something that is no hash.")
            .hint(say!("The operator runs `baileed fsck`."))
    })?;
    Frontier::new(row.size.cast_unsigned(), peaks).map_err(not_ours)
}
