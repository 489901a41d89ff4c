//! A life in which everything happens: every event of a petition's stream, in an order that could be.
//!
//! For the tests of those who fold petitions. Never part of a shipped build.

#![allow(clippy::unwrap_used, reason = "a wrong fixture fails its tests")]

use directory::fixture::petition::{
    LETTER, OTHER, agreed, forwarded, proposed, reaction_refused, received, suggested,
};
use directory::fixture::{
    AFTER_REFORM, BEFORE_REFORM, COMMUNE_NORTH, COMMUNE_SOUTH, DEPARTMENT, FRONT, GROUP_EAST,
    GROUP_WEST, LAST_DAY_OF_DISTRICT, LAST_DAY_OF_TERM, NOBODY, PEOPLES_COMMITTEE,
    STANDING_COMMITTEE, code, line, sealed,
};
use proto::event::*;
use proto::text::FreeText;
use proto::{BodyId, CommandId, Digest};
use uuid::Uuid;

fn intake(event: impl Into<IntakeEvent>) -> Event {
    event.into().into()
}

fn classification(event: impl Into<ClassificationEvent>) -> Event {
    event.into().into()
}

fn forwarding(event: impl Into<ForwardingEvent>) -> Event {
    event.into().into()
}

fn monitoring(event: impl Into<MonitoringEvent>) -> Event {
    event.into().into()
}

/// Each event in a few words, in order.
#[must_use]
pub fn every_event() -> Vec<(&'static str, Event)> {
    let parts = [raised(), classified(), sent(), watched(), gone()];
    parts.into_iter().flatten().collect()
}

fn raised() -> Vec<(&'static str, Event)> {
    let promised_by = Some(BEFORE_REFORM);
    let spot = AnsweredOnTheSpot {
        by: DEPARTMENT,
        speaker: None,
        outcome: code("promised"),
        answer: sealed(10),
        promised_by,
    };
    let corrected = PetitionCorrected {
        area: Some(code("east")),
        field: Some(code("markets")),
        original: None,
        raised_by: None,
        reason: sealed(11),
    };
    let listed = PetitionListed { list: LETTER, round: code("r1"), revision: 1, row: 3 };
    let wording = FreeText::new("Đường ngập").unwrap();
    vec![
        ("received", received()),
        ("in the book", intake(WrittenInTheBook { written: in_a_row() })),
        ("at a meeting", intake(RaisedAtMeeting { meeting: OTHER })),
        ("answered by the book", forwarding(taken_over())),
        ("a name bound", intake(NameBound { at: 0, to: Meant::Area(code("east")) })),
        ("a part", intake(PartOf { petition: OTHER, raised_on: None })),
        ("answered on the spot", intake(spot)),
        ("answer not accepted", intake(AnswerNotAccepted { reason: Some(sealed(12)) })),
        ("public wording", intake(PublicWordingApproved { wording })),
        ("corrected", intake(corrected)),
        ("another merged into it", intake(PetitionAbsorbed { petition: OTHER })),
        ("it stands by itself again", intake(PetitionReleased { petition: OTHER })),
        ("listed", intake(listed)),
    ]
}

fn in_a_row() -> Vec<Written<proto::sealed::Sealed>> {
    let (area, addressee) = (sealed(16), sealed(17));
    vec![
        Written { of: WrittenOf::Area, text: area, body: None },
        Written { of: WrittenOf::Addressee, text: addressee, body: Some(DEPARTMENT) },
    ]
}

fn taken_over() -> AnswerTakenOver {
    let (by, outcome) = (Some(DEPARTMENT), Some(code("resolved")));
    let (by_written, outcome_written, text) = (None, Some(sealed(18)), Some(sealed(19)));
    AnswerTakenOver { by, by_written, outcome, outcome_written, text }
}

fn classified() -> Vec<(&'static str, Event)> {
    let both = [DEPARTMENT, COMMUNE_NORTH];
    let consent = |party, pair| {
        let (officer, consent_due) = (None, Some(LAST_DAY_OF_DISTRICT));
        classification(ConsentGiven { proposal: 3, pair, party, officer, consent_due })
    };
    let contested =
        ClassificationContested { proposal: 2, pair: 1, party: COMMUNE_NORTH, reason: sealed(13) };
    let silent = SilenceCounted { proposal: 3, pair: 2, party: FRONT, consent_due: None };
    let (dissent, deadlock) = (sealed(14), sealed(15));
    let dissent = DissentRecorded { proposal: 3, party: COMMUNE_NORTH, reason: dissent };
    let deadlock = DeadlockDecided { proposal: 3, by: STANDING_COMMITTEE, reason: deadlock };
    vec![
        ("suggested", suggested()),
        ("suggestion refused", reaction_refused()),
        ("proposed", proposed(2, &both)),
        ("contested", classification(contested)),
        ("proposed anew", proposed(3, &both)),
        ("the group consents", consent(GROUP_EAST, 1)),
        ("the Front is silent", classification(silent)),
        ("dissent", classification(dissent)),
        ("deadlock decided", classification(deadlock)),
        ("agreed", agreed(3, &both)),
    ]
}

