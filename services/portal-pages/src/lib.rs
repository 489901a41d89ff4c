//! The pages of a portal: view structs in, HTML out.
//!
//! Responsible for the words that people read on pages, in Vietnamese first, for templates, and for
//! the files that a page needs. Pure: never reads a register, never opens a text, never decides
//! what a reader may see. Whatever a view holds is shown.
//!
//! Invariants:
//! - every text of a view is escaped; no template marks one as safe;
//! - both languages define the same words with the same arguments;
//! - no page needs anything from another host, an inline script or an inline style.

pub mod act;
pub mod assets;
pub mod book;
pub mod bulk;
pub mod decision;
pub mod deputy;
pub mod directory;
pub mod follow;
pub mod front;
pub mod import;
pub mod letters;
pub mod lists;
pub mod meeting;
pub mod petition;
pub mod problem;
pub mod public;
pub mod qr;
pub mod shell;
pub mod sign_in;
pub mod statistics;
pub mod today;
pub mod words;

pub use askama::Template;
pub use shell::{Choice, Entry, News, Person, Said, Shell, Tone};
pub use words::{Language, Words};
