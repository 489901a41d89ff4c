//! The files that pages need, embedded, each with a tag that changes when its bytes do.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: &'static str,
    /// Of its bytes, in quotes, as in the header `ETag`.
    pub tag: String,
}

/// The file called `name`, `hoiam.css` or `vendor/htmx.min.js`; none of another name.
#[must_use]
pub fn named(name: &str) -> Option<Asset> {
    let media_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "LICENSE" => "text/plain; charset=utf-8",
        _ => return None,
    };
    let file = Files::get(name)?;
    let digest = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", hex::encode(digest.get(..12)?));
    Some(Asset { bytes: file.data, media_type, tag })
}

/// Where the file called `name` is had, as pages write it: another address when its bytes are other
/// ones, so that a browser may keep what it got there.
#[must_use]
pub fn at(name: &str) -> String {
    let version = named(name).map(|asset| asset.tag.replace('"', "")).unwrap_or_default();
    format!("/assets/{name}?v={version}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_page_needs_is_there_and_small() {
        let needed = ["hoiam.css", "hoiam.js", "vendor/htmx.min.js", "vendor/hx-sse.min.js"];
        let sizes = needed.map(|name| named(name).unwrap().bytes.len());
        assert!(sizes.iter().sum::<usize>() < 90 * 1024, "{sizes:?}");
        assert!(named("vendor/htmx.LICENSE").is_some());
    }

    #[test]
    fn other_names_find_nothing() {
        for name in ["", "x", "../Cargo.toml", "hoiam.css/", "vendor", "/etc/passwd"] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
