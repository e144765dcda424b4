//! What is counted, for the firm's monitoring: in the text format of OpenMetrics 1.0, which Prometheus reads.
//!
//! Labels are words of fixed lists, templates of routes, clauses and status codes: no identifier, no name, no address. What
//! happens is counted as it happens, since the start of this process; what *is* (sessions, what is late, the age of the last
//! backup) is read from the records when somebody asks.

mod standing;

use bailee_model::{Error, Result};
use bailee_policy::Decision;
use jiff::Timestamp;
use prometheus_client::{
    metrics::{
        counter::Counter,
        family::{Family, MetricConstructor},
        gauge::Gauge,
        histogram::Histogram,
    },
    registry::Registry,
};
use standing::Standing;
use std::sync::atomic::AtomicU64;

/// The media type of [`crate::App::metrics_text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of durations, in seconds.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

type Labels<const N: usize> = [(&'static str, String); N];
type Counts<const N: usize> = Family<Labels<N>, Counter>;
type Gauges<const N: usize> = Family<Labels<N>, Gauge<f64, AtomicU64>>;

#[derive(Clone)]
struct Durations;

impl MetricConstructor<Histogram> for Durations {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    requests: Counts<3>,
    durations: Family<Labels<2>, Histogram, Durations>,
    decisions: Counts<2>,
    clock_runs: Gauges<1>,
    clock_trouble: Gauges<1>,
    clock_failures: Counts<1>,
    standing: Standing,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("bailee");
        let requests = Counts::default();
        registry.register("requests", "Requests by template of the route, method and status", requests.clone());
        let durations = Family::new_with_constructor(Durations);
        registry.register("request_seconds", "How long requests took until the answer began", durations.clone());
        let decisions = Counts::default();
        registry.register("decisions", "What the gate answered, by clause", decisions.clone());
        let clock_runs = Gauges::default();
        registry.register("clock_last_run_timestamp_seconds", "When a clock last ran", clock_runs.clone());
        let clock_trouble = Gauges::default();
        registry.register("clock_in_trouble", "1 while the last run of a clock failed", clock_trouble.clone());
        let clock_failures = Counts::default();
        registry.register("clock_failures", "Runs of a clock that failed", clock_failures.clone());
        let standing = Standing::registered(&mut registry);
        Self { registry, requests, durations, decisions, clock_runs, clock_trouble, clock_failures, standing }
    }
}

impl Metrics {
    /// Counts a request: the template of its route (never its path), its method, the status of the answer, and the seconds
    /// until that began.
    pub fn requested(&self, route: &str, method: &'static str, status: u16, seconds: f64) {
        let labels = [("route", route.to_owned()), ("method", method.to_owned()), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        let [route, method, _] = labels;
        self.durations.get_or_create(&[route, method]).observe(seconds);
    }

    pub(crate) fn decided(&self, decision: &Decision) {
        let count = |outcome: &str, clause: &str| {
            self.decisions.get_or_create(&[("outcome", outcome.to_owned()), ("clause", clause.to_owned())]).inc();
        };
        match decision {
            Decision::Allowed { clauses, .. } => clauses.iter().for_each(|clause| count("allowed", clause)),
            Decision::Refused(refusal) => count("refused", &refusal.clause),
            Decision::Unseen => count("unseen", "none"),
        }
    }

    pub(crate) fn clock_ran(&self, clock: &'static str, well: bool, at: Timestamp) {
        let label = [("clock", clock.to_owned())];
        self.clock_runs.get_or_create(&label).set(seconds(at));
        self.clock_trouble.get_or_create(&label).set(if well { 0.0 } else { 1.0 });
        let failures = self.clock_failures.get_or_create(&label);
        if !well {
            failures.inc();
        }
    }

    fn text(&self) -> Result<String> {
        let mut text = String::new();
        let written = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        written.map_err(|error| Error::internal("The metrics could not be written.").because(error))?;
        Ok(text)
    }
}

/// An instant as seconds of Unix time.
fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}
