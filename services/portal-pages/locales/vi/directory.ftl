# The directory, the rules, the calendar.
nav-directory = Danh bạ
directory-parts = Các phần của danh bạ
directory-tab-bodies = Cơ quan
directory-tab-rules = Quy chế phối hợp
directory-tab-year = Kỳ họp, tiếp xúc, ngày nghỉ
directory-title = Danh bạ cơ quan
directory-count = { $count ->
   *[other] { $count } cơ quan đang hoạt động
}
directory-on = như ngày
directory-search = Tên cơ quan
directory-search-hint = Không cần gõ dấu; cơ quan đã chấm dứt cũng được tìm.
directory-as-of = Như ngày
directory-today = nay
directory-heirs = Kế thừa nhiệm vụ
directory-no-heirs = Chưa ghi cơ quan kế thừa.
directory-none = Không có cơ quan nào khớp.
directory-none-next = Tìm bằng một phần của tên, hoặc bỏ ngày đã chọn.
directory-ended = Đã chấm dứt hoạt động
directory-not-yet = chưa hoạt động
directory-acts = Việc có thể làm với danh bạ
directory-not-standing = Cơ quan này không hoạt động vào ngày đó.
directory-work-now = Nhiệm vụ do cơ quan sau đảm nhiệm
directory-officers = Cán bộ và vai trò
directory-officers-none = Chưa có cán bộ nào làm việc cho cơ quan này.
directory-officers-before = Trước đây
directory-since = từ
directory-until = đến hết
directory-chain = Kế thừa nhiệm vụ
directory-took-over = Nhận nhiệm vụ của
directory-given-to = Nhiệm vụ chuyển cho
directory-below = Cơ quan trực thuộc
directory-above = Trực thuộc
directory-petitions = { $count ->
   *[other] Xem { $count } kiến nghị có liên quan
}
directory-petitions-none = Chưa có kiến nghị nào liên quan đến cơ quan này.
directory-kind = Loại cơ quan
directory-level = Cấp
directory-from = Hoạt động từ ngày
directory-ended-on = Hoạt động đến hết ngày
directory-site = Cổng phục vụ
directory-site-none = chưa có cổng nào
directory-local-choice = địa phương tự chọn
directory-level-national = Trung ương
directory-level-province = Cấp tỉnh
directory-level-commune = Cấp xã
directory-level-district = Cấp huyện (trước ngày 01/7/2025)
directory-kind-council = Hội đồng nhân dân
directory-kind-standing_committee = Thường trực HĐND
directory-kind-council_committee = Ban của HĐND
directory-kind-delegate_group = Tổ đại biểu
directory-kind-na_delegation = Đoàn đại biểu Quốc hội
directory-kind-office = Văn phòng
directory-kind-front_committee = Ủy ban MTTQ
directory-kind-front_member = Tổ chức thành viên của MTTQ
directory-kind-peoples_committee = Ủy ban nhân dân
directory-kind-agency = Sở, phòng chuyên môn
directory-kind-inspection = Thanh tra
directory-kind-company = Doanh nghiệp
directory-kind-court = Tòa án
help-directory = Danh bạ cho biết cơ quan nào đang hoạt động, thuộc đâu, và cơ quan nào nhận nhiệm vụ của cơ quan đã chấm dứt. Chọn “Như ngày” để xem danh bạ của một ngày khác. Không có gì bị xóa: cơ quan đã chấm dứt nằm ở cuối trang.
help-directory-body = “Kế thừa nhiệm vụ” cho biết cơ quan này nhận việc của ai, và hiện ai đảm nhiệm việc của nó. Tên cán bộ được niêm phong, chỉ mở cho người có vai trò.

