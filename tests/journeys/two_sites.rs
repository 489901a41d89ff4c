//! A realm of two sites: the council's office, and the power company with a portal, credentials and
//! data of its own. It works for its own body, and neither acts for nor opens what is not its own,
//! also when its portal is no longer ours but somebody's program with the site's keys.

use proto::sealed::Sealed;
use proto::{BodyId, Context, OfficerId, Position, StreamId};
use runtime::bus::{Bus, BusConfig, REQUEST_TIMEOUT};
use runtime::store::{Recorded, Store};
use serde_json::{Value, json};
use system_tests::circle::Circle;
use system_tests::eventually;
use system_tests::realm::Realm;
use vault::{Refusal, VaultClient};

const ORIGINAL: &str = "Điện yếu, không bơm được nước.";

/// Who says that they want to read.
#[derive(Clone, Copy)]
struct Reader {
    officer: OfficerId,
    body: BodyId,
}

async fn reader(circle: &Circle, body: &str) -> Reader {
    let me = circle.officer(body).get("/me").await.unwrap().ok().unwrap();
    let officer = me["officer"].as_str().unwrap().parse().unwrap();
    Reader { officer, body: circle.id(body).parse().unwrap() }
}

/// What a program with the agency's keys has: its credentials on the bus, its socket of the vault.
struct Thief {
    bus: Bus,
    vault: VaultClient,
}

impl Thief {
    async fn at(realm: &Realm) -> Self {
        let conf = std::fs::read_to_string(realm.data().join("nats/nats.conf")).unwrap();
        let listen = conf.split("listen: \"").nth(1).and_then(|rest| rest.split('"').next());
        let config = BusConfig {
            url: format!("nats://{}", listen.unwrap()),
            realm: proto::Realm::new("r1").unwrap(),
            user: "portal_AGENCY".to_owned(),
            seed: realm.data().join("keys/portal_AGENCY.nk"),
        };
        let vault = VaultClient::new(realm.data().join("run/vault-AGENCY.sock"));
        let bus = Bus::connect(&config).await.unwrap();
        eventually("the bus", std::time::Duration::from_secs(10), async || bus.ready().ok())
            .await
            .unwrap();
        Self { bus, vault }
    }

    /// Every sealed text of a petition, as the log gives it to everybody in the realm.
    async fn sealed_of(&self, stream: StreamId) -> Vec<Sealed> {
        let request = proto::page::ReadRequest::Log { after: Position(0), limit: 1_000 };
        let page = Store::new(self.bus.clone()).page(&request).await.unwrap();
        let recorded = page.frames.into_iter().map(|frame| Recorded::from_frame(frame).unwrap());
        let mut found = Vec::new();
        for recorded in recorded.filter(|recorded| recorded.envelope.stream == stream) {
            let data: Value = serde_json::from_str(recorded.envelope.data.get()).unwrap();
            let members = data.as_object().unwrap().values();
            found.extend(members.filter_map(|m| serde_json::from_value(m.clone()).ok()));
        }
        found
    }

    async fn opens(&self, as_: Reader, texts: &[Sealed]) -> Vec<Result<String, Refusal>> {
        let opened = self.vault.open(as_.officer, as_.body, texts.to_vec()).await.unwrap();
        opened.into_iter().map(|text| text.map(|text| text.as_str().to_owned())).collect()
    }

    /// Sends a command as whoever, past every portal; gives the service's answer.
    async fn commands(&self, as_: Reader, stream: StreamId) -> Value {
        let message = json!({
            "command_id": runtime::random::uuid(), "request_mac": "0".repeat(64), "version": 1,
            "stream": stream, "seen_version": 1, "body": as_.body, "officer": as_.officer,
            "occurred_on": "2026-11-20", "correlation": runtime::random::uuid(),
            "data": { "wording": "Không phải của tôi" },
        });
        let subject = self.bus.subjects.command(Context::Intake, "ApprovePublicWording");
        let payload = message.to_string().into_bytes().into();
        let answer = self.bus.request(subject, payload, REQUEST_TIMEOUT).await.unwrap();
        serde_json::from_slice(&answer).unwrap()
    }
}

async fn agreed_for_power(circle: &Circle) -> (String, Value) {
    let clerk = circle.officer("group1");
    let mut data = circle.petition(ORIGINAL);
    data["field"] = json!("electricity");
    let act = circle.acting("group1");
    let done = clerk.command("intake.RecordPetition", "two-sites", act, data).await.unwrap();
    let stream = done["stream"].as_str().unwrap().to_owned();
    let path = format!("/petitions/{stream}");
    let at = async |stage: &str| {
        eventually(stage, std::time::Duration::from_secs(20), async || {
            let petition = clerk.get(&path).await.ok()?.ok().ok()?;
            (petition["stage"]["code"] == stage).then_some(petition)
        })
        .await
        .unwrap()
    };
    let seen = at("being_agreed").await;
    let mut act = circle.acting("committee");
    act["stream"] = json!(stream);
    act["seen_version"] = seen["version"].clone();
    let data = json!({ "field": "electricity", "competence": "province",
                       "addressees": [circle.id("power")] });
    let committee = circle.officer("committee");
    let command = "classification.ProposeClassification";
    committee.command(command, "propose", act, data).await.unwrap();
    (stream, at("agreed").await["version"].clone())
}

