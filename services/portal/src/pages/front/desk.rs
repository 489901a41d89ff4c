//! The parts of the Front's desk, from petitions as they stand.

use std::collections::{BTreeMap, BTreeSet};

use petition::{Addressee, Dated, Duty, DutyKind};
use portal_pages::front::{Contested, Followed, Heard, Known, Unknown, WaitingList};
use proto::event::{CheckResult, PetitionAnswered};
use proto::stage::Stage;
use proto::{BodyId, Day, StreamId};
use register::ListFilter;

use crate::app::App;
use crate::pages::front::{Sent, contested as is_contested};
use crate::pages::lists::sheet::Line;
use crate::pages::shell::{Page, encoded};
use crate::pages::today;
use crate::problem::Problem;

/// Stages at which somebody has answered and the work goes on.
pub(super) const ANSWERED: [Stage; 4] =
    [Stage::PartlyAnswered, Stage::Answered, Stage::Followed, Stage::WaitingForResources];
/// Stages at which it is over, and the people may still not know.
pub(super) const ENDED: [Stage; 2] = [Stage::Settled, Stage::Closed];
/// Stages of the talks.
pub(super) const TALKS: [Stage; 2] = [Stage::BeingAgreed, Stage::Contested];
/// Days before a due day from which on it is near.
const SOON_DAYS: i64 = 7;
/// Of what was made known, and what voters said, so much is shown.
const SHOWN_MAX: usize = 15;
/// Lists that are looked up by name.
const LISTS_MAX: u32 = 200;

/// The councils whose rules name a body acted for as the Front; for others all they see.
pub(super) fn councils(at: &Page) -> Vec<BodyId> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let mine = |council: &BodyId| {
        pins.rules(*council, today).is_some_and(|rules| at.acting.contains(&rules.front))
    };
    councils.filter(mine).collect()
}

/// By name, the bodies that the rules in force name as the Front of a council.
pub(super) fn fronts(at: &Page) -> Vec<String> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let fronts = councils.filter_map(|council| Some(pins.rules(council, today)?.front));
    let fronts: BTreeSet<BodyId> = fronts.collect();
    fronts.into_iter().map(|front| at.name(front)).collect()
}

/// Where a body acted for is, as the part of an address that asks for its area; none where that is
/// nowhere.
pub(super) fn asked_area(at: &Page) -> String {
    let directory = &at.reader.known.pins.directory;
    let mut bodies = at.acting.iter().filter_map(|&body| directory.body(body));
    let area = bodies.find_map(|body| body.established.area.as_ref());
    area.map_or_else(String::new, |area| format!("?area={}", encoded(area.as_str())))
}

