//! What the running processes say of themselves: ready or why not, how far the relay is behind,
//! whether clocks agree.

use std::path::{Path, PathBuf};
use std::time::Duration;

use event_store::engine::sqlite::SqliteReader;
use event_store::reads::Reads;
use proto::Position;
use proto::page::ReadRequest;
use runtime::clock::Clock;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

use super::{Finding, State};
use crate::language::say;
use crate::up::ready::Probe;

/// How long a portal or socket may take.
const WITHIN: Duration = Duration::from_secs(5);
/// More than any honest page of metrics; less than would hurt us.
const METRICS_MAX: u64 = 4 * 1024 * 1024;
/// More sockets than any realm has.
const SOCKETS_MAX: usize = 1_000;
/// The relay may be so many events behind for a moment.
const LAG_MAX: f64 = 100.0;
/// How far clocks may be apart.
const CLOCK_MAX_S: i64 = 120;

/// Every process with a health socket, and the NATS server's port.
pub(super) async fn processes(data: &Path) -> Vec<Finding> {
    let mut findings = vec![bus(data).await];
    for socket in sockets(&data.join("run")) {
        let name = socket.file_stem().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        findings.push(process(&name, &socket).await);
        if name == "store" {
            findings.push(relay(&socket).await);
        }
    }
    // Sockets stay behind when everything was stopped: that is one thing to say, not ten.
    if findings.iter().all(|one| one.state != State::Ok) {
        return vec![Finding::problem(
            "processes",
            say("không có tiến trình nào chạy", "nothing is running"),
            format!("hoiam up --data {}", data.display()),
        )];
    }
    findings
}

async fn process(name: &str, socket: &Path) -> Finding {
    match Probe::Health(socket.to_path_buf()).ask().await {
        Ok(()) => {
            let says = say(format!("{name} sẵn sàng"), format!("{name} is ready"));
            Finding::ok("process", says)
        }
        Err(why) => Finding::problem(
            "process",
            format!("{name}: {why}"),
            say("xem nhật ký của `hoiam up`", "look at the log of `hoiam up`"),
        ),
    }
}

/// The health sockets, without those of the vault for portals, in the order of their names.
fn sockets(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(SOCKETS_MAX);
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "sock"))
        .filter(|path| {
            let stem = path.file_stem().map(|name| name.to_string_lossy().into_owned());
            stem.is_some_and(|name| !name.starts_with("vault-"))
        })
        .collect();
    found.sort();
    found
}

/// Whether a NATS server listens where its configuration says.
async fn bus(data: &Path) -> Finding {
    let conf = std::fs::read_to_string(data.join("nats").join("nats.conf")).unwrap_or_default();
    let listen = conf.lines().find_map(|line| line.trim().strip_prefix("listen:"));
    let address = listen.and_then(|text| text.trim().trim_matches('"').parse().ok());
    let Some(address) = address else {
        let next = format!("hoiam up --data {}", data.display());
        return Finding::problem(
            "nats-port",
            say("chưa có cấu hình", "there is no configuration"),
            next,
        );
    };
    match Probe::Nats(address).ask().await {
        Ok(()) => Finding::ok("nats-port", address.to_string()),
        Err(why) => Finding::problem(
            "nats-port",
            format!("{address}: {why}"),
            say("xem chương trình nào giữ cổng này", "look which program has this port"),
        ),
    }
}

async fn relay(socket: &Path) -> Finding {
    let asked = tokio::time::timeout(WITHIN, metrics(socket)).await;
    let text = asked.ok().and_then(Result::ok).unwrap_or_default();
    match lag(&text) {
        Some(lag) if lag <= LAG_MAX => {
            Finding::ok("relay", say(format!("chậm {lag} sự kiện"), format!("{lag} events behind")))
        }
        Some(lag) => Finding::warning(
            "relay",
            say(format!("chậm {lag} sự kiện"), format!("{lag} events behind")),
            say(
                "chờ; nếu không giảm, xem nhật ký của store",
                "wait; if it stays, look at the store's log",
            ),
        ),
        None => Finding::warning(
            "relay",
            say("không cho biết", "does not say"),
            say("xem nhật ký của store", "look at the store's log"),
        ),
    }
}

