# Trang công khai, tra cứu, biên nhận, áp phích.
public-title = Kiến nghị của cử tri
public-foot = Chỉ đăng nội dung đã được duyệt công khai; không đăng thông tin cá nhân của cử tri.
public-any-area = Mọi địa bàn
public-session = Kỳ họp
public-any-session = Mọi kỳ họp
public-search-hint = Không cần gõ dấu. Ví dụ: den duong
public-show = Xem
public-have-code = Tôi có mã tra cứu
public-none = Chưa có kiến nghị nào như vậy được đăng.
public-nothing = Chưa có kiến nghị nào được đăng.
public-all-areas = Xem mọi địa bàn
public-areas = Chọn xã, phường
public-no-area = Chung cả địa phương
public-petitions = { $count ->
   *[other] { $count } kiến nghị
}
public-settled = { $count ->
   *[other] { $count } đã giải quyết
}
public-changed = Cập nhật
public-to = Cơ quan giải quyết:
public-due = Hạn tiếp theo
public-answers = Trả lời
public-no-answer = Chưa có trả lời. Khi có, nội dung trả lời được đăng ở đây.
public-answer-written = Đã trả lời bằng văn bản.
public-unworded = Kiến nghị chưa có nội dung công khai
public-not-satisfied = Chưa đồng ý với trả lời? Hãy nói với đại biểu, Tổ đại biểu hoặc Ủy ban Mặt trận Tổ quốc ở nơi cư trú, kèm số kiến nghị hoặc mã tra cứu trên biên nhận; ý kiến đó được ghi vào hồ sơ của kiến nghị này.
public-not-satisfied-any = Ai chưa đồng ý với trả lời: nói với đại biểu, Tổ đại biểu hoặc Ủy ban Mặt trận Tổ quốc ở nơi cư trú, kèm số kiến nghị hoặc mã tra cứu trên biên nhận; ý kiến đó được ghi vào hồ sơ.
public-session-regular = Kỳ họp thường lệ thứ { $count }
public-session-thematic = Kỳ họp chuyên đề thứ { $count }
public-session-extraordinary = Kỳ họp bất thường thứ { $count }
track-title = Tra cứu
track-lead = Gõ mã ghi trên biên nhận để biết kiến nghị của mình đang ở đâu.
track-code = Mã tra cứu
track-hint = 16 chữ và số, ví dụ ABCD-EFGH-JKMN-PQRS. Không phân biệt chữ hoa, gạch nối.
track-do = Tra cứu
track-unknown = Không tìm thấy kiến nghị nào có mã này. Hãy xem lại từng chữ trên biên nhận.
track-keep = Ai có mã này đều xem được trang này. Hãy giữ biên nhận cẩn thận.
receipt-title = Biên nhận kiến nghị
receipt-how = Quét mã, hoặc vào
receipt-keep = Hãy giữ tờ này: chỉ người có mã mới tra cứu được. Mã không chứa tên hay địa chỉ của ông, bà.
receipt-elsewhere = Mã tra cứu chỉ in được ở cổng đã ghi kiến nghị này.
back-to-petition = Về trang kiến nghị
print-hint = In: Ctrl+P
poster-title = Kiến nghị của cử tri đã đi đến đâu?
poster-how = Quét mã để xem các kiến nghị đã được đăng và câu trả lời. Có biên nhận: bấm “Tra cứu” và gõ mã.
sign-in-public = Cử tri không cần tài khoản:
poster-link = Áp phích mã QR
poster-area = In áp phích mã QR của nơi này
board-link = Tải bảng niêm yết (DOCX)
board-where = Bảng niêm yết của
receipt-link = In biên nhận có mã tra cứu
