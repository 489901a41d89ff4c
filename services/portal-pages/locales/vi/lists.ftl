# Consolidated lists: building, classifying, agreeing.
nav-lists = Danh sách
lists = Danh sách tổng hợp
list = Danh sách
lists-open = Đợt còn kiến nghị chưa vào danh sách
lists-fixed = Danh sách đã chốt
lists-none = Chưa có danh sách nào.
lists-none-fix = Bấm “Lập danh sách”, chọn đợt tiếp xúc, rồi chốt các kiến nghị của đợt đó.
lists-none-next = Thường trực HĐND chốt danh sách sau mỗi đợt tiếp xúc; danh sách sẽ hiện ở đây.
lists-who-fixes = Chỉ Thường trực HĐND lập và chốt danh sách; cơ quan bạn cho ý kiến ở danh sách đã chốt.
list-new = Lập danh sách
list-paper = Tải danh sách để ký (DOCX)
list-revise = Chốt lại danh sách
list-choose = Xem kiến nghị của đợt
list-area-all = Toàn bộ địa bàn
list-round-before = Trước
list-round-after = Sau
list-round-other = Đợt khác, gần
list-session = kỳ họp thứ
list-session-regular = kỳ họp thường lệ thứ
list-session-thematic = kỳ họp chuyên đề thứ
state-draft = Đang lập
state-fixed = Đã chốt, đang lấy ý kiến
state-contested = Đã chốt, có dòng còn ý kiến khác
state-agreed = Đã thống nhất
list-cut-off = Hết nhận kiến nghị ngày
list-cut-off-passed = đã hết hạn nhận, có thể chốt
list-tally = Tình hình các dòng
list-rows-count = { $count ->
   *[other] { $count } kiến nghị
}
tally-agreed = { $count ->
   *[other] { $count } đã thống nhất
}
tally-asked = { $count ->
   *[other] { $count } đang chờ ý kiến
}
tally-contested = { $count ->
   *[other] { $count } có ý kiến khác
}
tally-unproposed = { $count ->
   *[other] { $count } chưa có đề xuất
}
tally-aside = { $count ->
   *[other] { $count } không phân loại
}
list-mine = { $count ->
   *[other] { $count } dòng chờ cơ quan bạn
}
list-mine-here = { $count ->
   *[other] { $count } dòng đang chờ ý kiến của cơ quan bạn.
}
list-mine-how = Bỏ dấu ở dòng bạn chưa đồng ý, hoặc nêu ý kiến khác ngay tại dòng đó.
list-consent-due = Hạn cho ý kiến:
list-revision = { $count ->
   *[other] Chốt lần { $count }
}
list-revisions = Các lần chốt
list-rows-added = Thêm
list-rows-moved = Đổi vị trí
list-rows-more = Các dòng khác
list-rows-before = Các dòng trước
list-rows-after = Các dòng sau
list-you = bạn
list-until = đến
list-merged = gộp vào
list-dissented = bảo lưu ý kiến
list-row-changed = Kiến nghị đã thay đổi trong khi bạn nhập
list-done-count = { $count ->
   *[other] Đã ghi { $count } dòng. Các dòng dưới đây chưa ghi được.
}
list-contested-times = { $count ->
   *[other] { $count } lần có ý kiến khác
}
list-how-agreed = Thống nhất thế nào
list-days-working = { $count ->
   *[other] cho ý kiến trong { $count } ngày làm việc
}
list-days-calendar = { $count ->
   *[other] cho ý kiến trong { $count } ngày
}
list-silence-counts = Quá hạn mà không có ý kiến thì coi như đồng ý, nhưng chỉ với đề xuất do một cơ quan đưa ra.
list-silence-not = Im lặng không phải là đồng ý: quá hạn thì vẫn chờ, và việc được nêu là quá hạn.
pair-voids = Cặp 2 chỉ được hỏi khi cặp 1 đã đồng ý. Đề xuất mới ở bất kỳ cặp nào làm ý kiến trước đó hết hiệu lực, và hai cặp phải xem lại dòng đó.
list-joint = Đưa ra họp liên tịch
list-joint-how = Những dòng còn ý kiến khác. Ghi kết luận cuộc họp bằng một đề xuất mới rồi các bên đồng ý, nêu số và ngày của biên bản. Đủ số lần theo quy chế thì cơ quan được quy định quyết định; ý kiến bảo lưu vẫn được giữ.
decided-after = { $count ->
   *[other] Sau { $count } lần, quyết định thuộc:
}
nobody-decides = Quy chế không giao ai quyết định; các bên tiếp tục trao đổi.
propose-anew = Đề xuất lại theo kết luận
col-tick = Chọn
col-row = TT, số
col-wording-list = Nội dung
col-field = Lĩnh vực, thẩm quyền
col-on-list = Vào danh sách
col-order = Thứ tự
words-voter = lời của cử tri
row-fresh = mới trong lần chốt này
row-locked = Đã ở trong danh sách; không dòng nào rời danh sách.
side-awaited = đang chờ ý kiến
side-later = chưa đến lượt
side-idle = không chờ ý kiến
side-vacant = (chưa xác định được cơ quan)
contest-row = Nêu ý kiến khác
dissent-row = Bảo lưu ý kiến
consent-ticked = Đồng ý các dòng đã chọn…
consent-whole = Xem và đồng ý cả danh sách
propose-ticked = Đề xuất phân loại các dòng đã chọn…
paper-asked = Đang chờ trả lời bằng giấy của
paper-record = Ghi thay theo văn bản
help-lists = Mỗi đợt tiếp xúc có một danh sách, hoặc mỗi địa bàn một danh sách. Thường trực HĐND chốt; tổ đại biểu với UBND xã (cặp 1), rồi Thường trực HĐND với Mặt trận (cặp 2) thống nhất phân loại từng dòng trước khi chuyển.
help-list = Dấu ở đầu dòng đã có sẵn ở những dòng chờ cơ quan bạn. Bỏ dấu là để riêng dòng đó: dòng đó không được đồng ý và cũng chưa bị phản đối. Muốn đổi nội dung, bấm “Nêu ý kiến khác” tại dòng.

