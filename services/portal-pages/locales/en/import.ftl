# Bringing a book in.
nav-import = Import
import = Import a book of petitions
import-lead = Bring in an Excel workbook, a CSV file or a table from Word. Nothing is recorded until you have seen each row and confirmed.
import-needed = The table needs a header row, a column with the petitions’ content and at least one other column (such as area, addressee or day). No column of numbers is needed: the system gives each petition its number.
import-file = Choose a file, or drop it here
import-file-hint = An .xlsx file, or .csv in UTF-8, of at most { $count } MB. An old .xls: open it in Excel and save it as .xlsx.
import-rows-hint = At most { $count } rows at a time.
import-too-large = The file is larger than { $count } MB. Split the book into several files.
import-paste = Or paste a table from Word or Excel
import-paste-hint = Select the whole table with its header, copy it and paste it here. Each row is a petition; cells are parted by tabs.
import-paste-taken = A table of 0 rows is here. Press “Read the table” to see each row.
import-sheet-which = The workbook has several sheets
import-sheet = Name of the sheet to read
import-sheet-hint = Left empty, the first sheet that has a header is read.
import-read = Read the table
import-names = Bind unknown names
import-drafts = Not finished
import-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
import-pasted = Pasted table
import-state-columns = columns not seen yet
import-state-check = columns seen, not recorded yet
import-state-running = being recorded
import-state-done = recorded
import-state-stopped = stopped on the way
import-steps = Steps
import-step-file = Choose the file
import-step-columns = Columns
import-step-check = Row by row
import-step-run = Record
help-import = What was read is only in the memory of the server, seen by this session alone, and goes after an hour without use or when you sign out. The same file again makes nothing twice: a row is known by its words.

# Why a file is not taken.
import-refused-nothing = No file chosen and no table pasted
import-refused-nothing-next = Choose a file, or paste a table into the field below.
import-refused-unreadable = The file cannot be read
import-refused-unreadable-next = Try again; if it stays so, save the book anew in Excel and choose that file.
import-refused-empty = The file is empty
import-refused-empty-next = There is no text in it. See whether it is the right file, and whether the book was saved.
import-refused-too_large = The file is too large
import-refused-too_large-next = Split the book into smaller files and bring in one after the other.
import-refused-old_or_encrypted = An old .xls file, or one with a password
import-refused-old_or_encrypted-next = Open it in Excel, take the password away if there is one, and save it as .xlsx.
import-refused-binary = A binary Excel workbook (.xlsb)
import-refused-binary-next = Open it in Excel and save it as .xlsx.
import-refused-not_a_spreadsheet = This is no spreadsheet
import-refused-not_a_spreadsheet-next = The ending of its name may be wrong. Choose an .xlsx, or a .csv in UTF-8. Copy a table from Word or PDF and paste it into the field.
import-refused-not_utf8 = The text is not UTF-8
import-refused-not_utf8-next = In Excel choose “Save as”, type “CSV UTF-8”, and choose that file.
import-refused-bomb = The file unpacks to too much and is not opened
import-refused-bomb-next = It packs too much data, or was made to do harm. Copy the table of petitions into a new workbook.
import-refused-too_many_rows = Too many rows
import-refused-too_many_rows-next = Split the book: at most { $at } rows at a time. Delete blank rows at its end, too.
import-refused-too_many_columns = A cell stands too far to the right
import-refused-too_many_columns-next = Delete what stands beside the table in row { $at } and save it.
import-refused-cell_too_long = A cell is too long
import-refused-cell_too_long-next = Shorten the long cell in row { $at } and save it.
import-refused-no_such_sheet = The workbook has no sheet of that name
import-refused-no_such_sheet-next = It has these sheets: { $at }
import-refused-damaged = The file is damaged
import-refused-damaged-next = Open it in Excel, let Excel repair it, save it as .xlsx and choose that file.
import-refused-harmful = The file is damaged or made to do harm
import-refused-harmful-next = Reading it took more memory or time than allowed, so it was stopped. Copy the table of petitions into a new workbook.
import-refused-busy = Several people are importing just now
import-refused-busy-next = Nothing is wrong with the file. Wait a minute and choose it again.
import-refused-full = There is no room for this table
import-refused-full-next = Drop the unfinished tables that you need no longer, or wait some minutes.
import-refused-gone = This table is not here any more
import-refused-gone-next = A table goes after an hour without use, at sign-out, or when the server starts anew. Choose the same file again: what was recorded is not recorded twice.
import-refused-forbidden = The body you act for records petitions for no group
import-refused-forbidden-next = Petitions are recorded by the delegate group that took them, or by the standing committee. Choose another body above if you serve several.
import-refused-columns = Some things need another look
import-refused-columns-next = They are marked below.

# Columns.
import-columns = Columns
import-about = With whom the petitions were raised
import-group = Delegate group that took them
import-meeting = Voter contact meeting
import-defaults = For rows that do not say
import-default-area = Area
import-default-field = Field
import-default-on = Raised on
import-columns-what = Which column is which
import-columns-hint = Guessed from the header. Mend what was guessed wrong; leave out what is not to be read.
import-header = Header
import-header-none = No header
import-guess = Guess again
import-no-name = (no name)
import-column-none = – not read
import-column-ordinal = Ordinal
import-column-session = Session
import-column-voter = Voter (who raised it)
import-column-area = Area
import-column-field = Field
import-column-content = The petition
import-column-addressee = Who settles it
import-column-outcome = Outcome
import-column-answer = The answer
import-column-date = Raised on
import-column-answer_date = Answered on
import-column-group = Delegate group
import-column-twice = Another column holds this already.
import-column-missing = No column is “The petition” yet.
import-check-do = See row by row
import-drop = Drop this table
help-import-columns = Each box is a column of the table with two of its cells. The letter is the column's name in Excel. If the header stands in another row, choose the row and press “Guess again”.

