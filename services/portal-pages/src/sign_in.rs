//! Signing in, choosing a password, the own account.

use askama::Template;

use crate::shell::Shell;

/// Where one signs in.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// Around it.
    pub shell: Shell,
    /// What was typed.
    pub login: String,
    /// Where to go afterwards.
    pub to: String,
}

/// Where a set-up code becomes a password.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "set_up.html")]
pub struct SetUp {
    /// Around it.
    pub shell: Shell,
    /// The one-time code.
    pub code: String,
    /// What is wrong with the password.
    pub password_error: Option<String>,
}

/// The own account.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "account.html")]
pub struct Account {
    /// Around it.
    pub shell: Shell,
    /// The login.
    pub login: String,
    /// Body and title of each role.
    pub roles: Vec<(String, String)>,
    /// At how many places one is signed in.
    pub sessions: usize,
    /// What is wrong with the password.
    pub password_error: Option<String>,
}
