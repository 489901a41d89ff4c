//! Server time of the book's pages at 100,000 petitions: median and p99 of each, one after another.
//!
//! `tests/bench/run` builds and starts it. The register is filled with events through the very
//! function that fills it in a running portal; bus and vault are away. Compare only lines of one run.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use portal::made::MadePortal;
use proto::event::{
    AreaNamed, BodyEstablished, ClassificationAgreed, ClassificationProposed, FollowerNamed,
    PetitionAnswered, PetitionForwarded, PetitionReceived, RaisedVia,
};
use proto::id::Code;
use proto::sealed::KeyId;
use proto::text::{FreeText, Line};
use proto::{BodyId, Day, Digest, StreamId};
use register::made_log::{
    CLERK, COUNCIL, FRONT, GROUP, INCARNATION, MadeLog, PEOPLES, classification, day, directory,
    forwarding, intake, monitoring, petition, sealed,
};
use tower::ServiceExt as _;
use uuid::Uuid;

const PETITIONS: u32 = 100_000;
/// Events of one transaction while filling.
const BATCH: usize = 2_000;
/// Requests for one address, as long as they take less than this together.
const TIMES: usize = 300;
const WITHIN: Duration = Duration::from_secs(6);
const ANSWER_MAX: usize = 256 * 1024 * 1024;
const GROUPS: u32 = 12;
const AGENCIES: u32 = 20;
const AREAS: u32 = 40;
const FIELDS: [&str; 8] =
    ["roads", "power", "water", "schools", "health", "land", "waste", "social"];
const WORDS: &str = "đường ngập nước hỏng đèn điện trường học trạm y tế rác thải đất đai quy hoạch \
    cống thoát chợ cầu vỉa hè cây xanh bệnh viện giáo viên học phí bảo hiểm hộ nghèo tái định cư \
    bồi thường giấy chứng nhận khu phố thôn xóm ô nhiễm tiếng ồn nhà văn hóa sân chơi xe buýt an ninh";

fn main() -> anyhow::Result<()> {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    threads.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let kept: Option<PathBuf> =
        std::env::args().nth(1).filter(|arg| arg != "--bench").map(Into::into);
    let temporary = tempfile::tempdir()?;
    let place = kept.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(place)?;
    let portal = MadePortal::open(place, CLERK).await.map_err(anyhow::Error::from_boxed)?;
    let MadePortal { router, mut writer, token } = portal;
    let pages = Pages { router, token };
    if pages.get("/so").await.is_err() {
        fill(&mut writer, place).await?;
    }
    let far = pages.far(500).await?;
    let body = |n: u32| BodyId(Uuid::from_u128(0xB0D1E5 + u128::from(n)));
    for (name, path) in [
        ("first page", "/so".to_owned()),
        ("by due day", "/so?sort=due".to_owned()),
        ("by day raised", "/so?sort=raised".to_owned()),
        ("by stage", "/so?sort=stage".to_owned()),
        ("page 500", far),
        ("one stage", "/so?stage=forwarded".to_owned()),
        ("overdue", "/so?flag=overdue".to_owned()),
        ("overdue, by due day", "/so?flag=overdue&sort=due".to_owned()),
        ("no due day", "/so?due=none".to_owned()),
        ("field", "/so?field=roads".to_owned()),
        ("area", "/so?area=a7".to_owned()),
        ("raised with", format!("/so?raised_with={}", body(3))),
        ("addressee", format!("/so?addressee={}", body(20))),
        ("follower, by due day", format!("/so?follower={FRONT}&sort=due")),
        ("any hand", format!("/so?body={}", body(3))),
        ("days raised", "/so?raised_from=2025-03-01&raised_until=2025-03-31".to_owned()),
        (
            "five filters",
            format!(
                "/so?stage=forwarded&field=roads&raised_with={}&flag=overdue&sort=due",
                body(3)
            ),
        ),
        ("search with marks", "/so?q=%C4%91%C6%B0%E1%BB%9Dng%20ng%E1%BA%ADp".to_owned()),
        ("search without marks", "/so?q=duong%20ngap".to_owned()),
        ("search, a rare number", "/so?q=LH26-77777".to_owned()),
        ("search, nothing found", "/so?q=khongcotrongso".to_owned()),
        ("API, first page", "/api/v1/petitions".to_owned()),
        ("CSV of a field", "/so.csv?field=roads".to_owned()),
        ("CSV of all", "/so.csv".to_owned()),
        ("XLSX of a field", "/so.xlsx?field=roads".to_owned()),
    ] {
        pages.measure(name, &path).await?;
    }
    Ok(())
}

