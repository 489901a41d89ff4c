# The directory, the rules, the calendar.
nav-directory = Directory
directory-parts = Parts of the directory
directory-tab-bodies = Bodies
directory-tab-rules = Co-ordination rules
directory-tab-year = Sessions, rounds, days off
directory-title = Directory of bodies
directory-count = { $count ->
    [one] { $count } body stands
   *[other] { $count } bodies stand
}
directory-on = as on
directory-search = Body or field
directory-search-hint = Marks need not be typed; bodies that ended are found as well.
directory-as-of = As on
directory-today = today
directory-heirs = Its work went to
directory-no-heirs = No successor is recorded.
directory-fields = Fields in the co-ordination rules
directory-field-to = answered by:
directory-none = No body and no field fits.
directory-none-next = Search by a part of the name, or leave the day out.
directory-ended = Ended
directory-not-yet = does not exist yet
directory-acts = What you may do in the directory
directory-not-standing = This body does not exist on that day.
directory-work-now = Its work is done by
directory-officers = Officers and roles
directory-officers-none = Nobody acts for this body yet.
directory-officers-before = Formerly
directory-since = since
directory-until = until
directory-chain = Succession
directory-took-over = It took over the work of
directory-given-to = Its work went to
directory-below = Bodies below it
directory-above = Belongs to
directory-petitions = { $count ->
    [one] See { $count } petition that it has a hand in
   *[other] See { $count } petitions that it has a hand in
}
directory-petitions-none = It has a hand in no petition yet.
directory-kind = Kind
directory-level = Level
directory-from = Exists from
directory-ended-on = Existed until
directory-site = Served by site
directory-site-none = no site
directory-local-choice = local choice
directory-level-national = National
directory-level-province = Province
directory-level-commune = Commune
directory-level-district = District (before 1 July 2025)
directory-kind-council = People's Council
directory-kind-standing_committee = Standing committee
directory-kind-council_committee = Council committee
directory-kind-delegate_group = Delegate group
directory-kind-na_delegation = National Assembly delegation
directory-kind-office = Office
directory-kind-front_committee = Fatherland Front committee
directory-kind-front_member = Member organisation of the Front
directory-kind-peoples_committee = People's Committee
directory-kind-agency = Agency
directory-kind-inspection = Inspectorate
directory-kind-company = Company
directory-kind-court = Court
help-directory = The directory tells which bodies exist, where they belong, and who took over the work of those that ended. Choose “As on” to see it as it stood on another day. Nothing is deleted: bodies that ended are at the end of the page.
help-directory-body = “Succession” tells whose work this body took over, and who does its work now. Names of officers are sealed and opened only for who has a role.

# The rules.
directory-rules-title = Co-ordination rules
directory-rules-none = This council has no co-ordination rules yet.
directory-rules-none-next = The first rules are set up with the council. Its deadlines and the parties that have to agree will stand here.
directory-rules-now = In force
directory-rules-before = Formerly in force
directory-rules-ahead = In force later
directory-in-force-from = In force from
directory-voice-proposed = proposed on
directory-voice-agreed = agreed on
directory-voice-first = put into force first, on
directory-voice-waits = has not said anything yet
directory-proposal = Proposed change no. { $count }
directory-waits = waits for the parties
directory-would-count = In force from
directory-not-before = Not before the last party agrees.
directory-differs = Different from the rules in force
directory-differs-before = Different from the rules before
directory-differs-none = Nothing differs.
directory-was = Was
directory-is = Is
directory-agree = Agree
directory-agree-hint = An agreement cannot be taken back. When all three parties agree, the new rules are in force.
directory-part-parties = The three parties
directory-part-deadlines = Deadlines
directory-part-pairs = Agreeing on a classification
directory-part-fields = Fields
directory-part-areas = Followers by area
directory-part-other = Other rules
directory-side-standing_committee = Standing committee
directory-side-front = Fatherland Front committee
directory-side-peoples_committee = People's Committee
directory-side-raised_with = the delegate group that took the petition in
directory-side-commune_of_area = the People's Committee of the commune where it was raised
directory-days-calendar = { $count ->
    [one] { $count } day (days off included)
   *[other] { $count } days (days off included)
}
directory-days-working = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
directory-day-calendar = days (days off included)
directory-day-working = working days
directory-deadline-receipt = Confirming receipt, from the letter's date
directory-deadline-answer = Answer, from the letter's date
directory-deadline-check = Check, from the answer or the claim
directory-deadline-making_known = Making the answer known, from the answer
directory-deadline-none = no deadline
directory-pair = Pair { $count }
directory-silence-consents = silence counts as consent
directory-silence-waits = silence does not count as consent
directory-deadlock = When they cannot agree
directory-deadlock-after = { $count ->
    [one] after { $count } contested proposal, a joint meeting; decided by
   *[other] after { $count } contested proposals, a joint meeting; decided by
}
directory-deadlock-none = the talks go on; nobody decides instead
directory-answers = Answers
directory-ladder = Reminders when overdue
directory-ladder-days = { $at } days overdue
directory-ladder-none = none
directory-paper = Bodies that answer on paper
directory-paper-none = none
directory-paper-scanned = What is recorded for them needs a scan
directory-back-dating = Dates may lie back at most
help-directory-rules = The three parties are the council's standing committee, the Fatherland Front committee and the People's Committee. One proposes a change; when the other two agree it is in force. Earlier rules are kept, since what was decided then was decided by them.