async fn forward(circle: &Circle, stream: &str, version: Value) {
    let mut act = circle.acting("committee");
    act["occurred_on"] = json!("2026-11-19");
    act["document"] = json!({ "symbol": "15/HĐND-VP", "issued_on": "2026-11-19" });
    let data = json!({ "to": circle.id("power"),
                       "petitions": [{ "petition": stream, "seen_version": version }] });
    let committee = circle.officer("committee");
    committee.command("forwarding.IssueLetter", "letter", act, data).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencys_site_neither_acts_for_nor_opens_what_is_not_its_own() {
    let mut realm = Realm::start_with(&["AGENCY"]).await.unwrap();
    let circle = Circle::found_at(&realm, &[("power", "AGENCY")]).await.unwrap();
    let (stream, version) = agreed_for_power(&circle).await;
    let (clerk, power) = (reader(&circle, "group1").await, reader(&circle, "power").await);
    let (thief, of_petition) = (Thief::at(&realm).await, stream.parse().unwrap());

    // The record is common knowledge of the realm; the texts are not, by page or by hand.
    let path = format!("/petitions/{stream}");
    let at_agency = circle.officer("power");
    let seen = eventually("the record", std::time::Duration::from_secs(20), async || {
        at_agency.get(&path).await.ok()?.ok().ok()
    });
    assert_eq!(seen.await.unwrap()["texts"], "forbidden");
    let history = at_agency.get(&format!("{path}/history")).await.unwrap().body.to_string();
    assert!(!history.contains(ORIGINAL) && history.contains("petition_received"), "{history}");
    let texts = thief.sealed_of(of_petition).await;
    assert_eq!(texts.len(), 2, "the voter's words and name");
    let forged = Reader { officer: clerk.officer, body: power.body };
    for claimed in [power, clerk, forged] {
        for opened in thief.opens(claimed, &texts).await {
            assert_eq!(opened, Err(Refusal::Forbidden));
        }
    }

    // It cannot act for another body: not by its portal, and not past it.
    let mut act = circle.acting("group1");
    act["stream"] = json!(stream);
    act["seen_version"] = json!(1);
    let wording = json!({ "wording": "Không phải của tôi" });
    let command = "intake.ApprovePublicWording";
    let refused = at_agency.try_command(command, "steal", &act, &wording).await.unwrap();
    assert_eq!((refused.status, refused.code()), (403, "forbidden.site_not_admitted"));
    let answer = thief.commands(clerk, of_petition).await;
    assert!(answer.to_string().contains("site_not_admitted"), "{answer}");
    // The council's office cannot act for the company either.
    let mut act = circle.acting("power");
    act["stream"] = json!(stream);
    act["seen_version"] = json!(1);
    let at_office = circle.officer("group1");
    let refused = at_office.try_command(command, "steal", &act, &wording).await.unwrap();
    assert_eq!((refused.status, refused.code()), (403, "forbidden.site_not_admitted"));

    // Once it is theirs they read it, hear of it, and answer it through their own site.
    forward(&circle, &stream, version).await;
    let whole = eventually("the texts", std::time::Duration::from_secs(20), async || {
        let petition = at_agency.get(&path).await.ok()?.ok().ok()?;
        (petition["texts"]["original"]["text"] == ORIGINAL).then_some(petition)
    });
    let version = whole.await.unwrap()["version"].clone();
    assert!(thief.opens(power, &texts).await.iter().all(Result::is_ok));
    assert!(thief.opens(clerk, &texts).await.iter().all(Result::is_err));
    let notices = at_agency.get("/notices").await.unwrap().body.to_string();
    assert!(notices.contains("petition_forwarded"), "{notices}");
    let mut act = circle.acting("power");
    act["stream"] = json!(stream);
    act["seen_version"] = version;
    act["occurred_on"] = json!("2026-11-20");
    act["document"] = json!({ "symbol": "88/ĐL-KT", "issued_on": "2026-11-20" });
    let data = json!({ "outcome": "resolved", "text": "Đã nâng trạm biến áp." });
    at_agency.command("forwarding.AnswerPetition", "answer", act, data).await.unwrap();
    let read = eventually("the answer", std::time::Duration::from_secs(20), async || {
        let history = at_office.get(&format!("{path}/history")).await.ok()?;
        history.body.to_string().contains("Đã nâng trạm biến áp.").then_some(())
    });
    read.await.unwrap();
    realm.end().await.unwrap();
    system_tests::life::intact(&realm).await.unwrap();
}