fn lag(metrics: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|line| line.strip_prefix("relay_lag "));
    line.and_then(|value| value.trim().parse().ok())
}

async fn metrics(socket: &Path) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket).await?;
    stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(METRICS_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// How far the log has come, and whether the machine's clock is behind it.
pub(super) async fn log(data: &Path) -> Vec<Finding> {
    let next = format!("hoiam store verify --data {}", data.display());
    let read = async {
        let reads = Reads::new(SqliteReader::open(&data.join("store")).await?);
        let header = reads.page(ReadRequest::Log { after: Position(0), limit: 0 }).await?.header;
        let head = header.head;
        let after = Position(head.0.saturating_sub(1));
        let page = reads.page(ReadRequest::Log { after, limit: 1 }).await?;
        anyhow::Ok((head, page.frames.last().map(|frame| frame.entry.recorded_at)))
    };
    match read.await {
        Ok((head, last)) => {
            let ahead = last.map_or(0, |last| last.0.saturating_sub(Clock::system().now().0));
            let ahead_s = ahead / 1_000_000;
            let clock = match ahead_s > CLOCK_MAX_S {
                false => Finding::ok("clock", Clock::system().now().to_string()),
                true => Finding::problem(
                    "clock",
                    say(
                        format!("đồng hồ máy chậm hơn sự kiện cuối {ahead_s} giây"),
                        format!("the clock is {ahead_s} s behind the last event"),
                    ),
                    "timedatectl",
                ),
            };
            let says = say(format!("vị trí {head}"), format!("position {head}"));
            vec![Finding::ok("log", says), clock]
        }
        Err(error) => vec![Finding::problem("log", format!("{error:#}"), next)],
    }
}

/// Whether a portal lives and is ready, as anybody can ask it, and whether its clock is ours.
pub(super) async fn portal(url: &str) -> Vec<Finding> {
    let url = url.trim_end_matches('/');
    let asked = reqwest::Client::new().get(format!("{url}/readyz")).timeout(WITHIN).send().await;
    let answer = match asked {
        Ok(answer) => answer,
        Err(_) => {
            return vec![Finding::problem(
                "portal",
                say(format!("{url} không trả lời"), format!("{url} does not answer")),
                say(
                    "`hoiam up` có đang chạy không? HOIAM_URL có đúng không?",
                    "is `hoiam up` running, and HOIAM_URL right?",
                ),
            )];
        }
    };
    let ready = answer.status().is_success();
    let body = answer.text().await.unwrap_or_default();
    let reasons: String = body.lines().take(10).collect::<Vec<_>>().join("; ");
    if ready {
        let says = say(format!("{url} sẵn sàng"), format!("{url} is ready"));
        return vec![Finding::ok("portal", says)];
    }
    let next = say("xem nhật ký của cổng", "look at the portal's log");
    vec![Finding::problem("portal", format!("{url}: {reasons}"), next)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relay_s_lag_is_read_from_the_metrics() {
        assert_eq!(lag("# TYPE relay_lag gauge\nrelay_lag 3\nother 4\n"), Some(3.0));
        assert_eq!(lag("relay_lag many"), None);
        assert_eq!(lag(""), None);
    }

    #[tokio::test]
    async fn a_realm_that_does_not_run_is_a_problem_that_says_how_to_start_it() {
        let place = tempfile::tempdir().unwrap();
        let found = processes(place.path()).await;
        assert_eq!(found[0].state, State::Problem);
        assert!(found[0].do_next.starts_with("hoiam up --data"));
        let found = portal("http://127.0.0.1:9").await;
        assert_eq!(found[0].state, State::Problem);
        assert_eq!(log(place.path()).await[0].state, State::Problem);
    }
}
