# The sheet that a deputy takes to a meeting.
nav-deputy = Meet the people
deputy-title = What did people ask last time?
deputy-kicker = What did people ask last time?
deputy-choose = Choose where you will meet voters.
deputy-no-areas = The directory knows no area yet.
deputy-own = (your group's area)
deputy-other = Choose another place
deputy-met = Last meeting:
deputy-met-none = No meeting is recorded here yet.
deputy-voters = { $count ->
    [one] { $count } voter
   *[other] { $count } voters
}
deputy-printed = As of
deputy-none = There are no petitions from this place yet.
deputy-none-next = As soon as a petition of voters here is recorded, it shows on this page by itself.
deputy-tallies = Summary
deputy-late = Day has passed
deputy-promised = Promised, day to come
deputy-waiting = No answer yet
deputy-answered = Answered, still followed
deputy-done = Done
deputy-news = What is new
deputy-since = since the meeting of
deputy-asked-on = Asked on
deputy-last-time = asked last time
deputy-no-words = (no public wording yet)
deputy-hear = Note what people say
deputy-book = See all in the book
deputy-more-done = { $count ->
    [one] { $count } more was done earlier; see the book.
   *[other] { $count } more were done earlier; see the book.
}
deputy-not-sent = Not sent to anybody yet
deputy-being-agreed = The parties are agreeing on who is to settle it
deputy-contested = The parties differ on who is to settle it
deputy-to-send = Agreed; about to be sent
deputy-returned = Sent back by who received it; it has to go elsewhere
deputy-passed-on = Passed on to another level or place; no day for an answer here
deputy-opinion = Noted as an opinion
deputy-not-petition = Not a petition; advice was given
deputy-merged = Merged or split; followed in another petition
deputy-withdrawn = Withdrawn by the voter
deputy-by-the-book = Answered, as the old book says
deputy-spot = Answered at the meeting
deputy-spot-promised = Promised at the meeting
deputy-road = How it was promised to be done
deputy-no-answer = No answer yet
deputy-answer-resolved = Answered that it is resolved
deputy-answer-explained = Explained, information given
deputy-answer-in_progress = Work goes on
deputy-answer-planned = Planned, not begun
deputy-answer-promised = Promised
deputy-answer-not_yet_possible = Answered that it cannot be done yet
deputy-claimed = Claimed done, waits for a check, on
deputy-checked-accepted = Checked and accepted on
deputy-checked-partly = Checked, partly accepted, on
deputy-checked-refused = Checked and refused on
deputy-settled = Settled on
deputy-closed = Closed on
deputy-reopened = Opened again on
deputy-by-answer = To be answered by
deputy-by-done = To be done by
deputy-by-review = Waits for resources; looked at again on
deputy-voters-agree = Voters were satisfied on
deputy-voters-object = Voters were not satisfied on
help-deputy = One page for each place: what people asked, what came of it, who promised what by when. The page renews itself on news. Keep its address to come back; print it to take the sheet along. “Note what people say” records whether voters accept the result.
