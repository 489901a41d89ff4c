-- One row a letter, and which petitions it holds, in the order of its table.
CREATE TABLE letter (
    stream BLOB PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    addressee BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_by_addressee ON letter (addressee, position);

CREATE TABLE letter_petition (
    letter BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    petition BLOB NOT NULL,
    PRIMARY KEY (letter, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_petition_by_petition ON letter_petition (petition, letter);
