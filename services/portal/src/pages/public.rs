//! Pages for everybody, without a session: what was published, by area first; a petition by its
//! tracking code. And for officers the receipt and the poster that lead there.
//!
//! Never opens a sealed text and never reads a cookie: the same address is the same page for
//! everybody, so it may be kept by caches for a moment and is compared by its position afterwards.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, HOST, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use petition::Petition;
use portal_pages::public::{
    Answer, Area, Item, Open, Poster, Public, PublicPetition, Receipt, Tracking,
};
use portal_pages::qr::qr;
use portal_pages::{Choice, Language, Template, Words};
use proto::event::{Event, IntakeEvent};
use proto::id::Code;
use proto::text::fold;
use proto::{Position, StreamId};
use register::{AsOf, Known, PetitionRow, Published, PublishedArea};
use serde::Deserialize;
use serde_json::json;
use vault::{SealRequest, VaultError};

use crate::app::{App, Shared};
use crate::pages::POLICY;
use crate::pages::shell::{Page, encoded};
use crate::params::{Named, Params};
use crate::problem::Problem;

/// Petitions on a page.
const ROWS: u32 = 25;
/// Longer than any tracking code, however it is typed.
const CODE_MAX: usize = 100;
/// The longest search.
const SEARCH_MAX: usize = 200;

/// The addresses of public pages, and of the papers that lead to them.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/cong-khai", get(index))
        .route("/cong-khai/{number}", get(one))
        .route("/tra-cuu", get(ask).post(look))
        .route("/tra-cuu/{code}", get(tracked))
        .route("/kien-nghi/{number}/bien-nhan", get(receipt))
        .route("/ap-phich", get(poster))
}

/// What is asked for. An unknown language is Vietnamese.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    lang: String,
    area: String,
    session: String,
    q: String,
    after: Option<Position>,
}

impl Asked {
    fn words(&self) -> Words {
        let english = self.lang == "en";
        Words::new(if english { Language::English } else { Language::Vietnamese })
    }

    /// The address of a list with these members.
    fn address(&self, lang: &str, after: Option<Position>) -> String {
        let after = after.map(|at| at.to_string()).unwrap_or_default();
        let pairs = [
            ("area", self.area.as_str()),
            ("session", &self.session),
            ("q", &self.q),
            ("after", &after),
            ("lang", lang),
        ];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        let given = given.map(|(name, value)| format!("{name}={}", encoded(value)));
        let query = given.collect::<Vec<_>>().join("&");
        if query.is_empty() { "/cong-khai".to_owned() } else { format!("/cong-khai?{query}") }
    }
}

fn other(w: Words) -> &'static str {
    if w.language == Language::English { "" } else { "en" }
}

fn open(w: Words, known: &Known, title: String, other_language: String) -> Open {
    let realm = known.pins.directory.name().map(ToString::to_string).unwrap_or_default();
    let lang = if w.language == Language::English { "?lang=en" } else { "" };
    Open { w, title, realm, other_language, lang }
}

/// A page that caches may keep for half a minute. `tag` changes with every event.
fn shared(view: &impl Template, known: &Known, headers: &HeaderMap) -> Result<Response, Problem> {
    let life = known.incarnation().map(|of| of.to_string()).unwrap_or_default();
    let tag = format!("\"{life}-{}\"", known.position());
    let mut response =
        if headers.get(IF_NONE_MATCH).is_some_and(|has| has.as_bytes() == tag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            super::page(view)?
        };
    let out = response.headers_mut();
    out.remove(VARY);
    out.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=30"));
    out.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(ETAG, tag);
    }
    Ok(response)
}

