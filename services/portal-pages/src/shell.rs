//! What is around every page: who is signed in, for whom they act, news, language, help.

use askama::Template;

use crate::words::Words;

/// An entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its id: `today`; its words are `nav-today`.
    pub id: &'static str,
    /// Its address.
    pub path: &'static str,
}

/// How something that is said is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It went well.
    Good,
    /// To be known.
    Plain,
    /// It did not go.
    Bad,
}

impl Tone {
    /// Its class in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Plain => "plain",
            Self::Bad => "bad",
        }
    }
}

/// Something said at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How it is meant.
    pub tone: Tone,
    /// In words.
    pub text: String,
}

/// One of several to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The id: what this device keeps for the officer is called by it.
    pub officer: String,
    /// As the vault opens it; none where it does not.
    pub name: Option<String>,
    /// The bodies to act for; more than one shows a choice.
    pub bodies: Vec<Choice>,
    /// The body acted for, or words for all of them.
    pub acting_for: String,
    /// Notices that were not seen yet, at most 100.
    pub unread: u32,
    /// The navigation: what this person's bodies have to do with.
    pub nav: Vec<Entry>,
    /// Where the live news begin: `incarnation-position`; none while there are none.
    pub news_after: Option<String>,
}

/// What is around a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shell {
    /// Its words.
    pub w: Words,
    /// The page's own title.
    pub title: String,
    /// The id of its entry in the navigation; empty for none.
    pub here: &'static str,
    /// The address of this page, to come back to it.
    pub address: String,
    /// The name of the realm, where it has one.
    pub realm: String,
    /// Who is signed in, if somebody is.
    pub person: Option<Person>,
    /// What is said at the top.
    pub said: Option<Said>,
    /// The petition's stream or word that news must be about for the page to be loaded again.
    pub about: String,
}

/// What happened, as it pops up on whichever page is open.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "news.html")]
pub struct News {
    /// Its words.
    pub w: Words,
    /// Notices that were not seen yet, at most 100.
    pub unread: u32,
    /// The newest, at most three.
    pub items: Vec<crate::today::Change>,
}
