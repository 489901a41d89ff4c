//! Answers one request of one site.

use std::collections::BTreeSet;

use proto::sealed::{KeyId, Sealed};
use proto::{Origin, Site};

use crate::access;
use crate::keys::{Found, KeyError, Keys};
use crate::macs::Macs;
use crate::protocol::{
    DestroyRequest, ITEMS_MAX, Item, LEGAL_BASIS_MAX, OpenRequest, PATH_MAX, Refusal, Request,
    Response, SEALED_AT_ONCE_MAX, SealAnswer, SealRequest, Tracking,
};
use crate::seal::{self, TEXT_MAX};
use crate::secret::{ClearText, Secret};

/// Everything that answers need.
#[derive(Debug)]
pub(crate) struct Vault {
    origin: Origin,
    keys: Keys,
    macs: Macs,
}

impl Vault {
    pub(crate) fn new(origin: Origin, keys: Keys, root: &Secret) -> Self {
        Self { origin, keys, macs: Macs::of(root) }
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
        };
        answered.unwrap_or_else(|not| match not {
            Not::Asked(why) => Response::Malformed { why: why.to_owned() },
            Not::Done(KeyError::Refused(refusal)) => Response::Refused { refusal },
            Not::Done(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, cause, "the vault could not answer");
                Response::Failed
            }
        })
    }

    async fn seal(&self, site: &Site, request: &SealRequest) -> Result<Response, Not> {
        within_bounds(request)?;
        let wanted: BTreeSet<KeyId> = request.texts.iter().map(|text| text.key).collect();
        let keys = self.keys.find_or_make(&wanted, site).await?;
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
        let keys = self.keys.find(&wanted).await?;
        let one = |item: &Sealed| match keys.get(&item.key) {
            None => Err(Refusal::UnknownKey),
            Some(Found::Destroyed) => Err(Refusal::Destroyed),
            Some(Found::Live(held)) => {
                access::may_open(site, request.officer, request.body, held)?;
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

    async fn destroy(&self, site: &Site, request: &DestroyRequest) -> Result<Response, Not> {
        let basis = request.legal_basis.trim();
        if basis.is_empty() || basis.len() > LEGAL_BASIS_MAX {
            return Err(Not::Asked("destroying a key needs its legal basis, 1000 bytes at most"));
        }
        self.keys.destroy(request.key, site, basis).await?;
        tracing::warn!(key.id = %request.key, site = %site, "a key was destroyed");
        Ok(Response::Destroyed)
    }
}

/// Why there is no proper answer.
enum Not {
    /// The request breaks a bound of the protocol.
    Asked(&'static str),
    Done(KeyError),
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
