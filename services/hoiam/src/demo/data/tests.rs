use std::collections::{BTreeMap, BTreeSet};

use proto::stage::{Flag, Stage};

use super::*;

const FICTIONAL: &str = "(giả định)";

fn sheet() -> Sheet {
    import::read::bytes(BOOK.as_bytes(), None).unwrap()
}

/// The cells of one column of the book, without its header.
fn column(name: &str) -> Vec<String> {
    let sheet = sheet();
    let at = sheet.rows[0].iter().position(|cell| cell == name).unwrap();
    (1..sheet.rows.len()).map(|row| sheet.cell(row, at).to_owned()).collect()
}

fn counted(cells: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell).or_default() += 1;
    }
    counts
}

/// Every step of every petition.
fn steps(data: &Data) -> impl Iterator<Item = &Step> {
    let lives = data.story.petitions.iter();
    let lives = lives.flat_map(|petition| [&petition.early, &petition.talks, &petition.after]);
    lives.flatten().chain(data.town.handed_over.iter().flat_map(|handed| &handed.steps))
}

fn bodies(data: &Data) -> impl Iterator<Item = &Body> {
    data.province.bodies.iter().chain(&data.town.bodies)
}

#[test]
fn the_book_has_the_figures_of_the_source_76_in_2022_and_17_in_five_months_of_2023() {
    let days: Vec<Day> =
        column("Ngày tiếp xúc").iter().map(|day| written_day(day).unwrap()).collect();
    let year = |year: i16| days.iter().filter(|day| day.year() == year).count();
    assert_eq!((year(2022), year(2023), days.len()), (76, 17, 93));
    assert!(days.iter().filter(|day| day.year() == 2023).all(|day| day.month() <= 5));
}

#[test]
fn every_petition_of_the_book_was_answered_by_the_peoples_committee_and_nearly_all_are_done() {
    let data = Data::load().unwrap();
    let town = &data.town;
    let answerer = town.bodies.iter().find(|body| body.key == town.peoples_committee).unwrap();
    assert!(column("Cơ quan giải quyết").iter().all(|cell| *cell == answerer.name));
    for name in ["Nội dung trả lời", "Văn bản trả lời"] {
        assert!(column(name).iter().all(|cell| !cell.is_empty()), "{name}");
    }
    let of = |ended: Ended| data.book.iter().filter(|row| row.ended == ended).count();
    assert_eq!((of(Ended::Resolved), of(Ended::Explained), of(Ended::Open)), (80, 7, 6));
}

#[test]
fn the_book_has_each_field_as_often_as_it_was_counted() {
    let mut fields = column("Lĩnh vực");
    let later = counted(fields.split_off(76));
    let count = |of: &[(&str, usize)]| -> BTreeMap<String, usize> {
        of.iter().map(|&(field, count)| (field.to_owned(), count)).collect()
    };
    let expected = count(&[
        ("Giao thông", 23),
        ("Đô thị, chiếu sáng, thoát nước", 10),
        ("Đất đai, môi trường", 10),
        ("Nông nghiệp, thủy lợi", 10),
        ("Giáo dục", 9),
        ("Y tế, bảo hiểm y tế", 5),
        ("Điện", 3),
        ("Chính sách xã hội", 6),
    ]);
    assert_eq!(counted(fields), expected);
    let expected = count(&[
        ("Giao thông", 5),
        ("Đô thị, chiếu sáng, thoát nước", 3),
        ("Đất đai, môi trường", 3),
        ("Nông nghiệp, thủy lợi", 2),
        ("Giáo dục", 2),
        ("Y tế, bảo hiểm y tế", 1),
        ("Chính sách xã hội", 1),
    ]);
    assert_eq!(later, expected);
}

#[test]
fn no_two_petitions_say_the_same() {
    let data = Data::load().unwrap();
    let mut said = column("Nội dung ý kiến, kiến nghị");
    said.extend(data.story.petitions.iter().map(|petition| petition.original.clone()));
    let all = said.len();
    assert_eq!(said.into_iter().collect::<BTreeSet<_>>().len(), all);
}

