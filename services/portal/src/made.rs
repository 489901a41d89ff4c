//! A portal on a register made by hand, for measuring: its pages and its API, without a network.
//!
//! The bus and the vault are away, so that what is measured is the portal's own work: no command
//! can be given and no text is opened.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use proto::text::Line;
use proto::{Micros, OfficerId, Realm, Site};
use register::{Register, Writer};
use runtime::bus::{Bus, BusConfig};
use runtime::clock::Clock;
use runtime::store::Store;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use vault::VaultClient;

use crate::accounts::Accounts;
use crate::app::App;
use crate::tokens::Tokens;

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A portal that answers requests given to its router.
#[derive(Debug)]
pub struct MadePortal {
    /// Everything that it serves.
    pub router: Router,
    /// Fills its register.
    pub writer: Writer,
    /// Of the officer asked for.
    pub token: String,
}

impl MadePortal {
    /// Opens or makes a portal in `data`, with a token for `officer`.
    ///
    /// # Errors
    /// Whatever keeps it from being made; there is nothing to be done about it but to read it.
    pub async fn open(data: &Path, officer: OfficerId) -> Result<Self, Failed> {
        let (register, writer) = Register::open(&data.join("register.sqlite")).await?;
        let seed = data.join("seed.nk");
        std::fs::write(&seed, nkeys::KeyPair::new_user().seed()?)?;
        let (url, realm) = ("nats://127.0.0.1:1".to_owned(), Realm::new("r1")?);
        let user = "portal_MAIN".to_owned();
        let bus = Bus::connect(&BusConfig { url, realm, user, seed }).await?;
        let app = Arc::new(App {
            site: Site::new("MAIN")?,
            clock: Clock::system(),
            store: Store::new(bus.clone()),
            bus,
            vault: VaultClient::new(data.join("vault.sock")),
            register,
            tokens: Tokens::open(data).await?,
            accounts: Accounts::open(data).await?,
            services: Vec::new,
            wanted: watch::Sender::default(),
            streams: crate::read::stream::seats::Seats::new(1),
            transfers: crate::attachments::flow::Places::default(),
            search: crate::search::Search::new(crate::search::file::SearchFile::open(data).await?),
            drafts: crate::imports::drafts::Drafts::default(),
            answer_drafts: crate::answer_drafts::AnswerDrafts::open(data).await?,
            stop: CancellationToken::new(),
        });
        let label = Line::new("made")?;
        let token = app.tokens.create(officer, &label, Micros(0), None).await?.token;
        Ok(Self { router: crate::router::router(app, Router::new()), writer, token })
    }
}
