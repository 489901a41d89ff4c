//! One file on its way into the vault or out of it, over one connection.
//!
//! Who may is decided at the beginning, as for texts ([`crate::access`]). A connection that ends
//! takes its transfer with it: what was written of a file so far is removed.
//!
//! A stream that nobody wrote yet takes files only where the portal says that a command of the
//! officer is going to open it; they are bounded, and go if it does not come ([`crate::keys`]).
//!
//! Blocking work that takes longer than a write to memory, the last sync and the reading of a whole
//! file, is done beside the other connections.

use std::collections::BTreeSet;
use std::sync::Arc;

use proto::sealed::KeyId;
use proto::{Attachment, Digest, OfficerId, Site, StreamId};

use tokio::sync::RwLockReadGuard;

use crate::access::Files;
use crate::answer::{Not, Vault};
use crate::blob::{Header, Pieces};
use crate::blobs::{Draft, NotTaken, Reading};
use crate::keys::{Found, HeldKey};
use crate::protocol::{
    AttachRequest, FetchRequest, FileRequest, FileResponse, ITEMS_MAX, Piece, Refusal, Response,
};
use crate::secret::ClearBytes;

/// How many portions of streams that nobody wrote go in one run: an end for every loop.
const FORGET_ROUNDS_MAX: usize = 1_000;

/// What goes over a connection now.
#[derive(Default)]
pub(crate) enum Transfer {
    /// Nothing.
    #[default]
    None,
    /// A file into the vault; whose it is where it is going to wait for a command.
    In(Box<Draft>, Option<OfficerId>),
    /// A file out of it.
    Out(Box<Reading>),
}

impl Vault {
    /// Answers a request about files, which came through `site`'s socket.
    pub(crate) async fn file(
        &self,
        site: &Site,
        request: FileRequest,
        transfer: &mut Transfer,
    ) -> Response {
        // Whatever goes wrong ends the transfer: it is taken out, and put back when it goes on.
        let now = std::mem::take(transfer);
        let answered = match (request, now) {
            (FileRequest::Attach(request), _) => self.attach(site, request).await,
            (FileRequest::Piece(piece), Transfer::In(draft, waits)) => {
                self.take(draft, waits, piece).await
            }
            (FileRequest::Wait, Transfer::In(draft, waits)) => {
                Ok((FileResponse::Ready, Transfer::In(draft, waits)))
            }
            (FileRequest::Fetch(request), _) => self.fetch(site, &request).await,
            (FileRequest::Next, Transfer::Out(reading)) => next(reading),
            (FileRequest::Held(files), now) => self.held(&files).await.map(|held| (held, now)),
            (FileRequest::Piece(_) | FileRequest::Wait | FileRequest::Next, _) => {
                Err(Not::Asked("no file is on its way"))
            }
        };
        match answered {
            Ok((response, after)) => {
                *transfer = after;
                Response::File(response)
            }
            Err(not) => not.told(),
        }
    }

    async fn attach(&self, site: &Site, request: AttachRequest) -> Result<Answer, Not> {
        let AttachRequest { officer, body, stream, coming, media_type } = request;
        let waits = match self.access.of_files(site, officer, body, stream).await? {
            Files::Read => None,
            Files::Unwritten if coming => Some(officer),
            Files::Unwritten => return Err(Not::refused(Refusal::NotHeld)),
            Files::Nothing => return Err(Not::refused(Refusal::Forbidden)),
        };
        if self.blobs.full(stream) {
            return Err(Not::refused(Refusal::Full));
        }
        let key = KeyId::Stream(stream);
        let room = match waits {
            Some(officer) => Some(self.room_to_wait(stream, officer).await?),
            None => None,
        };
        let made = self.keys.find_or_make(&BTreeSet::from([key]), site).await?;
        drop(room);
        let held = made.get(&key).ok_or(Not::refused(Refusal::UnknownKey))?;
        let header = Header::new(&held.dek, &self.origin, stream, media_type);
        let pieces = Pieces::of(&held.dek, &self.origin, &header);
        let pieces = pieces.map_err(|_| Not::refused(Refusal::Tampered))?;
        let draft = self.blobs.draft(&header, pieces)?;
        Ok((FileResponse::Ready, Transfer::In(Box::new(draft), waits)))
    }

