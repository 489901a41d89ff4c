//! The files that go with a petition: listed with what each came with, and given out as something to
//! save, from an address whose answer no browser runs.

use axum::extract::State;
use axum::response::Response;
use portal_pages::petition::File;
use proto::Digest;
use serde_json::Value;

use crate::app::Shared;
use crate::attachments;
use crate::pages::json::{At, items};
use crate::pages::shell::Page;
use crate::params::{Named, Params};
use crate::problem::Problem;

/// Gives a file of a petition, as the API does.
pub(super) async fn give(
    State(app): State<Shared>,
    at: Page,
    Named((number, digest)): Named<(String, Digest)>,
) -> Result<Response, Problem> {
    let of = Params(attachments::Of::stream(number));
    attachments::get(at.reader, State(app), Named(digest), of).await
}

/// Every file of a history, newest first.
pub(super) fn all(at: &Page, shown: &Value, history: &Value) -> Vec<File> {
    let entries = items(history, "/entries").iter().rev();
    entries.flat_map(|entry| of_entry(at, shown, entry)).collect()
}

/// The files of one entry: those attached, and the scan of its paper.
pub(super) fn of_entry(at: &Page, shown: &Value, entry: &Value) -> Vec<File> {
    let w = at.w();
    let with = w.event(entry.text("/type").unwrap_or_default());
    let body = entry.text("/body").and_then(|id| id.parse().ok()).map(|id| at.name(id));
    let readable = shown.pointer("/texts").is_some_and(Value::is_object);
    let number = shown.words("/number");
    let file = |file: &Value, with: String| {
        let digest = file.text("/digest")?;
        Some(File {
            kind: kind(at, file.text("/media_type").unwrap_or_default()),
            size: size(at, file.number("/size")),
            address: readable.then(|| format!("/kien-nghi/{number}/tep/{digest}")),
            with,
            body: body.clone().unwrap_or_default(),
            on: entry.words("/occurred_on"),
        })
    };
    let attached = items(entry, "/data/attachments").iter();
    let attached = attached.filter_map(|one| file(one, with.clone()));
    // The scan of a letter to an addressee lies with the letter, not with the petition.
    let own = entry.text("/type") != Some("forwarding.petition_forwarded");
    let scan = entry.pointer("/document/scan").filter(|_| own);
    let scan = scan.and_then(|scan| file(scan, format!("{} – {with}", w.t("scan"))));
    attached.chain(scan).collect()
}

/// What a file is, as people say it.
pub(in crate::pages) fn kind(at: &Page, media_type: &str) -> String {
    let word = match media_type {
        "application/pdf" => "PDF",
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "image/webp" => "WebP",
        "text/plain" => return at.w().t("file-text"),
        _ if media_type.ends_with("wordprocessingml.document") => "Word (DOCX)",
        _ if media_type.ends_with("spreadsheetml.sheet") => "Excel (XLSX)",
        _ if media_type.ends_with("opendocument.text") => "ODT",
        other => other,
    };
    let picture = media_type.starts_with("image/");
    format!("{} {word}", at.w().t(if picture { "file-picture" } else { "file" }))
}

/// How large, in the units that people know.
pub(in crate::pages) fn size(at: &Page, bytes: u64) -> String {
    let comma = |text: String| match at.w().language {
        portal_pages::Language::Vietnamese => text.replace('.', ","),
        portal_pages::Language::English => text,
    };
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(1_048_576);
            comma(format!("{}.{} MB", tenths / 10, tenths % 10))
        }
    }
}
