//! Who may open what: the one place where the vault decides it.
//!
//! For now a text belongs to the site that first used its key. The officer and the body are passed
//! in already, because the rule of the petition (who holds it, who follows it) will ask for them.

use proto::{BodyId, OfficerId, Site};

use crate::keys::HeldKey;
use crate::protocol::Refusal;

/// Whether `officer`, acting for `body`, may read a text under `key` through `site`'s socket.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub(crate) fn may_open(
    site: &Site,
    _officer: OfficerId,
    _body: BodyId,
    key: &HeldKey,
) -> Result<(), Refusal> {
    if key.site == *site { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// Whether a key that `first_used_by` made may be destroyed through `site`'s socket.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub(crate) fn may_destroy(site: &Site, first_used_by: &Site) -> Result<(), Refusal> {
    if first_used_by == site { Ok(()) } else { Err(Refusal::Forbidden) }
}