    /// Room for files that wait for a command of `officer`: made, if need be, by seeing which of
    /// the commands came.
    async fn room_to_wait(
        &self,
        stream: StreamId,
        officer: OfficerId,
    ) -> Result<RwLockReadGuard<'_, ()>, Not> {
        if let Some(room) = self.keys.wait(stream, officer).await? {
            return Ok(room);
        }
        let mut written = self.keys.waiting_of(officer).await?;
        let unwritten = self.access.unwritten(&written).await?;
        written.retain(|stream| !unwritten.contains(stream));
        self.keys.wait_no_more(&written).await?;
        let room = self.keys.wait(stream, officer).await?;
        room.ok_or(Not::refused(Refusal::Waiting))
    }

    /// Removes the files for which no command came within a day, and the keys made for them alone.
    ///
    /// # Errors
    /// [`Not`] when the log or the database cannot be read, or a file cannot be removed; whatever is
    /// left is removed the next time.
    pub(crate) async fn forget_unwritten(&self) -> Result<(), Not> {
        for _ in 0..FORGET_ROUNDS_MAX {
            let stale = self.keys.waited_too_long().await?;
            if stale.is_empty() {
                return Ok(());
            }
            let unwritten = self.access.unwritten(&stale).await?;
            self.keys.wait_no_more(&stale.difference(&unwritten).copied().collect()).await?;
            for stream in unwritten {
                let _naming = self.blobs.naming.lock().await;
                // A command may have come since the log was read.
                if let Some(alone) = self.keys.gone_stale(stream).await? {
                    self.blobs.forget(stream)?;
                    self.keys.let_go(stream, &alone).await?;
                    metrics::counter!("vault_streams_never_written").increment(1);
                }
            }
        }
        Ok(())
    }

    async fn take(
        &self,
        mut draft: Box<Draft>,
        waits: Option<OfficerId>,
        piece: Piece,
    ) -> Result<Answer, Not> {
        draft.take(piece.clear.as_ref(), piece.last).map_err(|not| match not {
            NotTaken::Length => Not::Asked("a piece of a wrong length, or one too many"),
            NotTaken::Disk(error) => Not::Kept(error),
        })?;
        if !piece.last {
            return Ok((FileResponse::Ready, Transfer::In(draft, waits)));
        }
        let stream = draft.header.stream;
        let naming = self.blobs.naming.lock().await;
        // Its key may have been destroyed since it began.
        self.live_key(stream).await?;
        if let Some(officer) = waits
            && !self.keys.waits(stream, officer, draft.size).await?
        {
            return Err(Not::refused(Refusal::Waiting));
        }
        let blobs = Arc::clone(&self.blobs);
        let attached = beside(move || blobs.name(&mut draft)).await?;
        drop(naming);
        metrics::counter!("vault_files_sealed").increment(1);
        Ok((FileResponse::Attached(attached), Transfer::None))
    }

    async fn fetch(&self, site: &Site, request: &FetchRequest) -> Result<Answer, Not> {
        let &FetchRequest { officer, body, stream, digest } = request;
        match self.access.of_files(site, officer, body, stream).await? {
            Files::Read => {}
            Files::Unwritten => return Err(Not::refused(Refusal::NotHeld)),
            Files::Nothing => return Err(Not::refused(Refusal::Forbidden)),
        }
        let held = match self.live_key(stream).await {
            Err(Not::Done(crate::keys::KeyError::Refused(Refusal::UnknownKey))) => {
                return Err(Not::refused(Refusal::NotHeld));
            }
            held => held?,
        };
        let tampered = || Not::refused(Refusal::Tampered);
        let found = self.blobs.find(stream, digest).map_err(damaged)?;
        let (file, header, attached) = found.ok_or(Not::refused(Refusal::NotHeld))?;
        if header.stream != stream {
            return Err(tampered());
        }
        let pieces = Pieces::of(&held.dek, &self.origin, &header).map_err(|_| tampered())?;
        let of = attached.clone();
        let reading = beside(move || Reading::begin(file, pieces, &of)).await?;
        let reading = reading.ok_or_else(tampered)?;
        metrics::counter!("vault_files_opened").increment(1);
        Ok((FileResponse::Found(attached), Transfer::Out(Box::new(reading))))
    }

    async fn held(&self, files: &[(StreamId, Digest)]) -> Result<FileResponse, Not> {
        if files.len() > ITEMS_MAX {
            return Err(Not::Asked("too many files at once"));
        }
        let streams = files.iter().map(|&(stream, _)| stream).collect();
        let _awaited = self.keys.awaited(&streams, false).await?;
        let one = |&(stream, digest): &(StreamId, Digest)| {
            // What cannot be read is not there for a command to name.
            let found = self.blobs.find(stream, digest).ok().flatten();
            found.map(|(_, _, attached): (_, _, Attachment)| attached)
        };
        Ok(FileResponse::Held(files.iter().map(one).collect()))
    }

    async fn live_key(&self, stream: StreamId) -> Result<Arc<HeldKey>, Not> {
        let key = KeyId::Stream(stream);
        match self.keys.find(&BTreeSet::from([key])).await?.remove(&key) {
            Some(Found::Live(held)) => Ok(held),
            Some(Found::Destroyed) => Err(Not::refused(Refusal::Destroyed)),
            None => Err(Not::refused(Refusal::UnknownKey)),
        }
    }

    /// Removes the files that were sealed under a key which is no more.
    pub(crate) async fn forget_files(&self, key: KeyId) -> Result<(), Not> {
        if let KeyId::Stream(stream) = key {
            let _naming = self.blobs.naming.lock().await;
            self.blobs.forget(stream)?;
        }
        Ok(())
    }

    /// Removes what destructions that were cut short left.
    ///
    /// # Errors
    /// When the database cannot be read, or a file cannot be removed.
    pub(crate) async fn finish_forgetting(&self) -> Result<(), crate::RunError> {
        let failed = |not: Not| {
            not.told();
            let source = std::io::Error::other("files of a destroyed key could not be removed");
            crate::RunError::file(std::path::Path::new(crate::blobs::DIRECTORY), source)
        };
        let gone = self.keys.destroyed_streams().await.map_err(|error| failed(error.into()))?;
        for stream in gone {
            self.forget_files(KeyId::Stream(stream)).await.map_err(failed)?;
        }
        Ok(())
    }
}

/// Does blocking work beside the other connections.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}

/// What is answered, and what goes over the connection from then on.
type Answer = (FileResponse, Transfer);

fn next(mut reading: Box<Reading>) -> Result<Answer, Not> {
    let next = reading.next().map_err(damaged)?;
    let (clear, last) = next.ok_or(Not::refused(Refusal::Tampered))?;
    let piece = Piece { clear: ClearBytes::new(clear.to_vec()), last };
    let after = if last { Transfer::None } else { Transfer::Out(reading) };
    Ok((FileResponse::Piece(piece), after))
}

/// A file that ends too early or has no header is not what was sealed.
fn damaged(error: std::io::Error) -> Not {
    let kinds = [std::io::ErrorKind::InvalidData, std::io::ErrorKind::UnexpectedEof];
    if kinds.contains(&error.kind()) { Not::refused(Refusal::Tampered) } else { error.into() }
}

#[cfg(test)]
mod tests;
