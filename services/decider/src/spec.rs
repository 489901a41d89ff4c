//! Given / when / then, for the tests of a decider.
//!
//! A given history must be reachable; the refusal or the events are compared whole.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proto::event::Event;
use proto::{BodyId, CommandId, Day, Digest, Micros, OfficerId, Site, StreamId, Version};

use crate::{Act, DecideCtx, Decider, Emit, Events, Folded, fold};

/// A history.
#[derive(Debug)]
pub struct Spec<D: Decider> {
    events: Events,
    counters: BTreeMap<StreamId, Version>,
    act: Act,
    today: Day,
    decider: std::marker::PhantomData<fn() -> D>,
}

/// What came of it.
#[derive(Debug)]
pub struct Then<D: Decider>(Result<Vec<Emit<D::Emits>>, D::Refusal>);

/// An act on `day` by an officer of `body`, about `stream`.
#[must_use]
pub fn act(stream: StreamId, body: BodyId, day: Day) -> Act {
    Act {
        command_id: CommandId(uuid::Uuid::from_u128(0xC0)),
        stream,
        site: Site::hub(),
        body: Some(body),
        officer: Some(OfficerId(uuid::Uuid::from_u128(0x0F))),
        on_behalf: None,
        document: None,
        occurred_on: day,
        seen_version: None,
        tracking_mac: Some(Digest::ZERO),
    }
}

/// What a reaction does about `stream` after something of `day`: nobody's act.
#[must_use]
pub fn reaction(stream: StreamId, day: Day) -> Act {
    let nobody = BodyId(uuid::Uuid::nil());
    Act { body: None, officer: None, tracking_mac: None, ..act(stream, nobody, day) }
}

impl<D: Decider> Spec<D> {
    /// Starts with these events.
    #[must_use]
    pub fn given(act: Act, events: impl IntoIterator<Item = (StreamId, Event)>) -> Self {
        let mut given: Events = BTreeMap::new();
        for (stream, event) in events {
            given.entry(stream).or_default().push(event);
        }
        let today = act.occurred_on;
        let decider = std::marker::PhantomData;
        Self { events: given, counters: BTreeMap::new(), act, today, decider }
    }

    /// Decided on `day`; without this, on the day of the act itself.
    #[must_use]
    pub fn today(mut self, day: Day) -> Self {
        self.today = day;
        self
    }

    /// With a counter that stands at `version`.
    #[must_use]
    pub fn counter(mut self, stream: StreamId, version: u64) -> Self {
        self.counters.insert(stream, Version(version));
        self
    }

    /// Decides. The instant is 0: rules look at days.
    #[must_use]
    pub fn when(&self, command: &D::Command, pins: &D::Pins) -> Then<D> {
        let ctx = DecideCtx {
            now: Micros(0),
            today: self.today,
            act: &self.act,
            pins,
            counters: &self.counters,
        };
        Then(D::decide(&fold::<D>(&self.events), command, &ctx))
    }

    /// The folded states, for a look at what a history comes to.
    #[must_use]
    pub fn folded(&self) -> Folded<D::State> {
        fold::<D>(&self.events)
    }
}

#[allow(clippy::panic, reason = "a test fails by panicking")]
impl<D: Decider> Then<D>
where
    D::Refusal: Debug + PartialEq,
    D::Emits: Debug + PartialEq,
{
    /// The events must be these, in this order.
    pub fn then(self, expected: &[Emit<D::Emits>]) {
        match self.0 {
            Ok(emits) => assert_eq!(emits, expected),
            Err(refusal) => panic!("refused: {refusal:?}"),
        }
    }

    /// It must be refused so.
    #[allow(clippy::needless_pass_by_value, reason = "reads as a sentence in the tests")]
    pub fn then_refused(self, expected: D::Refusal) {
        match self.0 {
            Ok(emits) => panic!("not refused: {emits:?}"),
            Err(refusal) => assert_eq!(refusal, expected),
        }
    }

    /// The events, for a look at one of them.
    pub fn events(self) -> Vec<Emit<D::Emits>> {
        match self.0 {
            Ok(emits) => emits,
            Err(refusal) => panic!("refused: {refusal:?}"),
        }
    }

    /// The outcome itself, for a history that goes on from it.
    ///
    /// # Errors
    /// The refusal.
    pub fn outcome(self) -> Result<Vec<Emit<D::Emits>>, D::Refusal> {
        self.0
    }

    /// The outcome in one word: `ok` or the refusal, for state × command tables.
    pub fn word(&self) -> String {
        match &self.0 {
            Ok(emits) if emits.is_empty() => "nothing to do".to_owned(),
            Ok(emits) => format!("{} events", emits.len()),
            Err(refusal) => format!("{refusal:?}"),
        }
    }
}
