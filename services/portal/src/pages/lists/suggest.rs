//! What a classification may be, and why: from what was agreed before in similar words, from the
//! council's rules, from the directory. A suggestion decides nothing: a person proposes it or not.

use proto::BodyId;
use proto::event::Rules;
use proto::stage::Stage;
use register::{Filter, PetitionRow};

use crate::app::App;
use crate::pages::lists::likeness::Compared;
use crate::pages::lists::sheet::Line;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// How many earlier petitions are compared with.
const EARLIER_MAX: u32 = 200;
/// The most words that a reason names.
const WORDS_MAX: usize = 8;
/// The level of communes, as rules write it.
const COMMUNE: &str = "commune";

/// A petition that others agreed on and sent out before.
pub(super) struct Earlier {
    row: PetitionRow,
    words: Compared,
}

/// What is suggested, with its reasons in words.
pub(super) struct Suggested {
    pub(super) field: String,
    pub(super) competence: String,
    pub(super) addressees: Vec<BodyId>,
    pub(super) reasons: Vec<String>,
}

/// What was sent out before by agreement, newest first: one question for a whole page.
pub(super) async fn earlier(app: &App, council: BodyId) -> Result<Vec<Earlier>, Problem> {
    let stages = vec![
        Stage::Forwarded,
        Stage::PartlyAnswered,
        Stage::Answered,
        Stage::Followed,
        Stage::WaitingForResources,
        Stage::Settled,
        Stage::Closed,
    ];
    let filter = Filter { stages, council: Some(council), ..Filter::default() };
    let rows = app.register.petitions(&filter, None, EARLIER_MAX).await?.rows;
    let compared = |row: PetitionRow| {
        let words = Compared::of(row.public_wording.as_ref()?);
        (!row.addressees.is_empty() && row.field.is_some() && row.competence.is_some())
            .then_some(Earlier { words, row })
    };
    Ok(rows.into_iter().filter_map(compared).collect())
}

/// What is suggested for `line`; none where nothing speaks for anything.
pub(super) fn suggest(at: &Page, line: &Line, earlier: &[Earlier]) -> Option<Suggested> {
    let rules = at.reader.known.pins.rules(line.row.council, at.reader.today)?;
    by_likeness(at, line, rules, earlier).or_else(|| by_rule(at, line, rules))
}

/// As it was agreed for the petition that is most alike, if those who answered it still stand.
fn by_likeness(at: &Page, line: &Line, rules: &Rules, earlier: &[Earlier]) -> Option<Suggested> {
    let words = Compared::of(&line.wording().0?);
    let (directory, today) = (&at.reader.known.pins.directory, at.reader.today);
    let alike = earlier.iter().filter(|other| other.row.stream != line.row.stream);
    let alike = alike.filter_map(|other| Some((words.shared(&other.words)?, &other.row)));
    let same_area = |row: &PetitionRow| row.area.is_some() && row.area == line.row.area;
    let ((_, shared), row) = alike.max_by_key(|((percent, _), row)| (same_area(row), *percent))?;
    let field = row
        .field
        .clone()
        .filter(|field| rules.fields.iter().any(|rule| rule.field.as_str() == field))?;
    let commune = row.competence.as_deref() == Some(COMMUNE);
    if commune && !same_area(row) {
        return None;
    }
    let addressees: Vec<BodyId> =
        row.addressees.iter().map(|&body| directory.heir(body, today)).collect::<Option<_>>()?;
    let w = at.w();
    let shared = shared.into_iter().take(WORDS_MAX).collect::<Vec<_>>().join(", ");
    let mut reasons = vec![format!("{} {}: “{shared}”", w.t("suggest-alike"), row.number)];
    if same_area(row) {
        reasons.push(w.t("suggest-same-area"));
    }
    Some(Suggested { field, competence: row.competence.clone()?, addressees, reasons })
}

/// As the council's rules say for the field that is known.
fn by_rule(at: &Page, line: &Line, rules: &Rules) -> Option<Suggested> {
    let (w, today) = (at.w(), at.reader.today);
    let directory = &at.reader.known.pins.directory;
    let field = line.row.field.as_deref()?;
    let rule = rules.fields.iter().find(|rule| rule.field.as_str() == field)?;
    let mut reasons = vec![format!("{}: {}", w.t("suggest-rule"), rule.name)];
    let area = line.held.petition.received.as_ref().and_then(|received| received.area.as_ref());
    let named = rule.addressee.and_then(|body| directory.heir(body, today));
    let of_area = || area.and_then(|area| directory.commune_of(area, today));
    let body = match named {
        Some(body) => body,
        None if rule.competence.as_str() == COMMUNE => {
            reasons.push(w.t("suggest-commune"));
            of_area()?
        }
        None => return None,
    };
    let (field, competence) = (field.to_owned(), rule.competence.to_string());
    Some(Suggested { field, competence, addressees: vec![body], reasons })
}

impl Suggested {
    /// In codes, as the form sends it back: what the person saw is what is proposed.
    pub(super) fn coded(&self) -> String {
        let to = self.addressees.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        format!("{}|{}|{to}", self.field, self.competence)
    }
}
