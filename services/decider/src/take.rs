//! Taking a decision: from what was read to the append, with its envelopes. Pure, so that the
//! auditor takes a recorded decision again with the very same code.

use std::collections::BTreeMap;

use proto::append::{Append, NewEvent};
use proto::command::{BadCommand, Message};
use proto::decision::{Decision, Read};
use proto::envelope::Envelope;
use proto::reply::Refusal;
use proto::{Day, Digest, Micros, Site, StreamId, Version};
use serde_json::value::RawValue;

use crate::{Act, AnyDecider, DecideCtx, Emitted, Events, Plan};

/// A command about to be decided.
#[derive(Clone, Copy)]
pub struct Taking<'a, P> {
    /// Which rule decides.
    pub decider: &'a dyn AnyDecider<P>,
    /// The command.
    pub message: &'a Message,
    /// The command as received: its bytes are what is recorded.
    pub raw: &'a RawValue,
    /// Who acts.
    pub act: &'a Act,
    /// The only clock.
    pub now: Micros,
    /// The day of `now` in Viet Nam.
    pub today: Day,
}

/// What a decision is taken on.
#[derive(Debug)]
pub struct Basis<'a, P> {
    /// What had to be read.
    pub plan: &'a Plan,
    /// The version of every stream and counter that was read.
    pub versions: &'a BTreeMap<StreamId, Version>,
    /// The events of the streams.
    pub events: &'a Events,
    /// Directory, rules, calendar.
    pub pins: &'a P,
    /// The pinned streams with their versions, in the order of pinning.
    pub pinned: Vec<Read>,
}

/// Why a decision could not be taken. Neither is a refusal.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The data is not this command.
    #[error(transparent)]
    Bad(#[from] BadCommand),
    /// The outcome cannot be written.
    #[error("the decision cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl<P> Taking<'_, P> {
    /// Decides, and builds the append: events or a refusal, and what it was decided on.
    ///
    /// # Errors
    /// [`TakeError`].
    pub fn take(&self, basis: Basis<'_, P>) -> Result<Append, TakeError> {
        let counters = basis.plan.counters.iter();
        let counters = counters.filter_map(|id| Some((*id, *basis.versions.get(id)?)));
        let counters: BTreeMap<StreamId, Version> = counters.collect();
        let ctx = DecideCtx {
            now: self.now,
            today: self.today,
            act: self.act,
            pins: basis.pins,
            counters: &counters,
        };
        let (emitted, refusal) = match self.decider.decide(self.message, basis.events, &ctx)? {
            Ok(emitted) => (emitted, None),
            Err(refusal) => (Vec::new(), Some(refusal)),
        };
        let reads = basis.versions.iter().map(|(stream, version)| Read(*stream, *version));
        let decision = self.decision(reads.collect(), basis.pinned, refusal);
        Ok(self.append(decision, emitted)?)
    }

    fn decision(&self, reads: Vec<Read>, pins: Vec<Read>, refusal: Option<Refusal>) -> Decision {
        let spec = self.decider.spec();
        Decision {
            command_id: self.message.command_id,
            request_mac: self.message.request_mac,
            command_type: spec.name.to_owned(),
            command_version: self.message.version,
            decider: self.decider.number(),
            now: self.now,
            site: self.act.site.clone(),
            command: self.raw.to_owned(),
            reads,
            pins,
            facts: RawValue::NULL.to_owned(),
            refusal,
        }
    }

    fn append(
        &self,
        decision: Decision,
        emitted: Vec<Emitted>,
    ) -> Result<Append, serde_json::Error> {
        let digest = decision.digest(self.decider.spec().context);
        let known = decision.reads.iter().chain(&decision.pins);
        let mut next: BTreeMap<StreamId, Version> = known.map(|read| (read.0, read.1)).collect();
        let mut events = Vec::with_capacity(emitted.len());
        for (n, emitted) in (0..).zip(emitted) {
            let stream = emitted.stream;
            let body = self.envelope(n, emitted, digest).to_bytes()?;
            let version = next.entry(stream).or_default();
            events.push(NewEvent { stream, expected: *version, body });
            *version = version.next();
        }
        let written = |read: &&Read| !events.iter().any(|event| event.stream == read.0);
        let read_only = decision.reads.iter().chain(&decision.pins).filter(written);
        Ok(Append { unchanged: read_only.copied().collect(), events, decision })
    }

    fn envelope(&self, n: u32, emitted: Emitted, decision_digest: Digest) -> Envelope {
        Envelope {
            event_type: emitted.event_type.to_owned(),
            schema_version: emitted.schema_version,
            event_id: self.message.command_id.event(n),
            stream: emitted.stream,
            site: self.act.site.clone(),
            body: self.act.body,
            officer: self.act.officer,
            on_behalf: self.act.on_behalf,
            document: self.act.document.clone(),
            occurred_on: self.act.occurred_on,
            command_id: self.message.command_id,
            correlation: self.message.correlation,
            causation: self.message.causation,
            decision_digest,
            continues: None,
            ignorable: false,
            data: emitted.data,
        }
    }
}

impl<P> std::fmt::Debug for Taking<'_, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let site: &Site = &self.act.site;
        write!(f, "Taking({} from {site})", self.decider.spec().name)
    }
}
