# The desk of the Front.
nav-front = Front’s desk
front = The Front’s desk
front-parts = Parts of this page
front-unknown = Answers to make known
front-waiting = Awaiting the Front
front-contested = Contested
front-followed = Followed together
front-known = Made known
front-heard = Voters’ words
front-more = This page looks at the latest petitions. Older ones are in the
front-late-count = { $count ->
    [one] { $count } answer is late
   *[other] { $count } answers are late
}
front-waiting-none = No row waits for the Front’s consent.
front-contested-none = No petition is contested.
front-followed-none = No petition is being followed yet.
front-known-none = No answer was made known yet.
front-heard-none = No voter’s word on an outcome was recorded yet.
known-how = Tick the answers that were made known at one place, then say where and in which ways once for all of them.
known-none = Every answer was made known.
known-none-next = A new answer shows here with the day by which the people are to know it.
known-anew = a new answer, not the one made known
known-where = Where and how it was made known
known-place-hint = The village hall, the loudspeakers, which meeting…
known-send = Record as made known
known-to-form = Say where and how they were made known
known-no-answer-wording = No words for the public are approved for this answer.
known-no-answer-wording-next = Whoever answered approves them with the answer; ask for another answer with its public words:
known-no-petition-wording = No words for the public are approved for the petition: it stands neither on the public page nor on the notice board.
known-no-petition-wording-next = Ask the standing committee or the delegate group to approve some.
known-unworded = These answers have no approved words for the public; the people can read them nowhere yet:
known-unworded-confirm = Record them as made known all the same
known-partly = recorded
known-not = not recorded
known-one-by-one = go on at the petition’s page
known-nothing = No answer is ticked.
known-refused = Some answers were not recorded; the reason stands beside each.
on-no-list = On no list
heard-satisfied = satisfied
heard-unsatisfied = not satisfied
help-front = The day counts from the answer, by the co-ordination rules. An answer that comes after one was made known has to be made known again. “Followed together” holds every petition that is followed; the Front’s own come first.
