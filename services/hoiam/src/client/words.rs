//! What is printed of codes: events, what is due, how days are counted. In both languages; a code
//! of a newer program stands for itself.

use serde_json::Value;

use crate::language::{say, spoken};

/// Event type, Vietnamese, English.
const EVENTS: &[(&str, &str, &str)] = &[
    ("intake.meeting_held", "ghi nhận cuộc tiếp xúc cử tri", "meeting recorded"),
    ("intake.petition_received", "tiếp nhận kiến nghị", "petition received"),
    ("intake.number_taken", "lấy số", "number taken"),
    ("intake.raised_at_meeting", "nêu tại cuộc tiếp xúc", "raised at a meeting"),
    ("intake.opinion_noted", "ghi nhận là ý kiến", "noted as an opinion"),
    ("intake.answered_on_the_spot", "trả lời tại hội nghị", "answered on the spot"),
    (
        "intake.answer_not_accepted",
        "cử tri không đồng ý câu trả lời tại hội nghị",
        "answer of the meeting not accepted",
    ),
    ("intake.not_a_petition", "xác định không phải kiến nghị", "found not to be a petition"),
    ("intake.public_wording_approved", "duyệt nội dung công khai", "public wording approved"),
    ("intake.petition_corrected", "sửa nội dung", "corrected"),
    ("intake.petition_merged", "gộp vào kiến nghị khác", "merged into another"),
    ("intake.petition_absorbed", "nhận kiến nghị gộp vào", "absorbed another"),
    ("intake.petition_unmerged", "tách khỏi kiến nghị đã gộp", "unmerged"),
    ("intake.petition_split", "tách thành nhiều kiến nghị", "split"),
    ("intake.part_of", "là phần của kiến nghị đã tách", "part of a split petition"),
    ("intake.petition_withdrawn", "cử tri rút kiến nghị", "withdrawn"),
    ("intake.petition_listed", "đưa vào danh sách tổng hợp", "put on a consolidated list"),
    ("intake.list_fixed", "chốt danh sách tổng hợp", "consolidated list fixed"),
    ("classification.classification_proposed", "đề xuất phân loại", "classification proposed"),
    ("classification.consent_given", "đồng ý phân loại", "consent given"),
    (
        "classification.classification_contested",
        "có ý kiến khác về phân loại",
        "classification contested",
    ),
    ("classification.dissent_recorded", "bảo lưu ý kiến", "dissent recorded"),
    ("classification.deadlock_decided", "quyết định sau họp liên tịch", "deadlock decided"),
    ("classification.silence_counted", "quá hạn, coi như đồng ý", "silence counted as consent"),
    ("classification.classification_agreed", "thống nhất phân loại", "classification agreed"),
    (
        "classification.reaction_refused",
        "không tự đề xuất được, cần người xử lý",
        "no suggestion possible, needs a person",
    ),
    ("forwarding.letter_issued", "ban hành công văn chuyển", "letter issued"),
    ("forwarding.letter_received", "xác nhận đã nhận công văn", "letter received"),
    ("forwarding.petition_forwarded", "chuyển đến cơ quan giải quyết", "forwarded"),
    ("forwarding.petition_returned", "trả lại", "returned"),
    ("forwarding.work_assigned", "giao việc trong cơ quan", "work assigned"),
    ("forwarding.petition_answered", "trả lời", "answered"),
    ("forwarding.answer_made_known", "thông báo kết quả đến cử tri", "answer made known"),
    ("monitoring.follower_proposed", "đề xuất cơ quan theo dõi", "follower proposed"),
    ("monitoring.follower_named", "phân công theo dõi", "follower named"),
    ("monitoring.done_claimed", "báo đã thực hiện xong", "claimed to be done"),
    ("monitoring.check_recorded", "kiểm tra kết quả", "checked"),
    ("monitoring.deadline_passed", "quá hạn", "deadline passed"),
    ("monitoring.deadline_escalated", "báo quá hạn lên cấp trên", "overdue: told one rung up"),
    ("monitoring.deadline_extended", "gia hạn", "deadline extended"),
    ("monitoring.reminder_sent", "đôn đốc", "reminder sent"),
    ("monitoring.voter_heard", "ghi ý kiến cử tri về kết quả", "voter heard"),
    ("monitoring.waiting_for_resources", "chờ nguồn lực", "waiting for resources"),
    ("monitoring.petition_settled", "giải quyết xong", "settled"),
    ("monitoring.petition_closed", "kết thúc theo dõi", "closed"),
    ("monitoring.petition_reopened", "mở lại", "reopened"),
    ("monitoring.petition_carried_over", "chuyển kỳ họp sau", "carried over"),
    ("monitoring.petition_handed_over", "chuyển giao giữa các cơ quan", "handed over"),
    (
        "monitoring.reaction_refused",
        "không tự xử lý được, cần người xử lý",
        "reaction refused, needs a person",
    ),
    ("intake.written_in_the_book", "ghi thêm theo sổ cũ", "what its row in the book says"),
    ("intake.name_bound", "xác định tên ghi trong sổ", "a name of the book bound"),
    ("intake.petition_released", "trả lại kiến nghị đã gộp", "released a merged petition"),
    (
        "forwarding.answer_taken_over",
        "chép câu trả lời theo sổ cũ",
        "answer taken over from a book",
    ),
    ("directory.name_resolved", "xác định tên dùng trong sổ", "a name of books resolved"),
    ("directory.realm_founded", "khởi tạo", "realm founded"),
    ("directory.body_established", "thành lập cơ quan", "body established"),
    ("directory.body_ended", "cơ quan kết thúc", "body ended"),
    ("directory.officer_appointed", "thêm cán bộ", "officer appointed"),
    ("directory.role_defined", "định nghĩa vai trò", "role defined"),
    ("directory.role_given", "giao vai trò", "role given"),
    ("directory.role_ended", "kết thúc vai trò", "role ended"),
    ("directory.site_admitted", "cho phép cổng", "site admitted"),
    ("directory.term_opened", "mở nhiệm kỳ", "term opened"),
    ("directory.session_planned", "lên lịch kỳ họp", "session planned"),
    ("directory.round_opened", "mở đợt tiếp xúc", "round opened"),
    ("directory.area_named", "đặt tên địa bàn", "area named"),
    ("directory.days_off_published", "công bố ngày nghỉ", "days off published"),
    ("directory.rules_adopted", "ban hành quy chế phối hợp", "rules adopted"),
    ("directory.rules_proposed", "đề xuất quy chế phối hợp", "rules proposed"),
    ("directory.rules_agreed", "đồng ý quy chế phối hợp", "rules agreed"),
];

