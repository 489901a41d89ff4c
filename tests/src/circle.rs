//! A small circle of bodies with their officers, founded through the API like any other.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::client::Client;
use crate::realm::Realm;

/// The first day of everything in the circle.
pub const FROM: &str = "2026-04-01";

/// The bodies, and one officer with a token for each.
#[derive(Debug, Clone)]
pub struct Circle {
    /// Ids by short name: `office`, `council`, `committee`, `front`, `pc`, `group1`, `group2`,
    /// `power`, `commune`.
    pub bodies: BTreeMap<String, String>,
    clients: BTreeMap<String, Client>,
}

/// The area of the commune and of every petition.
pub const AREA: &str = "hoa-phu";

/// Short name, full name, kind, and the body that it is under.
const BODIES: &[(&str, &str, &str, Option<&str>)] = &[
    ("council", "Hội đồng nhân dân tỉnh Lam Hà", "council", None),
    ("committee", "Thường trực Hội đồng nhân dân tỉnh", "standing_committee", Some("council")),
    ("front", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "front_committee", None),
    ("pc", "Ủy ban nhân dân tỉnh", "peoples_committee", None),
    ("group1", "Tổ đại biểu số 1", "delegate_group", Some("council")),
    ("group2", "Tổ đại biểu số 2", "delegate_group", Some("council")),
    ("power", "Công ty Điện lực Lam Hà", "company", None),
    ("commune", "Ủy ban nhân dân xã Hòa Phú", "peoples_committee", Some("pc")),
];

impl Circle {
    /// Founds the circle in a fresh realm.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn found(realm: &Realm) -> anyhow::Result<Self> {
        Self::found_all(realm, json!({}), &[], None).await
    }

    /// As [`found`](Self::found), with pairs of parties that have to agree.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn found_with(realm: &Realm, pairs: Value) -> anyhow::Result<Self> {
        Self::found_all(realm, json!({ "pairs": pairs }), &[], None).await
    }

    /// As [`found`](Self::found), where the rules name `follower` for every petition of the area.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn found_followed(realm: &Realm, follower: &str) -> anyhow::Result<Self> {
        Self::found_all(realm, json!({}), &[], Some(follower)).await
    }

    /// As [`found`](Self::found), with more in the rules, or something else.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn found_ruled(realm: &Realm, more: Value) -> anyhow::Result<Self> {
        Self::found_all(realm, more, &[], None).await
    }

    /// As [`found`](Self::found), where some bodies work at another site than MAIN.
    ///
    /// # Errors
    /// When any step is refused.
    pub async fn found_at(realm: &Realm, away: &[(&str, &str)]) -> anyhow::Result<Self> {
        Self::found_all(realm, json!({}), away, None).await
    }

    async fn found_all(
        realm: &Realm,
        more: Value,
        away: &[(&str, &str)],
        follower: Option<&str>,
    ) -> anyhow::Result<Self> {
        let (office, admin) = set_up(realm).await?;
        let act = Client::acting_for(&office);
        let mut bodies = BTreeMap::from([("office".to_owned(), office)]);
        for &(short, name, kind, under) in BODIES {
            let under = under.and_then(|under| bodies.get(under));
            let mut body = json!({ "name": name, "kind": kind, "level": "province",
                                   "under": under, "from": FROM, "basis": "local choice" });
            if short == "commune" {
                body["level"] = json!("commune");
                body["area"] = json!(AREA);
            }
            let key = format!("body-{short}");
            let done = admin.command("directory.EstablishBody", &key, act.clone(), body).await?;
            let id = id_of(&done, "body")?;
            bodies.insert(short.to_owned(), id);
        }
        let at_home = bodies.iter().filter(|(short, _)| away.iter().all(|(body, _)| short != body));
        let at_home: Vec<&String> = at_home.map(|(_, id)| id).collect();
        let admit = json!({ "site": "MAIN", "bodies": at_home });
        admin.command("directory.AdmitSite", "admit", act.clone(), admit).await?;
        for (body, site) in away {
            let admit = json!({ "site": site, "bodies": [bodies[*body]] });
            let key = format!("admit-{body}");
            admin.command("directory.AdmitSite", &key, act.clone(), admit).await?;
        }
        let mut circle = Self { bodies, clients: BTreeMap::new() };
        circle.rule(&admin, &act, more, follower).await?;
        circle.appoint(realm, &admin, &act, away).await?;
        circle.clients.insert("office".to_owned(), admin);
        Ok(circle)
    }

    /// The officer of a body.
    #[must_use]
    pub fn officer(&self, body: &str) -> &Client {
        &self.clients[body]
    }

    /// The id of a body.
    #[must_use]
    pub fn id(&self, body: &str) -> &str {
        &self.bodies[body]
    }

    /// What an act for a body begins with.
    #[must_use]
    pub fn acting(&self, body: &str) -> Value {
        Client::acting_for(self.id(body))
    }

    /// The same officers at the realm's new address, after it was started again.
    pub fn moved(&mut self, realm: &Realm) {
        for client in self.clients.values_mut() {
            *client = client.at(&realm.url);
        }
    }

    /// A petition about street lamps, put to delegate group 1.
    #[must_use]
    pub fn petition(&self, original: &str) -> Value {
        json!({ "council": self.id("council"), "via": "meeting", "raised_with": self.id("group1"),
                "area": AREA, "field": "lighting", "original": original, "raised_by": "Bà Nguyễn Thị Mẫu" })
    }

    async fn rule(
        &self,
        admin: &Client,
        act: &Value,
        more: Value,
        follower: Option<&str>,
    ) -> anyhow::Result<()> {
        let term = json!({ "council": self.id("council"), "term": "2026-2031", "from": FROM,
                           "until": "2031-03-31", "prefix": "LH26" });
        admin.command("directory.OpenTerm", "term", act.clone(), term).await?;
        let field = |field: &str, name: &str, addressee: Option<&str>| json!({ "field": field, "name": name, "competence": "commune", "addressee": addressee });
        let mut rules = json!({
            "standing_committee": self.id("committee"),
            "front": self.id("front"),
            "peoples_committee": self.id("pc"),
            "fields": [field("lighting", "Đèn đường", Some(self.id("commune"))),
                       field("electricity", "Điện", Some(self.id("power"))),
                       field("other", "Khác", None)],
            "answer": { "days": 30, "day_kind": "calendar", "basis": "local choice" },
            "back_dating_days": 400,
        });
        if let (Some(rules), Value::Object(more)) = (rules.as_object_mut(), more) {
            rules.extend(more);
        }
        if let Some(follower) = follower {
            rules["followers_by_area"] = json!([{ "area": AREA, "follower": self.id(follower) }]);
        }
        let adopt = json!({ "council": self.id("council"), "from": FROM, "rules": rules });
        admin.command("directory.AdoptRules", "rules", act.clone(), adopt).await?;
        Ok(())
    }

    async fn appoint(
        &mut self,
        realm: &Realm,
        admin: &Client,
        act: &Value,
        away: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        for &(short, ..) in BODIES {
            let name = json!({ "name": format!("Cán bộ {short}") });
            let key = format!("officer-{short}");
            let done = admin.command("directory.AppointOfficer", &key, act.clone(), name).await?;
            let officer = id_of(&done, "officer")?;
            let role = json!({ "officer": officer, "body": self.id(short), "role": "officer",
                               "from": FROM });
            let key = format!("role-{short}");
            admin.command("directory.GiveRole", &key, act.clone(), role).await?;
            let site =
                away.iter().find(|(body, _)| *body == short).map_or("MAIN", |(_, site)| site);
            let token = token_at(realm, site, &["--officer", &officer]).await?;
            let url = realm.further.get(site).unwrap_or(&realm.url);
            self.clients.insert(short.to_owned(), Client::new(url, Some(&token)));
        }
        Ok(())
    }
}

