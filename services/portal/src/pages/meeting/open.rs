//! Opening a meeting: recorded when it begins, so that what is said can be taken down at it.

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use portal_pages::act::{Field, Kind};
use portal_pages::meeting::MeetingForm;
use proto::BodyId;
use serde_json::{Value, json};

use super::list::round_choices;
use super::{
    COMMITTEE, Typed, again, council_of, field, groups, hinted, key, kind, opens, refused,
    required, standing, text,
};
use crate::app::Shared;
use crate::pages::form::{Pairs, one};
use crate::pages::give::give;
use crate::pages::json::At;
use crate::pages::shell::Page;
use crate::pages::{book, cookies, go, page};
use crate::problem::Problem;

/// Members of the address that a form begins with.
const AT_FIRST: [&str; 3] = ["round", "area", "group"];

pub(super) async fn show(at: Page, OriginalUri(uri): OriginalUri) -> Result<Response, Problem> {
    let asked = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri);
    let asked = asked.map(|asked| asked.0).unwrap_or_default();
    page(&form(&at, &Typed::NOTHING, &asked))
}

pub(super) async fn take(
    State(app): State<Shared>,
    at: Page,
    sent: Pairs,
) -> Result<Response, Problem> {
    let key = format!("meeting-{}", one(&sent, "key"));
    match give(&app, &at, "intake", "HoldMeeting", &key, &command(&at, &sent)).await {
        Ok(done) => {
            let to = format!("/buoi-tiep-xuc/{}/ghi", done.words("/stream"));
            Ok(go(&to, [cookies::say("act-done")]))
        }
        Err(problem) => {
            let told = problem.body(at.visitor.language);
            let wrong = wrong(&told);
            let typed = Typed { sent: Some(&sent), problem: Some(&told), wrong };
            again(&form(&at, &typed, &[]), problem.status())
        }
    }
}

/// The field that a problem is about.
fn wrong(told: &Value) -> &'static str {
    let place = told.text("/field").unwrap_or_default();
    match (told.text("/code").unwrap_or_default(), place) {
        ("intake.no_group" | "intake.no_council" | "intake.not_a_group_of_these_councils", _) => {
            "group"
        }
        ("intake.too_far_back" | "in_the_future", _) => "held_on",
        (_, "/occurred_on") => "held_on",
        (_, "/data/place") => "place",
        (_, "/data/area") => "area",
        (_, "/data/voters") => "voters",
        (_, "/data/round") => "round",
        _ => "",
    }
}

fn command(at: &Page, sent: &Pairs) -> Value {
    let all = |name: &str| -> Vec<&str> {
        let named = sent.0.iter().filter(|(of, _)| of == name);
        named.map(|(_, value)| value.as_str()).collect()
    };
    let groups = all("group");
    let ids = groups.iter().filter_map(|id| id.parse::<BodyId>().ok());
    let mut councils: Vec<BodyId> = ids.filter_map(|group| council_of(at, group)).collect();
    councils.sort_unstable();
    councils.dedup();
    let mut data = json!({
        "councils": councils,
        "groups": groups,
        "invited": all("invited"),
        "area": one(sent, "area"),
        "place": text(sent, "place"),
    });
    let mut put = |name: &str, value: Value| data[name] = value;
    if !one(sent, "round").is_empty() {
        put("round", json!(one(sent, "round")));
    }
    let voters = one(sent, "voters").trim();
    if !voters.is_empty() {
        put("voters", voters.parse::<u64>().map_or_else(|_| json!(voters), |n| json!(n)));
    }
    let minutes = text(sent, "minutes");
    if !minutes.is_empty() {
        put("minutes", json!(minutes));
    }
    let took_part = |body: &&BodyId| groups.contains(&body.to_string().as_str());
    let leads = |body: &&BodyId| {
        kind(at, **body) == Some(COMMITTEE)
            && council_of(at, **body).is_some_and(|council| councils.contains(&council))
    };
    // Whoever else acts is told by the decision who may.
    let body = at.acting.iter().find(took_part).or_else(|| at.acting.iter().find(leads));
    let body = body.or(at.acting.first());
    let mut command = json!({ "body": body, "data": data });
    if !one(sent, "held_on").is_empty() {
        command["occurred_on"] = json!(one(sent, "held_on"));
    }
    command
}

fn form(at: &Page, typed: &Typed<'_>, asked: &[(String, String)]) -> MeetingForm {
    let w = at.w();
    let begins = |name: &str| {
        let known = asked.iter().filter(|(of, _)| of == name && AT_FIRST.contains(&name));
        known.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ")
    };
    let today = at.reader.today.to_string();
    let fields = fields(at, typed, &begins, &today);
    let more = more(at, typed);
    let filled = |field: &Field| {
        let ticked = field.choices.iter().any(|choice| choice.chosen);
        field.error.is_some() || ticked || !field.value.is_empty()
    };
    let mut shell = at.shell(w.t("meeting-open"), "meetings");
    shell.address = "/buoi-tiep-xuc/mo".to_owned();
    MeetingForm {
        shell,
        lead: w.t(if opens(at) { "meeting-open-lead" } else { "meeting-not-yours" }),
        help: w.t("help-meeting-open"),
        address: "/buoi-tiep-xuc/mo".to_owned(),
        hidden: vec![("key".to_owned(), key(typed))],
        more_open: more.iter().any(filled),
        refused: typed.problem.map(|problem| refused(problem, fields.iter().chain(&more))),
        fields,
        more,
        send: w.t("meeting-open-send"),
    }
}

fn fields(
    at: &Page,
    typed: &Typed<'_>,
    begins: &dyn Fn(&str) -> String,
    today: &str,
) -> Vec<Field> {
    let mine = at.acting.iter().filter(|&&body| kind(at, body) == Some(super::GROUP));
    let mut group = begins("group");
    if let (true, [one]) = (group.is_empty(), mine.collect::<Vec<_>>().as_slice()) {
        group = one.to_string();
    }
    let one = |name, id, at_first: &str, choices| {
        field(at, typed, (name, id, Kind::One), at_first, choices)
    };
    let groups = field(at, typed, ("group", "meeting-groups", Kind::Many), &group, groups(at));
    let place = field(at, typed, ("place", "meeting-place", Kind::Line), "", Vec::new());
    let day = ("held_on", "meeting-held-on", Kind::Day);
    vec![
        required(hinted(at, "meeting-groups-hint", groups)),
        one("round", "filter-round", &begins("round"), round_choices(at)),
        required(one("area", "area", &begins("area"), book::areas(at))),
        required(hinted(at, "meeting-place-hint", place)),
        required(field(at, typed, day, today, Vec::new())),
    ]
}

fn more(at: &Page, typed: &Typed<'_>) -> Vec<Field> {
    let invited = ("invited", "meeting-invited", Kind::Many);
    let minutes = field(at, typed, ("minutes", "meeting-minutes", Kind::Text), "", Vec::new());
    let voters = field(at, typed, ("voters", "meeting-voters", Kind::Number), "", Vec::new());
    vec![
        field(at, typed, invited, "", standing(at, &[])),
        hinted(at, "meeting-voters-hint", voters),
        hinted(at, "meeting-minutes-hint", minutes),
    ]
}
