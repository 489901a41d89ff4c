//! What one petition counts for: each figure by its word, where it is about one body with that.

use petition::{DutyKind, Exit, Petition, Timely};
use proto::stage::Stage;
use proto::{BodyId, StreamId};
use register::Course;

use crate::pages::shell::Page;
use crate::pages::statistics::asked::{Asked, By, session_of};

/// The way of a petition, in its order.
pub(super) const WAY: [&str; 5] = ["received", "agreed", "forwarded", "answered", "settled"];
/// What an answer comes to.
pub(super) const OUTCOMES: [&str; 7] = [
    "outcome-resolved",
    "outcome-in_progress",
    "outcome-in_progress-open",
    "outcome-planned",
    "outcome-promised",
    "outcome-explained",
    "outcome-not_yet_possible",
];
/// What must not hide behind a good figure.
pub(super) const HONEST: [&str; 6] = [
    "answered-unsettled",
    "ended-explained",
    "ended-objected",
    "reopened",
    "carried-over",
    "by-the-book",
];
/// How petitions leave the way to an answer.
pub(super) const EXITS: [&str; 6] = [
    "exit-spot",
    "exit-opinion",
    "exit-not_a_petition",
    "exit-merged",
    "exit-withdrawn",
    "exit-passed_on",
];

/// The group of what has none: an empty word would be left out of an address.
pub(super) const NO_GROUP: &str = "-";

/// One petition with all it counts for.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) stream: StreamId,
    pub(super) field: Option<String>,
    pub(super) area: Option<String>,
    pub(super) bodies: Vec<BodyId>,
    pub(super) session: Option<String>,
    figures: Vec<(String, Option<BodyId>)>,
}

