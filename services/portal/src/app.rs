//! What every request may need: the parts of a running portal.

use std::sync::Arc;

use decider::Service;
use directory::Pins;
use proto::{Day, Position, Site};
use register::Register;
use runtime::bus::Bus;
use runtime::clock::Clock;
use runtime::store::Store;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use vault::VaultClient;

use crate::accounts::Accounts;
use crate::answer_drafts::AnswerDrafts;
use crate::attachments::flow::Places;
use crate::imports::drafts::Drafts;
use crate::problem::Problem;
use crate::read::stream::seats::Seats;
use crate::search::Search;
use crate::tokens::Tokens;

/// Streams of notices open at the same time.
pub(crate) const STREAMS_MAX: usize = 6_000;

/// A running portal. Shared by all requests.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) site: Site,
    pub(crate) clock: Clock,
    pub(crate) bus: Bus,
    pub(crate) store: Store,
    pub(crate) vault: VaultClient,
    pub(crate) register: Register,
    pub(crate) tokens: Tokens,
    /// Who may sign in on the pages.
    pub(crate) accounts: Accounts,
    /// The deciders of every context, to take recorded decisions again.
    pub(crate) services: fn() -> Vec<Service<Pins>>,
    /// Asks the register to be at this position soon: somebody waits for it.
    pub(crate) wanted: watch::Sender<Position>,
    /// One seat for each open stream.
    pub(crate) streams: Seats,
    /// Files on their way.
    pub(crate) transfers: Places,
    /// Finds words that the public does not read.
    pub(crate) search: Search,
    /// Books that officers are bringing in.
    pub(crate) drafts: Drafts,
    /// Answers that bodies are writing.
    pub(crate) answer_drafts: AnswerDrafts,
    /// Ends the streams: an open one would keep the server from stopping.
    pub(crate) stop: CancellationToken,
}

/// As handlers have it.
pub(crate) type Shared = Arc<App>;

impl App {
    /// The day that it is in Viet Nam.
    pub(crate) fn today(&self) -> Result<Day, Problem> {
        self.clock.now().day().map_err(|error| Problem::own_fault(&error))
    }
}
