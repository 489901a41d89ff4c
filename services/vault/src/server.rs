//! The sockets: one per site, since the socket is what tells which site asks.
//!
//! Bounds: connections per site, so that no site keeps another out; the length of a frame; the time
//! in which the next frame must be there whole; the time in which an answer must be taken. Requests
//! of one connection are answered one after the other, in order. Malformed frames are answered as
//! such; after one that is too long the connection ends, since nothing tells where the next begins.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use proto::Site;
use runtime::{task, wait};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::codec::{Framed, LengthDelimitedCodec};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroize;

use crate::RunError;
use crate::answer::Vault;
use crate::place::{self, PRIVATE_FILE};
use crate::protocol::{Request, Response, decode, encode, frames};
use crate::transfer::Transfer;

/// Connections of one site at a time; more wait to be let in.
const CONNECTIONS_MAX: u32 = 64;
/// How long a connection may be idle, or take to send one frame.
const FRAME_WITHIN: Duration = Duration::from_secs(30);
/// How long a client may take to read one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How long a stopping vault waits for answers under way.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// Between two tries to accept when the system has no more file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// The socket of one site.
#[derive(Debug)]
pub(crate) struct Door {
    site: Site,
    path: PathBuf,
    listener: UnixListener,
    places: Arc<Semaphore>,
}

impl Door {
    /// Opens `site`'s socket at `path`, in a directory that nobody else may enter.
    pub(crate) fn open(site: Site, path: PathBuf) -> Result<Self, RunError> {
        if let Some(directory) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            place::private_directory(directory)?;
        }
        make_way(&path)?;
        let failed = |source| RunError::file(&path, source);
        let listener = UnixListener::bind(&path).map_err(failed)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(PRIVATE_FILE)).map_err(failed)?;
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
        Ok(Self { site, path, listener, places })
    }

    /// Lets connections in until `stop`; then waits, within bounds, for those under way.
    pub(crate) async fn serve(self, vault: Arc<Vault>, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.let_in(&vault, &stop) => {}
        }
        drop(self.listener);
        if timeout(CLOSE_WITHIN, self.places.acquire_many(CONNECTIONS_MAX)).await.is_err() {
            tracing::warn!(site = %self.site, "connections were cut while being answered");
        }
        // The next start removes a file that is left; it is nobody's loss.
        let _ = fs::remove_file(&self.path);
    }

    async fn let_in(&self, vault: &Arc<Vault>, stop: &CancellationToken) {
        loop {
            // The place first: who finds none waits in the kernel's queue.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let (vault, site) = (Arc::clone(vault), self.site.clone());
                    task::detach(converse(stream, site, vault, stop.clone(), place));
                }
                Err(error) => {
                    tracing::warn!(site = %self.site, %error, "a connection was not accepted");
                    wait::pause(ACCEPT_AGAIN).await;
                }
            }
        }
    }
}

/// Removes the socket of a vault that is gone. Anything else in its place is an error.
fn make_way(path: &Path) -> Result<(), RunError> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(()) };
    if !found.file_type().is_socket() {
        return Err(RunError::NotASocket { path: path.to_owned() });
    }
    if std::os::unix::net::UnixStream::connect(path).is_ok() {
        return Err(RunError::SocketInUse { path: path.to_owned() });
    }
    fs::remove_file(path).map_err(|source| RunError::file(path, source))
}

async fn converse(
    stream: UnixStream,
    site: Site,
    vault: Arc<Vault>,
    stop: CancellationToken,
    place: OwnedSemaphorePermit,
) {
    let mut frames = Framed::new(stream, frames());
    let mut transfer = Transfer::default();
    loop {
        // Only waiting is cut short by a stop; an answer under way is given.
        let next = tokio::select! {
            () = stop.cancelled() => break,
            next = timeout(FRAME_WITHIN, frames.next()) => next,
        };
        let Ok(Some(frame)) = next else { break };
        let Ok(mut frame) = frame else {
            let why = "a frame is longer than allowed, or was cut off".to_owned();
            let _ = send(&mut frames, &Response::Malformed { why }).await;
            break;
        };
        let request = decode(&frame);
        frame.as_mut().zeroize();
        let response = match request {
            Ok(Request::File(request)) => vault.file(&site, request, &mut transfer).await,
            Ok(request) => vault.answer(&site, request).await,
            Err(why) => Response::Malformed { why },
        };
        if send(&mut frames, &response).await.is_err() {
            break;
        }
    }
    drop(vault);
    drop(place);
}

/// The client is gone or does not read.
struct NotTaken;

async fn send(
    frames: &mut Framed<UnixStream, LengthDelimitedCodec>,
    response: &Response,
) -> Result<(), NotTaken> {
    let bytes = match encode(response) {
        Ok(bytes) => bytes,
        Err(_) => {
            let why = "the answer would be too long; ask for fewer texts".to_owned();
            encode(&Response::Malformed { why }).map_err(|_| NotTaken)?
        }
    };
    match timeout(ANSWER_WITHIN, frames.send(bytes)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(NotTaken),
    }
}

#[cfg(test)]
mod tests;
