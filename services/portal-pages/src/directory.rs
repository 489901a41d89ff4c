//! The directory: bodies over time, co-ordination rules, sessions and rounds, and their forms.

use askama::Template;

use crate::act::{Field, Refused};
use crate::petition::Text;
use crate::shell::{Choice, Shell};

/// Something with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub label: String,
    /// Where it goes.
    pub address: String,
    /// It is what is shown.
    pub chosen: bool,
}

/// A label with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The label.
    pub label: String,
    /// What it says.
    pub value: String,
    /// By what, or a remark.
    pub note: Option<String>,
}

/// A body in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Itself.
    pub link: Link,
    /// What it belongs to, and where.
    pub of: Vec<String>,
    /// Its first day.
    pub from: String,
    /// Its last day, where it ended.
    pub until: Option<String>,
    /// By what it ended.
    pub basis: Option<String>,
    /// Who took its work over.
    pub heirs: Vec<Link>,
}

/// Bodies of one kind at one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The kind, in words.
    pub label: String,
    /// The bodies.
    pub rows: Vec<Row>,
}

/// Bodies of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its word.
    pub id: String,
    /// The level, in words.
    pub label: String,
    /// How many.
    pub count: usize,
    /// By kind.
    pub kinds: Vec<Kind>,
}

/// All bodies.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "directory.html")]
pub struct Directory {
    /// Around it.
    pub shell: Shell,
    /// The three parts of the screen.
    pub tabs: Vec<Link>,
    /// What was searched for.
    pub q: String,
    /// The day asked for.
    pub on: String,
    /// That day is not today.
    pub past: bool,
    /// How many stand.
    pub count: usize,
    /// Those that stand.
    pub levels: Vec<Level>,
    /// Those that ended.
    pub ended: Vec<Row>,
    /// They are shown at once.
    pub ended_open: bool,
    /// Fields of competence that were searched for.
    pub fields: Vec<FieldFound>,
    /// What the reader may do.
    pub acts: Vec<Link>,
}

/// A field of a council's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFound {
    /// Its name, and the rules in which it stands.
    pub link: Link,
    /// Whose rules.
    pub council: String,
    /// At which level, in words.
    pub competence: String,
    /// Who answers, where the rules name one.
    pub addressee: Option<Link>,
}

/// An officer's role at a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The name, as far as it can be opened.
    pub name: Text,
    /// As what.
    pub role: String,
    /// Since when.
    pub from: String,
    /// Until when, where it ended or will.
    pub until: Option<String>,
    /// Where it is ended, for who may.
    pub end: Option<Link>,
}

/// One body.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "directory_body.html")]
pub struct BodyPage {
    /// Around it.
    pub shell: Shell,
    /// The three parts of the screen.
    pub tabs: Vec<Link>,
    /// Its name.
    pub name: String,
    /// It stands on the day.
    pub stands: bool,
    /// The day.
    pub on: String,
    /// That day is not today.
    pub past: bool,
    /// What is known of it.
    pub facts: Vec<Line>,
    /// What it belongs to.
    pub above: Option<Link>,
    /// Who belongs to it.
    pub below: Vec<Link>,
    /// Whose work it took over, those before first.
    pub before: Vec<Row>,
    /// Who took its work over, and so on.
    pub after: Vec<Row>,
    /// Who does its work on the day, where it does not itself.
    pub now: Vec<Link>,
    /// Who acts for it.
    pub officers: Vec<Held>,
    /// Who did.
    pub officers_before: Vec<Held>,
    /// How many petitions it has a hand in.
    pub petitions: u64,
    /// Where those are.
    pub book: String,
    /// What the reader may do.
    pub acts: Vec<Link>,
}

/// What differs between two rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of what.
    pub label: String,
    /// As it was; none where it is new.
    pub was: Option<String>,
    /// As it is; none where it is left out.
    pub is: Option<String>,
}

/// A part of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub lines: Vec<Line>,
}