fn answered(by: BodyId, outcome: &str, done_by: Option<proto::Day>) -> Event {
    forwarding(PetitionAnswered {
        by,
        answer: 1,
        outcome: code(outcome),
        text: sealed(20),
        roadmap: None,
        done_by,
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    })
}

fn sent() -> Vec<(&'static str, Event)> {
    let returned = PetitionReturned { by: COMMUNE_NORTH, reason: sealed(21), competent: None };
    let assigned = WorkAssigned {
        by: DEPARTMENT,
        lead: NOBODY,
        supporting: vec![COMMUNE_SOUTH],
        inner_due: Some(BEFORE_REFORM),
    };
    let known = AnswerMadeKnown {
        by: STANDING_COMMITTEE,
        answer_of: DEPARTMENT,
        channel: code("notice_board"),
        place: line("nhà văn hóa"),
        until: None,
    };
    vec![
        ("to the department", forwarded(DEPARTMENT)),
        ("to the commune", forwarded(COMMUNE_NORTH)),
        ("follower proposed", monitoring(FollowerProposed { follower: GROUP_WEST })),
        ("returned by the commune", forwarding(returned)),
        ("to the commune again", forwarded(COMMUNE_NORTH)),
        ("assigned", forwarding(assigned)),
        ("the department answers", answered(DEPARTMENT, "in_progress", Some(LAST_DAY_OF_TERM))),
        ("made known", forwarding(known)),
    ]
}

fn check(of: BodyId, result: CheckResult) -> Event {
    let (by, evidence) = (GROUP_WEST, vec![Digest::ZERO]);
    monitoring(CheckRecorded {
        by,
        of,
        result,
        text: sealed(30),
        evidence,
        attachments: Default::default(),
    })
}

fn watched() -> Vec<(&'static str, Event)> {
    let (body, day) = (COMMUNE_NORTH, LAST_DAY_OF_DISTRICT);
    let extended =
        DeadlineExtended { body, due: code("answer"), until: AFTER_REFORM, reason: sealed(31) };
    let escalated = DeadlineEscalated {
        body,
        due: code("answer"),
        day,
        rung: 1,
        days: 1,
        to: vec![PEOPLES_COMMITTEE],
    };
    let handed = PetitionHandedOver {
        from: COMMUNE_NORTH,
        to: COMMUNE_SOUTH,
        answer_due: LAST_DAY_OF_TERM,
        basis: line("local choice"),
    };
    let waiting = WaitingForResources {
        body: COMMUNE_SOUTH,
        review_on: LAST_DAY_OF_TERM,
        reason: sealed(32),
    };
    let claim = |by| {
        monitoring(DoneClaimed {
            by,
            text: sealed(33),
            evidence: Vec::new(),
            attachments: Default::default(),
        })
    };
    let refused = RefusedReaction {
        reaction: "propose_follower".to_owned(),
        cause: CommandId(Uuid::nil()).event(2),
        code: "monitoring.no_rules".to_owned(),
    };
    let voter = |satisfied| monitoring(VoterHeard { satisfied, text: None });
    vec![
        ("a day passed", monitoring(DeadlinePassed { body, due: code("answer"), day })),
        ("the People's Committee is told", monitoring(escalated)),
        ("extended", monitoring(DeadlineExtended { ..extended })),
        ("reminded", monitoring(ReminderSent { to: body, rung: 1, text: None })),
        ("handed over", monitoring(handed)),
        ("the heir answers", answered(COMMUNE_SOUTH, "not_yet_possible", None)),
        ("a reaction refused", monitoring(MonitoringReactionRefused(refused))),
        ("follower named", monitoring(FollowerNamed { follower: GROUP_WEST })),
        ("waiting", monitoring(waiting)),
        ("the department claims", claim(DEPARTMENT)),
        ("claim refused", check(DEPARTMENT, CheckResult::Refused)),
        ("claim accepted", check(DEPARTMENT, CheckResult::Accepted)),
        ("the heir claims", claim(COMMUNE_SOUTH)),
        ("the voter objects", voter(false)),
        ("the voter is satisfied", voter(true)),
        ("settled", monitoring(PetitionSettled {})),
        ("closed", monitoring(PetitionClosed { note: None })),
        ("reopened", monitoring(PetitionReopened { reason: sealed(34) })),
        ("carried over", monitoring(PetitionCarriedOver { into: code("s2") })),
    ]
}

fn gone() -> Vec<(&'static str, Event)> {
    let not = NotAPetition { kind: code("complaint"), reason: sealed(40), sent_to: Some(NOBODY) };
    vec![
        ("an opinion", intake(OpinionNoted { reason: None })),
        ("not a petition", intake(not)),
        ("withdrawn", intake(PetitionWithdrawn { reason: None })),
        ("merged", intake(PetitionMerged { into: OTHER, reason: None })),
        ("stands by itself again", intake(PetitionUnmerged { from: OTHER })),
        ("split", intake(PetitionSplit { into: vec![OTHER] })),
    ]
}
