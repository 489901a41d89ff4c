# Consolidated lists: building, classifying, agreeing.
nav-lists = Lists
lists = Consolidated lists
list = List
lists-open = Rounds with petitions on no list yet
lists-fixed = Lists
lists-none = There is no list yet.
lists-none-fix = Press “Make a list”, choose a contact round, and fix the petitions of that round.
lists-none-next = The standing committee fixes a list after each contact round; it will show here.
lists-who-fixes = Only the standing committee makes and fixes lists; your body gives its word on lists that are fixed.
list-new = Make a list
list-paper = Download to sign (DOCX)
list-revise = Fix the list anew
list-choose = Show the round’s petitions
list-area-all = All areas
list-round-before = Before
list-round-after = After
list-round-other = Another round, near
list-session = session
list-session-regular = regular session
list-session-thematic = thematic session
state-draft = Being made
state-fixed = Fixed, the parties are asked
state-contested = Fixed, some rows contested
state-agreed = Agreed
list-cut-off = Takes petitions until
list-cut-off-passed = closed, the list can be fixed
list-tally = How the rows stand
list-rows-count = { $count ->
    [one] { $count } petition
   *[other] { $count } petitions
}
tally-agreed = { $count ->
   *[other] { $count } agreed
}
tally-asked = { $count ->
   *[other] { $count } waiting for consent
}
tally-contested = { $count ->
   *[other] { $count } contested
}
tally-unproposed = { $count ->
   *[other] { $count } without a proposal
}
tally-aside = { $count ->
   *[other] { $count } not to be classified
}
list-mine = { $count ->
    [one] { $count } row waits for your body
   *[other] { $count } rows wait for your body
}
list-mine-here = { $count ->
    [one] { $count } row waits for your body’s word.
   *[other] { $count } rows wait for your body’s word.
}
list-mine-how = Untick a row that you do not agree to yet, or contest it right there.
list-consent-due = Consent due:
list-revision = { $count ->
   *[other] Revision { $count }
}
list-revisions = Revisions
list-rows-added = Added
list-rows-moved = Moved
list-rows-more = Other rows
list-rows-before = Earlier rows
list-rows-after = Later rows
list-you = you
list-until = until
list-merged = merged into
list-dissented = dissent kept
list-row-changed = The petition changed while you were typing
list-done-count = { $count ->
    [one] { $count } row was recorded. Those below were not.
   *[other] { $count } rows were recorded. Those below were not.
}
list-contested-times = { $count ->
    [one] contested once
   *[other] contested { $count } times
}
list-how-agreed = How it is agreed
list-days-working = { $count ->
    [one] { $count } working day to answer
   *[other] { $count } working days to answer
}
list-days-calendar = { $count ->
    [one] { $count } day to answer
   *[other] { $count } days to answer
}
list-silence-counts = Who says nothing by the day is taken to consent, but only to what a body has proposed.
list-silence-not = Silence is not consent: after the day the row still waits, and shows as late.
pair-voids = Pair 2 is asked once pair 1 has consented. A new proposal by either pair voids every consent given before, and both pairs look at the row again.
list-joint = For a joint meeting
list-joint-how = Rows that are still contested. Record what the meeting agreed as a new proposal, to which the parties consent with symbol and date of the minutes. After the number of rounds that the rules set, whoever they name decides; dissent is kept.
decided-after = { $count ->
    [one] After { $count } round decided by:
   *[other] After { $count } rounds decided by:
}
nobody-decides = The rules let nobody decide; the parties talk on.
propose-anew = Propose what was agreed
col-tick = Choose
col-row = Row, number
col-wording-list = Wording
col-field = Field, competence
col-on-list = On the list
col-order = Order
words-voter = the voter’s words
row-fresh = new in this revision
row-locked = Stands on the list already; no row ever leaves it.
side-awaited = awaited
side-later = not yet asked
side-idle = not asked
side-vacant = (no body could be told)
contest-row = Contest
dissent-row = Keep dissent
consent-ticked = Consent to chosen rows…
consent-whole = Review and consent to the whole list
propose-ticked = Classify chosen rows…
paper-asked = An answer on paper is awaited from
paper-record = Record it for them
help-lists = Each contact round has one list, or one for each area. The standing committee fixes it; the delegate group with the commune (pair 1), then the standing committee with the Front (pair 2) agree on the classification of every row before it is forwarded.
help-list = Rows that wait for your body are ticked. An unticked row is an exception: not consented to, and not contested either. To change what it says, press “Contest” at the row.

