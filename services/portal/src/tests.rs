//! The API as its clients see it, on a register made by hand; the bus is away.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use futures_util::StreamExt;
use proto::text::Line;
use proto::{Micros, OfficerId, Realm, Site};
use register::made_log::{CLERK, GROUP, INCARNATION, MadeLog, POWER, day};
use register::{Register, Writer};
use runtime::bus::{Bus, BusConfig};
use runtime::clock::Clock;
use runtime::store::Store;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use vault::VaultClient;

use crate::accounts::Accounts;
use crate::app::{App, Shared};
use crate::tokens::Tokens;

mod access;
mod answers;
mod attachments;
mod book;
mod desks;
mod meeting_pages;
mod pages;
mod reads;
mod search;
mod start;
mod stream;
mod texts;
mod whole;

struct Portal {
    app: Shared,
    router: Router,
    writer: Writer,
    token: String,
    _dir: tempfile::TempDir,
}

/// Two petitions: one is with the power company, one was just received.
fn story() -> MadeLog {
    let mut log = MadeLog::founded();
    log.receive(1, day(3), "Đường dây điện võng xuống");
    log.agree(1, day(10), POWER);
    log.forward(1, day(12), POWER);
    log.receive(2, day(15), "Đèn đường hỏng");
    log
}

impl Portal {
    async fn on(log: &MadeLog) -> Self {
        Self::with(log, |dir| VaultClient::new(dir.join("vault.sock")), 10).await
    }

    async fn with(
        log: &MadeLog,
        vault: impl FnOnce(&std::path::Path) -> VaultClient,
        streams: usize,
    ) -> Self {
        Self::deciding(log, vault, streams, Vec::new).await
    }

    /// A portal that may ask deciders.
    async fn deciding(
        log: &MadeLog,
        vault: impl FnOnce(&std::path::Path) -> VaultClient,
        streams: usize,
        services: fn() -> Vec<decider::Service<directory::Pins>>,
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (register, writer) = Register::open(&dir.path().join("r.sqlite")).await.unwrap();
        let bus = bus_away(dir.path()).await;
        let app = Arc::new(App {
            site: Site::new("MAIN").unwrap(),
            clock: Clock::system(),
            store: Store::new(bus.clone()),
            bus,
            vault: vault(dir.path()),
            register,
            tokens: Tokens::open(dir.path()).await.unwrap(),
            accounts: Accounts::open(dir.path()).await.unwrap(),
            services,
            wanted: tokio::sync::watch::Sender::default(),
            streams: crate::read::stream::seats::Seats::new(streams),
            transfers: crate::attachments::flow::Places::default(),
            search: crate::search::Search::new(
                crate::search::file::SearchFile::open(dir.path()).await.unwrap(),
            ),
            drafts: crate::imports::drafts::Drafts::default(),
            answer_drafts: crate::answer_drafts::AnswerDrafts::open(dir.path()).await.unwrap(),
            stop: CancellationToken::new(),
        });
        let router = crate::router::router(Arc::clone(&app), Router::new());
        let mut portal = Self { app, router, writer, token: String::new(), _dir: dir };
        portal.follow(log).await;
        portal.token = portal.token_of(CLERK, None).await;
        portal
    }

    /// Folds what `log` has beyond the register.
    async fn follow(&mut self, log: &MadeLog) {
        let done = usize::try_from(self.app.register.known().position().0).unwrap();
        self.writer.apply_frames(INCARNATION, &log.frames[done..]).await.unwrap();
    }

    async fn token_of(&self, officer: OfficerId, expires_at: Option<Micros>) -> String {
        let (label, now) = (Line::new("thử").unwrap(), Micros(0));
        self.app.tokens.create(officer, &label, now, expires_at).await.unwrap().token
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.get_as(&self.token, path).await
    }

    async fn get_as(&self, token: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::get(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty());
        read(self.send(request.unwrap()).await).await
    }
}

/// A bus whose server never comes.
async fn bus_away(dir: &std::path::Path) -> Bus {
    let seed = dir.join("seed.nk");
    std::fs::write(&seed, nkeys::KeyPair::new_user().seed().unwrap()).unwrap();
    let (url, realm) = ("nats://127.0.0.1:1".to_owned(), Realm::new("r1").unwrap());
    Bus::connect(&BusConfig { url, realm, user: "portal_MAIN".to_owned(), seed }).await.unwrap()
}

async fn read(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let chunks: Vec<_> = response.into_body().into_data_stream().collect().await;
    let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.unwrap()).collect();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}
