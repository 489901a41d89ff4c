//! What a decision is: events of the past, a command, and what was pinned, giving events or a
//! refusal. Pure: no clock, no randomness, no I/O, no `async`; whatever a decision needs comes in
//! with it and is recorded, so that it can be taken again for ever.
//!
//! [`Decider`] is what a context writes, one per command. [`AnyDecider`] is the same with its types
//! erased, as the runtime and the auditor run it. [`spec::Spec`] is given / when / then for tests,
//! [`sample::Sample`] a decision by which a released decider is frozen. [`folding!`] and [`on_one!`]
//! are the parts that are the same for many decisions.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use proto::command::{BadCommand, CommandData, CommandSpec, Message};
use proto::envelope::{DocumentRef, Envelope};
use proto::event::{ContextEvent, Event, Picked};
use proto::reply::Refusal;
use proto::{BodyId, CommandId, Day, Digest, Micros, OfficerId, Site, StreamId, Version};
use serde::Serialize;
use serde_json::value::RawValue;

pub mod sample;
pub mod spec;
mod subject;
pub mod take;

pub use subject::{NoEvent, Subject};

/// Who acts, where, on which day: what a command says besides its data.
#[derive(Debug, Clone)]
pub struct Act {
    /// Also the source of every new id: `command_id.stream(0)`, `.body(0)`, …
    pub command_id: CommandId,
    /// The stream that the command is about.
    pub stream: StreamId,
    /// Where; the hub for reactions.
    pub site: Site,
    /// The body acted for; none for reactions.
    pub body: Option<BodyId>,
    /// The officer; none for reactions.
    pub officer: Option<OfficerId>,
    /// The body that answered on paper.
    pub on_behalf: Option<BodyId>,
    /// The paper.
    pub document: Option<DocumentRef>,
    /// Business date.
    pub occurred_on: Day,
    /// The version of the stream that the person saw.
    pub seen_version: Option<Version>,
    /// HMAC of the public tracking code, where a petition is opened.
    pub tracking_mac: Option<Digest>,
}

impl Act {
    /// What `message` from `site` says.
    #[must_use]
    pub fn of(message: &Message, site: &Site) -> Self {
        Self {
            command_id: message.command_id,
            stream: message.stream,
            site: site.clone(),
            body: message.body,
            officer: message.officer,
            on_behalf: message.on_behalf,
            document: message.document.clone(),
            occurred_on: message.occurred_on,
            seen_version: message.seen_version,
            tracking_mac: message.tracking_mac,
        }
    }
}

/// Everything that a decision may know besides the streams it folds.
#[derive(Debug)]
pub struct DecideCtx<'a, P> {
    /// Stamped by the runtime; the only clock.
    pub now: Micros,
    /// The day of `now` in Viet Nam.
    pub today: Day,
    /// Who acts.
    pub act: &'a Act,
    /// Directory, rules and calendar, at recorded versions.
    pub pins: &'a P,
    /// The versions of the counter streams that the plan asked for.
    pub counters: &'a BTreeMap<StreamId, Version>,
}

impl<P> DecideCtx<'_, P> {
    /// The next number of a counter stream: each of its events takes one.
    #[must_use]
    pub fn next_number(&self, counter: StreamId) -> Version {
        self.counters.get(&counter).copied().unwrap_or_default().next()
    }
}

/// A stream to be folded, and how old the picture of it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub stream: StreamId,
    /// The version that the person saw: a later event that this decider folds is a conflict.
    /// None where nobody looked (reactions) or where any state will do.
    pub version: Option<Version>,
}

/// What a decision has to read before it can be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Streams to be folded.
    pub streams: Vec<Seen>,
    /// Counter streams of which only the version is needed.
    pub counters: Vec<StreamId>,
}

impl Plan {
    /// The stream of the act, as the person saw it.
    #[must_use]
    pub fn as_seen(act: &Act) -> Self {
        // Reactions and timers saw nothing: their version is none.
        let seen = Seen { stream: act.stream, version: act.seen_version };
        Self { streams: vec![seen], counters: Vec::new() }
    }

    /// The stream of the act as it now is: what the person saw is in the command itself.
    #[must_use]
    pub fn as_is(act: &Act) -> Self {
        let seen = Seen { stream: act.stream, version: None };
        Self { streams: vec![seen], counters: Vec::new() }
    }
}

/// The states of the streams that were folded.
#[derive(Debug)]
pub struct Folded<S>(BTreeMap<StreamId, S>);

impl<S: Default + Clone> Folded<S> {
    /// The state of `stream`; the state of an empty stream if it has no events.
    #[must_use]
    pub fn of(&self, stream: StreamId) -> S {
        self.0.get(&stream).cloned().unwrap_or_default()
    }
}

impl<S: Subject> Folded<S> {
    /// The council whose rules hold for `stream`, as a list of one or none.
    #[must_use]
    pub fn council_of(&self, stream: StreamId) -> Vec<BodyId> {
        self.0.get(&stream).and_then(Subject::council).into_iter().collect()
    }
}