fn days_until(day: Day, today: Day) -> i64 {
    today.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Answers to be made known, the most pressing first.
pub(super) fn unknown(at: &Page, lines: &[Line], sent: Option<&Sent<'_>>) -> Vec<Unknown> {
    let mut all: Vec<Unknown> = Vec::new();
    for line in lines {
        for to in &line.held.petition.addressees {
            // What was made known by some of the ways only, and may be sent again, stays.
            let unsent = |answer: &&Dated<PetitionAnswered>| {
                let sent = sent.map_or(&[][..], |sent| &sent.unsent);
                sent.iter().any(|tick| same(tick, &value(line, answer)))
            };
            let answer = to.untold().or_else(|| to.answer().filter(unsent));
            all.extend(answer.map(|answer| one_unknown(at, line, to, answer, sent)));
        }
    }
    all.sort_by_key(|item| (item.due.is_none(), item.due.clone()));
    all
}

fn one_unknown(
    at: &Page,
    line: &Line,
    to: &Addressee,
    answer: &Dated<PetitionAnswered>,
    sent: Option<&Sent<'_>>,
) -> Unknown {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let rule =
        pins.rules(line.row.council, answer.on).and_then(|rules| rules.making_known.as_ref());
    let due = rule.and_then(|rule| pins.calendar.due(answer.on, rule));
    let days = due.map_or(0, |due| days_until(due, today));
    let value = value(line, answer);
    let worded = line.row.public_wording.is_some();
    let number = &line.row.number;
    let approvers = approvers(at, line);
    let approves = approvers.iter().any(|body| at.acting.contains(body));
    let approve = (!worded && approves && at.may("intake", "ApprovePublicWording"))
        .then(|| format!("/kien-nghi/{number}/viec/intake/ApprovePublicWording"));
    let chosen =
        |sent: &Sent<'_>| sent.form.0.iter().any(|(name, tick)| name == "k" && same(tick, &value));
    let errors = sent.into_iter().flat_map(|sent| &sent.errors);
    let error =
        errors.filter(|(tick, _)| same(tick, &value)).map(|(_, error)| error.clone()).next();
    Unknown {
        number: line.row.number.clone(),
        wording: line.wording().0,
        area: line.row.area.as_deref().map_or_else(String::new, |area| at.area(area)),
        answered_by: at.name(to.body),
        answered_on: answer.on.to_string(),
        outcome: at.w().value(answer.event.outcome.as_str()),
        public_answer: answer.event.public_answer.as_ref().map(ToString::to_string),
        due: due.map(|due| due.to_string()),
        days,
        urgency: match due {
            Some(_) if days < 0 => "late",
            Some(_) if days <= SOON_DAYS => "soon",
            Some(_) | None => "later",
        },
        worded,
        approve,
        approvers: approvers.iter().map(|&body| at.name(body)).collect::<Vec<_>>().join("; "),
        anew: !to.made_known.is_empty(),
        ticked: sent.is_some_and(chosen),
        error,
        value,
    }
}

/// Who may approve words for the public: the group that took the petition, and the standing
/// committee of its council.
fn approvers(at: &Page, line: &Line) -> Vec<BodyId> {
    let rules = at.reader.known.pins.rules(line.row.council, at.reader.today);
    std::iter::once(line.row.raised_with)
        .chain(rules.map(|rules| rules.standing_committee))
        .collect()
}

/// What the box of an answer sends: the petition's stream, the version seen, whose answer.
fn value(line: &Line, answer: &Dated<PetitionAnswered>) -> String {
    format!("{}~{}~{}", line.row.stream, line.version(), answer.event.by)
}

/// Whether two ticks mean the same answer, at whatever version it was seen.
fn same(one: &str, other: &str) -> bool {
    let key = |tick: &str| {
        let mut parts = tick.split('~');
        Some((parts.next()?.to_owned(), parts.nth(1)?.to_owned()))
    };
    key(one) == key(other)
}

/// The numbers of the lists on which lines stand: one question.
async fn lists_of(app: &App, lines: &[&Line]) -> Result<BTreeMap<StreamId, String>, Problem> {
    if lines.iter().all(|line| line.row.list.is_none()) {
        return Ok(BTreeMap::new());
    }
    let found = app.register.lists(&ListFilter::default(), None, LISTS_MAX).await?.rows;
    Ok(found
        .into_iter()
        .map(|list| (list.envelope.stream, list.fixed.number.to_string()))
        .collect())
}

/// Lists and petitions that wait for the consent of a body acted for, the most pressing first.
pub(super) async fn waiting(
    app: &App,
    at: &Page,
    lines: &[Line],
) -> Result<Vec<WaitingList>, Problem> {
    let mine: Vec<&Line> = lines.iter().filter(|line| line.awaits(&at.acting)).collect();
    let names = lists_of(app, &mine).await?;
    let mut groups: BTreeMap<Option<String>, Vec<&Line>> = BTreeMap::new();
    for line in mine {
        let list = line.row.list.and_then(|(list, _)| names.get(&list).cloned());
        groups.entry(list).or_default().push(line);
    }
    let shown = groups.into_iter().map(|(number, lines)| {
        let due = lines.iter().filter_map(|line| line.proposal()?.consent_due).min();
        WaitingList {
            number,
            petitions: lines.iter().map(|line| line.row.number.clone()).collect(),
            due: due.map(|due| due.to_string()),
            late: due.is_some_and(|due| due < at.reader.today),
        }
    });
    let mut shown: Vec<WaitingList> = shown.collect();
    shown.sort_by_key(|list| (list.due.is_none(), list.due.clone()));
    Ok(shown)
}

/// Petitions about which the talks go on.
pub(super) async fn contested(
    app: &App,
    at: &Page,
    lines: &[Line],
) -> Result<Vec<Contested>, Problem> {
    let stuck: Vec<&Line> = lines.iter().filter(|line| is_contested(line)).collect();
    let names = lists_of(app, &stuck).await?;
    let shown = stuck.iter().map(|line| {
        let contests = line.proposal().map(|p| p.contests.as_slice()).unwrap_or_default();
        let number = line.row.number.clone();
        let place = line.row.list.and_then(|(list, row)| Some((names.get(&list)?, row)));
        Contested {
            wording: line.wording().0,
            address: place.map_or_else(
                || format!("/kien-nghi/{number}"),
                |(list, row)| format!("/danh-sach/{}#d{row}", encoded(list)),
            ),
            by: contests.iter().map(|c| (at.name(c.event.party), c.on.to_string())).collect(),
            rounds: line.rounds,
            number,
        }
    });
    Ok(shown.collect())
}

/// Petitions that are followed, those of the body acted for and with a day first.
pub(super) fn followed(at: &Page, lines: &[Line]) -> Vec<Followed> {
    let goes_on =
        |line: &&Line| matches!(line.row.stage, Stage::Followed | Stage::WaitingForResources);
    let mut shown: Vec<Followed> =
        lines.iter().filter(goes_on).map(|line| one_followed(at, line)).collect();
    shown.sort_by_key(|one| (one.check.is_none(), one.due.is_none(), one.due.clone()));
    shown
}

fn one_followed(at: &Page, line: &Line) -> Followed {
    let (w, state) = (at.w(), &line.held.petition);
    let follower = state.watch.follower;
    let mine = follower.is_some_and(|body| at.acting.contains(&body));
    let act = |command: &str| format!("/kien-nghi/{}/viec/monitoring/{command}", line.row.number);
    // What is due first of all that is owed, by the one list of duties.
    let duties = petition::duties(state, |_| None, &at.reader.known.pins, at.reader.today);
    let owed = |duty: &&Duty| {
        duty.done.is_none()
            && duty.due.is_some()
            && matches!(duty.kind, DutyKind::Done | DutyKind::Check | DutyKind::Review)
    };
    let first = duties.iter().find(owed);
    let due = first.and_then(|duty| duty.due);
    let what = first.map(|duty| w.value(duty.kind.as_str()));
    let last = state.watch.checks.last().map(|check| {
        let result = match check.event.result {
            CheckResult::Accepted => "accepted",
            CheckResult::Refused => "refused",
            CheckResult::Partly => "partly",
        };
        format!("{} ({})", w.value(result), w.day(&check.on.to_string()))
    });
    Followed {
        wording: line.wording().0,
        stage: today::label(at, line.row.stage),
        follower: follower.map_or_else(|| w.t("none"), |body| at.name(body)),
        check: (mine && at.may("monitoring", "RecordCheck")).then(|| act("RecordCheck")),
        hear: at.may("monitoring", "HearVoter").then(|| act("HearVoter")),
        what,
        due: due.map(|due| due.to_string()),
        late: due.is_some_and(|due| due < at.reader.today),
        checked: last,
        number: line.row.number.clone(),
    }
}

/// What was made known, newest first.
pub(super) fn known(at: &Page, lines: &[Line]) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for line in lines {
        for to in &line.held.petition.addressees {
            all.extend(to.made_known.iter().map(|known| Known {
                number: line.row.number.clone(),
                answer_of: at.name(known.event.answer_of),
                by: at.name(known.event.by),
                on: known.on.to_string(),
                channel: at.w().value(known.event.channel.as_str()),
                place: known.event.place.to_string(),
                until: known.event.until.map(|until| until.to_string()),
            }));
        }
    }
    all.sort_by(|one, other| other.on.cmp(&one.on));
    all.truncate(SHOWN_MAX);
    all
}

/// What voters said, newest first.
pub(super) fn heard(at: &Page, lines: &[Line]) -> Vec<Heard> {
    let mut all: Vec<Heard> = Vec::new();
    for line in lines {
        all.extend(line.held.petition.watch.voter.iter().enumerate().map(|(n, heard)| Heard {
            number: line.row.number.clone(),
            on: heard.on.to_string(),
            satisfied: heard.event.satisfied,
            text: line.text(at, &format!("/heard/{n}")),
        }));
    }
    all.sort_by(|one, other| other.on.cmp(&one.on));
    all.truncate(SHOWN_MAX);
    all
}
