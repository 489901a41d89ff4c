//! What of a petition's course several pages read alike. What is owed by a day, and whether it was
//! done in time, is told by [`petition::duties`].

use petition::{Addressee, Dated};
use proto::BodyId;

/// The last of what was said by or of one addressee.
pub(super) fn last_of<'a, T>(
    said: &'a [Dated<T>],
    of: impl Fn(&T) -> BodyId,
    to: &Addressee,
) -> Option<&'a Dated<T>> {
    said.iter().rfind(|said| to.is(of(&said.event)))
}
