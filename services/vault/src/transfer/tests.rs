//! Over a running vault: MAIN acts for the delegate group that took the petitions, OTHER for the
//! power company, which has none of them.

use std::path::{Path, PathBuf};

use proto::attachment::ATTACHMENT_SIZE_MAX;
use proto::{MediaType, StreamId};
use register::made_log::{POWER, STRANGER};
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use super::*;
use crate::blob::PIECE_LEN;
use crate::fixture::{Running, body, key, officer, stream, to_seal};
use crate::{VaultClient, VaultError};

fn to(stream: StreamId) -> AttachRequest {
    let media_type = MediaType::new("image/jpeg").unwrap();
    AttachRequest { officer: officer(), body: body(), stream, coming: false, media_type }
}

/// For a command that is going to open `stream`.
fn for_coming(stream: StreamId) -> AttachRequest {
    AttachRequest { coming: true, ..to(stream) }
}

fn invented(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

/// Does `sql` to the database of a vault that is closed.
async fn told_the_database(data: &Path, sql: &'static str) {
    let mut writer =
        SqliteConnection::connect_with(&runtime::sqlite::options(&data.join("vault.db")))
            .await
            .unwrap();
    sqlx::query(sql).execute(&mut writer).await.unwrap();
    writer.close().await.unwrap();
}

/// How many keys of these streams the vault has.
async fn keys_of(data: &Path, streams: &[StreamId]) -> usize {
    let mut reader =
        SqliteConnection::connect_with(&runtime::sqlite::options(&data.join("vault.db")))
            .await
            .unwrap();
    let kids: Vec<String> =
        sqlx::query_scalar("SELECT kid FROM keys").fetch_all(&mut reader).await.unwrap();
    reader.close().await.unwrap();
    streams.iter().filter(|&&id| kids.contains(&KeyId::Stream(id).to_string())).count()
}

async fn eventually(what: &str, mut seen: impl AsyncFnMut() -> bool) {
    for _ in 0..2_000 {
        if seen().await {
            return;
        }
        runtime::wait::pause(std::time::Duration::from_millis(5)).await;
    }
    panic!("{what} did not come about");
}

fn of(stream: StreamId, digest: Digest) -> FetchRequest {
    FetchRequest { officer: officer(), body: body(), stream, digest }
}

fn photo(len: usize) -> Vec<u8> {
    (0_u8..=250).cycle().take(len).collect()
}

async fn attached(
    client: &VaultClient,
    to: AttachRequest,
    clear: &[u8],
) -> Result<Attachment, VaultError> {
    let mut attaching = client.attach(to).await?;
    let mut pieces = clear.chunks(PIECE_LEN).map(|piece| ClearBytes::new(piece.to_vec()));
    let last = pieces.next_back().unwrap_or(ClearBytes::new(Vec::new()));
    for piece in pieces {
        attaching.piece(piece).await?;
    }
    attaching.last(last).await
}

async fn fetched(client: &VaultClient, of: FetchRequest) -> Result<Vec<u8>, VaultError> {
    let mut fetching = client.fetch(of).await?;
    let mut clear = Vec::new();
    while let Some(piece) = fetching.next().await? {
        clear.extend_from_slice(piece.as_ref());
    }
    Ok(clear)
}

fn refused<T>(refusal: Refusal) -> Result<T, VaultError> {
    Err(VaultError::Refused { refusal })
}

/// Every file below the vault's `blobs`.
fn files(data: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut rooms = vec![data.join(crate::blobs::DIRECTORY)];
    while let Some(room) = rooms.pop() {
        for entry in std::fs::read_dir(room).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { rooms.push(path) } else { found.push(path) }
        }
    }
    found
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_attached_and_nothing_of_it_is_on_disk() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    for len in [1, PIECE_LEN, 2 * PIECE_LEN + 1] {
        let clear = photo(len);
        let file = attached(&client, to(stream(1)), &clear).await.unwrap();
        assert_eq!(file.size as usize, len);
        assert_eq!(fetched(&client, of(stream(1), file.digest)).await.unwrap(), clear);
        assert_eq!(client.held(vec![(stream(1), file.digest)]).await.unwrap(), [Some(file)]);
    }
    let needle = &photo(200)[..];
    for path in files(&running.config().data) {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(needle.len()).any(|window| window == needle));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(Digest::of(&[&bytes]).to_string(), name, "its address is its digest");
    }
}

