//! Where questions are read and planned: apart from the threads that serve others, and out of the hearing of any log.

use bailee_model::{Error, Result, say};
use std::time::Duration;
use tokio::runtime::Handle;
use tracing::subscriber::NoSubscriber;

/// Stack of a thread that plans a question.
const STACK: usize = 64 * 1024 * 1024;

/// Does the work on a thread of its own: deep questions need more stack than a worker has, and a plan that takes too long
/// must not keep a worker. What a thread left behind may still do is bounded by the question's length and depth
/// ([`super::statement`]) and by what functions may make ([`super::bounded`]).
pub(crate) async fn apart<T: Send + 'static>(
    most: Duration,
    work: impl FnOnce(&Handle) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (done, outcome) = tokio::sync::oneshot::channel();
    let runtime = Handle::current();
    let planner = std::thread::Builder::new().name("question".to_owned()).stack_size(STACK);
    planner
        .spawn(move || {
            // Whoever asked may have gone.
            let _ = done.send(work(&runtime));
        })
        .map_err(|_| {
            Error::unavailable(say!("There is no room for another question now.")).hint(say!("Ask again in a moment."))
        })?;
    match tokio::time::timeout(most, outcome).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Error::internal("The question could not be planned.")),
        Err(_) => Err(super::too_slow(most)),
    }
}

/// Lets the engine work without a log: at its finer levels it writes down every value that a question names.
pub(crate) fn quiet<T>(work: impl FnOnce() -> T) -> T {
    tracing::subscriber::with_default(NoSubscriber::default(), work)
}
