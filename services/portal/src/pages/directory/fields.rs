//! The fields of the directory's forms, with what they begin with.

use std::collections::BTreeMap;

use directory::expected_days_off;
use portal_pages::Choice;
use portal_pages::act::{Field, Kind};
use portal_pages::directory::Group;
use proto::event::DayOff;
use proto::{BodyId, Day};

use super::{KINDS, LEVELS, councils, proposal, word, year};
use crate::pages::book;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// What the address of a form says.
pub(super) type Asked = BTreeMap<String, String>;

/// The officers with their names, as far as they were opened.
pub(super) type Officers = Vec<(String, String)>;

/// What the address says of `name`, read as what it should be.
pub(super) fn meant<T: std::str::FromStr>(asked: &Asked, name: &str) -> Result<T, Problem> {
    let found = asked.get(name).and_then(|typed| typed.parse().ok());
    found.ok_or_else(Problem::not_found)
}

/// The council of a form: the one in its address, or that of the bodies acted for.
pub(super) fn council(at: &Page, asked: &Asked) -> Result<BodyId, Problem> {
    let typed = asked.get("council").map_or("", String::as_str);
    councils(at, typed)?.1.ok_or_else(Problem::not_found)
}

/// The fields of a command's form.
pub(super) fn of(
    at: &Page,
    command: &str,
    asked: &Asked,
    officers: &Officers,
) -> Result<Vec<Group>, Problem> {
    let fields = match command {
        "PlanSession" => session(at, asked)?,
        "OpenRound" => round(at, asked)?,
        "EstablishBody" => establish(at),
        "EndBody" => end(at, asked)?,
        "AppointOfficer" => appoint(at, asked),
        "GiveRole" => role(at, officers),
        "EndRole" => vec![today(at, "until", "directory-field-until")],
        "NameArea" => area_fields(at),
        "PublishDaysOff" => days_off(at, asked)?,
        "ProposeRules" => return proposal::groups(at, council(at, asked)?),
        _ => return Err(Problem::not_found()),
    };
    Ok(vec![Group { title: None, fields }])
}

/// A field that has to be filled in.
pub(super) fn field(at: &Page, name: &str, label: &str, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        label: at.w().t(label),
        hint: None,
        kind,
        required: true,
        value: String::new(),
        choices: Vec::new(),
        error: None,
    }
}

/// The same, where it may be left out.
pub(super) fn optional(field: Field) -> Field {
    Field { required: false, ..field }
}

fn hinted(at: &Page, field: Field, hint: &str) -> Field {
    Field { hint: Some(at.w().t(hint)), ..field }
}

fn day(at: &Page, name: &str, label: &str, value: Option<Day>) -> Field {
    let value = value.map(|day| day.to_string()).unwrap_or_default();
    Field { value, ..field(at, name, label, Kind::Day) }
}

fn today(at: &Page, name: &str, label: &str) -> Field {
    day(at, name, label, Some(at.reader.today))
}

/// One of several; `chosen` is the one that it begins with.
pub(super) fn pick(field: Field, all: Vec<(String, String)>, chosen: &str) -> Field {
    let choices =
        all.into_iter().map(|(value, label)| Choice { chosen: value == chosen, value, label });
    Field { choices: choices.collect(), value: chosen.to_owned(), ..field }
}

fn codes(at: &Page, of: &str, all: &[&str]) -> Vec<(String, String)> {
    all.iter().map(|code| ((*code).to_owned(), word(&at.w(), of, code))).collect()
}

/// The bodies that stand today, by name.
pub(super) fn standing(at: &Page) -> Vec<(String, String)> {
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let all = book::bodies(at).into_iter();
    all.filter(|(id, _)| id.parse().is_ok_and(|id| directory.stands(id, today))).collect()
}