/// A party's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Which party.
    pub name: String,
    /// What it did, or that it still has to.
    pub what: String,
    /// When.
    pub on: Option<String>,
}

/// Rules as adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its place in the page.
    pub id: String,
    /// Whether it is in force, in words.
    pub state: String,
    /// It is in force.
    pub in_force: bool,
    /// From when.
    pub from: String,
    /// Until when, where others followed.
    pub until: Option<String>,
    /// Who proposed and agreed.
    pub voices: Vec<Voice>,
    /// What they say.
    pub parts: Vec<Part>,
    /// What differs from those before; none for the first.
    pub changes: Option<Vec<Change>>,
}

/// Rules that are proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its number.
    pub number: u32,
    /// From when it would count.
    pub from: String,
    /// Who proposed, agreed, and still has to.
    pub voices: Vec<Voice>,
    /// What differs from those in force.
    pub changes: Vec<Change>,
    /// Where one agrees, for a party that did not yet.
    pub agree: Option<String>,
    /// The key of agreeing.
    pub key: String,
    /// Why agreeing was refused.
    pub refused: Option<Refused>,
}

/// The rules of a council.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "directory_rules.html")]
pub struct RulesPage {
    /// Around it.
    pub shell: Shell,
    /// The three parts of the screen.
    pub tabs: Vec<Link>,
    /// The councils.
    pub councils: Vec<Choice>,
    /// Whose rules.
    pub council: String,
    /// What waits for parties.
    pub proposed: Vec<Proposed>,
    /// Those adopted, the last first.
    pub versions: Vec<Version>,
    /// What the reader may do.
    pub acts: Vec<Link>,
}

/// A round of voter contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Before or after the session, in words.
    pub phase: String,
    /// Its word.
    pub word: String,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// Until when petitions are taken in.
    pub cut_off: String,
    /// Where, and with whom.
    pub areas: String,
    /// Who else takes part.
    pub joined: Option<String>,
    /// Its petitions.
    pub book: String,
    /// Its meetings.
    pub meetings: String,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What people call it.
    pub name: String,
    /// Its word.
    pub word: String,
    /// Its first day.
    pub opens: String,
    /// Its last day.
    pub closes: String,
    /// It is still to come.
    pub ahead: bool,
    /// Its rounds.
    pub rounds: Vec<Round>,
    /// Where its days are moved, for who may.
    pub moved: Option<String>,
}

/// A day on which nobody works, or everybody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off {
    /// Which.
    pub day: String,
    /// As people call it.
    pub name: String,
}

/// The calendar of a council.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "directory_year.html")]
pub struct Year {
    /// Around it.
    pub shell: Shell,
    /// The three parts of the screen.
    pub tabs: Vec<Link>,
    /// The councils.
    pub councils: Vec<Choice>,
    /// Whose calendar.
    pub council: String,
    /// The years.
    pub years: Vec<Link>,
    /// Which year.
    pub year: i16,
    /// Its sessions.
    pub sessions: Vec<Session>,
    /// Its days off.
    pub off: Vec<Off>,
    /// Weekend days that are worked.
    pub working: Vec<String>,
    /// By what.
    pub source: Option<String>,
    /// What the reader may do.
    pub acts: Vec<Link>,
    /// What the reader may do about days off.
    pub days_acts: Vec<Link>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its heading; none for the first.
    pub title: Option<String>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A form of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "directory_form.html")]
pub struct Form {
    /// Around it.
    pub shell: Shell,
    /// What it does.
    pub title: String,
    /// What is to be known before.
    pub lead: String,
    /// Where it goes.
    pub address: String,
    /// Where one goes back to.
    pub back: String,
    /// Its key.
    pub key: String,
    /// Its fields.
    pub groups: Vec<Group>,
    /// What has to be confirmed; none where nothing has.
    pub confirm: Option<String>,
    /// What it touches, beside what has to be confirmed.
    pub touches: Option<Link>,
    /// The confirmation is missing.
    pub unconfirmed: bool,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}
