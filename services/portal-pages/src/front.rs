//! The desk of the Front: what to make known, what was, what waits, who follows, what voters say.

use askama::Template;

use crate::act::Field;
use crate::petition::Text;
use crate::shell::Shell;

/// An answer that the people do not know yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What its box sends.
    pub value: String,
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// Where its people live.
    pub area: String,
    /// Who answered.
    pub answered_by: String,
    /// When.
    pub answered_on: String,
    /// What came of it, in words.
    pub outcome: String,
    /// What may be read out.
    pub public_answer: Option<String>,
    /// The last day by the rules; none where they set none.
    pub due: Option<String>,
    /// Days left; below 0 days late.
    pub days: i64,
    /// The day is near or has passed: `late`, `soon` or `later`.
    pub urgency: &'static str,
    /// What it is about was approved for the public.
    pub worded: bool,
    /// Where that is approved, for who may.
    pub approve: Option<String>,
    /// Who may, by name.
    pub approvers: String,
    /// An earlier answer was made known, and this is another one.
    pub anew: bool,
    /// It is chosen.
    pub ticked: bool,
    /// Why it was not taken.
    pub error: Option<String>,
}

impl Unknown {
    /// Something of it has no words for the public yet.
    #[must_use]
    pub fn unworded(&self) -> bool {
        !self.worded || self.public_answer.is_none()
    }

    /// How many days ago its day was.
    #[must_use]
    pub fn late_by(&self) -> i64 {
        0_i64.saturating_sub(self.days)
    }
}

/// Where an answer was made known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The petition's number.
    pub number: String,
    /// Whose answer.
    pub answer_of: String,
    /// By whom.
    pub by: String,
    /// When.
    pub on: String,
    /// How, in words.
    pub channel: String,
    /// Where.
    pub place: String,
    /// Until when it hangs out.
    pub until: Option<String>,
}

/// Consents that a list waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingList {
    /// Its number; none for petitions on no list.
    pub number: Option<String>,
    /// The numbers of the petitions.
    pub petitions: Vec<String>,
    /// The first day.
    pub due: Option<String>,
    /// That day has passed.
    pub late: bool,
}

/// A contested row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// Where it is on its list.
    pub address: String,
    /// Who contested it, and when.
    pub by: Vec<(String, String)>,
    /// How often it was contested.
    pub rounds: usize,
}

/// A petition that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The petition's number.
    pub number: String,
    /// What it is about.
    pub wording: Option<String>,
    /// The label of its stage.
    pub stage: String,
    /// Who follows it.
    pub follower: String,
    /// A body acted for follows it: where its check is recorded.
    pub check: Option<String>,
    /// Where the voter's word is recorded.
    pub hear: Option<String>,
    /// What is due next, in words.
    pub what: Option<String>,
    /// When.
    pub due: Option<String>,
    /// That day has passed.
    pub late: bool,
    /// The last check, in words.
    pub checked: Option<String>,
}

/// What a voter said of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The petition's number.
    pub number: String,
    /// When.
    pub on: String,
    /// Whether they are satisfied.
    pub satisfied: bool,
    /// In their words.
    pub text: Option<Text>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "front.html")]
pub struct Front {
    /// Around it.
    pub shell: Shell,
    /// Answers to be made known, the most pressing first.
    pub unknown: Vec<Unknown>,
    /// How many of them are late.
    pub late: usize,
    /// Areas whose notice-board sheet can be had: code and name.
    pub areas: Vec<(String, String)>,
    /// There is more than shown.
    pub more: bool,
    /// The reader may make answers known.
    pub may: bool,
    /// How, where, until when.
    pub fields: Vec<Field>,
    /// For whom and when.
    pub around: Vec<Field>,
    /// The idempotency key.
    pub key: String,
    /// Some were done before something was refused.
    pub done: usize,
    /// What is wrong, in words.
    pub wrong: Option<String>,
    /// What was sent was not taken as it is.
    pub refused: bool,
    /// Nothing of what was sent is recorded.
    pub nothing: bool,
    /// No council's rules name a body acted for: who makes answers known instead, by name.
    pub nobodys: Option<String>,
    /// The part of an address that asks for the area of a body acted for.
    pub asked_area: String,
    /// What was made known by some of the ways only: the petition's number, which, and why.
    pub partly: Vec<(String, String)>,
    /// Of what is ticked these have no words for the public: it is asked once more.
    pub unworded: Vec<String>,
    /// Lists and petitions that wait for the Front's consent.
    pub waiting: Vec<WaitingList>,
    /// How many petitions those are.
    pub waiting_count: usize,
    /// Contested petitions.
    pub contested: Vec<Contested>,
    /// Petitions that are followed.
    pub followed: Vec<Followed>,
    /// What was made known, newest first.
    pub known: Vec<Known>,
    /// What voters said, newest first.
    pub heard: Vec<Heard>,
}
