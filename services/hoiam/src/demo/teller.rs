//! Gives the demo's commands as officers of its bodies would: through the portals, each step under
//! a fixed key, so that a telling that was interrupted goes on and doubles nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use portal::tokens::{FOUNDER, Tokens};
use proto::text::Line;
use proto::{CommandId, Context, OfficerId, Site};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Method, StatusCode};
use runtime::clock::Clock;
use runtime::wait::{Backoff, pause};
use serde_json::{Map, Value, json};

use super::table::{Row, Table};
use super::wire::problem;

/// How long one request may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How often a command is sent while the realm settles, or others change what it is about.
const TRIES: u32 = 30;

/// A portal of the demo.
#[derive(Debug)]
struct Place {
    site: Site,
    url: String,
    tokens: Tokens,
}

/// Who acts: an officer of a body, at the portal of that body's site.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    /// None for the founder, who acts for nobody.
    pub(crate) body: Option<String>,
    pub(crate) officer: OfficerId,
    pub(crate) token: String,
    pub(crate) site: Site,
    pub(crate) url: String,
}

/// What is known of the realm while it is told.
#[derive(Debug, Default)]
struct Seen {
    /// Ids of bodies by key.
    bodies: BTreeMap<String, String>,
    /// Streams of petitions, meetings, lists and letters by key.
    streams: BTreeMap<String, String>,
    /// The last version of each stream that was seen.
    versions: BTreeMap<String, u64>,
    /// The last position that was seen.
    position: u64,
    /// Who acts, by key.
    actors: BTreeMap<String, Actor>,
}

/// Gives the demo's commands.
#[derive(Debug)]
pub(crate) struct Teller {
    http: reqwest::Client,
    places: Vec<Place>,
    /// Where tokens are kept.
    data: PathBuf,
    /// Tokens, also those of an earlier, interrupted telling.
    kept: Mutex<Vec<Row>>,
    seen: Mutex<Seen>,
}

impl Teller {
    /// A teller at `portals`, the first one first.
    ///
    /// # Errors
    /// When a portal's tokens cannot be opened.
    pub(crate) async fn at(
        data: &Path,
        portals: &[(Site, String)],
        kept: Vec<Row>,
    ) -> anyhow::Result<Self> {
        let mut places = Vec::new();
        for (site, url) in portals {
            let tokens = Tokens::open(&data.join(format!("portal-{site}"))).await?;
            places.push(Place { site: site.clone(), url: url.clone(), tokens });
        }
        let http = reqwest::Client::builder().timeout(WITHIN).build()?;
        let (data, kept) = (data.to_owned(), Mutex::new(kept));
        Ok(Self { http, places, data, kept, seen: Mutex::default() })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever founds the realm.
    ///
    /// # Errors
    /// When no token can be made.
    pub(crate) async fn founder(&self) -> anyhow::Result<Actor> {
        self.actor(None, FOUNDER, None).await
    }

    /// An officer at the portal of `site` (none: the first), with the token of an earlier telling
    /// or a new one.
    ///
    /// # Errors
    /// When there is no such portal, or no token can be made.
    pub(crate) async fn actor(
        &self,
        body: Option<String>,
        officer: OfficerId,
        site: Option<&str>,
    ) -> anyhow::Result<Actor> {
        let named = |place: &&Place| site.is_none_or(|site| place.site.as_str() == site);
        let place = self.places.iter().find(named).context("the demo has no such site")?;
        let token = match self.token_of(officer) {
            Some(token) => token,
            None => {
                let (label, now) = (Line::new("demo")?, Clock::system().now());
                place.tokens.create(officer, &label, now, None).await?.token
            }
        };
        let (site, url) = (place.site.clone(), place.url.clone());
        Ok(Actor { body, officer, token, site, url })
    }

    fn token_of(&self, officer: OfficerId) -> Option<String> {
        let rows = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().find(|row| row.officer == officer).map(|row| row.token.clone())
    }

    /// Keeps a token at once, so that a telling that goes on later does not make another.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn keep(&self, row: Row) -> anyhow::Result<()> {
        let mut rows = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        rows.retain(|kept| kept.officer != row.officer);
        rows.push(row);
        Table { rows: rows.clone(), ..Table::default() }.keep_early(&self.data)
    }

