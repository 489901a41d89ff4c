# The shell of every page.
product = Hồi Âm
skip = Đến nội dung chính
nav = Điều hướng chính
nav-today = Hôm nay
nav-book = Sổ kiến nghị
nav-account = Tài khoản
sign-out = Đăng xuất
language = Ngôn ngữ
other-language = English
acting-for = Làm việc cho
all-my-bodies = tất cả cơ quan của tôi
choose = Chọn
hears-as-all = Thông báo đến từ mọi cơ quan của bạn.
unread = Thông báo chưa xem
unread-count = { $count ->
   *[other] { $count } thông báo chưa xem
}
live-news = Tin mới
live-on = Đang cập nhật trực tiếp
live-lost = Mất kết nối. Đang nối lại…
live-reset = Dữ liệu đã đổi nhiều. Hãy tải lại trang.
dismiss = Ẩn
help = Trợ giúp về trang này
footer = Mọi việc đều được ghi vào một nhật ký chỉ thêm, không sửa, không xóa.
empty = Không có gì ở đây.
required = bắt buộc
optional = không bắt buộc
none = –
open = Mở
cancel = Quay lại
close = Đóng
yes = Có
no = Không

# Signing in.
sign-in = Đăng nhập
sign-in-lead = Dành cho cán bộ, đại biểu và cơ quan tham gia giải quyết kiến nghị của cử tri.
login = Tên đăng nhập
password = Mật khẩu
sign-in-wrong = Tên đăng nhập hoặc mật khẩu không đúng.
sign-in-slow = Đã nhập sai nhiều lần. Hãy đợi { $count } giây rồi thử lại.
sign-in-busy = Hệ thống đang bận. Hãy thử lại sau ít giây.
sign-in-first = Hãy đăng nhập để tiếp tục.
sign-in-ended = Bạn đã đăng xuất.
help-sign-in = Chưa có tài khoản, hoặc quên mật khẩu? Người quản trị máy chủ cấp mã thiết lập dùng một lần bằng lệnh “hoiam account”. Không có mật khẩu mặc định.
set-up = Thiết lập mật khẩu
set-up-lead = Nhập mã dùng một lần do người quản trị cấp, rồi chọn mật khẩu của riêng bạn.
set-up-code = Mã thiết lập
set-up-wrong = Mã không đúng, đã dùng hoặc đã hết hạn. Hãy xin mã mới.
set-up-do = Lưu mật khẩu và đăng nhập
help-set-up = Mã chỉ dùng được một lần, trong 72 giờ. Mật khẩu chỉ lưu dưới dạng băm; không ai đọc lại được.
new-password = Mật khẩu mới
again = Nhập lại mật khẩu mới
password-rule = Ít nhất 12 ký tự. Một câu dài dễ nhớ thì tốt hơn nhiều ký hiệu.
password-short = Mật khẩu phải có từ 12 đến 200 ký tự.
password-differs = Hai lần nhập không giống nhau.
password-like-login = Mật khẩu không được chứa tên đăng nhập.
account = Tài khoản
account-officer = Cán bộ
account-roles = Vai trò
change-password = Đổi mật khẩu
current-password = Mật khẩu hiện tại
password-changed = Đã đổi mật khẩu. Các nơi đăng nhập khác đã bị đăng xuất.
sessions = Nơi đang đăng nhập
sessions-count = { $count ->
   *[other] Đang đăng nhập ở { $count } nơi, kể cả nơi này.
}
sign-out-everywhere = Đăng xuất khỏi mọi nơi
help-account = Đổi mật khẩu thì mọi nơi đăng nhập khác bị đăng xuất. Nếu nghi có người khác biết mật khẩu, hãy đổi ngay và báo người quản trị.

