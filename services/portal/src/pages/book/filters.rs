//! The filters of the book: what there is to choose, and in words what is chosen.

use portal_pages::Choice;
use portal_pages::book::{Chip, Filter as Shown};
use proto::stage::{Flag, Stage};

use super::asked::Asked;
use crate::pages::lists::sheet;
use crate::pages::shell::Page;
use crate::pages::statistics::session_name;

/// The filters that are a day.
const DAYS: [&str; 3] = ["raised_from", "raised_until", "due_by"];

/// What there is to choose: codes with their words.
type Choices = Vec<(String, String)>;

/// Those that are shown first, then those behind "more".
pub(super) fn all(at: &Page, asked: &Asked) -> (Vec<Shown>, Vec<Shown>) {
    // A choice of nothing is none: before there are rules or areas there is nothing to choose.
    let some = |filter: &Shown| !filter.choices.is_empty() || DAYS.contains(&filter.name.as_str());
    let (mut first, mut more) = (first(at, asked), more(at, asked));
    first.retain(some);
    more.retain(some);
    (first, more)
}

/// Every condition that is set, with the address without it.
pub(super) fn chips(at: &Page, asked: &Asked, shown: &[Shown]) -> Vec<Chip> {
    let w = at.w();
    let chips = asked.pairs.iter().map(|(name, value)| {
        let filter = shown.iter().find(|filter| filter.name == *name);
        let chosen = filter.and_then(|filter| filter.choices.iter().find(|choice| choice.chosen));
        let words = chosen.map(|choice| choice.label.clone());
        let day = value.len() == 10 && value.parse::<proto::Day>().is_ok();
        let words = words.unwrap_or_else(|| if day { w.day(value) } else { value.clone() });
        Chip {
            label: w.t(&format!("filter-{name}")),
            value: words,
            without: asked.with("/so", name, None),
            found: None,
            more: false,
        }
    });
    chips.collect()
}

fn filter(at: &Page, asked: &Asked, name: &str, choices: Vec<(String, String)>) -> Shown {
    let value = asked.value(name).to_owned();
    let mut choices: Vec<Choice> = choices
        .into_iter()
        .map(|(code, label)| Choice { chosen: code == value, value: code, label })
        .collect();
    // What only the address can say stays chosen: several stages, a body of long ago.
    if !value.is_empty() && !choices.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        let label = several(&choices, &value);
        choices.push(Choice { value: value.clone(), label, chosen: true });
    }
    Shown { name: name.to_owned(), label: at.w().t(&format!("filter-{name}")), choices, value }
}

/// Codes parted by commas, each in its words.
fn several(choices: &[Choice], value: &str) -> String {
    let words = value.split(',').map(|code| {
        let known = choices.iter().find(|choice| choice.value == code);
        known.map_or(code, |choice| &choice.label)
    });
    words.collect::<Vec<_>>().join(", ")
}

fn first(at: &Page, asked: &Asked) -> Vec<Shown> {
    let pick = |vi: &str, en: &str| at.visitor.language.pick(vi, en).to_owned();
    let stages = Stage::ALL.iter();
    let stages = stages.map(|s| (s.as_str().to_owned(), pick(s.label_vi(), s.label_en())));
    let flags = Flag::ALL.iter();
    let flags = flags.map(|f| (f.as_str().to_owned(), pick(f.label_vi(), f.label_en())));
    let dues = coded(at, "due-", &["late", "week", "month", "set", "none"]);
    vec![
        filter(at, asked, "stage", stages.collect()),
        filter(at, asked, "due", dues),
        filter(at, asked, "flag", flags.collect()),
        filter(at, asked, "field", fields(at)),
        filter(at, asked, "area", areas(at)),
        filter(at, asked, "body", bodies(at)),
    ]
}

