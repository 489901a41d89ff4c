//! Where the auditor reads events from: the store over the bus, or its file when it is offline.

use std::future::Future;

use proto::decision::Read;
use proto::frame::Frame;
use proto::page::ReadRequest;
use proto::{Position, StreamId, Version};
use runtime::store::Store;

/// Why events could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the events cannot be read")]
pub struct SourceError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A place to read recorded events from.
pub trait Source {
    /// The events of `stream` after `after`, up to and including version `upto`, in order.
    fn stream(
        &mut self,
        stream: StreamId,
        after: Version,
        upto: Version,
    ) -> impl Future<Output = Result<Vec<Frame>, SourceError>> + Send;

    /// The event at `position`.
    fn at(
        &mut self,
        position: Position,
    ) -> impl Future<Output = Result<Option<Frame>, SourceError>> + Send;
}

/// Bounds the pages of one stream, so that a faulty answer cannot loop for ever.
const PAGES_MAX: usize = 10_000;

impl Source for Store {
    async fn stream(
        &mut self,
        stream: StreamId,
        after: Version,
        upto: Version,
    ) -> Result<Vec<Frame>, SourceError> {
        let (mut frames, mut known): (Vec<Frame>, Version) = (Vec::new(), after);
        for _ in 0..PAGES_MAX {
            if known >= upto {
                break;
            }
            let request =
                ReadRequest::Streams { streams: vec![Read(stream, known)], command: None };
            let page = self.page(&request).await.map_err(|error| SourceError(Box::new(error)))?;
            let Some(last) = page.frames.last() else { break };
            known = last.entry.version;
            frames.extend(page.frames);
        }
        frames.retain(|frame| frame.entry.version <= upto);
        Ok(frames)
    }

    async fn at(&mut self, position: Position) -> Result<Option<Frame>, SourceError> {
        let after = Position(position.0.saturating_sub(1));
        let request = ReadRequest::Log { after, limit: 1 };
        let page = self.page(&request).await.map_err(|error| SourceError(Box::new(error)))?;
        Ok(page.frames.into_iter().find(|frame| frame.entry.position == position))
    }
}
