//! What every engine must do.

use event_store::engine::Reader as _;
use event_store::engine::Snapshot as _;
use event_store::sequencer::{Limits, SequencerError};
use proto::append::{EVENTS_MAX, MAGIC};
use proto::decision::Read;
use proto::frame::BODY_MAX;
use proto::page::ReadRequest;
use proto::reply::{AppendReply, Moved, Outcome};
use proto::{Digest, EventId, Position, Site, Version};

use tokio_util::sync::CancellationToken;

use super::bench::{
    Bench, COMMITS_AND_SAYS_IT_FAILED, FAILS_TO_COMMIT, FAILS_TO_WRITE, OTHER, Rig, SqliteBench,
    WORKS, now, prepared_at, stored,
};
use super::sample::{Draft, command, stream};

macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name::<super::SqliteBench>().await;
                }
            )*
        }
    };
}

conformance! {
    an_append_gets_the_next_positions_and_versions,
    a_decision_that_changes_nothing_is_stored,
    a_refusal_is_stored_and_given_again,
    the_same_command_gets_its_first_outcome_again,
    the_same_command_twice_in_one_transaction_is_done_once,
    a_repeated_command_is_answered_whatever_moved_since,
    a_command_id_used_for_another_request_is_refused,
    a_stream_that_moved_is_a_conflict_that_names_it,
    a_stream_that_was_only_read_and_moved_is_a_conflict,
    what_the_decision_says_it_read_must_still_hold,
    appends_that_wait_together_share_one_transaction,
    one_failing_append_does_not_fail_its_neighbours,
    of_two_appends_to_one_version_the_first_wins,
    a_command_whose_clock_is_off_is_refused,
    an_append_that_contradicts_itself_is_malformed,
    an_append_of_another_context_is_malformed,
    an_append_beyond_the_caps_is_malformed,
    a_full_queue_is_busy_at_once,
    record_time_never_decreases,
    nothing_is_written_while_the_clock_is_far_ahead,
    a_start_with_an_implausible_clock_needs_confirmation,
    a_failed_transaction_stores_nothing_and_the_next_one_works,
    a_commit_that_failed_only_on_its_way_back_is_done,
    a_deposed_writer_ends,
    the_log_is_the_same_after_a_restart,
    pages_are_bounded_and_lead_through_the_whole_log,
    several_streams_are_read_one_after_the_other_from_where_they_are_known,
    a_recorded_decision_can_be_read_as_it_was_sent,
    what_is_not_a_read_request_gets_an_error,
    an_erased_body_is_a_redacted_frame_whose_type_is_in_the_header,
    an_erased_command_leaves_its_outcome,
    a_view_of_the_log_does_not_move,
}

async fn an_append_gets_the_next_positions_and_versions<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let first = rig.stores(&rig.draft(1).writes(1, 0).writes(2, 0).writes(1, 1)).await;
    let second = rig.stores(&rig.draft(2).writes(1, 2)).await;
    let places = |stored: &[proto::reply::Stored]| {
        stored.iter().map(|s| (s.position.0, s.stream, s.version.0)).collect::<Vec<_>>()
    };
    assert_eq!(places(&first), [(1, stream(1), 1), (2, stream(2), 1), (3, stream(1), 2)]);
    assert_eq!(places(&second), [(4, stream(1), 3)]);
    assert_eq!(first[2].event_id, command(1).event(2));
    assert_eq!(rig.sequencer.head().borrow().0, 4);
    let report = rig.verified().await;
    assert!(report.intact(), "{:?}", report.findings);
    assert_eq!((report.events, report.decisions), (4, 2));
}

async fn a_decision_that_changes_nothing_is_stored<B: Bench>() {
    let rig = Rig::<B>::new().await;
    assert_eq!(rig.stores(&rig.draft(1)).await, []);
    let again = rig.append(&rig.draft(1)).await;
    assert_eq!(again, AppendReply::Done { outcome: Outcome::Events(vec![]), repeated: true });
    assert_eq!(rig.verified().await.decisions, 1);
}

