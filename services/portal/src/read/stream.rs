//! `GET /notices/stream`: notices as they happen, as server-sent events.
//!
//! An id is `incarnation-position`: everything up to that position has been sent. A client comes
//! back with it (`Last-Event-ID`, or `?after=`) and misses nothing and gets nothing twice: what is
//! sent is read from the register behind the last id, whatever woke the stream up. Without an id a
//! stream begins now. An id of another life of the log cannot be gone on from: the client gets one
//! event `reset`, reads its lists again, and the stream goes on from now.
//!
//! A heartbeat every ten seconds carries an id too, so that a client that hears nothing for days
//! does not come back with an old one. It also looks whether the token still counts.

pub(crate) mod seats;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::response::sse::{Event, Sse};
use futures_util::{Stream, StreamExt, stream};
use proto::{BodyId, Incarnation, Position};
use register::{Known, Notice};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};

use crate::app::Shared;
use crate::caller::{Reader, bodies_of};
use crate::params::Params;
use crate::problem::Problem;
use crate::view;
use seats::Seat;

const HEARTBEAT: Duration = Duration::from_secs(10);
/// Notices read at once.
const PAGE: u32 = 200;
/// How long a client waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);

/// `?after=…&body=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamParams {
    after: Option<String>,
    body: Option<BodyId>,
}

/// Opens a stream.
pub(crate) async fn open(
    reader: Reader,
    State(app): State<Shared>,
    headers: HeaderMap,
    Params(params): Params<StreamParams>,
) -> Result<Response, Problem> {
    let seat = app.streams.take(reader.officer);
    let seat = seat.ok_or_else(|| Problem::later("too_many_streams", 30))?;
    reader.bodies_or(params.body)?;
    let incarnation = reader.known.incarnation().ok_or_else(|| Problem::later("behind", 2))?;
    let given = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let begin = begin(given.or(params.after.as_deref()), incarnation, reader.known.position());
    let stop = app.stop.clone();
    let feed = Feed::new(app, reader, params.body, incarnation, begin, seat);
    let events = feed.events().take_until(stop.cancelled_owned());
    Ok(Sse::new(events).into_response())
}

/// Where a stream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Begin {
    after: Position,
    /// The client's id cannot be gone on from.
    reset: bool,
}

fn begin(given: Option<&str>, incarnation: Incarnation, now: Position) -> Begin {
    let Some(id) = given.map(str::trim).filter(|id| !id.is_empty()) else {
        return Begin { after: now, reset: false };
    };
    let same = match id.rsplit_once('-') {
        // A bare position is one of this life.
        None => id.parse().ok(),
        Some((of, position)) => position.parse().ok().filter(|_| of.parse() == Ok(incarnation)),
    };
    match same {
        Some(position) => Begin { after: Position(position), reset: false },
        None => Begin { after: now, reset: true },
    }
}

struct Feed {
    app: Shared,
    reader: Reader,
    /// The one body asked for; or all that the officer serves, as that changes.
    asked: Option<BodyId>,
    incarnation: Incarnation,
    /// Everything up to here was sent, or is in `ready`.
    read: Position,
    /// Everything up to here was sent.
    sent: Position,
    ready: VecDeque<Notice>,
    known: watch::Receiver<Known>,
    /// The register may hold more than was read.
    more: bool,
    reset: bool,
    beat: tokio::time::Interval,
    _seat: Seat,
}