fn session(at: &Page, asked: &Asked) -> Result<Vec<Field>, Problem> {
    let council = council(at, asked)?;
    let directory = &at.reader.known.pins.directory;
    let word = asked.get("session").and_then(|word| word.parse().ok());
    let known = word.and_then(|word| directory.session(council, &word));
    // The next one of the kind that is planned most often.
    let term = directory.term(council, at.reader.today);
    let numbers = directory.sessions(council).filter(|session| {
        session.kind.as_str() == "regular" && term.is_some_and(|term| term.from <= session.opens_on)
    });
    let next = numbers.map(|session| session.number).max().unwrap_or(0) + 1;
    let kinds = codes(at, "session", &["regular", "thematic", "extraordinary"]);
    let kind = known.map_or("regular", |session| session.kind.as_str());
    let number = known.map_or(next, |session| session.number);
    Ok(vec![
        pick(field(at, "kind", "directory-field-session-kind", Kind::One), kinds, kind),
        Field {
            value: number.to_string(),
            ..field(at, "number", "directory-field-number", Kind::Number)
        },
        day(at, "opens_on", "directory-field-opens", known.map(|session| session.opens_on)),
        day(at, "closes_on", "directory-field-closes", known.map(|session| session.closes_on)),
    ])
}

fn round(at: &Page, asked: &Asked) -> Result<Vec<Field>, Problem> {
    let council = council(at, asked)?;
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let mut sessions: Vec<_> = directory.sessions(council).collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.opens_on));
    let next = sessions.iter().rev().find(|session| session.closes_on >= today);
    let next = next.map_or(String::new(), |session| session.session.to_string());
    let w = at.w();
    let sessions = sessions.into_iter().map(|session| {
        let opens = w.day(&session.opens_on.to_string());
        (session.session.to_string(), format!("{} · {opens}", year::name(at, session)))
    });
    let others = directory.bodies().filter(|body| {
        body.established.kind.as_str() == "council"
            && body.established.body != council
            && body.stands(today)
    });
    let others = others
        .map(|body| (body.established.body.to_string(), body.established.name.to_string()))
        .collect();
    let phases = codes(at, "phase", &["before", "after", "other"]);
    Ok(vec![
        pick(field(at, "session", "directory-field-session", Kind::One), sessions.collect(), &next),
        pick(field(at, "phase", "directory-field-phase", Kind::One), phases, "before"),
        day(at, "from", "directory-field-from", None),
        day(at, "until", "directory-field-until", None),
        hinted(at, day(at, "cut_off", "directory-field-cut-off", None), "directory-hint-cut-off"),
        pick(field(at, "areas", "directory-field-areas", Kind::Many), book::areas(at), ""),
        pick(optional(field(at, "joined", "directory-field-joined", Kind::Many)), others, ""),
        hinted(
            at,
            optional(field(at, "round", "directory-field-word", Kind::Line)),
            "directory-hint-word",
        ),
    ])
}

fn establish(at: &Page) -> Vec<Field> {
    vec![
        field(at, "name", "directory-field-name", Kind::Line),
        pick(field(at, "kind", "directory-kind", Kind::One), codes(at, "kind", &KINDS), ""),
        pick(field(at, "level", "directory-level", Kind::One), codes(at, "level", &LEVELS), ""),
        pick(optional(field(at, "under", "directory-above", Kind::One)), standing(at), ""),
        pick(optional(field(at, "area", "area", Kind::One)), book::areas(at), ""),
        today(at, "from", "directory-from"),
        hinted(at, field(at, "basis", "basis", Kind::Line), "directory-hint-basis"),
    ]
}

fn end(at: &Page, asked: &Asked) -> Result<Vec<Field>, Problem> {
    let body: BodyId = meant(asked, "body")?;
    let others = standing(at).into_iter().filter(|(id, _)| *id != body.to_string());
    Ok(vec![
        today(at, "until", "directory-field-last-day"),
        pick(
            optional(field(at, "successors", "directory-field-successors", Kind::Many)),
            others.collect(),
            "",
        ),
        hinted(at, field(at, "basis", "basis", Kind::Line), "directory-hint-basis"),
    ])
}

fn roles(at: &Page) -> Vec<(String, String)> {
    let roles = at.reader.known.pins.directory.roles();
    roles.map(|role| (role.role.to_string(), role.title.to_string())).collect()
}

