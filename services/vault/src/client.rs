//! How a portal or an importer asks its vault.
//!
//! Every call ends within [`CALL_WITHIN`], with an answer or with [`VaultError::Unavailable`]. Up to
//! four connections are kept, so that parallel callers do not wait for one another. A call whose
//! kept connection turns out to be broken is sent once more on a new one: every request may be
//! repeated, since keys are made once and texts sealed twice are both good.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use proto::sealed::{KeyId, Sealed};
use proto::{BodyId, Digest, OfficerId, StreamId};
use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::codec::{Framed, LengthDelimitedCodec};
use zeroize::Zeroize;

use crate::protocol::{
    DestroyRequest, GONE_MAX, GoneRequest, ITEMS_MAX, Item, OpenRequest, Refusal, Request,
    Response, RowsRequest, SealAnswer, SealRequest, TrackingRequest, decode, encode, frames,
};
use crate::secret::ClearText;

mod files;

pub use files::{Attaching, Fetching};

/// How long a call may take.
pub const CALL_WITHIN: Duration = Duration::from_secs(2);

const CONNECTIONS_MAX: usize = 4;
/// Ciphertext per frame. Opened and escaped as JSON, at worst six bytes for one, it still fits.
const OPENED_AT_ONCE_MAX: usize = 512 * 1024;

type Connection = Framed<UnixStream, LengthDelimitedCodec>;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The vault is not there, too slow, or in trouble. Nothing is lost: ask again later.
    #[error("the vault is not available: {why}")]
    Unavailable {
        /// For the log; no personal data.
        why: String,
    },
    /// The vault will not, now or later.
    #[error("the vault refused: {refusal}")]
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// The two do not understand each other, or a bound was broken: a fault of a program.
    #[error("the vault and its client do not understand each other: {why}")]
    Malformed {
        /// For the log; no personal data.
        why: String,
    },
}

fn unavailable(why: &str) -> VaultError {
    VaultError::Unavailable { why: why.to_owned() }
}

fn broken(error: &std::io::Error) -> VaultError {
    VaultError::Unavailable { why: error.to_string() }
}

/// One site's way to its vault. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct VaultClient(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    socket: PathBuf,
    places: Semaphore,
    idle: Mutex<Vec<Connection>>,
    transfers: Arc<Semaphore>,
}

impl VaultClient {
    /// A client of the vault that listens on `socket`. Connects at the first call.
    #[must_use]
    pub fn new(socket: impl AsRef<Path>) -> Self {
        Self(Arc::new(Shared {
            socket: socket.as_ref().to_owned(),
            places: Semaphore::new(CONNECTIONS_MAX),
            idle: Mutex::default(),
            transfers: Arc::new(Semaphore::new(files::TRANSFERS_MAX)),
        }))
    }

    /// Seals everything that one command needs. New keys are on disk when this returns.
    ///
    /// # Errors
    /// [`VaultError`]; [`Refusal::Destroyed`] when a text's key is no more.
    pub async fn seal(&self, request: SealRequest) -> Result<SealAnswer, VaultError> {
        let wanted = request.texts.len();
        let response = within_bound(self.call(&Request::Seal(request))).await?;
        if let Response::Sealed(answer) = response {
            in_full(answer.sealed.len(), wanted)?;
            return Ok(answer);
        }
        Err(unexpected(response))
    }

    /// Opens `items` for `officer`, who acts for `body`; each is a text or a refusal, in order.
    ///
    /// # Errors
    /// [`VaultError`], when none was opened.
    pub async fn open(
        &self,
        officer: OfficerId,
        body: BodyId,
        items: Vec<Sealed>,
    ) -> Result<Vec<Result<ClearText, Refusal>>, VaultError> {
        within_bound(async {
            let mut opened = Vec::with_capacity(items.len());
            for items in portions(items) {
                let wanted = items.len();
                let request = Request::Open(OpenRequest { officer, body, items });
                let response = self.call(&request).await?;
                let Response::Opened(answer) = response else { return Err(unexpected(response)) };
                in_full(answer.len(), wanted)?;
                opened.extend(answer.into_iter().map(|item| match item {
                    Item::Text(text) => Ok(text),
                    Item::Refused(refusal) => Err(refusal),
                }));
            }
            Ok(opened)
        })
        .await
    }

