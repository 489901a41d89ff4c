# One petition: beside what the shell of every page says.
jumps = Go to a part
files = Attachments
file = File
file-picture = Picture
file-text = Plain text file
scan = Scan of the paper
files-hint = PDF, pictures (JPEG, PNG, WebP), DOCX, XLSX, ODT or plain text; 20 MB each at most. Pictures are saved anew from their pixels: where and with what they were taken is left out.
files-kept = Uploaded, sent with it:
files-too-many = { $count ->
    [one] One file an act at most. Leave some out and send again.
   *[other] { $count } files an act at most. Leave some out and send again.
}
files-too-many-copies = A file for all is sealed for each petition by itself; files times petitions are 200 at most. Send fewer files, or answer fewer petitions at once.
files-too-much = The files together are more than 64 MB. Send fewer; what you typed is still there.
public-wording-hint = Everybody can read it: no names, addresses or telephone numbers of anybody.
act-names-voter = It names the voter: take the name out before it is made public.
merged-hint = Numbers of petitions, with commas between them. They go on in this petition.
kin = Related petitions
part-of = this is a part of it
absorbed = merged into this one
split-into = split from this one
kin-twins = Perhaps the same
kin-twins-note = The system only suggests; whoever may merge looks and decides.
kin-twins-merge = Merge into the petition on this page
same-area = same area
same-field = same field
same-group = taken by the same body
same-words = { $count ->
    [one] one word in common in the public wordings
   *[other] { $count } words in common in the public wordings
}
acts-hindered = Not possible now, and why
acts-others = For other bodies to do, and why
as-of-no-acts = Nothing can be done in the past.
differs = Changed since the one before
consent-due = To be said by
dissented = dissents
decided = decided
awaited = awaited
stalled = waits for a new proposal
later = not yet their turn
silence-consents = Whoever says nothing in time is taken to agree.
silence-not = Silence does not count as consent.
proposals-before = Earlier proposals
superseded = Earlier answers, replaced
rung = Told of the delay
rung-reached = { $count ->
    [one] up to rung 1
   *[other] up to rung { $count }
}
source = Source
by-the-book = as stated in the old book, not sent here by this body
why-not = Why not
decision-asked = Who asked for what
decision-same-note = The system has just taken what was seen then, applied the rule of then, and come to the same result, byte for byte. Nobody can change the result afterwards.
decision-seen-note = Only what was recorded up to these versions counted; what happened later did not.
decision-rules-note = What was in force when it was decided, with its basis.
decision-rule = The rule applied
decision-rule-number = { $count ->
    [one] version 1 of the rule for this act
   *[other] version { $count } of the rule for this act
}
decision-officer = Officer
decision-days = { $count ->
    [one] one day
   *[other] { $count } days
}
decision-counted = How the day was counted
decision-counted-note = Counted from the day after the first one, by the calendar of days off and the rules as they were recorded when it was decided.
decision-due-answer = Answer due
decision-due-consent = Consent due
decision-counted-from = First day
decision-counted-days = Days
decision-days-working = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
decision-days-calendar = { $count ->
    [one] { $count } day, days off included
   *[other] { $count } days, days off included
}
decision-days-off = Days off that do not count
decision-weekend-days = { $count ->
    [one] { $count } day of a weekend
   *[other] { $count } days of weekends
}
decision-to = About petition
made-known-before = An earlier answer was made known
rung-late-entry = answered in time; told to be late because it was recorded late
