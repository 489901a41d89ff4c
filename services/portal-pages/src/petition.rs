//! One petition by itself.

use askama::Template;

use crate::shell::Shell;

/// A text that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Opened.
    Read(String),
    /// Why it is not shown, in words.
    Kept(String),
}

/// A label with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// In words.
    pub value: String,
}

/// Something due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub day: String,
    /// What, in words.
    pub what: String,
    /// Whose turn it is.
    pub whose: String,
    /// The day has passed.
    pub late: bool,
    /// How many days are left, or how many too late, in words.
    pub left: String,
}

/// A party's word about a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Who.
    pub party: String,
    /// `consented`, `consented-silent`, `contested`, `awaited`, `later`: the id of the words.
    pub what: String,
    /// When; empty where nothing was said.
    pub on: String,
    /// Why, where that was said.
    pub reason: Option<Text>,
}

/// One pair of parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// From 1.
    pub number: u64,
    /// Both sides.
    pub voices: Vec<Voice>,
    /// What silence means, while it is awaited.
    pub silence: Option<String>,
}

/// One proposal, with what the parties said of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Revision {
    /// Which, from 1.
    pub number: u64,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub on: String,
    /// The system suggested it.
    pub suggested: bool,
    /// Field, competence, addressees.
    pub facts: Vec<Fact>,
    /// What differs from the one before.
    pub differs: Vec<Fact>,
    /// Why so.
    pub reason: Option<Text>,
    /// What was said of it, in order.
    pub voices: Vec<Voice>,
}

/// The talks about the classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The last proposal.
    pub last: Revision,
    /// All have agreed.
    pub agreed: bool,
    /// The day by which those awaited have to speak, with the days left in words.
    pub due: Option<(String, String)>,
    /// The pairs, in order, side by side.
    pub pairs: Vec<Pair>,
    /// Dissent that was kept.
    pub dissents: Vec<Voice>,
    /// The decision after a joint meeting.
    pub deadlock: Option<Voice>,
    /// The proposals before, newest first.
    pub before: Vec<Revision>,
}

/// Something that was said of an addressee's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is, in words.
    pub label: String,
    /// When.
    pub on: String,
    /// What came of it, in words.
    pub result: Option<String>,
    /// Words that all may read.
    pub public: Option<String>,
    /// The sealed words.
    pub text: Option<Text>,
    /// More that goes with it.
    pub facts: Vec<Fact>,
}

/// One who has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The name.
    pub name: String,
    /// Those whose work it took over.
    pub was: String,
    /// Its clock and its agencies.
    pub facts: Vec<Fact>,
    /// What it owes, by its own clock.
    pub clock: Option<Due>,
    /// The answer is late.
    pub late: bool,
    /// It has answered.
    pub answered: bool,
    /// What was said, in order of kind and day.
    pub remarks: Vec<Remark>,
    /// Answers that a later one took the place of.
    pub superseded: Vec<Remark>,
}

/// A part of what an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is, in words.
    pub label: String,
    /// What it says.
    pub text: Text,
}

/// A file beside the log. Its name is not kept: it could tell of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is, in words.
    pub kind: String,
    /// How large, in words.
    pub size: String,
    /// Where it is fetched; none where the reader may not.
    pub address: Option<String>,
    /// With what it came, in words.
    pub with: String,
    /// For which body it was attached.
    pub body: String,
    /// When.
    pub on: String,
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its version in the petition's stream.
    pub version: u64,
    /// Its position in the log.
    pub position: u64,
    /// What happened, in words.
    pub what: String,
    /// The officer, by name where it may be opened.
    pub who: String,
    /// For which body.
    pub body: String,
    /// On behalf of which body.
    pub on_behalf: Option<String>,
    /// The business date.
    pub on: String,
    /// When it was recorded, in Viet Nam's time.
    pub recorded: String,
    /// The paper.
    pub paper: Option<String>,
    /// The decision that it came from.
    pub command: String,
    /// Its words were erased.
    pub redacted: bool,
    /// What it says.
    pub parts: Vec<Part>,
    /// What goes with it.
    pub files: Vec<File>,
}

/// Another petition, and what it has to do with this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// Its number.
    pub number: String,
    /// How they hang together, in words.
    pub how: String,
    /// What the public may read of it.
    pub wording: String,
    /// Its stage.
    pub stage: String,
    /// Where the two are merged, for who may.
    pub merge: Option<String>,
}

/// An act that is not to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hindered {
    /// The act, in words.
    pub label: String,
    /// Why not.
    pub why: String,
    /// What to do.
    pub next: String,
}

/// One act that the reader's role allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// In words.
    pub label: String,
    /// Where its form is.
    pub address: String,
    /// The body that answers on paper, for which it is recorded.
    pub on_behalf: Option<String>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "petition.html")]
pub struct Petition {
    /// Around it.
    pub shell: Shell,
    /// Its number.
    pub number: String,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
    /// The labels of its flags.
    pub flags: Vec<String>,
    /// What point in the past is shown, in words; none for now.
    pub as_of: Option<String>,
    /// The day that the form of time travel begins with.
    pub on: String,
    /// What the public may read.
    pub public_wording: Option<String>,
    /// The voter's words; none where the reader may not read any text.
    pub original: Option<Text>,
    /// Who raised it.
    pub raised_by: Option<Text>,
    /// Council, area and so on.
    pub facts: Vec<Fact>,
    /// The number of the list on which it stands, and the address of its row.
    pub list: Option<(String, String)>,
    /// Petitions merged with it, its parts, the whole that it is part of.
    pub kin: Vec<Kin>,
    /// Petitions that may be the same, with why.
    pub twins: Vec<Kin>,
    /// Every file.
    pub files: Vec<File>,
    /// What is due.
    pub dues: Vec<Due>,
    /// The agreement.
    pub agreement: Option<Agreement>,
    /// Those who have to answer.
    pub addressees: Vec<Addressee>,
    /// What the voter says of the outcome.
    pub voter: Vec<Remark>,
    /// The history, newest first.
    pub entries: Vec<Entry>,
    /// What is usually done at this stage.
    pub acts: Vec<Act>,
    /// What else is possible.
    pub other_acts: Vec<Act>,
    /// What the reader's bodies may do at other times.
    pub hindered: Vec<Hindered>,
    /// What is for other bodies to do.
    pub others: Vec<Hindered>,
}
