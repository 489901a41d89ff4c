//! Who reads a page, in which language, for which body; and what is around every page.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use portal_pages::{Choice, Person, Said, Shell, Tone, Words};
use proto::{BodyId, Digest, Position};
use register::Notice;
use serde_json::Value;

use crate::accounts::Session;
use crate::app::Shared;
use crate::caller::{Caller, Credential, Reader};
use crate::language::Language;
use crate::pages::draft::Unsent;
use crate::pages::json::{self, At};
use crate::pages::{cookies, nav};
use crate::problem::Problem;
use crate::read;

/// Unread notices are counted up to here.
pub(super) const UNREAD_MAX: u32 = 100;

/// Anybody who asks for a page.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) language: Language,
    pub(crate) headers: HeaderMap,
    /// The other side's address, as far as the nearest machine tells.
    pub(crate) from: String,
    pub(crate) address: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        // Only the machine beside us may say for whom it asks: anybody else could make it up.
        let forwarded = parts.headers.get("x-forwarded-for").and_then(|list| list.to_str().ok());
        let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
        let from = match (peer, last) {
            (Some(peer), Some(last)) if peer.is_loopback() => last.to_owned(),
            (Some(peer), _) => peer.to_string(),
            (None, _) => String::new(),
        };
        let language = match cookies::named(&parts.headers, cookies::LANGUAGE) {
            Some("vi") => Language::Vietnamese,
            Some("en") => Language::English,
            Some(_) | None => Language::of(&parts.headers),
        };
        let address = address_of(&parts.uri);
        Ok(Self { language, headers: parts.headers.clone(), from, address })
    }
}

impl Visitor {
    pub(crate) fn words(&self) -> Words {
        use portal_pages::Language as Of;
        Words::new(self.language.pick(Of::Vietnamese, Of::English))
    }

    /// Around a page for somebody who is not signed in.
    pub(crate) fn shell(&self, title: &str, realm: &str) -> Shell {
        let w = self.words();
        let (title, address, realm) = (w.t(title), self.address.clone(), realm.to_owned());
        Shell { w, title, address, realm, said: self.said(), ..Shell::default() }
    }

    /// What a page before said that this one should say.
    fn said(&self) -> Option<Said> {
        let id = cookies::named(&self.headers, cookies::SAID)?;
        let tone = match id {
            "act-done"
            | "password-changed"
            | "codes-off-now"
            | "view-kept"
            | "view-deleted"
            | "letters-draft-saved"
            | "letters-draft-given-up"
            | "letters-table-kept" => Tone::Good,
            "view-refused" => Tone::Bad,
            "sign-in-ended" | "draft-not-yours" | "letters-draft-gone" => Tone::Plain,
            _ => return None,
        };
        Some(Said { tone, text: self.words().t(id) })
    }
}

/// Somebody who is signed in and serves a body today.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) visitor: Visitor,
    pub(crate) reader: Reader,
    /// None for a program that reads pages with a token.
    pub(crate) session: Option<(Digest, Session)>,
    /// The bodies acted for: one, or all.
    pub(crate) acting: Vec<BodyId>,
    /// As `GET /me` gives it.
    pub(crate) me: Value,
    /// What was not seen yet, newest first.
    pub(crate) unread: Vec<Notice>,
    /// A form is shown again after signing in: no command may be given for it.
    pub(crate) unsent: bool,
}

impl FromRequestParts<Shared> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
        Self::of(app, visitor, parts.extensions.get::<Unsent>().is_some()).await
    }
}

impl Page {
    pub(crate) async fn of(app: &Shared, visitor: Visitor, unsent: bool) -> Result<Self, Problem> {
        let headers = &visitor.headers;
        let reader = Reader::of(headers, app).await?;
        let caller = Caller { officer: reader.officer, credential: reader.credential };
        let session = match reader.credential {
            Credential::Token(_) => None,
            Credential::Session(hash) => {
                let found = app.accounts.session(hash, app.clock.now(), false).await;
                found.map_err(|error| Problem::own_fault(&error))?.map(|session| (hash, session))
            }
        };
        let chosen = cookies::named(headers, cookies::BODY).and_then(|id| id.parse().ok());
        let acting = match chosen {
            Some(body) if reader.bodies.contains(&body) => vec![body],
            Some(_) | None => reader.bodies.clone(),
        };
        let me = read::me::me(caller, axum::extract::State(app.clone())).await?.0;
        let seen = session.as_ref().map_or(Position(0), |(_, session)| session.seen);
        // News come from every body, whichever one acts for.
        let until = reader.known.position();
        let (bodies, own) = (&reader.bodies, reader.officer);
        let unread = app.register.last_notices(bodies, seen, until, own, UNREAD_MAX).await?;
        Ok(Self { visitor, reader, session, acting, me, unread, unsent })
    }

