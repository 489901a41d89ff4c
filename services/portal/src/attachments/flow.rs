//! Files on their way between a client and the vault: at the client's pace, within bounds.
//!
//! Invariants:
//! - a client that takes nothing for [`STALLED_MAX`] has its place no more, though its connection
//!   may stand for longer: the file is pumped beside the answer, not by it;
//! - an honest slow link (256 kbit/s) gets the longest file through within [`WITHIN`];
//! - the vault's line is kept alive while a piece is on its way here;
//! - an officer has [`OF_AN_OFFICER_MAX`] files on their way at a time, so that one keeps none of
//!   the other officers out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use proto::OfficerId;
use runtime::task;
use tokio::sync::mpsc;
use tokio::time::timeout;
use vault::{Attaching, Fetching, PIECE_LEN, VaultError};

use super::{RETRY_S, SIZE_MAX, told, too_large};
use crate::problem::Problem;

/// How long a file may take: 20 MiB over 256 kbit/s are eleven minutes.
pub(super) const WITHIN: Duration = Duration::from_secs(1_200);
/// How long a client may take no piece. The vault hangs up on a line that is silent for 30 s.
pub(super) const STALLED_MAX: Duration = Duration::from_secs(20);
/// The vault hears that often that a piece is still on its way.
const ALIVE_EVERY: Duration = Duration::from_secs(10);
/// So often at most for one piece of 64 KiB: a minute.
const WAITS_MAX: usize = 6;
/// Files of one officer on their way at a time.
pub(super) const OF_AN_OFFICER_MAX: usize = 4;
/// Pieces between the vault and the client.
const AHEAD: usize = 1;

/// How many files of each officer are on their way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<OfficerId, usize>>>);

impl Places {
    /// A place for one file of `officer`.
    ///
    /// # Errors
    /// 429 where the officer has as many as may be.
    pub(super) fn take(&self, officer: OfficerId) -> Result<Place, Problem> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(officer).or_default();
        if *count == OF_AN_OFFICER_MAX {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "attachments_at_once");
            return Err(problem.with("max", OF_AN_OFFICER_MAX));
        }
        *count += 1;
        Ok(Place { all: self.clone(), officer })
    }

    /// Whether no file is on its way.
    #[cfg(test)]
    pub(crate) fn are_free(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// The place of one file; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    all: Places,
    officer: OfficerId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.officer) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.officer);
            }
        }
    }
}

/// Why an answer ends before its file does.
#[derive(Debug, thiserror::Error)]
#[error("the file ended early")]
pub(crate) struct CutOff;

/// The pieces of `fetching`, for a client that takes one at least every `stalled_max`; `place` is
/// given back when the last is on its way, or when the client is too slow or gone.
pub(crate) fn pumped<P: Send + 'static>(
    mut fetching: Fetching,
    place: P,
    stalled_max: Duration,
) -> impl Stream<Item = Result<Bytes, CutOff>> + Send {
    let left = u64::from(fetching.file().size);
    let (give, take) = mpsc::channel(AHEAD);
    task::detach(async move {
        let pumping = async {
            while let Some(piece) = fetching.next().await? {
                let given = timeout(stalled_max, give.send(Bytes::from_owner(piece))).await;
                if !matches!(given, Ok(Ok(()))) {
                    metrics::counter!("hoiam_attachments_stalled_total").increment(1);
                    break;
                }
            }
            Ok::<_, VaultError>(())
        };
        if let Ok(Err(error)) = timeout(WITHIN, pumping).await {
            tracing::warn!(%error, "a file could not be given to its end");
        }
        drop(place);
    });
    // Shorter than its Content-Length said, the answer is cut off and not ended.
    stream::try_unfold((take, left), |(mut take, left)| async move {
        match take.recv().await {
            Some(piece) => {
                let left = left.saturating_sub(piece.len() as u64);
                Ok(Some((piece, (take, left))))
            }
            None if left == 0 => Ok(None),
            None => Err(CutOff),
        }
    })
}

/// A body that comes in.
pub(super) struct Coming {
    body: BodyDataStream,
    buffer: Vec<u8>,
    size: u64,
    alive_every: Duration,
}

impl Coming {
    pub(super) fn new(body: BodyDataStream) -> Self {
        Self { body, buffer: Vec::new(), size: 0, alive_every: ALIVE_EVERY }
    }

    /// The next [`PIECE_LEN`] bytes; fewer at the end, none after it. Where `line` to the vault is
    /// open already, it is kept so.
    pub(super) async fn piece(
        &mut self,
        mut line: Option<&mut Attaching>,
    ) -> Result<Vec<u8>, Problem> {
        for _ in 0..WAITS_MAX {
            // What came of the piece stays in the buffer, whenever the wait is cut short.
            if let Ok(filled) = timeout(self.alive_every, self.fill()).await {
                filled?;
                let behind = self.buffer.split_off(self.buffer.len().min(PIECE_LEN));
                return Ok(std::mem::replace(&mut self.buffer, behind));
            }
            if let Some(line) = line.as_deref_mut() {
                line.wait().await.map_err(|error| told(&error))?;
            }
        }
        Err(Problem::later("timed_out", RETRY_S))
    }

    async fn fill(&mut self) -> Result<(), Problem> {
        while self.buffer.len() < PIECE_LEN {
            let Some(chunk) = self.body.next().await else { break };
            let cut = |_| Problem::new(StatusCode::BAD_REQUEST, "cut_off");
            let chunk = chunk.map_err(cut)?;
            self.size += chunk.len() as u64;
            if self.size > SIZE_MAX {
                return Err(too_large());
            }
            self.buffer.extend_from_slice(&chunk);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use runtime::wait;

    use super::*;

    /// A body whose chunks come each after `pause`; at its end it is silent for ever.
    fn halting(chunks: usize, pause: Duration) -> Coming {
        let chunks = stream::iter(0..chunks).then(move |n| async move {
            wait::pause(pause).await;
            Ok::<_, std::io::Error>(Bytes::from(vec![u8::try_from(n).unwrap(); PIECE_LEN / 4]))
        });
        let body = Body::from_stream(chunks.chain(stream::pending())).into_data_stream();
        Coming { alive_every: Duration::from_millis(100), ..Coming::new(body) }
    }

    #[tokio::test]
    async fn a_piece_that_comes_slowly_is_whole_and_a_silent_client_is_told_to_come_again() {
        // Each chunk takes longer than the vault's line may be silent.
        let mut coming = halting(4, Duration::from_millis(110));
        let piece = coming.piece(None).await.unwrap();
        let expected: Vec<u8> = (0..4).flat_map(|n| vec![n; PIECE_LEN / 4]).collect();
        assert!(piece == expected);
        assert_eq!(coming.piece(None).await, Err(Problem::later("timed_out", RETRY_S)));
    }

    #[test]
    fn the_longest_file_goes_through_a_slow_link_in_time() {
        let seconds = SIZE_MAX * 8 / 256_000;
        assert!(Duration::from_secs(seconds * 3 / 2) < WITHIN);
        let of_a_piece = Duration::from_secs(PIECE_LEN as u64 * 8 / 256_000);
        assert!(of_a_piece * 4 < STALLED_MAX.min(ALIVE_EVERY));
    }
}