# The rules.
directory-rules-title = Quy chế phối hợp
directory-rules-none = Hội đồng này chưa có quy chế phối hợp.
directory-rules-none-next = Quy chế đầu tiên được lập cùng hội đồng. Khi có, mọi thời hạn và các bên phải thống nhất hiện ở đây.
directory-rules-now = Đang có hiệu lực
directory-rules-before = Đã hết hiệu lực
directory-rules-ahead = Sẽ có hiệu lực
directory-in-force-from = Có hiệu lực từ
directory-voice-proposed = đề xuất ngày
directory-voice-agreed = đồng ý ngày
directory-voice-first = đưa vào áp dụng lần đầu, ngày
directory-voice-waits = chưa có ý kiến
directory-proposal = Đề xuất sửa đổi lần { $count }
directory-waits = chờ các bên đồng ý
directory-would-count = Có hiệu lực từ ngày
directory-not-before = Không sớm hơn ngày bên cuối cùng đồng ý.
directory-differs = Khác với quy chế đang có hiệu lực
directory-differs-before = Khác với quy chế trước đó
directory-differs-none = Không có điểm nào khác.
directory-was = Cũ
directory-is = Mới
directory-agree = Đồng ý
directory-agree-hint = Đồng ý rồi thì không rút lại được. Khi cả ba bên đồng ý, quy chế mới có hiệu lực.
directory-part-parties = Ba bên
directory-part-deadlines = Thời hạn
directory-part-pairs = Thống nhất phân loại
directory-part-fields = Lĩnh vực
directory-part-areas = Theo dõi theo địa bàn
directory-part-other = Quy định khác
directory-side-standing_committee = Thường trực HĐND
directory-side-front = Ủy ban MTTQ
directory-side-peoples_committee = Ủy ban nhân dân
directory-side-raised_with = tổ đại biểu đã nhận kiến nghị
directory-side-commune_of_area = UBND xã nơi nêu kiến nghị
directory-days-calendar = { $count ->
   *[other] { $count } ngày (tính cả ngày nghỉ)
}
directory-days-working = { $count ->
   *[other] { $count } ngày làm việc
}
directory-day-calendar = ngày (tính cả ngày nghỉ)
directory-day-working = ngày làm việc
directory-deadline-receipt = Xác nhận đã nhận, kể từ ngày công văn
directory-deadline-answer = Trả lời, kể từ ngày công văn
directory-deadline-check = Kiểm tra, kể từ khi trả lời hoặc báo đã xong
directory-deadline-making_known = Thông báo đến cử tri, kể từ ngày trả lời
directory-deadline-none = không đặt hạn
directory-pair = Cặp { $count }
directory-silence-consents = quá hạn không nói thì coi như đồng ý
directory-silence-waits = quá hạn không nói thì vẫn phải chờ
directory-deadlock = Khi không thống nhất được
directory-deadlock-after = { $count ->
   *[other] sau { $count } lần có ý kiến khác, họp liên tịch và quyết định
}
directory-deadlock-none = tiếp tục bàn, không ai quyết định thay
directory-answers = Trả lời
directory-ladder = Nhắc khi quá hạn
directory-ladder-days = quá hạn { $at } ngày
directory-ladder-none = không nhắc
directory-paper = Cơ quan trả lời bằng giấy
directory-paper-none = không có
directory-paper-scanned = Ghi thay phải kèm bản chụp
directory-back-dating = Được ghi lùi ngày tối đa
help-directory-rules = Ba bên của quy chế là Thường trực HĐND, Ủy ban MTTQ và UBND. Một bên đề xuất sửa đổi; khi hai bên kia đồng ý thì quy chế mới có hiệu lực. Quy chế cũ vẫn được giữ, vì việc cũ đã được quyết định theo quy chế cũ.

# The calendar.
directory-year-title = Lịch năm
directory-years = Năm
directory-sessions = Kỳ họp
directory-sessions-none = Chưa có kỳ họp nào trong năm này.
directory-sessions-none-next = Chọn năm khác, hoặc lên kế hoạch một kỳ họp.
directory-session-regular = Kỳ họp thường lệ
directory-session-thematic = Kỳ họp chuyên đề
directory-session-extraordinary = Kỳ họp bất thường
directory-ordinal = lần thứ { $count }
directory-ahead = sắp tới
directory-move = Dời ngày kỳ họp
directory-round = Đợt tiếp xúc cử tri
directory-phase-before = trước kỳ họp
directory-phase-after = sau kỳ họp
directory-phase-other = ngoài kỳ họp (chuyên đề, nơi làm việc)
directory-cut-off = nhận kiến nghị đến hết
directory-joined = cùng tiếp xúc
directory-round-book = Kiến nghị của đợt này trong sổ
directory-round-meetings = Các buổi tiếp xúc của đợt này
directory-rounds-none = Chưa mở đợt tiếp xúc nào cho kỳ họp này.
directory-days-off = Ngày nghỉ
directory-days-off-none = Chưa công bố ngày nghỉ của năm này, nên chưa tính được ngày làm việc.
directory-working = Ngày làm bù
directory-source = Theo văn bản
help-directory-year = Đợt tiếp xúc cử tri gắn với một kỳ họp; sau hạn nhận, kiến nghị thuộc đợt sau. Ngày làm việc chỉ tính được trong những năm đã công bố ngày nghỉ.

