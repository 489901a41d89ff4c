-- Answers that the voters were not told of yet: what waits for the Front is found without the log.
ALTER TABLE petition ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
CREATE INDEX petition_untold ON petition (council) WHERE untold = 1;
-- Letters that nobody has confirmed yet.
CREATE INDEX letter_unconfirmed ON letter (addressee) WHERE received_on IS NULL;
