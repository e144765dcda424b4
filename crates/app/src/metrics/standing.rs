//! What stands now, read from the records each time somebody asks.

use super::{Gauges, seconds};
use crate::{App, clocks::due, metrics::Metrics, watch::is_over};
use bailee_model::{Backup, JobState, Result};
use bailee_store::Mode;
use jiff::Timestamp;
use prometheus_client::registry::Registry;
use std::collections::{BTreeMap, HashMap};
use tokio::sync::Mutex;

/// Gauges that are set anew each time.
#[derive(Default)]
pub(super) struct Standing {
    writable: Gauges<0>,
    entries: Gauges<0>,
    sessions: Gauges<0>,
    jobs: Gauges<1>,
    promises: Gauges<1>,
    late: Gauges<1>,
    backups: Gauges<1>,
    feed_entries: Gauges<1>,
    feed_trouble: Gauges<1>,
    /// One reading at a time.
    reading: Mutex<()>,
}

impl Standing {
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let it = Self::default();
        registry.register("writable", "1 unless the store is read-only", it.writable.clone());
        registry.register("ledger_entries", "Entries of all logs together", it.entries.clone());
        registry.register("sessions_open", "Sessions and tokens that stand", it.sessions.clone());
        registry.register("jobs_unfinished", "Long work by state", it.jobs.clone());
        registry.register("promises", "Promises by their status", it.promises.clone());
        registry.register("dues_late", "What should have happened by now, by kind", it.late.clone());
        registry.register(
            "backup_age_seconds",
            "Age of the newest whole backup, and of the newest trial",
            it.backups.clone(),
        );
        registry.register(
            "feed_entries_waiting",
            "Entries that the slowest tool has not taken",
            it.feed_entries.clone(),
        );
        registry.register("feed_in_trouble", "1 while a tool does not take what it is told", it.feed_trouble.clone());
        it
    }
}

impl App {
    /// What this process counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// All that is counted and all that stands, in the text format of OpenMetrics.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn metrics_text(&self) -> Result<String> {
        let _alone = self.metrics.standing.reading.lock().await;
        let now = self.clock.now();
        self.look_at_work(now).await?;
        self.look_at_promises(now).await?;
        self.look_at_backups(now).await?;
        self.look_at_feeds().await?;
        self.metrics.text()
    }

    async fn look_at_work(&self, now: Timestamp) -> Result<()> {
        let (standing, store) = (&self.metrics.standing, &self.store);
        set(&standing.writable, if store.mode() == Mode::Writable { 1 } else { 0 });
        set(&standing.entries, store.log_sizes().await?.into_iter().map(|(_, size)| size).sum());
        let open = store.open_sessions(now).await?.into_iter().filter(|session| !is_over(session, now));
        set(&standing.sessions, count(open));
        let jobs = store.unfinished_jobs().await?;
        for state in [JobState::Waiting, JobState::Running] {
            let of_state = count(jobs.iter().filter(|job| job.state == state));
            standing.jobs.get_or_create(&[("state", state.to_string())]).set(as_gauge(of_state));
        }
        Ok(())
    }

    async fn look_at_promises(&self, now: Timestamp) -> Result<()> {
        let judged = self.store.judgements_now().await?;
        let statuses = tally(judged.into_iter().map(|judgement| judgement.status.to_string()));
        replace(&self.metrics.standing.promises, "status", statuses);
        let late = due::all(self).await?.into_iter().filter(|due| due.at < now);
        replace(&self.metrics.standing.late, "kind", tally(late.map(|due| due.kind.to_owned())));
        Ok(())
    }

    async fn look_at_backups(&self, now: Timestamp) -> Result<()> {
        let backups = self.store.backups().await?;
        let made = backups.iter().filter(|backup| backup.is_whole()).map(|backup| backup.made_at).max();
        let well = |backup: &&Backup| backup.tried_ok == Some(true);
        let tried = backups.iter().filter(well).filter_map(|backup| backup.tried_at).max();
        let ages = [("made", made), ("tried", tried)];
        let ages = ages.into_iter().filter_map(|(what, at)| Some((what.to_owned(), seconds(now) - seconds(at?))));
        replace(&self.metrics.standing.backups, "what", ages);
        Ok(())
    }

    async fn look_at_feeds(&self) -> Result<()> {
        let sizes: HashMap<_, _> = self.store.log_sizes().await?.into_iter().collect();
        let (mut waiting, mut trouble) = (BTreeMap::new(), BTreeMap::new());
        let targets = self.feeds.get().map(Vec::as_slice).unwrap_or_default();
        let feeds = self.store.feeds().await?;
        for target in targets {
            let mine: HashMap<_, _> =
                feeds.iter().filter(|feed| target.owns(feed)).map(|feed| (feed.log(), feed)).collect();
            let taken = |log| mine.get(log).map_or(0, |feed| feed.next.cast_unsigned());
            let behind: u64 = sizes.iter().map(|(log, size)| size.saturating_sub(taken(log))).sum();
            let kind = target.kind().to_string();
            let troubled = mine.values().any(|feed| !feed.trouble.is_empty());
            let most = waiting.entry(kind.clone()).or_insert(0.0_f64);
            *most = most.max(as_gauge(behind));
            let any = trouble.entry(kind).or_insert(0.0_f64);
            *any = any.max(if troubled { 1.0 } else { 0.0 });
        }
        replace(&self.metrics.standing.feed_entries, "kind", waiting);
        replace(&self.metrics.standing.feed_trouble, "kind", trouble);
        Ok(())
    }
}

fn set(gauge: &Gauges<0>, value: u64) {
    gauge.get_or_create(&[]).set(as_gauge(value));
}

fn count(things: impl Iterator) -> u64 {
    things.fold(0, |sum, _| sum + 1)
}

fn as_gauge(value: u64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

fn tally(words: impl Iterator<Item = String>) -> BTreeMap<String, f64> {
    words.fold(BTreeMap::new(), |mut tally, word| {
        *tally.entry(word).or_insert(0.0) += 1.0;
        tally
    })
}

/// What is not among these any more is not shown any more.
fn replace(gauges: &Gauges<1>, label: &'static str, values: impl IntoIterator<Item = (String, f64)>) {
    gauges.clear();
    for (word, value) in values {
        gauges.get_or_create(&[(label, word)]).set(value);
    }
}