async fn a_refusal_is_stored_and_given_again<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).refused("intake.not_open").unchanged(1, 0);
    let refusal = draft.decision.refusal.clone().unwrap();
    let refused =
        |repeated| AppendReply::Done { outcome: Outcome::Refused(refusal.clone()), repeated };
    assert_eq!(rig.append(&draft).await, refused(false));
    assert_eq!(rig.append(&draft).await, refused(true));
    let report = rig.verified().await;
    assert!(report.intact() && report.events == 0 && report.decisions == 1);
}

async fn the_same_command_gets_its_first_outcome_again<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).writes(1, 0);
    let first = rig.stores(&draft).await;
    let again = rig.append(&draft).await;
    assert_eq!(again, AppendReply::Done { outcome: Outcome::Events(first), repeated: true });
    assert_eq!(rig.whole_log().await.len(), 1);
}

async fn the_same_command_twice_in_one_transaction_is_done_once<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).writes(1, 0);
    let other = draft.clone().mac(2);
    let replies = rig.append_together(&[draft.clone(), draft, other]).await;
    let first = stored(replies[0].clone());
    assert_eq!(replies[1], AppendReply::Done { outcome: Outcome::Events(first), repeated: true });
    assert_eq!(replies[2], AppendReply::KeyReused);
    assert_eq!(rig.commits(), 1);
    assert_eq!(rig.whole_log().await.len(), 1);
}

async fn a_repeated_command_is_answered_whatever_moved_since<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).writes(1, 0);
    rig.stores(&draft).await;
    rig.stores(&rig.draft(2).writes(1, 1)).await;
    rig.move_clock(400);
    let again = rig.append(&draft).await;
    assert!(matches!(again, AppendReply::Done { repeated: true, .. }), "{again:?}");
}

async fn a_command_id_used_for_another_request_is_refused<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    assert_eq!(rig.append(&rig.draft(1).writes(2, 0).mac(2)).await, AppendReply::KeyReused);
    let mut elsewhere = rig.draft(1).writes(2, 0);
    elsewhere.context = OTHER;
    assert_eq!(rig.append(&elsewhere).await, AppendReply::KeyReused);
    assert_eq!(rig.whole_log().await.len(), 1);
}

fn moved(n: u128, expected: u64, actual: u64) -> Moved {
    Moved { stream: stream(n), expected: Version(expected), actual: Version(actual) }
}

async fn a_stream_that_moved_is_a_conflict_that_names_it<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0).writes(2, 0)).await;
    let reply = rig.append(&rig.draft(2).writes(1, 0).writes(2, 1).writes(3, 7)).await;
    let named = vec![moved(1, 0, 1), moved(3, 7, 0)];
    assert_eq!(reply, AppendReply::Conflict { moved: named });
    let beyond = rig.append(&rig.draft(2).writes(1, u64::MAX)).await;
    assert_eq!(beyond, AppendReply::Conflict { moved: vec![moved(1, u64::MAX, 1)] });
    // Nothing was decided: the same command can be sent again with what it now knows.
    rig.stores(&rig.draft(2).writes(1, 1)).await;
}

async fn a_stream_that_was_only_read_and_moved_is_a_conflict<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    let reply = rig.append(&rig.draft(2).writes(2, 0).unchanged(1, 0)).await;
    assert_eq!(reply, AppendReply::Conflict { moved: vec![moved(1, 0, 1)] });
    rig.stores(&rig.draft(2).writes(2, 0).unchanged(1, 1).unchanged(9, 0)).await;
}

async fn what_the_decision_says_it_read_must_still_hold<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0).writes(2, 0)).await;
    let mut draft = rig.draft(2).refused("intake.not_open");
    draft.decision.reads = vec![Read(stream(1), Version(0))];
    draft.decision.pins = vec![Read(stream(2), Version(3))];
    let named = vec![moved(1, 0, 1), moved(2, 3, 1)];
    assert_eq!(rig.append(&draft).await, AppendReply::Conflict { moved: named });
}

async fn appends_that_wait_together_share_one_transaction<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let drafts: Vec<Draft> = (0..100).map(|n| rig.draft(n).writes(n, 0).writes(n, 1)).collect();
    let replies = rig.append_together(&drafts).await;
    let positions: Vec<u64> =
        replies.into_iter().flat_map(stored).map(|stored| stored.position.0).collect();
    assert_eq!(positions, (1..=200).collect::<Vec<_>>());
    assert_eq!(rig.commits(), 1);
    assert!(rig.verified().await.intact());
}

