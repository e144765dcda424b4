//! An engagement's log as a witness reads it: signed heads, tiles and entries as C2SP tlog-tiles lays them out, and the heads
//! that the client cosigned.

use crate::Door;
use bailee_log::tile::Resource as Tile;
use bailee_model::{Action, EngagementId, Error, LogId, Result, Witnessing};

/// A file of a log's tiles, by its path after the log's own: `checkpoint`, `tile/0/000.p/7`, `tile/entries/000.p/7`.
///
/// # Errors
/// Not found for those who may not read the log, for what is no such path, and where the tree does not reach that far.
pub async fn log_file(door: &Door, id: EngagementId, path: &str) -> Result<Vec<u8>> {
    door.engagement(id).for_(Action::ReadLog).await?;
    let log = door.app.store().log(LogId::Engagement(id));
    match Tile::parse(path).map_err(|_| Error::not_found())? {
        Tile::Checkpoint => log.checkpoint().await.map(String::into_bytes),
        Tile::Tile { level, place } => log.tile(level, place.index, place.width).await,
        Tile::Entries(place) => log.entry_bundle(place.index, place.width).await,
    }
}

/// The newest head of an engagement's log that each of the client's keys cosigned.
///
/// # Errors
/// Not found for those who may not read the log.
pub async fn witnessed(door: &Door, id: EngagementId) -> Result<Vec<Witnessing>> {
    door.engagement(id).for_(Action::ReadLog).await?;
    let mut newest: Vec<Witnessing> = Vec::new();
    for seen in door.app.store().witnessings(id).await? {
        match newest.iter_mut().find(|each| each.key == seen.key) {
            Some(earlier) if earlier.size < seen.size => *earlier = seen,
            Some(_) => {}
            None => newest.push(seen),
        }
    }
    Ok(newest)
}
