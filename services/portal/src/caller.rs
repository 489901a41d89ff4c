//! Who calls: the officer of a bearer token or of a session of the pages, and for reads the bodies
//! that the officer serves.
//!
//! Whatever is wrong with a token, the answer is the same and costs the same: a hash and a look-up.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use proto::{BodyId, Day, Digest, OfficerId};
use register::{Held, Known};

use crate::app::{App, Shared};
use crate::pages::cookies;
use crate::problem::Problem;
use crate::tokens;

/// Longer than any token; more of a header is not hashed.
const TOKEN_MAX: usize = 128;

/// What a caller shows: of both only the hash is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A bearer token, of a program.
    Token(Digest),
    /// The cookie of a page.
    Session(Digest),
}

/// An officer with a credential that counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) officer: OfficerId,
    pub(crate) credential: Credential,
}

/// A caller who serves at least one body today, with the directory as known to the register.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) officer: OfficerId,
    pub(crate) credential: Credential,
    /// The bodies at which the officer has a role, and for which this site may act.
    pub(crate) bodies: Vec<BodyId>,
    pub(crate) known: Known,
    pub(crate) today: Day,
}

impl Caller {
    pub(crate) async fn of(headers: &HeaderMap, app: &App) -> Result<Self, Problem> {
        let unauthorized = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized");
        let Some(header) = headers.get(AUTHORIZATION) else {
            // Foreign pages cannot use the cookie: it is SameSite, and the outermost layers refuse
            // what another origin sends.
            let cookie = cookies::session(headers).ok_or(unauthorized.clone())?;
            let found = app.accounts.session(cookie, app.clock.now(), true).await;
            let found = found.map_err(|error| Problem::own_fault(&error))?;
            let officer = found.ok_or(unauthorized)?.officer;
            return Ok(Self { officer, credential: Credential::Session(cookie) });
        };
        let header = header.to_str().ok();
        let (scheme, token) = header.and_then(|text| text.split_once(' ')).unwrap_or_default();
        let token = token.get(..TOKEN_MAX).unwrap_or(token);
        let hash = tokens::hash_of(token);
        let found = app.tokens.officer_of(hash, app.clock.now()).await;
        let found = found.map_err(|error| Problem::own_fault(&error))?;
        let officer = found.filter(|_| scheme.eq_ignore_ascii_case("bearer"));
        let officer = officer.ok_or(unauthorized)?;
        Ok(Self { officer, credential: Credential::Token(hash) })
    }
}

impl Credential {
    /// Whether it still counts; asking does not keep a session alive.
    pub(crate) async fn counts(self, app: &App) -> bool {
        let now = app.clock.now();
        match self {
            Self::Token(hash) => matches!(app.tokens.officer_of(hash, now).await, Ok(Some(_))),
            Self::Session(hash) => {
                matches!(app.accounts.session(hash, now, false).await, Ok(Some(_)))
            }
        }
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        Self::of(&parts.headers, app).await
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        Self::of(&parts.headers, app).await
    }
}

impl Reader {
    pub(crate) async fn of(headers: &HeaderMap, app: &App) -> Result<Self, Problem> {
        let caller = Caller::of(headers, app).await?;
        let (known, today) = (app.register.known(), app.today()?);
        let bodies = bodies_of(app, &known, caller.officer, today);
        if bodies.is_empty() {
            return Err(Problem::new(StatusCode::FORBIDDEN, "no_role"));
        }
        Ok(Self { officer: caller.officer, credential: caller.credential, bodies, known, today })
    }
}

/// The bodies that `officer` serves through this site on `day`.
pub(crate) fn bodies_of(app: &App, known: &Known, officer: OfficerId, day: Day) -> Vec<BodyId> {
    let directory = &known.pins.directory;
    let roles = directory.roles_of(officer, day).map(|(body, _)| body);
    let mut bodies: Vec<BodyId> = roles
        .filter(|&body| directory.stands(body, day) && directory.site_acts_for(&app.site, body))
        .collect();
    bodies.sort_unstable();
    bodies.dedup();
    bodies
}

impl Reader {
    /// The body asked for, if it is the reader's, or else all of the reader's.
    pub(crate) fn bodies_or(&self, asked: Option<BodyId>) -> Result<Vec<BodyId>, Problem> {
        match asked {
            None => Ok(self.bodies.clone()),
            Some(body) if self.bodies.contains(&body) => Ok(vec![body]),
            Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "not_your_body")),
        }
    }

    /// The first of `bodies` for which the texts of `held` may be read.
    pub(crate) fn reads_texts_for(&self, bodies: &[BodyId], held: &Held) -> Option<BodyId> {
        let sight = |body| petition::may_see(body, &held.petition, &self.known.pins, self.today);
        bodies.iter().copied().find(|&body| sight(body) == petition::Sight::Texts)
    }
}