    /// What the log holds of a tracking code, however it was typed; `None` if it cannot be one.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn tracking(&self, code: &str) -> Result<Option<Digest>, VaultError> {
        let code = ClearText::new(code.to_owned());
        let request = Request::Tracking(TrackingRequest { code });
        let response = within_bound(self.call(&request)).await?;
        if let Response::Tracking { mac } = response {
            return Ok(Some(mac));
        }
        if let Response::Refused { refusal: Refusal::NotATrackingCode } = response {
            return Ok(None);
        }
        Err(unexpected(response))
    }

    /// Destroys `key`: every text under it is erased for good. Done again, it succeeds.
    ///
    /// `legal_basis` is kept with the date; 1 to 1000 bytes, no personal data.
    ///
    /// # Errors
    /// [`VaultError`]; after [`VaultError::Unavailable`] ask again until it is answered.
    pub async fn destroy(&self, key: KeyId, legal_basis: &str) -> Result<(), VaultError> {
        let request = DestroyRequest { key, legal_basis: legal_basis.to_owned() };
        let response = within_bound(self.call(&Request::Destroy(request))).await?;
        if matches!(response, Response::Destroyed) { Ok(()) } else { Err(unexpected(response)) }
    }

    /// What names each of these rows of a book, given the digests of their words; 500 at most.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn rows(&self, rows: Vec<Digest>) -> Result<Vec<Digest>, VaultError> {
        let wanted = rows.len();
        let response = within_bound(self.call(&Request::Rows(RowsRequest { rows }))).await?;
        if let Response::Rows(named) = response {
            in_full(named.len(), wanted)?;
            return Ok(named);
        }
        Err(unexpected(response))
    }

    /// The streams whose keys were destroyed, with how many keys were; none when there are as many
    /// as `known`, which is the count of an answer before.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn gone(
        &self,
        known: Option<u64>,
    ) -> Result<Option<(u64, Vec<StreamId>)>, VaultError> {
        within_bound(async {
            let (mut unless, mut all, mut first) = (known, Vec::<StreamId>::new(), None);
            loop {
                let request = GoneRequest { unless, after: all.last().copied() };
                let response = self.call(&Request::Gone(request)).await?;
                let Response::Gone { count, streams } = response else {
                    return Err(unexpected(response));
                };
                let first = *first.get_or_insert(count);
                if known == Some(first) {
                    return Ok(None);
                }
                let whole = streams.len() < GONE_MAX;
                all.extend(streams);
                if whole {
                    return Ok(Some((first, all)));
                }
                unless = None;
            }
        })
        .await
    }

    /// Whether the vault answers.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn ping(&self) -> Result<(), VaultError> {
        let response = within_bound(self.call(&Request::Ping)).await?;
        if matches!(response, Response::Pong) { Ok(()) } else { Err(unexpected(response)) }
    }

    async fn call(&self, request: &Request) -> Result<Response, VaultError> {
        let bytes = encode(request)
            .map_err(|_| VaultError::Malformed { why: "the request is too long".to_owned() })?;
        let _place = self.0.places.acquire().await.map_err(|_| unavailable("closed"))?;
        let kept = self.idle().pop();
        if let Some(mut connection) = kept
            && let Ok(frame) = exchange(&mut connection, bytes.clone()).await
        {
            return self.understood(connection, frame);
        }
        // The vault was started anew: what else is kept is as broken.
        self.idle().clear();
        let stream = UnixStream::connect(&self.0.socket).await.map_err(|error| broken(&error))?;
        let mut connection = Framed::new(stream, frames());
        let frame = exchange(&mut connection, bytes).await.map_err(|error| broken(&error))?;
        self.understood(connection, frame)
    }

    /// Reads the answer and keeps the connection for the next call.
    fn understood(
        &self,
        connection: Connection,
        mut frame: bytes::BytesMut,
    ) -> Result<Response, VaultError> {
        let response = decode(&frame).map_err(|why| VaultError::Malformed { why });
        frame.as_mut().zeroize();
        // After a malformed exchange the other end may be about to hang up.
        if !matches!(response, Err(_) | Ok(Response::Malformed { .. })) {
            self.idle().push(connection);
        }
        response
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn within_bound<T>(
    call: impl Future<Output = Result<T, VaultError>>,
) -> Result<T, VaultError> {
    timeout(CALL_WITHIN, call).await.unwrap_or_else(|_| Err(unavailable("no answer in time")))
}

async fn exchange(
    connection: &mut Connection,
    request: Bytes,
) -> Result<bytes::BytesMut, std::io::Error> {
    connection.send(request).await?;
    let closed = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    connection.next().await.ok_or_else(closed)?
}

/// Portions that fit into a frame, there and back.
fn portions(items: Vec<Sealed>) -> Vec<Vec<Sealed>> {
    let mut portions: Vec<Vec<Sealed>> = Vec::new();
    let mut filled = 0;
    for item in items {
        match portions.last_mut() {
            Some(portion)
                if portion.len() < ITEMS_MAX && filled + item.ct.len() <= OPENED_AT_ONCE_MAX =>
            {
                filled += item.ct.len();
                portion.push(item);
            }
            Some(_) | None => {
                filled = item.ct.len();
                portions.push(vec![item]);
            }
        }
    }
    portions
}

/// Every item asked for has its answer.
fn in_full(answered: usize, wanted: usize) -> Result<(), VaultError> {
    if answered == wanted {
        return Ok(());
    }
    Err(VaultError::Malformed { why: format!("{answered} answers to {wanted} items") })
}

/// The error that an answer stands for which is not the one hoped for.
fn unexpected(response: Response) -> VaultError {
    match response {
        Response::Refused { refusal } => VaultError::Refused { refusal },
        Response::Failed => unavailable("the vault is in trouble"),
        Response::Malformed { why } => VaultError::Malformed { why },
        Response::Pong
        | Response::Sealed(_)
        | Response::Opened(_)
        | Response::Tracking { .. }
        | Response::Rows(_)
        | Response::Gone { .. }
        | Response::File(_)
        | Response::Destroyed => {
            VaultError::Malformed { why: "an answer to another question".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests;