    pub(crate) fn w(&self) -> Words {
        self.visitor.words()
    }

    /// As extractors of the API take it.
    pub(crate) fn caller(&self) -> Caller {
        Caller { officer: self.reader.officer, credential: self.reader.credential }
    }

    /// The name of a body; its id where the directory does not know it.
    pub(crate) fn name(&self, body: BodyId) -> String {
        let known = self.reader.known.pins.directory.body(body);
        known.map_or_else(|| body.to_string(), |body| body.established.name.to_string())
    }

    /// The name of an area; its word where the directory does not know it.
    pub(crate) fn area(&self, code: &str) -> String {
        let known = code.parse().ok().and_then(|code| {
            self.reader.known.pins.directory.area(&code).map(|area| area.name.to_string())
        });
        known.unwrap_or_else(|| code.to_owned())
    }

    /// Around a page.
    pub(crate) fn shell(&self, title: String, here: &'static str) -> Shell {
        let shell = self.visitor.shell("", self.me.text("/realm/name").unwrap_or_default());
        let w = shell.w;
        let all = self.acting.len() > 1 || self.reader.bodies.len() == self.acting.len();
        let one = self.reader.bodies.len() == 1;
        let mut bodies =
            vec![Choice { value: "all".to_owned(), label: w.t("all-my-bodies"), chosen: all }];
        bodies.extend(self.reader.bodies.iter().map(|&body| Choice {
            value: body.to_string(),
            label: self.name(body),
            chosen: !all && self.acting.contains(&body),
        }));
        let acting_for = match self.acting.as_slice() {
            [body] => self.name(*body),
            _ => w.t("all-my-bodies"),
        };
        let incarnation = self.reader.known.incarnation();
        let person = Person {
            officer: self.reader.officer.to_string(),
            name: self.me.text("/name/text").map(str::to_owned),
            bodies: if one { Vec::new() } else { bodies },
            acting_for,
            nav: nav::of(self),
            unread: u32::try_from(self.unread.len()).unwrap_or(UNREAD_MAX),
            news_after: incarnation.map(|of| format!("{of}-{}", self.reader.known.position())),
        };
        Shell { title, here, person: Some(person), ..shell }
    }

    /// Whether one of the officer's roles at a body acted for allows a command.
    pub(crate) fn may(&self, context: &str, command: &str) -> bool {
        let acting = |role: &&Value| {
            let body = role.text("/body/body").and_then(|id| id.parse().ok());
            body.is_some_and(|body: BodyId| self.acting.contains(&body))
        };
        let allowed = json::items(&self.me, "/roles").iter().filter(acting);
        allowed.flat_map(|role| json::items(role, "/may")).filter_map(Value::as_str).any(|may| {
            may == "*" || may == format!("{context}.*") || may == format!("{context}.{command}")
        })
    }
}

/// The path and query of an address of this host.
pub(crate) fn address_of(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// `to` if it is a place on this host, or else the beginning.
pub(crate) fn local(to: &str) -> &str {
    let plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && to.starts_with('/') && !to.starts_with("//") { to } else { "/" }
}

/// `text` as it stands in the query of an address.
pub(crate) fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().fold(String::new(), |whole, byte| {
        if kept(byte) {
            whole + &char::from(byte).to_string()
        } else {
            whole + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for (to, expected) in [
            ("/so?q=a", "/so?q=a"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nx: y", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(to), expected, "{to}");
        }
    }

    #[test]
    fn an_address_in_an_address_is_encoded() {
        assert_eq!(encoded("/so?q=đ&a=1"), "%2Fso%3Fq%3D%C4%91%26a%3D1");
    }
}