# Today.
today = Hôm nay
waits = Việc đang chờ
waits-count = { $count ->
   *[other] { $count } việc
}
waits-none = Không có việc nào đang chờ cơ quan này.
waits-none-next = Khi có việc đến hạn, việc đó hiện ở đây, cũ nhất trước.
waits-person = Cần người xử lý
waits-late = Quá hạn
waits-soon = Đến hạn trong 7 ngày
waits-later = Đến hạn sau, hoặc không đặt hạn
waits-consent = Phân loại đang chờ ý kiến
changed = Thay đổi từ lần xem trước
changed-none = Chưa có thay đổi nào từ lần xem trước.
changed-more = Còn nhiều thay đổi cũ hơn.
change-others = { $count ->
   *[other] và { $count } việc khác
}
mark-seen = Đánh dấu đã xem
all-in-book = Mọi kiến nghị liên quan, trong sổ
days-late = { $count ->
   *[other] quá { $count } ngày
}
days-left = { $count ->
    [0] hôm nay
   *[other] còn { $count } ngày
}
help-today = “Việc đang chờ” là những việc mà tới lượt cơ quan bạn làm, xếp theo hạn. “Thay đổi” là những gì đã xảy ra với các kiến nghị liên quan kể từ khi bạn bấm “Đánh dấu đã xem”.

# The book.
book = Sổ kiến nghị
book-count = { $count ->
   *[other] { $count } kiến nghị
}
book-none = Không có kiến nghị nào khớp.
book-none-next = Bỏ bớt điều kiện lọc, hoặc tìm từ khác. Tìm kiếm không phân biệt dấu.
search = Tìm
search-hint = Số kiến nghị, hoặc từ trong nội dung công khai, lời cử tri, văn bản trả lời mà bạn được đọc; không cần gõ dấu
filter = Lọc
filters-more = Thêm điều kiện lọc
filters-clear = Bỏ mọi điều kiện
any = tất cả
sort = Sắp xếp
sort-newest = mới tiếp nhận trước
sort-due = đến hạn trước
next-page = Trang sau
first-page = Trang đầu
export-csv = Tải CSV
export-xlsx = Tải XLSX
col-number = Số
col-wording = Nội dung công khai
col-stage = Tình trạng
col-where = Nơi giải quyết
col-due = Hạn
col-raised = Ngày nêu
no-wording = (chưa có nội dung công khai)
filter-stage = Tình trạng
filter-flag = Lưu ý
filter-body = Có liên quan đến
filter-raised_with = Nêu với
filter-addressee = Chuyển đến
filter-assigned = Giao cho
filter-follower = Theo dõi bởi
filter-council = Hội đồng
filter-field = Lĩnh vực
filter-area = Địa bàn
filter-round = Đợt tiếp xúc
filter-session = Kỳ họp
filter-due_by = Đến hạn không muộn hơn
filter-needs_person = Cần người xử lý
help-book = Mọi điều kiện lọc nằm trong địa chỉ trang: lưu hoặc gửi địa chỉ là lưu hoặc gửi đúng danh sách này.

# One petition.
petition = Kiến nghị
as-of-day = Như ngày
as-of-entry = Như sau mục { $at } của nhật ký
as-of-note = Bạn đang xem tình trạng cũ.
as-of-now = Về hiện tại
as-of-show = Xem
as-of = Xem lại như một ngày trước
wording-public = Nội dung công khai
wording-original = Lời của cử tri
raised-by = Người nêu
reason = Lý do
not-yours = Cơ quan của bạn không được đọc phần này.
text-erased = (đã xóa theo quyết định)
text-away = (tạm thời chưa mở được)
facts = Thông tin
raised-on = Ngày nêu
raised-with = Nêu với
council = Hội đồng
area = Địa bàn
field = Lĩnh vực
competence = Thẩm quyền
via = Bằng cách
follower = Cơ quan theo dõi
follower-proposed = Đề xuất theo dõi
dues = Việc đến hạn
dues-none = Không có việc nào đang đến hạn.
dues-parties = các bên
agreement = Thống nhất phân loại
agreement-none = Chưa có đề xuất phân loại.
proposal-number = Đề xuất lần { $count }
suggested = do hệ thống gợi ý
agreed = Đã thống nhất
not-agreed = Chưa thống nhất
pair = Cặp { $count }
consented = đồng ý
consented-silent = coi như đồng ý vì quá hạn
contested = có ý kiến khác
dissents = Ý kiến bảo lưu
deadlock = Quyết định sau họp liên tịch
addressees = Cơ quan giải quyết
addressees-none = Chưa chuyển đến cơ quan nào.
sent-on = Chuyển ngày
receipt-on = Nhận ngày
receipt-none = chưa xác nhận đã nhận
answer-due = Hạn trả lời
lead = Chủ trì
supporting = Phối hợp
inner-due = Hạn nội bộ
answers = Trả lời
answers-none = Chưa trả lời.
returned = Trả lại
claims = Báo đã xong
checks = Kiểm tra
extensions = Gia hạn
reminders = Đôn đốc
made-known = Đã thông báo đến cử tri
waiting = Chờ nguồn lực
voter = Ý kiến của cử tri về kết quả
timeline = Diễn biến
timeline-note = Mới nhất trước.
on-behalf = ghi thay
happened-on = ngày
recorded-at = ghi lúc
why = Vì sao?
why-of = Vì sao? Xem quyết định của mục { $count }
as-after = Xem như sau mục này
by-system = Hệ thống
redacted = (nội dung đã xóa)
acts = Việc có thể làm
acts-more = Việc khác
acts-none = Cơ quan của bạn không có việc nào để làm với kiến nghị này.
print = In
merged-into = Đã gộp vào kiến nghị khác
help-petition = Nút ở “Việc có thể làm” mở một biểu mẫu. Nếu quy định không cho phép, hệ thống nói rõ lý do và giữ nguyên những gì bạn đã nhập. “Vì sao?” cho thấy quyết định đã dựa trên điều gì.

