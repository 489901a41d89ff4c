//! The sheet that a deputy takes to a meeting: one page for an area, in plain words.

use askama::Template;

use crate::petition::Text;
use crate::shell::Shell;

/// An area to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Where its sheet is.
    pub address: String,
    /// How many petitions came from there.
    pub count: u64,
    /// A body acted for works there.
    pub own: bool,
}

/// A meeting that was held there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// When.
    pub on: String,
    /// Where.
    pub place: String,
    /// How many voters came, where that was counted.
    pub voters: Option<u32>,
}

/// Something that is to be done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The id of the words before the day.
    pub what: &'static str,
    /// The day.
    pub day: String,
    /// Days until then; below 0 when it has passed.
    pub days: i64,
}

impl Promise {
    /// The day has passed.
    #[must_use]
    pub fn late(&self) -> bool {
        self.days < 0
    }

    /// Days since it passed.
    #[must_use]
    pub fn late_by(&self) -> i64 {
        -self.days
    }
}

/// What came of it with one body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Who; none where nobody has it yet.
    pub body: Option<String>,
    /// In a few plain words.
    pub what: String,
    /// When that was.
    pub on: Option<String>,
    /// What was answered, or seen.
    pub words: Option<Text>,
    /// By which steps it is to be done, as promised.
    pub road: Option<Text>,
    /// Until when what is to be done.
    pub promise: Option<Promise>,
    /// What is known since, in plain words, each with its day.
    pub since: Vec<(String, String)>,
}

/// One petition, as the deputy tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub number: String,
    /// What was asked.
    pub words: Option<Text>,
    /// When it was asked.
    pub on: String,
    /// It was asked at the last meeting.
    pub last_time: bool,
    /// What came of it.
    pub came: Vec<Came>,
    /// The voters' last word on it: the id of the words, and the day.
    pub voters: Option<(&'static str, String)>,
    /// Where the deputy notes what people say of it; none where they may not, or nothing was
    /// answered.
    pub hear: Option<String>,
}

/// Petitions that stand alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `late`, `promised`, `waiting`, `answered` or `done`.
    pub id: &'static str,
    /// The petitions.
    pub items: Vec<Asked>,
}

impl Group {
    /// The id of its heading.
    #[must_use]
    pub fn words(&self) -> String {
        format!("deputy-{}", self.id)
    }
}

/// Something that happened since the last meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Its petition.
    pub number: String,
    /// What, in words.
    pub what: String,
    /// When.
    pub on: String,
    /// What was asked, where that may be read by all.
    pub wording: Option<String>,
}

/// The sheet of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The area's name.
    pub area: String,
    /// Its code.
    pub code: String,
    /// Meetings there, the last first.
    pub met: Vec<Met>,
    /// How many were asked in all.
    pub count: usize,
    /// How they stand.
    pub groups: Vec<Group>,
    /// What changed since the last meeting.
    pub news: Vec<News>,
    /// Since when.
    pub since: Option<String>,
    /// The same petitions in the book.
    pub book: String,
    /// How many that are done are not shown here.
    pub more_done: usize,
    /// The day of this sheet.
    pub today: String,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "deputy.html")]
pub struct Deputy {
    /// Around it.
    pub shell: Shell,
    /// What there is to choose.
    pub areas: Vec<Area>,
    /// What was chosen.
    pub sheet: Option<Sheet>,
}
