//! The orders of the book, its filters by day, and many petitions at once.

use super::*;
use crate::{Order, Place};

/// Five petitions, of which two are due, raised on days that are not in the order of reception.
fn book() -> MadeLog {
    let mut log = MadeLog::founded();
    for (n, raised) in [(1, 9), (2, 3), (3, 20), (4, 3), (5, 11)] {
        log.receive(n, day(raised), "Đường hỏng");
    }
    log.agree(4, day(12), POWER);
    log.forward(4, day(12), POWER);
    log.agree(2, day(13), POWER);
    log.forward(2, day(13), POWER);
    log
}

impl Opened {
    /// The numbers in an order, read `limit` at a time.
    async fn ordered(&self, order: Order, filter: &Filter, limit: u32) -> String {
        let (mut numbers, mut after) = (Vec::new(), None::<Place>);
        for _ in 0..20 {
            let page = self.register.petitions_in(order, filter, after.as_ref(), limit).await;
            let (rows, next) = page.unwrap();
            numbers.extend(rows.iter().map(|row| row.number.replace("LH26-", "")));
            let Some(next) = next else { break };
            // As it goes through an address.
            after = Some(Place::read(order, &next.to_string()).unwrap());
        }
        numbers.join(" ")
    }
}

#[tokio::test]
async fn every_order_has_every_petition_once_however_long_its_pages_are() {
    let opened = opened(&book()).await;
    for (order, expected) in [
        (Order::Newest, "5 4 3 2 1"),
        (Order::Number, "1 2 3 4 5"),
        (Order::Due, "2 4 1 3 5"),
        (Order::Raised, "3 5 1 4 2"),
        (Order::Stage, "1 3 5 2 4"),
    ] {
        for limit in [1, 2, 3, 100] {
            let numbers = opened.ordered(order, &Filter::default(), limit).await;
            assert_eq!(numbers, expected, "{order:?}, {limit} at a time");
        }
        assert_eq!(Order::named(order.as_str()), Some(order));
    }
}

#[test]
fn a_place_of_another_order_is_none() {
    for (order, text) in [
        (Order::Newest, "2026-11-03_7"),
        (Order::Due, "7"),
        (Order::Due, "soon_7"),
        (Order::Stage, "2026-11-03_7"),
        (Order::Raised, "2026-11-03_x"),
        (Order::Number, ""),
    ] {
        assert_eq!(Place::read(order, text), None, "{order:?} {text}");
    }
}

#[tokio::test]
async fn the_book_is_narrowed_by_days_and_by_how_a_petition_was_raised() {
    let opened = opened(&book()).await;
    let (all, due) = (Filter::default, Some(Day::constant(2027, 1, 15)));
    for (filter, expected) in [
        (Filter { raised_from: Some(day(9)), ..all() }, "5 3 1"),
        (Filter { raised_until: Some(day(9)), ..all() }, "4 2 1"),
        (Filter { has_due: Some(true), ..all() }, "4 2"),
        (Filter { has_due: Some(false), ..all() }, "5 3 1"),
        (Filter { due_from: due, due_by: due, ..all() }, "4 2"),
        (Filter { due_from: Some(Day::constant(2027, 1, 16)), ..all() }, ""),
        (Filter { via: Some("meeting".to_owned()), ..all() }, "5 4 3 2 1"),
        (Filter { via: Some("import".to_owned()), ..all() }, ""),
        (Filter { competence: Some("commune".to_owned()), ..all() }, "4 2"),
    ] {
        let numbers = opened.ordered(Order::Newest, &filter, 100).await;
        assert_eq!(numbers, expected, "{filter:?}");
        let counted: u64 = opened.register.counts(&filter).await.unwrap().iter().map(|c| c.1).sum();
        assert_eq!(counted, expected.split_whitespace().count() as u64, "{filter:?}");
    }
}

#[tokio::test]
async fn petitions_asked_for_together_are_as_each_by_itself() {
    let opened = opened(&book()).await;
    let asked: Vec<StreamId> = [2, 3, 99].map(petition).into();
    let held = opened.register.held_of(&asked).await.unwrap();
    assert_eq!(held.len(), 2);
    for n in [2, 3] {
        let (alone, _) = opened.register.petition(petition(n), AsOf::default()).await.unwrap();
        assert_eq!(held[&petition(n)], alone);
    }
}

#[tokio::test]
async fn the_head_of_the_book_counts_what_the_filter_finds() {
    let opened = opened(&book()).await;
    let due = Day::constant(2027, 1, 15);
    let after = due.tomorrow().unwrap();
    let tally = opened.register.tally(&Filter::default(), day(22), due).await.unwrap();
    assert_eq!(tally.stages, [(Stage::Received, 3), (Stage::Forwarded, 2)]);
    assert_eq!((tally.total(), tally.late, tally.soon, tally.needs_person), (5, 0, 2, 0));
    let filter = Filter { stages: vec![Stage::Forwarded], ..Filter::default() };
    let tally = opened.register.tally(&filter, after, after).await.unwrap();
    assert_eq!((tally.total(), tally.late, tally.soon), (2, 2, 0));
    let none = Filter { text: Some("khongco".to_owned()), ..Filter::default() };
    let some = opened.register.some_of_each(&[filter, none, Filter::default()]).await.unwrap();
    assert_eq!(some, [2, 0, 5]);
}