struct Pages {
    router: Router,
    token: String,
}

impl Pages {
    async fn get(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let request = Request::get(path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", "vi")
            .body(Body::empty())?;
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), ANSWER_MAX).await?;
        anyhow::ensure!(status == StatusCode::OK, "{path}: {status}");
        Ok(bytes.to_vec())
    }

    /// The address of page `n` of the book, going there by its links.
    async fn far(&self, n: usize) -> anyhow::Result<String> {
        let mut at = "/so".to_owned();
        for _ in 1..n {
            let html = String::from_utf8(self.get(&at).await?)?;
            let next = html.split("<a ").find(|link| link.contains("rel=\"next\""));
            let next = next.and_then(|link| link.split("href=\"").nth(1)?.split('"').next());
            at = next
                .context("a book of too few pages")?
                .replace("&#38;", "&")
                .replace("&amp;", "&");
        }
        Ok(at)
    }

    async fn measure(&self, name: &str, path: &str) -> anyhow::Result<()> {
        let bytes = match self.get(path).await {
            Ok(bytes) => bytes.len(),
            // A book of before cannot do everything that is asked.
            Err(error) => return Ok(writeln!(std::io::stdout(), "{name:<24} -- {error}")?),
        };
        let (begun, mut times) = (Instant::now(), Vec::with_capacity(TIMES));
        while times.len() < TIMES && (begun.elapsed() < WITHIN || times.len() < 5) {
            let start = Instant::now();
            self.get(path).await?;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let at =
            |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1));
        let ms = |time: Option<&Duration>| time.copied().unwrap_or_default().as_secs_f64() * 1e3;
        let (median, p99, count) = (ms(at(50)), ms(at(99)), times.len());
        writeln!(
            std::io::stdout(),
            "{name:<24} median {median:>8.1} ms   p99 {p99:>8.1} ms   {:>8.1} kB   ({count} times)",
            bytes as f64 / 1e3
        )?;
        Ok(())
    }
}

async fn fill(writer: &mut register::Writer, place: &Path) -> anyhow::Result<()> {
    let (begun, mut events) = (Instant::now(), 0);
    let mut log = MadeLog::founded();
    bodies(&mut log)?;
    for n in 0..PETITIONS {
        live(&mut log, n)?;
        if log.frames.len() >= BATCH || n + 1 == PETITIONS {
            let frames = log.take();
            events += frames.len();
            writer.apply_frames(INCARNATION, &frames).await?;
        }
    }
    let file = std::fs::metadata(place.join("register.sqlite"))?.len();
    writeln!(
        std::io::stdout(),
        "{PETITIONS} petitions, {events} events folded in {:.0} s, a file of {:.0} MB",
        begun.elapsed().as_secs_f64(),
        file as f64 / 1e6
    )?;
    Ok(())
}

fn code(text: &str) -> anyhow::Result<Code> {
    Code::new(text).map_err(|error| anyhow::anyhow!("{text}: {error}"))
}

fn line(text: &str) -> anyhow::Result<Line> {
    Line::new(text).map_err(|error| anyhow::anyhow!("{text}: {error}"))
}

fn body(n: u32) -> BodyId {
    BodyId(Uuid::from_u128(0xB0D1E5 + u128::from(n)))
}

fn bodies(log: &mut MadeLog) -> anyhow::Result<()> {
    let here = StreamId::of_directory();
    for n in 0..GROUPS + AGENCIES {
        let (kind, name) =
            if n < GROUPS { ("delegate_group", "Tổ đại biểu") } else { ("agency", "Sở") };
        let established = BodyEstablished {
            body: body(n),
            name: line(&format!("{name} thử số {n}"))?,
            kind: code(kind)?,
            level: code("province")?,
            under: None,
            area: None,
            from: day(1),
            basis: line("thử")?,
        };
        log.push(here, day(1), directory(established));
    }
    for n in 0..AREAS {
        let named = AreaNamed {
            area: code(&format!("a{n}"))?,
            name: line(&format!("Xã thử {n}"))?,
            within: None,
        };
        log.push(here, day(1), directory(named));
    }
    Ok(())
}

