//! One request at a time writes to an upload, and the newest goes before: who comes again has given up on the line before,
//! which may not know yet that it broke.

use bailee_model::DropUploadId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};

/// Whose turn it is, upload by upload.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<DropUploadId, Arc<Place>>>);

struct Place {
    /// The number of the newest who came.
    newest: watch::Sender<u64>,
    at_work: Arc<AsyncMutex<()>>,
}

/// A turn at an upload; it is over when it is dropped.
pub(crate) struct Turn {
    number: u64,
    newest: watch::Receiver<u64>,
    _at_work: OwnedMutexGuard<()>,
    _place: Arc<Place>,
}

impl Turns {
    /// Waits for a turn, and calls off whoever has it.
    pub(crate) async fn take(&self, upload: DropUploadId) -> Turn {
        let place = self.place(upload);
        let mut number = 0;
        place.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let newest = place.newest.subscribe();
        let at_work = place.at_work.clone().lock_owned().await;
        Turn { number, newest, _at_work: at_work, _place: place }
    }

    /// Whether somebody has a turn at it.
    pub(crate) fn is_busy(&self, upload: DropUploadId) -> bool {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(&upload).is_some_and(|place| place.at_work.try_lock().is_err())
    }

    fn place(&self, upload: DropUploadId) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, place| Arc::strong_count(place) > 1);
        let new = || Arc::new(Place { newest: watch::Sender::new(0), at_work: Arc::default() });
        places.entry(upload).or_insert_with(new).clone()
    }
}

impl Turn {
    /// Returns when somebody newer came.
    pub(crate) async fn called_off(&mut self) {
        let number = self.number;
        // The sender lives as long as this turn does, so this ends with somebody newer only.
        let _ = self.newest.wait_for(|newest| *newest > number).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[tokio::test]
    async fn the_newest_goes_before_and_turns_are_forgotten() {
        let (turns, id) = (Arc::new(Turns::default()), DropUploadId::new(&SeededRng::new(3)));
        let mut first = turns.take(id).await;
        let others = turns.clone();
        let second = tokio::spawn(async move { others.take(id).await.number });
        first.called_off().await;
        drop(first);
        assert_eq!(second.await.expect("its turn came"), 2);
        let other = DropUploadId::new(&SeededRng::new(4));
        assert_eq!(turns.take(other).await.number, 1);
        assert_eq!(turns.0.lock().expect("whole").len(), 1);
    }
}
