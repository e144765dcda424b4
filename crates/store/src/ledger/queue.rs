//! How commands wait for their turn.

use crate::ledger::{Command, batch};
use crate::store::Context;
use bailee_model::{Error, Result, say};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

/// The most commands that share a commit.
const BATCH: usize = 256;
/// The most commands that wait; beyond it callers are sent away, so that a stalled disk does not fill the memory.
const WAITING: usize = 4096;

/// Where commands wait.
pub(super) enum Queue {
    /// SQLite: one writer takes them in turn.
    Writer { sender: Mutex<Option<mpsc::Sender<Command>>>, task: Mutex<Option<JoinHandle<()>>> },
    /// PostgreSQL: each runs by itself; the database makes those of one log wait for each other.
    Each { context: Arc<Context>, room: Arc<Semaphore> },
}

impl Queue {
    pub(super) fn open(context: Arc<Context>) -> Self {
        if !context.database.is_sqlite() {
            return Self::Each { context, room: Arc::new(Semaphore::new(WAITING)) };
        }
        let (sender, receiver) = mpsc::channel(WAITING);
        let task = tokio::spawn(write(context, receiver));
        Self::Writer { sender: Mutex::new(Some(sender)), task: Mutex::new(Some(task)) }
    }

    /// Lets a command wait, or refuses when there is no room.
    pub(super) fn push(&self, command: Command) -> Result<()> {
        match self {
            Self::Writer { sender, .. } => {
                let sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
                let sender = sender.as_ref().ok_or_else(closed)?;
                sender.try_send(command).map_err(|error| match error {
                    mpsc::error::TrySendError::Full(_) => full(),
                    mpsc::error::TrySendError::Closed(_) => closed(),
                })
            }
            Self::Each { context, room } => {
                let place = Arc::clone(room).try_acquire_owned().map_err(|error| match error {
                    tokio::sync::TryAcquireError::NoPermits => full(),
                    tokio::sync::TryAcquireError::Closed => closed(),
                })?;
                let context = Arc::clone(context);
                tokio::spawn(async move {
                    batch::carry_out(&context, [command]).await;
                    drop(place);
                });
                Ok(())
            }
        }
    }

    /// Accepts nothing more and waits for what was accepted.
    pub(super) async fn finish(&self) {
        match self {
            Self::Writer { sender, task } => {
                drop(sender.lock().unwrap_or_else(PoisonError::into_inner).take());
                let task = task.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(task) = task
                    && let Err(error) = task.await
                {
                    tracing::error!(%error, "the writer ended badly");
                }
            }
            Self::Each { room, .. } => {
                // Having every place means that nobody is left.
                if room.acquire_many(WAITING as u32).await.is_ok() {
                    room.close();
                }
            }
        }
    }
}

/// The writer: takes all that waits, which is what arrived while the last commit was written to disk.
async fn write(context: Arc<Context>, mut receiver: mpsc::Receiver<Command>) {
    let mut commands = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut commands, BATCH).await > 0 {
        batch::carry_out(&context, commands.drain(..)).await;
        // Those who were just answered may ask again: let them, or the next commit would be for the first of them alone.
        tokio::task::yield_now().await;
    }
}

fn full() -> Error {
    Error::unavailable(say!("More changes are waiting than can be written now."))
        .hint(say!("Nothing was changed. Try again in a moment."))
}

fn closed() -> Error {
    Error::unavailable(say!("The store is closed.")).hint(say!("Nothing was changed."))
}
