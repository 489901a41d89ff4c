-- The book in other orders than that of reception: an index for each, and what they sort by.
ALTER TABLE petition ADD COLUMN stage_rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE petition ADD COLUMN via TEXT;
-- The due day; behind every day where nothing is due.
ALTER TABLE petition ADD COLUMN due_order TEXT NOT NULL DEFAULT '9999-12-31';
DROP INDEX petition_due;
CREATE INDEX petition_in_due_order ON petition (due_order, received_position);
CREATE INDEX petition_in_raised_order ON petition (raised_on, received_position);
CREATE INDEX petition_in_stage_order ON petition (stage_rank, received_position);
CREATE INDEX petition_by_session ON petition (session, received_position) WHERE session IS NOT NULL;
-- What the head of the book counts, without touching the rows.
CREATE INDEX petition_counted ON petition (stage, due_order, needs_person);
