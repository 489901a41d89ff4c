//! What a row is known by, so that the same file again changes nothing: a digest of its words. The
//! vault makes of it the key under which the row is sent.

use std::collections::BTreeMap;

use proto::Digest;
use sha2::{Digest as _, Sha256};

use crate::verdict::Petition;
use crate::words::tidy;

/// Counts how often the same words stood above.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    seen: BTreeMap<Digest, u32>,
}

impl Keys {
    /// The digest of `petition` and of how often it stood above.
    pub(crate) fn next(&mut self, scope: &str, petition: &Petition) -> Digest {
        let area = petition.area.as_ref().map_or("", |named| named.written.as_str());
        let day = petition.on.map(|day| day.to_string()).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [
            "hoiam import 1",
            scope,
            &petition.session,
            &petition.voter,
            area,
            &day,
            &tidy(&petition.content),
        ] {
            // The length before each part keeps "ab", "c" apart from "a", "bc".
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let words = Digest(hash.finalize().into());
        let above = self.seen.entry(words).or_default();
        *above += 1;
        let numbered = Sha256::new().chain_update(words.0).chain_update(above.to_be_bytes());
        Digest(numbered.finalize().into())
    }
}
