//! Books and tables of answers that officers are bringing in, between one page and the next.
//!
//! What voters said stands in them in the clear, so they are kept in the memory of this process and
//! nowhere else. A draft is shown to the session that made it and to nobody else, not even to the
//! same officer elsewhere; it goes when it is given up, when nobody looked at it for an hour, and at
//! most a minute after its session has ended or the portal stops. Drafts are bounded in number and
//! size. Nothing is lost with one: rows that were sent are in the log, and the same file again goes
//! on where it stopped, because a row is known by its words.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use import::{Column, Sheet};
use proto::{BodyId, Day, Digest, Micros, OfficerId, StreamId};
use tokio::sync::Semaphore;

use super::apart::AT_ONCE;
use super::desk::Job;
use super::judge::Judged;
use crate::app::Shared;
use crate::caller::{Caller, Credential};

/// The most drafts of all officers.
const DRAFTS_MAX: usize = 40;
/// The most drafts of one session; the oldest goes.
const OF_A_SESSION_MAX: usize = 3;
/// The most bytes of cells of all drafts.
const BYTES_MAX: usize = 96 * 1024 * 1024;
/// A draft goes when nobody has looked at it for so long.
const IDLE_MAX: i64 = 3_600 * 1_000_000;
/// How often it is looked which may go.
const EVERY: Duration = Duration::from_secs(30);
/// The most uploads on their way at the same time.
const UPLOADS_MAX: usize = 4;

/// Whose a draft is: an officer in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    officer: OfficerId,
    credential: Credential,
}

impl From<Caller> for Owner {
    fn from(Caller { officer, credential }: Caller) -> Self {
        Self { officer, credential }
    }
}

/// What a name in a book means, as its officer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// As it is written.
    pub(crate) written: String,
    /// `area`, `field` or `body`.
    pub(crate) kind: String,
    /// Which one.
    pub(crate) to: String,
}

/// What an officer said of a book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    /// The rows stand below this row, from 0; 0 means that there is no header.
    pub(crate) below: usize,
    /// Which column is where.
    pub(crate) places: BTreeMap<Column, usize>,
    /// The delegate group with which the petitions were raised.
    pub(crate) group: Option<BodyId>,
    /// The meeting at which they were raised.
    pub(crate) meeting: Option<StreamId>,
    /// For rows that name no area.
    pub(crate) area: Option<String>,
    /// For rows that name no field.
    pub(crate) field: Option<String>,
    /// For rows that name no day.
    pub(crate) on: Option<Day>,
    /// What names that the directory does not know mean in this book.
    pub(crate) said: Vec<Said>,
    /// It is no book but a table of answers, and these are its columns.
    pub(crate) answers: Option<BTreeMap<import::answers::Column, usize>>,
}

/// A book on its way in.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) id: String,
    /// The file's name, or none of what was pasted.
    pub(crate) name: Option<String>,
    pub(crate) sheet: Arc<Sheet>,
    pub(crate) settings: Settings,
    /// What each row is under these settings.
    pub(crate) judged: Option<Arc<Judged>>,
    /// Its being sent.
    pub(crate) job: Option<Arc<Job>>,
}

#[derive(Debug)]
struct Kept {
    owner: Owner,
    draft: Draft,
    bytes: usize,
    used: Micros,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Drafts {
    kept: Mutex<Vec<Kept>>,
    /// A turn for each process that reads.
    pub(crate) turns: Semaphore,
    /// A place for each file that comes in.
    pub(crate) uploads: Semaphore,
}

impl Default for Drafts {
    fn default() -> Self {
        let (turns, uploads) = (Semaphore::new(AT_ONCE), Semaphore::new(UPLOADS_MAX));
        Self { kept: Mutex::default(), turns, uploads }
    }
}

impl Drafts {
    /// Keeps a book; gives its id, or nothing where there is no room for it.
    pub(crate) fn put(&self, owner: Owner, draft: Draft, now: Micros) -> Option<String> {
        let id = draft.id.clone();
        let bytes = size_of_cells(&draft.sheet);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.iter().filter(|kept| kept.owner == owner).count() >= OF_A_SESSION_MAX {
            let idle = |kept: &Kept| kept.owner == owner && !kept.draft.is_running();
            let oldest = kept.iter().position(idle)?;
            kept.remove(oldest);
        }
        let held: usize = kept.iter().map(|kept| kept.bytes).sum();
        if kept.len() >= DRAFTS_MAX || held.saturating_add(bytes) > BYTES_MAX {
            return None;
        }
        kept.push(Kept { owner, draft, bytes, used: now });
        Some(id)
    }