fn appoint(at: &Page, asked: &Asked) -> Vec<Field> {
    let body = asked.get("body").map_or("", String::as_str);
    vec![
        hinted(
            at,
            field(at, "name", "directory-field-person", Kind::Line),
            "directory-hint-person",
        ),
        pick(field(at, "body", "directory-field-body", Kind::One), standing(at), body),
        pick(field(at, "role", "directory-field-role", Kind::One), roles(at), ""),
        today(at, "from", "directory-field-from"),
    ]
}

fn role(at: &Page, officers: &Officers) -> Vec<Field> {
    vec![
        pick(field(at, "officer", "directory-field-officer", Kind::One), officers.clone(), ""),
        pick(field(at, "role", "directory-field-role", Kind::One), roles(at), ""),
        today(at, "from", "directory-field-from"),
    ]
}

fn area_fields(at: &Page) -> Vec<Field> {
    let name = field(at, "name", "directory-field-area-name", Kind::Line);
    vec![
        hinted(at, name, "directory-hint-area"),
        pick(
            optional(field(at, "within", "directory-field-within", Kind::One)),
            book::areas(at),
            "",
        ),
    ]
}

/// Those published, or else those to be expected: a draft that a person compares.
fn days_off(at: &Page, asked: &Asked) -> Result<Vec<Field>, Problem> {
    let year: i16 = meant(asked, "year")?;
    let calendar = &at.reader.known.pins.calendar;
    let days: Vec<String> = if calendar.published(year) {
        calendar.days_off(year).map(|(day, name)| format!("{day} {name}")).collect()
    } else {
        let expected = expected_days_off(year);
        expected.into_iter().map(|off| format!("{} {}", off.day, off.name)).collect()
    };
    let text = field(at, "days", "directory-days-off", Kind::Text);
    let working = optional(field(at, "working", "directory-working", Kind::Text));
    Ok(vec![
        Field { value: days.join("\n"), ..hinted(at, text, "directory-hint-days") },
        hinted(at, working, "directory-hint-working"),
        hinted(at, field(at, "source", "directory-source", Kind::Line), "directory-hint-source"),
    ])
}

/// A day and what stands behind it: `2027-01-01 Tết` or `1/1/2027 Tết`.
pub(super) fn day_of(line: &str) -> Option<DayOff> {
    let (typed, name) = line.trim().split_once(char::is_whitespace)?;
    Some(DayOff { day: plain_day(typed)?, name: name.trim().parse().ok()? })
}

/// A day by itself, in either way of writing it.
pub(super) fn plain_day(typed: &str) -> Option<Day> {
    let typed = typed.trim();
    if let Ok(day) = typed.parse() {
        return Some(day);
    }
    let mut parts = typed.splitn(3, '/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The word that a name gets in addresses and data: `xa-hoa-phu`.
pub(super) fn slug(name: &str) -> String {
    let word = proto::text::plain(name).replace(' ', "-");
    word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect()
}

/// What a form is about, in words.
pub(super) fn about(at: &Page, command: &str, asked: &Asked) -> Result<String, Problem> {
    Ok(match command {
        "PlanSession" | "OpenRound" | "ProposeRules" => at.name(council(at, asked)?),
        "EndBody" | "GiveRole" | "EndRole" => {
            let directory = &at.reader.known.pins.directory;
            let body = directory.body(meant(asked, "body")?).ok_or_else(Problem::not_found)?;
            let role = asked.get("role").and_then(|role| role.parse().ok());
            let role = role.and_then(|role| directory.role(&role));
            let role = role.map(|role| format!("{} · ", role.title)).unwrap_or_default();
            format!("{role}{}", body.established.name)
        }
        "PublishDaysOff" => meant::<i16>(asked, "year")?.to_string(),
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_officials_write_it() {
        let written = ["2027-01-01 Tết Dương lịch", "01/01/2027 Tết Dương lịch"];
        let read = written.map(|line| day_of(line).unwrap());
        assert_eq!(read[0], read[1]);
        for bad in ["", "1/1/2027", "32/1/2027 x", "hôm nay nghỉ", "2027-13-01 x"] {
            assert_eq!(day_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_name_becomes_a_word() {
        assert_eq!(slug("xã Đồng Phú (giả định)"), "xa-dong-phu-gia-dinh");
        assert_eq!(slug("…"), "");
    }
}
