# One petition: beside what the shell of every page says.
jumps = Đi tới phần
files = Tệp đính kèm
file = Tệp
file-picture = Ảnh
file-text = Tệp văn bản thuần
scan = Bản chụp văn bản
files-hint = PDF, ảnh (JPEG, PNG, WebP), DOCX, XLSX, ODT hoặc văn bản thuần; mỗi tệp tối đa 20 MB. Ảnh được lưu lại từ các điểm ảnh: nơi chụp và máy chụp không đi kèm.
files-kept = Đã tải lên, gửi cùng:
files-too-many = { $count ->
   *[other] Tối đa { $count } tệp cho một việc. Bỏ bớt rồi gửi lại.
}
files-too-many-copies = Tệp cho tất cả phải được niêm phong riêng cho từng kiến nghị; số tệp nhân số kiến nghị tối đa 200. Gửi ít tệp hơn, hoặc trả lời ít kiến nghị hơn một lần.
files-too-much = Các tệp cùng lúc vượt quá 64 MB. Gửi ít tệp hơn; các nội dung đã nhập vẫn còn.
public-wording-hint = Ai cũng đọc được: không ghi họ tên, địa chỉ, số điện thoại của ai.
act-names-voter = Có tên cử tri: bỏ tên trước khi công khai.
merged-hint = Số của các kiến nghị, cách nhau bằng dấu phẩy. Chúng sẽ tiếp tục trong kiến nghị này.
kin = Kiến nghị liên quan
part-of = là phần của kiến nghị này
absorbed = đã gộp vào đây
split-into = tách từ đây
kin-twins = Có thể trùng
kin-twins-note = Hệ thống chỉ gợi ý; người có thẩm quyền xem và quyết định.
kin-twins-merge = Gộp vào kiến nghị đang xem
same-area = cùng địa bàn
same-field = cùng lĩnh vực
same-group = cùng nơi tiếp nhận
same-words = { $count ->
   *[other] { $count } từ trùng nhau trong nội dung công khai
}
acts-hindered = Chưa làm được lúc này, vì sao
acts-others = Việc của cơ quan khác, vì sao
as-of-no-acts = Không thao tác được trong quá khứ.
differs = Đổi so với lần trước
consent-due = Hạn cho ý kiến
dissented = bảo lưu ý kiến
decided = đã quyết định
awaited = đang chờ ý kiến
stalled = chờ đề xuất mới
later = chưa đến lượt
silence-consents = Quá hạn mà không có ý kiến thì được coi là đồng ý.
silence-not = Im lặng không được coi là đồng ý.
proposals-before = Các lần đề xuất trước
superseded = Trả lời trước đây, đã thay
rung = Báo quá hạn
rung-reached = { $count ->
   *[other] đến bậc { $count }
}
source = Nguồn
by-the-book = theo sổ cũ, không do cơ quan này gửi trên hệ thống
why-not = Vì sao không
decision-asked = Ai đã yêu cầu việc gì
decision-same-note = Hệ thống vừa lấy lại đúng những gì đã thấy khi đó, áp dụng đúng quy tắc khi đó và ra kết quả giống từng byte. Không ai sửa được kết quả về sau.
decision-seen-note = Chỉ những gì đã ghi tới các bản này được xét; việc xảy ra sau không ảnh hưởng.
decision-rules-note = Quy định có hiệu lực khi quyết định, kèm căn cứ.
decision-rule = Quy tắc đã áp dụng
decision-rule-number = { $count ->
   *[other] bản thứ { $count } của quy tắc cho việc này
}
decision-officer = Cán bộ
decision-days = { $count ->
   *[other] { $count } ngày
}
decision-counted = Hạn được tính thế nào
decision-counted-note = Tính từ ngày hôm sau của ngày bắt đầu, theo lịch ngày nghỉ và quy chế như đã ghi khi quyết định.
decision-due-answer = Hạn trả lời
decision-due-consent = Hạn cho ý kiến về phân loại
decision-counted-from = Ngày bắt đầu
decision-counted-days = Số ngày
decision-days-working = { $count ->
   *[other] { $count } ngày làm việc
}
decision-days-calendar = { $count ->
   *[other] { $count } ngày, kể cả ngày nghỉ
}
decision-days-off = Ngày nghỉ không tính
decision-weekend-days = { $count ->
   *[other] { $count } ngày thứ Bảy, Chủ nhật
}
decision-to = Về kiến nghị
made-known-before = Đã thông báo câu trả lời trước đó
rung-late-entry = đã trả lời đúng hạn; báo quá hạn do ghi vào sổ muộn
