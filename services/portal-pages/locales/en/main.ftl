# The shell of every page.
product = Hồi Âm
skip = Skip to the content
nav = Main navigation
nav-today = Today
nav-book = The book
nav-account = Account
sign-out = Sign out
language = Language
other-language = Tiếng Việt
acting-for = Acting for
all-my-bodies = all my bodies
choose = Choose
hears-as-all = Notices come from all of your bodies.
unread = Unread notices
unread-count = { $count ->
    [one] { $count } unread notice
   *[other] { $count } unread notices
}
live-news = News
live-on = Updated live
live-lost = The connection was lost. Reconnecting…
live-reset = Much has changed. Please load the page again.
dismiss = Hide
help = Help about this page
footer = Every act is kept in one log that is only added to: nothing in it is changed or removed.
empty = Nothing here.
required = required
optional = optional
none = –
open = Open
cancel = Back
close = Close
yes = Yes
no = No

# Signing in.
sign-in = Sign in
sign-in-lead = For officers, deputies and the bodies that handle voters’ petitions.
login = Login
password = Password
sign-in-wrong = Login or password is wrong.
sign-in-slow = Too many wrong attempts. Wait { $count } seconds and try again.
sign-in-busy = The system is busy. Try again in a few seconds.
sign-in-first = Please sign in to go on.
sign-in-ended = You are signed out.
help-sign-in = No account yet, or the password forgotten? The operator of the server hands out a one-time set-up code with the command “hoiam account”. There is no default password.
set-up = Choose a password
set-up-lead = Enter the one-time code that the operator gave you, then choose a password of your own.
set-up-code = Set-up code
set-up-wrong = The code is wrong, used, or expired. Ask for a new one.
set-up-do = Save the password and sign in
help-set-up = A code counts once, for 72 hours. Only a hash of the password is kept; nobody can read it back.
new-password = New password
again = New password again
password-rule = At least 12 characters. A long sentence is better than many symbols.
password-short = A password has 12 to 200 characters.
password-differs = The two are not the same.
password-like-login = The password may not contain the login.
account = Account
account-officer = Officer
account-roles = Roles
change-password = Change the password
current-password = Current password
password-changed = The password is changed. Other places are signed out.
sessions = Where you are signed in
sessions-count = { $count ->
    [one] Signed in only here.
   *[other] Signed in at { $count } places, this one included.
}
sign-out-everywhere = Sign out everywhere
help-account = Changing the password signs out every other place. If somebody else may know it, change it now and tell the operator.

# Today.
today = Today
waits = What waits
waits-count = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
waits-none = Nothing waits for this body.
waits-none-next = What falls due shows here, the oldest first.
waits-person = Needs a person
waits-late = Overdue
waits-soon = Due within 7 days
waits-later = Due later, or on no set day
waits-consent = Classifications that await consent
changed = Changed since you last looked
changed-none = Nothing has changed since you last looked.
changed-more = There are more, older changes.
change-others = { $count ->
    [one] and one more
   *[other] and { $count } more
}
mark-seen = Mark as seen
all-in-book = All petitions concerned, in the book
days-late = { $count ->
    [one] { $count } day late
   *[other] { $count } days late
}
days-left = { $count ->
    [0] today
    [one] { $count } day left
   *[other] { $count } days left
}
help-today = “What waits” is what it is your body’s turn to do, by due day. “Changed” is what has happened to petitions that concern you since you pressed “Mark as seen”.

# The book.
book = The book of petitions
book-count = { $count ->
    [one] { $count } petition
   *[other] { $count } petitions
}
book-none = No petition fits.
book-none-next = Leave out a filter, or search for other words. Diacritics do not matter.
search = Search
search-hint = The number, or words of the public wording, the voter’s own words or an answer that you may read; diacritics do not matter
filter = Filter
filters-more = More filters
filters-clear = Clear all filters
any = all
sort = Order
sort-newest = newest first
sort-due = due first
next-page = Next page
first-page = First page
export-csv = Download CSV
export-xlsx = Download XLSX
col-number = Number
col-wording = Public wording
col-stage = Stage
col-where = Addressees
col-due = Due
col-raised = Raised on
no-wording = (no public wording yet)
filter-stage = Stage
filter-flag = Flag
filter-body = Concerns
filter-raised_with = Raised with
filter-addressee = Sent to
filter-assigned = Assigned to
filter-follower = Followed by
filter-council = Council
filter-field = Field
filter-area = Area
filter-round = Contact round
filter-session = Session
filter-due_by = Due no later than
filter-needs_person = Needs a person
help-book = Every filter stands in the address of the page: keep or send the address, and you keep or send this very list.