#[test]
fn every_open_row_of_the_book_is_handed_over_and_no_other() {
    let data = Data::load().unwrap();
    let open: BTreeSet<usize> =
        (1..).zip(&data.book).filter(|(_, row)| row.ended == Ended::Open).map(|(n, _)| n).collect();
    let handed: BTreeSet<usize> = data.town.handed_over.iter().map(|handed| handed.row).collect();
    assert_eq!(handed, open);
}

#[test]
fn the_town_had_eight_sessions_four_of_them_regular_before_the_ninth() {
    let data = Data::load().unwrap();
    let before = data.town.sessions.iter().filter(|session| session["session"] != "ky-9");
    let before: Vec<_> = before.collect();
    let regular = before.iter().filter(|session| session["kind"] == "regular").count();
    assert_eq!((before.len(), regular, data.town.sessions.len()), (8, 4, 9));
}

#[test]
fn the_province_has_a_petition_at_every_stage_and_with_every_flag_that_people_bring_about() {
    let data = Data::load().unwrap();
    let stages: BTreeSet<&str> =
        data.story.petitions.iter().map(|petition| petition.stage.as_str()).collect();
    let missing = Stage::ALL.iter().filter(|stage| !stages.contains(stage.as_str()));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&Stage>::new());
    let flags: BTreeSet<&str> = data
        .story
        .petitions
        .iter()
        .flat_map(|petition| petition.flags.iter().map(String::as_str))
        .collect();
    let missing = Flag::ALL.iter().filter(|flag| !flags.contains(flag.as_str()));
    // A person is needed where a reaction was refused: nothing that a demo should bring about. What
    // comes of a book, and of names in it that nobody knows, is the town's.
    let of_the_book = [&Flag::NeedsPerson, &Flag::Unbound, &Flag::ByTheBook];
    assert_eq!(missing.collect::<Vec<_>>(), of_the_book);
}

#[test]
fn every_petition_was_raised_at_a_meeting_of_a_council() {
    let data = Data::load().unwrap();
    for petition in &data.story.petitions {
        let meeting =
            data.story.meetings.iter().find(|meeting| meeting.key == petition.meeting).unwrap();
        assert!(meeting.rest["councils"].as_array().is_some_and(|all| !all.is_empty()));
    }
    let joint =
        data.story.meetings.iter().find(|m| m.rest["councils"].as_array().unwrap().len() > 1);
    assert!(joint.is_some(), "no meeting of several levels");
}

#[test]
fn every_name_says_that_it_is_fictional() {
    let data = Data::load().unwrap();
    let named = bodies(&data).filter(|body| body.kind != "delegate_group");
    for name in named.map(|body| &body.name) {
        assert!(name.ends_with(FICTIONAL), "{name}");
    }
    let people = bodies(&data).filter_map(|body| body.officer.as_ref());
    let voters = data.story.petitions.iter().map(|petition| &petition.by);
    let others = [&data.province.admin, &data.province.deputy.name];
    for name in
        people.chain(voters).chain(others).chain(&column("Cử tri")).chain(&column("Địa bàn"))
    {
        assert!(name.ends_with(FICTIONAL), "{name}");
    }
    for area in data.province.areas.iter().chain(&data.town.areas) {
        assert!(area["name"].as_str().unwrap().ends_with(FICTIONAL), "{area}");
    }
    assert!(data.province.realm.contains("giả định"));
}

#[test]
fn every_step_is_a_command_that_exists_with_data_that_it_takes() {
    let data = Data::load().unwrap();
    for step in steps(&data) {
        let (context, name) = step.command.split_once('.').unwrap();
        let context = proto::Context::named(context).unwrap();
        let spec = proto::command::spec(context, name).unwrap();
        let id = "00000000-0000-0000-0000-0000000000c4";
        let seen = serde_json::json!({ "petition": id, "seen_version": 1 });
        let form = bound(&step.data, id, &seen).to_string();
        if let Err(bad) = (spec.check)(&form) {
            panic!("{}: {} {}", step.command, bad.field, bad.why);
        }
    }
}