impl Counted {
    /// The groups that it stands in.
    pub(super) fn groups(&self, by: By) -> Vec<String> {
        let one = |word: &Option<String>| vec![word.clone().unwrap_or(NO_GROUP.to_owned())];
        match by {
            By::Field => one(&self.field),
            By::Area => one(&self.area),
            By::Session => one(&self.session),
            By::Body if self.bodies.is_empty() => vec![NO_GROUP.to_owned()],
            By::Body => self.bodies.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether it counts for `figure`, in `group` if that is asked for. What is about one body
    /// counts in the group of that body only.
    pub(super) fn counts(&self, figure: &str, by: By, group: Option<&str>) -> bool {
        let here = group.is_none_or(|group| self.groups(by).iter().any(|own| own == group));
        let of =
            |body: &BodyId| by != By::Body || group.is_none_or(|group| body.to_string() == group);
        let counts = |(name, body): &(String, Option<BodyId>)| {
            name == figure && body.as_ref().is_none_or(of)
        };
        here && self.figures.iter().any(counts)
    }
}

/// Everything that a petition counts for, as far as `course` goes.
pub(super) fn of(at: &Page, course: &Course, asked: &Asked) -> Counted {
    let (petition, day) = (&course.held.petition, asked.day(at));
    let received = petition.received.as_ref();
    let field = petition.proposal.as_ref().map(|proposal| &proposal.field);
    let field = field.or(received.and_then(|received| received.field.as_ref()));
    let mut bodies: Vec<BodyId> = petition.live().map(|to| to.body).collect();
    bodies.dedup();
    let session = received.zip(petition.raised_on).and_then(|(received, raised_on)| {
        session_of(at, received.council, course.round.as_deref(), raised_on)
    });
    let mut figures = Vec::new();
    way(petition, &mut figures);
    outcomes(petition, &mut figures);
    honest(petition, &mut figures);
    exits(petition, &mut figures);
    for duty in course.duties(&at.reader.known.pins, day) {
        let Some(how) = duty.on(day).map(Timely::as_str) else { continue };
        figures.push((format!("duty-{}-{how}", duty.kind.as_str()), duty.of));
    }
    Counted {
        stream: course.held.stream.unwrap_or(StreamId(uuid::Uuid::nil())),
        field: field.map(ToString::to_string),
        area: received.and_then(|received| received.area.as_ref()).map(ToString::to_string),
        bodies,
        session,
        figures,
    }
}

type Figures = Vec<(String, Option<BodyId>)>;

fn put(figures: &mut Figures, name: &str, holds: bool) {
    if holds {
        figures.push((name.to_owned(), None));
    }
}

/// Received, agreed, forwarded, answered, settled: each for itself, so that a step that was left
/// out shows. Answered means that every addressee that owes an answer gave one.
fn way(petition: &Petition, figures: &mut Figures) {
    let agreed = petition.proposal.as_ref().is_some_and(|proposal| proposal.agreed);
    put(figures, "received", petition.received.is_some());
    put(figures, "agreed", agreed);
    put(figures, "forwarded", petition.addressees.iter().any(|to| to.sent_on.is_some()));
    put(figures, "answered", answered(petition));
    put(figures, "settled", petition.watch.ended());
}

fn answered(petition: &Petition) -> bool {
    let mut owing = petition.live().filter(|to| !to.passed_on()).peekable();
    owing.peek().is_some() && owing.all(|to| to.answer().is_some())
}

fn outcomes(petition: &Petition, figures: &mut Figures) {
    for to in petition.live() {
        let Some(answer) = to.answer() else { continue };
        let outcome = answer.event.outcome.as_str();
        // Work that goes on counts apart where no day was promised.
        let open = outcome == "in_progress" && answer.event.done_by.is_none();
        let name = if open { "in_progress-open" } else { outcome };
        figures.push((format!("outcome-{name}"), Some(to.body)));
    }
}

fn honest(petition: &Petition, figures: &mut Figures) {
    let (watch, ended) = (&petition.watch, petition.watch.ended());
    let mut last = petition.live().filter_map(|to| to.answer()).peekable();
    let explained =
        last.peek().is_some() && last.all(|answer| answer.event.outcome.as_str() == "explained");
    put(figures, "answered-unsettled", answered(petition) && !ended && !gone(petition));
    put(figures, "ended-explained", ended && explained);
    put(figures, "ended-objected", ended && (watch.voter_objects || watch.follower_objects()));
    put(figures, "reopened", !watch.reopened.is_empty());
    put(figures, "carried-over", !watch.carried.is_empty());
    let by_the_book = petition.raised.exit == Some(Exit::AnsweredByTheBook);
    put(figures, "by-the-book", by_the_book);
}

fn gone(petition: &Petition) -> bool {
    matches!(petition.stage(), Some(Stage::Merged | Stage::Withdrawn))
}

fn exits(petition: &Petition, figures: &mut Figures) {
    let name = match petition.stage() {
        Some(Stage::AnsweredOnTheSpot) => "exit-spot",
        Some(Stage::OpinionNoted) => "exit-opinion",
        Some(Stage::NotAPetition) => "exit-not_a_petition",
        Some(Stage::Merged) => "exit-merged",
        Some(Stage::Withdrawn) => "exit-withdrawn",
        Some(Stage::PassedOn) => "exit-passed_on",
        Some(_) | None => return,
    };
    put(figures, name, true);
}

/// Whether `name` is the word of a figure.
pub(super) fn is_figure(name: &str) -> bool {
    let duty = DutyKind::ALL.into_iter().any(|kind| {
        Timely::ALL
            .into_iter()
            .any(|how| name == format!("duty-{}-{}", kind.as_str(), how.as_str()))
    });
    duty || WAY.iter().chain(&OUTCOMES).chain(&HONEST).chain(&EXITS).any(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(figures: &[(&str, Option<u128>)]) -> Counted {
        let body = |id: u128| BodyId(uuid::Uuid::from_u128(id));
        Counted {
            stream: StreamId(uuid::Uuid::nil()),
            field: None,
            area: Some("x".to_owned()),
            bodies: vec![body(1), body(2)],
            session: None,
            figures: figures.iter().map(|(name, of)| ((*name).to_owned(), of.map(body))).collect(),
        }
    }

    #[test]
    fn what_one_body_did_late_is_not_counted_for_the_other() {
        let counted = one(&[("received", None), ("duty-answer-late", Some(1))]);
        let of = |id: u128| BodyId(uuid::Uuid::from_u128(id)).to_string();
        let late = |group: &str| counted.counts("duty-answer-late", By::Body, Some(group));
        assert_eq!((late(&of(1)), late(&of(2))), (true, false));
        assert!(counted.counts("received", By::Body, Some(&of(2))));
        assert!(counted.counts("duty-answer-late", By::Area, Some("x")));
        assert!(!counted.counts("duty-answer-late", By::Area, Some("y")));
    }

    #[test]
    fn what_has_no_field_stands_in_a_group_of_its_own() {
        assert!(one(&[("received", None)]).counts("received", By::Field, Some(NO_GROUP)));
    }
}