#[tokio::test]
async fn who_may_not_read_the_stream_neither_attaches_nor_reads_its_files() {
    let running = Running::start().await;
    let file = attached(&running.client("MAIN"), to(stream(1)), &photo(9)).await.unwrap();
    let other = running.client("OTHER");
    let company = |n| AttachRequest { officer: STRANGER, body: POWER, ..to(stream(n)) };
    assert_eq!(attached(&other, company(1), &photo(9)).await, refused(Refusal::Forbidden));
    let companys = FetchRequest { officer: STRANGER, body: POWER, ..of(stream(1), file.digest) };
    for read in [companys, of(stream(1), file.digest)] {
        assert_eq!(fetched(&other, read).await, refused(Refusal::Forbidden));
    }
    assert_eq!(files(&running.config().data).len(), 1);
}

#[tokio::test]
async fn a_stream_that_is_not_written_yet_takes_files_and_shows_none() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let coming = StreamId(Uuid::from_u128(0xC0));
    let file = attached(&client, for_coming(coming), &photo(9)).await.unwrap();
    assert_eq!(client.held(vec![(coming, file.digest)]).await.unwrap(), [Some(file.clone())]);
    assert_eq!(fetched(&client, of(coming, file.digest)).await, refused(Refusal::NotHeld));
    let stranger = AttachRequest { officer: STRANGER, ..for_coming(coming) };
    assert_eq!(attached(&client, stranger, &photo(9)).await, refused(Refusal::Forbidden));
}

#[tokio::test]
async fn a_file_is_found_only_in_the_stream_that_it_belongs_to() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let file = attached(&client, to(stream(1)), &photo(9)).await.unwrap();
    attached(&client, to(stream(2)), &photo(9)).await.unwrap();
    assert_eq!(client.held(vec![(stream(2), file.digest)]).await.unwrap(), [None]);
    assert_eq!(fetched(&client, of(stream(2), file.digest)).await, refused(Refusal::NotHeld));
}

#[tokio::test]
async fn a_file_that_is_too_long_or_in_odd_pieces_is_not_kept() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let longest = photo(ATTACHMENT_SIZE_MAX as usize);
    assert!(attached(&client, to(stream(1)), &longest).await.is_ok());
    let longer = photo(ATTACHMENT_SIZE_MAX as usize + 1);
    let malformed = |ended: Result<Attachment, VaultError>| {
        assert!(matches!(ended, Err(VaultError::Malformed { .. })), "{ended:?}");
    };
    malformed(attached(&client, to(stream(1)), &longer).await);
    malformed(attached(&client, to(stream(1)), &[]).await);
    let mut odd = client.attach(to(stream(1))).await.unwrap();
    assert!(odd.piece(ClearBytes::new(photo(10))).await.is_err());
    drop(odd);
    assert_eq!(files(&running.config().data).len(), 1);
}