/// `value` with any body and any petition in place of their keys.
fn bound(value: &Value, body: &str, seen: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with('@') => Value::String(body.to_owned()),
        Value::String(text) if text.starts_with('#') => seen.clone(),
        Value::Array(list) => list.iter().map(|each| bound(each, body, seen)).collect(),
        Value::Object(members) => {
            let bound = members.iter().map(|(name, each)| (name.clone(), bound(each, body, seen)));
            Value::Object(bound.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn whoever_acts_has_an_officer_and_lists_and_letters_name_petitions_that_there_are() {
    let data = Data::load().unwrap();
    let officers: BTreeSet<&str> =
        bodies(&data).filter(|body| body.officer.is_some()).map(|body| body.key.as_str()).collect();
    for step in steps(&data) {
        assert!(officers.contains(step.by.as_str()), "{}", step.by);
    }
    let petitions: BTreeSet<&str> =
        data.story.petitions.iter().map(|petition| petition.key.as_str()).collect();
    let listed = data.story.lists.iter().flat_map(|list| &list.petitions);
    let sent = data.story.letters.iter().flat_map(|letter| &letter.petitions);
    for key in listed.chain(sent) {
        assert!(petitions.contains(key.as_str()), "{key}");
    }
}

#[test]
fn one_agency_has_a_site_of_its_own_and_the_power_company_and_a_court_are_addressees() {
    let data = Data::load().unwrap();
    let elsewhere: Vec<&str> =
        bodies(&data).filter(|body| body.site.is_some()).map(|body| body.key.as_str()).collect();
    assert_eq!(elsewhere, ["so-xd"]);
    let addressees: BTreeSet<&str> =
        data.story.letters.iter().map(|letter| letter.to.as_str()).collect();
    assert!(addressees.contains("dien-luc") && addressees.contains("toa-an"));
}

#[test]
fn rules_are_adopted_and_bodies_end_by_a_paper_of_the_very_day() {
    let Data { province, town, .. } = Data::load().unwrap();
    assert_eq!(province.rules_paper.on, province.from);
    let term = |council: &Value| {
        let mut terms = province.terms.iter().filter(|term| term["council"] == *council);
        terms.next().unwrap()["from"].as_str().unwrap().parse::<Day>().unwrap()
    };
    assert_eq!(province.commune_rules_paper.on, term(&province.commune_rules["council"]));
    assert_eq!((town.rules_paper.on, town.end_paper.on), (town.from, town.until));
    assert_eq!(town.rules_after_paper.on, town.until.tomorrow().unwrap());
    assert_eq!(
        town.end_paper.act()["document"],
        json!({ "symbol": "15/NQ-SX (giả định)", "issued_on": "2025-06-30" })
    );
}

#[test]
fn whatever_happens_to_a_petition_happens_after_what_came_before() {
    let story = Data::load().unwrap().story;
    for petition in &story.petitions {
        let meeting = story.meetings.iter().find(|meeting| meeting.key == petition.meeting);
        let on = |steps: &[Step]| steps.iter().map(|step| step.on).collect::<Vec<Day>>();
        let here = |named: &[String]| named.contains(&petition.key);
        let mut days: Vec<Day> = meeting.iter().map(|meeting| meeting.on).collect();
        days.extend(on(&petition.early).into_iter().chain(on(&petition.talks)));
        days.extend(story.lists.iter().filter(|of| here(&of.petitions)).map(|of| of.on));
        days.extend(story.letters.iter().filter(|of| here(&of.petitions)).map(|of| of.on));
        days.extend(on(&petition.after));
        assert!(days.is_sorted(), "{}: {days:?}", petition.key);
    }
}
