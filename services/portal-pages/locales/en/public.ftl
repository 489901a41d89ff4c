# Public pages, tracking, receipt, poster.
public-title = Voters' petitions
public-foot = Only wording that was approved for the public is shown; nothing personal is.
public-any-area = Any area
public-session = Session
public-any-session = Any session
public-search-hint = Marks are not needed, for example: den duong
public-show = Show
public-have-code = I have a tracking code
public-none = Nothing like that has been published yet.
public-nothing = No petition has been published yet.
public-all-areas = See all areas
public-areas = Choose a commune or ward
public-no-area = The whole locality
public-petitions = { $count ->
    [one] { $count } petition
   *[other] { $count } petitions
}
public-settled = { $count ->
   *[other] { $count } settled
}
public-changed = Updated
public-to = Sent to:
public-due = Next due
public-answers = Answers
public-no-answer = There is no answer yet. When there is, its text is published here.
public-answer-written = Answered in writing.
public-unworded = This petition has no public wording yet
public-not-satisfied = Not satisfied with the answer? Tell a deputy, the delegate group, or the Fatherland Front committee where you live, with the petition’s number or the tracking code of your receipt; it goes into the record of this petition.
public-not-satisfied-any = Whoever is not satisfied with an answer tells a deputy, the delegate group, or the Fatherland Front committee where they live, with the petition’s number or the tracking code of the receipt; it goes into the record.
public-session-regular = Regular session { $count }
public-session-thematic = Thematic session { $count }
public-session-extraordinary = Extraordinary session { $count }
track-title = Tracking
track-lead = Type the code on your receipt to see where your petition is.
track-code = Tracking code
track-hint = 16 letters and digits, for example ABCD-EFGH-JKMN-PQRS. Case and hyphens do not matter.
track-do = Look it up
track-unknown = No petition has this code. Please compare each letter with your receipt.
track-keep = Whoever has this code can see this page. Keep the receipt safe.
receipt-title = Receipt of a petition
receipt-how = Scan the code, or go to
receipt-keep = Keep this sheet: only who has the code can look it up. The code holds no name and no address.
receipt-elsewhere = The tracking code can be printed only at the portal that recorded this petition.
back-to-petition = Back to the petition
print-hint = To print: Ctrl+P
poster-title = What became of voters' petitions?
poster-how = Scan the code to see the published petitions and their answers. With a receipt: choose "Tracking" and type its code.
sign-in-public = Voters need no account:
poster-link = Poster with a QR code
poster-area = Print the poster with the QR code of this place
board-link = Save the notice-board sheet (DOCX)
board-where = Notice-board sheet of
receipt-link = Print the receipt with the tracking code