async fn one_failing_append_does_not_fail_its_neighbours<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let drafts = [
        rig.draft(1).writes(1, 0),
        rig.draft(2).writes(1, 0),
        rig.draft(3).writes(2, 0),
        // What is not stored moves nothing: this one builds on the first, not on the failed.
        rig.draft(4).writes(1, 1).unchanged(2, 1),
    ];
    let replies = rig.append_together(&drafts).await;
    assert_eq!(replies[1], AppendReply::Conflict { moved: vec![moved(1, 0, 1)] });
    let positions: Vec<u64> =
        [0, 2, 3].iter().map(|&n| stored(replies[n].clone())[0].position.0).collect();
    assert_eq!(positions, [1, 2, 3]);
    assert_eq!(rig.commits(), 1);
    assert!(rig.verified().await.intact());
}

async fn of_two_appends_to_one_version_the_first_wins<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let drafts = [rig.draft(1).writes(1, 0), rig.draft(2).writes(1, 0)];
    let replies = rig.append_together(&drafts).await;
    assert!(matches!(replies[0], AppendReply::Done { .. }));
    assert!(matches!(replies[1], AppendReply::Conflict { .. }));
    // The loser's command is not decided: with the new version it is stored.
    rig.stores(&rig.draft(2).writes(1, 1)).await;
}

async fn a_command_whose_clock_is_off_is_refused<B: Bench>() {
    let rig = Rig::<B>::new().await;
    for seconds in [-121, 121] {
        let mut draft = rig.draft(1).writes(1, 0);
        draft.decision.now.0 += seconds * 1_000_000;
        let reply = rig.append(&draft).await;
        assert!(matches!(reply, AppendReply::ClockSkewed { .. }), "{seconds}: {reply:?}");
    }
    let mut draft = rig.draft(1).writes(1, 0);
    draft.decision.now.0 -= 115 * 1_000_000;
    rig.stores(&draft).await;
}

async fn an_append_that_contradicts_itself_is_malformed<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let edit = |change: &dyn Fn(&mut proto::envelope::Envelope)| {
        let draft = rig.draft(1).writes(1, 0);
        let mut envelope = draft.envelope(0);
        change(&mut envelope);
        let mut append = draft.append();
        append.events[0].body = envelope.to_bytes().unwrap();
        append.to_bytes().unwrap()
    };
    let refusing = rig.draft(1).writes(1, 0).refused("intake.not_open");
    let mut long = rig.draft(1).refused("intake.not_open");
    let detail = long.decision.refusal.as_mut().map(|refusal| &mut refusal.detail).unwrap();
    detail.insert("why".to_owned(), "x".repeat(20_000).into());
    let mut large = rig.draft(1);
    large.decision.command = super::sample::raw(&format!("\"{}\"", "x".repeat(195_000)));
    let cases = [
        ("garbage", b"HAA1 and then nothing".to_vec()),
        ("empty", vec![]),
        ("stream", edit(&|envelope| envelope.stream = stream(2))),
        ("command_id", edit(&|envelope| envelope.command_id = command(2))),
        ("site", edit(&|envelope| envelope.site = Site::hub())),
        ("decision_digest", edit(&|envelope| envelope.decision_digest = Digest::ZERO)),
        ("event_id", edit(&|envelope| envelope.event_id = EventId(command(1).0))),
        (
            "event_id of another number",
            edit(&|envelope| {
                envelope.event_id = command(1).event(1);
            }),
        ),
        ("versions that do not follow", rig.draft(1).writes(1, 0).writes(1, 2).bytes()),
        ("a refusal with events", refusing.bytes()),
        ("a refusal that fills a page", long.bytes()),
        ("a decision that no page can hold", large.bytes()),
    ];
    for (what, bytes) in cases {
        let reply = rig.sequencer.append(proto::Context::Intake, &bytes).await;
        assert!(matches!(reply, AppendReply::Malformed { .. }), "{what}: {reply:?}");
    }
    assert_eq!(rig.verified().await.decisions, 0);
}

async fn an_append_of_another_context_is_malformed<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let bytes = rig.draft(1).writes(1, 0).bytes();
    let reply = rig.sequencer.append(OTHER, &bytes).await;
    assert!(matches!(reply, AppendReply::Malformed { .. }), "{reply:?}");
}