# Building a list.
list-new-lead = Chọn đợt tiếp xúc và địa bàn. Mọi kiến nghị của đợt chưa vào danh sách nào được đánh dấu sẵn.
list-revise-lead = Thêm kiến nghị hoặc đổi thứ tự. Dòng đã có không rời danh sách; mỗi lần chốt ghi rõ điều đã đổi.
list-early = Đợt này còn nhận kiến nghị đến hết ngày
list-more = còn nữa, hãy lập riêng từng địa bàn
list-nothing = Không còn kiến nghị nào của đợt này ở ngoài danh sách. Kiến nghị nêu hoặc ghi sau ngày chốt của đợt thuộc đợt sau; xem trong sổ.
left-out-title = Kiến nghị ngoài mọi danh sách
left-out = { $count } kiến nghị chưa vào danh sách nào và không thuộc thời gian nhận của đợt tiếp xúc nào.
left-out-more = Còn nữa, hãy xem từng địa bàn.
left-out-how = Khi lập danh sách của đợt sau, chúng đứng cuối bảng và chưa được đánh dấu; đánh dấu để đưa vào:
left-out-wait = Chưa có đợt nào nhận các kiến nghị này. Mở đợt sau trong danh bạ; khi lập danh sách của đợt đó, chúng đứng cuối bảng và chưa được đánh dấu.
row-outside = Không thuộc thời gian của đợt nào: chỉ vào danh sách này khi được đánh dấu.
row-aside = Không cần phân loại, nhưng vẫn vào danh sách để các bên cùng thấy và có thể nêu ý kiến khác.
list-nothing-next = Chọn đợt hoặc địa bàn khác, hoặc ghi kiến nghị từ cuộc tiếp xúc trước.
list-final = Chốt là lấy số và gửi danh sách cho các bên. Về sau chỉ thêm dòng hoặc đổi thứ tự, không bỏ dòng.
order-malformed = Thứ tự phải là một số.
twins = Có thể trùng nhau
twins-how = Hệ thống chỉ gợi ý. Kiến nghị được gộp vẫn giữ dòng của mình trong danh sách và tách lại được bất cứ lúc nào.
twins-why = Vì: cùng
twins-words = cùng có từ
twins-merge = Gộp
help-list-new = Số ở cột “Thứ tự” quyết định vị trí; hai số bằng nhau thì giữ như đang thấy. Kiến nghị đã trả lời tại chỗ, là ý kiến hoặc đã gộp cũng đứng trong danh sách để các bên cùng thấy.