# Forms.
directory-do-PlanSession = Lên kế hoạch kỳ họp
directory-do-OpenRound = Mở đợt tiếp xúc
directory-do-EstablishBody = Ghi nhận cơ quan mới
directory-do-EndBody = Chấm dứt hoạt động
directory-do-AppointOfficer = Thêm cán bộ
directory-do-GiveRole = Giao vai trò
directory-do-EndRole = Kết thúc vai trò
directory-do-NameArea = Đặt tên địa bàn
directory-do-PublishDaysOff = Công bố ngày nghỉ
directory-do-ProposeRules = Đề xuất sửa quy chế
directory-final-EndBody = Việc này không đảo lại được: từ hôm sau, không ai còn làm việc thay mặt cơ quan này, nhiệm vụ chuyển cho cơ quan kế thừa. Cơ quan này
directory-final-EndRole = Sau ngày này, cán bộ không còn làm việc cho cơ quan với vai trò đó.
directory-holds = { $count ->
    [0] không còn kiến nghị nào dang dở
   *[other] còn { $count } kiến nghị dang dở
}
directory-field-session-kind = Loại kỳ họp
directory-field-number = Lần thứ (trong nhiệm kỳ)
directory-field-opens = Ngày khai mạc
directory-field-closes = Ngày bế mạc
directory-field-session = Gắn với kỳ họp
directory-field-phase = Thời điểm
directory-field-from = Từ ngày
directory-field-until = Đến hết ngày
directory-field-last-day = Ngày hoạt động cuối cùng
directory-field-cut-off = Hạn nhận kiến nghị
directory-hint-cut-off = Ngày cuối cùng nhận kiến nghị của đợt này.
directory-field-areas = Địa bàn
directory-field-joined = Hội đồng cấp khác cùng tiếp xúc
directory-field-word = Mã đợt
directory-hint-word = Để trống thì tự đặt theo kỳ họp. Chữ thường, số và gạch nối.
directory-field-name = Tên đầy đủ
directory-hint-basis = Nghị quyết, quyết định: số, ngày, điều.
directory-field-successors = Cơ quan kế thừa nhiệm vụ
directory-field-person = Họ và tên
directory-hint-person = Tên được niêm phong trong nhật ký.
directory-field-body = Làm việc cho
directory-field-role = Vai trò
directory-field-officer = Cán bộ
directory-field-area-name = Tên địa bàn
directory-hint-area = Ví dụ: xã Hòa Phú.
directory-field-within = Thuộc địa bàn
directory-hint-days = Mỗi dòng một ngày: 01/01/2027 Tết Dương lịch. Danh sách này thay toàn bộ danh sách đã công bố của năm.
directory-hint-working = Mỗi dòng một ngày thứ Bảy hoặc Chủ nhật phải đi làm.
directory-hint-source = Luật, thông báo của Bộ: số và ngày.
directory-field-days = Số ngày
directory-field-day-kind = Tính theo
directory-field-silence = Quá hạn không nói thì coi như đồng ý
directory-field-ladder = Nhắc khi quá hạn (số ngày, tăng dần, cách nhau bằng dấu phẩy)
help-directory-form = Những gì bạn nhập được kiểm tra theo quy định khi bấm “Ghi vào sổ”. Nếu không được nhận, lý do hiện cạnh ô và những gì đã nhập vẫn còn.
