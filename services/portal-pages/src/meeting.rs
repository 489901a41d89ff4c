//! Contact meetings: the list, opening one, one by itself, and taking down what is said there.

use askama::Template;

use crate::act::{Field, Refused};
use crate::book::Filter;
use crate::petition::{Fact, Text};
use crate::shell::Shell;

/// A meeting in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its address.
    pub address: String,
    /// When it was held.
    pub on: String,
    /// Where, as people call it.
    pub place: String,
    /// The name of the area.
    pub area: String,
    /// The contact round, in words.
    pub round: Option<String>,
    /// The delegate groups.
    pub groups: String,
    /// Several levels joined.
    pub joint: bool,
    /// How many petitions were raised.
    pub raised: u64,
    /// Where to take down what is said; none for whom that is not.
    pub take: Option<String>,
}

/// An area of a round in which no meeting was recorded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The area.
    pub area: String,
    /// The groups that belong there.
    pub groups: String,
    /// The form of its meeting, filled in as far as known.
    pub address: Option<String>,
}

/// A contact round that goes on, or comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// In words.
    pub name: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The last day on which its petitions are taken in.
    pub cut_off: String,
    /// It has not begun.
    pub later: bool,
    /// Areas that wait for their meeting.
    pub open: Vec<Planned>,
    /// How many areas have had theirs.
    pub held: usize,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "meetings.html")]
pub struct Meetings {
    /// Around it.
    pub shell: Shell,
    /// By body, round, area.
    pub filters: Vec<Filter>,
    /// Rounds that go on or come.
    pub rounds: Vec<Round>,
    /// The meetings, last recorded first.
    pub rows: Vec<Row>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The reader may record a meeting.
    pub may_open: bool,
}

/// Recording a meeting, or a single petition.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "meeting_form.html")]
pub struct MeetingForm {
    /// Around it.
    pub shell: Shell,
    /// What it is for.
    pub lead: String,
    /// What is to be known on this page.
    pub help: String,
    /// Where the form goes.
    pub address: String,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What is seldom needed.
    pub more: Vec<Field>,
    /// One of those is filled in, or wrong.
    pub more_open: bool,
    /// What the button says.
    pub send: String,
    /// Why it was not taken.
    pub refused: Option<Refused>,
}

/// A petition that was raised at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// Its number.
    pub number: String,
    /// The voter's words, or what the public may read; none where neither is to be had.
    pub words: Option<Text>,
    /// The word of its stage.
    pub stage_code: String,
    /// The label of its stage.
    pub stage: String,
    /// With whom it was raised.
    pub whom: String,
}

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "meeting.html")]
pub struct Meeting {
    /// Around it.
    pub shell: Shell,
    /// Its stream.
    pub stream: String,
    /// Where, as people call it.
    pub place: String,
    /// Several levels joined.
    pub joint: bool,
    /// Day, round, who took part.
    pub facts: Vec<Fact>,
    /// What else the minutes say.
    pub minutes: Option<Text>,
    /// How many came, or the minutes, were not known when it was opened: they stay on paper.
    pub on_paper: bool,
    /// How many altogether.
    pub total: u64,
    /// How many at each stage.
    pub stages: Vec<(String, u64)>,
    /// How many for each delegate group.
    pub groups: Vec<(String, u64)>,
    /// What was raised, in order.
    pub raised: Vec<Raised>,
    /// More was raised than is shown.
    pub more: bool,
    /// Petitions about its area on no list and in no round's days, by council.
    pub left_out: Vec<crate::lists::LeftOut>,
    /// Where to take down what is said; none for whom that is not.
    pub take: Option<String>,
    /// The book with this meeting's petitions.
    pub book: String,
    /// Words of the script, as JSON.
    pub words: String,
}

/// Taking down what is said.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "meeting_take.html")]
pub struct Take {
    /// Around it.
    pub shell: Shell,
    /// The page without a network: nothing of any meeting is in it.
    pub offline: bool,
    /// Where the form goes; the page's own address.
    pub address: String,
    /// The meeting's page.
    pub meeting: String,
    /// Where, as people call it.
    pub place: String,
    /// When.
    pub on: String,
    /// What is sent unseen.
    pub hidden: Vec<(String, String)>,
    /// Who speaks, and what is asked.
    pub fields: Vec<Field>,
    /// For whom, where, which field.
    pub around: Vec<Field>,
    /// The answer given at once.
    pub answer: Vec<Field>,
    /// One of those is filled in, or wrong.
    pub answer_open: bool,
    /// Why it was not taken.
    pub refused: Option<Refused>,
    /// The number that it has although the rest of it was refused.
    pub recorded: Option<String>,
    /// What was taken down already, newest first.
    pub raised: Vec<Raised>,
    /// What the script needs of the meeting, as JSON; empty without a network.
    pub data: String,
    /// Words of the script, as JSON.
    pub words: String,
    /// The address of the worker that keeps this page for when there is no network.
    pub worker: String,
}
