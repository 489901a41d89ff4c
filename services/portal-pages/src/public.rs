//! What anybody may see: published petitions by area, one of them, the state of one's own by its
//! tracking code; and the papers that lead there, receipt and poster.

use askama::Template;

use crate::qr::Qr;
use crate::shell::Choice;
use crate::words::Words;

/// What is around a public page: no session, no cookie, no script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Open {
    /// Its words.
    pub w: Words,
    /// The page's own title.
    pub title: String,
    /// The name of the realm, where it has one.
    pub realm: String,
    /// The address of this page in the other language.
    pub other_language: String,
    /// `?lang=en` or nothing, for addresses without a query.
    pub lang: &'static str,
}

/// An area, with what was published about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// How many petitions.
    pub petitions: u64,
    /// How many of them are settled.
    pub settled: u64,
    /// The day of the last change.
    pub changed_on: String,
}

/// An answer, in the words that its author approved for the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who answered.
    pub by: String,
    /// When.
    pub on: String,
    /// Its outcome in words.
    pub outcome: String,
    /// Its public words, if it has any.
    pub words: Option<String>,
}

/// A published petition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: String,
    /// Its address.
    pub address: String,
    /// Its public wording.
    pub wording: String,
    /// The word of its stage.
    pub stage_code: String,
    /// Its stage in words.
    pub stage: String,
    /// Where it was raised.
    pub area: String,
    /// When it was raised.
    pub raised_on: String,
    /// When it last changed.
    pub changed_on: String,
    /// To whom it was sent.
    pub addressees: String,
    /// The next due day of the bodies that have it.
    pub due: Option<String>,
    /// The answers so far.
    pub answers: Vec<Answer>,
}

/// Areas first; with one chosen or something searched, its petitions.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "public.html")]
pub struct Public {
    /// Around it.
    pub open: Open,
    /// What was searched for.
    pub q: String,
    /// The areas to choose from in the form.
    pub areas: Vec<Choice>,
    /// The sessions to choose from.
    pub sessions: Vec<Choice>,
    /// The areas as a list, where none was chosen and nothing searched.
    pub index: Vec<Area>,
    /// Whether petitions are shown and not areas.
    pub searched: bool,
    /// The petitions.
    pub items: Vec<Item>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// One petition.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "public_petition.html")]
pub struct PublicPetition {
    /// Around it.
    pub open: Open,
    /// The petition.
    pub item: Item,
    /// It was found by its tracking code, and may have no public wording.
    pub tracked: bool,
    /// Whether it has a public wording.
    pub worded: bool,
}

/// Where a tracking code is typed.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "tracking.html")]
pub struct Tracking {
    /// Around it.
    pub open: Open,
    /// What was typed.
    pub code: String,
    /// Nothing is known by that code.
    pub unknown: bool,
}

/// The receipt that a voter takes home.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "receipt.html")]
pub struct Receipt {
    /// Around it.
    pub open: Open,
    /// The petition's number.
    pub number: String,
    /// With whom it was raised.
    pub raised_with: String,
    /// When.
    pub raised_on: String,
    /// The code; none where only another site could tell it.
    pub code: Option<String>,
    /// The address that the picture leads to.
    pub address: String,
    /// The picture.
    pub qr: Qr,
}

/// The poster for a hall or a notice board.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "poster.html")]
pub struct Poster {
    /// Around it.
    pub open: Open,
    /// The area; none for the whole realm.
    pub area: Option<String>,
    /// The address that the picture leads to.
    pub address: String,
    /// The picture.
    pub qr: Qr,
}
