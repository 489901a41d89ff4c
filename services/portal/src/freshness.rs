//! Never an old truth: a read that names a position waits for it, or says that it cannot be had.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use proto::Position;

use crate::app::{App, Shared};
use crate::problem::Problem;

/// Which position the register had reached when it was read.
pub(crate) const POSITION: &str = "hoiam-position";
/// Which position the reader wants to see at least.
pub(crate) const MIN_POSITION: &str = "hoiam-min-position";

/// How long a read waits for the register. Longer than any healthy delay.
pub(crate) const WAIT: Duration = Duration::from_secs(2);

/// How long JetStream may take before the register is told to fetch from the store.
const PATIENCE: Duration = Duration::from_millis(150);

/// Around every read: waits for `Hoiam-Min-Position`, and tells `Hoiam-Position`.
pub(crate) async fn fresh(
    State(app): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(wanted) = wanted(request.headers())? {
        reach(&app, wanted, WAIT).await?;
    }
    // Told before reading: what is read may be newer, never older.
    let position = app.register.known().position();
    let mut response = next.run(request).await;
    response.headers_mut().insert(POSITION, HeaderValue::from(position.0));
    Ok(response)
}

fn wanted(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    let Some(value) = headers.get(MIN_POSITION) else { return Ok(None) };
    let position = value.to_str().ok().and_then(|text| text.parse().ok()).map(Position);
    position.map(Some).ok_or_else(|| {
        let problem = Problem::new(StatusCode::BAD_REQUEST, "malformed_header");
        problem.with("header", "Hoiam-Min-Position").with("detail", "expected a position")
    })
}

/// Waits until the register has reached `wanted`.
pub(crate) async fn reach(app: &App, wanted: Position, within: Duration) -> Result<(), Problem> {
    let mut known = app.register.watch();
    let soon = known.wait_for(|known| known.position() >= wanted);
    if let Ok(Ok(_)) = tokio::time::timeout(PATIENCE, soon).await {
        return Ok(());
    }
    // JetStream is late or away: the register fetches from the store.
    app.wanted.send_if_modified(|asked| {
        *asked = (*asked).max(wanted);
        true
    });
    let reached = known.wait_for(|known| known.position() >= wanted);
    match tokio::time::timeout(within, reached).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(_)) | Err(_) => {
            let position = app.register.known().position();
            let problem = Problem::later("behind", 1);
            Err(problem.with("position", position.0).with("wanted", wanted.0))
        }
    }
}