# Classifying.
list-propose = Đề xuất phân loại
proposed-now = Đang đề xuất
propose-none = Không có dòng nào để phân loại.
propose-none-next = Về danh sách
propose-nothing = Chưa chọn dòng nào. Hãy chọn “theo gợi ý” hoặc “như phần chung” cho ít nhất một dòng.
choice-suggested = Theo gợi ý
choice-same = Như phần chung bên dưới
choice-skip = Để lại, chưa đề xuất
propose-same = Phần chung
propose-same-how = Dùng cho mọi dòng chọn “Như phần chung”. Không điền cũng được nếu không dòng nào chọn.
propose-voids = Cơ quan đề xuất được coi là đồng ý khi đến lượt mình. Các ý kiến đã cho với đề xuất trước hết hiệu lực.
propose-send = Ghi các đề xuất
suggest-alike = giống kiến nghị đã thống nhất
suggest-same-area = cùng địa bàn
suggest-rule = theo quy chế, lĩnh vực
suggest-commune = cấp xã của địa bàn này
help-propose = Gợi ý lấy từ kiến nghị đã thống nhất có lời tương tự, rồi từ quy chế theo lĩnh vực. Lý do ghi ngay bên cạnh. Mỗi dòng được ghi riêng; dòng bị từ chối không cản dòng khác.

# Consenting.
list-consent = Đồng ý phân loại
consent-paper = ghi thay, theo văn bản
consent-lead = Hãy xem lại trước khi đồng ý.
consent-rows = Các dòng đang chờ
consent-exception = Dòng bỏ dấu là ngoại lệ: không được đồng ý, tiếp tục chờ.
consent-next = Sau khi cả hai bên của cặp đồng ý, cặp sau được hỏi.
consent-last = Đây là ý kiến cuối còn thiếu: dòng được đồng ý là thống nhất và có thể chuyển.
consent-send = Đồng ý các dòng đã đánh dấu
consent-none = Không có dòng nào đang chờ ý kiến của cơ quan này.
consent-nothing = Chưa đánh dấu dòng nào.
consent-revised = Danh sách đã được chốt lại từ khi bạn xem. Bên dưới là bản mới nhất; hãy xem lại rồi đồng ý.
consent-changed = Đã thay đổi từ khi bạn xem
consent-changed-next = Các dòng này đã được bỏ dấu. Những dòng còn lại có thể đồng ý ngay.
changed-proposal = { $count ->
   *[other] nay là đề xuất lần { $count }
}
changed-contested = có ý kiến khác, phải đề xuất lại
changed-not-asked = không còn chờ cơ quan này
changed-stage = nay
consent-minutes = Biên bản họp liên tịch hoặc văn bản kèm theo
consent-minutes-how = Nếu thống nhất tại cuộc họp: lấy ngày họp làm ngày xảy ra, ghi số và ngày của biên bản.
help-consent = Số đề xuất và lần chốt bạn đang thấy đi kèm với ý kiến. Nếu có thay đổi giữa chừng, không dòng nào bị đồng ý nhầm: trang nêu dòng đã đổi và giữ phần còn lại.

# Contesting a row.
contest-how = Cách nêu
contest-counter = Đề xuất cách khác
contest-counter-how = Đề xuất mới thay đề xuất này; cơ quan bạn được coi là đồng ý với nó khi đến lượt mình, các bên khác xem lại.
contest-only = Chỉ nêu ý kiến
contest-only-how = Dòng này không thống nhất được nữa như đang có; một bên phải đề xuất lại.
contest-proposal = Đề xuất của cơ quan bạn (khi chọn đề xuất cách khác)
contest-replaced = Đề xuất bạn xem đã được thay. Bên dưới là đề xuất mới nhất.
help-contest = Lý do chỉ các bên có liên quan đọc được. Đủ số lần có ý kiến khác theo quy chế thì đưa ra họp liên tịch.
