//! Consolidated lists: all of them, one with its rows, building one, classifying, consenting.

use askama::Template;

use crate::act::{Field, Refused};
use crate::petition::Text;
use crate::shell::{Choice, Shell};

/// How many rows of a list stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All rows.
    pub all: u64,
    /// Without a proposal.
    pub unproposed: u64,
    /// Proposed; a party is asked.
    pub asked: u64,
    /// Contested.
    pub contested: u64,
    /// Agreed, or further.
    pub agreed: u64,
    /// Merged, an opinion, answered on the spot, no petition, withdrawn.
    pub aside: u64,
}

/// One list among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// For people.
    pub number: String,
    /// Of which round.
    pub round: String,
    /// Of which area; none for the whole council.
    pub area: Option<String>,
    /// Whose, where several councils keep lists.
    pub council: String,
    /// Which revision.
    pub revision: u32,
    /// When it was fixed.
    pub fixed_on: String,
    /// How its rows stand.
    pub tally: Tally,
    /// The first day on which a consent is due.
    pub due: Option<String>,
    /// That day has passed.
    pub late: bool,
    /// Rows at which a body acted for is asked.
    pub mine: usize,
}

/// Petitions of a round that stand on no list yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Of which round.
    pub round: String,
    /// How many.
    pub count: usize,
    /// There are more than were counted.
    pub more: bool,
    /// The last day on which the round takes petitions in.
    pub cut_off: String,
    /// That day has passed: the list can be fixed.
    pub ready: bool,
    /// Where a list is made of them.
    pub address: String,
}

/// All lists.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists.html")]
pub struct Lists {
    /// Around it.
    pub shell: Shell,
    /// Rounds with petitions on no list, for who fixes lists.
    pub open: Vec<Open>,
    /// Whether the reader fixes lists.
    pub may_fix: bool,
    /// The rounds to filter by.
    pub rounds: Vec<Choice>,
    /// The areas to filter by.
    pub areas: Vec<Choice>,
    /// The lists, last fixed first.
    pub lists: Vec<Entry>,
    /// The next page.
    pub next: Option<String>,
}

/// What a side of a pair said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Who.
    pub party: String,
    /// `consented`, `consented-silent`, `contested`, `awaited`, `later` or `idle`.
    pub said: &'static str,
    /// When.
    pub on: Option<String>,
    /// It is a body acted for.
    pub mine: bool,
}

/// One pair of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Both sides.
    pub sides: Vec<Side>,
    /// One of them is asked.
    pub asked: bool,
}

impl Side {
    /// The id of the words for what it said.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.said {
            "consented" => "consented",
            "consented-silent" => "consented-silent",
            "contested" => "contested",
            "awaited" => "side-awaited",
            "later" => "side-later",
            _ => "side-idle",
        }
    }
}

/// Something that a party said against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// Who.
    pub party: String,
    /// The id of what it is, in words.
    pub what: &'static str,
    /// When.
    pub on: String,
    /// Why.
    pub reason: Option<Text>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// From 1.
    pub at: u32,
    /// The petition's number.
    pub number: String,
    /// What it is about, cut where it is long; none where the reader may not read it.
    pub wording: Option<String>,
    /// The words are the voter's own: not for the public.
    pub original: bool,
    /// Where.
    pub area: String,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
    /// The number of the last proposal; 0 for none.
    pub proposal: u32,
    /// The system worked it out; nobody has chosen it.
    pub suggested: bool,
    /// In words.
    pub field: String,
    /// In words.
    pub competence: String,
    /// In words.
    pub addressees: String,
    /// Why it is proposed so.
    pub reason: Option<Text>,
    /// What was said against.
    pub against: Vec<Against>,
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
    /// The day of those who are asked.
    pub due: Option<String>,
    /// That day has passed.
    pub late: bool,
    /// What its box sends; none where nothing can be done with it here.
    pub tick: Option<String>,
    /// A body acted for is asked: the box is ticked.
    pub mine: bool,
    /// The petition that it goes on in.
    pub merged_into: Option<String>,
    /// The body acted for may contest it.
    pub may_contest: bool,
    /// The body acted for may keep its dissent.
    pub may_dissent: bool,
    /// It was changed, or is new, in the last revision.
    pub fresh: bool,
}

/// A row that the parties could not agree on so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// How many proposals were contested.
    pub rounds: usize,
    /// How many it takes; none where nobody decides.
    pub rounds_max: Option<u32>,
    /// Who decides then.
    pub decides: String,
    /// It can be decided now, and the reader's body decides.
    pub decide: Option<String>,
    /// Where it is proposed anew.
    pub propose: String,
}

/// One revision with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// From 1.
    pub number: u32,
    /// When it was fixed.
    pub on: String,
    /// By whom.
    pub by: String,
    /// The numbers of petitions that came onto the list.
    pub added: Vec<String>,
    /// The numbers of petitions that changed their row.
    pub moved: Vec<String>,
}

/// A pair's rule, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRule {
    /// Which, from 1.
    pub number: u8,
    /// Days to consent.
    pub days: u32,
    /// In working days.
    pub working: bool,
    /// Silence counts as consent.
    pub silence: bool,
}

/// A body that answers on paper and is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// Who.
    pub name: String,
    /// Where its consent is recorded.
    pub address: String,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists_one.html")]
