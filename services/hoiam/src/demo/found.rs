//! The circle: bodies, officers, sites, terms, sessions, rounds, calendars and rules.

use anyhow::Context as _;
use proto::Day;
use serde_json::{Map, Value, json};

use super::data::{Body, Data, Province, Town};
use super::table::Row;
use super::teller::{Actor, Teller};

/// Founds the realm, and establishes the province and the town as it was.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn found(teller: &Teller, data: &Data) -> anyhow::Result<()> {
    let (province, town) = (&data.province, &data.town);
    realm(teller, data).await?;
    let establishing = Establishing { teller, admin: teller.by("office")? };
    establishing.areas(province.areas.iter().chain(&town.areas)).await?;
    establishing.bodies(&province.bodies, province.from, &province.basis).await?;
    establishing.bodies(&town.bodies, town.from, &town.basis).await?;
    establishing.sites(data).await?;
    establishing.calendars(&province.calendars).await?;
    establishing.province(data).await?;
    establishing.town(data).await?;
    establishing.officers(&province.bodies, province.from).await?;
    establishing.deputy(data).await?;
    establishing.officers(&town.bodies, town.from).await
}

async fn realm(teller: &Teller, data: &Data) -> anyhow::Result<()> {
    let province = &data.province;
    let mut body = province.office.clone();
    // The office has been there since the town's term began: it keeps that book as well.
    (body["from"], body["basis"]) = (json!(data.town.from), json!(province.basis));
    let founding = json!({
        "name": province.realm, "roles": province.roles, "body": body,
        "officer_name": province.admin, "role": "admin", "site": "MAIN",
    });
    let founder = teller.founder().await?;
    let done = teller.give(&founder, "directory.FoundRealm", "found", json!({}), &founding).await?;
    let (body, officer) = (id_of(&done, "body")?, id_of(&done, "officer")?);
    teller.know_body("office", &body);
    let admin = teller.actor(Some(body), officer.parse()?, None).await?;
    teller.know("office", admin.clone());
    let name = province.office["name"].as_str().unwrap_or_default();
    teller.keep(row("office", name, &admin)?)
}

fn id_of(done: &Value, what: &str) -> anyhow::Result<String> {
    done[what].as_str().map(ToOwned::to_owned).with_context(|| format!("no {what} came of it"))
}

fn row(key: &str, name: &str, actor: &Actor) -> anyhow::Result<Row> {
    Ok(Row {
        key: key.to_owned(),
        body: actor.body.clone().context("an officer acts for a body")?,
        name: name.to_owned(),
        officer: actor.officer,
        site: actor.site.to_string(),
        url: actor.url.clone(),
        token: actor.token.clone(),
        ended: false,
    })
}

struct Establishing<'a> {
    teller: &'a Teller,
    admin: Actor,
}

