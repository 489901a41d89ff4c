//! Other petitions: merged with this one, parts and wholes of it, and those that may be the same.
//!
//! How alike two are is plain to see and to explain: the words that their public wordings share,
//! without marks, of those of the shorter one; an area, a field or a body in common lowers what is
//! asked for. It only suggests: whoever may merge decides.

use std::collections::BTreeSet;

use portal_pages::petition::Kin;
use proto::stage::Stage;
use proto::text::fold;
use proto::{BodyId, StreamId};
use register::{Filter, PetitionRow};
use serde_json::Value;

use crate::app::App;
use crate::pages::json::{At, items};
use crate::pages::petition::said::Numbers;
use crate::pages::shell::Page;
use crate::problem::Problem;

/// So many of the newest are compared.
const COMPARED_MAX: u32 = 300;
/// So many are suggested.
const SUGGESTED_MAX: usize = 3;
/// Fewer words in common are chance.
const COMMON_MIN: usize = 3;
/// The share of the shorter wording, in hundredths, where nothing else is in common.
const ALIKE_MIN: usize = 60;
/// The share where area, field or body is the same.
const ALIKE_NEAR_MIN: usize = 45;
/// Words so frequent that they say nothing.
const EMPTY: [&str; 24] = [
    "cu", "tri", "de", "nghi", "kien", "cac", "cap", "co", "quan", "xa", "phuong", "tinh", "va",
    "tai", "cua", "cho", "la", "thi", "khong", "duoc", "nguoi", "dan", "som", "tren",
];
/// Where a petition may still be merged, or merged into.
const OPEN: [Stage; 11] = [
    Stage::Received,
    Stage::BeingAgreed,
    Stage::Contested,
    Stage::Agreed,
    Stage::Forwarded,
    Stage::Returned,
    Stage::PartlyAnswered,
    Stage::Answered,
    Stage::Followed,
    Stage::WaitingForResources,
    Stage::PassedOn,
];

/// The petitions that a petition's life names, with their numbers and rows: one query.
pub(super) async fn of(
    app: &App,
    at: &Page,
    shown: &Value,
    history: &Value,
) -> Result<(Vec<Kin>, Numbers), Problem> {
    let mut named: Vec<(StreamId, &str)> = Vec::new();
    let known = |id: Option<&str>, how: &'static str| {
        id.and_then(|id| id.parse::<StreamId>().ok()).map(|id| (id, how))
    };
    named.extend(known(shown.text("/merged/said/into"), "merged-into"));
    named.extend(known(shown.text("/part_of"), "part-of"));
    for (member, how) in [("/absorbed", "absorbed"), ("/split_into", "split-into")] {
        named.extend(items(shown, member).iter().filter_map(|one| known(one.as_str(), how)));
    }
    let kin = named.len();
    for entry in items(history, "/entries") {
        for member in ["/data/into", "/data/petition", "/data/from"] {
            named.extend(known(entry.text(member), ""));
        }
    }
    let streams: Vec<StreamId> = named.iter().map(|(id, _)| *id).collect();
    if streams.is_empty() {
        return Ok(Default::default());
    }
    let rows = app.register.rows_of(&streams).await?;
    let numbers = rows.iter().map(|row| (row.stream.to_string(), row.number.clone())).collect();
    let shown = named.into_iter().take(kin).filter_map(|(id, how)| {
        let row = rows.iter().find(|row| row.stream == id)?;
        Some(Kin { how: at.w().t(how), ..kin_of(at, row) })
    });
    Ok((shown.collect(), numbers))
}

fn kin_of(at: &Page, row: &PetitionRow) -> Kin {
    let stage = at.visitor.language.pick(row.stage.label_vi(), row.stage.label_en());
    Kin {
        number: row.number.clone(),
        how: String::new(),
        wording: row.public_wording.clone().unwrap_or_else(|| at.w().t("no-wording")),
        stage: stage.to_owned(),
        merge: None,
    }
}

