//! The navigation: one line for each screen, shown to whom it concerns.

use portal_pages::Entry;

use crate::pages::shell::Page;

/// A screen of the navigation, and whom it concerns.
struct Screen {
    entry: Entry,
    concerns: fn(&Page) -> bool,
}

const fn screen(id: &'static str, path: &'static str, concerns: fn(&Page) -> bool) -> Screen {
    Screen { entry: Entry { id, path }, concerns }
}

/// In the order in which they are shown: desks, then the book, then what is looked up. The words of
/// an entry are `nav-` and its id. The own account stands in the corner of the person.
static SCREENS: &[Screen] = &[
    screen("today", "/hom-nay", everybody),
    screen("meetings", "/buoi-tiep-xuc", super::meeting::concerns),
    screen("import", "/nhap-so", super::import::concerns),
    screen("lists", "/danh-sach", super::lists::concerns),
    screen("letters", "/cong-van", super::letters::concern),
    screen("front", "/mat-tran", super::front::concerns),
    screen("follow", "/theo-doi", super::follow::concerns),
    screen("deputy", "/ba-con", super::deputy::concerns),
    screen("book", "/so", everybody),
    screen("statistics", "/thong-ke", everybody),
    screen("directory", "/danh-ba", everybody),
];

fn everybody(_: &Page) -> bool {
    true
}

/// What concerns the officer and the bodies acted for.
pub(super) fn of(at: &Page) -> Vec<Entry> {
    let concern = SCREENS.iter().filter(|screen| (screen.concerns)(at));
    concern.map(|screen| screen.entry.clone()).collect()
}