# A decision.
decision = Quyết định
decision-same = Quyết định lại từ đúng những gì đã ghi: cùng kết quả.
decision-different = Quyết định lại cho kết quả KHÁC. Hãy báo người quản trị.
decision-command = Việc đã làm
decision-seen = Đã xem khi quyết định
decision-rules = Căn cứ
decision-result = Kết quả
decision-refused = Bị từ chối
decision-version = bản { $count }
decision-raw = Nguyên văn (cho máy)
decision-directory = Danh bạ
decision-calendar = Lịch ngày nghỉ
decision-other = Bộ đếm, danh sách hoặc văn bản
decision-rules-of = Quy chế phối hợp
basis = Căn cứ pháp lý
help-decision = Trang này lấy lại quyết định từ nhật ký và làm lại y như lúc đó, rồi so từng byte.

# An act.
act-send = Ghi vào sổ
act-final = Việc này kết thúc theo dõi hoặc chuyển kiến nghị ra khỏi quy trình. Đánh dấu để xác nhận.
act-confirm = Tôi xác nhận
act-unconfirmed = Hãy đánh dấu xác nhận.
act-refused = Không thực hiện được
act-next = Làm gì tiếp
act-conflict = Kiến nghị đã thay đổi trong khi bạn nhập
act-conflict-next = Hãy xem thay đổi bên dưới. Nếu vẫn đúng, bấm “Ghi vào sổ” lần nữa.
act-done = Đã ghi vào sổ.
act-as = Ghi cho cơ quan
act-on = Ngày xảy ra
act-paper = Văn bản kèm theo
act-symbol = Số, ký hiệu
act-issued = Ngày văn bản
act-on-behalf = Ghi thay cho cơ quan trả lời bằng giấy
act-nobody = không ghi thay
act-fields = Nội dung
act-missing = Hãy điền mục này.
act-malformed = Mục này chưa đúng dạng.
help-act = Ngày xảy ra là ngày của văn bản hoặc cuộc họp, không phải ngày nhập. Bấm hai lần cũng chỉ ghi một lần.

# What went wrong.
problem = Có vấn đề
correlation = Mã tra cứu
problem-next = Làm gì tiếp
problem-home = Về trang Hôm nay
waits-assigned = Được giao chủ trì chuẩn bị trả lời
waits-contested = Còn ý kiến khác về phân loại: đề xuất lại hoặc họp liên tịch
act-not-yet = Ngày này chưa đến: chỉ ghi việc đã xảy ra.
waits-none-keeper = Tài khoản này chỉ quản lý danh bạ, quy chế và lịch.
waits-none-keeper-next = Việc tiếp nhận, phân loại, trả lời, theo dõi do tài khoản của từng cơ quan làm: tổ đại biểu, Thường trực HĐND, cơ quan trả lời, Mặt trận. Muốn làm việc đó, hãy giao vai cho tài khoản trong Danh bạ.
