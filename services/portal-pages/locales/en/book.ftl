# The book: what stands around its rows, and acts for several petitions.
filters = Filters
filters-set = { $count ->
    [one] { $count } in use
   *[other] { $count } in use
}
search-filling = { $count ->
    [one] The search is not complete: the voter’s words of one petition were not looked at yet.
   *[other] The search is not complete: the voters’ words of { $count } petitions were not looked at yet.
}
search-public = Only numbers and public wordings can be searched now; the voters’ words cannot.
search-again = Search again
filters-now = Filtered by
filter-remove = take this filter out
filter-q = Search
filter-whose = Due from
filter-due = Due
filter-raised_from = Raised from
filter-raised_until = Raised until
filter-via = Raised by way of
filter-kind = Kind
filter-competence = Competence
filter-overdue = Overdue
filter-list = List
filter-meeting = Meeting
filter-merged_into = Merged into
filter-part_of = Part of
due-late = overdue
due-week = within 7 days
due-month = within 30 days
due-set = on some day
due-none = no due day
kind-petition = petition
kind-opinion = opinion (noted)
kind-not_a_petition = not a petition
sort-number = lowest number first
sort-raised = raised last first
sort-stage = by stage
count-late = Overdue
count-soon = Due within 7 days
count-person = Needs a person
book-loosen = No petition meets every condition. Try without one of them:
book-without = Without
book-found-more = { $count ->
   *[other] more than { $count } petitions
}
not-public = not public
tick = Select
views = Views
views-own = Your views
view-save = Keep this view
view-name = Name of the view
view-keep = Keep
view-rename = Rename
view-delete = Delete
view-kept = The view is kept.
view-deleted = The view is deleted.
view-refused = Not kept: a name has 1 to 60 characters, and an account keeps 30 views at most.
view-mine-late = My overdue work
view-to-agree = Classification to be agreed
view-unanswered = Unanswered
view-unanswered-session = Unanswered, this session’s round
view-followed = Followed by me, not settled
view-to-forward = To be forwarded
view-to-close = To be closed
view-person = Needs a person
bulk = One act for several petitions
bulk-act = Act
bulk-all = { $count ->
   *[other] All that the filter finds, not only what is ticked ({ $count } at most at a time)
}
bulk-go = Look before it is done
bulk-none = No petition is ticked.
bulk-back = Back to the book
bulk-left-out = { $count ->
    [one] A part at a time: { $count } more petition is not in the list below. Do these, then the rest.
   *[other] A part at a time: { $count } more petitions are not in the list below. Do these, then the rest.
}
bulk-which = For these petitions
bulk-send = Do it for the ticked petitions
bulk-done-count = { $count ->
    [one] Recorded for { $count } petition.
   *[other] Recorded for { $count } petitions.
}
bulk-refused-count = { $count ->
    [one] { $count } petition was refused.
   *[other] { $count } petitions were refused.
}
bulk-unsent-count = { $count ->
    [one] { $count } petition could not be sent.
   *[other] { $count } petitions could not be sent.
}
bulk-done = Recorded
bulk-refused = Refused:
bulk-unsent = Not sent
bulk-again = Send again what was not sent
bulk-each = The act is recorded for each petition by itself. Where one is refused the others are recorded all the same; the next page tells what came of each.
bulk-consent = Consents to what is proposed for these petitions, at once. A petition that is refused is left out and the others are recorded all the same; the next page tells what came of each.
bulk-letter = These petitions go in one letter to one body. The letter is recorded only if every petition in it can be forwarded: one that is refused stops the whole letter.
help-bulk = This page gives one act for several petitions. Loading the page of outcomes again does nothing twice.
help-book-more = “Not public” marks the voter’s own words, shown only to those who may read them; downloads do not have them. A workbook holds 20,000 rows, a CSV file 200,000; narrow the list where there are more.
export-sheet = Petitions
export-about = About
export-about-title = Extract from the book of petitions
export-about-filter = Filters
export-about-all = none
export-about-order = Order
export-about-day = Day of the extract
export-about-position = Up to position of the log
export-about-rows = Rows
export-about-realm = Realm
export-about-note = Public wordings only; the voters’ own words are not in this file.
export-row = No.
export-flags = Flags
export-field = Field
export-area = Area
export-raised_with = Raised with
export-follower = Followed by
export-due-what = What is due
export-round = Contact round
export-session = Carried over into session
export-changed = Last changed
export-number = Number
