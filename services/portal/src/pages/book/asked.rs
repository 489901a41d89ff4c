//! What an address of the book asks for: filters, an order, and where the page begins.

use axum::extract::Query;
use axum::http::Uri;
use proto::Day;
use register::{Filter, Order, Place};

use crate::app::Shared;
use crate::pages::shell::{Page, encoded};
use crate::params::bad_query;
use crate::problem::Problem;
use crate::read::petitions::ListParams;
use crate::search::{self, Reach};

/// Members of an address that are looked at.
const PAIRS_MAX: usize = 60;

/// What an address of the book asks for.
#[derive(Debug, Clone)]
pub(in crate::pages) struct Asked {
    /// The filters as they stand in the address, without what is empty.
    pub(super) pairs: Vec<(String, String)>,
    pub(in crate::pages) filter: Filter,
    pub(in crate::pages) order: Order,
    pub(super) after: Option<Place>,
}

impl Asked {
    /// Reads an address: its filters are those of `GET /api/v1/petitions`, by the same reader.
    pub(in crate::pages) fn of(uri: &Uri, today: Day) -> Result<Self, Problem> {
        let Query(all) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|rejection| bad_query(&rejection.body_text()))?;
        let mut pairs: Vec<(String, String)> = all.into_iter().take(PAIRS_MAX).collect();
        // A form sends its empty fields as well.
        pairs.retain(|(_, value)| !value.trim().is_empty());
        let mut taken = |name: &str| {
            let at = pairs.iter().position(|(of, _)| of == name)?;
            Some(pairs.remove(at).1)
        };
        let order = taken("sort").map_or(Ok(Order::default()), |word| {
            Order::named(&word).ok_or_else(|| bad_query("sort: no order of the book"))
        })?;
        let after = taken("after").map(|text| {
            Place::read(order, &text).ok_or_else(|| bad_query("after: no place in this order"))
        });
        let after = after.transpose()?;
        let filter = filter_of(&pairs, today)?;
        Ok(Self { pairs, filter, order, after })
    }

    /// Reads an address of this portal that a form sends back.
    pub(super) fn of_text(address: &str, today: Day) -> Result<Self, Problem> {
        let known = address.starts_with("/so?") || address == "/so";
        let uri = if known { address } else { "/so" }.parse();
        Self::of(&uri.map_err(|_| bad_query("the address"))?, today)
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// This address with another value of `name`; none takes it out.
    pub(in crate::pages) fn with(&self, path: &str, name: &str, value: Option<&str>) -> String {
        let mut pairs: Vec<(String, String)> = self.pairs.clone();
        if self.order != Order::default() {
            pairs.push(("sort".to_owned(), self.order.as_str().to_owned()));
        }
        pairs.retain(|(of, _)| of != name);
        pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        address(path, &pairs)
    }

    /// Lets the words of the search be found in texts that the reader may read, and tells how far
    /// that reached; none without words.
    pub(in crate::pages) async fn widened(&mut self, app: &Shared, at: &Page) -> Option<Reach> {
        search::widen(app, &at.reader, &mut self.filter).await
    }

    /// The filter without one of its conditions.
    pub(super) fn filter_without(&self, name: &str, today: Day) -> Result<Filter, Problem> {
        let others = self.pairs.iter().filter(|(of, _)| of != name).cloned();
        let filter = filter_of(&others.collect::<Vec<_>>(), today)?;
        Ok(Filter { found: self.filter.found.clone(), ..filter })
    }

    /// Whether `other` is an address of the same list.
    pub(super) fn is(&self, other: &str) -> bool {
        let parts = |address: &str| {
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
            parts.sort_unstable();
            parts
        };
        parts(&self.with("/so", "after", None)) == parts(other)
    }
}

fn filter_of(pairs: &[(String, String)], today: Day) -> Result<Filter, Problem> {
    let uri: Uri = address("/so", pairs).parse().map_err(|_| bad_query("the address"))?;
    let Query(params) = Query::<ListParams>::try_from_uri(&uri).map_err(|rejection| {
        let why = rejection.body_text();
        bad_query(why.rsplit_once("query string: ").map_or(&*why, |(_, why)| why))
    })?;
    params.filter(today)
}

fn address(path: &str, pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
