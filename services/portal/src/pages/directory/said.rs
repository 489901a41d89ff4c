//! What co-ordination rules say, in words; and what differs between two of them.

use portal_pages::Words;
use portal_pages::directory::{Change, Line, Part};
use proto::event::{DayKind, Deadline, Rules, Side};

use super::{area, basis};
use crate::pages::shell::Page;

/// The rules, part by part.
pub(super) fn parts(at: &Page, rules: &Rules) -> Vec<Part> {
    let w = at.w();
    let part = |id: &str, lines: Vec<Line>| Part { title: w.t(id), lines };
    let parts = [
        part("directory-part-parties", parties(at, rules)),
        part("directory-part-deadlines", deadlines(&w, rules)),
        part("directory-part-pairs", pairs(at, rules)),
        part("directory-part-fields", fields(at, rules)),
        part("directory-part-areas", areas(at, rules)),
        part("directory-part-other", others(at, rules)),
    ];
    parts.into_iter().filter(|part| !part.lines.is_empty()).collect()
}

/// What is in `after` otherwise than in `before`.
pub(super) fn changes(before: &[Part], after: &[Part]) -> Vec<Change> {
    let flat = |parts: &[Part]| -> Vec<(String, String)> {
        let lines = parts.iter().flat_map(|part| part.lines.iter().map(|line| (&part.title, line)));
        let said = |line: &Line| match &line.note {
            Some(note) => format!("{} ({note})", line.value),
            None => line.value.clone(),
        };
        lines.map(|(title, line)| (format!("{title}: {}", line.label), said(line))).collect()
    };
    let (before, after) = (flat(before), flat(after));
    let of = |all: &[(String, String)], label: &str| {
        all.iter().find(|(known, _)| known == label).map(|(_, said)| said.clone())
    };
    let mut labels: Vec<&String> = after.iter().map(|(label, _)| label).collect();
    let gone = before.iter().map(|(label, _)| label);
    labels.extend(gone.filter(|label| of(&after, label).is_none()));
    let changes = labels.into_iter().map(|label| Change {
        was: of(&before, label),
        is: of(&after, label),
        label: label.clone(),
    });
    changes.filter(|change| change.was != change.is).collect()
}

fn line(label: String, value: String) -> Line {
    Line { label, value, note: None }
}

fn parties(at: &Page, rules: &Rules) -> Vec<Line> {
    let w = at.w();
    vec![
        line(w.t("directory-side-standing_committee"), at.name(rules.standing_committee)),
        line(w.t("directory-side-front"), at.name(rules.front)),
        line(w.t("directory-side-peoples_committee"), at.name(rules.peoples_committee)),
    ]
}

/// How long, with the kind of its days.
fn days(w: &Words, deadline: &Deadline) -> String {
    match deadline.day_kind {
        DayKind::Calendar => w.count("directory-days-calendar", deadline.days),
        DayKind::Working => w.count("directory-days-working", deadline.days),
    }
}

fn deadlines(w: &Words, rules: &Rules) -> Vec<Line> {
    let all = [
        ("receipt", rules.receipt.as_ref()),
        ("answer", Some(&rules.answer)),
        ("check", rules.check.as_ref()),
        ("making_known", rules.making_known.as_ref()),
    ];
    let each = all.into_iter().map(|(id, deadline)| Line {
        label: w.t(&format!("directory-deadline-{id}")),
        value: deadline.map_or_else(|| w.t("directory-deadline-none"), |found| days(w, found)),
        note: deadline.map(|deadline| basis(w, deadline.basis.as_str())),
    });
    each.collect()
}

fn side(at: &Page, side: &Side) -> String {
    let w = at.w();
    match side {
        Side::RaisedWith => w.t("directory-side-raised_with"),
        Side::CommuneOfArea => w.t("directory-side-commune_of_area"),
        Side::StandingCommittee => w.t("directory-side-standing_committee"),
        Side::Front => w.t("directory-side-front"),
        Side::Body(body) => at.name(*body),
    }
}

fn pairs(at: &Page, rules: &Rules) -> Vec<Line> {
    let w = at.w();
    let mut lines: Vec<Line> = (1_u32..)
        .zip(&rules.pairs)
        .map(|(n, pair)| {
            let [one, other] = &pair.sides;
            let silent = if pair.silence_is_consent { "consents" } else { "waits" };
            Line {
                label: w.count("directory-pair", n),
                value: format!(
                    "{} – {}; {}; {}",
                    side(at, one),
                    side(at, other),
                    days(&w, &pair.consent),
                    w.t(&format!("directory-silence-{silent}"))
                ),
                note: Some(basis(&w, pair.consent.basis.as_str())),
            }
        })
        .collect();
    lines.push(match &rules.deadlock {
        Some(deadlock) => Line {
            label: w.t("directory-deadlock"),
            value: format!(
                "{}: {}",
                w.count("directory-deadlock-after", deadlock.rounds_max),
                side(at, &deadlock.decided_by)
            ),
            note: Some(basis(&w, deadlock.basis.as_str())),
        },
        None => line(w.t("directory-deadlock"), w.t("directory-deadlock-none")),
    });
    lines
}

fn fields(at: &Page, rules: &Rules) -> Vec<Line> {
    let w = at.w();
    let name = |body: Option<_>| body.map_or_else(|| w.t("none"), |body| at.name(body));
    let each = rules.fields.iter().map(|rule| Line {
        label: rule.name.to_string(),
        value: format!("{}: {}", w.t("directory-answers"), name(rule.addressee)),
        note: Some(format!(
            "{}: {} · {}: {}",
            w.t("follower"),
            name(rule.follower),
            w.t("competence"),
            w.value(rule.competence.as_str())
        )),
    });
    each.collect()
}

fn areas(at: &Page, rules: &Rules) -> Vec<Line> {
    let each = rules.followers_by_area.iter();
    each.map(|rule| line(area(at, &rule.area), at.name(rule.follower))).collect()
}

fn others(at: &Page, rules: &Rules) -> Vec<Line> {
    let w = at.w();
    let rungs: Vec<String> = rules.escalation.iter().map(u32::to_string).collect();
    let ladder = if rungs.is_empty() {
        w.t("directory-ladder-none")
    } else {
        w.at("directory-ladder-days", rungs.join(", "))
    };
    let paper: Vec<String> = rules.on_paper.iter().map(|body| at.name(*body)).collect();
    let paper = if paper.is_empty() { w.t("directory-paper-none") } else { paper.join("; ") };
    let scan = if rules.paper_scanned { "yes" } else { "no" };
    vec![
        line(w.t("directory-ladder"), ladder),
        line(w.t("directory-paper"), paper),
        line(w.t("directory-paper-scanned"), w.t(scan)),
        line(
            w.t("directory-back-dating"),
            w.count("directory-days-calendar", rules.back_dating_days),
        ),
    ]
}
