//! Whether this process lives, is ready, and what it counts: HTTP on a Unix socket of its own.
//!
//! `/healthz` answers while the process runs; `/readyz` is 200 or 503 with the reasons, one a line;
//! `/metrics` is Prometheus text.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// One reason not to be ready, if there is one.
pub type Check = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// What tells whether a process is ready.
#[derive(Clone, Default)]
pub struct Health {
    checks: Vec<Check>,
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Health({} checks)", self.checks.len())
    }
}

impl Health {
    /// Adds a condition.
    #[must_use]
    pub fn and(mut self, check: impl Fn() -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.checks.push(Arc::new(check));
        self
    }

    /// The reasons not to be ready; none when ready.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        self.checks.iter().filter_map(|check| check().err()).collect()
    }
}

/// Starts counting. Call once per process; a second call gives a recorder that nothing feeds.
#[must_use]
pub fn metrics() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _ = metrics::set_global_recorder(recorder);
    handle
}

/// The three addresses.
pub fn routes(health: Health, counted: PrometheusHandle) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route(
            "/readyz",
            get(move || async move {
                let reasons = health.reasons();
                if reasons.is_empty() {
                    (StatusCode::OK, "ready\n".to_owned())
                } else {
                    (StatusCode::SERVICE_UNAVAILABLE, reasons.join("\n") + "\n")
                }
            }),
        )
        .route("/metrics", get(move || async move { counted.render() }))
}

/// Serves them on a Unix socket until `stop`.
///
/// # Errors
/// When the socket cannot be made.
pub async fn serve(path: &Path, health: Health, stop: CancellationToken) -> std::io::Result<()> {
    serve_routes(path, routes(health, metrics()), stop).await
}

/// Serves `routes`, for a process that counts into a recorder of its own, until `stop`.
///
/// # Errors
/// When the socket cannot be made.
pub async fn serve_routes(
    path: &Path,
    routes: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let listener = tokio::net::UnixListener::bind(path)?;
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}
