//! One file on its way into the vault or out of it, over one connection.
//!
//! Who may is decided at the beginning, as for texts ([`crate::access`]). A connection that ends
//! takes its transfer with it: what was written of a file so far is removed.
//!
//! Blocking work that takes longer than a write to memory, the last sync and the reading of a whole
//! file, is done beside the other connections.

use std::collections::BTreeSet;
use std::sync::Arc;

use proto::sealed::KeyId;
use proto::{Attachment, Digest, Site, StreamId};

use crate::access::Files;
use crate::answer::{Not, Vault};
use crate::blob::{Header, Pieces};
use crate::blobs::{Draft, NotTaken, Reading};
use crate::keys::{Found, HeldKey};
use crate::protocol::{
    AttachRequest, FetchRequest, FileRequest, FileResponse, ITEMS_MAX, Piece, Refusal, Response,
};
use crate::secret::ClearBytes;

/// What goes over a connection now.
#[derive(Default)]
pub(crate) enum Transfer {
    /// Nothing.
    #[default]
    None,
    /// A file into the vault.
    In(Box<Draft>),
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
            (FileRequest::Piece(piece), Transfer::In(draft)) => self.take(draft, piece).await,
            (FileRequest::Fetch(request), _) => self.fetch(site, &request).await,
            (FileRequest::Next, Transfer::Out(reading)) => next(reading),
            (FileRequest::Held(files), now) => self.held(&files).map(|held| (held, now)),
            (FileRequest::Piece(_) | FileRequest::Next, _) => {
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
        let AttachRequest { officer, body, stream, media_type } = request;
        match self.access.of_files(site, officer, body, stream).await? {
            Files::Read | Files::Unwritten => {}
            Files::Nothing => return Err(Not::refused(Refusal::Forbidden)),
        }
        if self.blobs.full(stream) {
            return Err(Not::refused(Refusal::Full));
        }
        let key = KeyId::Stream(stream);
        let made = self.keys.find_or_make(&BTreeSet::from([key]), site).await?;
        let held = made.get(&key).ok_or(Not::refused(Refusal::UnknownKey))?;
        let header = Header::new(&held.dek, &self.origin, stream, media_type);
        let pieces = Pieces::of(&held.dek, &self.origin, &header);
        let pieces = pieces.map_err(|_| Not::refused(Refusal::Tampered))?;
        let draft = self.blobs.draft(&header, pieces)?;
        Ok((FileResponse::Ready, Transfer::In(Box::new(draft))))
    }

    async fn take(&self, mut draft: Box<Draft>, piece: Piece) -> Result<Answer, Not> {
        draft.take(piece.clear.as_ref(), piece.last).map_err(|not| match not {
            NotTaken::Length => Not::Asked("a piece of a wrong length, or one too many"),
            NotTaken::Disk(error) => Not::Kept(error),
        })?;
        if !piece.last {
            return Ok((FileResponse::Ready, Transfer::In(draft)));
        }
        let stream = draft.header.stream;
        let naming = self.blobs.naming.lock().await;
        // Its key may have been destroyed since it began.
        self.live_key(stream).await?;
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

    fn held(&self, files: &[(StreamId, Digest)]) -> Result<FileResponse, Not> {
        if files.len() > ITEMS_MAX {
            return Err(Not::Asked("too many files at once"));
        }
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
