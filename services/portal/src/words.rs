//! What people read when something cannot be done: a title and the next step, in two languages.
//!
//! One row for every code; a code that is not here (of a newer service) gets words that hold for
//! any refusal, so that nobody reads a bare code.

mod refusals;

/// The words of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) title_vi: &'static str,
    pub(crate) next_vi: &'static str,
    pub(crate) title_en: &'static str,
    pub(crate) next_en: &'static str,
}

/// Declares rows: code, then title and next step in Vietnamese, then both in English.
macro_rules! words {
    ($($code:literal $title_vi:literal $next_vi:literal $title_en:literal $next_en:literal)*) => {
        &[$($crate::words::Words {
            code: $code,
            title_vi: $title_vi,
            next_vi: $next_vi,
            title_en: $title_en,
            next_en: $next_en,
        }),*]
    };
}
use words;

/// The words of `code`, or those of its kind (`forbidden`), or those that hold for any refusal.
pub(crate) fn of(code: &str) -> Words {
    let row = |code: &str| {
        let mut all = PORTAL.iter().chain(refusals::REFUSALS.into_iter().flatten());
        all.find(|words| words.code == code).copied()
    };
    let kind = code.split_once('.').map_or(code, |(kind, _)| kind);
    row(code).or_else(|| row(kind)).unwrap_or(ANY)
}

/// For codes that this program does not know.
const ANY: Words = Words {
    code: "refused",
    title_vi: "Một quy tắc không cho phép việc này",
    next_vi: "Xem mã và chi tiết kèm theo, sửa lại rồi gửi với khóa mới.",
    title_en: "A rule does not allow this",
    next_en: "See the code and the details, correct it and send it under a new key.",
};

