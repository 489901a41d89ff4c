//! The voters' own words in rows that have no public wording, for a reader who may read them.
//!
//! Never asks petition by petition: one query says how they stand, one call for each of the
//! reader's bodies opens what that body may read. The vault decides again by itself.

use std::collections::BTreeMap;

use proto::sealed::Sealed;
use proto::{BodyId, StreamId};
use register::PetitionRow;

use crate::app::App;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// Characters of a text that a row shows.
const SHOWN_MAX: usize = 240;

/// The beginning of the words, by petition; what may not or cannot be read is left out.
pub(in crate::pages) async fn of(
    app: &App,
    at: &Page,
    rows: &[PetitionRow],
) -> Result<BTreeMap<StreamId, String>, Problem> {
    let texts = whole(app, at, rows).await?.into_iter();
    Ok(texts.map(|(stream, text)| (stream, begin(&text))).collect())
}

/// All of the words, by petition; what may not or cannot be read is left out.
pub(in crate::pages) async fn whole(
    app: &App,
    at: &Page,
    rows: &[PetitionRow],
) -> Result<BTreeMap<StreamId, String>, Problem> {
    let private: Vec<&PetitionRow> =
        rows.iter().filter(|row| row.public_wording.is_none()).collect();
    let mut texts = BTreeMap::new();
    if private.is_empty() {
        return Ok(texts);
    }
    let streams: Vec<StreamId> = private.iter().map(|row| row.stream).collect();
    let held = app.register.held_of(&streams).await?;
    let mut asked: BTreeMap<BodyId, Vec<(StreamId, Sealed)>> = BTreeMap::new();
    for row in private {
        let reader = held.get(&row.stream);
        let reader = reader.and_then(|held| at.reader.reads_texts_for(&at.reader.bodies, held));
        if let (Some(body), Ok(sealed)) = (reader, serde_json::from_str(&row.original)) {
            asked.entry(body).or_default().push((row.stream, sealed));
        }
    }
    for (body, items) in asked {
        let (streams, items): (Vec<StreamId>, Vec<Sealed>) = items.into_iter().unzip();
        match app.vault.open(at.reader.officer, body, items).await {
            Ok(opened) => {
                let opened = streams.into_iter().zip(opened);
                let read =
                    opened.filter_map(|(id, text)| Some((id, text.ok()?.as_str().to_owned())));
                texts.extend(read);
            }
            // The rows are shown without them.
            Err(error) => tracing::warn!(%error, "texts of rows are not shown"),
        }
    }
    Ok(texts)
}

/// The beginning of a text, cut behind a word.
fn begin(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(SHOWN_MAX) else { return line };
    let cut = line.get(..end).unwrap_or(&line);
    let whole = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("{whole} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_behind_a_whole_word() {
        assert_eq!(begin("Đường\n ngập"), "Đường ngập");
        let long = begin(&"ngập ".repeat(100));
        assert!(long.ends_with("ngập …") && long.chars().count() <= SHOWN_MAX + 2);
        assert_eq!(begin(&"ă".repeat(300)).chars().count(), SHOWN_MAX + 2);
    }
}
