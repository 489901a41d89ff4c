//! What falls due by itself: the due days of every petition that nobody has noted as passed.
//!
//! Never decides: [`NotePassedDeadline`] looks again at what is owed.

use std::collections::BTreeMap;

use decider::{Due, ReactionCommand, Subject, Timed};
use proto::command::NotePassedDeadline;
use proto::envelope::Envelope;
use proto::event::{Event, Picked};
use proto::id::Code;
use proto::{Day, StreamId};

use crate::domain::case::{Case, CaseEvent, DueDay};

/// Every petition, folded as the deciders fold it.
#[derive(Debug, Default)]
struct DueDays(BTreeMap<StreamId, Case>);

/// Knows no petition yet.
pub(crate) fn begin() -> Box<dyn Timed> {
    Box::<DueDays>::default()
}

impl Timed for DueDays {
    fn apply(&mut self, envelope: &Envelope, event: &Event) {
        if let Some(event) = CaseEvent::pick(event.clone()) {
            let case = self.0.entry(envelope.stream).or_default();
            *case = std::mem::take(case).after(&event, envelope.occurred_on);
        }
    }

    fn passed(&self, today: Day) -> Vec<Due> {
        let each = self.0.iter().flat_map(|(&stream, case)| {
            let passed = case.owed().into_iter().filter(move |owed| owed.day < today);
            passed.filter_map(move |owed| due(stream, &owed))
        });
        each.collect()
    }
}

fn due(stream: StreamId, owed: &DueDay) -> Option<Due> {
    let &DueDay { body, due, day } = owed;
    let key = format!("{due}/{body}/{day}");
    let command = NotePassedDeadline { body, due: Code::new(due).ok()?, day };
    let command = ReactionCommand::new(stream, &command).ok()?;
    Some(Due { key, command })
}

#[cfg(test)]
mod tests;