/// The first command of a realm, with the token that only the operator of the site can make.
async fn set_up(realm: &Realm) -> anyhow::Result<(String, Client)> {
    let founding = json!({
        "name": "Vòng thử nghiệm Lam Hà",
        "roles": [
            { "role": "admin", "title": "Quản trị", "may": ["directory.*"] },
            { "role": "officer", "title": "Chuyên viên",
              "may": ["intake.*", "classification.*", "forwarding.*", "monitoring.*"] },
        ],
        "body": { "name": "Văn phòng Đoàn ĐBQH và HĐND", "kind": "office", "level": "province",
                  "from": FROM, "basis": "local choice" },
        "officer_name": "Quản trị viên",
        "role": "admin",
        "site": "MAIN",
    });
    let founder = token(realm, &["--founder"]).await?;
    let founder = Client::new(&realm.url, Some(&founder));
    let done = founder.command("directory.FoundRealm", "found", json!({}), founding).await?;
    let (office, officer) = (id_of(&done, "body")?, id_of(&done, "officer")?);
    let admin = token(realm, &["--officer", &officer]).await?;
    Ok((office, Client::new(&realm.url, Some(&admin))))
}

/// The id of what a directory command made.
fn id_of(done: &Value, what: &str) -> anyhow::Result<String> {
    done[what].as_str().map(ToOwned::to_owned).with_context(|| format!("no {what} in {done}"))
}

/// A token, as the operator of the site makes one: `--founder` or `--officer ID`.
///
/// # Errors
/// When the command line refuses.
pub async fn token(realm: &Realm, whose: &[&str]) -> anyhow::Result<String> {
    token_at(realm, "MAIN", whose).await
}

/// As [`token`], for the portal of another site.
///
/// # Errors
/// As [`token`].
pub async fn token_at(realm: &Realm, site: &str, whose: &[&str]) -> anyhow::Result<String> {
    let data = realm.data();
    let data = data.to_str().context("path")?;
    let mut arguments =
        vec!["token", "new", "--data", data, "--site", site, "--label", "test", "--json"];
    arguments.extend(whose);
    let made: Value = serde_json::from_str(&realm.hoiam(&arguments).await?)?;
    Ok(made["token"].as_str().context("no token")?.to_owned())
}
