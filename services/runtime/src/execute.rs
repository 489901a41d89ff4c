//! The one place that loads, folds, decides and appends.
//!
//! The order of checks: who may act (403, not recorded) → decided before (the first outcome) →
//! what the person saw (409 with what changed) → the decider (recorded, refusals too) → the append.
//! Pins and counters that moved meanwhile are read again, for people too; a stream that moved is
//! looked at again with the person's eyes.

use std::collections::BTreeMap;

use decider::take::{Basis, TakeError, Taking};
use decider::{Act, AnyDecider, Events, Plan, Service};
use directory::Pins;
use proto::command::{BadCommand, CommandSpec, Message, Target};
use proto::decision::Read;
use proto::page::Decided;
use proto::reply::{AppendReply, CommandReply, First, Outcome};
use proto::{Context, Day, Site, StreamId, Version};
use serde_json::value::RawValue;
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::crash;
use crate::pinned::PinCache;
use crate::store::{Loaded, Recorded, Store, StoreError};
use crate::wait::{Backoff, pause};

/// How often a decision is taken again because pins, counters or streams moved.
const TRIES: u32 = 8;

/// Executes the commands of one context.
#[derive(Debug)]
pub struct Executor {
    service: Service<Pins>,
    store: Store,
    clock: Clock,
    pins: PinCache,
    /// Held from reading a counter to taking its number, so that we do not race with ourselves.
    counters: Mutex<BTreeMap<StreamId, Version>>,
}

/// Why a try came to nothing.
enum Stumble {
    /// This is the answer.
    Reply(CommandReply),
    /// Streams moved: try again.
    Moved,
}

impl From<StoreError> for Stumble {
    fn from(error: StoreError) -> Self {
        let why = error.to_string();
        Self::Reply(match error {
            StoreError::Bus(_) | StoreError::Page(_) | StoreError::Answer(_) => {
                CommandReply::Unavailable { why }
            }
            StoreError::Append(_) => CommandReply::Malformed { field: String::new(), why },
            StoreError::Tampered(_)
            | StoreError::Unknown(_)
            | StoreError::Envelope { .. }
            | StoreError::Erased { .. } => fault(&why),
        })
    }
}

impl From<BadCommand> for Stumble {
    fn from(bad: BadCommand) -> Self {
        Self::Reply(CommandReply::Malformed { field: bad.field, why: bad.why })
    }
}

impl From<TakeError> for Stumble {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Bad(bad) => bad.into(),
            TakeError::Json(error) => Self::Reply(fault(&error.to_string())),
        }
    }
}

fn fault(why: &str) -> CommandReply {
    let correlation = crate::random::uuid();
    tracing::error!(%correlation, error = why, "a command met a fault");
    CommandReply::Fault { correlation }
}

impl Executor {
    /// Executes the commands of `service` against `store`.
    #[must_use]
    pub fn new(service: Service<Pins>, store: Store, clock: Clock) -> Self {
        let pins = PinCache::new(store.clone());
        Self { service, store, clock, pins, counters: Mutex::default() }
    }

    /// The context that this executes.
    #[must_use]
    pub fn context(&self) -> Context {
        self.service.context
    }

    /// How the fold of what falls due by itself begins, if the context has any.
    #[must_use]
    pub fn timed(&self) -> Option<fn() -> Box<dyn decider::Timed>> {
        self.service.timed
    }

    /// The reactions of the context.
    #[must_use]
    pub fn reactions(&self) -> &[decider::Reaction] {
        &self.service.reactions
    }

    /// Executes `command` from `site`; `raw` is the message as received.
    pub async fn execute(&self, command: &str, site: &Site, raw: &RawValue) -> CommandReply {
        let Some(decider) = self.service.decider(command) else {
            let why = format!("{} has no command {command:?}", self.service.context);
            return CommandReply::Malformed { field: String::new(), why };
        };
        let message: Message = match proto::command::read(raw.get()) {
            Ok(message) => message,
            Err(bad) => return CommandReply::Malformed { field: bad.field, why: bad.why },
        };
        if message.version != decider.spec().version {
            let why = format!("version {} of {command} is not known here", message.version);
            return CommandReply::Malformed { field: "version".to_owned(), why };
        }
        let mut backoff = Backoff::new(
            std::time::Duration::from_millis(2),
            std::time::Duration::from_millis(100),
        );
        for _ in 0..TRIES {
            match self.attempt(decider, site, &message, raw).await {
                Ok(reply) | Err(Stumble::Reply(reply)) => return reply,
                Err(Stumble::Moved) => pause(backoff.delay()).await,
            }
        }
        CommandReply::Unavailable { why: "others are changing the same streams".to_owned() }
    }

