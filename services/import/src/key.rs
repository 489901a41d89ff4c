//! The name under which a row is sent, so that the same file again changes nothing.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::verdict::Petition;
use crate::words::tidy;

/// Counts how often the same words stood above.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    seen: BTreeMap<String, u32>,
}

impl Keys {
    /// The key of `petition`: `import-` and 64 hexadecimal digits.
    pub(crate) fn next(&mut self, scope: &str, petition: &Petition) -> String {
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
        let words = hex::encode(hash.finalize());
        let above = self.seen.entry(words.clone()).or_default();
        *above += 1;
        let numbered = Sha256::new().chain_update(words).chain_update(above.to_be_bytes());
        format!("import-{}", hex::encode(numbered.finalize()))
    }
}