/// Petitions of the same council that may be the same, the most alike first.
pub(super) async fn twins(
    app: &App,
    at: &Page,
    shown: &Value,
    may_merge: bool,
) -> Result<Vec<Kin>, Problem> {
    let own = meaningful(shown.text("/public_wording").unwrap_or_default());
    let council: Option<BodyId> = shown.text("/council/body").and_then(|id| id.parse().ok());
    if own.len() < COMMON_MIN || council.is_none() {
        return Ok(Vec::new());
    }
    let filter = Filter { council, stages: OPEN.to_vec(), ..Filter::default() };
    let rows = app.register.petitions(&filter, None, COMPARED_MAX).await?.rows;
    let mut alike: Vec<(usize, Kin)> = rows
        .iter()
        .filter(|row| row.stream.to_string() != shown.words("/stream"))
        .filter_map(|row| {
            let (share, how) = likeness(at, shown, &own, row)?;
            let merge = may_merge.then(|| merging(&shown.words("/number"), &row.number));
            Some((share, Kin { how, merge, ..kin_of(at, row) }))
        })
        .collect();
    alike.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    Ok(alike.into_iter().take(SUGGESTED_MAX).map(|(_, kin)| kin).collect())
}

fn merging(into: &str, number: &str) -> String {
    format!("/kien-nghi/{into}/viec/intake/MergePetitions?petitions={number}")
}

/// How alike, in hundredths, and why, in words.
fn likeness(
    at: &Page,
    shown: &Value,
    own: &BTreeSet<String>,
    row: &PetitionRow,
) -> Option<(usize, String)> {
    let other = meaningful(row.public_wording.as_deref()?);
    let common: Vec<&str> = own.intersection(&other).map(String::as_str).collect();
    let share = alike(own.len(), other.len(), common.len())?;
    let w = at.w();
    let raised_with = row.raised_with.to_string();
    let same = [
        ("same-area", row.area.is_some() && row.area.as_deref() == shown.text("/area")),
        ("same-field", row.field.is_some() && row.field.as_deref() == shown.text("/field")),
        ("same-group", shown.text("/raised_with/body") == Some(&raised_with)),
    ];
    let same: Vec<&str> = same.iter().filter(|(_, same)| *same).map(|(id, _)| *id).collect();
    let needed = if same.is_empty() { ALIKE_MIN } else { ALIKE_NEAR_MIN };
    let words = at.w().count("same-words", common.len());
    let reasons: Vec<String> = same.iter().map(|id| w.t(id)).chain([words]).collect();
    (share >= needed).then(|| (share, reasons.join("; ")))
}

/// The share of the shorter one that both have; none where that is too little to mean anything.
fn alike(one: usize, other: usize, common: usize) -> Option<usize> {
    (common >= COMMON_MIN).then(|| common * 100 / one.min(other).max(1))
}

/// The words of a wording that mean something.
fn meaningful(wording: &str) -> BTreeSet<String> {
    let folded = fold(wording);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    words.filter(|word| !EMPTY.contains(word)).map(str::to_owned).collect()
}

/// The rows of petitions that somebody names by number, in the order named.
pub(in crate::pages) async fn called(
    app: &App,
    numbers: &[String],
) -> Result<Vec<Option<PetitionRow>>, Problem> {
    let mut streams = Vec::with_capacity(numbers.len());
    for number in numbers {
        streams.push(app.register.petition_called(number).await?);
    }
    let known: Vec<StreamId> = streams.iter().flatten().copied().collect();
    let rows = app.register.rows_of(&known).await?;
    let row = |stream: Option<StreamId>| {
        stream.and_then(|stream| rows.iter().find(|row| row.stream == stream).cloned())
    };
    Ok(streams.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_frequent_words_do_not_make_two_petitions_alike() {
        let one = meaningful("Cử tri đề nghị sớm sửa Đường liên xã đoạn qua thôn Hòa");
        let other = meaningful("duong lien xa doan qua thon Hoa hong nang");
        assert_eq!(one.intersection(&other).count(), 6);
        assert!(meaningful("Cử tri kiến nghị các cấp").is_empty());
    }

    #[test]
    fn a_word_or_two_in_common_is_chance_however_short_the_wordings() {
        assert_eq!(alike(2, 2, 2), None);
        assert_eq!(alike(6, 12, 6), Some(100));
        assert_eq!(alike(10, 12, 3), Some(30));
    }
}
