//! Where the auditor reads from: the store over the bus, or its file when nothing runs.

use std::future::Future;

use proto::decision::Read;
use proto::frame::Frame;
use proto::page::{Page, ReadRequest};
use proto::{Position, StreamId, Version};
use runtime::store::Store;

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the log cannot be read")]
pub struct SourceError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Something that answers as the store does.
pub trait Source: Send + Sync {
    /// The page that answers `request`.
    fn page(&self, request: ReadRequest) -> impl Future<Output = Result<Page, SourceError>> + Send;
}

/// Bounds the pages of one stream, so that a faulty answer cannot loop for ever.
const PAGES_MAX: usize = 10_000;

impl Source for Store {
    async fn page(&self, request: ReadRequest) -> Result<Page, SourceError> {
        Self::page(self, &request).await.map_err(|error| SourceError(Box::new(error)))
    }
}

/// The events of `stream` after `after`, up to and including version `upto`, in order.
pub(crate) async fn stream(
    source: &impl Source,
    stream: StreamId,
    after: Version,
    upto: Version,
) -> Result<Vec<Frame>, SourceError> {
    let (mut frames, mut known): (Vec<Frame>, Version) = (Vec::new(), after);
    for _ in 0..PAGES_MAX {
        if known >= upto {
            break;
        }
        let request = ReadRequest::Streams { streams: vec![Read(stream, known)], command: None };
        let page = source.page(request).await?;
        let Some(last) = page.frames.last() else { break };
        known = last.entry.version;
        frames.extend(page.frames);
    }
    frames.retain(|frame| frame.entry.version <= upto);
    Ok(frames)
}

/// The event at `position`.
pub(crate) async fn at(
    source: &impl Source,
    position: Position,
) -> Result<Option<Frame>, SourceError> {
    let after = Position(position.0.saturating_sub(1));
    let page = source.page(ReadRequest::Log { after, limit: 1 }).await?;
    Ok(page.frames.into_iter().find(|frame| frame.entry.position == position))
}