/// An event for a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emit<E> {
    /// Where it goes. A stream that the plan did not read must be new.
    pub stream: StreamId,
    /// What happened.
    pub event: E,
}

impl<E> Emit<E> {
    /// `event` on `stream`.
    pub fn on(stream: StreamId, event: impl Into<E>) -> Self {
        Self { stream, event: event.into() }
    }
}

/// Why not. Expected: shown to the officer, recorded, never logged as an error.
///
/// A refusal is an enum with `#[serde(tag = "rule", rename_all = "snake_case")]`; the tag becomes
/// the code `context.rule`, the other fields its detail.
pub trait Refuse: Serialize {}

/// One command and the rule that decides it.
pub trait Decider: Send + Sync + 'static {
    /// The command in its bus form.
    type Command: CommandData + Serialize;
    /// The state of one stream, as far as this rule cares.
    type State: Default + Clone;
    /// The events that the state is made of, of whichever context.
    type Event: Picked;
    /// The events of the own context, so that no other can be returned.
    type Emits: ContextEvent;
    /// Why not.
    type Refusal: Refuse;
    /// Directory, rules, calendar.
    type Pins;
    /// Counts the outcomes: whoever decides otherwise on the same input takes the next number.
    const NUMBER: u32;

    /// What has to be read. Pins may be a little old here; the append checks them.
    fn plan(command: &Self::Command, act: &Act, pins: &Self::Pins) -> Plan;

    /// The councils whose rules the decision needs, once the streams are folded.
    fn councils(command: &Self::Command, act: &Act, folded: &Folded<Self::State>) -> Vec<BodyId> {
        let _ = (command, act, folded);
        Vec::new()
    }

    /// The state after one more event, which happened on `day`: its business date.
    fn evolve(state: Self::State, event: &Self::Event, day: Day) -> Self::State;

    /// The decision.
    ///
    /// # Errors
    /// The first rule that is broken, in the order of the column of refusals.
    fn decide(
        folded: &Folded<Self::State>,
        command: &Self::Command,
        ctx: &DecideCtx<'_, Self::Pins>,
    ) -> Result<Vec<Emit<Self::Emits>>, Self::Refusal>;
}

/// An event to be stored, with its literal and shape.
#[derive(Debug, Clone)]
pub struct Emitted {
    /// Where it goes.
    pub stream: StreamId,
    /// `context.name`.
    pub event_type: &'static str,
    /// The shape of `data`.
    pub schema_version: u32,
    /// The data as it will be stored.
    pub data: Box<RawValue>,
}

/// What a decision came to.
pub type Decided = Result<Vec<Emitted>, Refusal>;

/// An event as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Its business date.
    pub day: Day,
    /// What happened.
    pub event: Event,
}

/// The streams that were read, decoded, each in order.
pub type Events = BTreeMap<StreamId, Vec<Dated>>;

/// A [`Decider`] with its types erased.
pub trait AnyDecider<P>: Send + Sync {
    /// What it decides.
    fn spec(&self) -> &'static CommandSpec;
    /// Which decider this is.
    fn number(&self) -> u32;
    /// See [`Decider::plan`].
    ///
    /// # Errors
    /// [`BadCommand`] when the data is not this command.
    fn plan(&self, message: &Message, act: &Act, pins: &P) -> Result<Plan, BadCommand>;
    /// See [`Decider::councils`].
    ///
    /// # Errors
    /// [`BadCommand`] when the data is not this command.
    fn councils(
        &self,
        message: &Message,
        act: &Act,
        events: &Events,
    ) -> Result<Vec<BodyId>, BadCommand>;
    /// See [`Decider::decide`].
    ///
    /// # Errors
    /// [`BadCommand`] when the data is not this command; a refusal is not an error but a decision.
    fn decide(
        &self,
        message: &Message,
        events: &Events,
        ctx: &DecideCtx<'_, P>,
    ) -> Result<Decided, BadCommand>;
    /// Whether the fold of this decider uses such an event.
    fn matters(&self, event: &Event) -> bool;
}

/// Erases the types of a decider.
#[must_use]
pub fn erased<D: Decider>() -> Box<dyn AnyDecider<D::Pins>> {
    Box::new(Erased(PhantomData::<fn() -> D>))
}

struct Erased<D>(PhantomData<fn() -> D>);

fn fold<D: Decider>(events: &Events) -> Folded<D::State> {
    let mut states = BTreeMap::new();
    for (stream, events) in events {
        let picked = events.iter().filter_map(|dated| {
            let event = D::Event::pick(dated.event.clone())?;
            Some((dated.day, event))
        });
        let state =
            picked.fold(D::State::default(), |state, (day, event)| D::evolve(state, &event, day));
        states.insert(*stream, state);
    }
    Folded(states)
}

fn inside(error: &serde_json::Error) -> BadCommand {
    BadCommand { field: String::new(), why: error.to_string() }
}