async fn an_append_beyond_the_caps_is_malformed<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let mut many = rig.draft(1);
    for n in 0..=EVENTS_MAX {
        many = many.writes(u128::try_from(n).unwrap(), 0);
    }
    assert!(many.append().to_bytes().is_err());
    // A sender that does not check itself gets no further.
    let raw = |draft: &Draft| {
        let append = draft.append();
        let decision = serde_json::to_vec(&append.decision).unwrap();
        let mut to = MAGIC.to_vec();
        to.extend(u32::try_from(decision.len()).unwrap().to_be_bytes());
        to.extend(decision);
        to.extend(u16::try_from(append.events.len()).unwrap().to_be_bytes());
        for event in &append.events {
            to.extend(event.stream.as_bytes());
            to.extend(event.expected.0.to_be_bytes());
            to.extend(u32::try_from(event.body.len()).unwrap().to_be_bytes());
            to.extend(&event.body);
        }
        to.extend([0, 0]);
        to
    };
    let large = rig.draft(1).writes_sized(1, 0, BODY_MAX);
    let three = (1..=3).fold(rig.draft(1), |draft, n| draft.writes_sized(n, 0, BODY_MAX - 2_000));
    for draft in [&many, &large, &three] {
        let reply = rig.sequencer.append(draft.context, &raw(draft)).await;
        assert!(matches!(reply, AppendReply::Malformed { .. }), "{reply:?}");
    }
    let fits = rig.draft(1).writes_sized(1, 0, BODY_MAX - 2_000);
    assert!(matches!(
        rig.sequencer.append(fits.context, &raw(&fits)).await,
        AppendReply::Done { .. }
    ));
}

async fn a_full_queue_is_busy_at_once<B: Bench>() {
    let limits = Limits { waiting: 2, ..Limits::default() };
    let mut rig = Rig::not_running(B::fresh().await, limits).await;
    let drafts: Vec<Draft> = (0..3).map(|n| rig.draft(n).writes(n, 0)).collect();
    let work = rig.work.take().unwrap();
    let mut waiting: Vec<_> = drafts[..2].iter().map(|draft| Box::pin(rig.append(draft))).collect();
    for append in &mut waiting {
        assert!(futures_util::poll!(append).is_pending());
    }
    assert_eq!(rig.append(&drafts[2]).await, AppendReply::Busy);
    let kept = waiting.pop().unwrap();
    drop(waiting);
    let stop = CancellationToken::new();
    let running = runtime::task::spawn("sequencer", &stop, work.run(CancellationToken::new()));
    // What waits is stored, also where nobody listens for the answer any more.
    assert_eq!(stored(kept.await)[0].position, Position(2));
    rig.stores(&drafts[2]).await;
    assert_eq!(rig.whole_log().await.len(), 3);
    stop.cancel();
    running.await.unwrap();
}

async fn record_time_never_decreases<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.move_clock(300);
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    rig.move_clock(0);
    rig.stores(&rig.draft(2).writes(1, 1)).await;
    let times: Vec<i64> =
        rig.whole_log().await.iter().map(|frame| frame.entry.recorded_at.0).collect();
    assert_eq!(times[0], times[1]);
    assert!(rig.verified().await.intact());
}

async fn nothing_is_written_while_the_clock_is_far_ahead<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.move_clock(601);
    let reply = rig.append(&rig.draft(1).writes(1, 0)).await;
    let AppendReply::Unavailable { why } = reply else { panic!("{reply:?}") };
    assert!(why.contains("clock"), "{why}");
    rig.move_clock(590);
    rig.stores(&rig.draft(1).writes(1, 0)).await;
}

async fn a_start_with_an_implausible_clock_needs_confirmation<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    let bench = rig.ended().await;
    for seconds in [-121, 401 * 86_400] {
        let refused = prepared_at(&bench, seconds, false).await;
        assert!(matches!(refused, Err(SequencerError::Implausible(_))), "{seconds}");
        assert!(prepared_at(&bench, seconds, true).await.is_ok(), "{seconds}");
    }
    assert!(prepared_at(&bench, 0, false).await.is_ok());
}

