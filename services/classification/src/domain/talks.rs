//! The events of the talks about one petition, for the tests of every decision.

use decider::spec::{Spec, act};
use decider::{Act, Decider};
use directory::Pins;
use directory::fixture::petition::{OTHER, PETITION, received};
use directory::fixture::{AFTER_REFORM, OFFICER, before_rules, code, line, pins, sealed};
use proto::envelope::DocumentRef;
use proto::event::{
    AnswerNotAccepted, AnsweredOnTheSpot, ClassificationContested, ClassificationEvent,
    ConsentGiven, DissentRecorded, Event, ForwardingEvent, IntakeEvent, MonitoringEvent,
    NotAPetition, OpinionNoted, PetitionClosed, PetitionMerged, PetitionReceived, PetitionReturned,
    PetitionSplit, PetitionUnmerged, PetitionWithdrawn, Rules, RulesAdopted,
};
use proto::{BodyId, Day, OfficerId, StreamId};

use super::case::Closed;

/// An officer of another body than the one who acts.
pub(crate) const COLLEAGUE: OfficerId = OFFICER;

/// Received by the eastern group in the northern commune's area.
pub(crate) fn received_in_north() -> Event {
    received_in(Some("north"))
}

pub(crate) fn received_in(area: Option<&str>) -> Event {
    let Event::Intake(IntakeEvent::PetitionReceived(received)) = received() else {
        return received();
    };
    intake(PetitionReceived { area: area.map(code), ..received })
}

pub(crate) fn intake(event: impl Into<IntakeEvent>) -> Event {
    event.into().into()
}

fn classification(event: impl Into<ClassificationEvent>) -> Event {
    event.into().into()
}

/// A colleague consented for `party`.
pub(crate) fn consented(proposal: u32, pair: u8, party: BodyId) -> Event {
    consented_by(Some(COLLEAGUE), proposal, pair, party)
}

pub(crate) fn consented_by(
    officer: Option<OfficerId>,
    proposal: u32,
    pair: u8,
    party: BodyId,
) -> Event {
    classification(ConsentGiven { proposal, pair, party, officer, consent_due: None })
}

pub(crate) fn contested(proposal: u32, pair: u8, party: BodyId) -> Event {
    classification(ClassificationContested { proposal, pair, party, reason: sealed(4) })
}

pub(crate) fn dissented(proposal: u32, party: BodyId) -> Event {
    classification(DissentRecorded { proposal, party, reason: sealed(5) })
}

pub(crate) fn returned(by: BodyId) -> Event {
    let reason = sealed(6);
    ForwardingEvent::from(PetitionReturned { by, reason, competent: None }).into()
}

pub(crate) fn answered_on_the_spot(by: BodyId) -> Event {
    intake(AnsweredOnTheSpot {
        by,
        speaker: None,
        outcome: code("explained"),
        answer: sealed(7),
        promised_by: None,
    })
}

pub(crate) fn not_accepted() -> Event {
    intake(AnswerNotAccepted { reason: None })
}

pub(crate) fn unmerged() -> Event {
    intake(PetitionUnmerged { from: OTHER })
}

/// Everything that closes a petition to classification, and as what.
pub(crate) fn endings(by: BodyId) -> Vec<(Event, Closed)> {
    let (kind, reason) = (code("complaint"), sealed(8));
    vec![
        (intake(OpinionNoted { reason: None }), Closed::IsAnOpinion),
        (intake(NotAPetition { kind, reason, sent_to: None }), Closed::NotAPetition),
        (answered_on_the_spot(by), Closed::AnsweredOnTheSpot),
        (intake(PetitionMerged { into: OTHER, reason: None }), Closed::WasMerged { into: OTHER }),
        (intake(PetitionSplit { into: vec![OTHER] }), Closed::WasSplit { into: vec![OTHER] }),
        (intake(PetitionWithdrawn { reason: None }), Closed::WasWithdrawn),
        (MonitoringEvent::from(PetitionClosed { note: None }).into(), Closed::WasClosed),
    ]
}

/// The circle without the reform, its council under `rules`.
pub(crate) fn under(rules: Rules) -> Pins {
    let council = directory::fixture::COUNCIL;
    let adopted = RulesAdopted { council, from: directory::fixture::FIRST_DAY, rules };
    pins(before_rules().into_iter().chain([adopted.into()]))
}

/// A petition's history, for an officer of `body`.
pub(crate) fn given<D: Decider>(body: BodyId, history: &[Event]) -> Spec<D> {
    as_done(act(PETITION, body, AFTER_REFORM), history)
}

pub(crate) fn as_done<D: Decider>(act: Act, history: &[Event]) -> Spec<D> {
    Spec::given(act, on(PETITION, history))
}

pub(crate) fn on(stream: StreamId, history: &[Event]) -> impl Iterator<Item = (StreamId, Event)> {
    history.iter().map(move |event| (stream, event.clone()))
}

/// `body` records what `absent` answered on paper.
pub(crate) fn on_paper(body: BodyId, absent: BodyId) -> Act {
    let (symbol, issued_on) = (line("12/CV"), AFTER_REFORM);
    let document = DocumentRef { symbol, issued_on, signer: None, scan: None };
    let act = act(PETITION, body, AFTER_REFORM);
    Act { on_behalf: Some(absent), document: Some(document), ..act }
}

/// The last day of a pair whose turn began on the day of all these tests.
pub(crate) const CONSENT_DUE: Day = Day::constant(2025, 9, 20);
/// The day after it.
pub(crate) const TOO_LATE: Day = Day::constant(2025, 9, 21);
