//! Words of petitions that the public does not read, found by those who may read them.
//!
//! Fills the search file ([`file`]) on behalf of whoever searches: texts that the reader's bodies may
//! read and that are not in it yet are opened by the vault, in parts, and what does not fit into one
//! request is gone on with behind it. What is found is then narrowed to what this reader may read of
//! it today, whoever brought it in. Never shows a text, never logs a word, never serves the public.
//!
//! Whom a petition's texts are for is worked out anew when the petition, the directory, the rules or
//! the day have changed; until then a reader does not find it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use directory::Pins;
use proto::sealed::{KeyId, Sealed};
use proto::{BodyId, Day, Digest, Incarnation, Position, StreamId};
use register::search::{WORDS_MAX, column, words};
use register::{Filter, Held, ReadError};
use runtime::task;
use tokio::sync::watch;
use vault::{ClearText, Refusal, VaultError};

use crate::app::{App, Shared};
use crate::caller::Reader;

pub(crate) mod file;

use file::{SearchFile, Texts};

/// Petitions that one request looks at; the others come behind it.
const LOOKED_AT_MAX: usize = 1_000;
/// Petitions of one part: their texts are opened in few calls.
const PART: usize = 100;
/// The most sets of bodies whose sight is kept.
const SIGHTS_MAX: usize = 16;
/// How often it is looked which keys are gone.
const EVERY: Duration = Duration::from_secs(30);

/// How far a search for words reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Everything that the reader may read.
    Whole,
    /// So many petitions were not looked at yet.
    Filling(usize),
    /// Only numbers and public wordings: texts cannot be opened now.
    Public,
}

impl Reach {
    /// Its word in answers.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Filling(_) => "filling",
            Self::Public => "public",
        }
    }
}

/// Why the search did not reach beyond what is public.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Register(#[from] ReadError),
    #[error("the search file failed")]
    File(#[from] sqlx::Error),
}

/// The search of one portal.
#[derive(Debug)]
pub(crate) struct Search {
    file: SearchFile,
    /// What officers of the same bodies may read, the last one asked for at the end.
    sights: Mutex<Vec<(Vec<BodyId>, Sight)>>,
}

/// Shared by the requests of officers of the same bodies.
type Sight = Arc<tokio::sync::Mutex<Seen>>;

/// What some bodies may read.
#[derive(Debug, Default)]
struct Seen {
    /// By which directory and rules, on which day, in which life of the log.
    by: Option<(Arc<Pins>, Day, Option<Incarnation>)>,
    /// Events up to here were taken into account.
    until: Position,
    /// Petitions to be looked at, in this order.
    waiting: Vec<StreamId>,
    /// Those whose texts may be read.
    reads: HashSet<StreamId>,
    /// Somebody goes on with looking.
    going: bool,
}

impl Search {
    pub(crate) fn new(file: SearchFile) -> Self {
        Self { file, sights: Mutex::default() }
    }

    fn sight_of(&self, bodies: &[BodyId]) -> Sight {
        let mut all = self.sights.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(of, _)| of == bodies);
        let one = match at {
            Some(at) => all.remove(at),
            None => (bodies.to_vec(), Sight::default()),
        };
        let sight = Arc::clone(&one.1);
        if all.len() >= SIGHTS_MAX {
            all.remove(0);
        }
        all.push(one);
        sight
    }
}

/// Widens `filter` by what its words find in texts that `reader` may read. None: it has no words.
pub(crate) async fn widen(app: &Shared, reader: &Reader, filter: &mut Filter) -> Option<Reach> {
    let mut wanted: Vec<String> = filter.text.iter().flat_map(|text| words(text)).collect();
    wanted.truncate(WORDS_MAX);
    if wanted.is_empty() {
        return None;
    }
    Some(match found(app, reader, &wanted).await {
        Ok((found, reach)) => {
            filter.found = Some(Arc::new(found));
            reach
        }
        Err(error) => {
            tracing::warn!(%error, "words are searched in public wordings only");
            Reach::Public
        }
    })
}

