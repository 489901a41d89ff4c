//! The talks about a petition's classification: each proposal with what was said of it, and both
//! sides of every pair beside each other, those who have not spoken included.

use portal_pages::petition::{Agreement, Fact, Pair, Revision, Voice};
use proto::BodyId;
use proto::event::PairRule;
use serde_json::Value;

use crate::pages::json::{At, items};
use crate::pages::petition::parts::{clock, field_called, gathered, text};
use crate::pages::shell::Page;

/// The talks as far as `history` tells them; none before anything was proposed.
pub(super) fn of(at: &Page, shown: &Value, history: &Value) -> Option<Agreement> {
    let proposal = shown.get("proposal").filter(|proposal| proposal.is_object())?;
    let agreed = proposal.is("/agreed");
    let mut revisions = revisions(at, shown, history);
    let last = revisions.pop().unwrap_or_default();
    revisions.reverse();
    let due = proposal.text("/consent_due").filter(|_| !agreed);
    let due = due.and_then(|day| clock(at, shown, day, String::new(), String::new()));
    let by = |said: &Value, what: &str| voice(at, said, what);
    Some(Agreement {
        last,
        agreed,
        due: due.map(|due| (due.day, due.left)),
        pairs: pairs(at, shown, proposal, agreed),
        dissents: items(proposal, "/dissents").iter().map(|said| by(said, "dissented")).collect(),
        deadlock: proposal
            .get("deadlock")
            .filter(|said| said.is_object())
            .map(|said| by(said, "decided")),
        before: revisions,
    })
}

fn voice(at: &Page, said: &Value, what: &str) -> Voice {
    Voice {
        party: said.text("/party/name").or(said.text("/by/name")).unwrap_or_default().to_owned(),
        what: what.to_owned(),
        on: said.words("/on"),
        reason: text(&at.w(), said.get("reason")),
    }
}

/// Every proposal, in order.
fn revisions(at: &Page, shown: &Value, history: &Value) -> Vec<Revision> {
    let mut all: Vec<Revision> = Vec::new();
    for entry in items(history, "/entries") {
        let kind = entry.text("/type").unwrap_or_default();
        if kind == "classification.classification_proposed" {
            let mut next = proposed(at, shown, entry);
            if let Some(before) = all.last() {
                let same =
                    |fact: &&Fact| before.facts.contains(fact) || before.differs.contains(fact);
                let (kept, differs) = next.facts.iter().cloned().partition(|fact| same(&fact));
                (next.facts, next.differs) = (kept, differs);
            }
            all.push(next);
            continue;
        }
        let what = match kind {
            "classification.consent_given" => "consented",
            "classification.silence_counted" => "consented-silent",
            "classification.classification_contested" => "contested",
            "classification.dissent_recorded" => "dissented",
            "classification.deadlock_decided" => "decided",
            _ => continue,
        };
        let of = entry.number("/data/proposal");
        if let Some(revision) = all.iter_mut().find(|revision| revision.number == of) {
            let party = entry.text("/data/party").or(entry.text("/data/by"));
            revision.voices.push(Voice {
                party: named(at, party),
                what: what.to_owned(),
                on: entry.words("/occurred_on"),
                reason: text(&at.w(), entry.pointer("/data/reason")),
            });
        }
    }
    all
}

fn named(at: &Page, id: Option<&str>) -> String {
    id.and_then(|id| id.parse().ok()).map(|id| at.name(id)).unwrap_or_default()
}

fn proposed(at: &Page, shown: &Value, entry: &Value) -> Revision {
    let (w, data) = (at.w(), &entry["data"]);
    let addressees = items(data, "/addressees").iter().map(|id| named(at, id.as_str()));
    let addressees = addressees.collect::<Vec<_>>().join("; ");
    let facts = vec![
        ("field", data.text("/field").map(|code| field_called(at, shown, code))),
        ("competence", data.text("/competence").map(|level| w.value(level))),
        ("addressees", Some(addressees)),
    ];
    Revision {
        number: data.number("/proposal"),
        by: entry.text("/body").map_or_else(|| w.t("by-system"), |id| named(at, Some(id))),
        on: entry.words("/occurred_on"),
        suggested: data.is("/suggested"),
        facts: gathered(&w, facts),
        differs: Vec::new(),
        reason: text(&w, data.get("reason")),
        voices: Vec::new(),
    }
}

/// Both sides of every pair that the rules name.
fn pairs(at: &Page, shown: &Value, proposal: &Value, agreed: bool) -> Vec<Pair> {
    let (w, pins, today) = (at.w(), &at.reader.known.pins, at.reader.today);
    let id = |pointer: &str| shown.text(pointer).and_then(|id| id.parse::<BodyId>().ok());
    let (Some(council), Some(raised_with)) = (id("/council/body"), id("/raised_with/body")) else {
        return Vec::new();
    };
    let area = shown.text("/area").and_then(|area| area.parse().ok());
    let rules = pins.rules(council, today).map_or(&[][..], |rules| &rules.pairs);
    let contested = !items(proposal, "/contests").is_empty();
    let mut begun = true;
    let pair = |(number, rule): (u64, &PairRule)| {
        let mut voices = spoken(at, proposal, number);
        let absent = rule.sides.iter().map(|side| {
            let party = pins.party(council, side, raised_with, area.as_ref(), today);
            party.map_or_else(|| w.t("dues-parties"), |party| at.name(party))
        });
        let absent: Vec<String> =
            absent.filter(|party| voices.iter().all(|voice| voice.party != *party)).collect();
        let complete = absent.is_empty() && voices.iter().all(|voice| voice.what != "contested");
        let what = match (contested, begun) {
            (true, _) => "stalled",
            (false, true) => "awaited",
            (false, false) => "later",
        };
        let waiting = absent.into_iter().take(2_usize.saturating_sub(voices.len()));
        if !agreed {
            voices.extend(waiting.map(|party| Voice {
                party,
                what: what.to_owned(),
                on: String::new(),
                reason: None,
            }));
        }
        let awaited = begun && !complete && !agreed && !contested;
        begun = begun && complete;
        let silence = if rule.silence_is_consent { "silence-consents" } else { "silence-not" };
        Pair { number, voices, silence: awaited.then(|| w.t(silence)) }
    };
    let pairs: Vec<Pair> = (1..).zip(rules).map(pair).collect();
    pairs.into_iter().filter(|pair| !pair.voices.is_empty()).collect()
}

fn spoken(at: &Page, proposal: &Value, pair: u64) -> Vec<Voice> {
    let of = |member: &str| {
        let said = items(proposal, member).iter();
        said.filter(|said| said.number("/pair") == pair).collect::<Vec<_>>()
    };
    let consents = of("/consents").into_iter().map(|said| {
        let what = if said.is("/silent") { "consented-silent" } else { "consented" };
        voice(at, said, what)
    });
    let contests = of("/contests").into_iter().map(|said| voice(at, said, "contested"));
    consents.chain(contests).collect()
}
