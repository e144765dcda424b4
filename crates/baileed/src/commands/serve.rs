//! `baileed serve`.

use crate::{
    installation::{Installation, Place},
    output::line,
    settings::{Settings, Tools},
    tls,
};
use anyhow::Context as _;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use bailee_app::{App, backup::BackupPlace, clocks, feeds};
use clap::Args;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

/// How often the clocks look whether something is due.
const TICK: Duration = Duration::from_secs(60);
/// How often the heads of logs that have grown are signed.
const SIGN_EVERY: Duration = Duration::from_secs(1);
/// How often the firm's other tools are told what is new.
const TELL_EVERY: Duration = Duration::from_secs(2);
/// How long requests under way may take to finish when the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serve an installation over HTTPS.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    pub(crate) tools: Tools,
    /// Where backups are made, every day, and tried: a folder, best on another machine's disk.
    #[arg(long, env = "BAILEE_BACKUP_TO", value_name = "PLACE")]
    backup_to: Option<String>,
}

/// Where and with which certificate to serve.
#[derive(Args, Clone)]
pub(crate) struct Listen {
    /// Address to listen on.
    #[arg(long, env = "BAILEE_LISTEN", default_value = "127.0.0.1:8443", value_name = "ADDRESS:PORT")]
    pub(crate) listen: SocketAddr,
    /// Certificate chain in PEM, if not the installation's own.
    #[arg(long, requires = "key", value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// Its private key in PEM.
    #[arg(long, requires = "cert", value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let installation = Installation::open(&self.place, &self.settings).await?;
        if let Some(place) = &self.backup_to {
            installation.app.back_up_to(BackupPlace::open(place)?)?;
        }
        installation.app.feed_to(self.tools.feeds()?)?;
        tokio::spawn(keep_telling(installation.app.clone()));
        if let Some(address) = self.tools.metrics {
            serve_metrics(address, installation.app.clone())?;
        }
        serve(&self.place, &self.listen, installation.app).await
    }
}

/// Serves until the process is asked to stop.
pub(crate) async fn serve(place: &Place, listen: &Listen, app: Arc<App>) -> anyhow::Result<()> {
    let (cert, key) = match (&listen.cert, &listen.key) {
        (Some(cert), Some(key)) => (cert.clone(), key.clone()),
        _ => {
            let files = tls::ensure(&place.tls(), &[app.firm().await?.domain, "localhost".to_owned()])?;
            (files.cert, files.key)
        }
    };
    // Only fails when a provider was installed before, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let tls =
        RustlsConfig::from_pem_file(&cert, &key).await.context("The server's certificate or key does not read.")?;
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    tokio::spawn(keep_clocks(app.clone()));
    tokio::spawn(keep_signing(app.clone()));
    line(format!("Serving https://{} (Ctrl-C stops).", named(listen.listen)));
    axum_server::bind_rustls(listen.listen, tls)
        .handle(handle)
        .serve(bailee_web::router(app).into_make_service_with_connect_info::<SocketAddr>())
        .await
        .with_context(|| {
            format!("Cannot serve on {}. Is something else there? Choose another with --listen.", listen.listen)
        })
}

/// The address as people type it.
pub(crate) fn named(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
    handle.graceful_shutdown(Some(GRACE));
}

/// Signs the head of every log that has grown, so that a restored database is noticed even if nobody asked for a checkpoint.
async fn keep_signing(app: Arc<App>) {
    loop {
        if let Err(error) = app.store().sign_heads().await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "the logs' heads could not be signed");
        }
        tokio::time::sleep(SIGN_EVERY).await;
    }
}

/// Tells the firm's other tools what is new. On a round of its own: a tool that does not answer holds up no clock.
async fn keep_telling(app: Arc<App>) {
    loop {
        if let Err(error) = feeds::tell(&app).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "the firm's other tools could not be told; it is tried again");
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
}

/// Serves metrics on an address of their own. That it is taken is said before anything else is served.
fn serve_metrics(address: SocketAddr, app: Arc<App>) -> anyhow::Result<()> {
    let listener = std::net::TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .with_context(|| format!("Cannot serve metrics on {address}. Choose another address with --metrics."))?;
    let server = axum_server::from_tcp(listener)?;
    line(format!("Metrics on http://{address}/metrics."));
    tokio::spawn(server.serve(bailee_web::metrics_router(app).into_make_service()));
    Ok(())
}

async fn keep_clocks(app: Arc<App>) {
    loop {
        if let Err(error) = clocks::tick(&app).await {
            tracing::error!(%error, source = ?std::error::Error::source(&error), "a clock failed; it is tried again in a minute");
        }
        tokio::time::sleep(TICK).await;
    }
}