async fn a_failed_transaction_stores_nothing_and_the_next_one_works<B: Bench>() {
    let rig = Rig::<B>::new().await;
    for fails in [FAILS_TO_WRITE, FAILS_TO_COMMIT] {
        rig.engine(fails);
        let drafts = [rig.draft(1).writes(1, 0), rig.draft(2).writes(2, 0)];
        for reply in rig.append_together(&drafts).await {
            assert!(matches!(reply, AppendReply::Unavailable { .. }), "{reply:?}");
        }
        rig.engine(WORKS);
        assert_eq!(rig.whole_log().await, []);
    }
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    let report = rig.verified().await;
    assert!(report.intact() && report.decisions == 1, "{report:?}");
}

async fn a_commit_that_failed_only_on_its_way_back_is_done<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.engine(COMMITS_AND_SAYS_IT_FAILED);
    assert_eq!(rig.stores(&rig.draft(1).writes(1, 0)).await[0].position, Position(1));
    assert_eq!(rig.sequencer.head().borrow().0, 1);
}

async fn a_deposed_writer_ends<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0)).await;
    rig.bench.depose().await;
    for n in [2, 3] {
        let reply = rig.append(&rig.draft(n).writes(n, 0)).await;
        assert!(matches!(reply, AppendReply::Unavailable { .. }), "{reply:?}");
    }
    assert_eq!(rig.whole_log().await.len(), 1);
}

async fn the_log_is_the_same_after_a_restart<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).writes(1, 0);
    rig.stores(&draft).await;
    let before = (rig.whole_log().await, rig.verified().await.head);
    let mut rig = Rig::not_running(rig.ended().await, Limits::default()).await;
    rig.start();
    let after = (rig.whole_log().await, rig.verified().await.head);
    assert_eq!(before.0, after.0);
    assert_eq!(before.1.incarnation, after.1.incarnation);
    assert_eq!(before.1.writer_term + 1, after.1.writer_term);
    assert!(matches!(rig.append(&draft).await, AppendReply::Done { repeated: true, .. }));
    assert_eq!(rig.stores(&rig.draft(2).writes(1, 1)).await[0].position, Position(2));
}

async fn pages_are_bounded_and_lead_through_the_whole_log<B: Bench>() {
    let rig = Rig::<B>::new().await;
    for n in 0..5 {
        rig.stores(&rig.draft(n).writes_sized(n, 0, 90_000).writes(n, 1)).await;
    }
    let page = rig.page(&ReadRequest::Log { after: Position(0), limit: 100 }).await;
    assert!(page.header.more && page.header.head == Position(10));
    assert_eq!(page.frames.len(), 4);
    let log = rig.whole_log().await;
    let positions: Vec<u64> = log.iter().map(|frame| frame.entry.position.0).collect();
    assert_eq!(positions, (1..=10).collect::<Vec<_>>());
    assert!(log.iter().all(|frame| frame.verify().is_ok()));
    let two = rig.page(&ReadRequest::Log { after: Position(3), limit: 2 }).await;
    assert!(two.header.more);
    assert_eq!(two.frames, log[3..5]);
    let none = rig.page(&ReadRequest::Log { after: Position(3), limit: 0 }).await;
    assert!(none.frames.is_empty() && none.header.more);
    let end = rig.page(&ReadRequest::Log { after: Position(10), limit: 9 }).await;
    assert!(end.frames.is_empty() && !end.header.more);
}

async fn several_streams_are_read_one_after_the_other_from_where_they_are_known<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0).writes(2, 0).writes(1, 1).writes(3, 0)).await;
    rig.stores(&rig.draft(2).writes_sized(4, 0, 90_000)).await;
    rig.stores(&rig.draft(3).writes_sized(4, 1, 90_000).writes_sized(4, 2, 20_000)).await;
    let ask = |known: &[(u128, u64)], command| ReadRequest::Streams {
        streams: known.iter().map(|&(n, version)| Read(stream(n), Version(version))).collect(),
        command,
    };
    let page = rig.page(&ask(&[(3, 0), (8, 0), (1, 1), (3, 0)], Some(command(1)))).await;
    let positions: Vec<u64> = page.frames.iter().map(|frame| frame.entry.position.0).collect();
    assert_eq!(positions, [4, 3]);
    assert!(!page.header.more);
    let decided = page.header.decided.unwrap();
    assert!(decided.decision.is_none());
    assert_eq!((decided.seq, decided.outcome.position()), (1, Position(4)));
    // A page that is full says so; from where it ends the rest is read.
    let full = rig.page(&ask(&[(4, 0), (1, 0)], Some(command(7)))).await;
    assert!(full.header.more && full.header.decided.is_none());
    assert_eq!(full.frames.len(), 2);
    let rest = rig.page(&ask(&[(4, 2), (1, 0)], None)).await;
    assert_eq!(rest.frames.len(), 3);
    assert!(!rest.header.more);
}