#[tokio::test]
async fn a_cut_off_upload_leaves_nothing_and_a_killed_one_a_draft_that_the_next_start_removes() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let mut cut = client.attach(to(stream(1))).await.unwrap();
    cut.piece(ClearBytes::new(photo(PIECE_LEN))).await.unwrap();
    assert_eq!(files(&data).len(), 1, "a draft");
    drop(cut);
    for _ in 0..1_000 {
        if files(&data).is_empty() {
            break;
        }
        runtime::wait::pause(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(files(&data), Vec::<PathBuf>::new());
    running.stop().await;
    std::fs::write(data.join("blobs/draft-00"), b"half").unwrap();
    running.start_again().await;
    assert_eq!(files(&data), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_file_that_was_changed_or_exchanged_on_disk_is_not_given() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let one = attached(&client, to(stream(1)), &photo(PIECE_LEN + 9)).await.unwrap();
    let path = files(&running.config().data).remove(0);
    let good = std::fs::read(&path).unwrap();
    let read = || async { fetched(&client, of(stream(1), one.digest)).await };
    for change in [0, 50, 200, PIECE_LEN, good.len() - 1] {
        let mut bad = good.clone();
        bad[change] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        assert_eq!(read().await, refused(Refusal::Tampered), "{change}");
    }
    for len in [0, 10, 130, PIECE_LEN] {
        std::fs::write(&path, &good[..len]).unwrap();
        assert_eq!(read().await, refused(Refusal::Tampered), "{len}");
    }
    // Another file of the same stream under its name: all of it opens, and it is another file.
    std::fs::write(&path, &good).unwrap();
    let other = attached(&client, to(stream(1)), &photo(PIECE_LEN + 9)).await.unwrap();
    std::fs::copy(path.with_file_name(other.digest.to_string()), &path).unwrap();
    assert_eq!(read().await, refused(Refusal::Tampered));
    std::fs::write(&path, &good).unwrap();
    assert!(read().await.is_ok());
}

#[tokio::test]
async fn with_its_key_a_stream_s_files_are_gone_for_good() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let kept = attached(&client, to(stream(2)), &photo(9)).await.unwrap();
    let gone = attached(&client, to(stream(1)), &photo(9)).await.unwrap();
    let mut under_way = client.attach(to(stream(1))).await.unwrap();
    under_way.piece(ClearBytes::new(photo(PIECE_LEN))).await.unwrap();
    client.destroy(key(1), "Điều 14").await.unwrap();
    assert_eq!(fetched(&client, of(stream(1), gone.digest)).await, refused(Refusal::Destroyed));
    assert_eq!(under_way.last(ClearBytes::new(photo(9))).await, refused(Refusal::Destroyed));
    assert_eq!(attached(&client, to(stream(1)), &photo(9)).await, refused(Refusal::Destroyed));
    assert_eq!(files(&data).len(), 1);
    // A destruction that was cut short after the key was gone.
    running.stop().await;
    let left = data.join("blobs").join(&stream(1).to_string()[..2]).join(stream(1).to_string());
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("00"), b"left").unwrap();
    running.start_again().await;
    assert_eq!(files(&data).len(), 1);
    assert!(fetched(&client, of(stream(2), kept.digest)).await.is_ok());
}

#[tokio::test]
async fn files_go_along_into_a_backup_and_come_back_from_it() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let file = attached(&client, to(stream(1)), &photo(PIECE_LEN + 9)).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    crate::backup::backup(&data, copy.path()).await.unwrap();
    running.stop().await;
    let before = running.dir.path().join("before");
    std::fs::rename(&data, &before).unwrap();
    crate::backup::restore(copy.path(), &before.join("kek"), &data).await.unwrap();
    running.start_again().await;
    let read = fetched(&client, of(stream(1), file.digest)).await.unwrap();
    assert_eq!(read, photo(PIECE_LEN + 9));
}

#[tokio::test]
async fn a_stream_that_nobody_wrote_and_no_command_opens_takes_no_file_and_makes_no_key() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    assert_eq!(attached(&client, to(invented(7)), &photo(9)).await, refused(Refusal::NotHeld));
    assert_eq!(files(&data), Vec::<PathBuf>::new());
    assert_eq!(keys_of(&data, &[invented(7)]).await, 0);
}

#[tokio::test]
async fn an_officer_s_files_that_wait_for_commands_are_bounded_until_the_commands_come() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let most = u128::try_from(crate::keys::FILES_MAX).unwrap();
    for n in 0..most {
        attached(&client, for_coming(invented(n)), &photo(9)).await.unwrap();
    }
    for stream in [invented(0), invented(most)] {
        let more = attached(&client, for_coming(stream), &photo(9)).await;
        assert_eq!(more, refused(Refusal::Waiting));
    }
    assert_eq!(files(&data).len() as u128, most);
    assert_eq!(keys_of(&data, &[invented(most)]).await, 0);
    // What is written waits no more, and neither is bounded by what waits.
    attached(&client, to(stream(1)), &photo(9)).await.unwrap();
    running.stop().await;
    let written = "UPDATE waiting SET kid = 'p:' || (SELECT substr(kid, 3) FROM keys
        WHERE kid NOT IN (SELECT kid FROM waiting)) WHERE kid = (SELECT min(kid) FROM waiting)";
    told_the_database(&data, written).await;
    running.start_again().await;
    attached(&client, for_coming(invented(most)), &photo(9)).await.unwrap();
}

