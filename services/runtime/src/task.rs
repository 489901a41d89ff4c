//! The one home of spawning: a task never ends unseen.

use std::future::Future;

use tokio_util::sync::CancellationToken;

/// Runs `work` until it ends, or until `stop`. If it ends by itself with an error, that is logged
/// once and `stop` is given, so that the process ends and its supervisor starts a clean one.
pub fn spawn<F, E>(
    name: &'static str,
    stop: &CancellationToken,
    work: F,
) -> tokio::task::JoinHandle<()>
where
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: std::fmt::Display + Send,
{
    let stop = stop.clone();
    #[allow(clippy::disallowed_methods, reason = "this is the one home of spawning")]
    tokio::spawn(async move {
        let stopped = stop.clone();
        tokio::select! {
            () = stopped.cancelled() => {}
            ended = work => match ended {
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(task = name, %error, "a task failed; the process stops");
                    stop.cancel();
                }
            },
        }
    })
}

/// Runs short work that answers one request. A panic in it is reported by tokio and ends only it.
pub fn detach<F>(work: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    #[allow(clippy::disallowed_methods, reason = "this is the one home of spawning")]
    tokio::spawn(work);
}

/// Cancelled by Ctrl-C or SIGTERM.
///
/// # Errors
/// When the operating system refuses a signal handler.
pub fn stop_on_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let given = stop.clone();
    detach(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        given.cancel();
    });
    Ok(stop)
}