async fn a_recorded_decision_can_be_read_as_it_was_sent<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let mut draft = rig.draft(1).writes(1, 0).unchanged(5, 0);
    draft.decision.reads = vec![Read(stream(1), Version(0))];
    draft.decision.pins = vec![Read(stream(6), Version(0))];
    rig.stores(&draft).await;
    for n in 2..6 {
        let mut large = rig.draft(n).refused("intake.not_open");
        large.decision.command = super::sample::raw(&format!("\"{}\"", "x".repeat(90_000)));
        rig.append(&large).await;
    }
    let page = rig.page(&ReadRequest::Decision { command: command(1) }).await;
    let found = page.header.decided.unwrap().decision.unwrap();
    assert_eq!(
        serde_json::to_string(&found).unwrap(),
        serde_json::to_string(&draft.decision).unwrap()
    );
    let unknown = rig.page(&ReadRequest::Decision { command: command(99) }).await;
    assert!(unknown.header.decided.is_none());
    let (mut seqs, mut after) = (Vec::new(), 0);
    loop {
        let page = rig.page(&ReadRequest::Decisions { after }).await;
        seqs.extend(page.header.decisions.iter().map(|decided| decided.seq));
        after = *seqs.last().unwrap();
        if !page.header.more {
            break;
        }
    }
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
}

async fn what_is_not_a_read_request_gets_an_error<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let many = ReadRequest::Streams {
        streams: (0..1_001).map(|n| Read(stream(n), Version(0))).collect(),
        command: None,
    };
    let cases = [b"".to_vec(), b"{}".to_vec(), serde_json::to_vec(&many).unwrap()];
    for payload in cases {
        let answer = rig.reads.answer(&payload).await;
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        assert!(answer["error"].is_string(), "{answer}");
    }
}

async fn an_erased_body_is_a_redacted_frame_whose_type_is_in_the_header<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&rig.draft(1).writes(1, 0).writes(1, 1)).await;
    rig.bench.erase_body(Position(1)).await;
    let page = rig.page(&ReadRequest::Log { after: Position(0), limit: 10 }).await;
    assert!(page.frames[0].redacted() && page.frames[0].salt == [0; 32]);
    assert!(!page.frames[1].redacted());
    let named = vec![(Position(1), "intake.petition_recorded".to_owned())];
    assert_eq!(page.header.redacted, named);
    let report = rig.verified().await;
    assert!(report.intact() && report.erased == 1, "{report:?}");
}

async fn an_erased_command_leaves_its_outcome<B: Bench>() {
    let rig = Rig::<B>::new().await;
    let draft = rig.draft(1).writes(1, 0);
    rig.stores(&draft).await;
    rig.bench.erase_command(1).await;
    let page = rig.page(&ReadRequest::Decision { command: command(1) }).await;
    let decided = page.header.decided.unwrap();
    assert!(decided.decision.is_none());
    assert_eq!(decided.outcome.position(), Position(1));
    assert!(matches!(rig.append(&draft).await, AppendReply::Done { repeated: true, .. }));
    assert!(rig.verified().await.intact());
}

async fn a_view_of_the_log_does_not_move<B: Bench>() {
    let rig = Rig::<B>::new().await;
    rig.stores(&Draft::new(1, now()).writes(1, 0)).await;
    let mut view = rig.bench.reader().await.snapshot().await.unwrap();
    assert_eq!(view.head().await.unwrap().position, Position(1));
    rig.stores(&rig.draft(2).writes(1, 1)).await;
    assert_eq!(view.head().await.unwrap().position, Position(1));
    let room = event_store::engine::Room { rows: 10, bytes: 1 << 20 };
    assert_eq!(view.log(Position(0), room).await.unwrap().rows.len(), 1);
}
