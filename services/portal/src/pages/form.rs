//! What a form sent: pairs in their order, a name as often as it was ticked.

use axum::Form;

use crate::pages::shell::local;

/// The pairs of a form.
pub(super) type Pairs = Form<Vec<(String, String)>>;

/// One value, or nothing.
pub(super) fn one<'a>(form: &'a Pairs, name: &str) -> &'a str {
    form.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
}

/// Where to go back to.
pub(super) fn back(form: &Pairs) -> &str {
    local(one(form, "to"))
}
