//! Accounts on a file of their own: what counts, for how long, and what a guesser meets.

use proto::Micros;
use uuid::Uuid;

use super::*;

const OFFICER: OfficerId = OfficerId(Uuid::from_u128(7));
const NOW: Micros = Micros(1_000_000_000_000);
const GOOD: &str = "một câu dài dễ nhớ";

fn later(seconds: i64) -> Micros {
    Micros(NOW.0 + seconds * 1_000_000)
}

async fn opened() -> (Accounts, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Accounts::open(dir.path()).await.unwrap(), dir)
}

/// An account `hoa` that was set up; its first cookie.
async fn set_up(accounts: &Accounts) -> String {
    let code = accounts.create(OFFICER, "hoa", NOW).await.unwrap();
    accounts.set_up(&code, GOOD, NOW).await.unwrap().unwrap()
}

fn hash(cookie: &str) -> Digest {
    Digest::of(&[cookie.as_bytes()])
}

#[tokio::test]
async fn a_code_counts_once_however_it_is_typed_and_not_for_ever() {
    let (accounts, _dir) = opened().await;
    let code = accounts.create(OFFICER, "hoa", NOW).await.unwrap();
    let typed = code.replace('-', " ").to_uppercase();
    assert_eq!(accounts.login_of_code(&typed, NOW).await.unwrap().as_deref(), Some("hoa"));
    let over = Micros(NOW.0 + CODE_COUNTS.0);
    assert!(accounts.set_up(&code, GOOD, over).await.unwrap().is_none());
    assert!(accounts.set_up(&typed, GOOD, NOW).await.unwrap().is_some());
    assert!(accounts.set_up(&code, "another long password", NOW).await.unwrap().is_none());
}

