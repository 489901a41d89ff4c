# Statistics.
nav-statistics = Statistics
statistics-title = Statistics
statistics-show = Show
statistics-until = Counted up to and including
statistics-before = In brackets and as grey lines: the session before,
statistics-none = There are no petitions.
statistics-none-next = Choose another session, or leave out the day in the past.
statistics-filter-council = Council
statistics-filter-session = Session
statistics-filter-by = Part by
statistics-filter-on = As it stood on
statistics-all-sessions = all sessions
statistics-session-regular = { $count ->
   *[other] regular session { $count }
}
statistics-session-thematic = { $count ->
   *[other] thematic session { $count }
}
statistics-by-field = field
statistics-by-area = area
statistics-by-body = body that answers
statistics-by-session = session
statistics-no-group = (not known)
statistics-what = What is counted
statistics-count = Petitions
statistics-duty = Duty
statistics-was = { $count ->
   *[other] before: { $count }
}
statistics-list-on = The list holds what counted on the chosen day; the stage in the table is that of today. The chosen day:
statistics-way = From received to settled
statistics-way-note = Each line counts for itself. “Answered” means that every body that owes an answer gave one; answered is not settled.
statistics-outcomes = What the answers come to
statistics-outcomes-note = By the last answer of each body. A petition with several answers can stand in several lines.
statistics-duties = In time or not
statistics-duties-note = Petitions with at least one such duty; only duties with a day by rule or promise. An extended day counts as extended. The first answer and the work are counted apart.
statistics-honest = What must not hide behind good figures
statistics-honest-note = What is easily covered where only “answered” or “closed” is counted.
statistics-exits = Off the way to an answer
statistics-exits-note = Received, and waiting for no written answer here now.
statistics-groups = In parts
statistics-groups-note = By name, not by rank: who is sent much difficult work is not worse for it. A petition with several bodies counts at each of them.
figure-received = Received
figure-agreed = Classification agreed
figure-forwarded = Forwarded
figure-answered = Answered
figure-settled = Settled or closed
figure-outcome-resolved = Resolved
figure-outcome-in_progress = In progress, with a day
figure-outcome-in_progress-open = In progress, without a day
figure-outcome-planned = Planned
figure-outcome-promised = Promised
figure-outcome-explained = Explained, information given
figure-outcome-not_yet_possible = Not yet possible
figure-answered-unsettled = Answered, not settled
figure-ended-explained = Ended by explanation alone
figure-ended-objected = Ended while voter or follower objects
figure-reopened = Opened again
figure-carried-over = Carried over to a later session
figure-by-the-book = Answered only as an old book says
figure-exit-spot = Answered at the meeting
figure-exit-opinion = Noted as an opinion
figure-exit-not_a_petition = Not a petition
figure-exit-merged = Merged or split
figure-exit-withdrawn = Withdrawn
figure-exit-passed_on = Passed on, not supervised here
figure-duty-answer-late = Answered late
figure-duty-answer-overdue = Answer overdue
timely-on-time = on time
timely-late = done, late
timely-running = still in time
timely-overdue = overdue, not done
help-statistics = Each figure is a link to the list of just what it counts. A petition belongs to the session of the round in which it was raised; without a round to the next session after the day. “As it stood on” counts what had happened by the end of that day. Small numbers are not turned into percentages.
