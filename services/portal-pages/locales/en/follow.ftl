# The follow-up desk.
nav-follow = Follow-up
follow-title = Follow-up desk
follow-states = By state
follow-all = all
follow-check = Waits for a check
follow-overdue = Overdue
follow-week = Due within 7 days
follow-promised = Promised
follow-answer = Waits for an answer
follow-resources = Waits for resources
follow-open = Open, without a day
follow-unfollowed = Nobody follows it yet
follow-settled = Waits to be closed
follow-nothing = Your body follows no petition yet.
follow-nothing-next = As soon as the standing committee names you, or the rules give you an area or a field, petitions show here.
follow-none = Nothing matches these filters.
follow-tick = Choose
follow-claimed = Claims that it is done
follow-answered = Answer
follow-files = { $count ->
    [one] { $count } photo or file
   *[other] { $count } photos and files
}
follow-files-none = without photos or files
follow-do-check = Check it
follow-more = { $count ->
    [one] { $count } more. Filter to see it.
   *[other] { $count } more. Filter to see them.
}
follow-remind = Remind of what is chosen
follow-name = Name a follower
follow-many-hint = Nothing is sent yet: next you look at it and write the words.
follow-rung = { $count ->
   *[other] rung { $count } was told
}
follow-reminded = Reminded
follow-times = { $count ->
    [one] once
   *[other] { $count } times
}
follow-last = Last
follow-outcome = Answer
follow-last-check = Check
follow-proposed = Proposed
follow-check-due = check
filter-owes = Who owes it
follow-check-title = Check of the result
follow-asked = What the voters asked for
follow-said = Answered and claimed
follow-picture = { $count ->
   *[other] Photo { $count }
}
follow-file = { $count ->
   *[other] File { $count }
}
follow-verdict = What the check came to
follow-seen = What was seen
follow-photos = Photographs and files that show it
follow-seen-hint = Where you went or whom you asked, when, and what you saw. These words are sealed; only the bodies concerned can read them.
follow-result = Verdict
follow-accept = Accepted
follow-partly = Partly
follow-refuse = Refused
follow-not-yours = Only the follower records a check
follow-before = Earlier checks
follow-back = To the follow-up desk
follow-remind-title = Remind of several petitions
follow-name-title = Name a follower for several petitions
follow-many-done = { $count ->
    [one] { $count } was recorded.
   *[other] { $count } were recorded.
}
follow-many-refused = Those below could not be recorded. See why at each, then send again or leave them.
follow-many-none = Nothing was chosen.
follow-remind-do = { $count ->
    [one] Send { $count } reminder
   *[other] Send { $count } reminders
}
follow-name-do = { $count ->
    [one] Name for { $count } petition
   *[other] Name for { $count } petitions
}
follow-text = Words of the reminder
follow-text-hint = The same words go to each body, for each petition. May be left out where there is a letter.
follow-who = Follower
follow-as-proposed = as the rules propose
follow-nobody-proposed = the rules propose nobody
help-follow = Everything that bodies still owe on petitions that you follow, overdue first. “Waits for a check” is work claimed done that nobody has looked at: claimed is not done. Tick several and remind at once. A “rung” is how far up an overdue day was told, by the rules.
help-follow-check = Read the claim, look at the photos, go and see, then record what was seen and the verdict. “Refused” gives the work back to that body; its old day still counts.
help-follow-many = Each petition gets a reminder of its own, counted for that body. A petition that changed meanwhile is shown again with the reason; the others are recorded.
follow-answer-said = Answered
