//! Long work with visible progress: a page starts it, leaves, and finds it again.
//!
//! A job's row is written when it starts and when it ends, each with its entry; in between its progress lives in memory,
//! where a page or a terminal reads it as often as it likes. A crash leaves rows that say *running*: the next start marks
//! them as interrupted, and starting the work again is safe by the design of each kind of work.

use crate::{App, Door};
use bailee_model::{
    EngagementId, EntryDraft, Error, ErrorKind, Job, JobId, JobState, LoadRun, PersonId, Progress, Result, Text, say,
};
use bailee_store::Mode;
use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::watch;

/// Lines kept of what happened; older ones give way.
const LINES: usize = 200;
const UNKNOWN: u64 = u64::MAX;

/// The jobs under way in this process.
#[derive(Default)]
pub(crate) struct Jobs {
    live: Mutex<HashMap<JobId, Arc<Live>>>,
}

/// One job under way.
pub(crate) struct Live {
    done: AtomicU64,
    total: AtomicU64,
    lines: Mutex<Vec<Text>>,
    stop: AtomicBool,
    ended: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            done: AtomicU64::new(0),
            total: AtomicU64::new(UNKNOWN),
            lines: Mutex::default(),
            stop: AtomicBool::new(false),
            ended: watch::Sender::new(false),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Progress for Live {
    fn at(&self, done: u64, total: Option<u64>) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total.unwrap_or(UNKNOWN), Ordering::Relaxed);
    }

    fn note(&self, line: Text) {
        let mut lines = lock(&self.lines);
        if lines.len() == LINES {
            lines.remove(0);
        }
        lines.push(line);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Live {
    /// Asks the work to stop at its next safe point.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Jobs {
    fn get(&self, id: JobId) -> Option<Arc<Live>> {
        lock(&self.live).get(&id).cloned()
    }

    pub(crate) fn stop(&self, id: JobId) {
        if let Some(live) = self.get(id) {
            live.stop();
        }
    }
}

/// What to start.
pub(crate) struct NewJob {
    pub(crate) engagement: EngagementId,
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) unit: &'static str,
}

impl Door {
    /// Starts long work and answers at once.
    pub(crate) async fn start_job<F, Fut>(&self, new: NewJob, work: F) -> Result<Job>
    where
        F: FnOnce(Arc<Live>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let job = Job {
            id: JobId::new(self.app.rng.as_ref()),
            engagement: new.engagement,
            kind: new.kind.to_owned(),
            subject: new.subject,
            state: JobState::Running,
            done: 0,
            total: None,
            unit: new.unit.to_owned(),
            lines: Vec::new(),
            by: self.who.id,
            started_at: self.now(),
            ended_at: None,
        };
        let entry = EntryDraft::new(job.engagement, "job.started")
            .id("job", job.id)
            .id("subject", &job.subject)
            .detail("kind", new.kind);
        self.keep(job.clone(), entry).await?;
        let live = Arc::new(Live::default());
        lock(&self.app.jobs.live).insert(job.id, live.clone());
        // Two tasks, so that a panic in the work still ends the job with an error that somebody sees.
        let running = tokio::spawn(work(live.clone()));
        let (app, started) = (self.app.clone(), job.clone());
        tokio::spawn(async move {
            let result = running
                .await
                .unwrap_or_else(|panic| Err(Error::internal("The work broke off by a defect of ours.").because(panic)));
            app.end_job(started, &live, result).await;
        });
        Ok(job)
    }
}

impl App {
    async fn end_job(&self, mut job: Job, live: &Live, result: Result<()>) {
        if let Err(error) = &result {
            live.note(ending(error));
            tracing::warn!(job = %job.id, kind = job.kind, error = ?error.kind(), message = for_operator(error), source = ?std::error::Error::source(error), "job ended with an error");
        }
        job = overlay(job, live);
        job.state = match result {
            Ok(()) => JobState::Done,
            Err(_) if live.stopped() => JobState::Stopped,
            Err(_) => JobState::Failed,
        };
        if let Err(error) = self.write_end(job.clone()).await {
            tracing::error!(job = %job.id, %error, "the end of a job could not be recorded");
        }
        lock(&self.jobs.live).remove(&job.id);
        live.ended.send_replace(true);
    }