/// What the portal itself says.
const PORTAL: &[Words] = words! {
    "unauthorized"
        "Chưa đăng nhập hoặc mã truy cập không còn giá trị" "Gửi mã truy cập còn giá trị trong phần đầu Authorization."
        "Not signed in, or the token does not count" "Send a token that counts in the header Authorization."
    "foreign_origin"
        "Yêu cầu đến từ trang khác" "Mở trang này và làm lại tại đây."
        "The request comes from another site" "Open this page and do it here."
    "no_role"
        "Cán bộ không giữ vai trò nào hôm nay" "Đề nghị người quản trị giao vai trò tại một cơ quan."
        "The officer has no role today" "Ask for a role at a body."
    "not_your_body"
        "Cán bộ không giữ vai trò tại cơ quan này" "Chọn một trong các cơ quan của mình."
        "The officer has no role at this body" "Choose one of your own bodies."
    "forbidden"
        "Không được phép" "Đề nghị người quản trị kiểm tra vai trò của cán bộ."
        "Not allowed" "Ask for the officer's roles to be checked."
    "forbidden.site_not_admitted"
        "Cổng này không được thay mặt cơ quan đã nêu" "Đề nghị người quản trị cho phép cổng này thay mặt cơ quan."
        "This site may not act for the body" "Ask for the site to be admitted for the body."
    "forbidden.body_not_standing"
        "Cơ quan không tồn tại vào hôm nay" "Chọn cơ quan kế thừa."
        "The body does not exist today" "Choose the body that took its work over."
    "forbidden.not_an_officer"
        "Cán bộ không giữ vai trò tại cơ quan này" "Chọn một trong các cơ quan của mình."
        "The officer has no role at this body" "Choose one of your own bodies."
    "forbidden.role_lacks"
        "Vai trò của cán bộ không gồm việc này" "Đề nghị người có thẩm quyền thực hiện."
        "The officer's role does not cover this" "Ask somebody whose role does."
    "not_found"
        "Không tìm thấy" "Kiểm tra lại địa chỉ, số hoặc mã."
        "Not found" "Check the address, number or code."
    "not_yet"
        "Kiến nghị chưa có vào thời điểm này" "Chọn một thời điểm muộn hơn."
        "The petition did not exist at that time" "Choose a later time."
    "method_not_allowed"
        "Địa chỉ này không nhận phương thức đó" "Xem phần đầu Allow."
        "This address does not take that method" "See the header Allow."
    "unknown_command"
        "Không có lệnh này" "Kiểm tra tên lĩnh vực và tên lệnh."
        "There is no such command" "Check the context and the command's name."
    "malformed_json"
        "Nội dung không phải JSON" "Sửa lại rồi gửi với cùng khóa."
        "The body is not JSON" "Correct it and send it under the same key."
    "malformed"
        "Một trường bị thiếu hoặc sai" "Sửa trường đã nêu rồi gửi lại."
        "A field is missing or wrong" "Correct the field and send it again."
    "malformed_query"
        "Một tham số bị sai" "Sửa tham số đã nêu rồi gửi lại."
        "A parameter is wrong" "Correct the parameter and send it again."
    "malformed_header"
        "Một phần đầu bị thiếu hoặc sai" "Sửa phần đầu đã nêu rồi gửi lại."
        "A header is missing or wrong" "Correct the header and send it again."
    "not_json"
        "Nội dung phải là application/json" "Đặt Content-Type: application/json."
        "The body must be application/json" "Set Content-Type: application/json."
    "too_many_rows"
        "Có quá nhiều dòng cho một tệp" "Lọc bớt rồi tải lại: bản XLSX giữ được 20.000 dòng, bản CSV 200.000 dòng."
        "There are too many rows for one file" "Narrow the list and download it again: a workbook holds 20,000 rows, a CSV file 200,000."
    "too_large"
        "Nội dung quá dài" "Rút gọn nội dung; tối đa 256 KiB."
        "The body is too large" "Shorten it; 256 KiB at most."
    "attachment_too_large"
        "Tệp quá lớn" "Thu nhỏ hoặc chia tệp; tối đa 20 MiB."
        "The file is too large" "Make it smaller or split it; 20 MiB at most."
    "attachment_type"
        "Loại tệp không được nhận" "Dùng PDF, JPEG, PNG, WebP, DOCX, XLSX, ODT hoặc văn bản thuần."
        "Files of this type are not taken" "Use PDF, JPEG, PNG, WebP, DOCX, XLSX, ODT or plain text."
    "attachment_forbidden"
        "Không được xem nội dung của hồ sơ này" "Đề nghị cơ quan đang giữ kiến nghị."
        "The texts of this record are not yours to read" "Ask a body that has the petition."
    "attachment_unknown"
        "Không có tệp đính kèm này" "Tải tệp lên cho đúng hồ sơ rồi gửi lại với cùng khóa."
        "There is no such attachment" "Attach the file to this very record, then send it again under the same key."
    "attachments_full"
        "Hồ sơ đã có quá nhiều tệp" "Gộp các tệp lại hoặc đề nghị người quản trị."
        "The record has too many files" "Join some of them, or ask the operator."
    "attachments_waiting"
        "Quá nhiều tệp đang chờ văn bản của chúng" "Gửi các văn bản mà tệp đi kèm; tệp không dùng đến sẽ tự mất sau một ngày."
        "Too many files wait for their commands" "Send the commands that the files are for; those of which none comes go after a day."
    "attachments_at_once"
        "Quá nhiều tệp đang được chuyển cùng lúc" "Chờ một tệp chuyển xong rồi thử lại."
        "Too many files are on their way at once" "Wait until one is through, then try again."
    "cut_off"
        "Tệp bị ngắt giữa chừng" "Gửi lại."
        "The file was cut off" "Send it again."
    "key_reused"
        "Khóa này đã dùng cho một yêu cầu khác" "Gửi yêu cầu mới với một khóa mới."
        "The key was used for another request" "Send a new request under a new key."
    "conflict"
        "Kiến nghị đã thay đổi sau khi bạn xem" "Xem lại những gì đã thay đổi rồi quyết định lại, với khóa mới."
        "It changed after you looked" "See what changed and decide again, under a new key."
    "erased"
        "Nội dung đã bị xóa theo quyết định" "Không thể ghi thêm vào hồ sơ này."
        "The texts were erased by a recorded decision" "Nothing can be added to this record."
    "unavailable"
        "Tạm thời chưa phục vụ được" "Thử lại sau ít giây với cùng khóa; không có gì bị mất."
        "Not available now" "Try again in a few seconds under the same key; nothing is lost."
    "behind"
        "Sổ theo dõi chưa cập nhật tới vị trí đã hỏi" "Thử lại sau ít giây."
        "The register has not reached that position yet" "Try again in a few seconds."
    "draft_kept"
        "Chưa gửi: bạn vừa đăng nhập lại" "Những gì bạn đã nhập vẫn còn đây. Xem lại rồi gửi."
        "Not sent yet: you have just signed in again" "What you typed is still here. Look at it again and send it."
    "timed_out"
        "Quá thời gian chờ" "Thử lại với cùng khóa; không có gì bị làm hai lần."
        "It took too long" "Try again under the same key; nothing is done twice."
    "too_many_streams"
        "Quá nhiều kết nối theo dõi" "Thử lại sau; trong lúc đó dùng danh sách thông báo."
        "Too many streams are open" "Try again later; use the list of notices meanwhile."
    "fault"
        "Lỗi hệ thống" "Báo cho người quản trị mã tra cứu kèm theo."
        "A fault of the system" "Tell the operator the correlation."
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_words_once_and_none_is_blank() {
        let mut seen = BTreeSet::new();
        for words in PORTAL.iter().chain(refusals::REFUSALS.into_iter().flatten()) {
            assert!(seen.insert(words.code), "{} stands twice", words.code);
            for text in [words.title_vi, words.next_vi, words.title_en, words.next_en] {
                assert!(!text.trim().is_empty(), "{}", words.code);
            }
        }
    }

    #[test]
    fn a_code_of_a_newer_service_gets_words_all_the_same() {
        assert_eq!(of("monitoring.not_invented_yet"), ANY);
        assert_eq!(of("forbidden.not_invented_yet").code, "forbidden");
    }
}