/// Numbers that look like chance and are the same in every run.
fn chance(n: u32, salt: u32, below: u32) -> u32 {
    let mut x = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(salt) << 32;
    x = (x ^ (x >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u32::try_from((x >> 33) % u64::from(below.max(1))).unwrap_or_default()
}

fn day_after(first: Day, days: u32) -> anyhow::Result<Day> {
    use std::str::FromStr as _;
    let (years, rest) = (days / 336, days % 336);
    let year = i32::from(first.year()) + i32::try_from(years)?;
    Ok(Day::from_str(&format!("{year}-{:02}-{:02}", rest / 28 + 1, rest % 28 + 1))?)
}

/// How a petition came in.
fn received(n: u32, stream: StreamId, field: Code) -> anyhow::Result<PetitionReceived> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let count = 12 + chance(n, 2, 30);
    let words = (0..count).map(|k| words[chance(n, 100 + k, 58) as usize % words.len()]);
    let wording = words.collect::<Vec<_>>().join(" ");
    let mut mac = [0; 32];
    mac[..4].copy_from_slice(&n.to_be_bytes());
    let mut original = sealed(KeyId::Stream(stream), stream, "intake.petition.original");
    original.ct = "A".repeat(400);
    Ok(PetitionReceived {
        number: line(&format!("LH26-{n}"))?,
        council: COUNCIL,
        term: code("2026-2031")?,
        via: RaisedVia::Meeting,
        raised_with: body(chance(n, 4, GROUPS)),
        area: Some(code(&format!("a{}", chance(n, 5, AREAS)))?),
        field: Some(field),
        original,
        raised_by: None,
        public_wording: FreeText::new(&wording).ok().filter(|_| chance(n, 6, 10) < 8),
        tracking_mac: Digest(mac),
        attachments: Default::default(),
    })
}

/// A petition's life, as far as chance lets it come.
fn live(log: &mut MadeLog, n: u32) -> anyhow::Result<()> {
    let (stream, far) = (petition(n), chance(n, 1, 100));
    let raised = day_after(Day::constant(2024, 1, 1), n * 900 / PETITIONS)?;
    let field = code(FIELDS[chance(n, 3, 8) as usize])?;
    log.push(stream, raised, intake(received(n, stream, field.clone())?));
    if far < 8 {
        return Ok(());
    }
    let to = body(GROUPS + chance(n, 7, AGENCIES));
    let due = day_after(Day::constant(2025, 6, 1), chance(n, 8, 900))?;
    let proposed = ClassificationProposed {
        proposal: 1,
        field,
        competence: code("commune")?,
        addressees: vec![to],
        suggested: true,
        reason: None,
        counters: None,
        consent_due: Some(due),
    };
    log.push(stream, raised, classification(proposed));
    if far < 20 {
        return Ok(());
    }
    log.push(
        stream,
        raised,
        classification(ClassificationAgreed { proposal: 1, addressees: vec![to] }),
    );
    if far < 28 {
        return Ok(());
    }
    let letter = StreamId(Uuid::from_u128(0x1E77E2 + u128::from(n)));
    let forwarded = PetitionForwarded { letter, to, answer_due: Some(due) };
    log.push(stream, raised, forwarding(forwarded));
    if far < 55 {
        return Ok(());
    }
    let answered = PetitionAnswered {
        by: to,
        answer: 1,
        outcome: code("in_progress")?,
        text: sealed(KeyId::Stream(stream), stream, "forwarding.answer.text"),
        roadmap: None,
        done_by: Some(due),
        public_answer: None,
        as_stated_in_the_book: false,
        attachments: Default::default(),
    };
    log.push(stream, raised, forwarding(answered));
    let follower = [FRONT, GROUP, PEOPLES][chance(n, 9, 3) as usize];
    log.push(stream, raised, monitoring(FollowerNamed { follower }));
    Ok(())
}
