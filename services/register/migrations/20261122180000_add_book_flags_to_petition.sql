-- A list tells which petitions have unbound names and which are answered only as a book says.
ALTER TABLE petition ADD COLUMN unbound INTEGER NOT NULL DEFAULT 0;
ALTER TABLE petition ADD COLUMN by_the_book INTEGER NOT NULL DEFAULT 0;
CREATE INDEX petition_unbound ON petition (received_position) WHERE unbound = 1;
