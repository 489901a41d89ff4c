//! How long from a command to the notice on another officer's stream: 1,000 petitions, one by one.
//!
//! `tests/bench/run` builds and starts it. Prints one line; compare only lines of one run.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use system_tests::circle::Circle;
use system_tests::realm::Realm;
use system_tests::sse;

const PETITIONS: usize = 1_000;

fn main() -> anyhow::Result<()> {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    threads.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let mut realm = Realm::start().await?;
    let circle = Circle::found(&realm).await?;
    let (clerk, listener) = (circle.officer("group1"), circle.officer("front"));
    let listening = async {
        let mut heard = BTreeMap::new();
        let of = "intake.petition_received";
        sse::listen(listener, None, Duration::from_secs(600), |messages| {
            if let Some(last) = messages.last().filter(|last| last.data["event_type"] == of) {
                let stream = last.data["petition"].as_str().unwrap_or_default().to_owned();
                heard.entry(stream).or_insert_with(Instant::now);
            }
            heard.len() >= PETITIONS
        })
        .await?;
        anyhow::Ok(heard)
    };
    let commanding = async {
        let (mut begun, mut answered) = (BTreeMap::new(), Vec::with_capacity(PETITIONS));
        for n in 0..PETITIONS {
            let (act, data) = (circle.acting("group1"), circle.petition(&format!("Kiến nghị {n}")));
            let start = Instant::now();
            let done = clerk.command("intake.RecordPetition", &format!("n{n}"), act, data).await?;
            answered.push(start.elapsed());
            begun.insert(done["stream"].as_str().context("no stream")?.to_owned(), start);
        }
        anyhow::Ok((begun, answered))
    };
    let (heard, commanded) = tokio::join!(listening, commanding);
    let (heard, (begun, mut answered)) = (heard?, commanded?);
    let mut noticed: Vec<Duration> = begun
        .iter()
        .filter_map(|(stream, start)| Some(heard.get(stream)?.saturating_duration_since(*start)))
        .collect();
    anyhow::ensure!(noticed.len() == PETITIONS, "only {} notices", noticed.len());
    let (answer, notice) = (spread(&mut answered), spread(&mut noticed));
    writeln!(std::io::stdout(), "command to answer: {answer}; command to notice: {notice}")?;
    realm.end().await
}

/// Median and 99th percentile.
fn spread(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    format!("median {:.1} ms, p99 {:.1} ms", at(50).as_secs_f64() * 1e3, at(99).as_secs_f64() * 1e3)
}