impl Feed {
    fn new(
        app: Shared,
        reader: Reader,
        asked: Option<BodyId>,
        incarnation: Incarnation,
        begin: Begin,
        seat: Seat,
    ) -> Self {
        // The first beat is at once: a client has an id from the start.
        let mut beat = tokio::time::interval_at(Instant::now(), HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let known = app.register.watch();
        let (read, sent) = (begin.after, begin.after);
        Self {
            app,
            reader,
            asked,
            incarnation,
            read,
            sent,
            ready: VecDeque::new(),
            known,
            more: true,
            reset: begin.reset,
            beat,
            _seat: seat,
        }
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
        stream::unfold(self, |mut feed| async move {
            let event = feed.next().await?;
            Some((Ok(event), feed))
        })
    }

    /// The next event; none when the stream ends: the client comes back with its last id.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.reset {
                self.reset = false;
                return Some(self.event("reset", &json!({ "position": self.sent })));
            }
            if let Some(notice) = self.ready.pop_front() {
                self.sent = notice.position;
                return Some(self.event("notice", &view::notice(&notice)));
            }
            self.sent = self.read;
            if self.more {
                self.read_on().await?;
                continue;
            }
            tokio::select! {
                changed = self.known.changed() => {
                    changed.ok()?;
                    self.more = true;
                }
                _ = self.beat.tick() => {
                    self.check_token().await?;
                    let beat = self.event("heartbeat", &json!({ "position": self.sent }));
                    return Some(beat.comment("alive"));
                }
            }
        }
    }

    /// Reads what is behind the last position read, one page at a time.
    async fn read_on(&mut self) -> Option<()> {
        // Marked as seen before reading, so that a change meanwhile wakes us up again.
        let known = self.known.borrow_and_update().clone();
        self.begin_anew_if_other(&known);
        let until = known.position();
        if until <= self.read {
            self.more = false;
            return Some(());
        }
        let bodies = self.bodies(&known)?;
        let feed = self.app.register.notices(&bodies, self.read, until, PAGE).await;
        let notices =
            feed.inspect_err(|error| tracing::error!(%error, "a stream of notices ends")).ok()?;
        self.more = u32::try_from(notices.len()).is_ok_and(|count| count >= PAGE);
        self.read = match notices.last() {
            Some(last) if self.more => last.position,
            Some(_) | None => until,
        };
        self.ready.extend(notices);
        Some(())
    }

    /// The log got another life while the stream was open: nothing after the last id is certain.
    fn begin_anew_if_other(&mut self, known: &Known) {
        let Some(incarnation) = known.incarnation().filter(|&now| now != self.incarnation) else {
            return;
        };
        self.incarnation = incarnation;
        (self.read, self.sent, self.reset) = (known.position(), known.position(), true);
    }

    /// The bodies heard for: as the directory is now, since roles come and go.
    fn bodies(&self, known: &Known) -> Option<Vec<BodyId>> {
        let today = self.app.today().ok()?;
        let mut bodies = bodies_of(&self.app, known, self.reader.officer, today);
        bodies.retain(|&body| self.asked.is_none_or(|asked| asked == body));
        Some(bodies)
    }

    async fn check_token(&self) -> Option<()> {
        self.reader.credential.counts(&self.app).await.then_some(())
    }

    fn event(&self, name: &str, data: &serde_json::Value) -> Event {
        Event::default()
            .id(format!("{}-{}", self.incarnation, self.sent))
            .event(name)
            .retry(RETRY)
            .data(data.to_string())
    }
}

#[cfg(test)]
mod tests {
    use register::made_log::INCARNATION;

    use super::*;

    #[test]
    fn a_stream_goes_on_behind_its_id_and_never_from_another_life() {
        let now = Position(9);
        let begin = |given: Option<&str>| {
            let begin = begin(given, INCARNATION, now);
            (begin.after.0, begin.reset)
        };
        assert_eq!(begin(None), (9, false));
        assert_eq!(begin(Some("")), (9, false));
        assert_eq!(begin(Some("4")), (4, false));
        assert_eq!(begin(Some(&format!("{INCARNATION}-4"))), (4, false));
        // Ahead of a register that is being made anew: nothing is sent until it is there.
        assert_eq!(begin(Some(&format!("{INCARNATION}-40"))), (40, false));
        for other in
            ["x", "00000000-0000-0000-0000-000000000001-4", "-4", "4-", "99999999999999999999"]
        {
            assert_eq!(begin(Some(other)), (9, true), "{other}");
        }
    }
}