# One petition.
petition = Petition
as-of-day = As on
as-of-entry = As after entry { $at } of the log
as-of-note = You are looking at the past.
as-of-now = Back to now
as-of-show = Show
as-of = See it as on an earlier day
wording-public = Public wording
wording-original = The voter’s words
raised-by = Raised by
reason = Reason
not-yours = Your bodies may not read this.
text-erased = (erased by a recorded decision)
text-away = (cannot be opened now)
facts = Facts
raised-on = Raised on
raised-with = Raised with
council = Council
area = Area
field = Field
competence = Competence
via = By way of
follower = Followed by
follower-proposed = Follower proposed
dues = What is due
dues-none = Nothing is due.
dues-parties = the parties
agreement = Agreement on the classification
agreement-none = No classification is proposed yet.
proposal-number = Proposal { $count }
suggested = suggested by the system
agreed = Agreed
not-agreed = Not agreed yet
pair = Pair { $count }
consented = consents
consented-silent = counted as consent: the day passed
contested = contests
dissents = Dissent
deadlock = Decided after a joint meeting
addressees = Addressees
addressees-none = Sent to nobody yet.
sent-on = Sent on
receipt-on = Received on
receipt-none = receipt not confirmed yet
answer-due = Answer due
lead = Lead
supporting = Supporting
inner-due = Inner due day
answers = Answer
answers-none = Not answered yet.
returned = Returned
claims = Claimed to be done
checks = Checks
extensions = Extensions
reminders = Reminders
made-known = Made known to the people
waiting = Waits for resources
voter = What the voter says of the outcome
timeline = Timeline
timeline-note = Newest first.
on-behalf = on behalf of
happened-on = on
recorded-at = recorded
why = Why?
why-of = Why? The decision of entry { $count }
as-after = See it as after this entry
by-system = The system
redacted = (erased)
acts = What you may do
acts-more = More
acts-none = There is nothing that your bodies may do with this petition.
print = Print
merged-into = Merged into another petition
help-petition = A button under “What you may do” opens a form. If a rule does not allow it, you are told why, and what you typed stays. “Why?” shows what a decision was taken on.

# A decision.
decision = Decision
decision-same = Taken again from exactly what was recorded: the same outcome.
decision-different = Taken again, the outcome is DIFFERENT. Tell the operator.
decision-command = What was done
decision-seen = Seen for the decision
decision-rules = On what basis
decision-result = Outcome
decision-refused = Refused
decision-version = version { $count }
decision-raw = As recorded (for programs)
decision-directory = Directory
decision-calendar = Calendar of days off
decision-other = A counter, list or letter
decision-rules-of = Co-ordination rules
basis = Legal basis
help-decision = This page takes the decision from the log, takes it again as it was then, and compares every byte.

# An act.
act-send = Record
act-final = This ends the follow-up, or takes the petition out of the procedure. Tick to confirm.
act-confirm = I confirm
act-unconfirmed = Tick the confirmation.
act-refused = This cannot be done
act-next = What to do
act-conflict = The petition changed while you were typing
act-conflict-next = See below what changed. If it still holds, press “Record” again.
act-done = Recorded.
act-as = Recorded for
act-on = Happened on
act-paper = The paper
act-symbol = Number and symbol
act-issued = Date of the paper
act-on-behalf = On behalf of a body that answered on paper
act-nobody = nobody
act-fields = Content
act-missing = Fill this in.
act-malformed = This is not in the right form.
help-act = The day on which it happened is that of the letter or meeting, not that of typing. Pressing twice records once.

# What went wrong.
problem = Something went wrong
correlation = Correlation
problem-next = What to do
problem-home = To Today
waits-assigned = Assigned: lead in preparing the answer
waits-contested = The classification is contested: propose anew, or a joint meeting
act-not-yet = This day has not come: only what has happened is recorded.
waits-none-keeper = This account keeps the directory, rules and calendar only.
waits-none-keeper-next = Receiving, classifying, answering and following are done by the accounts of each body: delegate groups, the standing committee, those who answer, the Front. To do such work, give the account a role in the directory.
