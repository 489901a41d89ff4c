//! Sealed texts of many petitions for one page, opened in as few calls as the reader has bodies.

use std::collections::BTreeMap;

use portal_pages::petition::Text;
use proto::BodyId;
use proto::sealed::Sealed;
use register::Held;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::opened::opened;
use crate::pages::petition::opened_text;
use crate::pages::shell::Page;

/// Texts of one call; the vault takes a few more.
const AT_ONCE: usize = 400;

/// A text that a page would show.
pub(super) struct Wanted<'a> {
    /// How the page finds it again.
    pub(super) key: String,
    /// The petition that it belongs to: it says who may read it.
    pub(super) held: &'a Held,
    pub(super) sealed: &'a Sealed,
}

/// Opens what the reader may read; of the rest, why it is not shown.
pub(super) async fn open(app: &App, at: &Page, wanted: Vec<Wanted<'_>>) -> BTreeMap<String, Text> {
    let w = at.w();
    let mut shown = BTreeMap::new();
    let mut for_body: BTreeMap<BodyId, Vec<(String, Value)>> = BTreeMap::new();
    for Wanted { key, held, sealed } in wanted {
        match at.reader.reads_texts_for(&at.reader.bodies, held) {
            Some(body) => for_body.entry(body).or_default().push((key, json!(sealed))),
            None => {
                shown.insert(key, Text::Kept(w.t("not-yours")));
            }
        }
    }
    for (body, texts) in for_body {
        for texts in texts.chunks(AT_ONCE) {
            let sealed: Map<String, Value> = texts.iter().cloned().collect();
            let open = opened(&app.vault, at.reader.officer, body, Value::Object(sealed)).await;
            let open = open.as_object().into_iter().flatten();
            shown.extend(
                open.filter_map(|(key, text)| Some((key.clone(), opened_text(&w, Some(text))?))),
            );
        }
    }
    shown
}