fn more(at: &Page, asked: &Asked) -> Vec<Shown> {
    let bodies = bodies(at);
    let mut all: Vec<Shown> =
        ["whose", "raised_with", "addressee", "assigned", "follower", "council"]
            .into_iter()
            .map(|name| filter(at, asked, name, bodies.clone()))
            .collect();
    let (rounds, sessions) = agenda(at);
    let named = [("round", rounds), ("session", sessions)];
    all.extend(named.map(|(name, choices)| filter(at, asked, name, choices)));
    let kinds = coded(at, "kind-", &["petition", "opinion", "not_a_petition"]);
    all.push(filter(at, asked, "kind", kinds));
    let ways = ["meeting", "deputy", "delegate_group", "by_hand", "import"];
    all.push(filter(at, asked, "via", coded(at, "value-", &ways)));
    all.push(filter(at, asked, "competence", levels(at)));
    all.extend(DAYS.map(|name| filter(at, asked, name, Vec::new())));
    all
}

fn coded(at: &Page, before: &str, codes: &[&str]) -> Vec<(String, String)> {
    let w = at.w();
    codes.iter().map(|code| ((*code).to_owned(), w.t(&format!("{before}{code}")))).collect()
}

/// Rounds and sessions of every council, the last first.
fn agenda(at: &Page) -> (Choices, Choices) {
    let directory = &at.reader.known.pins.directory;
    let councils: Vec<_> = directory.bodies().map(|body| body.established.body).collect();
    let mut rounds: Vec<_> = councils
        .iter()
        .flat_map(|&council| directory.rounds(council))
        .map(|round| {
            let code = round.round.to_string();
            let name = sheet::round(at, round.council, &code);
            (round.from, code, name)
        })
        .collect();
    let mut sessions: Vec<_> = councils
        .iter()
        .flat_map(|&council| directory.sessions(council))
        .map(|session| {
            let code = session.session.to_string();
            (session.opens_on, code, session_name(at, session))
        })
        .collect();
    let named = |all: &mut Vec<(proto::Day, String, String)>| {
        all.sort_unstable();
        all.reverse();
        all.dedup_by(|one, other| one.1 == other.1);
        all.drain(..).map(|(_, code, name)| (code, name)).collect()
    };
    (named(&mut rounds), named(&mut sessions))
}

/// The levels that the rules of any council name as competent.
fn levels(at: &Page) -> Vec<(String, String)> {
    let (pins, today, w) = (&at.reader.known.pins, at.reader.today, at.w());
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let rules = councils.filter_map(|council| pins.rules(council, today));
    let levels = rules.flat_map(|rules| rules.fields.iter());
    let mut all: Vec<String> = levels.map(|rule| rule.competence.to_string()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|level| (level.clone(), w.value(&level))).collect()
}

/// Every body that the directory knows, by name.
pub(in crate::pages) fn bodies(at: &Page) -> Vec<(String, String)> {
    let known = at.reader.known.pins.directory.bodies().map(|body| &body.established);
    let mut all: Vec<(String, String)> =
        known.map(|body| (body.body.to_string(), body.name.to_string())).collect();
    all.sort_by_key(|(_, name)| proto::text::fold(name));
    all
}

/// Every area, by name.
pub(in crate::pages) fn areas(at: &Page) -> Vec<(String, String)> {
    let areas = at.reader.known.pins.directory.areas();
    let mut all: Vec<(String, String)> =
        areas.map(|area| (area.area.to_string(), area.name.to_string())).collect();
    all.sort_by_key(|(_, name)| proto::text::fold(name));
    all
}

/// The fields that the rules of any council name today.
pub(in crate::pages) fn fields(at: &Page) -> Vec<(String, String)> {
    let (pins, today) = (&at.reader.known.pins, at.reader.today);
    let councils = pins.directory.bodies().map(|body| body.established.body);
    let rules = councils.filter_map(|council| pins.rules(council, today));
    let fields = rules.flat_map(|rules| rules.fields.iter());
    let mut all: Vec<(String, String)> =
        fields.map(|rule| (rule.field.to_string(), rule.name.to_string())).collect();
    all.sort_by_key(|(code, name)| (proto::text::fold(name), code.clone()));
    all.dedup_by(|one, other| one.0 == other.0);
    all
}