impl<D: Decider> AnyDecider<D::Pins> for Erased<D> {
    fn spec(&self) -> &'static CommandSpec {
        &<D::Command as CommandData>::SPEC
    }

    fn number(&self) -> u32 {
        D::NUMBER
    }

    fn plan(&self, message: &Message, act: &Act, pins: &D::Pins) -> Result<Plan, BadCommand> {
        Ok(D::plan(&proto::command::read(message.data.get())?, act, pins))
    }

    fn councils(
        &self,
        message: &Message,
        act: &Act,
        events: &Events,
    ) -> Result<Vec<BodyId>, BadCommand> {
        let command = proto::command::read(message.data.get())?;
        Ok(D::councils(&command, act, &fold::<D>(events)))
    }

    fn decide(
        &self,
        message: &Message,
        events: &Events,
        ctx: &DecideCtx<'_, D::Pins>,
    ) -> Result<Decided, BadCommand> {
        let command: D::Command = proto::command::read(message.data.get())?;
        match D::decide(&fold::<D>(events), &command, ctx) {
            Ok(emits) => {
                let emitted = emits.iter().map(|emit| {
                    Ok(Emitted {
                        stream: emit.stream,
                        event_type: emit.event.event_type(),
                        schema_version: emit.event.schema_version(),
                        data: emit.event.data()?,
                    })
                });
                let emitted: Result<_, serde_json::Error> = emitted.collect();
                Ok(Ok(emitted.map_err(|error| inside(&error))?))
            }
            Err(refusal) => Ok(Err(refusal_of::<D>(&refusal).map_err(|error| inside(&error))?)),
        }
    }

    fn matters(&self, event: &Event) -> bool {
        D::Event::pick(event.clone()).is_some()
    }
}

/// The wire form of a refusal: its tag as a code, its fields as the detail.
fn refusal_of<D: Decider>(refusal: &D::Refusal) -> Result<Refusal, serde_json::Error> {
    let context = <D::Command as CommandData>::SPEC.context;
    let value = serde_json::to_value(refusal)?;
    let mut detail = value.as_object().cloned().unwrap_or_default();
    let rule = detail.remove("rule");
    let rule = rule.as_ref().and_then(serde_json::Value::as_str).unwrap_or("refused");
    Ok(Refusal { code: format!("{context}.{rule}"), detail })
}

/// A command that a reaction takes.
#[derive(Debug, Clone)]
pub struct ReactionCommand {
    /// Which command of the own context.
    pub command: &'static str,
    /// The stream that it is about.
    pub stream: StreamId,
    /// Its data in bus form.
    pub data: Box<RawValue>,
}

impl ReactionCommand {
    /// `command` about `stream`.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub fn new<C: CommandData + Serialize>(
        stream: StreamId,
        command: &C,
    ) -> Result<Self, serde_json::Error> {
        let data = serde_json::value::to_raw_value(command)?;
        Ok(Self { command: C::SPEC.name, stream, data })
    }
}

/// What a context does by itself when something happened. Its commands get ids derived from the
/// event and from `name`, so that they are done once, however often the event is delivered.
#[derive(Debug, Clone, Copy)]
pub struct Reaction {
    /// A literal for ever.
    pub name: &'static str,
    /// The commands to take after `event`.
    pub react: fn(&Envelope, &Event) -> Vec<ReactionCommand>,
}

/// Something that falls due when its day has passed.
#[derive(Debug, Clone)]
pub struct Due {
    /// Names this very due day of the command's stream, so that it is taken once: what, whose, when.
    pub key: String,
    /// The command to take.
    pub command: ReactionCommand,
}

/// What waits for its day: a fold of the log, kept in memory by the service that acts on it.
pub trait Timed: Send + Sync {
    /// Takes one more event into account.
    fn apply(&mut self, envelope: &Envelope, event: &Event);
    /// What is due on `today`: its day was before it. Stays until an event says that it is done.
    fn passed(&self, today: Day) -> Vec<Due>;
}

/// One context as a service: what it decides and what it reacts to.
pub struct Service<P> {
    /// Whose commands and events.
    pub context: proto::Context,
    /// One per command, and those of earlier numbers for as long as the log holds what they decided.
    pub deciders: Vec<Box<dyn AnyDecider<P>>>,
    /// In the order in which they are taken.
    pub reactions: Vec<Reaction>,
    /// Begins the fold of what falls due by itself; none for a context without clocks.
    pub timed: Option<fn() -> Box<dyn Timed>>,
}

impl<P> Service<P> {
    /// The decider of the command called `name`: of several the one with the highest number. The
    /// others only take again what they decided.
    #[must_use]
    pub fn decider(&self, name: &str) -> Option<&dyn AnyDecider<P>> {
        self.named(name).max_by_key(|decider| decider.number())
    }

    /// The very decider that decided the command called `name` under this number.
    #[must_use]
    pub fn numbered(&self, name: &str, number: u32) -> Option<&dyn AnyDecider<P>> {
        self.named(name).find(|decider| decider.number() == number)
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &dyn AnyDecider<P>> {
        let deciders = self.deciders.iter().map(AsRef::as_ref);
        deciders.filter(move |decider| decider.spec().name == name)
    }
}

impl<P> std::fmt::Debug for Service<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({})", self.context)
    }
}

#[cfg(test)]
mod tests;