# Building a list.
list-new-lead = Choose the contact round and an area. Every petition of the round that is on no list is ticked.
list-revise-lead = Add petitions or change their order. No row leaves the list; each revision says what it changed.
list-early = This round still takes petitions until
list-more = there are more: make a list for each area
list-nothing = No petition of this round is left. What was raised after the last day of the round belongs to the next one; see the book.
left-out-title = Petitions outside every list
left-out = { $count ->
    [one] One petition is on no list and in no contact round’s days.
   *[other] { $count } petitions are on no list and in no contact round’s days.
}
left-out-more = There are more: look at each area.
left-out-how = On the next round’s list they stand at the end and are not ticked; tick them to put them on it:
left-out-wait = No round takes these petitions in yet. Open the next round in the directory; when its list is made they stand at the end, not ticked.
row-outside = In no round’s days: it comes onto this list only when it is ticked.
row-aside = Needs no classification, yet stands on the list for every party to see and to contest.
list-nothing-next = Choose another round or area, or record the petitions of a meeting first.
list-final = Fixing takes a number and puts the list before the parties. Later rows can be added or moved, never removed.
order-malformed = The order must be a number.
twins = These may be the same
twins-how = This is a suggestion only. A merged petition keeps its own row and can be unmerged at any time.
twins-why = Because: both in
twins-words = both have the words
twins-merge = Merge
help-list-new = The numbers in “Order” decide the place; equal ones stay as shown. Petitions that were answered on the spot, are opinions or were merged stand on the list as well, so that the parties see them.

# Classifying.
list-propose = Propose a classification
proposed-now = Proposed now
propose-none = There is no row to classify.
propose-none-next = Back to the list
propose-nothing = No row is chosen. Choose “as suggested” or “as below” for at least one.
choice-suggested = As suggested
choice-same = As below
choice-skip = Leave it for now
propose-same = For all chosen alike
propose-same-how = Counts for every row with “As below”. May stay empty when there is none.
propose-voids = Who proposes is taken to consent when it is its turn. Consents to an earlier proposal become void.
propose-send = Record the proposals
suggest-alike = like the agreed petition
suggest-same-area = same area
suggest-rule = by the rules, field
suggest-commune = the commune of this area
help-propose = Suggestions come from agreed petitions in similar words, then from the rules for the field. The reason stands beside each. Every row is recorded by itself; one that is refused holds up no other.

# Consenting.
list-consent = Consent to the classification
consent-paper = recorded for them, from paper
consent-lead = Please look once more before you consent.
consent-rows = Rows that wait
consent-exception = An unticked row is an exception: not consented to, it goes on waiting.
consent-next = When both sides of the pair have consented, the next pair is asked.
consent-last = This is the last consent that is missing: what you consent to is agreed and can be forwarded.
consent-send = Consent to the ticked rows
consent-none = No row waits for this body.
consent-nothing = No row is ticked.
consent-revised = The list was fixed anew since you looked at it. Below is its last revision; look again and consent.
consent-changed = Changed since you looked
consent-changed-next = These rows were unticked. You can consent to the others at once.
changed-proposal = { $count ->
   *[other] now proposal { $count }
}
changed-contested = contested, has to be proposed anew
changed-not-asked = does not wait for this body any more
changed-stage = now
consent-minutes = Minutes of a joint meeting, or another paper
consent-minutes-how = If it was agreed at a meeting: give the day of the meeting as the day, and symbol and date of the minutes.
help-consent = The number of each proposal and the revision that you see go with your consent. If something changed in between, nothing is consented to by mistake: the page names the rows and keeps the rest.

# Contesting a row.
contest-how = How
contest-counter = Propose something else
contest-counter-how = Your proposal stands in place of this one; your body is taken to consent to it when it is its turn, the others look again.
contest-only = Only contest
contest-only-how = The row cannot be agreed as it stands; a party has to propose anew.
contest-proposal = Your body’s proposal (where you propose something else)
contest-replaced = The proposal that you saw was replaced. Below is the last one.
help-contest = Only those concerned read the reason. After the number of rounds that the rules set it goes to a joint meeting.
