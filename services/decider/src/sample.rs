//! A decision kept as a sample: all that went in, and what came of it. By its samples a released
//! decider is frozen: whoever changes what it comes to meets them, and takes the next number.
//!
//! Never reads or writes files. Invariant: a sample holds nothing but what the log, the bus and the
//! pinned streams hold; the decider that takes it again is the one that the service runs.

use std::collections::BTreeMap;

use proto::command::{BadCommand, Message};
use proto::envelope::Envelope;
use proto::event::{ContextEvent, Event, Undecodable};
use proto::reply::Refusal;
use proto::{CommandId, Context, Day, Digest, Micros, Site, StreamId, Version};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Act, AnyDecider, Dated, DecideCtx, Decided, Events};

/// Pins on which tests decide. They may keep what was decided on them.
pub trait Keeping {
    /// Keeps a decision of the decider called `name`, where somebody asks for samples.
    fn keep(&self, name: &str, sample: &dyn Fn() -> Result<Sample, Broken>);
}

/// An event as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// On which stream; none for what was pinned: pins do not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamId>,
    /// Its business date, where it was folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// `context.name`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The shape of `data`.
    pub schema_version: u32,
    /// The data as stored.
    pub data: Box<RawValue>,
}

/// What a decision came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// These events.
    Events(Vec<Kept>),
    /// Why not.
    Refused(Refusal),
}

/// One decision.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Where the command came from.
    pub site: Site,
    /// The only clock.
    pub now: Micros,
    /// The day of `now`, as the decision was taken.
    pub today: Day,
    /// The command.
    pub message: Message,
    /// The versions of the counters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counters: BTreeMap<StreamId, Version>,
    /// What was folded, each stream in order.
    pub folded: Vec<Kept>,
    /// What came of it.
    pub came: Came,
}

/// Why a sample cannot be taken again.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// An event that it was taken on is not known any more.
    #[error(transparent)]
    Event(#[from] Undecodable),
    /// The command is not known any more.
    #[error(transparent)]
    Command(#[from] BadCommand),
    /// It cannot be written as JSON.
    #[error("a sample cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Kept {
    /// `event`, on no stream and of no day.
    ///
    /// # Errors
    /// Only when memory runs out inside the JSON writer.
    pub fn of(event: &Event) -> Result<Self, serde_json::Error> {
        let (schema_version, data) = match event {
            Event::Directory(event) => (event.schema_version(), event.data()?),
            Event::Intake(event) => (event.schema_version(), event.data()?),
            Event::Classification(event) => (event.schema_version(), event.data()?),
            Event::Forwarding(event) => (event.schema_version(), event.data()?),
            Event::Monitoring(event) => (event.schema_version(), event.data()?),
        };
        let event_type = event.event_type().to_owned();
        Ok(Self { stream: None, day: None, event_type, schema_version, data })
    }

    /// The event again.
    ///
    /// # Errors
    /// [`Undecodable`].
    pub fn event(&self) -> Result<Event, Undecodable> {
        let nobody = CommandId(uuid::Uuid::nil());
        Event::decode(&Envelope {
            event_type: self.event_type.clone(),
            schema_version: self.schema_version,
            event_id: nobody.event(0),
            stream: self.stream.unwrap_or(nobody.stream(0)),
            site: Site::hub(),
            body: None,
            officer: None,
            on_behalf: None,
            document: None,
            occurred_on: self.day.unwrap_or(Day::constant(1970, 1, 1)),
            command_id: nobody,
            correlation: nobody.0,
            causation: None,
            decision_digest: Digest::ZERO,
            continues: None,
            ignorable: false,
            data: self.data.clone(),
        })
    }
}

impl Came {
    /// What `decided` is, as it is kept.
    #[must_use]
    pub fn of(decided: Decided) -> Self {
        match decided {
            Err(refusal) => Self::Refused(refusal),
            Ok(emitted) => Self::Events(emitted.into_iter().map(Kept::from).collect()),
        }
    }

    /// In one word: the refusal's code, or the types of the events without repeats; `nothing` where
    /// there are none.
    #[must_use]
    pub fn kind(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.code.clone(),
            Self::Events(events) => {
                let mut types: Vec<&str> = Vec::new();
                for event in events {
                    if !types.contains(&event.event_type.as_str()) {
                        types.push(&event.event_type);
                    }
                }
                if types.is_empty() { "nothing".to_owned() } else { types.join("+") }
            }
        }
    }
}

impl From<crate::Emitted> for Kept {
    fn from(emitted: crate::Emitted) -> Self {
        Self {
            stream: Some(emitted.stream),
            day: None,
            event_type: emitted.event_type.to_owned(),
            schema_version: emitted.schema_version,
            data: emitted.data,
        }
    }
}

impl Sample {
    /// What `decider` makes of it today.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn again<P>(&self, decider: &dyn AnyDecider<P>, pins: &P) -> Result<Came, Broken> {
        let act = Act::of(&self.message, &self.site);
        let mut events = Events::new();
        for kept in &self.folded {
            let dated = Dated { day: kept.day.unwrap_or(self.today), event: kept.event()? };
            events.entry(kept.stream.unwrap_or(act.stream)).or_default().push(dated);
        }
        let (now, today, counters) = (self.now, self.today, &self.counters);
        let ctx = DecideCtx { now, today, act: &act, pins, counters };
        Ok(Came::of(decider.decide(&self.message, &events, &ctx)?))
    }
}

/// Whose decision it is: `forwarding.IssueLetter.1`.
#[must_use]
pub fn name_of(context: Context, command: &str, number: u32) -> String {
    format!("{context}.{command}.{number}")
}