    /// The book of this id, as long as it is there, if it is the owner's.
    pub(crate) fn get(&self, owner: Owner, id: &str, now: Micros) -> Option<Draft> {
        self.change(owner, id, now, |draft| draft.clone())
    }

    /// Changes a book of the owner's.
    pub(crate) fn change<T>(
        &self,
        owner: Owner,
        id: &str,
        now: Micros,
        change: impl FnOnce(&mut Draft) -> T,
    ) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter_mut().find(|kept| kept.owner == owner && kept.draft.id == id)?;
        found.used = now;
        Some(change(&mut found.draft))
    }

    /// Those of the owner, the newest first.
    pub(crate) fn of(&self, owner: Owner) -> Vec<Draft> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().filter(|kept| kept.owner == owner).map(|k| k.draft.clone()).collect()
    }

    /// Forgets a book; what is being sent stops after the row that it is at.
    pub(crate) fn forget(&self, owner: Owner, id: &str) {
        self.retain(|kept| kept.owner != owner || kept.draft.id != id);
    }

    fn retain(&self, stays: impl Fn(&Kept) -> bool) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| {
            let stays = stays(kept);
            if let Some(job) = kept.draft.job.as_ref().filter(|_| !stays) {
                job.stop();
            }
            stays
        });
    }

    fn owners(&self) -> Vec<Owner> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|kept| kept.owner).collect()
    }
}

impl Draft {
    /// A new one, with nothing said of it yet.
    pub(crate) fn new(name: Option<String>, sheet: Sheet, settings: Settings) -> Self {
        let id = Digest::of(&[&runtime::random::bytes::<32>()]).to_string();
        let id = id.get(..32).unwrap_or(&id).to_owned();
        Self { id, name, sheet: Arc::new(sheet), settings, judged: None, job: None }
    }

    /// Whether it is being sent right now.
    pub(crate) fn is_running(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.is_running())
    }
}

fn size_of_cells(sheet: &Sheet) -> usize {
    // A cell costs more than its bytes.
    let cell = |cell: &String| cell.len() + size_of::<String>();
    sheet.rows.iter().flatten().map(cell).sum()
}

/// Forgets, again and again, what nobody looks at any more and what is of a session that has ended.
///
/// # Errors
/// Never.
pub(crate) async fn forget(app: Shared) -> Result<(), Infallible> {
    loop {
        runtime::wait::pause(EVERY).await;
        let mut gone = Vec::new();
        for owner in app.drafts.owners() {
            if !gone.contains(&owner) && !owner.credential.counts(&app).await {
                gone.push(owner);
            }
        }
        let since = app.clock.now().0.saturating_sub(IDLE_MAX);
        app.drafts.retain(|kept| {
            let used = kept.used.0 > since || kept.draft.is_running();
            used && !gone.contains(&kept.owner)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(n: u128) -> Owner {
        let officer = OfficerId(uuid::Uuid::from_u128(n));
        Owner { officer, credential: Credential::Session(Digest::of(&[&n.to_be_bytes()])) }
    }

    fn book() -> Draft {
        let sheet = Sheet::of(vec![vec!["Đèn tắt".to_owned()]]);
        Draft::new(None, sheet, Settings::default())
    }

    #[test]
    fn a_draft_is_shown_to_the_session_that_made_it_and_to_no_other() {
        let drafts = Drafts::default();
        let id = drafts.put(owner(1), book(), Micros(0)).unwrap();
        assert!(drafts.get(owner(1), &id, Micros(1)).is_some());
        let elsewhere = Owner { credential: owner(2).credential, ..owner(1) };
        for other in [owner(2), elsewhere] {
            assert!(drafts.get(other, &id, Micros(1)).is_none());
        }
        drafts.forget(owner(2), &id);
        assert_eq!(drafts.of(owner(1)).len(), 1);
        drafts.forget(owner(1), &id);
        assert!(drafts.of(owner(1)).is_empty());
    }

    #[test]
    fn drafts_are_bounded_and_the_oldest_of_a_session_goes_first() {
        let drafts = Drafts::default();
        let first = drafts.put(owner(1), book(), Micros(0)).unwrap();
        for _ in 0..OF_A_SESSION_MAX {
            drafts.put(owner(1), book(), Micros(0)).unwrap();
        }
        assert_eq!(drafts.of(owner(1)).len(), OF_A_SESSION_MAX);
        assert!(drafts.get(owner(1), &first, Micros(0)).is_none());
        let others = (2..).take_while(|n| drafts.put(owner(*n), book(), Micros(0)).is_some());
        assert_eq!(others.count(), DRAFTS_MAX - OF_A_SESSION_MAX);
    }
}