    async fn write_end(&self, mut job: Job) -> Result<()> {
        job.ended_at = Some(self.clock.now());
        let entry = EntryDraft::new(job.engagement, "job.ended")
            .id("job", job.id)
            .detail("kind", job.kind.clone())
            .detail("state", job.state.as_str())
            .detail("done", job.done);
        self.store.ledger().record([entry], move |tx| async move { tx.save(&job).await }).await?;
        Ok(())
    }

    pub(crate) async fn mark_interrupted_jobs(&self) -> Result<()> {
        if self.store.mode() != Mode::Writable {
            return Ok(());
        }
        for mut job in self.store.unfinished_jobs().await? {
            job.state = JobState::Stopped;
            let line = say!("The server stopped while this was under way. Start it again: what was done is kept.");
            job.lines.push(line);
            self.write_end(job).await?;
        }
        for engagement in self.store.engagements().await? {
            for run in self.store.runs(engagement.id).await?.into_iter().filter(|run| run.ended_at.is_none()) {
                self.end_interrupted_run(run).await?;
            }
        }
        Ok(())
    }

    /// A load that a crash cut off has ended too: it can be compared, and run again.
    async fn end_interrupted_run(&self, mut run: LoadRun) -> Result<()> {
        run.state = JobState::Stopped;
        run.ended_at = Some(self.clock.now());
        let entry = EntryDraft::new(run.engagement, "load.ended").id("run", run.id).detail("state", run.state.as_str());
        self.store.ledger().record([entry], move |tx| async move { tx.save(&run).await }).await?;
        Ok(())
    }

    /// A job with its progress of this moment.
    pub fn live(&self, job: Job) -> Job {
        match self.jobs.get(job.id) {
            Some(live) => overlay(job, &live),
            None => job,
        }
    }

    /// Waits until a job has ended, and gives it as it ended.
    pub async fn wait(&self, id: JobId) -> Result<Job> {
        if let Some(live) = self.jobs.get(id) {
            let mut ended = live.ended.subscribe();
            // An error means that the sender is gone, which is an end too.
            let _ = ended.wait_for(|ended| *ended).await;
        }
        self.store.get::<Job>(id).await?.ok_or_else(Error::not_found)
    }
}

/// What a page says of the error that a job ended with. What is for the operator alone stands in the server's log.
fn ending(error: &Error) -> Text {
    match error.kind() {
        ErrorKind::Internal => error.around(&say!("Something went wrong in Bailee itself.")),
        ErrorKind::Corrupt => error.around(&say!("What is stored is not what was written.")),
        _ => error.whole(),
    }
}

/// The message that no page shows; any other may repeat what somebody typed, and is in no log line.
fn for_operator(error: &Error) -> Option<&str> {
    matches!(error.kind(), ErrorKind::Internal | ErrorKind::Corrupt).then(|| error.message())
}

fn overlay(mut job: Job, live: &Live) -> Job {
    let total = live.total.load(Ordering::Relaxed);
    job.done = i64::try_from(live.done.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
    job.total = (total != UNKNOWN).then(|| i64::try_from(total).unwrap_or(i64::MAX));
    job.lines.clone_from(&lock(&live.lines));
    job
}

/// Who a job works for, once its request is over.
#[derive(Clone, Copy)]
pub(crate) struct OnBehalf(pub(crate) PersonId);

impl OnBehalf {
    pub(crate) fn of(door: &Door) -> Self {
        Self(door.who.id)
    }

    pub(crate) fn by(self, entry: EntryDraft) -> EntryDraft {
        entry.id("person", self.0)
    }
}
