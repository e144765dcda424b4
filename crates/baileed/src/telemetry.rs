//! Traces for the firm's monitoring, by OpenTelemetry's protocol over HTTP (OTLP 1, protobuf).
//!
//! One span a request, and nothing else: its route as a template, method, status code and duration. What other spans and
//! events say is never exported, at whatever level the server logs; neither is the name of the machine.
//!
//! Spans wait in a short queue while a batch is on its way. A collector that does not answer costs spans, not requests.

use anyhow::Context as _;
use bailee_app::feeds;
use bailee_web::TRACED;
use opentelemetry::{Context, trace::TracerProvider as _};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SdkTracer, SdkTracerProvider, Span, SpanData, SpanExporter as _, SpanProcessor},
};
use std::time::Duration;
use tokio::{runtime::Handle, sync::mpsc};
use tracing::Subscriber;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

/// Spans that may wait; what comes when so many do is left out.
const WAITING: usize = 4096;
/// Spans of one batch.
const AT_ONCE: usize = 512;
/// Between two batches.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the collector may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Where a collector takes traces, under its address.
const TRACES: &str = "/v1/traces";

/// Where spans go.
pub(crate) struct Traces(SdkTracer);

impl Traces {
    /// Sends spans to the collector at this address from now on, on this runtime.
    pub(crate) fn to(collector: &str, runtime: &Handle) -> anyhow::Result<Self> {
        feeds::check_address(collector)?;
        let endpoint = format!("{}{TRACES}", collector.trim_end_matches('/'));
        let builder = SpanExporter::builder().with_http().with_endpoint(endpoint).with_timeout(PATIENCE);
        let mut exporter = builder.build().context("The address that traces go to is of no use.")?;
        let resource = Resource::builder_empty().with_service_name("bailee").build();
        exporter.set_resource(&resource);
        let (sender, queue) = mpsc::channel(WAITING);
        runtime.spawn(export(exporter, queue));
        let provider =
            SdkTracerProvider::builder().with_span_processor(Waiting(sender)).with_resource(resource).build();
        Ok(Self(provider.tracer("bailee")))
    }

    /// What picks the spans that are exported.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(self) -> impl Layer<S> {
        tracing_opentelemetry::layer()
            .with_tracer(self.0)
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|about| about.is_span() && about.target() == TRACED))
    }
}

/// Puts spans into the queue as they end.
#[derive(Debug)]
struct Waiting(mpsc::Sender<SpanData>);

impl SpanProcessor for Waiting {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        // A full queue: the collector is slow, and requests do not wait for it.
        let _ = self.0.try_send(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

async fn export(exporter: SpanExporter, mut queue: mpsc::Receiver<SpanData>) {
    let mut batch = Vec::new();
    while queue.recv_many(&mut batch, AT_ONCE).await > 0 {
        if let Err(error) = exporter.export(std::mem::take(&mut batch)).await {
            tracing::warn!(%error, "the collector of traces did not take a batch; it is left out");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
