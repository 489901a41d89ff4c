//! Given / when / then, for the tests of a decider.
//!
//! A given history must be reachable; the refusal or the events are compared whole.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proto::event::Event;
use proto::{BodyId, CommandId, Day, Digest, Micros, OfficerId, Site, StreamId, Version};

use crate::sample::{Keeping, name_of};
use crate::{Act, Dated, DecideCtx, Decider, Emit, Events, Folded, erased, fold};

mod recorder;

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
    /// Starts with these events, all of the day of the act itself.
    #[must_use]
    pub fn given(act: Act, events: impl IntoIterator<Item = (StreamId, Event)>) -> Self {
        let day = act.occurred_on;
        let dated = events.into_iter().map(|(stream, event)| (stream, day, event));
        Self::given_on_days(act, dated)
    }

    /// Starts with these events, each of its own day.
    #[must_use]
    pub fn given_on_days(
        act: Act,
        events: impl IntoIterator<Item = (StreamId, Day, Event)>,
    ) -> Self {
        let mut given: Events = BTreeMap::new();
        for (stream, day, event) in events {
            given.entry(stream).or_default().push(Dated { day, event });
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
    ///
    /// The pins may keep the decision as a sample.
    #[must_use]
    pub fn when(&self, command: &D::Command, pins: &D::Pins) -> Then<D>
    where
        D::Pins: Keeping,
    {
        let decider = erased::<D>();
        let name = name_of(decider.spec().context, decider.spec().name, decider.number());
        pins.keep(&name, &|| recorder::sample(self, command, pins, decider.as_ref()));
        let ctx = self.ctx(pins);
        Then(D::decide(&fold::<D>(&self.events), command, &ctx))
    }

    fn ctx<'a>(&'a self, pins: &'a D::Pins) -> DecideCtx<'a, D::Pins> {
        let (now, today, counters) = (Micros(0), self.today, &self.counters);
        DecideCtx { now, today, act: &self.act, pins, counters }
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