    async fn attempt(
        &self,
        decider: &dyn AnyDecider<Pins>,
        site: &Site,
        message: &Message,
        raw: &RawValue,
    ) -> Result<CommandReply, Stumble> {
        let now = self.clock.now();
        let today = now.day().map_err(|error| Stumble::Reply(fault(&error.to_string())))?;
        let act = Act::of(message, site);
        check_target(decider.spec(), message)?;
        decider.spec().check_on_behalf(message.body, message.on_behalf)?;
        let mut pinned = self.pins.at_least(&Pins::streams(&[])).await?;
        if let Err(rule) = authorize(decider.spec(), &act, &pinned.pins, today) {
            // Perhaps the directory has just changed: look once more before saying no.
            pinned = self.pins.refreshed(&Pins::streams(&[])).await?;
            if let Err(again) = authorize(decider.spec(), &act, &pinned.pins, today) {
                // What was allowed when it was decided keeps its outcome, but for a row of a book:
                // its key may be known to more than those who sent it.
                if !decider.spec().takes_rows_over() {
                    let before = self.store.load(&[], Some(message.command_id)).await?;
                    if let Some(decided) = before.decided {
                        return Ok(first_outcome(decided, message));
                    }
                }
                tracing::warn!(command.id = %act.command_id, %site, rule, "not allowed to act");
                let rule = again.to_owned();
                return Err(Stumble::Reply(CommandReply::Forbidden { rule }));
            }
        }
        if act.occurred_on > today {
            let (field, why) = ("occurred_on".to_owned(), "lies in the future".to_owned());
            return Err(Stumble::Reply(CommandReply::Malformed { field, why }));
        }
        let plan = decider.plan(message, &act, &pinned.pins)?;
        let mut counters = match plan.counters.is_empty() {
            true => None,
            false => Some(self.counters.lock().await),
        };
        let (loaded, versions) = self.load(&plan, message, counters.as_deref_mut()).await?;
        if let Some(decided) = loaded.decided {
            return Ok(first_outcome(decided, message));
        }
        check_seen(decider, &plan, &loaded)?;
        let events = events_of(loaded);
        let councils = decider.councils(message, &act, &events)?;
        let planned_on = pinned.read(StreamId::of_directory());
        let pinned = match councils.is_empty() {
            true => pinned,
            false => self.pins.at_least(&Pins::streams(&councils)).await?,
        };
        if pinned.read(StreamId::of_directory()) != planned_on {
            return Err(Stumble::Moved);
        }
        let taking = Taking { decider, message, raw, act: &act, now, today };
        let append = taking.take(Basis {
            plan: &plan,
            versions: &versions,
            events: &events,
            pins: &*pinned.pins,
            pinned: Pins::streams(&councils).iter().map(|id| pinned.read(*id)).collect(),
        })?;
        crash::point("execute.before_append");
        let reply = self.store.append(self.service.context, &append).await?;
        crash::point("execute.after_append");
        if let (Some(counters), AppendReply::Done { outcome, .. }) = (&mut counters, &reply)
            && let Outcome::Events(stored) = outcome
        {
            for stored in stored.iter().filter(|stored| plan.counters.contains(&stored.stream)) {
                counters.insert(stored.stream, stored.version);
            }
        }
        self.answer(reply, counters.as_deref_mut()).await
    }

    /// Loads the planned streams whole and the counters' tails.
    async fn load(
        &self,
        plan: &Plan,
        message: &Message,
        counters: Option<&mut BTreeMap<StreamId, Version>>,
    ) -> Result<(Loaded, BTreeMap<StreamId, Version>), Stumble> {
        let mut reads: Vec<Read> =
            plan.streams.iter().map(|seen| Read(seen.stream, Version(0))).collect();
        let cached = counters.as_deref();
        let known =
            |stream| cached.and_then(|known| known.get(stream)).copied().unwrap_or_default();
        reads.extend(plan.counters.iter().map(|stream| Read(*stream, known(stream))));
        let mut loaded = self.store.load(&reads, Some(message.command_id)).await?;
        let versions: BTreeMap<StreamId, Version> =
            reads.iter().map(|read| (read.0, loaded.version(read.0, read.1))).collect();
        for counter in &plan.counters {
            loaded.events.remove(counter);
        }
        if let Some(known) = counters {
            known.extend(plan.counters.iter().filter_map(|id| Some((*id, *versions.get(id)?))));
        }
        Ok((loaded, versions))
    }

