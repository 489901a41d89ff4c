# The follow-up desk.
nav-follow = Theo dõi
follow-title = Bàn theo dõi
follow-states = Theo tình trạng
follow-all = tất cả
follow-check = Chờ kiểm tra
follow-overdue = Quá hạn
follow-week = Đến hạn trong 7 ngày
follow-promised = Đã hứa
follow-answer = Chờ trả lời
follow-resources = Chờ nguồn lực
follow-open = Còn dở, không hẹn ngày
follow-unfollowed = Chưa có cơ quan theo dõi
follow-settled = Chờ kết thúc theo dõi
follow-nothing = Cơ quan của bạn chưa theo dõi kiến nghị nào.
follow-nothing-next = Khi Thường trực phân công theo dõi, hoặc quy chế giao theo địa bàn và lĩnh vực, kiến nghị hiện ở đây.
follow-none = Không có việc nào khớp điều kiện lọc.
follow-tick = Chọn
follow-claimed = Báo đã thực hiện xong
follow-answered = Trả lời
follow-files = { $count ->
   *[other] { $count } ảnh, tệp kèm theo
}
follow-files-none = không kèm ảnh hay tệp
follow-do-check = Kiểm tra
follow-more = { $count ->
   *[other] Còn { $count } việc nữa. Hãy lọc để xem.
}
follow-remind = Đôn đốc những việc đã chọn
follow-name = Phân công theo dõi
follow-many-hint = Bước sau mới gửi: bạn xem lại và viết nội dung.
follow-rung = { $count ->
   *[other] bậc { $count } đã báo lên
}
follow-reminded = Đã đôn đốc
follow-times = { $count ->
   *[other] { $count } lần
}
follow-last = Lần cuối
follow-outcome = Trả lời
follow-last-check = Kiểm tra
follow-proposed = Đề xuất
follow-check-due = kiểm tra
filter-owes = Cơ quan còn nợ việc
follow-check-title = Kiểm tra kết quả
follow-asked = Cử tri kiến nghị
follow-said = Đã trả lời và báo xong
follow-picture = { $count ->
   *[other] Ảnh thứ { $count } kèm theo
}
follow-file = { $count ->
   *[other] Tệp { $count }
}
follow-verdict = Kết quả kiểm tra
follow-seen = Đã thấy gì
follow-photos = Ảnh, tệp chứng minh
follow-seen-hint = Đi thực tế hay hỏi ai, ngày nào, thấy gì. Lời này được niêm phong, chỉ những cơ quan có liên quan đọc được.
follow-result = Kết luận
follow-accept = Đạt
follow-partly = Đạt một phần
follow-refuse = Chưa đạt
follow-not-yours = Chỉ cơ quan theo dõi mới ghi kết quả kiểm tra
follow-before = Những lần kiểm tra trước
follow-back = Về bàn theo dõi
follow-remind-title = Đôn đốc nhiều kiến nghị
follow-name-title = Phân công theo dõi nhiều kiến nghị
follow-many-done = { $count ->
   *[other] Đã ghi { $count } việc.
}
follow-many-refused = Những việc dưới đây chưa ghi được. Xem lý do ở từng việc, rồi gửi lại hoặc bỏ qua.
follow-many-none = Chưa chọn việc nào.
follow-remind-do = { $count ->
   *[other] Gửi { $count } lời đôn đốc
}
follow-name-do = { $count ->
   *[other] Phân công { $count } kiến nghị
}
follow-text = Nội dung đôn đốc
follow-text-hint = Gửi cùng một lời đến từng cơ quan, cho từng kiến nghị. Có thể để trống nếu đã có công văn.
follow-who = Cơ quan theo dõi
follow-as-proposed = theo đề xuất của quy chế
follow-nobody-proposed = quy chế không đề xuất ai
help-follow = Bàn này gom mọi việc mà các cơ quan còn nợ đối với kiến nghị bạn theo dõi, quá hạn trước. “Chờ kiểm tra” là lời báo xong mà chưa ai kiểm tra: báo xong chưa phải là xong. Đánh dấu nhiều việc rồi bấm “Đôn đốc” để nhắc một lượt. “Bậc” là mức mà việc quá hạn đã được báo lên theo quy chế.
help-follow-check = Đọc lời báo xong và xem ảnh, đi kiểm tra, rồi ghi điều đã thấy và kết luận. “Chưa đạt” trả việc lại cho cơ quan đó; hạn cũ vẫn tính.
help-follow-many = Mỗi kiến nghị được ghi riêng một lời đôn đốc, có số lần nhắc của riêng cơ quan đó. Nếu một kiến nghị đã thay đổi, kiến nghị đó được nêu lại kèm lý do, các kiến nghị khác vẫn được ghi.
follow-answer-said = Đã trả lời
