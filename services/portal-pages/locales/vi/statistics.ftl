# Statistics.
nav-statistics = Thống kê
statistics-title = Thống kê
statistics-show = Xem
statistics-until = Tính đến hết ngày
statistics-before = Trong ngoặc và vạch xám: kỳ họp trước,
statistics-none = Không có kiến nghị nào.
statistics-none-next = Chọn kỳ họp khác, hoặc bỏ ngày xem lại.
statistics-filter-council = Hội đồng
statistics-filter-session = Kỳ họp
statistics-filter-by = Chia theo
statistics-filter-on = Xem lại như ngày
statistics-all-sessions = mọi kỳ họp
statistics-session-regular = { $count ->
   *[other] kỳ họp thường lệ thứ { $count }
}
statistics-session-thematic = { $count ->
   *[other] kỳ họp chuyên đề thứ { $count }
}
statistics-by-field = lĩnh vực
statistics-by-area = địa bàn
statistics-by-body = cơ quan giải quyết
statistics-by-session = kỳ họp
statistics-no-group = (chưa rõ)
statistics-what = Đếm gì
statistics-count = Kiến nghị
statistics-duty = Việc
statistics-was = { $count ->
   *[other] trước: { $count }
}
statistics-list-on = Danh sách gồm những kiến nghị được tính như ngày đã chọn; tình trạng trong bảng là hiện nay. Ngày đã chọn:
statistics-way = Từ tiếp nhận đến giải quyết xong
statistics-way-note = Mỗi dòng đếm riêng. “Đã trả lời” là mọi cơ quan phải trả lời đều đã trả lời; trả lời rồi chưa phải là giải quyết xong.
statistics-outcomes = Kết quả trả lời
statistics-outcomes-note = Theo câu trả lời sau cùng của từng cơ quan. Kiến nghị có nhiều cơ quan trả lời có thể nằm ở nhiều dòng.
statistics-duties = Đúng hạn hay không
statistics-duties-note = Đếm kiến nghị có ít nhất một việc như vậy; chỉ tính việc có hạn theo quy chế hoặc lời hứa. Hạn đã gia hạn thì tính theo hạn mới. Câu trả lời đầu tiên và việc thực hiện được tính riêng.
statistics-honest = Không để khuất sau con số đẹp
statistics-honest-note = Những điều dễ bị che khi chỉ đếm “đã trả lời” hay “đã kết thúc”.
statistics-exits = Rời quy trình trả lời
statistics-exits-note = Đã tiếp nhận nhưng hiện không chờ văn bản trả lời ở đây.
statistics-groups = Chia nhỏ
statistics-groups-note = Xếp theo tên, không xếp hạng: nơi nhận nhiều việc khó không vì thế mà kém. Kiến nghị có nhiều cơ quan được đếm ở từng cơ quan.
figure-received = Đã tiếp nhận
figure-agreed = Đã thống nhất phân loại
figure-forwarded = Đã chuyển
figure-answered = Đã trả lời
figure-settled = Đã giải quyết xong hoặc kết thúc
figure-outcome-resolved = Đã giải quyết
figure-outcome-in_progress = Đang giải quyết, có hẹn ngày
figure-outcome-in_progress-open = Đang giải quyết, không hẹn ngày
figure-outcome-planned = Có kế hoạch
figure-outcome-promised = Hứa giải quyết
figure-outcome-explained = Giải trình, cung cấp thông tin
figure-outcome-not_yet_possible = Chưa giải quyết được
figure-answered-unsettled = Đã trả lời, chưa giải quyết xong
figure-ended-explained = Kết thúc chỉ bằng giải trình
figure-ended-objected = Kết thúc khi cử tri hoặc cơ quan theo dõi chưa đồng tình
figure-reopened = Đã mở lại
figure-carried-over = Đã chuyển qua kỳ họp sau
figure-by-the-book = Trả lời chỉ có theo sổ cũ
figure-exit-spot = Trả lời tại hội nghị
figure-exit-opinion = Ghi nhận là ý kiến
figure-exit-not_a_petition = Không phải kiến nghị
figure-exit-merged = Gộp hoặc tách
figure-exit-withdrawn = Cử tri rút
figure-exit-passed_on = Chuyển tiếp ngoài phạm vi giám sát
figure-duty-answer-late = Trả lời trễ
figure-duty-answer-overdue = Quá hạn trả lời
timely-on-time = đúng hạn
timely-late = đã làm, trễ hạn
timely-running = còn trong hạn
timely-overdue = quá hạn, chưa làm
help-statistics = Mỗi con số là một liên kết mở đúng danh sách mà nó đếm. Kiến nghị thuộc kỳ họp của đợt tiếp xúc đã nêu nó; không có đợt thì thuộc kỳ họp kế tiếp sau ngày nêu. “Xem lại như ngày” tính theo những gì đã xảy ra đến hết ngày đó. Trang không đổi số nhỏ ra phần trăm.
