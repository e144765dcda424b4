//! Counting tries, so that what can be guessed is not guessed.
//!
//! Kept in memory and by this process alone: a restart forgives everybody. It slows guessing and flooding down; nothing
//! rests on it, since every code it stands before has an end of its own.

use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Names kept at once; beyond that, those whose window is over give way, and then the oldest.
const NAMES: usize = 10_000;

/// So many tries in a window of time, for each name.
pub(crate) struct Tries {
    most: u32,
    window: SignedDuration,
    counted: Mutex<HashMap<String, Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    began: Timestamp,
    tries: u32,
}

impl Tries {
    /// At most `most` tries of one name in a window of this length.
    pub(crate) fn new(most: u32, window: SignedDuration) -> Self {
        Self { most, window, counted: Mutex::default() }
    }

    /// Whether this name has tries left; nothing is counted.
    pub(crate) fn left(&self, name: &str, now: Timestamp) -> bool {
        self.lock().get(name).is_none_or(|window| self.over(window, now) || window.tries < self.most)
    }

    /// Counts a try. Says whether it was one of those allowed.
    pub(crate) fn count(&self, name: &str, now: Timestamp) -> bool {
        let mut counted = self.lock();
        if counted.len() >= NAMES && !counted.contains_key(name) {
            counted.retain(|_, window| !self.over(window, now));
            let oldest = counted.iter().min_by_key(|(_, window)| window.began).map(|(name, _)| name.clone());
            if let Some(oldest) = oldest.filter(|_| counted.len() >= NAMES) {
                counted.remove(&oldest);
            }
        }
        let window = counted.entry(name.to_owned()).or_insert(Window { began: now, tries: 0 });
        if self.over(window, now) {
            *window = Window { began: now, tries: 0 };
        }
        window.tries = window.tries.saturating_add(1);
        window.tries <= self.most
    }

    fn over(&self, window: &Window, now: Timestamp) -> bool {
        now.duration_since(window.began) >= self.window
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Window>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_run_out_for_one_name_and_come_back_with_time() {
        let tries = Tries::new(3, SignedDuration::from_mins(5));
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..3 {
            assert!(tries.left("one", now));
            assert!(tries.count("one", now));
        }
        assert!(!tries.left("one", now));
        assert!(!tries.count("one", now));
        assert!(tries.count("another", now));
        let later = now + SignedDuration::from_mins(5);
        assert!(tries.left("one", later));
        assert!(tries.count("one", later));
    }

    #[test]
    fn strangers_without_end_do_not_fill_the_memory() {
        let tries = Tries::new(1, SignedDuration::from_mins(5));
        for number in 0..NAMES + 50 {
            tries.count(&number.to_string(), Timestamp::UNIX_EPOCH);
        }
        assert!(tries.lock().len() <= NAMES);
    }
}
