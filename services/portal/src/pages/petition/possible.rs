//! Whether an act would be taken now, asked of the very deciders that take it.
//!
//! Each act is tried with what a careful person could send: every body acted for, every addressee,
//! texts that say nothing. What is refused for its typed data alone would be possible. Never sends,
//! seals or records anything, and decides nothing itself: rules stay in the deciders.

use std::collections::BTreeMap;

use decider::{Act, AnyDecider, Dated, DecideCtx, Events, Service};
use directory::Pins;
use proto::command::{CommandSpec, Message, Target};
use proto::envelope::DocumentRef;
use proto::event::Rules;
use proto::text::Line;
use proto::{BodyId, CommandId, Day, Digest, Micros, OfficerId, Site, StreamId};
use register::Entry;
use serde_json::Value;
use serde_json::value::to_raw_value;

use crate::app::App;
use crate::pages::json::At;
use crate::pages::petition::tries;
use crate::pages::shell::Page;
use crate::read::petitions::Asked;

/// Refusals for what was typed, which a form can hold better: the act itself is possible.
const TYPED: &[&str] = &[
    "intake.field_unknown",
    "intake.body_not_standing",
    "intake.nothing_to_correct",
    "intake.no_such_petition",
    "intake.too_far_back",
    "classification.field_unknown",
    "classification.no_addressee",
    "classification.addressee_twice",
    "classification.addressee_not_standing",
    "classification.keeps_not",
    "classification.no_scan",
    "forwarding.no_scan",
    "forwarding.letter_date",
    "forwarding.body_not_standing",
    "forwarding.answer_is_owed",
    "forwarding.deadline_beyond_calendar",
    "forwarding.before_its_letter",
    "forwarding.before_the_letter",
    "forwarding.agency_twice",
    "forwarding.agency_not_standing",
    "forwarding.not_an_agency_of_its",
    "forwarding.inner_due_outside",
    "forwarding.competent_itself",
    "monitoring.no_scan",
    "monitoring.follower_not_standing",
    "monitoring.not_a_follower",
    "monitoring.follower_answers",
    "monitoring.already_follows",
    "monitoring.already_held_by",
    "monitoring.receiver_not_standing",
    "monitoring.not_later",
];

/// Refusals because the act is another body's: whatever happens, it never becomes this one's.
const ANOTHERS: &[&str] = &[
    "intake.not_yours_to_record",
    "intake.not_the_standing_committee",
    "intake.not_yours_to_bind",
    "classification.not_yours_to_propose",
    "classification.not_yours_to_record",
    "classification.not_yours_to_decide",
    "classification.not_a_party",
    "forwarding.not_the_standing_committee",
    "forwarding.not_recorded_on_behalf",
    "forwarding.not_the_addressee",
    "forwarding.does_not_have_it",
    "forwarding.not_yours_to_make_known",
    "monitoring.not_the_standing_committee",
    "monitoring.not_the_follower",
    "monitoring.not_yours",
    "monitoring.not_an_addressee",
    "monitoring.cannot_close_own_answer",
];

/// What trying an act came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) enum Tried {
    /// It would be taken; for a body that answers on paper where one is named.
    Possible(Option<BodyId>),
    /// It would be refused by this rule.
    Refused(String),
    /// No role of a body acted for allows it.
    NotAllowed,
}

impl Tried {
    /// It is refused because it is another body's.
    pub(super) fn is_anothers(&self) -> bool {
        matches!(self, Self::Refused(code) if ANOTHERS.contains(&code.as_str()))
    }
}

/// A petition with everything that deciders ask about it.
pub(in crate::pages) struct Trial<'a> {
    pub(super) shown: &'a Value,
    pub(super) pins: &'a Pins,
    pub(super) today: Day,
    pub(super) acting: &'a [BodyId],
    officer: OfficerId,
    site: &'a Site,
    now: Micros,
    services: Vec<Service<Pins>>,
    petition: StreamId,
    events: Events,
}

impl std::fmt::Debug for Trial<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trial({})", self.petition)
    }
}

/// Who would act, and in which of several ways.
struct Way {
    body: BodyId,
    on_behalf: Option<BodyId>,
    stream: StreamId,
    data: Value,
}

impl<'a> Trial<'a> {
    /// Of the petition that was asked for, as it is now.
    pub(super) fn of(app: &'a App, at: &'a Page, shown: &'a Value, asked: &Asked) -> Option<Self> {
        Some(Self::on(app, at, shown, (asked.held.stream?, &asked.entries)))
    }

    /// Of a petition or a letter with all its entries; of `shown` is read whom and what it names.
    pub(in crate::pages) fn on(
        app: &'a App,
        at: &'a Page,
        shown: &'a Value,
        (petition, entries): (StreamId, &[Entry]),
    ) -> Self {
        let events = BTreeMap::from([(petition, dated(entries))]);
        let (site, now, services) = (&app.site, app.clock.now(), (app.services)());
        let reader = &at.reader;
        let (pins, today, officer) = (&*reader.known.pins, reader.today, reader.officer);
        let acting = at.acting.as_slice();
        Self { shown, pins, today, acting, officer, site, now, services, petition, events }
    }

    /// Adds another stream, of a letter: its receipt is asked about.
    pub(super) fn with(&mut self, stream: StreamId, entries: &[Entry]) {
        self.events.insert(stream, dated(entries));
    }

    /// Whether this stream was added.
    pub(super) fn knows(&self, stream: StreamId) -> bool {
        self.events.contains_key(&stream)
    }

