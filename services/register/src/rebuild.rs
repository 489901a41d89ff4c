//! Making a register from the frames of a log, without a bus.

use std::path::Path;

use proto::frame::Frame;
use proto::{Digest, Incarnation};
use runtime::consume::{Arrived, Cursor, Sink, arrive};
use runtime::sqlite::OpenError;
use runtime::store::StoreError;

use crate::read::{ReadError, Register};
use crate::write::{ApplyError, Writer};

/// Events applied in one transaction.
const BATCH: usize = 256;

/// Why a register could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The file cannot be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A frame is not what this program can read.
    #[error(transparent)]
    Frame(#[from] StoreError),
    /// The register cannot be written.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The register cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Writer {
    /// Applies `frames`, which follow on what is there, in one transaction.
    ///
    /// # Errors
    /// [`RebuildError`]: `Frame` names the position; nothing was applied.
    pub async fn apply_frames(
        &mut self,
        incarnation: Incarnation,
        frames: &[Frame],
    ) -> Result<(), RebuildError> {
        let arrived: Vec<Arrived> = frames.iter().map(arrive).collect::<Result<_, _>>()?;
        let Some(last) = arrived.last() else { return Ok(()) };
        let cursor = Cursor { incarnation, position: last.entry.position, leaf: last.leaf };
        Ok(self.apply(&arrived, cursor).await?)
    }
}

/// Makes a register at `path`, where no file is, from all `frames` of a log, and gives its digest.
///
/// # Errors
/// [`RebuildError`].
pub async fn rebuild_from(
    path: &Path,
    incarnation: Incarnation,
    frames: impl IntoIterator<Item = Frame>,
) -> Result<Digest, RebuildError> {
    let (register, mut writer) = Register::open(path).await?;
    writer.reset().await?;
    let mut frames = frames.into_iter();
    loop {
        let batch: Vec<Frame> = frames.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(register.digest().await?);
        }
        writer.apply_frames(incarnation, &batch).await?;
    }
}