#[tokio::test]
async fn without_a_chosen_password_nobody_signs_in() {
    let (accounts, _dir) = opened().await;
    accounts.create(OFFICER, "hoa", NOW).await.unwrap();
    for (login, password) in [("hoa", ""), ("hoa", "nobody has this password"), ("lan", "x")] {
        let done = accounts.sign_in(login, password, "a", NOW).await.unwrap();
        assert_eq!(done, SignedIn::Wrong, "{login}");
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case_after_its_whole_time() {
    let (accounts, _dir) = opened().await;
    let cookie = set_up(&accounts).await;
    let session = |at| {
        let accounts = accounts.clone();
        let hash = hash(&cookie);
        async move { accounts.session(hash, at, true).await.unwrap().map(|found| found.officer) }
    };
    assert_eq!(session(later(7_000)).await, Some(OFFICER));
    assert_eq!(session(later(14_000)).await, Some(OFFICER));
    assert_eq!(session(later(14_000 + 7_201)).await, None);
    for hour in 3..12 {
        session(later(hour * 3_600)).await;
    }
    assert_eq!(session(later(12 * 3_600)).await, None);
}

#[tokio::test]
async fn listening_alone_does_not_keep_a_session_alive() {
    let (accounts, _dir) = opened().await;
    let cookie = set_up(&accounts).await;
    assert!(accounts.session(hash(&cookie), later(7_100), false).await.unwrap().is_some());
    assert!(accounts.session(hash(&cookie), later(7_300), false).await.unwrap().is_none());
}

#[tokio::test]
async fn many_wrong_passwords_delay_the_right_one_and_unknown_logins_alike() {
    let (accounts, _dir) = opened().await;
    set_up(&accounts).await;
    for login in ["hoa", "nobody"] {
        for _ in 0..5 {
            let done = accounts.sign_in(login, "wrong", login, NOW).await.unwrap();
            assert_eq!(done, SignedIn::Wrong);
        }
        let sixth = accounts.sign_in(login, GOOD, "elsewhere", NOW).await.unwrap();
        assert_eq!(sixth, SignedIn::Later(3), "{login}");
    }
    let done = accounts.sign_in(" HOA ", GOOD, "elsewhere", later(3)).await.unwrap();
    assert!(matches!(done, SignedIn::Yes(_)), "{done:?}");
}

#[tokio::test]
async fn one_address_that_tries_many_logins_is_delayed() {
    let (accounts, _dir) = opened().await;
    for n in 0..40 {
        accounts.sign_in(&format!("login{n}"), "wrong", "one", NOW).await.unwrap();
    }
    let done = accounts.sign_in("login99", "wrong", "one", NOW).await.unwrap();
    assert!(matches!(done, SignedIn::Later(_)), "{done:?}");
    assert_eq!(accounts.sign_in("login98", "x", "two", NOW).await.unwrap(), SignedIn::Wrong);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let (accounts, _dir) = opened().await;
    let first = set_up(&accounts).await;
    let SignedIn::Yes(second) = accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap() else {
        panic!("the password is right");
    };
    accounts.change_password("hoa", "một câu khác cũng dài", hash(&second)).await.unwrap();
    assert!(accounts.session(hash(&first), NOW, true).await.unwrap().is_none());
    assert!(accounts.session(hash(&second), NOW, true).await.unwrap().is_some());
    assert_eq!(accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap(), SignedIn::Wrong);
    accounts.sign_out_everywhere("hoa").await.unwrap();
    assert_eq!(accounts.sessions_of("hoa", NOW).await.unwrap(), 0);
}

#[tokio::test]
async fn an_ended_account_and_its_sessions_count_no_more() {
    let (accounts, dir) = opened().await;
    let cookie = set_up(&accounts).await;
    let beside = Accounts::open(dir.path()).await.unwrap();
    assert!(beside.end("hoa", NOW).await.unwrap());
    assert!(accounts.session(hash(&cookie), NOW, true).await.unwrap().is_none());
    assert_eq!(accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap(), SignedIn::Wrong);
    assert!(matches!(accounts.reset("hoa", NOW).await, Err(AccountError::Unknown)));
    assert!(matches!(accounts.create(OFFICER, "hoa", NOW).await, Err(AccountError::Taken)));
    assert!(matches!(accounts.create(OFFICER, "Hoa ", NOW).await, Err(AccountError::BadLogin)));
}

#[tokio::test]
async fn the_file_holds_neither_password_nor_cookie_nor_code() {
    let (accounts, dir) = opened().await;
    let code = accounts.create(OFFICER, "lan", NOW).await.unwrap();
    let cookie = set_up(&accounts).await;
    let secrets = [GOOD.to_owned(), cookie, code.replace('-', "")];
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
}

#[test]
fn a_password_is_long_and_not_the_login() {
    assert_eq!(fit("hoa", GOOD, GOOD), Ok(()));
    assert_eq!(fit("hoa", "ngắn quá", "ngắn quá"), Err(Unfit::Length));
    assert_eq!(fit("hoa", "tôi tên là Hoa đây", "x"), Err(Unfit::LikeLogin));
    assert_eq!(fit("hoa", GOOD, "một câu khác dài"), Err(Unfit::Differs));
}

#[tokio::test]
async fn a_named_list_belongs_to_its_account_and_there_are_not_endlessly_many() {
    let (accounts, _dir) = opened().await;
    set_up(&accounts).await;
    accounts.create(OFFICER, "lan", NOW).await.unwrap();
    let keep = async |name: &str, address: &str| {
        accounts.keep_view("hoa", name, address, NOW).await.unwrap()
    };
    assert!(keep("  Quá   hạn ", "/so?due=late").await);
    assert!(keep("Quá hạn", "/so?due=week").await);
    let one = vec![("Quá hạn".to_owned(), "/so?due=week".to_owned())];
    assert_eq!(accounts.views("hoa").await.unwrap(), one);
    assert_eq!(accounts.views("lan").await.unwrap(), []);
    for name in ["", "  ", "a\u{7}b", &"x".repeat(61)] {
        assert!(!keep(name, "/so").await, "{name}");
    }
    for n in 1..30 {
        assert!(keep(&format!("n{n}"), "/so").await);
    }
    assert!(!keep("one more", "/so").await);
    // In place of one of the same name there is always room.
    assert!(keep("n1", "/so?q=a").await);
    assert!(!accounts.rename_view("hoa", "n1", "n2").await.unwrap());
    assert!(!accounts.rename_view("lan", "n1", "n3").await.unwrap());
    assert!(accounts.rename_view("hoa", "n1", "first").await.unwrap());
}

#[tokio::test]
async fn who_guesses_elsewhere_does_not_delay_the_owner_at_home() {
    let (accounts, _dir) = opened().await;
    set_up(&accounts).await;
    let sign_in = |password: &'static str, from: String| {
        let accounts = accounts.clone();
        async move { accounts.sign_in("hoa", password, &from, NOW).await.unwrap() }
    };
    assert!(matches!(sign_in(GOOD, "home".to_owned()).await, SignedIn::Yes(_)));
    // Many addresses, of which a network of version 6 is only one.
    for n in 0..200 {
        sign_in("wrong", format!("2001:db8::{n:x}")).await;
        sign_in("wrong", format!("203.0.113.{n}")).await;
    }
    assert!(matches!(sign_in(GOOD, "198.51.100.1".to_owned()).await, SignedIn::Later(_)));
    assert!(matches!(sign_in(GOOD, "home".to_owned()).await, SignedIn::Yes(_)));
    // At home guesses are counted as well.
    let mut last = SignedIn::Busy;
    for _ in 0..8 {
        last = sign_in("wrong", "home".to_owned()).await;
    }
    assert!(matches!(last, SignedIn::Later(_)), "{last:?}");
}

#[tokio::test]
async fn a_shared_password_lets_everybody_in_and_changes_nobody_who_is_there() {
    let (accounts, _dir) = opened().await;
    assert!(accounts.are_none().await.unwrap());
    set_up(&accounts).await;
    let officers = [(OFFICER, "hoa".to_owned()), (OFFICER, "tt".to_owned())];
    accounts.share(&officers, "one for all of them", NOW).await.unwrap();
    assert!(!accounts.are_none().await.unwrap());
    for (login, password, good) in [
        ("hoa", GOOD, true),
        ("hoa", "one for all of them", false),
        ("tt", "one for all of them", true),
    ] {
        let done = accounts.sign_in(login, password, "a", NOW).await.unwrap();
        assert_eq!(matches!(done, SignedIn::Yes(_)), good, "{login} {password}");
    }
}

#[tokio::test]
async fn with_codes_the_password_alone_lets_nobody_in_and_no_code_counts_twice() {
    let (accounts, _dir) = opened().await;
    set_up(&accounts).await;
    accounts.propose_factor("hoa").await.unwrap();
    let secret: Vec<u8> =
        sqlx::query_scalar("SELECT secret FROM factor").fetch_one(&accounts.pool).await.unwrap();
    // Proposed only: nobody is asked for a code yet.
    assert!(matches!(accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap(), SignedIn::Yes(_)));
    assert_eq!(accounts.confirm_factor("hoa", "000000", NOW).await.unwrap(), None);
    let code = factor::code_of(&secret, NOW);
    let recovery = accounts.confirm_factor("hoa", &code, NOW).await.unwrap().unwrap();
    assert_eq!(accounts.factor("hoa").await.unwrap(), Factor::On(10));
    let SignedIn::Half(half) = accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap() else {
        panic!("a code is asked for");
    };
    let with = async |half: &str, typed: &str, now: Micros| {
        let done = accounts.sign_in_with_code(half, typed, "a", now).await.unwrap();
        done.map(|(_, done)| done)
    };
    assert_eq!(with(&half, &code, NOW).await, Some(SignedIn::Wrong), "it was taken before");
    let next = factor::code_of(&secret, later(30));
    assert!(matches!(with(&half, &next, later(30)).await, Some(SignedIn::Yes(_))));
    assert_eq!(with(&half, &next, later(30)).await, None, "one half is one sign-in");
    // A recovery code counts once.
    for counts in [true, false] {
        let SignedIn::Half(half) = accounts.sign_in("hoa", GOOD, "a", later(60)).await.unwrap()
        else {
            panic!("a code is asked for");
        };
        let done = with(&half, &recovery[0].to_uppercase(), later(60)).await;
        assert_eq!(matches!(done, Some(SignedIn::Yes(_))), counts, "{done:?}");
    }
    assert_eq!(accounts.factor("hoa").await.unwrap(), Factor::On(9));
    // The operator's reset, once used, leaves nothing of it.
    let code = accounts.reset("hoa", later(90)).await.unwrap();
    accounts.set_up(&code, GOOD, later(90)).await.unwrap().unwrap();
    assert_eq!(accounts.factor("hoa").await.unwrap(), Factor::Off);
}

#[tokio::test]
async fn codes_are_guessed_no_faster_than_passwords() {
    let (accounts, _dir) = opened().await;
    set_up(&accounts).await;
    accounts.propose_factor("hoa").await.unwrap();
    let secret: Vec<u8> =
        sqlx::query_scalar("SELECT secret FROM factor").fetch_one(&accounts.pool).await.unwrap();
    let code = factor::code_of(&secret, NOW);
    accounts.confirm_factor("hoa", &code, NOW).await.unwrap().unwrap();
    let mut last = None;
    for _ in 0..8 {
        if let SignedIn::Half(half) = accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap() {
            last = accounts.sign_in_with_code(&half, "000000", "a", NOW).await.unwrap();
        }
    }
    let late = accounts.sign_in("hoa", GOOD, "a", NOW).await.unwrap();
    assert!(matches!(late, SignedIn::Later(_)), "{late:?} {last:?}");
}