    /// The rules of the petition's council today.
    pub(super) fn rules(&self) -> Option<&'a Rules> {
        let council = self.shown.text("/council/body")?.parse().ok()?;
        self.pins.rules(council, self.today)
    }

    /// What would come of `spec`, now, for the bodies acted for.
    pub(in crate::pages) fn of_act(&self, spec: &CommandSpec) -> Tried {
        let (pins, today, officer) = (self.pins, self.today, self.officer);
        let command = format!("{}.{}", spec.context, spec.name);
        let acting = self.acting.iter().copied();
        let bodies: Vec<BodyId> = acting
            .filter(|&body| {
                pins.directory.may_act(self.site, body, officer, &command, today).is_ok()
            })
            .collect();
        if bodies.is_empty() {
            return Tried::NotAllowed;
        }
        let service = self.services.iter().find(|service| service.context == spec.context);
        let Some(decider) = service.and_then(|service| service.decider(spec.name)) else {
            // Without the deciders nothing is known against it.
            return Tried::Possible(None);
        };
        let mut refused: Option<Tried> = None;
        for way in self.ways(spec, &bodies) {
            match self.decided(decider, spec, &way) {
                None => return Tried::Possible(way.on_behalf),
                Some(code) => {
                    let tried = Tried::Refused(code);
                    // What only waits says more than that it is somebody else's.
                    if way.on_behalf.is_none()
                        && refused
                            .as_ref()
                            .is_none_or(|first| first.is_anothers() && !tried.is_anothers())
                    {
                        refused = Some(tried);
                    }
                }
            }
        }
        refused.unwrap_or(Tried::NotAllowed)
    }

    fn ways(&self, spec: &CommandSpec, bodies: &[BodyId]) -> Vec<Way> {
        let rules = self.rules();
        let mut ways = Vec::new();
        for (stream, data) in tries::of(self, spec.name) {
            let own = |&body| Way { body, on_behalf: None, stream, data: data.clone() };
            ways.extend(bodies.iter().map(own));
        }
        // Only the standing committee records for another, and only for those whom the rules name.
        let recorder = rules.filter(|rules| bodies.contains(&rules.standing_committee));
        for rules in recorder.into_iter() {
            for (stream, data) in tries::of(self, spec.name) {
                let absent = rules.on_paper.iter().map(|&absent| Way {
                    body: rules.standing_committee,
                    on_behalf: Some(absent),
                    stream,
                    data: data.clone(),
                });
                ways.extend(absent);
            }
        }
        ways
    }

    /// The rule that is broken; none where the act would be taken, or would be but for what is
    /// typed.
    fn decided(
        &self,
        decider: &dyn AnyDecider<Pins>,
        spec: &CommandSpec,
        way: &Way,
    ) -> Option<String> {
        let message = self.message(spec, way)?;
        let act = Act::of(&message, self.site);
        let counters = BTreeMap::new();
        let ctx = DecideCtx {
            now: self.now,
            today: self.today,
            act: &act,
            pins: self.pins,
            counters: &counters,
        };
        let decided = decider.decide(&message, &self.events, &ctx);
        let decided =
            decided.map_err(|bad| tracing::warn!(why = bad.why, "an act cannot be tried"));
        let refusal = decided.ok()?.err()?;
        (!TYPED.contains(&refusal.code.as_str())).then_some(refusal.code)
    }

    fn message(&self, spec: &CommandSpec, way: &Way) -> Option<Message> {
        let command_id = CommandId(runtime::random::uuid());
        let today = self.today;
        // Whatever needs a paper is tried with one; whatever needs none does not look at it.
        let document = || {
            let symbol = Line::new("0").ok()?;
            Some(DocumentRef { symbol, issued_on: today, signer: None, scan: None })
        };
        Some(Message {
            command_id,
            request_mac: Digest::ZERO,
            version: spec.version,
            stream: if spec.target == Target::New { command_id.stream(0) } else { way.stream },
            seen_version: None,
            body: Some(way.body),
            officer: Some(self.officer),
            on_behalf: way.on_behalf,
            document: document(),
            occurred_on: today,
            correlation: command_id.0,
            causation: None,
            tracking_mac: None,
            data: to_raw_value(&way.data).ok()?,
        })
    }
}

/// The events of a stream, as deciders have them.
pub(in crate::pages) fn dated(entries: &[Entry]) -> Vec<Dated> {
    let known = entries.iter().filter_map(Entry::known);
    known
        .map(|(envelope, event)| Dated { day: envelope.occurred_on, event: event.clone() })
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use directory::Pins;
    use proto::{Micros, OfficerId, Site, StreamId};
    use serde_json::Value;

    use super::{ANOTHERS, TYPED, Trial};

    #[test]
    fn every_refusal_that_is_told_apart_is_one_that_a_decider_gives() {
        for code in TYPED.iter().chain(ANOTHERS) {
            assert_eq!(crate::words::of(code).code, *code);
        }
        assert!(TYPED.iter().all(|code| !ANOTHERS.contains(code)));
    }

    /// A trial of a petition that nobody has, by nobody.
    pub(in crate::pages::petition) fn trial<'a>(
        shown: &'a Value,
        pins: &'a Pins,
        site: &'a Site,
    ) -> Trial<'a> {
        Trial {
            shown,
            pins,
            today: jiff::civil::date(2026, 11, 22),
            acting: &[],
            officer: OfficerId(uuid::Uuid::nil()),
            site,
            now: Micros(0),
            services: Vec::new(),
            petition: StreamId::of_directory(),
            events: Default::default(),
        }
    }
}