pub struct One {
    /// Around it.
    pub shell: Shell,
    /// The list.
    pub list: Entry,
    /// Its address.
    pub address: String,
    /// Its rows, of this page.
    pub rows: Vec<Row>,
    /// Earlier rows.
    pub before: Option<String>,
    /// Later rows.
    pub after: Option<String>,
    /// How the pairs agree.
    pub rules: Vec<PairRule>,
    /// The reader may propose.
    pub may_propose: bool,
    /// The reader may consent.
    pub may_consent: bool,
    /// Where all that awaits the reader is consented to.
    pub consent_all: String,
    /// Where the list is fixed anew, for who does that.
    pub revise: Option<String>,
    /// Rows for a joint meeting.
    pub stuck: Vec<Stuck>,
    /// Whose paper the reader records.
    pub on_paper: Vec<OnPaper>,
    /// How the list came to be, last revision first.
    pub revisions: Vec<Revision>,
}

/// A petition that may stand on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildRow {
    /// Its stream.
    pub stream: String,
    /// The version seen.
    pub version: u64,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// Where.
    pub area: String,
    /// The label of its stage.
    pub stage: String,
    /// It is to stand on the list.
    pub ticked: bool,
    /// It stands on the list: no row ever leaves.
    pub locked: bool,
    /// It was raised in no round's days.
    pub outside: bool,
    /// Nobody classifies it: it stands there for all to see.
    pub aside: bool,
    /// Its place.
    pub order: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Petitions on no list and in no round's days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// How many, as far as they were counted.
    pub count: usize,
    /// There are more.
    pub more: bool,
    /// The first of them: the number, and the day on which it was raised.
    pub named: Vec<(String, String)>,
    /// The round on whose list they may stand; none where it is still to be opened.
    pub round: Option<String>,
    /// Where its list is made; none for whom that is not.
    pub address: Option<String>,
}

/// Two petitions that may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twins {
    /// The one that would stay: the number and what it is about.
    pub stays: (String, String),
    /// The one that would go on in it.
    pub goes: (String, String),
    /// The words that both have.
    pub words: String,
    /// How many of all their words those are, in a hundred.
    pub percent: usize,
    /// Where both are.
    pub area: String,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
}

/// Making a list, or fixing one anew.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists_build.html")]
pub struct Build {
    /// Around it.
    pub shell: Shell,
    /// The number of the list that is fixed anew.
    pub number: Option<String>,
    /// The address of the form.
    pub address: String,
    /// The rounds to choose from.
    pub rounds: Vec<Choice>,
    /// The areas to choose from.
    pub areas: Vec<Choice>,
    /// A round is chosen.
    pub chosen: bool,
    /// The cut-off day of the round.
    pub cut_off: Option<String>,
    /// The round still takes petitions in.
    pub early: bool,
    /// There are more petitions than shown.
    pub more: bool,
    /// The petitions.
    pub rows: Vec<BuildRow>,
    /// Petitions on no list and in no round's days.
    pub left_out: Option<LeftOut>,
    /// Those that may be the same.
    pub twins: Vec<Twins>,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// The confirmation is missing.
    pub unconfirmed: bool,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}

/// What is suggested for a row, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// In words.
    pub field: String,
    /// In words.
    pub competence: String,
    /// In words.
    pub addressees: String,
    /// Why, one reason each.
    pub reasons: Vec<String>,
    /// What the box sends: the same, in codes.
    pub value: String,
}

/// A petition to be classified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposeRow {
    /// Its number.
    pub number: String,
    /// The version seen.
    pub version: u64,
    /// What it is about.
    pub wording: Option<String>,
    /// What is proposed now, in words; none for nothing.
    pub now: Option<String>,
    /// What is suggested.
    pub suggestion: Option<Suggestion>,
    /// `suggested`, `same` or `skip`.
    pub choice: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Proposing a classification for several petitions.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists_propose.html")]
pub struct Propose {
    /// Around it.
    pub shell: Shell,
    /// The list.
    pub list: String,
    /// The address of the form.
    pub address: String,
    /// The petitions.
    pub rows: Vec<ProposeRow>,
    /// One for several: field, competence, addressees, reason.
    pub fields: Vec<Field>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// How many were done before something was refused.
    pub done: usize,
    /// Nothing was chosen.
    pub nothing: bool,
}

/// A row that is consented to, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRow {
    /// Its place on the list.
    pub at: u32,
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// Field, competence, addressees.
    pub what: String,
    /// The system worked it out; nobody has chosen it.
    pub suggested: bool,
    /// What its box sends.
    pub value: String,
    /// It is consented to.
    pub ticked: bool,
}

/// A row that is not any more as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The petition's number.
    pub number: String,
    /// What changed, in words.
    pub what: String,
}

/// Consenting to a list but for some rows.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists_consent.html")]
pub struct Consent {
    /// Around it.
    pub shell: Shell,
    /// The list.
    pub list: String,
    /// Its revision.
    pub revision: u32,
    /// The list was fixed anew since it was seen.
    pub revised: bool,
    /// The address of the form.
    pub address: String,
    /// For which body, in words.
    pub party: String,
    /// It is recorded for a body that answered on paper.
    pub on_paper: bool,
    /// The rows at which it is asked.
    pub rows: Vec<ConsentRow>,
    /// What changed since it was seen.
    pub changed: Vec<Changed>,
    /// Whether silence counts.
    pub silence: bool,
    /// The last day.
    pub due: Option<String>,
    /// It is the last pair: what is consented to is agreed.
    pub last: bool,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// The minutes or the paper.
    pub paper: Vec<Field>,
    /// It is filled in, or wrong.
    pub paper_open: bool,
    /// No row is chosen.
    pub nothing: bool,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}

/// Contesting a row, with another proposal or without.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lists_contest.html")]
pub struct Contest {
    /// Around it.
    pub shell: Shell,
    /// The list.
    pub list: String,
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// What is proposed now.
    pub now: String,
    /// What was proposed when it was seen was replaced.
    pub replaced: bool,
    /// The address of the form.
    pub address: String,
    /// Why.
    pub reason: Field,
    /// A counter-proposal goes with it.
    pub counter: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}
