//! Starting and stopping a portal whose bus is away.

use std::net::SocketAddr;
use std::time::Duration;

use proto::{Realm, Site};
use runtime::bus::BusConfig;
use runtime::clock::Clock;
use tokio_util::sync::CancellationToken;

use crate::{Config, RunError};

fn config(dir: &std::path::Path, http: SocketAddr) -> Config {
    let seed = dir.join("seed.nk");
    std::fs::write(&seed, nkeys::KeyPair::new_user().seed().unwrap()).unwrap();
    let (url, realm) = ("nats://127.0.0.1:1".to_owned(), Realm::new("r1").unwrap());
    Config {
        site: Site::new("MAIN").unwrap(),
        bus: BusConfig { url, realm, user: "portal_MAIN".to_owned(), seed },
        vault: dir.join("vault.sock"),
        data: dir.join("data"),
        http,
        health: dir.join("health.sock"),
        clock: Clock::system(),
        services: Vec::new,
    }
}

#[tokio::test]
async fn a_taken_port_is_told_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = config(dir.path(), taken.local_addr().unwrap());
    let data = config.data.join(crate::REGISTER_FILE);
    let error = crate::run(config, CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, RunError::Port { .. }), "{error}");
    assert!(!data.exists());
}

#[tokio::test]
async fn a_portal_without_a_bus_starts_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = config(dir.path(), free);
    let (health, stop) = (config.health.clone(), CancellationToken::new());
    let stopping = async {
        for _ in 0..500 {
            if health.exists() {
                break;
            }
            runtime::wait::pause(Duration::from_millis(10)).await;
        }
        stop.cancel();
    };
    let run = crate::run(config, stop.clone());
    let ended =
        tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(run, stopping).0 });
    assert!(ended.await.unwrap().is_ok());
}