async fn found(
    app: &Shared,
    reader: &Reader,
    words: &[String],
) -> Result<(BTreeSet<StreamId>, Reach), Failed> {
    bury(app).await?;
    let sight = app.search.sight_of(&reader.bodies);
    let mut seen = sight.lock().await;
    seen.renew(app, reader).await?;
    if let Err(error) = look(app, reader, &mut seen, LOOKED_AT_MAX).await {
        // What was looked at before is found all the same, and how much is missing is said.
        tracing::warn!(%error, "the search file could not be filled to the end");
    }
    let reach = match seen.waiting.len() {
        0 => Reach::Whole,
        waiting => Reach::Filling(waiting),
    };
    if reach != Reach::Whole && !seen.going {
        seen.going = true;
        task::detach(go_on(Arc::clone(app), reader.clone(), Arc::clone(&sight)));
    }
    let mut hits: BTreeSet<StreamId> = app.search.file.find(words).await?.into_iter().collect();
    hits.retain(|hit| seen.reads.contains(hit));
    Ok((hits, reach))
}

impl Seen {
    /// Puts what has changed since before what waits.
    async fn renew(&mut self, app: &App, reader: &Reader) -> Result<(), ReadError> {
        if !self.is_by(reader) {
            let going = self.going;
            let by = (Arc::clone(&reader.known.pins), reader.today, reader.known.incarnation());
            *self = Self { by: Some(by), going, ..Self::default() };
        }
        let until = reader.known.position();
        if until <= self.until {
            return Ok(());
        }
        let mut changed = app.register.changed_since(self.until).await?;
        let known: HashSet<StreamId> = changed.iter().copied().collect();
        self.reads.retain(|stream| !known.contains(stream));
        changed.extend(self.waiting.iter().filter(|stream| !known.contains(stream)));
        (self.waiting, self.until) = (changed, until);
        Ok(())
    }

    /// Whether what is known was worked out for the reader's directory and day.
    fn is_by(&self, reader: &Reader) -> bool {
        self.by.as_ref().is_some_and(|(pins, day, incarnation)| {
            Arc::ptr_eq(pins, &reader.known.pins)
                && *day == reader.today
                && *incarnation == reader.known.incarnation()
        })
    }
}

/// Looks at what waits, `most` petitions, and takes into the file what is missing there.
async fn look(app: &App, reader: &Reader, seen: &mut Seen, most: usize) -> Result<(), Failed> {
    let mut left = most;
    while left > 0 && !seen.waiting.is_empty() {
        let part: Vec<StreamId> = seen.waiting.iter().copied().take(PART.min(left)).collect();
        let held = app.register.held_of(&part).await?;
        let kept = app.search.file.seals_of(&part).await?;
        let mut missing: Vec<Missing> = Vec::new();
        for &stream in &part {
            let body = held
                .get(&stream)
                .and_then(|held| Some((held, reader.reads_texts_for(&reader.bodies, held)?)));
            let Some((held, body)) = body else { continue };
            seen.reads.insert(stream);
            let Some(one) = Missing::of(body, stream, held) else { continue };
            if kept.get(&stream) != Some(&one.seals) {
                missing.push(one);
            }
        }
        take_in(app, reader, missing).await?;
        seen.waiting.drain(..part.len());
        left -= part.len();
    }
    Ok(())
}

/// A petition of which the file does not have what stands there now.
struct Missing {
    /// For which of the reader's bodies its texts are opened.
    body: BodyId,
    stream: StreamId,
    /// The voter's words, and the answers that count. Only those under the petition's own key: they
    /// go with it.
    texts: Vec<Sealed>,
    /// What everybody may read, so that its words and those of the texts are found together.
    open: [String; 2],
    /// By which it is known whether something else stands there now.
    seals: String,
}

impl Missing {
    /// None where no text is found under the petition's own key.
    fn of(body: BodyId, stream: StreamId, held: &Held) -> Option<Self> {
        let petition = &held.petition;
        let received = petition.received.as_ref()?;
        let answers = petition.addressees.iter().filter_map(|to| Some(&to.answer()?.event.text));
        let texts = std::iter::once(&received.original).chain(answers);
        let texts: Vec<Sealed> =
            texts.filter(|text| text.key == KeyId::Stream(stream)).cloned().collect();
        let wording = received.public_wording.as_ref().map(ToString::to_string);
        let open = [received.number.to_string(), wording.unwrap_or_default()];
        let of_wording = Digest::of(&[open[1].as_bytes()]).to_string();
        let ids = texts.iter().map(|text| text.seal_id.as_str());
        let seals = ids.chain([of_wording.as_str()]).collect::<Vec<_>>().join(",");
        (!texts.is_empty()).then_some(Self { body, stream, texts, open, seals })
    }

