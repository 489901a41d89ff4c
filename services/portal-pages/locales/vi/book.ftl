# The book: what stands around its rows, and acts for several petitions.
filters = Bộ lọc
filters-set = { $count ->
   *[other] đang dùng { $count } điều kiện
}
search-filling = Chưa tìm xong: còn { $count } kiến nghị chưa được xem lời cử tri.
search-public = Hiện chỉ tìm được theo số và nội dung công khai; lời cử tri tạm thời chưa tìm được.
search-again = Tìm lại
filters-now = Đang lọc theo
filter-remove = bỏ điều kiện này
filter-q = Tìm
filter-whose = Có hạn của
filter-due = Thời hạn
filter-raised_from = Nêu từ ngày
filter-raised_until = Nêu đến ngày
filter-via = Nêu bằng cách
filter-kind = Loại
filter-competence = Thẩm quyền
filter-overdue = Quá hạn
filter-list = Danh sách
filter-meeting = Buổi tiếp xúc
filter-merged_into = Gộp vào
filter-part_of = Tách từ
due-late = đã quá hạn
due-week = trong 7 ngày tới
due-month = trong 30 ngày tới
due-set = có hạn
due-none = không đặt hạn
kind-petition = kiến nghị
kind-opinion = ý kiến (đã ghi nhận)
kind-not_a_petition = không phải kiến nghị
sort-number = số nhỏ trước
sort-raised = ngày nêu gần nhất trước
sort-stage = theo tình trạng
count-late = Quá hạn
count-soon = Đến hạn trong 7 ngày
count-person = Cần người xử lý
book-loosen = Không có kiến nghị nào đáp ứng mọi điều kiện. Thử bỏ bớt một điều kiện:
book-without = Bỏ
book-found-more = { $count ->
   *[other] hơn { $count } kiến nghị
}
not-public = chưa công khai
tick = Chọn
views = Cách xem
views-own = Cách xem đã lưu
view-save = Lưu cách xem này
view-name = Tên cách xem
view-keep = Lưu
view-rename = Đổi tên
view-delete = Xóa
view-kept = Đã lưu cách xem.
view-deleted = Đã xóa cách xem.
view-refused = Không lưu được: tên phải có từ 1 đến 60 ký tự, và mỗi tài khoản giữ nhiều nhất 30 cách xem.
view-mine-late = Việc quá hạn của tôi
view-to-agree = Đang chờ thống nhất phân loại
view-unanswered = Chưa trả lời
view-unanswered-session = Chưa trả lời, đợt tiếp xúc kỳ này
view-followed = Tôi theo dõi, chưa xong
view-to-forward = Chờ chuyển đi
view-to-close = Chờ kết thúc
view-person = Cần người xử lý
bulk = Làm một việc cho nhiều kiến nghị
bulk-act = Việc
bulk-all = { $count ->
   *[other] Mọi kiến nghị đang lọc, không chỉ những dòng đã chọn (mỗi lần nhiều nhất { $count })
}
bulk-go = Xem lại trước khi làm
bulk-none = Chưa chọn kiến nghị nào.
bulk-back = Về lại sổ
bulk-left-out = { $count ->
   *[other] Mỗi lần làm được một phần: còn { $count } kiến nghị khác chưa nằm trong danh sách dưới đây. Làm xong phần này rồi làm tiếp.
}
bulk-which = Cho những kiến nghị này
bulk-send = Làm cho các kiến nghị đã chọn
bulk-done-count = { $count ->
   *[other] Đã ghi cho { $count } kiến nghị.
}
bulk-refused-count = { $count ->
   *[other] { $count } kiến nghị bị từ chối.
}
bulk-unsent-count = { $count ->
   *[other] { $count } kiến nghị chưa gửi được.
}
bulk-done = Đã ghi
bulk-refused = Bị từ chối:
bulk-unsent = Chưa gửi được
bulk-again = Gửi lại phần chưa gửi được
bulk-each = Việc này được ghi riêng cho từng kiến nghị. Kiến nghị nào bị từ chối thì những kiến nghị còn lại vẫn được ghi; kết quả của từng kiến nghị hiện ở trang sau.
bulk-consent = Cho ý kiến đồng ý với phân loại đang đề xuất của những kiến nghị này, trong một lần. Kiến nghị nào bị từ chối thì được bỏ ra và những kiến nghị còn lại vẫn được ghi; kết quả của từng kiến nghị hiện ở trang sau.
bulk-letter = Những kiến nghị này đi chung một văn bản đến một cơ quan. Văn bản chỉ được ghi khi mọi kiến nghị trong đó đều chuyển được: một kiến nghị bị từ chối thì cả văn bản không được ghi.
help-bulk = Trang này gửi một việc cho nhiều kiến nghị. Tải lại trang kết quả không làm việc đó hai lần.
help-book-more = Mục “chưa công khai” là lời gốc của cử tri, chỉ hiện cho người được phép đọc; bản tải về không có phần này. Bản XLSX giữ được 20.000 dòng, bản CSV 200.000 dòng; quá số đó, hãy lọc bớt.
export-sheet = Kiến nghị
export-about = Thông tin
export-about-title = Trích sổ kiến nghị
export-about-filter = Điều kiện lọc
export-about-all = không lọc
export-about-order = Thứ tự
export-about-day = Ngày xuất
export-about-position = Đến vị trí nhật ký
export-about-rows = Số dòng
export-about-realm = Địa phương
export-about-note = Chỉ có nội dung công khai; lời gốc của cử tri không nằm trong tệp này.
export-row = STT
export-flags = Lưu ý
export-field = Lĩnh vực
export-area = Địa bàn
export-raised_with = Nêu với
export-follower = Theo dõi bởi
export-due-what = Việc đến hạn
export-round = Đợt tiếp xúc
export-session = Chuyển sang kỳ họp
export-changed = Thay đổi gần nhất
export-number = Số kiến nghị
