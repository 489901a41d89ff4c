//! Taking a recorded decision again.

use std::collections::BTreeMap;

use decider::take::{Basis, Taking};
use decider::{Act, AnyDecider, Dated, Events, Plan, Service};
use directory::Pins;
use proto::append::Append;
use proto::command::Message;
use proto::decision::{Decision, Read};
use proto::frame::Frame;
use proto::page::{Decided, ReadRequest};
use proto::reply::{Outcome, Stored};
use proto::{Context, StreamId, Version};
use runtime::store::{Recorded, StoreError};
use serde::Serialize;

use crate::source::{self, Source, SourceError, at};

/// What taking a decision again came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The same bytes.
    Same,
    /// Another outcome: the decider was changed without a new number, or data was.
    Different {
        /// What differs.
        what: String,
    },
    /// A stored body does not match its entry: looked at before anything is decided.
    Tampered {
        /// Where.
        what: String,
    },
    /// Something that the decision was taken on is not there any more.
    MissingInput {
        /// What.
        what: String,
    },
    /// This program does not have the decider that decided.
    RuleUnavailable {
        /// Which.
        what: String,
    },
}

/// Takes recorded decisions again.
pub struct Auditor<S> {
    services: Vec<Service<Pins>>,
    source: S,
    /// The pins of the decision before: decisions come in order, so most need only a few more.
    pinned: (Pins, BTreeMap<StreamId, Version>),
}

impl<S> std::fmt::Debug for Auditor<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Auditor({} contexts)", self.services.len())
    }
}

/// Why a decision cannot be taken again; becomes a verdict.
enum Stumble {
    Verdict(Verdict),
    Source(SourceError),
}

impl From<SourceError> for Stumble {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

fn missing(what: &dyn std::fmt::Display) -> Stumble {
    Stumble::Verdict(Verdict::MissingInput { what: what.to_string() })
}

impl<S: Source> Auditor<S> {
    /// Takes decisions of these contexts again, reading from `source`.
    #[must_use]
    pub fn new(services: Vec<Service<Pins>>, source: S) -> Self {
        Self { services, source, pinned: Default::default() }
    }

    /// Takes one decision again and compares.
    ///
    /// # Errors
    /// [`SourceError`] when the events cannot be read; everything else is a verdict.
    pub async fn replay(&mut self, decided: &Decided) -> Result<Verdict, SourceError> {
        match self.compare(decided).await {
            Ok(verdict) | Err(Stumble::Verdict(verdict)) => Ok(verdict),
            Err(Stumble::Source(error)) => Err(error),
        }
    }

    /// Takes every recorded decision again, in order; tells each verdict to `hear`.
    ///
    /// # Errors
    /// [`SourceError`] when the log cannot be read.
    pub async fn replay_all(
        &mut self,
        mut hear: impl FnMut(&Decided, Verdict) + Send,
    ) -> Result<(), SourceError> {
        let mut after = 0;
        loop {
            let page = self.source.page(ReadRequest::Decisions { after }).await?;
            let Some(last) = page.header.decisions.last() else { return Ok(()) };
            // A page that does not move on would be asked for again and again.
            if last.seq <= after {
                return Ok(());
            }
            after = last.seq;
            for decided in &page.header.decisions {
                let verdict = self.replay(decided).await?;
                hear(decided, verdict);
            }
        }
    }

    async fn compare(&mut self, decided: &Decided) -> Result<Verdict, Stumble> {
        let Some(decision) = &decided.decision else {
            return Err(missing(&"the decision itself was erased"));
        };
        let append = self.take_again(decided, decision).await?;
        let again = &append.decision;
        if again.refusal.as_ref() != refusal(&decided.outcome) {
            let what = format!("refusal: {:?}", again.refusal.as_ref().map(|r| &r.code));
            return Ok(Verdict::Different { what });
        }
        if (&again.reads, &again.pins) != (&decision.reads, &decision.pins) {
            return Ok(Verdict::Different { what: "what was read".to_owned() });
        }
        let stored = stored(&decided.outcome);
        if append.events.len() != stored.len() {
            let what = format!("{} events instead of {}", append.events.len(), stored.len());
            return Ok(Verdict::Different { what });
        }
        for (event, stored) in append.events.iter().zip(stored) {
            let frame = at(&self.source, stored.position).await?;
            let frame = frame.ok_or_else(|| missing(&format!("position {}", stored.position)))?;
            verified(&frame)?;
            if frame.redacted() {
                return Err(missing(&format!("the body at position {}", stored.position)));
            }
            if frame.body != event.body || event.stream != stored.stream {
                let what = format!("the event at position {}", stored.position);
                return Ok(Verdict::Different { what });
            }
        }
        Ok(Verdict::Same)
    }

