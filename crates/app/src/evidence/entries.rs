//! Where in the logs the evidence stands.

use crate::App;
use bailee_model::{Evidence, LogId, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many entries are read at a time.
const PAGE: u64 = 512;

/// Places in logs, and of each thing the last entry that names it.
#[derive(Default)]
pub(super) struct Places {
    places: BTreeMap<LogId, BTreeSet<u64>>,
    last: HashMap<(LogId, String), u64>,
}

impl Places {
    pub(super) fn add(&mut self, log: LogId, index: u64) {
        self.places.entry(log).or_default().insert(index);
    }

    pub(super) fn count(&self) -> usize {
        self.places.values().map(BTreeSet::len).sum()
    }

    pub(super) fn by_log(self) -> impl Iterator<Item = (LogId, Vec<u64>)> {
        self.places.into_iter().map(|(log, indices)| (log, indices.into_iter().collect()))
    }

    /// The place of a piece of evidence, if it was found.
    pub(super) fn of(&self, evidence: &Evidence) -> Option<u64> {
        match evidence.what.split_once(' ')? {
            ("entry", index) => index.parse().ok(),
            (_, id) => self.last.get(&(evidence.log, id.to_owned())).copied(),
        }
    }
}

/// Finds the evidence in its logs.
pub(super) async fn places<'a>(app: &App, evidence: impl Iterator<Item = &'a Evidence>) -> Result<Places> {
    let (mut places, mut wanted): (Places, BTreeMap<LogId, BTreeSet<String>>) = Default::default();
    for each in evidence {
        match each.what.split_once(' ') {
            Some(("entry", index)) => {
                if let Ok(index) = index.parse() {
                    places.add(each.log, index);
                }
            }
            Some((_, id)) => {
                wanted.entry(each.log).or_default().insert(id.to_owned());
            }
            None => {}
        }
    }
    for (log, ids) in wanted {
        find(app, log, ids, &mut places).await?;
    }
    Ok(places)
}

/// Reads a log backwards until each of these identifiers was met.
async fn find(app: &App, log: LogId, mut ids: BTreeSet<String>, places: &mut Places) -> Result<()> {
    let reader = app.store.log(log);
    let mut until = reader.size().await?;
    while until > 0 && !ids.is_empty() {
        let start = until.saturating_sub(PAGE);
        for entry in reader.entries(start, until).await?.into_iter().rev() {
            for id in entry.ids.values() {
                if ids.remove(id) {
                    places.add(log, entry.index);
                    places.last.insert((log, id.clone()), entry.index);
                }
            }
        }
        until = start;
    }
    Ok(())
}
