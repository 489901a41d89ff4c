//! The demo as its first visitor meets it: started, killed in the middle of its telling, started
//! again, toured twice, stopped.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use system_tests::client::Client;
use system_tests::eventually;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// How long the telling may take in an unoptimised build on a busy machine.
const TOLD_WITHIN: Duration = Duration::from_secs(240);
/// How long one tour may take there.
const TOURED_WITHIN: Duration = Duration::from_secs(180);

/// A demo in a directory of its own.
struct Demo {
    dir: tempfile::TempDir,
    up: Child,
    out: Lines<BufReader<ChildStdout>>,
}

fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folders = own.ancestors().skip(1).take(2);
    let built = folders.map(|folder| folder.join("hoiam")).find(|path| path.exists());
    built.context("hoiam is not built: start the tests by tests/run")
}

impl Demo {
    fn start(dir: tempfile::TempDir) -> anyhow::Result<Self> {
        let mut command = Command::new(program()?);
        command.args(["up", "--demo", "--nats-port", "0", "--http", "127.0.0.1:0", "--data"]);
        command.arg(dir.path().join("data"));
        let log = std::fs::File::create(dir.path().join("log"))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut up = command.kill_on_drop(true).spawn().context("cannot start hoiam up")?;
        let out = up.stdout.take().context("no standard output")?;
        Ok(Self { dir, up, out: BufReader::new(out).lines() })
    }

    /// What all its processes said on standard error.
    fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// Waits until its progress has a line that begins so.
    async fn says(&self, beginning: &str) -> anyhow::Result<()> {
        let said = eventually(beginning, TOLD_WITHIN, async || {
            self.log().lines().any(|line| line.starts_with(beginning)).then_some(())
        });
        said.await.with_context(|| self.log())
    }

    /// What it prints up to the line `ready …`.
    async fn ready(&mut self) -> anyhow::Result<Vec<String>> {
        let out = &mut self.out;
        let printed = async {
            let mut printed = Vec::new();
            while let Some(line) = out.next_line().await? {
                if line.starts_with("ready ") {
                    return Ok(printed);
                }
                printed.push(line);
            }
            anyhow::bail!("it ended before it was ready: {printed:?}")
        };
        let printed = tokio::time::timeout(TOLD_WITHIN, printed).await;
        let printed = printed.context("it takes too long").and_then(|printed| printed);
        let printed = printed.with_context(|| self.log())?;
        anyhow::ensure!(!self.log().contains("could not be told"), "{}", self.log());
        Ok(printed)
    }

    /// Kills it with SIGKILL and waits until nothing holds its directory any more.
    async fn killed(mut self) -> anyhow::Result<tempfile::TempDir> {
        self.up.kill().await?;
        let data = self.dir.path().join("data");
        eventually("the children to end", Duration::from_secs(20), async || {
            let data = data.to_str()?;
            let processes = std::fs::read_dir("/proc").ok()?.flatten();
            let works_there = |line: Vec<u8>| String::from_utf8_lossy(&line).contains(data);
            let mut lines =
                processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
            (!lines.any(works_there)).then_some(())
        })
        .await?;
        Ok(self.dir)
    }

    /// Ends it as Ctrl-C does.
    async fn end(mut self) -> anyhow::Result<tempfile::TempDir> {
        let pid = self.up.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        kill_process(pid.context("it has ended")?, Signal::TERM)?;
        let ended = tokio::time::timeout(Duration::from_secs(60), self.up.wait()).await;
        let status = ended.context("it does not end")??;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(self.dir)
    }

    /// The table of roles and tokens.
    fn rows(&self) -> anyhow::Result<BTreeMap<String, Value>> {
        let text = std::fs::read(self.dir.path().join("data/demo-tokens.json"))?;
        let table: Value = serde_json::from_slice(&text)?;
        let rows = table["rows"].as_array().context("no rows")?;
        Ok(rows
            .iter()
            .map(|row| (row["key"].as_str().unwrap_or("").to_owned(), row.clone()))
            .collect())
    }

    fn client(&self, role: &str) -> anyhow::Result<Client> {
        let rows = self.rows()?;
        let row = rows.get(role).context("no such role")?;
        let (url, token) = (row["url"].as_str().context("url")?, row["token"].as_str());
        Ok(Client::new(url, token))
    }

    /// All petitions, in the order of their numbers.
    async fn book(&self) -> anyhow::Result<Vec<Value>> {
        let page = self.client("office")?.get("/petitions?limit=200").await?.ok()?;
        let mut rows = page["petitions"].as_array().context("no petitions")?.clone();
        rows.sort_by_key(|row| {
            let number = row["number"].as_str().unwrap_or("").to_owned();
            let (series, n) = number.split_once('-').unwrap_or_default();
            (series.to_owned(), n.parse::<u32>().unwrap_or(0))
        });
        Ok(rows)
    }

