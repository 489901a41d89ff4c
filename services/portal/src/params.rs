//! Parameters of addresses, read strictly: what is unknown or doubled is a mistake worth telling.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::Shared;
use crate::problem::Problem;

/// The query of the address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => {
                let why = rejection.body_text();
                Err(bad_query(why.rsplit_once("query string: ").map_or(&*why, |(_, why)| why)))
            }
        }
    }
}

/// The names in the address.
#[derive(Debug, Clone)]
pub(crate) struct Named<T = String>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let name = Path::<T>::from_request_parts(parts, app).await;
        name.map(|Path(name)| Self(name)).map_err(|_| Problem::not_found())
    }
}

pub(crate) fn bad_query(why: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_query").with("detail", why)
}

/// How many rows a page has: `asked`, 50 unless said, 200 at most.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    match asked.unwrap_or(50) {
        limit @ 1..=200 => Ok(limit),
        _ => Err(bad_query("limit: from 1 to 200")),
    }
}
