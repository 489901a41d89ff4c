//! From counted petitions to tables and bars.

use std::collections::BTreeSet;

use petition::{DutyKind, Timely};
use portal_pages::statistics::{Cell, Chart, Line, Section};
use proto::text::fold;

use crate::pages::book;
use crate::pages::shell::Page;
use crate::pages::statistics::Both;
use crate::pages::statistics::asked::{Asked, By, session_called};
use crate::pages::statistics::figures::{
    Counted, EXITS, HONEST, NO_GROUP, OUTCOMES, WAY, is_figure,
};

/// The figures of each group.
const OF_GROUPS: [&str; 8] = [
    "received",
    "agreed",
    "forwarded",
    "answered",
    "settled",
    "answered-unsettled",
    "duty-answer-late",
    "duty-answer-overdue",
];

/// Everything, in the order in which it is read.
pub(super) fn sections(at: &Page, asked: &Asked, both: &Both) -> Vec<Section> {
    vec![
        plain(at, asked, both, "way", &WAY, true),
        plain(at, asked, both, "outcomes", &OUTCOMES, true),
        duties(at, asked, both),
        plain(at, asked, both, "honest", &HONEST, false),
        plain(at, asked, both, "exits", &EXITS, false),
        groups(at, asked, both),
    ]
}

/// A figure in words.
pub(super) fn figure_words(at: &Page, figure: &str) -> String {
    let w = at.w();
    if !is_figure(figure) {
        return figure.to_owned();
    }
    let Some(rest) = figure.strip_prefix("duty-") else {
        return w.t(&format!("figure-{figure}"));
    };
    let parts = Timely::ALL.into_iter().find_map(|how| {
        Some((rest.strip_suffix(how.as_str())?.trim_end_matches('-'), how.as_str()))
    });
    parts.map_or_else(
        || figure.to_owned(),
        |(kind, how)| {
            let (kind, how) = (w.value(kind), w.t(&format!("timely-{how}")));
            format!("{kind}: {how}")
        },
    )
}

fn cell(asked: &Asked, both: &Both, figure: &str, group: Option<&str>) -> Cell {
    let count =
        |all: &[Counted]| all.iter().filter(|one| one.counts(figure, asked.by, group)).count();
    let mut members = vec![("figure", figure.to_owned())];
    members.extend(group.map(|group| ("group", group.to_owned())));
    Cell {
        count: count(&both.now),
        address: asked.address("/thong-ke/danh-sach", &members),
        before: both.before.as_deref().map(count),
    }
}

fn plain(
    at: &Page,
    asked: &Asked,
    both: &Both,
    id: &'static str,
    figures: &[&str],
    drawn: bool,
) -> Section {
    let w = at.w();
    let lines: Vec<Line> = figures
        .iter()
        .map(|figure| Line {
            label: figure_words(at, figure),
            cells: vec![cell(asked, both, figure, None)],
        })
        .collect();
    let said = lines.iter().filter_map(|line| {
        let cell = line.cells.first()?;
        let before = cell.before.map(|before| format!(" ({})", w.count("statistics-was", before)));
        Some(format!("{}: {}{}", line.label, cell.count, before.unwrap_or_default()))
    });
    let description = said.collect::<Vec<_>>().join("; ");
    Section {
        id,
        chart: drawn.then(|| Chart::of(&lines, description)),
        of: w.t("statistics-what"),
        heads: vec![w.t("statistics-count")],
        lines,
    }
}

fn duties(at: &Page, asked: &Asked, both: &Both) -> Section {
    let w = at.w();
    let line = |kind: DutyKind| Line {
        label: w.value(kind.as_str()),
        cells: Timely::ALL
            .into_iter()
            .map(|how| {
                let figure = format!("duty-{}-{}", kind.as_str(), how.as_str());
                cell(asked, both, &figure, None)
            })
            .collect(),
    };
    Section {
        id: "duties",
        chart: None,
        of: w.t("statistics-duty"),
        heads: Timely::ALL.map(|how| w.t(&format!("timely-{}", how.as_str()))).to_vec(),
        lines: DutyKind::ALL.into_iter().map(line).collect(),
    }
}

fn groups(at: &Page, asked: &Asked, both: &Both) -> Section {
    let w = at.w();
    let before = both.before.iter().flatten();
    let groups: BTreeSet<String> =
        both.now.iter().chain(before).flat_map(|one| one.groups(asked.by)).collect();
    let mut names: Vec<(String, String)> =
        groups.into_iter().map(|group| (group_name(at, asked, &group), group)).collect();
    // By name and not by rank: a table of who is best would be unfair to those who are sent most.
    names.sort_by_key(|(name, group)| (group == NO_GROUP, fold(name), group.clone()));
    let lines = names.into_iter().map(|(label, group)| Line {
        label,
        // The session before stands beside the whole only: small parts say little of change.
        cells: OF_GROUPS
            .map(|figure| Cell { before: None, ..cell(asked, both, figure, Some(&group)) })
            .to_vec(),
    });
    Section {
        id: "groups",
        chart: None,
        of: w.t(&format!("statistics-by-{}", asked.by.as_str())),
        heads: OF_GROUPS.map(|figure| w.t(&format!("figure-{figure}"))).to_vec(),
        lines: lines.collect(),
    }
}

/// A group in words.
pub(super) fn group_name(at: &Page, asked: &Asked, group: &str) -> String {
    let found = |all: Vec<(String, String)>| {
        all.into_iter().find(|(code, _)| code == group).map(|(_, name)| name)
    };
    if group == NO_GROUP {
        return at.w().t("statistics-no-group");
    }
    let name = match asked.by {
        By::Field => found(book::fields(at)),
        By::Area => found(book::areas(at)),
        By::Body => found(book::bodies(at)),
        By::Session => Some(session_called(at, asked.council, group)),
    };
    name.unwrap_or_else(|| group.to_owned())
}
