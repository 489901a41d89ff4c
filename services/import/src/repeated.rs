//! Rows of a book that say the same: nothing but the running number tells them apart.
//!
//! Two voters may have raised the same in the same words, so nothing is left out here: who brings the
//! book in is told.

use std::collections::BTreeMap;

use proto::Digest;

use crate::{Book, Petition};

impl Book {
    /// Places in the book's rows that repeat a row above, each with the number in the sheet of the
    /// first that says the same.
    #[must_use]
    pub fn repeated(&self) -> BTreeMap<usize, usize> {
        let mut first = BTreeMap::new();
        let mut repeated = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            let crate::Verdict::Petition(petition) = &row.verdict else { continue };
            let above = *first.entry(said(petition)).or_insert(row.row);
            if above != row.row {
                repeated.insert(at, above);
            }
        }
        repeated
    }
}

/// Everything that a row says but its number, in letters that can be compared.
fn said(petition: &Petition) -> String {
    let unnumbered = Petition { key: Digest([0; 32]), ordinal: String::new(), ..petition.clone() };
    serde_json::json!(unnumbered).to_string()
}