#[tokio::test]
async fn the_bytes_that_wait_for_an_officer_s_commands_are_bounded() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    attached(&client, for_coming(invented(1)), &photo(9)).await.unwrap();
    running.stop().await;
    told_the_database(&data, "UPDATE waiting SET bytes = 512 * 1024 * 1024 - 5").await;
    running.start_again().await;
    let more = attached(&client, for_coming(invented(1)), &photo(6)).await;
    assert_eq!(more, refused(Refusal::Waiting));
    assert_eq!(files(&data).len(), 1);
    attached(&client, for_coming(invented(1)), &photo(5)).await.unwrap();
    assert_eq!(
        attached(&client, for_coming(invented(1)), &photo(1)).await,
        refused(Refusal::Waiting)
    );
}

#[tokio::test]
async fn files_whose_command_does_not_come_within_a_day_go_and_their_key_too() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let [never, fresh, came] = [invented(1), invented(2), stream(3)];
    attached(&client, for_coming(never), &photo(9)).await.unwrap();
    attached(&client, to(came), &photo(9)).await.unwrap();
    // A command that was sealed and never appended: its key may seal more than files.
    attached(&client, for_coming(stream_of_a_command()), &photo(9)).await.unwrap();
    let sealing = crate::SealRequest { stream: stream_of_a_command(), ..to_seal(4, &[]) };
    client.seal(sealing).await.unwrap();
    running.stop().await;
    told_the_database(&data, "UPDATE waiting SET since = 0").await;
    let left = "INSERT INTO waiting (kid, officer, since, texts)
        SELECT kid, 'x', 0, 0 FROM keys WHERE kid NOT IN (SELECT kid FROM waiting)";
    told_the_database(&data, left).await;
    running.start_again().await;
    attached(&client, for_coming(fresh), &photo(9)).await.unwrap();
    eventually("only what came and what is fresh", async || files(&data).len() == 2).await;
    eventually("the key gone", async || keys_of(&data, &[never]).await == 0).await;
    assert_eq!(keys_of(&data, &[came, fresh, stream_of_a_command()]).await, 3);
    // The command may still come, with its files anew.
    attached(&client, for_coming(never), &photo(9)).await.unwrap();
}

fn stream_of_a_command() -> StreamId {
    invented(0xC1)
}

#[tokio::test]
async fn a_command_that_looks_for_its_files_keeps_them_for_another_day() {
    let mut running = Running::start().await;
    let client = running.client("MAIN");
    let data = running.config().data;
    let file = attached(&client, for_coming(invented(1)), &photo(9)).await.unwrap();
    running.stop().await;
    let (keys, _) =
        crate::keys::Keys::open(&data, &crate::fixture::origin(), &running.config().clock)
            .await
            .unwrap();
    let streams = BTreeSet::from([invented(1)]);
    told_the_database(&data, "UPDATE waiting SET since = 0").await;
    assert_eq!(keys.waited_too_long().await.unwrap(), streams);
    drop(keys.awaited(&streams, false).await.unwrap());
    assert!(keys.gone_stale(invented(1)).await.unwrap().is_none());
    keys.close().await;
    running.start_again().await;
    assert_eq!(client.held(vec![(invented(1), file.digest)]).await.unwrap(), [Some(file)]);
}

#[tokio::test]
async fn a_line_stays_open_while_a_piece_is_on_its_way() {
    let running = Running::start().await;
    let client = running.client("MAIN");
    let mut attaching = client.attach(to(stream(1))).await.unwrap();
    attaching.wait().await.unwrap();
    attaching.piece(ClearBytes::new(photo(PIECE_LEN))).await.unwrap();
    attaching.wait().await.unwrap();
    let file = attaching.last(ClearBytes::new(photo(1))).await.unwrap();
    assert_eq!(file.size as usize, PIECE_LEN + 1);
}
