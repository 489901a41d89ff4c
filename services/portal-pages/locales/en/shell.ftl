# The shell of every page, beside what stands in main.ftl.
menu = Menu
unread-short = News

# Signing in again, and for the first time.
sign-in-keeps = Your session has ended. What you just typed was not sent and is kept: sign in again to go on.
draft-kept = What you typed
draft-plainly = The form cannot be opened any more. Nothing was sent; copy what you need.
draft-not-yours = What was being written is somebody else’s, so it was not opened.
first = Nobody has an account at this portal yet
first-lead = The operator of the machine takes these steps on it; DIR is the data directory of “hoiam up”.
first-token = Make a founder’s token, good only for founding the realm:
first-found = Found the realm with its first body and administrator; the answer tells the officer’s ID:
first-account = Give that officer an account:
first-name = login.name
first-link = Open the link that is printed and choose a password of your own. The link counts once.

# What went wrong, for people where the words for programs are of no use.
problem-petition = Back to the petition
problem-again = Try again
help-problem = If it happens again, send the operator the correlation, if there is one, and when it happened. Nothing is recorded twice.
problem-no_role = You have no role today
problem-no_role-next = Ask the administrator of the directory for a role at a body. Then this page shows that body’s work.
problem-method_not_allowed = This page cannot be opened that way
problem-method_not_allowed-next = The address only takes a form. Go back to the page before, and do it from there.
problem-malformed = Something typed is not right
problem-malformed-next = Go back to the form, correct it and send it again.
problem-malformed_query = Something in the address is not right
problem-malformed_query-next = Remove filters, or open the page again from the navigation.
problem-too_large = What was sent is too long
problem-too_large-next = Go back, and shorten it or send it in parts.
problem-unavailable-next = Try again in a few seconds. Nothing is lost.
problem-timed_out-next = Try again in a few seconds. Nothing is done twice.
problem-fault-next = Tell the operator the correlation below.

# Today.
waits-more = There is more, due later. See the book.

# Codes beside the password.
sign-in-code = Type the code
sign-in-code-lead = The password is right. Type the 6 digits of your authenticator, or a recovery code.
sign-in-code-wrong = The code is wrong or was used. Wait for the next one and try again.
sign-in-code-late = Too long ago since the password. Sign in from the beginning.
help-sign-in-code = Each code counts once and changes after 30 seconds; the telephone’s clock must be right. If the telephone is lost, use a recovery code, or ask the operator of the machine for “hoiam account reset”.
code-field = Code or recovery code
code-field-first = The 6 digits that the authenticator shows now
codes = Codes when signing in
codes-off = Off. When on, signing in asks for 6 digits of an authenticator on your telephone beside the password: somebody who knows the password alone does not get in.
codes-switch-on = Switch codes on
codes-scan = Scan the picture with an authenticator, or type the key below. Codes are asked for only once you have typed one that is right.
codes-picture = A QR code of the key written below
codes-secret = Key
codes-confirm = Confirm and switch on
codes-wrong = The code is wrong. Check the telephone’s clock and type the code that it shows now.
codes-on = On.
codes-left = { $count ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
}
codes-on-now = Codes are on.
codes-keep = Keep these recovery codes in a safe place: they are shown once, and each counts once when the telephone is lost.
codes-switch-off = Switch codes off
codes-off-now = Codes are off.
