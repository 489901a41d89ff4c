# The desk of the Front.
nav-front = Bàn Mặt trận
front = Bàn làm việc của Mặt trận
front-parts = Các phần của trang
front-unknown = Trả lời cần thông báo
front-waiting = Chờ Mặt trận đồng ý
front-contested = Còn ý kiến khác
front-followed = Cùng theo dõi
front-known = Đã thông báo
front-heard = Tiếng nói cử tri
front-more = Trang này xem các kiến nghị gần nhất. Phần cũ hơn ở
front-late-count = { $count ->
   *[other] { $count } câu trả lời quá hạn thông báo
}
front-waiting-none = Không có dòng nào chờ Mặt trận đồng ý.
front-contested-none = Không có kiến nghị nào còn ý kiến khác.
front-followed-none = Chưa có kiến nghị nào đang được theo dõi.
front-known-none = Chưa thông báo câu trả lời nào.
front-heard-none = Chưa ghi ý kiến nào của cử tri về kết quả.
known-how = Đánh dấu những câu trả lời đã thông báo cùng một nơi, rồi ghi nơi và cách thông báo một lần cho tất cả.
known-none = Mọi câu trả lời đều đã được thông báo.
known-none-next = Khi có trả lời mới, câu trả lời hiện ở đây kèm hạn thông báo.
known-no-wording = (cơ quan trả lời chưa duyệt lời công khai)
known-anew = trả lời mới, khác lần đã thông báo
known-where = Đã thông báo ở đâu, bằng cách nào
known-place-hint = Nhà văn hóa, đài truyền thanh, cuộc họp nào…
known-send = Ghi đã thông báo
known-nothing = Chưa đánh dấu câu trả lời nào.
known-refused = Một số câu trả lời chưa ghi được; lý do ở ngay bên cạnh.
on-no-list = Chưa vào danh sách
heard-satisfied = hài lòng
heard-unsatisfied = chưa hài lòng
help-front = Hạn thông báo tính từ ngày có trả lời, theo quy chế phối hợp. Trả lời mới sau khi đã thông báo thì phải thông báo lại. “Cùng theo dõi” gồm mọi kiến nghị đang theo dõi; việc của Mặt trận đứng trước.