# The calendar.
directory-year-title = Calendar of
directory-years = Years
directory-sessions = Sessions
directory-sessions-none = No session in this year yet.
directory-sessions-none-next = Choose another year, or plan a session.
directory-session-regular = Regular session
directory-session-thematic = Thematic session
directory-session-extraordinary = Extraordinary session
directory-ordinal = no. { $count }
directory-ahead = to come
directory-move = Move the session
directory-round = Round of voter contact
directory-phase-before = before the session
directory-phase-after = after the session
directory-phase-other = apart from the session (by theme, at work)
directory-cut-off = petitions taken in until
directory-joined = together with
directory-round-book = Petitions of this round in the book
directory-round-meetings = Meetings of this round
directory-rounds-none = No round was opened for this session yet.
directory-days-off = Days off
directory-days-off-none = The days off of this year are not published, so working days cannot be counted.
directory-working = Weekend days that are worked
directory-source = By
help-directory-year = A round of voter contact belongs to a session; after the cut-off, petitions belong to the next round. Working days are counted only in years whose days off are published.

# Forms.
directory-do-PlanSession = Plan a session
directory-do-OpenRound = Open a round
directory-do-EstablishBody = Record a new body
directory-do-EndBody = End this body
directory-do-AppointOfficer = Add an officer
directory-do-GiveRole = Give a role
directory-do-EndRole = End the role
directory-do-NameArea = Name an area
directory-do-PublishDaysOff = Publish days off
directory-do-ProposeRules = Propose other rules
directory-final-EndBody = This cannot be undone: from the day after nobody acts for this body any more, and its work goes to its successors. This body has
directory-final-EndRole = After this day the officer no longer acts for the body in this role.
directory-holds = { $count ->
    [0] no petition still open
    [one] { $count } petition still open
   *[other] { $count } petitions still open
}
directory-field-session-kind = Kind of session
directory-field-number = Number (within the term)
directory-field-opens = First day
directory-field-closes = Last day
directory-field-session = Belongs to session
directory-field-phase = When
directory-field-from = From
directory-field-until = Until
directory-field-last-day = Last day of the body
directory-field-cut-off = Cut-off
directory-hint-cut-off = The last day on which petitions of this round are taken in.
directory-field-areas = Areas
directory-field-joined = Councils of other levels that join
directory-field-word = Word of the round
directory-hint-word = Made from the session when left empty. Small letters, digits and hyphens.
directory-field-name = Full name
directory-hint-basis = Resolution or decision: number, date, article.
directory-field-successors = Who takes its work over
directory-field-person = Full name
directory-hint-person = The name is sealed in the log.
directory-field-body = Acts for
directory-field-role = Role
directory-field-officer = Officer
directory-field-area-name = Name of the area
directory-hint-area = For example: xã Hòa Phú.
directory-field-within = Part of area
directory-hint-days = One day a line: 01/01/2027 New Year. This list replaces the whole list published for the year.
directory-hint-working = One Saturday or Sunday a line that is worked.
directory-hint-source = Law, notice of the ministry: number and date.
directory-field-days = How many
directory-field-day-kind = Counted in
directory-field-silence = Silence counts as consent
directory-field-ladder = Reminders when overdue (days, rising, parted by commas)
help-directory-form = What you fill in is checked by the rules when you press the button. If it is refused, the reason stands beside the field and what you typed is still there.
