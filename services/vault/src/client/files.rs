//! Files into the vault and out of it, each over a connection of its own, piece by piece.
//!
//! A transfer that is dropped before its end leaves nothing behind in the vault.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use proto::{Attachment, Digest, StreamId};
use tokio::net::UnixStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_util::codec::Framed;
use zeroize::Zeroize;

use super::{
    Connection, VaultClient, VaultError, broken, in_full, unavailable, unexpected, within_bound,
};
use crate::protocol::{
    AttachRequest, FetchRequest, FileRequest, FileResponse, Piece, Request, Response, decode,
    encode, frames,
};
use crate::secret::ClearBytes;

/// How long one step of a transfer may take; the last of an upload waits for the disk.
const STEP_WITHIN: Duration = Duration::from_secs(10);
/// Transfers of one client at a time: they leave the vault room for everything else.
pub(super) const TRANSFERS_MAX: usize = 16;

impl VaultClient {
    /// Begins to attach a file.
    ///
    /// # Errors
    /// [`VaultError`]; [`Refusal::Forbidden`](crate::Refusal) for who may not,
    /// [`Refusal::NotHeld`](crate::Refusal) where there is no such stream and no command is coming,
    /// [`Refusal::Waiting`](crate::Refusal) where too much waits for the officer's commands,
    /// [`Refusal::Destroyed`](crate::Refusal) where the stream was erased.
    pub async fn attach(&self, request: AttachRequest) -> Result<Attaching, VaultError> {
        let mut line = Line::new(self).await?;
        let answer = line.ask(FileRequest::Attach(request)).await?;
        if matches!(answer, FileResponse::Ready) { Ok(Attaching(line)) } else { misplaced(answer) }
    }

    /// Begins to read a file; it was seen to be whole and the one asked for.
    ///
    /// # Errors
    /// [`VaultError`]; [`Refusal::Forbidden`](crate::Refusal) for who may not,
    /// [`Refusal::NotHeld`](crate::Refusal) where there is no such file,
    /// [`Refusal::Destroyed`](crate::Refusal) where it was erased.
    pub async fn fetch(&self, request: FetchRequest) -> Result<Fetching, VaultError> {
        let mut line = Line::new(self).await?;
        let answer = line.ask(FileRequest::Fetch(request)).await?;
        if let FileResponse::Found(file) = answer {
            return Ok(Fetching { line, file, ended: false });
        }
        misplaced(answer)
    }

    /// What each of these files is, if the vault holds it for that stream; 500 at most.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn held(
        &self,
        files: Vec<(StreamId, Digest)>,
    ) -> Result<Vec<Option<Attachment>>, VaultError> {
        let wanted = files.len();
        let response = within_bound(self.call(&Request::File(FileRequest::Held(files)))).await?;
        if let Response::File(FileResponse::Held(held)) = response {
            in_full(held.len(), wanted)?;
            return Ok(held);
        }
        Err(unexpected(response))
    }
}

/// A file on its way into the vault.
#[derive(Debug)]
pub struct Attaching(Line);

impl Attaching {
    /// Gives the vault a piece of [`PIECE_LEN`](crate::PIECE_LEN) bytes.
    ///
    /// # Errors
    /// [`VaultError`]; the transfer is over then.
    pub async fn piece(&mut self, clear: ClearBytes) -> Result<(), VaultError> {
        let answer = self.0.ask(FileRequest::Piece(Piece { clear, last: false })).await?;
        if matches!(answer, FileResponse::Ready) { Ok(()) } else { misplaced(answer) }
    }

    /// Tells the vault that the next piece is still on its way: it would hang up on a silent line.
    ///
    /// # Errors
    /// [`VaultError`]; the transfer is over then.
    pub async fn wait(&mut self) -> Result<(), VaultError> {
        let answer = self.0.ask(FileRequest::Wait).await?;
        if matches!(answer, FileResponse::Ready) { Ok(()) } else { misplaced(answer) }
    }

    /// Gives the last piece, of 1 to [`PIECE_LEN`](crate::PIECE_LEN) bytes. The file is on disk
    /// when this returns.
    ///
    /// # Errors
    /// [`VaultError`]; nothing of the file is kept then.
    pub async fn last(mut self, clear: ClearBytes) -> Result<Attachment, VaultError> {
        let answer = self.0.ask(FileRequest::Piece(Piece { clear, last: true })).await?;
        if let FileResponse::Attached(attached) = answer {
            return Ok(attached);
        }
        misplaced(answer)
    }
}

/// A file on its way out of the vault.
#[derive(Debug)]
pub struct Fetching {
    line: Line,
    file: Attachment,
    ended: bool,
}

impl Fetching {
    /// What it is.
    #[must_use]
    pub fn file(&self) -> &Attachment {
        &self.file
    }

    /// The next piece; none after the last.
    ///
    /// # Errors
    /// [`VaultError`]; the transfer is over then.
    pub async fn next(&mut self) -> Result<Option<ClearBytes>, VaultError> {
        if self.ended {
            return Ok(None);
        }
        let answer = self.line.ask(FileRequest::Next).await?;
        if let FileResponse::Piece(piece) = answer {
            self.ended = piece.last;
            return Ok(Some(piece.clear));
        }
        misplaced(answer)
    }
}

/// A connection for one transfer.
#[derive(Debug)]
struct Line {
    connection: Connection,
    _place: OwnedSemaphorePermit,
}

impl Line {
    async fn new(client: &VaultClient) -> Result<Self, VaultError> {
        let place = client.0.transfers.clone().try_acquire_owned();
        let place = place.map_err(|_| unavailable("too many files are on their way"))?;
        within_bound(async {
            let stream = UnixStream::connect(&client.0.socket).await.map_err(|e| broken(&e))?;
            Ok(Self { connection: Framed::new(stream, frames()), _place: place })
        })
        .await
    }

    async fn ask(&mut self, request: FileRequest) -> Result<FileResponse, VaultError> {
        let bytes = encode(&Request::File(request))
            .map_err(|_| VaultError::Malformed { why: "a piece is too long".to_owned() })?;
        let exchanged = timeout(STEP_WITHIN, async {
            self.connection.send(bytes).await?;
            let closed = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
            self.connection.next().await.ok_or_else(closed)?
        });
        let frame = exchanged.await.map_err(|_| unavailable("no answer in time"))?;
        let mut frame = frame.map_err(|error| broken(&error))?;
        let response = decode(&frame).map_err(|why| VaultError::Malformed { why });
        frame.as_mut().zeroize();
        let response: Response = response?;
        if let Response::File(response) = response {
            return Ok(response);
        }
        Err(unexpected(response))
    }
}

fn misplaced<T>(other: FileResponse) -> Result<T, VaultError> {
    Err(unexpected(Response::File(other)))
}