/// Code of what is due, Vietnamese, English.
const DUES: &[(&str, &str, &str)] = &[
    ("consent", "ý kiến về phân loại", "consent"),
    ("answer", "trả lời", "answer"),
    ("done", "thực hiện xong", "to be done"),
    ("review", "xem lại", "review"),
    ("receipt", "xác nhận đã nhận", "receipt"),
    ("check", "kiểm tra", "check"),
    ("making_known", "thông báo đến cử tri", "making known"),
];

/// Other words that stand in answers.
const OTHERS: &[(&str, &str, &str)] = &[
    ("meeting", "tại tiếp xúc cử tri", "at a contact meeting"),
    ("deputy", "gửi đại biểu", "to a deputy"),
    ("delegate_group", "gửi tổ đại biểu", "to a delegate group"),
    ("calendar", "ngày", "days"),
    ("working", "ngày làm việc", "working days"),
    ("raised_with", "tổ đại biểu tiếp nhận", "the delegate group it was raised with"),
    ("commune_of_area", "UBND xã nơi có kiến nghị", "the People's Committee of the commune"),
    ("standing_committee", "Thường trực HĐND", "the standing committee"),
    ("front", "Ủy ban Mặt trận Tổ quốc", "the Fatherland Front committee"),
    ("accepted", "đạt", "accepted"),
    ("refused", "chưa đạt", "refused"),
    ("partly", "đạt một phần", "partly"),
    ("resolved", "đã giải quyết", "resolved"),
    ("explained", "giải trình", "explained"),
    ("in_progress", "đang giải quyết", "in progress"),
    ("planned", "có kế hoạch", "planned"),
    ("promised", "hứa giải quyết", "promised"),
    ("not_yet_possible", "chưa giải quyết được", "not yet possible"),
    ("province", "tỉnh", "province"),
    ("commune", "xã", "commune"),
    ("erased", "(đã xóa theo yêu cầu)", "(erased)"),
    ("forbidden", "(không được xem)", "(not yours to read)"),
    ("unavailable", "(tạm thời chưa mở được)", "(cannot be opened now)"),
];

fn word(words: &[(&str, &'static str, &'static str)], code: &str) -> String {
    let found = words.iter().find(|(of, ..)| *of == code);
    found.map_or_else(|| code.to_owned(), |&(_, vi, en)| say(vi, en).to_owned())
}

/// What happened, by the type of the event.
pub(crate) fn event(event_type: &str) -> String {
    word(EVENTS, event_type)
}

/// What is due.
pub(crate) fn due(what: &str) -> String {
    word(DUES, what)
}

/// Any other code.
pub(crate) fn other(code: &str) -> String {
    word(OTHERS, code)
}

/// The label of a stage or flag, as the portal gives both.
pub(crate) fn label(value: &Value) -> String {
    value[spoken().tag()].as_str().unwrap_or("–").to_owned()
}

/// A text member, or a dash.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("–")
}

/// The members of a list; none of what is no list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text that the portal opened, or why it did not; none where there is none.
pub(crate) fn opened(value: &Value) -> Option<String> {
    let shown = value["text"].as_str().map(ToOwned::to_owned);
    let refused = || value["refused"].as_str().map(other);
    let sealed = || value["sealed"].is_string().then(|| other("forbidden"));
    shown.or_else(refused).or_else(sealed)
}

/// A moment of the log without its fractions, in Viet Nam's time where it can be read.
pub(crate) fn moment(value: &Value) -> String {
    let text = value.as_str().unwrap_or("–");
    let Ok(at) = text.parse::<jiff::Timestamp>() else { return text.to_owned() };
    let zoned = at.in_tz("Asia/Ho_Chi_Minh");
    zoned.map_or_else(|_| text.to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_words_and_no_word_stands_twice_in_its_table() {
        for (event_type, _) in proto::event::Event::TYPES.iter().copied().flatten() {
            assert!(EVENTS.iter().any(|(of, ..)| of == event_type), "{event_type} has none");
        }
        for table in [EVENTS, DUES, OTHERS] {
            let mut codes: Vec<&str> = table.iter().map(|(code, ..)| *code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), table.len());
        }
    }

    #[test]
    fn a_code_of_a_newer_program_stands_for_itself() {
        assert_eq!(event("intake.not_invented_yet"), "intake.not_invented_yet");
    }

    #[test]
    fn a_moment_is_told_in_viet_nam_s_time() {
        assert_eq!(moment(&Value::from("2026-11-22T20:19:52.252733Z")), "2026-11-23 03:19");
    }
}
