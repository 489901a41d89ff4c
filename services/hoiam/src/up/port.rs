//! Ports: taken before anything is started, so that a taken one is told in one line.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// How long a port may still be held by what an earlier `up` left behind: it is being killed.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(1);
const RELEASE_POLL: Duration = Duration::from_millis(20);

/// A port that nobody else can take while this lives.
#[derive(Debug)]
pub(crate) struct Held {
    /// With its real port.
    pub(crate) address: SocketAddr,
    _listener: TcpListener,
}

/// Holds the port of `wanted`, or a free one for port 0.
///
/// `flag` is named where the port is taken.
///
/// # Errors
/// When somebody else has the port, or the address is not this machine's.
pub(crate) async fn hold(wanted: SocketAddr, flag: &str) -> anyhow::Result<Held> {
    let began = Instant::now();
    loop {
        match TcpListener::bind(wanted) {
            Ok(listener) => {
                return Ok(Held { address: listener.local_addr()?, _listener: listener });
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                if began.elapsed() >= RELEASE_TIMEOUT {
                    bail!(
                        "port {} on {} is taken: stop what uses it, or choose another with {flag}",
                        wanted.port(),
                        wanted.ip()
                    );
                }
                runtime::wait::pause(RELEASE_POLL).await;
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot listen on {wanted} (chosen with {flag})"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_together_with_its_flag() {
        let first = hold(SocketAddr::from(([127, 0, 0, 1], 0)), "--http").await.unwrap();
        let second = hold(first.address, "--http HOST:PORT").await.unwrap_err().to_string();
        let port = first.address.port().to_string();
        assert!(second.contains(&port) && second.contains("--http HOST:PORT"), "{second}");
    }

    #[tokio::test]
    async fn two_free_ports_differ() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (first, second) = (hold(any, "--a").await.unwrap(), hold(any, "--b").await.unwrap());
        assert_ne!(first.address, second.address);
    }
}
