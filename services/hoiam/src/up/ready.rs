//! Asks a process whether it is ready.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// More than any honest answer; less than would hurt us.
const ANSWER_MAX: u64 = 16 * 1024;

/// How to ask.
#[derive(Debug, Clone)]
pub(crate) enum Probe {
    /// `/readyz` on a health socket.
    Health(PathBuf),
    /// A NATS server greets everybody who connects.
    Nats(SocketAddr),
}

impl Probe {
    /// Whether it is ready.
    ///
    /// # Errors
    /// Why not, in words for an operator.
    pub(crate) async fn ask(&self) -> Result<(), String> {
        let asked = async {
            match self {
                Self::Health(socket) => health(socket).await,
                Self::Nats(address) => nats(*address).await,
            }
        };
        let answered = tokio::time::timeout(PROBE_TIMEOUT, asked).await;
        answered.unwrap_or_else(|_| Err("does not answer in time".to_owned()))
    }
}

async fn health(socket: &Path) -> Result<(), String> {
    let silent = |_| "does not answer yet".to_owned();
    let mut stream = UnixStream::connect(socket).await.map_err(silent)?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await.map_err(silent)?;
    let mut answer = Vec::new();
    stream.take(ANSWER_MAX).read_to_end(&mut answer).await.map_err(silent)?;
    verdict(&String::from_utf8_lossy(&answer))
}

/// Ready if the status is 200; else the body says why, one reason a line.
fn verdict(answer: &str) -> Result<(), String> {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let mut status_line = head.lines().next().unwrap_or_default().split(' ');
    match (status_line.next(), status_line.next()) {
        (Some(http), Some("200")) if http.starts_with("HTTP/1.") => Ok(()),
        _ => {
            let reasons: Vec<_> = body.lines().filter(|line| !line.is_empty()).collect();
            if reasons.is_empty() {
                Err("answers without a reason".to_owned())
            } else {
                Err(reasons.join("; "))
            }
        }
    }
}

async fn nats(address: SocketAddr) -> Result<(), String> {
    let silent = |_| "does not listen yet".to_owned();
    let mut stream = TcpStream::connect(address).await.map_err(silent)?;
    greeted(&mut stream).await
}

async fn greeted(stream: &mut (impl AsyncRead + Unpin)) -> Result<(), String> {
    let mut greeting = [0; 5];
    let read = stream.read_exact(&mut greeting).await;
    match read {
        Ok(_) if &greeting == b"INFO " => Ok(()),
        _ => Err("something else than NATS listens on its port".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use runtime::health::Health;
    use tokio_util::sync::CancellationToken;

    use super::*;

    #[test]
    fn an_answer_without_200_gives_its_reasons() {
        let answer = "HTTP/1.0 503 Service Unavailable\r\ncontent-length: 9\r\n\r\nNATS is not connected\nbehind\n";
        assert_eq!(verdict(answer), Err("NATS is not connected; behind".to_owned()));
        assert_eq!(verdict("HTTP/1.1 200 OK\r\n\r\nready\n"), Ok(()));
    }

    #[test]
    fn an_answer_that_is_no_http_is_not_ready() {
        for odd in ["", "\r\n\r\n", "200", "HTTP/1.0", "hello 200\r\n\r\n"] {
            assert!(verdict(odd).is_err(), "{odd:?}");
        }
    }

    #[tokio::test]
    async fn a_health_socket_is_asked_over_http() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("h.sock");
        let probe = Probe::Health(path.clone());
        assert_eq!(probe.ask().await, Err("does not answer yet".to_owned()));
        let stop = CancellationToken::new();
        let health = Health::default().and(|| Err("the log is behind".to_owned()));
        let server = runtime::health::serve(&path, health, stop.clone());
        let asking = async {
            let answer = super::super::eventually(|| async {
                probe.ask().await.err().filter(|why| why != "does not answer yet")
            });
            let answer = answer.await;
            stop.cancel();
            answer
        };
        let (served, answer) = tokio::join!(server, asking);
        served.unwrap();
        assert_eq!(answer, "the log is behind");
    }

    #[tokio::test]
    async fn a_port_that_does_not_greet_like_nats_is_not_ready() {
        assert!(greeted(&mut &b"INFO {}\r\n"[..]).await.is_ok());
        assert!(greeted(&mut &b"SSH-2.0-OpenSSH\r\n"[..]).await.is_err());
        assert!(greeted(&mut &b"IN"[..]).await.is_err());
    }
}