    /// All tokens that were kept.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers who acts under `key`.
    pub(crate) fn know(&self, key: &str, actor: Actor) {
        self.seen().actors.insert(key.to_owned(), actor);
    }

    /// Who acts under `key`.
    ///
    /// # Errors
    /// When nobody does.
    pub(crate) fn by(&self, key: &str) -> anyhow::Result<Actor> {
        let found = self.seen().actors.get(key).cloned();
        found.with_context(|| format!("nobody acts for {key}"))
    }

    /// Remembers the id of the body with this key.
    pub(crate) fn know_body(&self, key: &str, id: &str) {
        self.seen().bodies.insert(key.to_owned(), id.to_owned());
    }

    /// The id of the body with this key.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn body(&self, key: &str) -> anyhow::Result<String> {
        let found = self.seen().bodies.get(key).cloned();
        found.with_context(|| format!("there is no body {key}"))
    }

    /// Remembers the stream with this key.
    pub(crate) fn know_stream(&self, key: &str, stream: &str) {
        self.seen().streams.insert(key.to_owned(), stream.to_owned());
    }

    /// The stream with this key.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn stream(&self, key: &str) -> anyhow::Result<String> {
        let found = self.seen().streams.get(key).cloned();
        found.with_context(|| format!("there is no stream {key}"))
    }

    /// `value` with `@key` replaced by the body and `#key` by the petition as last seen.
    ///
    /// # Errors
    /// When there is no such body or petition.
    pub(crate) fn bound(&self, value: &Value) -> anyhow::Result<Value> {
        Ok(match value {
            Value::String(text) => match (text.strip_prefix('@'), text.strip_prefix('#')) {
                (Some(key), _) => Value::String(self.body(key)?),
                (_, Some(key)) => {
                    let petition = self.stream(key)?;
                    let version = self.seen().versions.get(&petition).copied().unwrap_or(1);
                    json!({ "petition": petition, "seen_version": version })
                }
                (None, None) => value.clone(),
            },
            Value::Array(list) => {
                list.iter().map(|each| self.bound(each)).collect::<Result<_, _>>()?
            }
            Value::Object(members) => {
                let bound =
                    members.iter().map(|(name, each)| Ok((name.clone(), self.bound(each)?)));
                Value::Object(bound.collect::<anyhow::Result<Map<_, _>>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    /// Gives one command until it is decided, and gives back what came of it.
    ///
    /// `act` holds everything but the data; a `stream` in it is given with the version seen last.
    ///
    /// # Errors
    /// When it is refused, or nobody decides it.
    pub(crate) async fn give(
        &self,
        by: &Actor,
        command: &str,
        key: &str,
        act: Value,
        data: &Value,
    ) -> anyhow::Result<Value> {
        let given = self.decided(by, command, key, act, data).await;
        let done = given.with_context(|| format!("the demo's step {key}, {command}"))?;
        self.note(&done);
        Ok(done)
    }

    async fn decided(
        &self,
        by: &Actor,
        command: &str,
        key: &str,
        act: Value,
        data: &Value,
    ) -> anyhow::Result<Value> {
        let key = format!("demo-{key}");
        let mut backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(1));
        let mut last = String::new();
        for _ in 0..TRIES {
            let form = self.form(by, &act, data)?;
            let path = format!("/commands/{}", command.replace('.', "/"));
            let request = self.request(by, Method::POST, &path).header("Idempotency-Key", &key);
            let Ok(answer) = request.json(&form).send().await else {
                pause(backoff.delay()).await;
                continue;
            };
            let status = answer.status();
            let body: Value = answer.json().await.unwrap_or_default();
            match (status, body["code"].as_str().unwrap_or_default()) {
                (status, _) if status.is_success() => return Ok(body),
                (StatusCode::CONFLICT, "conflict") => self.look_again(&form, &body).await?,
                // Decided in an earlier telling, which had seen another version.
                (_, "key_reused") => return self.outcome_of(by, command, &key).await,
                (StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS, _) => {
                    pause(backoff.delay()).await;
                }
                (_, _) => bail!(problem(&body)),
            }
            last = problem(&body);
        }
        bail!("nobody decides it: {last}")
    }

    fn form(&self, by: &Actor, act: &Value, data: &Value) -> anyhow::Result<Value> {
        let mut form = act.clone();
        if let Some(body) = &by.body {
            form["body"] = json!(body);
        }
        if let Some(stream) = act["stream"].as_str() {
            let version = self.seen().versions.get(stream).copied().unwrap_or(1);
            form["seen_version"] = json!(version);
        }
        form["data"] = self.bound(data)?;
        Ok(form)
    }

    fn request(&self, by: &Actor, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", by.url));
        request
            .header(AUTHORIZATION, format!("Bearer {}", by.token))
            .header("Accept-Language", "en")
    }

    /// Something happened to what the command is about: its versions are read again.
    async fn look_again(&self, form: &Value, conflict: &Value) -> anyhow::Result<()> {
        if let (Some(stream), Some(now)) = (form["stream"].as_str(), conflict["now"].as_u64()) {
            self.seen().versions.insert(stream.to_owned(), now);
            return Ok(());
        }
        pause(Duration::from_millis(50)).await;
        self.book("").await.map(drop)
    }

    /// All petitions that fit `query`, at least as new as what was seen.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub(crate) async fn book(&self, query: &str) -> anyhow::Result<Vec<Value>> {
        let mut all: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        for _ in 0..TRIES {
            let page = self.read(&format!("/petitions?limit=200{query}{cursor}")).await?;
            let rows = page["petitions"].as_array().cloned().unwrap_or_default();
            for row in &rows {
                if let (Some(stream), Some(version)) =
                    (row["stream"].as_str(), row["version"].as_u64())
                {
                    self.seen().versions.insert(stream.to_owned(), version);
                }
            }
            all.extend(rows);
            if page["next"].is_null() {
                return Ok(all);
            }
            cursor = format!("&cursor={}", page["next"]);
        }
        bail!("the book has no end")
    }

    /// Reads `path` at the first portal, as the office.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub(crate) async fn read(&self, path: &str) -> anyhow::Result<Value> {
        let by = self.by("office")?;
        let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));
        let mut last = String::new();
        for _ in 0..TRIES {
            let newest = self.seen().position.to_string();
            let mut headers = HeaderMap::new();
            headers.insert("hoiam-min-position", newest.parse()?);
            let answer = self.request(&by, Method::GET, path).headers(headers).send().await;
            let Ok(answer) = answer else {
                pause(backoff.delay()).await;
                continue;
            };
            let status = answer.status();
            let body: Value = answer.json().await.unwrap_or_default();
            if status.is_success() {
                return Ok(body);
            }
            // Right after the founding the register does not know the office yet.
            if status != StatusCode::SERVICE_UNAVAILABLE && status != StatusCode::FORBIDDEN {
                bail!(problem(&body));
            }
            last = problem(&body);
            pause(backoff.delay()).await;
        }
        bail!("{path} cannot be read: {last}")
    }

    /// What was decided under this key.
    async fn outcome_of(&self, by: &Actor, command: &str, key: &str) -> anyhow::Result<Value> {
        let context = command.split('.').next().and_then(Context::named);
        let context = context.with_context(|| format!("{command} is no command"))?;
        let id = CommandId::of_request(&by.site, by.officer, context, key);
        let decided = self.read(&format!("/decisions/{id}")).await?;
        let result = &decided["result"];
        if result["outcome"] != "done" {
            bail!("it was refused before: {}", result["code"]);
        }
        Ok(json!({ "stream": id.stream(0), "events": result["events"], "repeated": true }))
    }

    fn note(&self, done: &Value) {
        let mut seen = self.seen();
        for stored in done["events"].as_array().into_iter().flatten() {
            let (Some(stream), Some(version)) =
                (stored["stream"].as_str(), stored["version"].as_u64())
            else {
                continue;
            };
            let known = seen.versions.entry(stream.to_owned()).or_default();
            *known = version.max(*known);
            let position = stored["position"].as_u64().unwrap_or_default();
            seen.position = seen.position.max(position);
        }
    }
}
