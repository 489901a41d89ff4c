//! Petitions in the orders of the book. A page begins behind the last row of the one before, so
//! that page 500 costs as much as the first.

use proto::{Day, Position};
use sqlx::{QueryBuilder, Sqlite};

use crate::entry::signed;
use crate::list::{Filter, PetitionRow, SELECT, narrow};
use crate::read::{ReadError, Register};

/// Where those come at which nothing is due: behind every day.
pub(crate) const NEVER: &str = "9999-12-31";

/// An order of the book. Within equal rows the one received first comes first, but for the two that
/// begin with the newest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Received last comes first: of one council's term, the highest number.
    #[default]
    Newest,
    /// Received first comes first: of one council's term, the lowest number.
    Number,
    /// The next due day, then those at which nothing is due.
    Due,
    /// Raised last comes first.
    Raised,
    /// By stage, as a petition's life goes.
    Stage,
}

impl Order {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Newest, Self::Number, Self::Due, Self::Raised, Self::Stage];

    /// Its word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Number => "number",
            Self::Due => "due",
            Self::Raised => "raised",
            Self::Stage => "stage",
        }
    }

    /// The order with this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }

    /// What is sorted by before the position, as the indexes have it, and whether it falls.
    fn key(self) -> (Option<&'static str>, bool) {
        match self {
            Self::Newest => (None, true),
            Self::Number => (None, false),
            Self::Due => (Some("p.due_order"), false),
            Self::Raised => (Some("p.raised_on"), true),
            Self::Stage => (Some("p.stage_rank"), false),
        }
    }

    /// The place of a row in this order.
    #[must_use]
    pub fn place(self, row: &PetitionRow) -> Place {
        let key = match self {
            Self::Newest | Self::Number => String::new(),
            Self::Due => row.due.map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
            Self::Raised => row.raised_on.to_string(),
            Self::Stage => rank(row.stage).to_string(),
        };
        Place { key, position: row.received_position }
    }
}

/// Where a stage comes in a petition's life.
pub(crate) fn rank(stage: proto::stage::Stage) -> i64 {
    let all = proto::stage::Stage::ALL.iter();
    let place = all.take_while(|&&one| one != stage).count();
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// A place in an order: behind it the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A day, the rank of a stage, or nothing.
    key: String,
    position: Position,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.key.is_empty() {
            return write!(f, "{}", self.position);
        }
        write!(f, "{}_{}", self.key, self.position)
    }
}

impl Place {
    /// Reads a place of `order`; none of another order, or of none.
    #[must_use]
    pub fn read(order: Order, text: &str) -> Option<Self> {
        let (key, position) = text.rsplit_once('_').unwrap_or(("", text));
        let fits = match order {
            Order::Newest | Order::Number => key.is_empty(),
            Order::Due | Order::Raised => key.parse::<Day>().is_ok(),
            Order::Stage => key.parse::<u16>().is_ok(),
        };
        let position = position.parse().map(Position).ok()?;
        fits.then(|| Self { key: key.to_owned(), position })
    }
}

impl Register {
    /// Petitions in `order`, at most `limit`, behind `after`; and where the next page begins.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn petitions_in(
        &self,
        order: Order,
        filter: &Filter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<(Vec<PetitionRow>, Option<Place>), ReadError> {
        let (key, falls) = order.key();
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        narrow(&mut query, filter);
        if let Some(Place { key: last, position }) = after {
            let than = if falls { " < " } else { " > " };
            match key {
                None => query.push(" AND p.received_position").push(than),
                Some(key) => {
                    query.push(format!(" AND ({key}, p.received_position){than}("));
                    match order {
                        Order::Stage => query.push_bind(last.parse::<i64>().unwrap_or(0)),
                        Order::Newest | Order::Number | Order::Due | Order::Raised => {
                            query.push_bind(last.clone())
                        }
                    };
                    query.push(", ")
                }
            };
            query.push_bind(signed(position.0));
            if key.is_some() {
                query.push(")");
            }
        }
        let direction = if falls { " DESC" } else { "" };
        query.push(" ORDER BY ");
        if let Some(key) = key {
            query.push(format!("{key}{direction}, "));
        }
        query.push(format!("p.received_position{direction} LIMIT "));
        query.push_bind(i64::from(limit).saturating_add(1));
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows: Result<Vec<_>, _> = rows.iter().map(PetitionRow::from_row).collect();
        let (mut rows, limit) = (rows?, usize::try_from(limit).unwrap_or(usize::MAX));
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| order.place(row));
        Ok((rows, next))
    }
}