async fn index(
    State(app): State<Shared>,
    headers: HeaderMap,
    Query(mut asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (w, known) = (asked.words(), app.register.known());
    asked.q = asked.q.trim().chars().take(SEARCH_MAX).collect();
    let counted = app.register.published_areas().await?;
    let searched = !(asked.area.is_empty() && asked.session.is_empty() && asked.q.is_empty());
    let (items, next) =
        if searched { found(&app, &known, w, &asked).await? } else { (Vec::new(), None) };
    let title = match name_of(&known, &asked.area) {
        Some(area) => format!("{}: {area}", w.t("public-title")),
        None => w.t("public-title"),
    };
    let view = Public {
        open: open(w, &known, title, asked.address(other(w), None)),
        q: asked.q.clone(),
        areas: choices(&known, &asked.area),
        sessions: sessions(&known, w, &asked.session),
        index: if searched { Vec::new() } else { areas(&known, w, &asked, counted) },
        searched,
        items,
        next: next.map(|at| asked.address(&asked.lang, Some(at))),
    };
    shared(&view, &known, &headers)
}

async fn found(
    app: &App,
    known: &Known,
    w: Words,
    asked: &Asked,
) -> Result<(Vec<Item>, Option<Position>), Problem> {
    let rounds: Vec<String> = known
        .pins
        .directory
        .bodies()
        .flat_map(|body| known.pins.directory.rounds(body.established.body))
        .filter(|round| round.session.as_str() == asked.session)
        .map(|round| round.round.to_string())
        .collect();
    if !asked.session.is_empty() && rounds.is_empty() {
        return Ok((Vec::new(), None));
    }
    let of = Published {
        areas: within(known, &asked.area),
        rounds,
        text: Some(asked.q.clone()).filter(|text| !text.is_empty()),
    };
    let page = app.register.published(&of, asked.after, ROWS).await?;
    let streams: Vec<StreamId> = page.rows.iter().map(|row| row.stream).collect();
    let held = app.register.held_of(&streams).await?;
    let nothing = Petition::default();
    let items = page.rows.iter().map(|row| {
        let petition = held.get(&row.stream).map_or(&nothing, |held| &held.petition);
        item(known, w, row, petition)
    });
    Ok((items.collect(), page.next))
}

async fn one(
    State(app): State<Shared>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Named(number): Named,
) -> Result<Response, Problem> {
    let (w, known) = (asked.words(), app.register.known());
    let row = app.register.published_petition(&number).await?.ok_or_else(Problem::not_found)?;
    let (held, _) = app.register.petition(row.stream, AsOf::default()).await?;
    let title = format!("{} {}", w.t("petition"), row.number);
    let again = with_lang(&format!("/cong-khai/{}", encoded(&row.number)), other(w));
    let view = PublicPetition {
        open: open(w, &known, title, again),
        item: item(&known, w, &row, &held.petition),
        tracked: false,
        worded: true,
    };
    shared(&view, &known, &headers)
}

fn with_lang(path: &str, lang: &str) -> String {
    if lang.is_empty() { path.to_owned() } else { format!("{path}?lang={lang}") }
}

async fn ask(State(app): State<Shared>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    super::page(&tracking(&app, asked.words(), "", false))
}

fn tracking(app: &App, w: Words, code: &str, unknown: bool) -> Tracking {
    let known = app.register.known();
    let again = with_lang("/tra-cuu", other(w));
    let code = code.chars().take(CODE_MAX).collect();
    Tracking { open: open(w, &known, w.t("track-title"), again), code, unknown }
}

/// What was typed. The code is not put into an address here: addresses are kept in histories.
#[derive(Debug, Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

async fn look(
    State(app): State<Shared>,
    Query(asked): Query<Asked>,
    Form(Typed { code }): Form<Typed>,
) -> Result<Response, Problem> {
    by_code(&app, asked.words(), &code).await
}

async fn tracked(
    State(app): State<Shared>,
    Query(asked): Query<Asked>,
    Named(code): Named,
) -> Result<Response, Problem> {
    by_code(&app, asked.words(), &code).await
}

/// A code that cannot be one and a code of no petition get the same answer.
async fn by_code(app: &App, w: Words, code: &str) -> Result<Response, Problem> {
    let code = code.trim();
    let mac = match code.len() {
        1..=CODE_MAX => app.vault.tracking(code).await.map_err(|error| away(&error))?,
        _ => None,
    };
    let row = match mac {
        Some(mac) => app.register.petition_tracked(mac).await?,
        None => None,
    };
    let Some(row) = row else {
        let mut response = super::page(&tracking(app, w, code, true))?;
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    };
    let known = app.register.known();
    let (held, _) = app.register.petition(row.stream, AsOf::default()).await?;
    let title = format!("{} {}", w.t("petition"), row.number);
    super::page(&PublicPetition {
        open: open(w, &known, title, with_lang("/tra-cuu", other(w))),
        item: item(&known, w, &row, &held.petition),
        tracked: true,
        worded: row.public_wording.is_some(),
    })
}

fn away(error: &VaultError) -> Problem {
    match error {
        VaultError::Unavailable { .. } => Problem::unavailable("the vault is away", 2),
        VaultError::Refused { .. } | VaultError::Malformed { .. } => Problem::own_fault(error),
    }
}

/// A petition as anybody may see it: nothing personal, of answers what was approved for the public.
fn item(known: &Known, w: Words, row: &PetitionRow, petition: &Petition) -> Item {
    let directory = &known.pins.directory;
    let name = |id| directory.body(id).map(|body| body.established.name.to_string());
    let answers = petition.addressees.iter().filter_map(|to| {
        let answer = to.answer()?;
        let outcome = json!(answer.event.outcome);
        Some(Answer {
            by: name(to.body)?,
            on: answer.on.to_string(),
            outcome: w.value(outcome.as_str().unwrap_or_default()),
            words: answer.event.public_answer.as_ref().map(ToString::to_string),
        })
    });
    let to: Vec<String> = row.addressees.iter().filter_map(|&id| name(id)).collect();
    let english = w.language == Language::English;
    let path = format!("/cong-khai/{}", encoded(&row.number));
    Item {
        number: row.number.clone(),
        address: with_lang(&path, if english { "en" } else { "" }),
        wording: row.public_wording.clone().unwrap_or_default(),
        stage_code: row.stage.as_str().to_owned(),
        stage: if english { row.stage.label_en() } else { row.stage.label_vi() }.to_owned(),
        area: row.area.as_deref().and_then(|code| name_of(known, code)).unwrap_or_default(),
        raised_on: row.raised_on.to_string(),
        changed_on: row.changed_on.to_string(),
        addressees: to.join("; "),
        due: row.due.map(|day| day.to_string()),
        answers: answers.collect(),
    }
}

fn name_of(known: &Known, code: &str) -> Option<String> {
    let code: Code = code.parse().ok()?;
    known.pins.directory.area(&code).map(|area| area.name.to_string())
}

/// The area and every area that is a part of it, however deep.
fn within(known: &Known, area: &str) -> Vec<String> {
    if area.is_empty() {
        return Vec::new();
    }
    let mut all = vec![area.to_owned()];
    let mut at = 0;
    // Each area is added once, so this ends, however the directory names them.
    while let Some(above) = all.get(at).cloned() {
        let parts = known
            .pins
            .directory
            .areas()
            .filter(|part| part.within.as_ref().is_some_and(|within| within.as_str() == above));
        for part in parts {
            if !all.iter().any(|known| known == part.area.as_str()) {
                all.push(part.area.to_string());
            }
        }
        at += 1;
    }
    all
}

fn choices(known: &Known, chosen: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> = known
        .pins
        .directory
        .areas()
        .map(|area| Choice {
            value: area.area.to_string(),
            label: area.name.to_string(),
            chosen: area.area.as_str() == chosen,
        })
        .collect();
    all.sort_by_key(|choice| fold(&choice.label));
    all
}

/// The sessions of every council, newest first.
fn sessions(known: &Known, w: Words, chosen: &str) -> Vec<Choice> {
    let directory = &known.pins.directory;
    let mut all: Vec<_> = directory
        .bodies()
        .flat_map(|body| directory.sessions(body.established.body).map(move |of| (body, of)))
        .collect();
    all.sort_by_key(|(_, session)| std::cmp::Reverse(session.opens_on));
    let choice = |(body, session): (&directory::Body, &directory::Session)| {
        let kind = match session.kind.as_str() {
            kind @ ("thematic" | "extraordinary") => kind,
            _ => "regular",
        };
        let which = w.count(&format!("public-session-{kind}"), session.number);
        Choice {
            value: session.session.to_string(),
            label: format!("{which} – {} ({})", body.established.name, session.opens_on.year()),
            chosen: session.session.as_str() == chosen,
        }
    };
    all.into_iter().map(|(body, session)| choice((body, session))).collect()
}

/// Areas with what was published about each, communes in the order of their names.
fn areas(known: &Known, w: Words, asked: &Asked, counted: Vec<PublishedArea>) -> Vec<Area> {
    let mut all: Vec<Area> = counted
        .into_iter()
        .map(|of| {
            let code = of.area.unwrap_or_default();
            let there = Asked { area: code.clone(), ..asked.clone() };
            let name = name_of(known, &code);
            Area {
                name: name
                    .unwrap_or_else(|| if code.is_empty() { w.t("public-no-area") } else { code }),
                address: there.address(&asked.lang, None),
                petitions: of.petitions,
                settled: of.settled,
                changed_on: of.changed_on.to_string(),
            }
        })
        .collect();
    all.sort_by_key(|area| fold(&area.name));
    all
}

/// Where this portal is, as the browser reached it.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST.as_str()).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    let host = if host.bytes().all(plain) { host } else { "" };
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// For the voter to take home. Whoever may read the petition's texts may print it again.
async fn receipt(
    State(app): State<Shared>,
    at: Page,
    Named(number): Named,
) -> Result<Response, Problem> {
    let stream = app.register.petition_called(&number).await?.ok_or_else(Problem::not_found)?;
    let (held, entries) = app.register.petition(stream, AsOf::default()).await?;
    if at.reader.reads_texts_for(&at.reader.bodies, &held).is_none() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    let rows = app.register.rows_of(&[stream]).await?;
    let row = rows.first().ok_or_else(Problem::not_found)?;
    let received = entries.iter().find_map(|entry| match entry.known()? {
        (envelope, Event::Intake(IntakeEvent::PetitionReceived(of))) => {
            Some((envelope.command_id, of.tracking_mac))
        }
        _ => None,
    });
    let code = match received {
        Some((command_id, mac)) => code_of(&app, stream, command_id, mac).await?,
        None => None,
    };
    let w = at.w();
    let base = origin(&at.visitor.headers);
    let address = format!("{base}/tra-cuu/{}", code.as_deref().unwrap_or_default());
    super::page(&Receipt {
        open: open(w, &at.reader.known, w.t("receipt-title"), at.visitor.address.clone()),
        number: row.number.clone(),
        raised_with: at.name(row.raised_with),
        raised_on: row.raised_on.to_string(),
        qr: qr(&address),
        address: format!("{base}/tra-cuu"),
        code,
    })
}

/// The code that the command got: this site's vault makes the same one of it again. None where
/// another site took the petition in, or a book brought it.
async fn code_of(
    app: &App,
    stream: StreamId,
    command_id: proto::CommandId,
    mac: proto::Digest,
) -> Result<Option<String>, Problem> {
    let nothing = vault::ClearText::new(String::new());
    let request =
        SealRequest { command_id, stream, api_form: nothing, texts: Vec::new(), tracked: true };
    let answer = app.vault.seal(request).await.map_err(|error| away(&error))?;
    let same = answer.tracking.filter(|tracking| tracking.mac == mac);
    Ok(same.map(|tracking| tracking.code.as_str().to_owned()))
}

/// For a hall or a notice board.
async fn poster(at: Page, Params(asked): Params<Hall>) -> Result<Response, Problem> {
    let w = at.w();
    let area = asked.area.as_deref().and_then(|code| name_of(&at.reader.known, code));
    let base = origin(&at.visitor.headers);
    let address = match (&asked.area, &area) {
        (Some(code), Some(_)) => format!("{base}/cong-khai?area={}", encoded(code)),
        _ => format!("{base}/cong-khai"),
    };
    super::page(&Poster {
        open: open(w, &at.reader.known, w.t("poster-title"), at.visitor.address.clone()),
        area,
        qr: qr(&address),
        address,
    })
}

/// `?area=…`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hall {
    area: Option<String>,
}