impl Establishing<'_> {
    async fn give(&self, command: &str, key: &str, data: &Value) -> anyhow::Result<Value> {
        self.give_by(&json!({}), command, key, data).await
    }

    /// As [`give`](Self::give), by a paper of its day.
    async fn give_by(
        &self,
        act: &Value,
        command: &str,
        key: &str,
        data: &Value,
    ) -> anyhow::Result<Value> {
        let command = format!("directory.{command}");
        self.teller.give(&self.admin, &command, key, act.clone(), data).await
    }

    async fn areas(&self, areas: impl Iterator<Item = &Value>) -> anyhow::Result<()> {
        for area in areas {
            let key = format!("area-{}", area["area"].as_str().unwrap_or_default());
            self.give("NameArea", &key, area).await?;
        }
        Ok(())
    }

    async fn bodies(&self, bodies: &[Body], from: Day, basis: &str) -> anyhow::Result<()> {
        for body in bodies {
            let Body { key, name, kind, level, under, area, .. } = body;
            let mut data = json!({ "name": name, "kind": kind, "level": level, "from": from,
                                   "basis": basis });
            if let Some(under) = under {
                data["under"] = json!(under);
            }
            if let Some(area) = area {
                data["area"] = json!(area);
            }
            let done = self.give("EstablishBody", &format!("body-{key}"), &data).await?;
            self.teller.know_body(key, &id_of(&done, "body")?);
        }
        Ok(())
    }

    /// Each body at its own site: the agency's at the second, all others at the first.
    async fn sites(&self, data: &Data) -> anyhow::Result<()> {
        let all = || data.province.bodies.iter().chain(&data.town.bodies);
        let at = |site: Option<&str>| {
            let there = all().filter(move |body| body.site.as_deref() == site);
            there.map(|body| format!("@{}", body.key)).collect::<Vec<_>>()
        };
        let elsewhere: std::collections::BTreeSet<&str> =
            all().filter_map(|body| body.site.as_deref()).collect();
        let main = json!({ "site": "MAIN", "bodies": at(None) });
        self.give("AdmitSite", "site-MAIN", &main).await?;
        for site in elsewhere {
            let admit = json!({ "site": site, "bodies": at(Some(site)) });
            self.give("AdmitSite", &format!("site-{site}"), &admit).await?;
        }
        Ok(())
    }

    async fn calendars(&self, years: &[i16]) -> anyhow::Result<()> {
        for &year in years {
            let expected = directory::expected_days_off(year).into_iter();
            let days: Vec<Value> =
                expected.map(|off| json!({ "day": off.day, "name": off.name })).collect();
            let source = "Điều 111, 112 Bộ luật Lao động (dự kiến, dùng cho bản trình diễn)";
            let data = json!({ "year": year, "days": days, "source": source });
            self.give("PublishDaysOff", &format!("days-off-{year}"), &data).await?;
        }
        Ok(())
    }

    async fn province(&self, data: &Data) -> anyhow::Result<()> {
        let province = &data.province;
        for term in &province.terms {
            let prefix = term["prefix"].as_str().unwrap_or_default();
            self.give("OpenTerm", &format!("term-{prefix}"), term).await?;
        }
        self.sessions("hdnd", &province.sessions).await?;
        let mut rules = province.rules.clone();
        rules.insert("fields".to_owned(), json!(province.fields));
        for (party, key) in
            [("standing_committee", "@tt"), ("front", "@mttq"), ("peoples_committee", "@ubnd")]
        {
            rules.insert(party.to_owned(), json!(key));
        }
        let adopt = json!({ "council": "@hdnd", "from": province.from, "rules": rules });
        self.give_by(&province.rules_paper.act(), "AdoptRules", "rules-hdnd", &adopt).await?;
        self.commune(province, &rules).await?;
        for round in &province.rounds {
            let mut round = round.clone();
            round["council"] = json!("@hdnd");
            let key = format!("round-{}", round["round"].as_str().unwrap_or_default());
            self.give("OpenRound", &key, &round).await?;
        }
        Ok(())
    }

    /// The commune's council has simple rules of its own, from its term on.
    async fn commune(&self, province: &Province, rules: &Map<String, Value>) -> anyhow::Result<()> {
        let mut own = province.commune_rules.clone();
        let council = own.remove("council").context("the commune's council")?;
        let term = province.terms.iter().find(|term| term["council"] == council);
        let from = term.map(|term| term["from"].clone()).context("the commune's term")?;
        for name in ["answer", "back_dating_days", "fields"] {
            own.insert(name.to_owned(), rules.get(name).cloned().unwrap_or_default());
        }
        let adopt = json!({ "council": council, "from": from, "rules": own });
        let act = province.commune_rules_paper.act();
        self.give_by(&act, "AdoptRules", "rules-commune", &adopt).await?;
        Ok(())
    }

    async fn sessions(&self, council: &str, sessions: &[Value]) -> anyhow::Result<()> {
        for session in sessions {
            let mut session = session.clone();
            session["council"] = json!(format!("@{council}"));
            let word = session["session"].as_str().unwrap_or_default();
            self.give("PlanSession", &format!("session-{council}-{word}"), &session).await?;
        }
        Ok(())
    }

    async fn town(&self, data: &Data) -> anyhow::Result<()> {
        let town = &data.town;
        let mut term = town.term.clone();
        term.insert("council".to_owned(), json!(format!("@{}", town.council)));
        term.insert("from".to_owned(), json!(town.from));
        self.give("OpenTerm", "term-town", &Value::Object(term)).await?;
        self.sessions(&town.council, &town.sessions).await?;
        let parties = [&town.committee, &town.front, &town.peoples_committee];
        let rules = town_rules(data, parties.map(|key| format!("@{key}")));
        let council = format!("@{}", town.council);
        let adopt = json!({ "council": council, "from": town.from, "rules": rules });
        self.give_by(&town.rules_paper.act(), "AdoptRules", "rules-town", &adopt).await?;
        Ok(())
    }

    async fn officers(&self, bodies: &[Body], from: Day) -> anyhow::Result<()> {
        for body in bodies {
            let Some(name) = &body.officer else { continue };
            let (key, site) = (&body.key, body.site.as_deref());
            let actor = self.officer(key, name, key, "officer", from, site).await?;
            // Only what ended has heirs.
            let ended = !body.heirs.is_empty();
            self.teller.keep(Row { ended, ..row(key, &body.name, &actor)? })?;
        }
        Ok(())
    }

    async fn deputy(&self, data: &Data) -> anyhow::Result<()> {
        let (deputy, from) = (&data.province.deputy, data.province.from);
        let actor =
            self.officer(&deputy.key, &deputy.name, &deputy.body, "deputy", from, None).await?;
        let group = data.province.bodies.iter().find(|body| body.key == deputy.body);
        let group = group.map_or("", |body| body.name.as_str());
        self.teller.keep(row(&deputy.key, &format!("một đại biểu của {group}"), &actor)?)
    }

    async fn officer(
        &self,
        key: &str,
        name: &str,
        body: &str,
        role: &str,
        from: Day,
        site: Option<&str>,
    ) -> anyhow::Result<Actor> {
        let named = json!({ "name": name });
        let done = self.give("AppointOfficer", &format!("officer-{key}"), &named).await?;
        let officer = id_of(&done, "officer")?;
        let id = self.teller.body(body)?;
        let role = json!({ "officer": officer, "body": id, "role": role, "from": from });
        self.give("GiveRole", &format!("role-{key}"), &role).await?;
        let actor = self.teller.actor(Some(id), officer.parse()?, site).await?;
        self.teller.know(key, actor.clone());
        Ok(actor)
    }
}

/// The town's rules between these parties. It had no pairs: its committee and its Front agreed
/// on paper, and what they agreed on stands in the book.
pub(super) fn town_rules(data: &Data, parties: [String; 3]) -> Value {
    let [committee, front, peoples_committee] = parties;
    let Town { answer, .. } = &data.town;
    // The book names who answered: nobody is proposed unseen.
    let field = |field: &Value| json!({ "field": field["field"], "name": field["name"], "competence": "district" });
    json!({
        "standing_committee": committee, "front": front, "peoples_committee": peoples_committee,
        "fields": data.province.fields.iter().map(field).collect::<Value>(),
        "answer": answer, "back_dating_days": data.province.rules["back_dating_days"],
    })
}