    async fn take_again(
        &mut self,
        decided: &Decided,
        decision: &Decision,
    ) -> Result<Append, Stumble> {
        let message: Message =
            proto::command::read(decision.command.get()).map_err(|bad| missing(&bad))?;
        let act = Act::of(&message, &decision.site);
        let today = decision.now.day().map_err(|error| missing(&error))?;
        self.pin(&decision.pins).await?;
        let unavailable = || {
            let (context, command) = (decided.context, &decision.command_type);
            let what = format!("{context}.{command}, decider {}", decision.decider);
            Stumble::Verdict(Verdict::RuleUnavailable { what })
        };
        let plan = {
            let decider = self.decider(decided.context, decision).ok_or_else(unavailable)?;
            decider.plan(&message, &act, &self.pinned.0).map_err(|bad| missing(&bad))?
        };
        let versions: BTreeMap<StreamId, Version> =
            decision.reads.iter().map(|read| (read.0, read.1)).collect();
        let events = self.events(&plan, &versions).await?;
        let decider = self.decider(decided.context, decision).ok_or_else(unavailable)?;
        let raw = &*decision.command;
        let taking =
            Taking { decider, message: &message, raw, act: &act, now: decision.now, today };
        let basis = Basis {
            plan: &plan,
            versions: &versions,
            events: &events,
            pins: &self.pinned.0,
            pinned: decision.pins.clone(),
        };
        taking.take(basis).map_err(|error| missing(&error))
    }

    /// The very decider that decided.
    fn decider(&self, context: Context, decision: &Decision) -> Option<&dyn AnyDecider<Pins>> {
        let service = self.services.iter().find(|service| service.context == context)?;
        service.numbered(&decision.command_type, decision.decider)
    }

    /// Folds the pinned streams up to the recorded versions.
    async fn pin(&mut self, pins: &[Read]) -> Result<(), Stumble> {
        let held = &self.pinned.1;
        let back = pins.iter().any(|Read(id, upto)| held.get(id).is_some_and(|at| at > upto));
        if back {
            self.pinned = Default::default();
        }
        for &Read(stream, upto) in pins {
            let after = self.pinned.1.get(&stream).copied().unwrap_or_default();
            let frames = source::stream(&self.source, stream, after, upto).await?;
            for dated in decoded(frames)? {
                self.pinned.0.apply(dated.event);
            }
            self.pinned.1.insert(stream, upto);
        }
        Ok(())
    }

    async fn events(
        &mut self,
        plan: &Plan,
        versions: &BTreeMap<StreamId, Version>,
    ) -> Result<Events, Stumble> {
        let mut events = Events::new();
        for seen in &plan.streams {
            let upto = versions.get(&seen.stream).copied().unwrap_or_default();
            let frames = source::stream(&self.source, seen.stream, Version(0), upto).await?;
            if upto > Version(0) {
                events.insert(seen.stream, decoded(frames)?);
            }
        }
        Ok(events)
    }
}

fn refusal(outcome: &Outcome) -> Option<&proto::reply::Refusal> {
    match outcome {
        Outcome::Refused(refusal) => Some(refusal),
        Outcome::Events(_) => None,
    }
}

fn stored(outcome: &Outcome) -> &[Stored] {
    match outcome {
        Outcome::Events(stored) => stored,
        Outcome::Refused(_) => &[],
    }
}

fn verified(frame: &Frame) -> Result<(), Stumble> {
    frame
        .verify()
        .map_err(|tampered| Stumble::Verdict(Verdict::Tampered { what: tampered.to_string() }))
}

fn decoded(frames: Vec<Frame>) -> Result<Vec<Dated>, Stumble> {
    let mut events = Vec::with_capacity(frames.len());
    for frame in frames {
        verified(&frame)?;
        match Recorded::from_frame(frame) {
            Ok(recorded) => events.extend(recorded.dated()),
            Err(error @ StoreError::Unknown(_)) => {
                let what = error.to_string();
                return Err(Stumble::Verdict(Verdict::RuleUnavailable { what }));
            }
            Err(error) => return Err(missing(&error)),
        }
    }
    Ok(events)
}
