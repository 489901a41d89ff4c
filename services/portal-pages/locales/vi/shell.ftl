# The shell of every page, beside what stands in main.ftl.
menu = Menu
unread-short = Tin mới

# Signing in again, and for the first time.
sign-in-keeps = Phiên làm việc đã kết thúc. Những gì bạn vừa nhập chưa gửi và vẫn được giữ: hãy đăng nhập lại để tiếp tục.
draft-kept = Những gì bạn đã nhập
draft-plainly = Biểu mẫu không còn mở được. Chưa có gì được gửi; hãy chép lại những gì bạn cần.
draft-not-yours = Nội dung đang nhập dở là của người khác nên không được mở.
first = Chưa ai có tài khoản ở cổng này
first-lead = Người quản trị máy chủ làm các bước sau trên máy chủ; DIR là thư mục dữ liệu của “hoiam up”.
first-token = Tạo mã khởi tạo, chỉ dùng để lập cơ sở dữ liệu:
first-found = Lập cơ sở dữ liệu với cơ quan và người quản trị đầu tiên; kết quả cho biết ID của cán bộ:
first-account = Cấp tài khoản cho cán bộ đó:
first-name = ten.dang.nhap
first-link = Mở liên kết được in ra và chọn mật khẩu của riêng mình. Liên kết dùng một lần.

# What went wrong, for people where the words for programs are of no use.
problem-petition = Về kiến nghị
problem-again = Thử lại
help-problem = Nếu lỗi lặp lại, hãy gửi người quản trị mã tra cứu, nếu có, và thời điểm xảy ra. Không có gì bị ghi hai lần.
problem-no_role = Bạn chưa giữ vai trò nào hôm nay
problem-no_role-next = Đề nghị người quản trị danh bạ giao cho bạn vai trò tại một cơ quan. Khi đó trang này hiện việc của cơ quan.
problem-method_not_allowed = Trang này không mở được theo cách đó
problem-method_not_allowed-next = Địa chỉ này chỉ nhận biểu mẫu. Hãy quay lại trang trước và làm từ đó.
problem-malformed = Có chỗ nhập chưa đúng
problem-malformed-next = Quay lại biểu mẫu, sửa rồi gửi lại.
problem-malformed_query = Địa chỉ có chỗ chưa đúng
problem-malformed_query-next = Bỏ bớt điều kiện lọc hoặc mở lại trang từ thanh điều hướng.
problem-too_large = Nội dung gửi quá dài
problem-too_large-next = Quay lại, rút gọn hoặc chia thành nhiều lần gửi.
problem-unavailable-next = Thử lại sau ít giây. Không có gì bị mất.
problem-timed_out-next = Thử lại sau ít giây. Không có gì bị làm hai lần.
problem-fault-next = Báo cho người quản trị mã tra cứu dưới đây.

# Today.
waits-more = Còn việc khác, đến hạn muộn hơn. Xem trong sổ.

# Codes beside the password.
sign-in-code = Nhập mã xác thực
sign-in-code-lead = Mật khẩu đúng. Hãy nhập mã 6 số trong ứng dụng xác thực, hoặc một mã khôi phục.
sign-in-code-wrong = Mã không đúng hoặc đã dùng. Hãy đợi mã kế tiếp rồi thử lại.
sign-in-code-late = Đã quá lâu từ lúc nhập mật khẩu. Hãy đăng nhập lại từ đầu.
help-sign-in-code = Mỗi mã chỉ dùng được một lần và đổi sau 30 giây; giờ trên điện thoại phải đúng. Mất điện thoại thì dùng mã khôi phục, hoặc nhờ người quản trị máy chủ cấp lại bằng lệnh “hoiam account reset”.
code-field = Mã xác thực hoặc mã khôi phục
code-field-first = Mã 6 số đang hiện trong ứng dụng
codes = Mã xác thực khi đăng nhập
codes-off = Đang tắt. Khi bật, ngoài mật khẩu còn cần mã 6 số từ ứng dụng xác thực trên điện thoại: người khác biết mật khẩu cũng không vào được.
codes-switch-on = Bật mã xác thực
codes-scan = Quét hình bằng ứng dụng xác thực, hoặc gõ khóa bên dưới. Mã chỉ được hỏi sau khi bạn nhập đúng một mã.
codes-picture = Hình QR chứa khóa ghi bên dưới
codes-secret = Khóa
codes-confirm = Xác nhận và bật
codes-wrong = Mã không đúng. Kiểm tra giờ trên điện thoại rồi nhập mã đang hiện.
codes-on = Đang bật.
codes-left = { $count ->
   *[other] Còn { $count } mã khôi phục.
}
codes-on-now = Đã bật mã xác thực.
codes-keep = Ghi lại các mã khôi phục này ở nơi an toàn: chỉ hiện một lần, mỗi mã dùng một lần khi mất điện thoại.
codes-switch-off = Tắt mã xác thực
codes-off-now = Đã tắt mã xác thực.