    async fn tour(&self) -> anyhow::Result<String> {
        let mut command = Command::new(program()?);
        command.args(["tour", "--yes", "--lang", "en", "--data"]);
        command.arg(self.dir.path().join("data")).stdin(Stdio::null()).kill_on_drop(true);
        let came = tokio::time::timeout(TOURED_WITHIN, command.output()).await;
        let came = came.context("the tour takes too long")??;
        let said = String::from_utf8_lossy(&came.stdout).into_owned();
        let failed = String::from_utf8_lossy(&came.stderr).into_owned();
        anyhow::ensure!(came.status.success(), "{failed}\n{said}");
        Ok(said)
    }
}

/// The stage and flags that the story's data promises each petition, by number.
fn promised() -> BTreeMap<String, (String, Vec<String>)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/demo/petitions.json");
    let story: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut promised = BTreeMap::new();
    for petition in story["petitions"].as_array().unwrap() {
        // Only the first meeting lies in the term that ended.
        let series = if petition["meeting"] == "m0" { "LH21" } else { "LH26" };
        let n = numbers.entry(series).or_default();
        *n += 1;
        let flags = petition["flags"].as_array().cloned().unwrap_or_default();
        let mut flags: Vec<String> =
            flags.iter().map(|flag| flag.as_str().unwrap().to_owned()).collect();
        flags.sort();
        let stage = petition["stage"].as_str().unwrap().to_owned();
        promised.insert(format!("{series}-{n}"), (stage, flags));
    }
    promised
}

fn stands(row: &Value) -> (String, Vec<String>) {
    let flags = row["flags"].as_array().unwrap();
    let mut flags: Vec<String> =
        flags.iter().map(|flag| flag["code"].as_str().unwrap().to_owned()).collect();
    flags.sort();
    (row["stage"]["code"].as_str().unwrap().to_owned(), flags)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_killed_while_it_was_told_goes_on_and_doubles_nothing() {
    let mut place = tempfile::tempdir().unwrap();
    for progress in ["demo: petitions", "demo: letters"] {
        let demo = Demo::start(place).unwrap();
        demo.says(progress).await.unwrap();
        place = demo.killed().await.unwrap();
    }
    let mut demo = Demo::start(place).unwrap();
    let printed = demo.ready().await.unwrap().join("\n");
    // What is printed: how many, where, who.
    assert!(printed.contains("(giả định): 93") && printed.contains("(giả định): 44"), "{printed}");
    let rows = demo.rows().unwrap();
    for role in ["office", "tt", "mttq", "dien-luc", "toa-an", "so-xd", "dai-bieu"] {
        assert!(printed.contains(rows[role]["token"].as_str().unwrap()), "{role}");
    }
    assert_ne!(rows["so-xd"]["url"], rows["tt"]["url"]);
    assert!(printed.contains("hoiam tour"), "{printed}");

    // What stands: the town's figures, and each petition of the province as its story promises.
    let book = demo.book().await.unwrap();
    let of = |series: &str| {
        let series = format!("{series}-");
        book.iter().filter(|row| row["number"].as_str().unwrap().starts_with(&series)).count()
    };
    assert_eq!((of("PH21"), of("LH21") + of("LH26"), book.len()), (93, 44, 137));
    let raised_in = |year: &str| {
        let town = book.iter().filter(|row| row["number"].as_str().unwrap().starts_with("PH21-"));
        town.filter(|row| row["raised_on"].as_str().unwrap().starts_with(year)).count()
    };
    assert_eq!((raised_in("2022"), raised_in("2023")), (76, 17));
    let promised = promised();
    for row in &book {
        if let Some(promised) = promised.get(row["number"].as_str().unwrap()) {
            assert_eq!(stands(row), *promised, "{}", row["number"]);
        }
    }

    // The agency's token counts at its own portal alone.
    let stray = demo.client("tt").unwrap().at(rows["so-xd"]["url"].as_str().unwrap());
    assert_eq!(stray.get("/petitions").await.unwrap().status, 401);

    // A second start tells nothing again.
    let before = demo.book().await.unwrap().len();
    let mut demo = Demo::start(demo.end().await.unwrap()).unwrap();
    demo.ready().await.unwrap();
    assert_eq!(demo.book().await.unwrap().len(), before);
    demo.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_tour_can_be_taken_twice() {
    let mut demo = Demo::start(tempfile::tempdir().unwrap()).unwrap();
    demo.ready().await.unwrap();
    let before = demo.book().await.unwrap().len();
    for tour in 1..=2 {
        let said = demo.tour().await.unwrap();
        assert!(said.contains("All five stories hold."), "{said}");
        // Each tour makes a petition in each of its first three stories.
        assert_eq!(demo.book().await.unwrap().len(), before + 3 * tour, "{said}");
    }
    let dir = demo.end().await.unwrap();
    let mut verify = Command::new(program().unwrap());
    verify.args(["store", "verify", "--data"]).arg(dir.path().join("data"));
    let verified = verify.output().await.unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
