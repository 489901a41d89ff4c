//! What falls due by itself: the due days of every petition that nobody has noted as passed, and the
//! rungs of the ladder that nobody has reached.
//!
//! Never decides: [`NotePassedDeadline`] and [`EscalateDeadline`] look again at what is owed.

use std::collections::BTreeMap;

use decider::{Due, ReactionCommand, Subject, Timed};
use directory::Pins;
use proto::command::{EscalateDeadline, NotePassedDeadline};
use proto::envelope::Envelope;
use proto::event::{Event, Picked};
use proto::id::Code;
use proto::{Day, StreamId};

use crate::domain::case::{Case, CaseEvent, DueDay};
use crate::domain::ladder::{Rung, due_rungs};

/// Every petition, folded as the deciders fold it, and the rules with their rungs.
#[derive(Debug, Default)]
struct DueDays {
    cases: BTreeMap<StreamId, Case>,
    pins: Pins,
}

/// Knows no petition yet.
pub(crate) fn begin() -> Box<dyn Timed> {
    Box::<DueDays>::default()
}

impl Timed for DueDays {
    fn apply(&mut self, envelope: &Envelope, event: &Event) {
        if let Event::Directory(_) = event {
            self.pins.apply(event.clone());
        } else if let Some(event) = CaseEvent::pick(event.clone()) {
            let case = self.cases.entry(envelope.stream).or_default();
            *case = std::mem::take(case).after(&event, envelope.occurred_on);
        }
    }

    fn passed(&self, today: Day) -> Vec<Due> {
        let each = self.cases.iter().flat_map(|(&stream, case)| {
            let passed = case.owed().into_iter().filter(move |owed| owed.day < today);
            let passed = passed.filter_map(move |owed| due(stream, &owed));
            // After the day itself, so that a late start tells all of it in order.
            let rungs = due_rungs(case, &self.pins, today);
            passed.chain(rungs.into_iter().filter_map(move |rung| next_up(stream, &rung)))
        });
        each.collect()
    }
}

fn due(stream: StreamId, owed: &DueDay) -> Option<Due> {
    let &DueDay { body, due, day } = owed;
    let command = NotePassedDeadline { body, due: Code::new(due).ok()?, day };
    let command = ReactionCommand::new(stream, &command).ok()?;
    Some(Due { key: key(owed), command })
}

fn next_up(stream: StreamId, rung: &Rung) -> Option<Due> {
    let &Rung { owed: DueDay { body, due, day }, rung: number, .. } = rung;
    let command = EscalateDeadline { body, due: Code::new(due).ok()?, day, rung: number };
    let command = ReactionCommand::new(stream, &command).ok()?;
    Some(Due { key: format!("{}/{number}", key(&rung.owed)), command })
}

fn key(DueDay { body, due, day }: &DueDay) -> String {
    format!("{due}/{body}/{day}")
}

#[cfg(test)]
mod tests;