    /// As it comes into the file; none where not every text could be opened: under another's eyes
    /// they may, so it is still missing.
    fn with(self, opened: Vec<Result<ClearText, Refusal>>) -> Option<Texts> {
        let texts: Vec<ClearText> = opened.into_iter().collect::<Result<_, _>>().ok()?;
        let parts = self.open.iter().map(String::as_str);
        let parts: Vec<&str> = parts.chain(texts.iter().map(ClearText::as_str)).collect();
        Some(Texts { stream: self.stream, seals: self.seals, words: column(&parts) })
    }
}

/// Opens what is missing, in one call for each of the reader's bodies, and puts it into the file.
async fn take_in(app: &App, reader: &Reader, missing: Vec<Missing>) -> Result<(), Failed> {
    let mut of_bodies: BTreeMap<BodyId, Vec<Missing>> = BTreeMap::new();
    for one in missing {
        of_bodies.entry(one.body).or_default().push(one);
    }
    for (body, missing) in of_bodies {
        let items = missing.iter().flat_map(|one| one.texts.clone()).collect();
        let mut opened = app.vault.open(reader.officer, body, items).await?.into_iter();
        let texts = missing.into_iter().filter_map(|one| {
            let each = opened.by_ref().take(one.texts.len()).collect();
            one.with(each)
        });
        app.search.file.put(&texts.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Goes on behind a request until everything was looked at, or until somebody who knows a later
/// directory begins anew.
async fn go_on(app: Shared, reader: Reader, sight: Sight) {
    loop {
        let mut seen = sight.lock().await;
        let looked = match seen.is_by(&reader) && !app.stop.is_cancelled() {
            true => look(&app, &reader, &mut seen, PART).await,
            false => break seen.going = false,
        };
        if let Err(error) = &looked {
            tracing::warn!(%error, "the search file is filled at the next search");
        }
        if looked.is_err() || seen.waiting.is_empty() {
            break seen.going = false;
        }
        drop(seen);
        tokio::task::yield_now().await;
    }
}

/// Empties the file of petitions whose keys the vault has destroyed since it was last asked.
async fn bury(app: &App) -> Result<(), Failed> {
    let file = &app.search.file;
    match app.vault.gone(file.told().await).await? {
        Some((count, streams)) => file.bury(&streams, count).await?,
        None => file.empty().await?,
    }
    Ok(())
}

/// Empties the file of petitions that the log does not tell of any more.
async fn forget_unknown(app: &App) -> Result<(), Failed> {
    let held = app.search.file.streams().await?;
    let known = app.register.numbers_of(&held).await?;
    let known: HashSet<StreamId> = known.into_iter().map(|(stream, _)| stream).collect();
    let unknown: Vec<StreamId> =
        held.into_iter().filter(|stream| !known.contains(stream)).collect();
    Ok(app.search.file.forget(&unknown).await?)
}

/// Empties the file, from its start on and again and again, of what is erased: also while nobody
/// searches, and of what was erased while the portal was off.
///
/// # Errors
/// Never.
pub(crate) async fn forget(
    app: Shared,
    mut caught_up: watch::Receiver<bool>,
) -> Result<(), Infallible> {
    let mut in_life = None;
    // Without the sender the portal is ending.
    let _ = caught_up.wait_for(|told| *told).await;
    loop {
        let life = app.register.known().incarnation();
        let swept = async {
            bury(&app).await?;
            if in_life != Some(life) {
                forget_unknown(&app).await?;
            }
            Ok::<_, Failed>(())
        };
        match swept.await {
            Ok(()) => in_life = Some(life),
            Err(error) => tracing::debug!(%error, "erased petitions are looked for again later"),
        }
        runtime::wait::pause(EVERY).await;
    }
}
