//! Those who have to answer, each with its own clock, agencies and answers; and the voter's word.

use portal_pages::Words;
use portal_pages::petition::{Addressee, Fact, Remark};
use serde_json::Value;

use crate::pages::json::{At, items};
use crate::pages::petition::parts::{clock, day, gathered, names, text};
use crate::pages::petition::said::satisfied;
use crate::pages::shell::Page;

/// What was said of an addressee's work: the member of the API, and the id of its words.
const REMARKS: [(&str, &str); 6] = [
    ("made_known", "made-known"),
    ("claims", "claims"),
    ("checks", "checks"),
    ("extensions", "extensions"),
    ("reminders", "reminders"),
    ("waiting", "waiting"),
];

pub(super) fn of(at: &Page, shown: &Value, history: &Value) -> Vec<Addressee> {
    items(shown, "/addressees").iter().map(|to| addressee(at, shown, to, history)).collect()
}

fn addressee(at: &Page, shown: &Value, to: &Value, history: &Value) -> Addressee {
    let w = at.w();
    let sent = to.text("/sent_on").is_some();
    let unread = || sent.then(|| w.t("receipt-none"));
    let answers = items(to, "/answers");
    let answered = !answers.is_empty();
    // What is owed first: the answer, then the work that it announced.
    let done = items(to, "/claims").is_empty().then(|| to.text("/done_by")).flatten();
    let owed =
        if answered { done.zip(Some("done")) } else { to.text("/answer_due").zip(Some("answer")) };
    let clock = owed.and_then(|(on, what)| clock(at, shown, on, w.value(what), to.words("/name")));
    let facts = vec![
        ("sent-on", day(&w, to, "/sent_on")),
        ("receipt-on", day(&w, to, "/receipt/on").or_else(unread)),
        ("answer-due", day(&w, to, "/answer_due").filter(|_| answered)),
        (
            "rung",
            rung(&w, to, history)
                .map(|told| if in_time(to) { w.t("rung-late-entry") } else { told }),
        ),
        ("lead", to.text("/assigned/lead/name").map(str::to_owned)),
        ("supporting", names(to, "/assigned/supporting")),
        ("inner-due", day(&w, to, "/assigned/inner_due")),
    ];
    let mut remarks = Vec::new();
    if let Some(said) = to.get("returned").filter(|said| said.is_object()) {
        remarks.push(remark(&w, "returned", said));
    }
    remarks.extend(answers.last().map(|said| remark(&w, "answers", said)));
    for (member, id) in REMARKS {
        let before = member == "made_known" && to.is("/untold");
        let id = if before { "made-known-before" } else { id };
        let said = to.get(member).and_then(Value::as_array).into_iter().flatten();
        remarks.extend(said.map(|said| remark(&w, id, said)));
    }
    let before = answers.split_last().map_or(&[][..], |(_, before)| before);
    Addressee {
        name: to.words("/name"),
        was: names(to, "/was").unwrap_or_default(),
        facts: gathered(&w, facts),
        late: clock.as_ref().is_some_and(|due| due.late),
        clock,
        answered,
        remarks,
        superseded: before.iter().rev().map(|said| remark(&w, "answers", said)).collect(),
    }
}

/// It had answered by its day, and owes no work that was late since.
fn in_time(to: &Value) -> bool {
    let first = items(to, "/answers").first().and_then(|answer| answer.text("/on"));
    let by = |due: &str| first.zip(to.text(due)).is_some_and(|(on, due)| on <= due);
    by("/answer_due") && to.text("/done_by").is_none()
}

/// The rung that the last day passed has reached, and who was told.
fn rung(w: &Words, to: &Value, history: &Value) -> Option<String> {
    let told = items(history, "/entries").iter().rev().find(|entry| {
        entry.text("/type") == Some("monitoring.deadline_escalated")
            && entry.text("/data/body") == to.text("/body")
    })?;
    let day = w.day(told.text("/occurred_on").unwrap_or_default());
    Some(format!("{} ({day})", w.count("rung-reached", told.number("/data/rung"))))
}

pub(super) fn voter(at: &Page, shown: &Value) -> Vec<Remark> {
    let w = at.w();
    let heard = |said: &Value| {
        let answer = w.t(satisfied(said.is("/said/satisfied")));
        let result = Some(format!("{}: {answer}", w.field("satisfied")));
        Remark { result, ..remark(&w, "voter", said) }
    };
    items(shown, "/voter").iter().map(heard).collect()
}

pub(in crate::pages) fn remark(w: &Words, id: &str, said: &Value) -> Remark {
    let code = said.text("/said/outcome").or(said.text("/said/result"));
    let words = said.pointer("/said/text").or(said.pointer("/said/reason"));
    let roadmap = said.text("/said/roadmap/text").map(str::to_owned);
    let days =
        [("done_by", "/said/done_by"), ("until", "/said/until"), ("review_on", "/said/review_on")];
    let mut facts: Vec<Fact> = days
        .into_iter()
        .filter_map(|(name, at)| Some(Fact { label: w.field(name), value: day(w, said, at)? }))
        .collect();
    facts.extend(roadmap.map(|value| Fact { label: w.field("roadmap"), value }));
    let channel = said.text("/said/channel").map(|channel| w.value(channel));
    facts.extend(channel.map(|value| Fact { label: w.field("channel"), value }));
    let place = said.text("/said/place").map(str::to_owned);
    facts.extend(place.map(|value| Fact { label: w.field("place"), value }));
    if said.is("/said/as_stated_in_the_book") {
        facts.push(Fact { label: w.t("source"), value: w.t("by-the-book") });
    }
    Remark {
        label: w.t(id),
        on: said.words("/on"),
        result: code.map(|code| w.value(code)),
        public: said.text("/said/public_answer").map(str::to_owned),
        text: text(w, words),
        facts,
    }
}