# Verdicts.
import-check = Row by row
import-row = Row
import-verdict = Is
import-words = Words
import-why = Why
import-tab-all = All
import-tab-new = To be recorded
import-tab-there = There before
import-tab-cannot = Cannot be taken
import-tab-note = No petition
import-is-new = To be recorded
import-is-there = There before
import-is-cannot = Cannot be taken
import-is-section = Heading
import-is-total = Total
import-is-empty = Blank
import-is-header = Header again
import-is-goes_on = More bodies of the row above
import-why-no_content = The petition itself is missing.
import-why-too_long = Too long. Shorten it.
import-why-character = It has a hidden or control character. Type the cell anew.
import-why-cell = This cell has words that cannot be recorded: too long, or with strange characters.
import-why-at = Cell { $at }:
import-note-unbound = “{ $at }” is not known; kept as written in the book
import-note-near = perhaps “{ $at }”?
import-note-ended = “{ $at }” has ended; now:
import-note-no_day = “{ $at }” is not a day; kept as written in the book
import-note-formula = A cell begins with “=”; kept as text
import-note-repeats = Says the same as row { $at }
import-repeated = { $count ->
    [one] { $count } row to be recorded repeats a row above but for its number.
   *[other] { $count } rows to be recorded repeat a row above but for their number.
}
import-repeated-rows = Rows:
import-repeated-how = If two voters raised the same, record them; if it was copied twice by mistake, delete the spare row in the file and bring the file in again.
import-note-answer = Answer as stated in the book: { $at }
import-note-answer_there = The answer as stated in the book is taken over if there is none yet
import-note-no_answer = “{ $at }”: no answer yet
import-fact-on = on { $at }
import-check-none = No row is of this kind.
import-check-none-next = Choose another kind above.
import-pages = Pages
import-before = Previous page
import-confirm = Confirm
import-for = Recorded for
import-with = Raised with
import-unread = Columns not read
import-cannot-note = { $count ->
    [one] { $count } row cannot be taken; save it to mend it afterwards.
   *[other] { $count } rows cannot be taken; save them to mend them afterwards.
}
import-final = A recorded petition has a number and cannot be deleted; to mend it, a correction is recorded.
import-seen = I have looked at the rows
import-do = { $count ->
    [one] Record { $count } petition
   *[other] Record { $count } petitions
}
import-do-answers = { $count ->
    [one] Take over the answer of { $count } petition
   *[other] Take over the answers of { $count } petitions
}
import-nothing = There is no new row to be recorded.
import-mend = Back to the columns
import-unbound = Unknown names
import-unbound-hint = Say now what a name means in this book, or record it as it is: the words of the book are kept, and it can be said afterwards.
import-say = Bind and check again
help-import-check = “There before” are rows that were imported earlier, whoever did it; they are not recorded twice. Headings, blanks and totals are no petitions. A wrong cell is named as in Excel.

# Carrying out.
import-running = Recording
import-halted = Stopped on the way
import-done = Recorded
import-progress = { $count ->
    [one] { $count } petition done
   *[other] { $count } petitions done
}
import-of = of { $count }
import-running-hint = You may go to other pages; recording goes on until you stop it or sign out.
import-stop = Stop
import-look = Look again
import-go-on = Go on
import-stopped = Stopped as asked
import-stopped-next = What was recorded stays. Press “Go on” for the rest; nothing is recorded twice.
import-signed_out = The session has ended
import-signed_out-next = What was recorded stays. Sign in and choose the same file again for the rest.
import-away-next = What was recorded stays. Wait some minutes and press “Go on”.
import-result = Result
import-count-new = newly recorded
import-count-was = there before
import-count-otherwise = there before, kept as recorded then
import-count-refused = not recorded
import-count-answers = new answers as stated in the book
import-count-kept = answers that differ now, kept as taken over then
import-count-late = answers not taken, because the petition went on here
import-to-book = Open the book
import-numbers = Save numbers and tracking codes
import-another = Import another table
import-left = Rows not recorded
import-left-csv = Save these rows to mend them
import-left-hint = Mend them in the saved file and import that file; what is there is not recorded twice.
import-why-column = Why not recorded
import-number-column = Petition number
import-code-column = Tracking code
help-import-run = Each row is recorded as if by hand, in the order of the table, so the rules are checked for every row. The voters' tracking codes are shown only this once.

# Names.
import-names-lead = Names in imported books that the directory does not know. Say once what a name means; every petition with that name is bound.
import-names-none = No name waits to be bound.
import-names-none-next = When an imported book names a body, area or field that nobody knows, it shows here.
import-names-more = There are more petitions; bind some of these names and look again.
import-of-area = Area
import-of-field = Field
import-of-group = Delegate group
import-of-addressee = Who settles it
import-in-petitions = { $count ->
    [one] in { $count } petition
   *[other] in { $count } petitions
}
import-means = This name means
import-keep = – leave it as in the book
import-likely = Alike
import-others = Others
import-remember = Remember it for books to come
import-remember-hint = The name will stand in the log, readable for ever. Only for places and bodies, never for persons.
import-bind = Bind the name
import-bound = { $count ->
    [one] Bound in { $count } petition.
   *[other] Bound in { $count } petitions.
}
import-closed = { $count ->
    [one] { $count } name is not yours to read.
   *[other] { $count } names are not yours to read.
}
import-person = The name holds a telephone or identity number
import-person-next = It is bound, but not remembered for books to come.
import-choose = It is not chosen yet what this name means
import-choose-next = Choose something, or leave the name as in the book and press nothing.
help-import-names = Binding changes neither the voter's words nor what an addressee holds; it only fills in an area, field or body that is missing.
