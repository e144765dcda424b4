//! What the logs say, as far as promises are judged by it: the entries of the last weeks, read once and kept.
//!
//! A judgement does not ask the gate what it would say; it looks at what was let through, and that is written down in the
//! logs. Of an entry's details only words of the fixed vocabularies are kept in memory, such as a purpose: nothing that comes
//! from a client's world.

use super::WINDOW;
use bailee_model::{EngagementId, EventId, Evidence, LogId, LoggedEntry, Result};
use bailee_store::{Log, Store};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, VecDeque},
    str::FromStr,
    sync::Arc,
};
use tokio::sync::Mutex;

/// How many entries are read at a time.
const PAGE: u64 = 512;
/// The longest word of a vocabulary.
const LONGEST_WORD: usize = 40;

/// An entry of a log, as far as promises are judged by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// In which log.
    pub log: LogId,
    /// Its place there.
    pub index: u64,
    /// The event.
    pub event: EventId,
    /// What happened, as in `holding.opened`.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Identifiers by role.
    pub ids: BTreeMap<String, String>,
    /// Those details that are words of a vocabulary, numbers or yes and no.
    pub words: BTreeMap<String, String>,
    /// Whether it can be told no more what the details were.
    pub erased: bool,
}

impl Fact {
    fn of(entry: LoggedEntry) -> Self {
        let LoggedEntry { log, index, event, name, at, ids, details, .. } = entry;
        let erased = details.is_none();
        let words = details.unwrap_or_default().into_iter().filter_map(|(name, value)| Some((name, word(value)?)));
        Self { log, index, event, name, at, ids, words: words.collect(), erased }
    }

    /// The identifier in this role, if it is one of this kind.
    pub fn id<T: FromStr>(&self, role: &str) -> Option<T> {
        self.ids.get(role)?.parse().ok()
    }

    /// The word under this name, if it is one of this vocabulary.
    pub fn word<T: FromStr>(&self, name: &str) -> Option<T> {
        self.words.get(name)?.parse().ok()
    }

    /// The engagement in whose log it stands.
    pub fn engagement(&self) -> Option<EngagementId> {
        match self.log {
            LogId::Engagement(engagement) => Some(engagement),
            LogId::Site => None,
        }
    }

    /// It as evidence.
    pub fn shown(&self, against: bool) -> Evidence {
        Evidence { what: format!("entry {}", self.index), at: self.at, log: self.log, against }
    }
}

/// The word, if it is one of a vocabulary and not a text of somebody's.
fn word(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => {
            let fixed = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            (fixed && text.len() <= LONGEST_WORD).then_some(text)
        }
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// What was read of the logs so far, so that a look reads what is new.
#[derive(Default)]
pub(crate) struct Seen(Mutex<BTreeMap<LogId, Tail>>);

/// The end of one log.
#[derive(Default)]
struct Tail {
    /// The first entry that was not read.
    next: Option<u64>,
    facts: VecDeque<Arc<Fact>>,
}

impl Seen {
    /// The facts of the window that ends now, oldest first.
    pub(crate) async fn facts(&self, store: &Store, now: Timestamp) -> Result<Vec<Arc<Fact>>> {
        let mut tails = self.0.lock().await;
        for log in store.logs().await? {
            tails.entry(log).or_default().read_on(&store.log(log), now).await?;
        }
        let mut all: Vec<Arc<Fact>> = tails.values().flat_map(|tail| tail.facts.iter().cloned()).collect();
        all.sort_by_key(|fact| (fact.at, fact.log, fact.index));
        Ok(all)
    }
}

impl Tail {
    async fn read_on(&mut self, log: &Log, now: Timestamp) -> Result<()> {
        let since = now - WINDOW;
        let size = log.size().await?;
        let mut next = match self.next {
            Some(next) => next,
            None => first_since(log, size, since).await?,
        };
        while next < size {
            for entry in log.entries(next, size.min(next + PAGE)).await? {
                self.take(Fact::of(entry));
            }
            next = size.min(next + PAGE);
        }
        self.next = Some(next);
        while self.facts.front().is_some_and(|fact| fact.at < since) {
            self.facts.pop_front();
        }
        Ok(())
    }

    fn take(&mut self, fact: Fact) {
        // What was erased is forgotten here as well.
        if fact.name == "detail.erased" {
            for earlier in &mut self.facts {
                let earlier = Arc::make_mut(earlier);
                earlier.words.clear();
                earlier.erased = true;
            }
        }
        self.facts.push_back(Arc::new(fact));
    }
}

/// The place of the first entry that is not older: entries stand in the order of time.
pub(crate) async fn first_since(log: &Log, size: u64, since: Timestamp) -> Result<u64> {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        let older = log.outlines(middle, middle + 1).await?.first().is_some_and(|entry| entry.at < since);
        if older { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_words_of_vocabularies_stay_in_memory() {
        assert_eq!(word(json!("test_load")).as_deref(), Some("test_load"));
        assert_eq!(word(json!(12)).as_deref(), Some("12"));
        assert_eq!(word(json!("SELECT name FROM customers")), None);
        assert_eq!(word(json!("Marrow")), None);
        assert_eq!(word(json!("a".repeat(41))), None);
        assert_eq!(word(json!(["test_load"])), None);
    }
}
