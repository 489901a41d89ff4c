//! Signing in, choosing a password, the own account.

use askama::Template;

use crate::qr::{Qr, qr};
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
    /// What was being written when the session had ended.
    pub kept: Option<Kept>,
    /// Nobody has an account yet.
    pub first: Option<First>,
}

/// What was typed in another form, on its way through the page where one signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whose it is.
    pub of: String,
    /// The fields, packed.
    pub packed: String,
}

/// What is still missing before anybody can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    /// The realm is founded: only an account is missing.
    pub founded: bool,
}

/// What was typed in a form that cannot be shown again.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "draft.html")]
pub struct Plainly {
    /// Around it.
    pub shell: Shell,
    /// The form's address.
    pub address: String,
    /// Label and text of what was written.
    pub fields: Vec<(String, String)>,
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
    /// Codes beside the password.
    pub factor: Factor,
    /// The recovery codes, the one time that they are shown.
    pub recovery: Vec<String>,
}

/// Whether codes are asked for beside the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// No.
    Off,
    /// Not until one code was right.
    Proposed {
        /// The secret in fours, to be typed.
        secret: String,
        /// The squares of a QR code, as the path of an SVG.
        path: String,
        /// How wide it is, in squares.
        width: usize,
    },
    /// Yes; so many recovery codes are left.
    On(usize),
}

impl Factor {
    /// A secret to be taken over, as text and as the QR code of `uri`.
    #[must_use]
    pub fn proposed(secret: &str, uri: &str) -> Self {
        let fours: Vec<String> = secret
            .as_bytes()
            .chunks(4)
            .map(|four| String::from_utf8_lossy(four).into_owned())
            .collect();
        // What is too long for a QR code is typed.
        let Qr { path, width } = qr(uri);
        Self::Proposed { secret: fours.join(" "), path, width }
    }
}

/// Where the code is typed that is asked for beside the password.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "sign_in_code.html")]
pub struct SignInCode {
    /// Around it.
    pub shell: Shell,
    /// Where to go afterwards.
    pub to: String,
    /// What the first half of signing in gave.
    pub half: String,
    /// What was being written when the session had ended.
    pub kept: Option<Kept>,
}