    async fn answer(
        &self,
        reply: AppendReply,
        counters: Option<&mut BTreeMap<StreamId, Version>>,
    ) -> Result<CommandReply, Stumble> {
        match reply {
            AppendReply::Done { outcome, repeated } => Ok(CommandReply::Done { outcome, repeated }),
            // Somebody was faster under this key: the next try finds what came of that.
            AppendReply::KeyReused => Err(Stumble::Moved),
            AppendReply::Conflict { moved } => {
                if let Some(counters) = counters {
                    counters.clear();
                }
                self.pins.refresh_moved(&moved).await?;
                Err(Stumble::Moved)
            }
            AppendReply::Busy => {
                Ok(CommandReply::Unavailable { why: "the store is busy".to_owned() })
            }
            AppendReply::ClockSkewed { store } => {
                let why = format!("this service's clock is more than 2 minutes off ({store})");
                tracing::error!(store.clock = %store, "the clocks differ by more than 2 minutes");
                Ok(CommandReply::Unavailable { why })
            }
            AppendReply::Malformed { why } => Ok(fault(&why)),
            AppendReply::Unavailable { why } => Ok(CommandReply::Unavailable { why }),
        }
    }
}

/// Whether this site, body and officer may give this command today.
fn authorize(spec: &CommandSpec, act: &Act, pins: &Pins, day: Day) -> Result<(), &'static str> {
    // Reactions act for nobody; they come from the hub alone, past the subjects of sites.
    if act.site == Site::hub() || spec.by_reaction {
        return if act.site == Site::hub() { Ok(()) } else { Err("only_a_reaction") };
    }
    let (Some(body), Some(officer)) = (act.body, act.officer) else {
        let founding = spec.name == "FoundRealm" && !pins.directory.founded();
        return if founding { Ok(()) } else { Err("not_an_officer") };
    };
    let command = format!("{}.{}", spec.context, spec.name);
    pins.directory.may_act(&act.site, body, officer, &command, day)
}

/// The same request gets its first outcome again; another one under its id is a mistake.
fn first_outcome(decided: Decided, message: &Message) -> CommandReply {
    match (decided.request_mac == message.request_mac, &decided.outcome) {
        (true, _) => CommandReply::Done { outcome: decided.outcome, repeated: true },
        (false, Outcome::Events(_)) => CommandReply::KeyReused { first: First::Done },
        (false, Outcome::Refused(_)) => CommandReply::KeyReused { first: First::Refused },
    }
}

/// A new stream has the id that follows from its command: nobody can open one over another.
fn check_target(spec: &CommandSpec, message: &Message) -> Result<(), BadCommand> {
    let fits = match spec.target {
        Target::New => message.stream == message.command_id.stream(0),
        Target::Directory => message.stream == StreamId::of_directory(),
        Target::Existing | Target::Rules => true,
    };
    let bad = || BadCommand { field: "stream".to_owned(), why: "is not this command's".to_owned() };
    if fits { Ok(()) } else { Err(bad()) }
}

/// Whether anything that matters happened after what the person saw.
fn check_seen(decider: &dyn AnyDecider<Pins>, plan: &Plan, loaded: &Loaded) -> Result<(), Stumble> {
    for seen in &plan.streams {
        let Some(version) = seen.version else { continue };
        let events = loaded.events.get(&seen.stream).map_or(&[][..], Vec::as_slice);
        let later = events.iter().filter(|recorded| recorded.frame.entry.version > version);
        let mattering = later.filter(|r| r.event.as_ref().is_some_and(|e| decider.matters(e)));
        let changed: Vec<String> =
            mattering.map(|recorded| recorded.envelope.event_type.clone()).collect();
        let now = loaded.version(seen.stream, Version(0));
        // What was "seen" beyond the end of the stream was not seen there.
        if !changed.is_empty() || version > now {
            return Err(Stumble::Reply(CommandReply::Conflict { seen: version, now, changed }));
        }
    }
    Ok(())
}

fn events_of(loaded: Loaded) -> Events {
    let decoded = loaded.events.into_iter().map(|(stream, recorded)| {
        (stream, recorded.into_iter().filter_map(Recorded::dated).collect())
    });
    decoded.collect()
}
