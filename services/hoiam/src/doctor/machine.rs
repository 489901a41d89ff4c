//! What lies on the machine: the NATS server's program, the data directory, disk, keys, backups.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use runtime::clock::Clock;
use serde_json::Value;

use super::Finding;
use crate::language::say;
use crate::store::backup::LAST;
use crate::up::nats;

/// Below these, in MiB, the disk is a problem or worth a warning.
const FREE_PROBLEM_MIB: u64 = 200;
const FREE_WARNING_MIB: u64 = 2_048;
/// After so many days a backup is old.
const BACKUP_OLD_DAYS: i64 = 7;
/// The layout of a data directory that this program knows.
const FORMAT: u64 = 1;

/// Whether the NATS server is there and new enough.
pub(super) async fn nats(program: &Path) -> Finding {
    match nats::check_version(program).await {
        Ok(()) => Finding::ok("nats-server", program.display().to_string()),
        Err(error) => Finding::problem(
            "nats-server",
            format!("{error:#}"),
            say(
                "lấy bản mới bằng deploy/nats-server, rồi đặt HOIAM_NATS_SERVER",
                "get one with deploy/nats-server, and set HOIAM_NATS_SERVER",
            ),
        ),
    }
}

/// Whether a realm lies there.
pub(super) fn is_realm(data: &Path) -> bool {
    data.join("realm.json").is_file()
}

/// Everything about the data directory that can be seen without asking a process.
pub(super) fn directory(data: &Path) -> Vec<Finding> {
    if !is_realm(data) {
        return vec![Finding::problem(
            "data",
            say(
                format!("{} không có realm.json", data.display()),
                format!("{} has no realm.json", data.display()),
            ),
            say("chỉ đúng thư mục của `hoiam up`", "name the directory of `hoiam up`"),
        )];
    }
    vec![realm(data), permissions(data), space(data), kek(data), backup(data)]
}

fn realm(data: &Path) -> Finding {
    let read = std::fs::read(data.join("realm.json")).ok();
    let file: Option<Value> = read.and_then(|text| serde_json::from_slice(&text).ok());
    let Some(file) = file else {
        let next = say("khôi phục từ bản sao lưu", "put it back from a backup");
        return Finding::problem(
            "realm",
            say("realm.json không đọc được", "realm.json cannot be read"),
            next,
        );
    };
    let text = |name: &str| file[name].as_str().unwrap_or("–").to_owned();
    let sites = crate::client::words::list(&file["sites"]);
    let sites: Vec<&str> = sites.iter().filter_map(Value::as_str).collect();
    let says = format!("{} ({}), {}", text("origin"), text("realm"), sites.join(", "));
    match file["format"].as_u64() {
        Some(FORMAT) => Finding::ok("realm", says),
        format => Finding::problem(
            "realm",
            format!("{says}; format {format:?}"),
            say("chạy chương trình mới hơn", "start the newer program"),
        ),
    }
}

fn permissions(data: &Path) -> Finding {
    let folders = [data.to_path_buf(), data.join("keys"), data.join("vault")];
    let open = folders
        .iter()
        .find(|folder| std::fs::metadata(folder).is_ok_and(|about| about.mode() & 0o077 != 0));
    match open {
        None => {
            Finding::ok("permissions", say("chỉ chủ sở hữu vào được", "only its owner can enter"))
        }
        Some(folder) => Finding::problem(
            "permissions",
            say(
                format!("người khác vào được {}", folder.display()),
                format!("{} is open to others", folder.display()),
            ),
            format!("chmod 700 {}", folder.display()),
        ),
    }
}

fn space(data: &Path) -> Finding {
    let Ok(about) = rustix::fs::statvfs(data) else {
        return Finding::warning("disk", say("không đo được", "cannot be measured"), "df");
    };
    let free = about.f_bavail.saturating_mul(about.f_frsize) / (1024 * 1024);
    let says = say(format!("còn trống {free} MiB"), format!("{free} MiB free"));
    let next = say("dọn bớt hoặc thêm dung lượng", "make room");
    match free {
        0..FREE_PROBLEM_MIB => Finding::problem("disk", says, next),
        FREE_PROBLEM_MIB..FREE_WARNING_MIB => Finding::warning("disk", says, next),
        _ => Finding::ok("disk", says),
    }
}

fn kek(data: &Path) -> Finding {
    let kek = data.join("vault").join(vault::backup::KEK);
    let shown = kek.display();
    match std::fs::metadata(&kek) {
        Ok(about) if about.len() > 0 && about.mode() & 0o077 == 0 => {
            Finding::ok("vault-key", say(format!("{shown} có đủ"), format!("{shown} is there")))
        }
        Ok(_) => Finding::problem(
            "vault-key",
            say(
                format!("{shown} rỗng hoặc người khác đọc được"),
                format!("{shown} is empty or open to others"),
            ),
            format!("chmod 600 {shown}"),
        ),
        Err(_) => Finding::problem(
            "vault-key",
            say(
                format!("thiếu {shown}: không mở được văn bản nào"),
                format!("{shown} is missing: no text opens"),
            ),
            say("đặt lại từ bản giữ riêng", "put it back from where its copy is kept"),
        ),
    }
}

fn backup(data: &Path) -> Finding {
    let next = format!("hoiam store backup --data {} --to DIR", data.display());
    let read = std::fs::read(data.join(LAST)).ok();
    let last: Option<Value> = read.and_then(|text| serde_json::from_slice(&text).ok());
    let Some(at) = last.as_ref().and_then(|last| last["at"].as_i64()) else {
        return Finding::warning("backup", say("chưa sao lưu lần nào", "never made"), next);
    };
    let days = Clock::system().now().0.saturating_sub(at) / 86_400_000_000;
    let to = last.as_ref().and_then(|last| last["to"].as_str()).unwrap_or("–");
    let says = say(format!("{days} ngày trước, ở {to}"), format!("{days} days ago, in {to}"));
    if days > BACKUP_OLD_DAYS {
        Finding::warning("backup", says, next)
    } else {
        Finding::ok("backup", says)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::State;
    use super::*;

    #[test]
    fn a_directory_of_something_else_is_a_problem_with_what_to_do() {
        let place = tempfile::tempdir().unwrap();
        let found = directory(place.path());
        assert_eq!(found[0].state, State::Problem);
        assert!(found[0].do_next.contains("hoiam up"));
    }

    #[test]
    fn a_missing_vault_key_and_an_open_folder_are_problems_and_no_backup_is_a_warning() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path();
        let realm_file = r#"{"format":1,"realm":"r1","origin":"x.y","sites":["MAIN"]}"#;
        std::fs::write(data.join("realm.json"), realm_file).unwrap();
        std::fs::create_dir(data.join("vault")).unwrap();
        std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o755)).unwrap();
        let state = |check: &str| {
            let found = directory(data);
            found.iter().find(|one| one.check == check).map(|one| one.state)
        };
        assert_eq!(state("realm"), Some(State::Ok));
        assert_eq!(state("permissions"), Some(State::Problem));
        assert_eq!(state("vault-key"), Some(State::Problem));
        assert_eq!(state("backup"), Some(State::Warning));
        std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::set_permissions(data.join("vault"), std::fs::Permissions::from_mode(0o700))
            .unwrap();
        assert_eq!(state("permissions"), Some(State::Ok));
    }
}
