//! Answers one request of one site.

use std::collections::BTreeSet;
use std::sync::Arc;

use proto::sealed::{KeyId, Sealed};
use proto::{Digest, Origin, Site};
use runtime::store::StoreError;

use crate::access::Access;
use crate::blobs::Blobs;
use crate::keys::{Found, KeyError, Keys};
use crate::macs::Macs;
use crate::protocol::{
    DestroyRequest, GONE_MAX, GoneRequest, ITEMS_MAX, Item, LEGAL_BASIS_MAX, OpenRequest, PATH_MAX,
    Refusal, Request, Response, SEALED_AT_ONCE_MAX, SealAnswer, SealRequest, Tracking,
};
use crate::seal::{self, TEXT_MAX};
use crate::secret::{ClearText, Secret};

/// Everything that answers need.
pub(crate) struct Vault {
    pub(crate) origin: Origin,
    pub(crate) keys: Keys,
    macs: Macs,
    pub(crate) access: Access,
    pub(crate) blobs: Arc<Blobs>,
}

impl Vault {
    pub(crate) fn new(
        origin: Origin,
        keys: Keys,
        root: &Secret,
        access: Access,
        blobs: Blobs,
    ) -> Self {
        Self { origin, keys, macs: Macs::of(root), access, blobs: Arc::new(blobs) }
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Closes the files.
    pub(crate) async fn close(self) {
        self.keys.close().await;
    }

    /// Answers `request`, which came through `site`'s socket.
    pub(crate) async fn answer(&self, site: &Site, request: Request) -> Response {
        let answered = match request {
            Request::Ping => Ok(Response::Pong),
            Request::Seal(request) => self.seal(site, &request).await,
            Request::Open(request) => self.open(site, &request).await,
            Request::Tracking(request) => self.tracking(&request.code),
            Request::Destroy(request) => self.destroy(site, &request).await,
            Request::Rows(request) => self.rows(site, &request.rows),
            Request::Gone(request) => self.gone(&request).await,
            Request::File(_) => Err(Not::Asked("a file goes over a connection of its own")),
        };
        answered.unwrap_or_else(Not::told)
    }

    async fn seal(&self, site: &Site, request: &SealRequest) -> Result<Response, Not> {
        within_bounds(request)?;
        let wanted: BTreeSet<KeyId> = request.texts.iter().map(|text| text.key).collect();
        // Files that wait for this command stay, and so does the key that seals its texts.
        let awaited = self.keys.awaited(&BTreeSet::from([request.stream]), true).await?;
        let keys = self.keys.find_or_make(&wanted, site).await?;
        drop(awaited);
        let mut sealed = Vec::with_capacity(request.texts.len());
        for text in &request.texts {
            let Some(held) = keys.get(&text.key) else {
                return Err(Not::Done(KeyError::Refused(Refusal::UnknownKey)));
            };
            let one = seal::seal(
                &held.dek,
                text.key,
                &self.origin,
                request.stream,
                &text.path,
                &text.text,
            );
            sealed.push(one.map_err(|_| Not::Asked("a text is too long to be sealed"))?);
        }
        let tracking = if request.tracked {
            let code = self.macs.tracking_code(site, request.command_id);
            self.macs.tracking(&code).map(|mac| Tracking { code, mac })
        } else {
            None
        };
        metrics::counter!("vault_texts_sealed").increment(sealed.len() as u64);
        let request_mac = self.macs.request(site, request.command_id, &request.api_form);
        Ok(Response::Sealed(SealAnswer { request_mac, sealed, tracking }))
    }

    async fn open(&self, site: &Site, request: &OpenRequest) -> Result<Response, Not> {
        if request.items.len() > ITEMS_MAX {
            return Err(Not::Asked("too many texts to open at once"));
        }
        let wanted: BTreeSet<KeyId> = request.items.iter().map(|item| item.key).collect();
        let may = self.access.of(site, request.officer, request.body, &request.items).await?;
        let keys = self.keys.find(&wanted).await?;
        let one = |item: &Sealed| match keys.get(&item.key) {
            None => Err(Refusal::UnknownKey),
            Some(Found::Destroyed) => Err(Refusal::Destroyed),
            Some(Found::Live(held)) => {
                may.open(item)?;
                seal::open(&held.dek, &self.origin, item).map_err(|_| Refusal::Tampered)
            }
        };
        let opened: Vec<Item> = request
            .items
            .iter()
            .map(|item| one(item).map_or_else(Item::Refused, Item::Text))
            .collect();
        let refused = opened.iter().filter(|item| matches!(item, Item::Refused(_))).count();
        metrics::counter!("vault_texts_opened").increment((opened.len() - refused) as u64);
        metrics::counter!("vault_texts_refused").increment(refused as u64);
        Ok(Response::Opened(opened))
    }

    fn tracking(&self, code: &ClearText) -> Result<Response, Not> {
        let mac = self.macs.tracking(code);
        let mac = mac.ok_or(Not::Done(KeyError::Refused(Refusal::NotATrackingCode)))?;
        Ok(Response::Tracking { mac })
    }

    fn rows(&self, site: &Site, rows: &[Digest]) -> Result<Response, Not> {
        if rows.len() > ITEMS_MAX {
            return Err(Not::Asked("too many rows at once"));
        }
        Ok(Response::Rows(rows.iter().map(|words| self.macs.row(site, words)).collect()))
    }

    /// Any site of the realm may know: it keeps nothing of a text whose key is no more.
    async fn gone(&self, request: &GoneRequest) -> Result<Response, Not> {
        // Counted first: what is destroyed meanwhile is told again, and never left out.
        let count = self.keys.count_destroyed().await?;
        let streams = match request.unless {
            Some(known) if known == count => Vec::new(),
            Some(_) | None => self.keys.destroyed_behind(request.after, GONE_MAX).await?,
        };
        Ok(Response::Gone { count, streams })
    }

    async fn destroy(&self, site: &Site, request: &DestroyRequest) -> Result<Response, Not> {
        let basis = request.legal_basis.trim();
        if basis.is_empty() || basis.len() > LEGAL_BASIS_MAX {
            return Err(Not::Asked("destroying a key needs its legal basis, 1000 bytes at most"));
        }
        self.keys.destroy(request.key, site, basis).await?;
        self.forget_files(request.key).await?;
        tracing::warn!(key.id = %request.key, site = %site, "a key was destroyed");
        Ok(Response::Destroyed)
    }
}

/// Why there is no proper answer.
pub(crate) enum Not {
    /// The request breaks a bound of the protocol.
    Asked(&'static str),
    /// Who may read what is not known now.
    Known(StoreError),
    Done(KeyError),
    /// A file could not be read or written.
    Kept(std::io::Error),
}

impl Not {
    /// As it is answered; what is nobody's mistake is logged, once.
    pub(crate) fn told(self) -> Response {
        match self {
            Self::Asked(why) => Response::Malformed { why: why.to_owned() },
            Self::Done(KeyError::Refused(refusal)) => Response::Refused { refusal },
            Self::Known(error) => {
                tracing::warn!(%error, "the log cannot be read, so nothing is opened");
                Response::Failed
            }
            Self::Done(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, "the vault could not answer");
                Response::Failed
            }
            Self::Kept(error) => {
                tracing::error!(%error, "a file of the vault could not be read or written");
                Response::Failed
            }
        }
    }

    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self::Done(KeyError::Refused(refusal))
    }
}

impl From<std::io::Error> for Not {
    fn from(error: std::io::Error) -> Self {
        Self::Kept(error)
    }
}

impl From<StoreError> for Not {
    fn from(error: StoreError) -> Self {
        Self::Known(error)
    }
}

impl From<KeyError> for Not {
    fn from(error: KeyError) -> Self {
        Self::Done(error)
    }
}

/// Checked before a key is made, so that a request that cannot be answered leaves nothing behind.
fn within_bounds(request: &SealRequest) -> Result<(), Not> {
    if request.texts.len() > ITEMS_MAX {
        return Err(Not::Asked("too many texts to seal at once"));
    }
    let lengths = || request.texts.iter().map(|text| text.text.as_str().len());
    if lengths().any(|len| len > TEXT_MAX) {
        return Err(Not::Asked("a text is too long to be sealed"));
    }
    if lengths().sum::<usize>() > SEALED_AT_ONCE_MAX {
        return Err(Not::Asked("too much text to seal at once"));
    }
    let named = |path: &str| (1..=PATH_MAX).contains(&path.len());
    if !request.texts.iter().all(|text| named(&text.path)) {
        return Err(Not::Asked("a path has 1 to 100 bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
